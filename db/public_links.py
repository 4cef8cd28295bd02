"""Which links between letters a reader may see: both ends are published, and a hidden one between two is bridged.

No database in here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from db.duplicates import LIKE, rounded, same_matters, similarity
from db.public_rows import Row


def public_links(
    links: Sequence[Row], published: Collection[int], letter: Callable[[int], Mapping[str, str | None]]
) -> Iterator[Row]:
    """Rows of the published ``duplicate`` from rows of the working one, in the order of their letters.

    ``letter`` gives text and matter_numbers (JSON) of a document. Where the earlier letter of a link is not
    published (taken down, moved), the later one is held against the others that were linked to it: its absence must
    not hide that these are one letter.
    """
    beside: dict[tuple[str, int], set[int]] = defaultdict(set)
    for link in links:
        beside[link["reason"], link["document"]].add(link["other"])
        beside[link["reason"], link["other"]].add(link["document"])
    for link in links:
        document, other, reason = link["document"], link["other"], link["reason"]
        if document not in published:
            continue
        if other in published:
            yield _row(link, other, link["similarity"], link["matters"])
            continue
        mine = letter(document)
        earlier = [id_ for id_ in sorted(beside[reason, other]) if id_ < document and id_ in published]
        # Of equals the earliest, as among the links themselves.
        alike = {id_: _alike(mine, letter(id_)) for id_ in earlier}
        best = max(earlier, key=lambda id_: alike[id_] or 0.0, default=None)
        if best is None or (reason == "text" and (alike[best] or 0.0) < LIKE):
            continue
        matters = same_matters(mine["matter_numbers"] or "[]", letter(best)["matter_numbers"] or "[]")
        yield _row(link, best, rounded(alike[best]), matters)


def _alike(mine: Mapping[str, str | None], theirs: Mapping[str, str | None]) -> float | None:
    one, other = mine["text"], theirs["text"]
    return similarity(one, other) if one and other else None


def _row(link: Row, other: int, alike: float | None, matters: str) -> Row:
    return {
        "record": link["document"],
        "other": other,
        "found_by": link["reason"],
        "similarity": alike,
        "matters": matters,
        "found_at": link["found_at"],
    }
