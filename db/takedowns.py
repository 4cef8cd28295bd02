"""Which addresses the takedown list means, however a person wrote them."""

from __future__ import annotations

import sqlite3

from parsers.address import canonical

_TABLE = "create temp table taken_down (address text primary key, entry text not null) without rowid"

_MOVED = """
-- A letter that went on at another address is the same letter there.
with recursive gone (address, entry) as (
  select address, entry from taken_down
  union select moved_to, entry from document join gone using (address) where moved_to is not null)
insert or ignore into taken_down select address, entry from gone
"""

_UNKNOWN = """
select address from takedown where address not in (
  select entry from document join taken_down using (address)
  union select entry from problem join taken_down using (address))
order by address
"""


def read_takedowns(work: sqlite3.Connection) -> tuple[str, ...]:
    """Make the temporary table ``taken_down``: every address that an entry means, with the entry.

    An entry means its canonical form under http and https alike, and where that letter moved to.
    Gives the entries that mean nothing that is kept.
    """
    work.execute(_TABLE)
    entries = [row[0] for row in work.execute("select address from takedown order by address")]
    rows = [(address, entry) for entry in entries for address in meant(entry)]
    work.executemany("insert or ignore into taken_down values (?, ?)", rows)
    work.execute(_MOVED)
    return tuple(row[0] for row in work.execute(_UNKNOWN))


def meant(entry: str) -> tuple[str, ...]:
    """The addresses an entry may mean; as it is where it is no http(s) address (``urn:sha256:…``)."""
    try:
        scheme, mark, rest = canonical(entry).partition("://")
    except ValueError:
        return (entry, entry.strip()) if entry != entry.strip() else (entry,)
    return tuple(dict.fromkeys((f"{scheme}{mark}{rest}", f"http{mark}{rest}", f"https{mark}{rest}", entry)))
