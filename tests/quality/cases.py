"""Annotated pages of the gate: written by hand from the facts, read here into one shape.

A ``*.cases`` file holds many. Each begins with ``=== <variant>.<letter> <frame>`` (frame ``text`` and
``html`` mean the bytes as they stand, others are in frames.py), then ``title:``/``pair: label = value``/
``url:``/``listing: title | date | column kind`` lines for it, then ``---``, the page's lines, ``---`` and what must
come out, one ``key: value`` a line:

is            genre; ``reply|other`` where either is right
of            assembly, level, place, term, meeting, each ``-`` where unknown (sets the matter type too)
matter        the matter type where the assembly does not say it
to            ``name role [group size]``; ...        cites  ``title @number``; ...
contact       person | phones,by,comma | fax | postcode
text, asktext ``beginning … end``                    must, never   segments the text has to hold or not
problem       a code that has to be reported
outcome       ``meaning @scheme``: what the mark means there; a mark without it has no meaning that is certain
file          ``name @address``; ...

Other keys are short for record fields (KEYS). A value ``any`` makes no claim; a field that is missing has to be
empty in a reply. Of a page that is no reply only the genre is claimed, and that it has no matter, no
addressee and no outcome.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.types import RECORD_FIELDS, Listing, Record
from tests.quality.frames import Sheet, frame
from tests.shared_folder import shared_root

HERE = Path(__file__).parent
KEYS = {
    "title": "title",
    "index": "index_number",
    "number": "document_number",
    "issuer": "issuer",
    "topic": "topic",
    "form": "document_form",
    "validity": "validity",
    "written": "date_written",
    "published": "date_published",
    "signed": "date_signed",
    "ask": "proposal_title",
    "mark": "outcome_mark",
    "openness": "openness",
    "approver": "approver",
}
LISTS = {"no": "matter_numbers", "with": "co_handlers", "copy": "copied_to"}
MATTERS = {"npc": "npc_suggestion", "cppcc": "cppcc_proposal"}
REPLY_ONLY = ("matter_type", "addressees", "outcome_mark", "outcome")


@dataclass(frozen=True)
class Case:
    """One page and what is claimed of it. ``fields`` are JSON values; a field that is missing there is not judged."""

    id: str
    source: str
    data: bytes
    genres: tuple[str, ...]
    fields: dict[str, Any]
    url: str | None = None
    listing: Listing | None = None
    text: tuple[str, str] | None = None
    asked: tuple[str, str] | None = None
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    html: bool = False

    @property
    def variant(self) -> str:
        """T1 of T1.a and T1_1."""
        return self.id.replace("_", ".").split(".")[0]

    @property
    def is_reply(self) -> bool:
        return "reply" in self.genres and len(self.genres) == 1


@dataclass
class _Draft:
    id: str
    frame: str
    parts: list[list[str]] = field(default_factory=lambda: [[]])


def all_cases() -> list[Case]:
    """Own cases, the parser's own test letters, and the shared seeds where they are present."""
    return [*own_cases(), *parser_letters(), *seeds()]


def own_cases() -> list[Case]:
    """The ``*.cases`` files, in order of name."""
    files = sorted(HERE.glob("letters/*.cases")) + sorted(HERE.glob("pages/*.cases"))
    return [_case(draft) for path in files for draft in drafts(path)]


def drafts(path: Path) -> Iterator[_Draft]:
    """The cases of one file, cut but not read. ValueError names the file where one has not three parts."""
    draft: _Draft | None = None
    for line in [*path.read_text(encoding="utf-8").split("\n"), "=== end end"]:
        if line.startswith("=== "):
            if draft:
                if len(draft.parts) == 2:  # no heading: the page begins at once
                    draft.parts.insert(0, [])
                if len(draft.parts) != 3:
                    raise ValueError(f"{path.name}: {draft.id} needs page and record, parted by '---' lines")
                yield draft
            name, kind = line[4:].split()
            draft = _Draft(name, kind)
        elif line == "---" and draft:
            draft.parts.append([])
        elif draft:
            draft.parts[-1].append(line)


def _case(draft: _Draft) -> Case:
    heading, page, record = draft.parts
    if draft.frame in ("text", "html"):
        page, heading = [*heading, *page], []
    head = [tuple(part.strip() for part in line.split(":", 1)) for line in heading if line]
    return Case(
        id=draft.id,
        source="own",
        data=_page(draft.frame, head, page).encode(),
        html=draft.frame != "text",
        **_claims(draft.id, record),
    )


def _page(name: str, head: list[tuple[str, ...]], lines: list[str]) -> str:
    if name in ("text", "html"):
        return "\n".join(lines)
    pairs = [tuple(part.strip() for part in value.split("=", 1)) for key, value in head if key == "pair"]
    title = next(value for key, value in head if key == "title")
    return frame(name, Sheet(title, tuple((a, b) for a, b in pairs), tuple(line for line in lines if line)))


def _claims(name: str, record: list[str]) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    for line in record:
        if line:
            key, _, value = line.partition(":")
            said.setdefault(key, []).append(value.strip())
    genres = tuple(said.pop("is")[0].split("|"))
    claims: dict[str, Any] = {"genres": genres, "fields": {}}
    if genres == ("any",):
        claims["genres"] = ()
    fields = Record().to_dict() if genres in (("reply",), ("co_opinion",), ("any",)) else {}
    fields |= {key: None if key != "addressees" else [] for key in REPLY_ONLY}
    for unjudged in ("genre", "text", "text_damaged" if not fields else ""):
        fields.pop(unjudged, None)
    for key, values in said.items():
        _claim(name, claims, fields, key, values)
    if "outcome_mark" not in fields:
        fields.pop("outcome", None)
    return claims | {"fields": fields}


def _claim(name: str, claims: dict[str, Any], fields: dict[str, Any], key: str, values: list[str]) -> None:
    value = values[0]
    if key == "of":
        _session(fields, value)
    elif key in ("text", "asktext"):
        _text(claims, fields, key, value)
    elif key in ("must", "never", "problem"):
        claims["problems" if key == "problem" else key] = tuple(
            part for v in values for part in v.split("; ")
        )
    else:
        target, read = _READERS.get(key) or (KEYS.get(key) or LISTS.get(key), _plain)
        if target is None:
            raise ValueError(f"{name}: no such claim: {key}")
        if value == "any":
            fields.pop(target, None)
        else:
            fields[target] = _list(value) if key in LISTS else read(value)


def _session(fields: dict[str, Any], value: str) -> None:
    names = ("assembly", "assembly_level", "assembly_place", "term", "meeting")
    if value == "any":
        for name in (*names, "matter_type"):
            fields.pop(name, None)
        return
    parts = [None if part == "-" else part for part in value.split()]
    fields |= dict(zip(names, [*parts[:3], *(int(p) if p else None for p in parts[3:])], strict=True))
    fields["matter_type"] = MATTERS.get(parts[0] or "")


def _text(claims: dict[str, Any], fields: dict[str, Any], key: str, value: str) -> None:
    name = "text" if key == "text" else "asked"
    if value == "any":
        fields.pop("proposal_text" if name == "asked" else "text", None)
        return
    start, end = value.split(" … ")
    claims[name] = (start, end)
    fields.pop("proposal_text" if name == "asked" else "text", None)


def _plain(value: str) -> str | None:
    return None if value in ("", "-") else value


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(";") if part.strip() not in ("", "-")]


def _addressees(value: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for part in _list(value):
        words = part.split()
        person: dict[str, Any] = {"name": words[0], "role": None if words[1] == "-" else words[1]}
        out.append(person | ({"group_size": int(words[2])} if len(words) > 2 else {}))
    return out


def _contact(value: str) -> dict[str, Any]:
    parts = [_plain(part.strip()) for part in value.split("|")] + [None] * 4
    phones = (parts[1] or "").split(",") if parts[1] else []
    return {"person": parts[0], "phones": phones, "fax": parts[2], "postcode": parts[3]}


def _citations(value: str) -> list[dict[str, Any]]:
    pairs = [part.partition(" @") for part in _list(value)]
    return [{"title": title.strip(), "document_number": number.strip() or None} for title, _, number in pairs]


def _outcome(value: str) -> dict[str, str] | None:
    meaning, _, scheme = value.partition(" @")
    return None if meaning in ("", "-") else {"meaning": meaning, "scheme": scheme}


def _files(value: str) -> list[dict[str, Any]]:
    pairs = [part.partition(" @") for part in _list(value)]
    unread = {"sha256": None, "text": None}
    return [{"url": url, "name": name, "type": url.rpartition(".")[2], **unread} for name, _, url in pairs]


_READERS: dict[str, tuple[str, Any]] = {
    "to": ("addressees", _addressees),
    "contact": ("contact", _contact),
    "cites": ("citations", _citations),
    "matter": ("matter_type", _plain),
    "outcome": ("outcome", _outcome),
    "file": ("attachments", _files),
    "damaged": ("text_damaged", lambda value: value == "true"),
}


def parser_letters() -> list[Case]:
    """tests/parsers/letters: written with the parser, kept here so that their scores count too."""
    folder = HERE.parent / "parsers" / "letters"
    paths = sorted(p for p in folder.iterdir() if p.suffix in {".txt", ".html"})
    return [_from_json(p, json.loads(p.with_suffix(".json").read_text(encoding="utf-8"))) for p in paths]


def _from_json(path: Path, want: dict[str, Any]) -> Case:
    fields = {k: v for k, v in want.items() if k in RECORD_FIELDS and k not in ("genre", "text")}
    listing = Listing(**want["listing"]) if "listing" in want else None
    empty = Record().to_dict()
    empty.pop("genre")
    empty.pop("text")
    if want["genre"] not in ("reply", "co_opinion"):
        empty = {key: empty[key] for key in REPLY_ONLY}
    if want.get("outcome_mark"):
        empty.pop("outcome", None)
    return Case(
        id=path.stem,
        source="parser",
        data=path.read_bytes(),
        genres=(want["genre"],),
        fields=empty | fields,
        url=want.get("url"),
        listing=listing,
        text=(want["text_starts"], want["text_ends"]) if "text_starts" in want else None,
        never=tuple(want.get("text_must_not_contain", ())),
        problems=tuple(want.get("problems", ())),
        html=path.suffix == ".html",
    )


def seeds() -> list[Case]:
    """The real letters of the shared folder, nothing where it is absent."""
    root = shared_root()
    if root is None:
        return []
    cases = []
    for path in sorted((root / "seeds" / "expected").glob("*.json")):
        want = json.loads(path.read_text(encoding="utf-8"))
        fields = {k: v for k, v in want.items() if k in RECORD_FIELDS and k != "genre"}
        cases.append(
            Case(
                id=f"seed.{path.stem[:3]}",
                source="seed",
                data=(root / "seeds" / f"{path.stem}.txt").read_bytes(),
                genres=(want["genre"],),
                fields=fields,
                text=(want["text_starts"], want["text_ends"]),
                asked=(want["proposal_text_starts"], "") if want["proposal_text_starts"] else None,
                never=tuple(want["text_must_not_contain"]),
            )
        )
    return cases
