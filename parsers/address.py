"""The one function that makes an address canonical, and the host an address is fetched from.

A document's id is its canonical address, so every part of dafu must spell an
address the same way. Rules: RFC 3986 §6.2.2-6.2.3 (case, percent-encoding, dot
segments, default port) plus what browsers do with the hand-typed addresses of
real portals (WHATWG URL: surrounding space and line breaks inside an address are
dropped, a backslash is a slash).
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}

# Characters a component may hold unescaped (RFC 3986 §3.3, §3.4); '%' is treated apart.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = _PATH_SAFE | frozenset("?")

# RFC 9110 §4.1: what every server should take. No document's address comes near it; a picture in
# a `data:` address and a page made to fill the disk do.
_LONGEST = 8000

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|(.)", re.DOTALL)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)

# Parameters that name a visit, not a document: campaign tags, session ids and what
# WeChat adds when a page is shared. `sid`, `id`, `from` and the like are left alone:
# on some platforms (gkmlpt) they name the document.
_VISIT_PARAMETER = re.compile(
    r"(?:utm_[a-z]+|jsessionid|phpsessid|aspsessionid[a-z]*|asp\.net_sessionid|gclid|fbclid|spm|"
    r"isappinstalled)\Z",
    re.IGNORECASE,
)
_WECHAT_FROM = frozenset({"from=timeline", "from=singlemessage", "from=groupmessage"})


def canonical(url: str, base: str | None = None) -> str:
    """The canonical absolute form of ``url``, resolved against ``base`` where it is relative.

    Scheme and host in lower case (host in its ASCII form), default port and
    fragment dropped, dot segments resolved, percent-encoding normalised (upper
    case, unreserved characters plain, everything else outside the grammar as
    UTF-8 escapes), session and campaign parameters dropped. The order of query
    parameters, doubled slashes and ``index.html`` stay as they are, because
    servers may tell them apart. ``canonical(canonical(x)) == canonical(x)``.

    Raises ValueError saying why where the result is not an http(s) address.
    """
    if len(url) > _LONGEST:
        raise ValueError(f"an address of {len(url)} characters is not taken: {_brief(url)}")
    text = _as_typed(url)
    if base is not None:
        text = urljoin(_as_typed(base), text)
    parts = urlsplit(text)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        what = f"scheme '{scheme}'" if scheme else "no scheme and no base to resolve against"
        raise ValueError(f"not an http(s) address ({what}): {_brief(url)}")
    path = _remove_dot_segments(_SESSION_IN_PATH.sub("", _escape(parts.path, _PATH_SAFE)))
    query = _without_visit(_escape(parts.query, _QUERY_SAFE))
    found = urlunsplit((scheme, _authority(parts, url), path or "/", query, ""))
    if len(found) > _LONGEST:  # escaped and resolved it may have grown
        raise ValueError(f"an address of {len(found)} characters is not taken: {_brief(found)}")
    return found


def host(url: str) -> str:
    """``name`` or ``name:port`` (port only where it is not the scheme's own) of an http(s) address.

    Two ports of one machine are two hosts here: each has its own robots.txt (RFC 9309 §2.3).
    Raises ValueError as ``canonical`` does.
    """
    return urlsplit(canonical(url)).netloc


def _brief(url: str) -> str:
    """Enough of an address to know it by, fit for a message."""
    return repr(url if len(url) <= 200 else f"{url[:200]}…")


def _as_typed(url: str) -> str:
    """What a browser would take from an attribute: no outer space, no line breaks, slashes only."""
    text = "".join(c for c in url.strip() if c not in "\t\r\n").strip()
    head, mark, tail = _cut_at_query(text)
    scheme = head.partition(":")[0].lower()
    if ":" not in head or scheme in _DEFAULT_PORTS:
        head = head.replace("\\", "/")
    return head + mark + tail


def _cut_at_query(text: str) -> tuple[str, str, str]:
    for at, char in enumerate(text):
        if char in "?#":
            return text[:at], char, text[at + 1 :]
    return text, "", ""


def _authority(parts: SplitResult, url: str) -> str:
    """Lower-case ASCII host with a port where it is not the default. Raises ValueError."""
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"an address with a user name in it is not taken: {_brief(url)}")
    name = (parts.hostname or "").rstrip(".")
    if not name:
        raise ValueError(f"an address without a host: {_brief(url)}")
    if ":" in name:
        ascii_name = f"[{name}]"
    else:
        try:
            ascii_name = name if name.isascii() else name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            raise ValueError(f"a host that is no valid name: {_brief(url)}") from None
        if not re.fullmatch(r"[a-z0-9._-]+", ascii_name):
            raise ValueError(f"a host that is no valid name: {_brief(url)}")
    port = parts.port  # urlsplit raises ValueError for a port that is no number
    if port is None or port == _DEFAULT_PORTS[parts.scheme.lower()]:
        return ascii_name
    return f"{ascii_name}:{port}"


def _escape(text: str, safe: frozenset[str]) -> str:
    """Normalise percent-encoding: a stray '%' becomes %25, unreserved escapes become plain."""

    def one(match: re.Match[str]) -> str:
        escaped, char = match.groups()
        if escaped is not None:
            plain = chr(int(escaped, 16))
            return plain if plain in _UNRESERVED else f"%{escaped.upper()}"
        if char in safe:
            return char
        return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))

    return _ESCAPE.sub(one, text)


def _without_visit(query: str) -> str:
    kept = [
        part
        for part in query.split("&")
        if part and not _VISIT_PARAMETER.match(part.partition("=")[0]) and part.lower() not in _WECHAT_FROM
    ]
    return "&".join(kept)


def _remove_dot_segments(path: str) -> str:
    """RFC 3986 §5.2.4; a path above the root stays at the root."""
    if not path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(out) > 1:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    joined = "/".join(out)
    return joined if joined.startswith("/") else "/" + joined
