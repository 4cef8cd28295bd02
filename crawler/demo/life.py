"""The scripted life of a column, in steps. A step is one week; nothing depends on the clock.

| step | what happens in the first column of every site                                                   |
|------|---------------------------------------------------------------------------------------------------|
| 0    | as built                                                                                          |
| 1    | three new letters; one revised (text, title and list date); one from page 2 pinned to the top;     |
|      | one withdrawn (row gone, address answers 404)                                                      |
| 2    | nothing                                                                                           |
| 3    | one backdated letter appears deep in the list; the withdrawn one is restored                       |
| 4    | two new letters; one silent revision (text only: the list row stays as it was)                     |
| 5    | the pinned letter goes back to its place; one row disappears though its address still answers      |
| 6    | one letter moves to a new address, the old one answers 301                                         |
| 7... | nothing                                                                                           |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crawler.demo.letters import Letter

FIRST_DAY = date(2025, 11, 3)
LAST_STEP = 6

Rewrite = Callable[[Letter, int, date | None], Letter]
"""(letter, revision, date of republication or None) to the revised letter."""

Compose = Callable[[str, date], Letter]
"""(key, date of publication) to a letter not seen before."""


def day_of(step: int) -> date:
    """The day of a step."""
    return FIRST_DAY + timedelta(weeks=step)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list. ``changed`` is the step that last changed the letter's page."""

    letter: Letter
    pinned: bool = False
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a column holds at one step: rows in list order, and letters without a row."""

    rows: tuple[Row, ...]
    withdrawn: tuple[Letter, ...] = ()
    unlisted: tuple[Row, ...] = ()
    moved: tuple[tuple[Letter, Letter], ...] = ()
    """(as it was, as it is): the old address answers 301."""
    changed: int = 0
    """The step of the last event."""


@dataclass(frozen=True, slots=True)
class Script:
    """The letters that the script names, chosen once from the initial list (so that steps are repeatable)."""

    revised: str
    withdrawn: str
    pinned: str
    silent: str
    unlisted: str
    moved: str


def cast(initial: Sequence[Letter], per_page: int) -> Script:
    """Who plays what: replies on pages of their own, from known places in the list."""
    keys = [letter.key for letter in initial if letter.is_reply and letter.form == "page"]
    second_page = [
        letter.key
        for letter in initial[per_page + 2 : 2 * per_page]
        if letter.is_reply and letter.form == "page"
    ]
    others = [key for key in keys if key != second_page[0]]
    return Script(
        revised=others[3],
        withdrawn=others[6],
        pinned=second_page[0],
        silent=others[9],
        unlisted=others[-8],
        moved=others[-12],
    )


def shelf_at(
    step: int, initial: Sequence[Letter], per_page: int, rewrite: Rewrite, compose: Compose
) -> Shelf:
    """The column at ``step``: the initial letters with every event up to it."""
    script = cast(initial, per_page)
    rows = [Row(letter) for letter in initial]
    shelf = Shelf(tuple(rows))
    events: dict[int, Callable[[Shelf], Shelf]] = {
        1: lambda s: _first_week(s, script, rewrite, compose),
        3: lambda s: _third_week(s, compose),
        4: lambda s: _fourth_week(s, script, rewrite, compose),
        5: lambda s: _fifth_week(s, script),
        6: lambda s: _sixth_week(s, script),
    }
    for week in range(1, min(step, LAST_STEP) + 1):
        if week in events:
            shelf = replace(_in_order(events[week](shelf)), changed=week)
    return shelf


def _first_week(shelf: Shelf, script: Script, rewrite: Rewrite, compose: Compose) -> Shelf:
    rows = [row for row in shelf.rows if row.letter.key != script.withdrawn]
    gone = tuple(row.letter for row in shelf.rows if row.letter.key == script.withdrawn)
    for i, row in enumerate(rows):
        if row.letter.key == script.revised:
            rows[i] = Row(rewrite(row.letter, 1, day_of(1)), changed=1)
        elif row.letter.key == script.pinned:
            rows[i] = replace(row, pinned=True)
    rows += [Row(compose(f"new-1-{n}", day_of(1) - timedelta(days=n)), changed=1) for n in range(3)]
    return replace(shelf, rows=tuple(rows), withdrawn=gone)


def _third_week(shelf: Shelf, compose: Compose) -> Shelf:
    deep = [row for row in shelf.rows if not row.pinned][len(shelf.rows) * 3 // 4].letter.published
    rows = [*shelf.rows, Row(compose("backdated-3", deep), changed=3)]
    rows += [Row(letter) for letter in shelf.withdrawn]
    return replace(shelf, rows=tuple(rows), withdrawn=())


def _fourth_week(shelf: Shelf, script: Script, rewrite: Rewrite, compose: Compose) -> Shelf:
    rows = [
        Row(rewrite(row.letter, 2, None), changed=4) if row.letter.key == script.silent else row
        for row in shelf.rows
    ]
    rows += [Row(compose(f"new-4-{n}", day_of(4) - timedelta(days=n)), changed=4) for n in range(2)]
    return replace(shelf, rows=tuple(rows))


def _fifth_week(shelf: Shelf, script: Script) -> Shelf:
    rows = [replace(row, pinned=False) for row in shelf.rows]
    return replace(
        shelf,
        rows=tuple(row for row in rows if row.letter.key != script.unlisted),
        unlisted=tuple(row for row in rows if row.letter.key == script.unlisted),
    )


def _sixth_week(shelf: Shelf, script: Script) -> Shelf:
    old = next(row.letter for row in shelf.rows if row.letter.key == script.moved)
    new = replace(old, serial=old.serial + 5000)
    rows = tuple(replace(row, letter=new, changed=6) if row.letter is old else row for row in shelf.rows)
    return replace(shelf, rows=rows, moved=((old, new),))


def _in_order(shelf: Shelf) -> Shelf:
    """Pinned rows first, then by date, newest first; among equals the later written one first."""
    rows = sorted(
        shelf.rows, key=lambda row: (not row.pinned, -row.letter.published.toordinal(), -row.letter.serial)
    )
    return replace(shelf, rows=tuple(rows))
