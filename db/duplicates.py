"""The same letter at two addresses: found by document number and issuer, and by nearly the same text.

Texts are compared as sets of character 4-grams (Chinese has no spaces to make words from), whitespace
and punctuation left out, because portals print them differently. MinHash (rensa) proposes pairs; what is
linked was counted exactly. One text may be sent to several deputies: then the letters answer
different proposals, and the link says so.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from heapq import nsmallest
from typing import Literal

from rensa import RMinHash, RMinHashLSH

from db.store import Store

SHINGLE = 4
LIKE = 0.8
"""Share of 4-grams in common from which on two texts are one letter: a new date, number or contact line costs
less than a tenth, two letters of one office on one subject share less than half."""

SHORT = 100
"""Characters: below that a text is mostly what every letter says ("the reply is attached")."""

PERMUTATIONS, BANDS, SEED = 120, 24, 1
"""24 bands of 5: a pair at 0.8 is proposed in 9,999 of 10,000 cases, one at 0.3 in 6 of 100."""

MARGIN = 0.15
"""The estimate of 120 permutations is off by 0.04 (one standard deviation): nobody at 0.8 is lost by it."""

EXACT = 20
"""Candidates compared exactly, best estimates first: an office may post a thousand texts that differ in a name,
and all pairs of them are half a million comparisons. Which of them a letter is linked to is then as good as
the estimate; that it is linked is not in question."""

Reason = Literal["number", "text"]
Matters = Literal["same", "other", "unknown"]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """``document`` is ``other`` once more; ``other`` was known earlier."""

    document: int
    other: int
    reason: Reason
    similarity: float | None
    matters: Matters


def refresh(store: Store) -> int:
    """Find the duplicates anew and keep them, in one transaction; gives their number.

    A link that was found before keeps the time at which it was.
    """
    found = {(d.document, d.reason): d for d in (*_by_number(store), *_by_text(store))}
    now = store.now()
    with store.transaction():
        before = {
            (row["document"], row["reason"]): row
            for row in store.query("select * from duplicate order by 1, 2")
        }
        gone = [key for key in before if key not in found]
        store.db.conn.executemany("delete from duplicate where document = ? and reason = ?", gone)
        for key, link in found.items():
            row = asdict(link)
            known = before.get(key)
            if known is not None and all(known[name] == row[name] for name in row):
                continue
            same = known is not None and known["other"] == link.other
            row["found_at"] = known["found_at"] if known is not None and same else now
            store.upsert("duplicate", row, ("document", "reason"))
    return len(found)


def similarity(one: str, other: str) -> float:
    """Share of the 4-grams of both texts that stand in both (Jaccard), from 0 to 1."""
    first, second = _shingles(_plain(one)), _shingles(_plain(other))
    return len(first & second) / len(first | second) if first or second else 0.0


def _by_number(store: Store) -> Iterator[Duplicate]:
    """Documents with the number of an earlier one from the same issuer."""
    rows = store.query(
        """
        select id, first, text, matter_numbers,
          (select text from record earlier where earlier.id = first) as first_text,
          (select matter_numbers from record earlier where earlier.id = first) as first_matters
        from (select id, text, matter_numbers, min(id) over (partition by document_number, issuer) as first
          from record where document_number is not null and issuer is not null)
        where id > first order by id
        """
    )
    for row in rows:
        alike = similarity(row["text"], row["first_text"]) if row["text"] and row["first_text"] else None
        yield Duplicate(
            row["id"],
            row["first"],
            "number",
            rounded(alike),
            same_matters(row["matter_numbers"], row["first_matters"]),
        )


def _by_text(store: Store) -> Iterator[Duplicate]:
    """Documents whose text is nearly an earlier one's: the nearest, of equals the earliest."""
    same: dict[bytes, int] = {}
    sketches: dict[int, RMinHash] = {}
    index = RMinHashLSH(LIKE, PERMUTATIONS, BANDS)
    for row in store.query(
        "select id, matter_numbers from record where length(text) >= ? order by id", [SHORT]
    ):
        document: int = row["id"]
        plain = _plain(_text(store, document))
        digest = hashlib.sha256(plain.encode()).digest()
        if len(plain) < SHORT:
            continue
        if digest in same:
            other, alike = same[digest], 1.0
        else:
            same[digest] = document
            shingles = _shingles(plain)
            sketch = RMinHash(PERMUTATIONS, SEED)
            sketch.update(list(shingles))
            near = promising({id_: sketch.jaccard(sketches[id_]) for id_ in index.query(sketch)})
            index.insert(document, sketch)
            sketches[document] = sketch
            other, alike = _nearest(store, shingles, near)
        if alike >= LIKE:
            earlier = store.one("select matter_numbers from record where id = ?", [other])
            assert earlier is not None
            matters = same_matters(row["matter_numbers"], earlier["matter_numbers"])
            yield Duplicate(document, other, "text", rounded(alike), matters)


def promising(estimates: Mapping[int, float]) -> list[int]:
    """The documents to compare with exactly, by their estimated similarities; earliest first, at most ``EXACT``."""
    near = ((-alike, id_) for id_, alike in estimates.items() if alike >= LIKE - MARGIN)
    return sorted(id_ for _, id_ in nsmallest(EXACT, near))


def _nearest(store: Store, shingles: set[str], candidates: list[int]) -> tuple[int, float]:
    best, alike = 0, 0.0
    for candidate in candidates:
        theirs = _shingles(_plain(_text(store, candidate)))
        share = len(shingles & theirs) / len(shingles | theirs)
        if share > alike:
            best, alike = candidate, share
    return best, alike


def _text(store: Store, document: int) -> str:
    row = store.one("select text from record where id = ?", [document])
    return (row["text"] if row else None) or ""


def _plain(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\W_]+", "", text)


def _shingles(plain: str) -> set[str]:
    return {plain[i : i + SHINGLE] for i in range(max(1, len(plain) - SHINGLE + 1))} if plain else set()


def same_matters(one: str, other: str) -> Matters:
    """Whether two letters answer the same proposal, by their numbers (JSON lists)."""
    first, second = set(json.loads(one)), set(json.loads(other))
    if not first or not second:
        return "unknown"
    return "same" if first & second else "other"


def rounded(share: float | None) -> float | None:
    """A share as it is kept."""
    return None if share is None else round(share, 3)
