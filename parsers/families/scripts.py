"""What page scripts say, read as text. No script is ever run.

Chinese government templates print rows, pagers and attachment links from inline scripts
(portals.md part 2 §1, §2). This reads their string literals, what ``document.write`` would print
as far as it is made of literals, and the arguments of pager calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

MAX_SCRIPT = 2_000_000
MAX_WRITTEN = 400_000
MAX_VALUE = 50_000
"""A list of rows put together in one variable measures 5-20 kB; beyond this a script only multiplies itself."""

_APART = r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|<!--[^\n]*)
      | "(?P<double>(?:[^"\\\n]|\\.)*+)"
      | '(?P<single>(?:[^'\\\n]|\\.)*+)'
      | `(?P<back>(?:[^`\\]|\\.)*+)`"""
# Comments and literals: no other word of a script holds what one of them begins with.
_LITERAL = re.compile(_APART, re.VERBOSE | re.DOTALL)
_TOKEN = re.compile(
    rf"""{_APART}
      | (?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<mark>[^\sA-Za-z_$\d])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "\n": "", "b": "", "f": "", "v": "", "0": ""}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a script: ``kind`` is text (a literal, unescaped), name, number or mark."""

    kind: str
    value: str


def inline_scripts(tree: _Element) -> Iterator[tuple[_Element, str]]:
    """The page's own scripts with their source."""
    for element in tree.iter("script"):
        if element.text and len(element.text) <= MAX_SCRIPT:
            yield element, element.text


def tokens(source: str) -> Iterator[Token]:
    """The words of a script without its comments."""
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup
        if kind in ("double", "single", "back"):
            yield Token("text", _unescape(match.group(kind)))
        elif kind is not None and kind != "comment":
            yield Token(kind, match.group(kind))


def _unescape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match.group(1)
        if len(code) > 1:
            return chr(int(code[1:], 16))
        return _PLAIN.get(code, code)

    return _ESCAPE.sub(one, text) if "\\" in text else text


def without_comments(source: str) -> str:
    """The script with its comments taken out and its literals as they were."""
    return _TOKEN.sub(lambda m: " " if m.lastgroup == "comment" else m.group(), source)


def literals(source: str) -> Iterator[str]:
    """Every string literal."""
    for match in _LITERAL.finditer(source):
        kind = match.lastgroup
        if kind is not None and kind != "comment":
            yield _unescape(match.group(kind))


def written_html(source: str) -> str:
    """What ``document.write`` calls would print, as far as it is literals and names given a literal before.

    Conditions are not looked at: what a script may print is what the page may show.
    """
    values: dict[str, str] = {}
    out: list[str] = []
    words = list(tokens(source))
    at = size = 0
    while at < len(words) and size < MAX_WRITTEN:
        word = words[at]
        if (
            word.kind == "name"
            and word.value in ("document.write", "document.writeln")
            and _is(words, at + 1, "(")
        ):
            text, at = _expression(words, at + 2, values, ")")
            out.append(text)
            size += len(text)
        elif word.kind == "name" and _is(words, at + 1, "=") and not _is(words, at + 2, "="):
            text, end = _expression(words, at + 2, values, ";")
            values[word.value] = text[:MAX_VALUE]
            at = end
        elif word.kind == "name" and _is(words, at + 1, "+") and _is(words, at + 2, "="):
            text, end = _expression(words, at + 3, values, ";")
            values[word.value] = (values.get(word.value, "") + text)[:MAX_VALUE]
            at = end
        else:
            at += 1
    return "".join(out)


def _is(words: list[Token], at: int, mark: str) -> bool:
    return at < len(words) and words[at].kind == "mark" and words[at].value == mark


def _expression(words: list[Token], at: int, values: dict[str, str], until: str) -> tuple[str, int]:
    """The literals and known names from ``at`` up to the closing mark, joined; and the place behind it."""
    out: list[str] = []
    size = depth = 0
    while at < len(words):
        word = words[at]
        if word.kind == "mark":
            if depth == 0 and word.value in (until, ";", "}"):
                return "".join(out), at + 1
            depth += (word.value in "([") - (word.value in ")]")
        elif (
            until == ";"
            and word.kind == "name"
            and word.value in ("var", "let", "const", "if", "document.write")
        ):
            return "".join(out), at  # a statement that ended without a semicolon
        elif word.kind == "text" and depth == 0:
            out.append(word.value)
        elif word.kind == "name" and size < MAX_VALUE:
            known = values.get(word.value) or values.get(word.value.partition(".")[0], "")
            out.append(known)
            size += len(known)
        at += 1
    return "".join(out), at


def records(source: str) -> Iterator[dict[str, str]]:
    """Groups of ``name = "…"`` / ``name: "…"``: a new group begins where a name comes again.

    ``var url="./202602/t….html"; var title="…";`` and arrays of objects both come out as rows.
    """
    current: dict[str, str] = {}
    words = list(tokens(source))
    for at in range(len(words) - 2):
        key, mark, value = words[at : at + 3]
        if (
            key.kind not in ("name", "text")
            or mark.kind != "mark"
            or mark.value not in "=:"
            or value.kind != "text"
        ):
            continue
        name = key.value.rpartition(".")[2].lower()
        if name in current:
            yield current
            current = {}
        current[name] = value.value
    if current:
        yield current


def calls(source: str, name: re.Pattern[str]) -> Iterator[list[Token]]:
    """The arguments of every call of a function whose name matches, where they are literals and numbers."""
    words = list(tokens(source))
    for at, word in enumerate(words):
        if word.kind != "name" or not name.fullmatch(word.value) or not _is(words, at + 1, "("):
            continue
        arguments: list[Token] = []
        for inner in words[at + 2 : at + 34]:
            if inner.kind in ("text", "number", "name"):
                arguments.append(inner)
            elif inner.value == ")":
                yield arguments
                break
            elif inner.value != ",":
                break
