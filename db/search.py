"""Chinese full-text search on SQLite's FTS5: how a text is indexed and how a query is written.

Every text goes into the index twice: as words (search mode) and character by character. Words
make ``农村养老服务`` find letters that speak of 养老服务 in 农村 in other words; characters make every
literal string findable, also one that a dictionary would cut elsewhere (养老 in 养老院校). The index
holds no text of its own (contentless), so it lives only in the published file, which is always
built new: SQLite 3.40 cannot delete from a contentless table.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

from db.segment import segment

INDEXED = ("title", "proposal_title", "text", "more")
"""What is searched; ``more`` is numbers, issuer, proposers, the suggestion's own text and attachments."""

INDEX_COLUMNS = (*INDEXED, *(f"{name}_chars" for name in INDEXED))

RANK = "bm25(record_fts, 10.0, 6.0, 1.0, 0.5, 10.0, 6.0, 1.0, 0.5)"
"""The ranking expression: a hit in a title weighs as much as ten in a text."""

CREATE_INDEX = (
    f"create virtual table record_fts using fts5({', '.join(INDEX_COLUMNS)}, "
    "content='', tokenize='unicode61 remove_diacritics 2')"
)

_WORD_COLUMNS = "{" + " ".join(INDEXED) + "}"
_CHAR_COLUMNS = "{" + " ".join(INDEX_COLUMNS[len(INDEXED) :]) + "}"

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+")
# A query's parts: "…", “…”, 「…」 are exact, the rest is cut at white space.
_PART = re.compile(r'"([^"]*)"|“([^“”]*)”|「([^「」]*)」|([^\s"“”「」]+)')
# The tokenizer's tables are Unicode 6.1: later characters would be white space to it.
_LATER = re.compile("[\u9fcc-\u9fff\U00020000-\U0003ffff]")
# Full-width ASCII and the ideographic space, one character for one.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

MARKS = ("⟦", "⟧")
"""Around a hit in plain text."""
_OWN_MARKS = str.maketrans(dict(zip(MARKS, "[]", strict=True)))
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def fold(text: str) -> str:
    """One width and one case: ＡＩ, ai and AI are the same; 〔〕 stay as they are."""
    return unicodedata.normalize("NFKC", text).lower()


def index_terms(text: str | None) -> tuple[str, str]:
    """``text`` as FTS5 takes it in: its words, and its characters (runs of Latin letters and digits whole)."""
    if not text:
        return "", ""
    folded = fold(text)
    # Punctuation among the words is no harm: FTS5's tokenizer drops it.
    return _plain(" ".join(segment(folded))), _characters(folded)


def zh_match(query: str | None) -> str:
    """Rewrite what a person typed into an FTS5 expression. Any string is accepted.

    Parts are separated by white space and must all be found. A part in quotes ("", “” or 「」) is
    found literally; any other part literally or, where it holds several words, with all its words
    anywhere. Punctuation does not count, so 云民函〔2021〕180号 and 云民函[2021]180号 are the same.
    A query without a single letter, digit or character finds nothing.
    """
    parts = [part for part in (_expression(text, exact) for text, exact in _parts(query)) if part]
    return " AND ".join(parts) or '""'


def excerpt(text: str | None, query: str | None, width: int = 90) -> str:
    """About ``width`` characters of ``text`` around the first hit, hits between ``MARKS``.

    The original characters are shown. Without a hit: the beginning.
    """
    text = text or ""
    pattern = _pattern(query)
    hit = pattern.search(fold_in_place(text)) if pattern else None
    start = max(0, hit.start() - width // 3) if hit else 0
    end = min(len(text), start + width)
    head = "…" if start else ""
    tail = "…" if end < len(text) else ""
    return f"{head}{mark_hits(' '.join(text[start:end].split()), query)}{tail}"


def mark_hits(text: str, query: str | None) -> str:
    """``text`` with every hit of ``query`` between ``MARKS``."""
    text = text.translate(_OWN_MARKS)
    pattern = _pattern(query)
    if pattern is None:
        return text
    out: list[str] = []
    last = 0
    for hit in pattern.finditer(fold_in_place(text)):
        out += [text[last : hit.start()], MARKS[0], text[hit.start() : hit.end()], MARKS[1]]
        last = hit.end()
    return "".join([*out, text[last:]])


def marks_as_html(marked: str) -> str:
    """Any text as HTML: all of it escaped, what stands between ``MARKS`` in <mark>."""
    return escape(marked).replace(MARKS[0], "<mark>").replace(MARKS[1], "</mark>")


def fold_in_place(text: str) -> str:
    """Like ``fold`` but one character for one, so that places in it are places in ``text``."""
    folded = text.translate(_FULL_WIDTH)
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else folded


def _parts(query: str | None) -> list[tuple[str, bool]]:
    """The parts of a query and whether each must be found literally."""
    parts: list[tuple[str, bool]] = []
    for found in _PART.finditer(_NOT_TEXT.sub(" ", query or "")):
        *quoted, bare = found.groups()
        exact = bare is None
        parts.append((next((text for text in quoted if text), "") if exact else bare, exact))
    return parts


def _expression(text: str, exact: bool) -> str:
    phrase = _quote(_characters(fold(text)))
    if phrase == '""':
        return ""
    literal = f"{_CHAR_COLUMNS} : {phrase}"
    words = [] if exact else _words(text)
    # One word, or words among which is the whole part: the literal string is all there is to find.
    if len(words) < 2 or fold(text) in words:
        return f"({literal})"
    together = " AND ".join(_quote(word) for word in words)
    return f"(({_WORD_COLUMNS} : ({together})) OR {literal})"


def _characters(folded: str) -> str:
    return _plain(" ".join(_TOKEN.findall(folded)))


def _words(text: str) -> list[str]:
    words = (_plain(word) for word in segment(fold(text)) if _TOKEN.search(word))
    return list(dict.fromkeys(words))


def _plain(text: str) -> str:
    """Characters the tokenizer does not know as ASCII words, so that they can be found too."""
    return _LATER.sub(lambda char: f" u{ord(char.group()):x} ", text)


def _quote(text: str) -> str:
    return '"' + " ".join(text.replace('"', " ").split()) + '"'


def _pattern(query: str | None) -> re.Pattern[str] | None:
    """What a reader should see marked: each part as printed, or else its words."""
    wanted: dict[str, None] = {}
    for text, exact in _parts(query):
        tokens = _TOKEN.findall(fold(text))
        if tokens:
            wanted[r"[\W_]{0,3}".join(re.escape(token) for token in tokens)] = None
        if not exact:
            wanted |= {re.escape(word): None for word in _words(text) if len(word) > 1}
    return re.compile("|".join(wanted)) if wanted else None
