"""What changed between two versions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.differences import FieldChange, Paragraph, changed_fields, paragraphs


def test_fields_in_the_order_of_the_record() -> None:
    before = {"title": "甲", "issuer": "乙", "term": 5, "old": 1}
    after = {"title": "甲二", "issuer": "乙", "term": 6, "new": [1]}
    assert changed_fields(before, after) == [
        FieldChange("title", "甲", "甲二"),
        FieldChange("term", 5, 6),
        FieldChange("new", None, [1]),
        FieldChange("old", 1, None),
    ]


def test_paragraphs_that_stayed_were_rewritten_went_and_came() -> None:
    before = "您提出的建议收悉。\n一、现状：全市已建成养老服务中心二十个。\n此复。"
    after = "您提出的建议收悉。\n一、现状：全市已建成养老服务中心三十个。\n\n二、下一步打算。\n此复。"
    assert paragraphs(before, after) == [
        Paragraph("same", "您提出的建议收悉。", "您提出的建议收悉。"),
        Paragraph(
            "rewritten",
            "一、现状：全市已建成养老服务中心二十个。",
            "一、现状：全市已建成养老服务中心三十个。",
        ),
        Paragraph("added", None, "二、下一步打算。"),
        Paragraph("same", "此复。", "此复。"),
    ]


text = st.lists(st.text("甲乙丙丁。", min_size=1, max_size=8), max_size=8).map("\n".join)


@given(text, text)
def test_both_texts_can_be_read_off_the_comparison(before: str, after: str) -> None:
    steps = paragraphs(before, after)
    assert [step.before for step in steps if step.before is not None] == before.split("\n") * bool(before)
    assert [step.after for step in steps if step.after is not None] == after.split("\n") * bool(after)
    assert all((step.kind == "same") == (step.before == step.after) for step in steps)
