"""The card beside a letter: number, session, proposer in a box of its own, the suggestion's text behind a tab (P3)."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.anatomy import OPENING, Anatomy
from parsers.form import Form, read_form
from parsers.types import Block, Page

_OUTSIDE = "outside the document"
_HIDDEN = "hidden element"
_NEAREST = 60
"""Lines above and below the letter that are looked at: cards are short."""

_TABS = re.compile(r"(?:答复|回复|办理)(?:内容|情况|意见)?[\s|/]{0,4}(?:建议|提案)(?:内容|原文|正文)")
"""Two tabs with the reply's first: the second box, hidden until it is clicked, is the suggestion."""


def with_card(anatomy: Anatomy, page: Page) -> Anatomy:
    """``anatomy`` with the card's values as its form, where the letter itself has none and a card is there."""
    if anatomy.form.values or anatomy.form.content or not anatomy.opening:
        return anatomy
    around = [d.block for d in page.dropped if d.reason == _OUTSIDE][:_NEAREST]
    form = read_form(around, len(around))
    if len(form.values.keys() & {"number", "session", "proposer", "proposal_title", "handler"}) < 2:
        return anatomy
    hidden = [d.block for d in page.dropped if d.reason == _HIDDEN and len(d.block.text) >= 20]
    content = form.content
    if not content and any(_TABS.search(b.text) for b in around) and len(hidden) == 1:
        content = [b for b in hidden if not OPENING.search(b.text)]
    return replace(anatomy, form=Form(values=form.values, content=list[Block](content)))
