"""The page after a full one that prints no pager: nothing says that it exists, so it is asked for.

A list of 15 rows or more without any pager is either whole or has a pager that only a script draws.
Taking it for whole would lose everything older without a word, so the usual names of page 2 are
tried; where there is no such page, the list is over (``ListRequest.probe``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from parsers.address import canonical
from parsers.types import ListRequest

FULL = 15
"""Rows of the shortest full page seen (15 to 25 on real lists); a shorter list is taken for whole."""

_LIST = re.compile(
    r"/(?:(?P<stem>index|list|default|[A-Za-z]{1,20}_?list)(?:_(?P<number>\d{1,5}))?\.(?P<ext>s?html?|jhtml))?\Z"
)


def page_after(url: str, rows: int, *, second: Sequence[int]) -> ListRequest | None:
    """The request that finds out whether a list goes on behind ``url``; None where its address has no known form.

    ``rows`` on this page; ``second``: the numbers page 2 may have in its file name, in the order to try.
    Lower ones come first: `index_1` is page 2 or nothing, `index_2` may be page 3.
    """
    own = _LIST.search(urlsplit(url).path)
    if own is None or rows < FULL:
        return None
    stem, extension = own.group("stem") or "index", own.group("ext") or "html"

    def named(number: int) -> str:
        return canonical(f"{stem}_{number}.{extension}", url)

    if own.group("number") is not None:
        return ListRequest(named(int(own.group("number")) + 1), probe=True)
    request: ListRequest | None = None
    for number in reversed(second):
        request = ListRequest(named(number), otherwise=request, probe=request is None)
    return request
