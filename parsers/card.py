"""The card beside a letter: number, session, proposer in a box of its own, the suggestion's text behind a tab (P3)."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.anatomy import OPENING, Anatomy, dissect
from parsers.form import Form, read_form
from parsers.types import Block, Page

_OUTSIDE = "outside the document"
_HIDDEN = "hidden element"
_NEAREST = 60
"""Lines above and below the letter that are looked at: cards are short."""

_TABS = re.compile(r"(?:答复|回复|办理)(?:内容|情况|意见)?[\s|/]{0,4}(?:建议|提案)(?:内容|原文|正文)")
"""Two tabs with the reply's first: the second box, hidden until it is clicked, is the suggestion."""
_TABS_REVERSED = re.compile(
    r"(?:建议|提案)(?:内容|原文|正文)[\s|/]{0,4}(?:答复|回复|办理)(?:内容|情况|意见)?$"
)
"""The suggestion's first: its box is shown, and the reply was read out of the hidden one."""


_ON_A_CARD = frozenset({"number", "session", "proposer", "proposal_title", "handler"})


def with_card(anatomy: Anatomy, page: Page) -> Anatomy:
    """``anatomy`` with the card's values as its form, where the letter itself has none and a card is there."""
    if anatomy.form.values or anatomy.form.content:
        return anatomy
    hidden = [d.block for d in page.dropped if d.reason == _HIDDEN and len(d.block.text) >= 20]
    if not anatomy.opening:
        return _behind_tab(anatomy, page, hidden) if hidden else anatomy
    around = [d.block for d in page.dropped if d.reason == _OUTSIDE][:_NEAREST]
    form = read_form(around, len(around))
    if len(form.values.keys() & _ON_A_CARD) < 2:
        return anatomy
    content = form.content
    if not content and any(_TABS.search(b.text) for b in around) and len(hidden) == 1:
        content = [b for b in hidden if not OPENING.search(b.text)]
    return replace(anatomy, form=Form(values=form.values, content=list[Block](content)))


def _behind_tab(anatomy: Anatomy, page: Page, hidden: list[Block]) -> Anatomy:
    """The letter out of the one hidden box that opens as a reply, what is shown as the suggestion's text."""
    replies = [b for b in hidden if OPENING.search(b.text[:600])]
    around = [d.block for d in page.dropped if d.reason == _OUTSIDE][:_NEAREST]
    lines = [*around, *anatomy.blocks]
    tabs = any(
        _TABS_REVERSED.search(f"{a.text} {b.text}")
        for a, b in zip(lines, [*lines[1:], *lines[:1]], strict=True)
    )
    if len(replies) != 1 or not tabs:
        return anatomy
    letter = dissect(replies)
    form = read_form(around, len(around))
    content = [b for b in anatomy.body if len(b.text) >= 10 and not _TABS_REVERSED.search(b.text)]
    return replace(letter, form=Form(values=form.values, content=content))
