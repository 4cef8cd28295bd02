"""The query of an address: reading one parameter, setting another, leaving the rest as the site wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from parsers.address import canonical


def parameters(url: str) -> dict[str, str]:
    """The parameters of an address; the last value of a name that comes twice."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def number(url: str, name: str) -> int | None:
    """A parameter that is a plain number."""
    value = parameters(url).get(name, "")
    return int(value) if value.isdecimal() and len(value) <= 9 else None


def with_parameters(url: str, values: Mapping[str, str]) -> str:
    """The address with these parameters set in their places (new ones at the end), in canonical form."""
    parts = urlsplit(url)
    left = dict(values)
    out = []
    for one in parts.query.split("&") if parts.query else []:
        name = one.partition("=")[0]
        if name in values:
            if name in left:
                out.append(f"{name}={quote(left.pop(name), safe='')}")
        else:
            out.append(one)
    out += [f"{name}={quote(value, safe='')}" for name, value in left.items()]
    return canonical(urlunsplit(parts._replace(query="&".join(out))))
