"""A parsed document as a page to look at: what was kept, what was dropped and why, where each field was found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from itertools import groupby, pairwise
from typing import Literal

from crawler.explain import all_problems
from parsers.types import Block, Evidence, Parsed

FOLDED = 4
"""More dropped lines in a row than this are folded into one that opens."""
SHOWN = 2000
"""Characters of one line or value that are shown."""

LONG = 400
"""Values longer than this open on demand: the letter's text stands beside them anyway."""
LOOKAHEAD = 400
"""Lines that are looked at to find the place of one that was taken out."""

_NUMBER = re.compile(r"\d{1,9}")
_WHOLE_LETTER = frozenset(("text", "genre"))
"""Fields whose evidence is the letter as a whole: not marked line by line."""

Look = Literal["kept", "field", "metadata", "dropped"]


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the page to look at. ``note`` stands at its right edge."""

    look: Look
    text: str
    place: str
    note: str = ""
    block: Block | None = None
    fields: tuple[Evidence, ...] = ()


def explain_html(documents: Sequence[tuple[str, Parsed]]) -> str:
    """One self-contained page (no script, nothing loaded from elsewhere) for files and what parsing them gave."""
    title = documents[0][0] if len(documents) == 1 else f"{len(documents)} files"
    css = resources.files("crawler").joinpath("explain_html.css").read_text(encoding="utf-8")
    body = "\n".join(_document(name, parsed) for name, parsed in documents)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(title)} · dafu parse</title>
<style>
{css}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _document(name: str, parsed: Parsed) -> str:
    lines = _lines(parsed)
    return f"""<article>
<h1>{_text(name)}</h1>
{_about(parsed)}
{_problems(parsed)}
<div class="columns">
<section class="document" aria-label="document">
<h2>Document</h2>
<p class="legend"><span class="kept">kept</span> <span class="field">bears a field</span>
<span class="metadata">title or metadata</span> <span class="dropped">dropped</span></p>
{_rows(lines)}
</section>
<section class="record" aria-label="record">
<h2>Record</h2>
{_record(parsed)}
</section>
</div>
</article>"""


def _about(parsed: Parsed) -> str:
    page = parsed.page
    encoding = f"{page.encoding.name} ({page.encoding.reason})" if page.encoding else ""
    facts = {
        "kind": page.kind.value,
        "encoding": encoding,
        "family": page.family or "",
        "address": page.url or "",
        "lines": f"{len(page.blocks)} kept, {len(page.dropped)} dropped",
    }
    shown = "".join(
        f"<div><dt>{key}</dt><dd>{_text(value)}</dd></div>" for key, value in facts.items() if value
    )
    return f'<dl class="about">{shown}</dl>'


def _problems(parsed: Parsed) -> str:
    problems = all_problems(parsed)
    if not problems:
        return ""
    items = "".join(
        f"<li><code>{_text(p.code)}</code>{f' <b>{_text(p.field)}</b>' if p.field else ''} {_text(p.message)}</li>"
        for p in problems
    )
    return f'<ul class="problems">{items}</ul>'


# -- the document's lines -----------------------------------------------------


def _lines(parsed: Parsed) -> list[_Line]:
    """Everything the page holds, as nearly in its own order as the places tell."""
    page = parsed.page
    fields = _Fields(parsed)
    lines = [_kept(block, fields) for block in page.blocks]
    kept = {(line.text, line.place) for line in lines}
    titles = [
        _metadata(t.text, t.text, t.place, f"title ({t.source})", fields)
        for t in page.titles
        if t.source != "meta" and (t.text, t.place) not in kept
    ]
    pairs = [
        _metadata(f"{p.raw_label or p.label}: {p.value}", p.value, p.place, f"metadata ({p.source})", fields)
        for p in page.pairs
        if p.source != "meta"
    ]
    dropped = [_Line("dropped", d.block.text, d.block.place, d.reason) for d in page.dropped]
    return _put_in(_put_in(lines, dropped), [*titles, *pairs])


class _Fields:
    """Evidence by the place it names."""

    def __init__(self, parsed: Parsed) -> None:
        self.by_place: dict[str, list[Evidence]] = {}
        # What was read from the title says "title"; where that stands, its own evidence says.
        title = next((e.place for e in parsed.evidence if e.field == "title"), "title")
        for evidence in dict.fromkeys(parsed.evidence):
            if evidence.field not in _WHOLE_LETTER:
                place = title if evidence.place == "title" else evidence.place
                self.by_place.setdefault(place, []).append(evidence)
        self.given: set[Evidence] = set()

    def of(self, place: str, text: str) -> tuple[Evidence, ...]:
        """The evidence a line bears: what is found in its text, else what nobody at that place bore before."""
        here = self.by_place.get(place, [])
        found = tuple(e for e in here if e.raw in text or (e not in self.given and not _is_part(e, text)))
        self.given.update(found)
        return found


def _is_part(evidence: Evidence, text: str) -> bool:
    """The raw text is some other, longer line's: a line of the same place that is not the one meant."""
    return len(evidence.raw) > 2 * len(text) and text not in evidence.raw


def _metadata(shown: str, value: str, place: str, note: str, fields: _Fields) -> _Line:
    found = fields.of(place, value)
    names = ", ".join(dict.fromkeys(e.field for e in found))
    return _Line("metadata", shown, place, f"{note}: {names}" if names else note, fields=found)


def _kept(block: Block, fields: _Fields) -> _Line:
    found = fields.of(block.place, block.text)
    note = ", ".join(dict.fromkeys(e.field for e in found))
    return _Line("field" if found else "kept", block.text, block.place, note, block, found)


def _put_in(lines: list[_Line], others: Sequence[_Line]) -> list[_Line]:
    """``lines`` with ``others`` where their places say; where these say nothing, behind the one put in before."""
    put: dict[int, list[_Line]] = {}
    places = [_Place(line.place) for line in lines]
    at, before = 0, _Place("")
    for other in others:
        place = _Place(other.place)
        at = 0 if _order(before, place) == 1 else at
        before = place
        for ahead in range(at, min(len(lines), at + LOOKAHEAD)):
            order = _order(places[ahead], place)
            if order == -1:
                at = ahead + 1
            elif order == 1:
                break
        put.setdefault(at, []).append(other)
    out = []
    for number in range(len(lines) + 1):
        out += put.get(number, [])
        out += lines[number : number + 1]
    return out


class _Place:
    """A place in steps: each is its words, with # for numbers, and its numbers."""

    def __init__(self, place: str) -> None:
        steps = [step for step in place.split("/") if step] if place.startswith("/") else [place]
        self.steps = [(_NUMBER.sub("#", step), [int(n) for n in _NUMBER.findall(step)]) for step in steps]


def _order(one: _Place, other: _Place) -> int | None:
    """-1 where ``one`` surely stands before ``other``, 1 behind it, 0 at the same place, None where unknown."""
    for mine, theirs in zip(one.steps, other.steps, strict=False):
        if mine[0] != theirs[0]:
            return None
        if mine[1] != theirs[1]:
            return -1 if mine[1] < theirs[1] else 1
    return (len(one.steps) > len(other.steps)) - (len(one.steps) < len(other.steps))


# -- HTML ---------------------------------------------------------------------


def _rows(lines: Sequence[_Line]) -> str:
    out = []
    for dropped, group in groupby(lines, key=lambda line: line.look == "dropped"):
        rows = list(group)
        shown = "\n".join(map(_row, rows))
        if dropped and len(rows) > FOLDED:
            reasons = Counter(row.note for row in rows).most_common()
            why = ", ".join(f"{reason} ({count})" for reason, count in reasons)
            shown = (
                f"<details><summary>{len(rows)} lines dropped: {_text(why)}</summary>\n{shown}\n</details>"
            )
        out.append(shown)
    return "\n".join(out) or '<p class="line">(no lines)</p>'


def _row(line: _Line) -> str:
    block = line.block
    classes = ["line", line.look]
    if block is not None:
        classes += [block.kind, *([block.align] if block.align else [])]
    evidence = "\n".join(_evidence(e) for e in line.fields)
    title = "\n".join(filter(None, (line.place, evidence, line.note if line.look == "dropped" else "")))
    note = f'<span class="note">{_text(line.note)}</span>' if line.note else ""
    indent = f' style="--indent:{min(block.indent, 20)}"' if block is not None and block.indent else ""
    return (
        f'<p class="{" ".join(classes)}" title="{_text(title)}"><span class="text"{indent}>'
        f"{_marked(line)}</span>{note}</p>"
    )


def _marked(line: _Line) -> str:
    """The line's text with what fields were read from marked; marks of several fields may overlap."""
    text = line.text[:SHOWN]
    spans = [(at, at + len(e.raw), e) for e in line.fields if e.raw and (at := text.find(e.raw)) >= 0]
    edges = sorted({0, len(text), *(s for s, _, _ in spans), *(min(e, len(text)) for _, e, _ in spans)})
    out = []
    for start, end in pairwise(edges):
        here = [e for first, last, e in spans if first <= start and end <= last]
        part = _text(text[start:end])
        title = _text("\n".join(_evidence(e) for e in here))
        out.append(f'<mark title="{title}">{part}</mark>' if here else part)
    return "".join(out) + ("…" if len(line.text) > SHOWN else "")


def _evidence(evidence: Evidence) -> str:
    raw = evidence.raw if len(evidence.raw) <= 80 else evidence.raw[:79] + "…"
    return f"{evidence.field} ← {raw} ({', '.join(filter(None, (evidence.source, evidence.place)))})"


def _record(parsed: Parsed) -> str:
    evidence: dict[str, list[Evidence]] = {}
    for e in dict.fromkeys(parsed.evidence):
        evidence.setdefault(e.field, []).append(e)
    rows, silent = [], []
    for name, value in parsed.record.to_dict().items():
        if value in (None, [], False):
            silent.append(name)
            continue
        why = "".join(
            f'<li title="{_text(e.place)}">{_text(_short(e.raw))} <i>{_text(e.source)}</i></li>'
            for e in evidence.get(name, [])
        )
        rows.append(f"<tr><th>{name}</th><td>{_value(value)}{f'<ul>{why}</ul>' if why else ''}</td></tr>")
    empty = f'<p class="silent">without a value: {", ".join(silent)}</p>' if silent else ""
    return f"<table>{''.join(rows)}</table>\n{empty}"


def _value(value: object) -> str:
    """Values as people read them: lists as lines, the parts of one thing named."""
    if isinstance(value, dict):
        parts = (f"{key}: {_value(part)}" for key, part in value.items() if part not in (None, []))
        return "; ".join(_text(part) if "<" not in part else part for part in parts)
    if isinstance(value, list):
        return "<br>".join(_value(item) for item in value)
    text = _text(_short(str(value), SHOWN))
    if len(text) <= LONG:
        return f'<span class="value">{text}</span>'
    return (
        f'<details><summary>{len(str(value))} characters</summary><span class="value">{text}</span></details>'
    )


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def _text(text: str) -> str:
    """Text for HTML and its attributes; characters a browser would not show become visible."""
    shown = "".join(c if c >= " " or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
    shown = shown.encode("utf-8", "backslashreplace").decode("utf-8")  # halves of characters
    return escape(shown, quote=True)
