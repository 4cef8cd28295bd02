"""Whether a run may be believed."""

from __future__ import annotations

from typing import Literal

from crawler.verdict import ColumnResult, PortalResult, judge


def column(
    outcome: Literal["calm", "end", "incomplete"] = "calm", *, reached: bool = True, entries: int = 40
) -> ColumnResult:
    return ColumnResult("http://a.example/", outcome, "why", reached, entries)


def portal(
    *columns: ColumnResult,
    name: str = "a",
    tried: int = 10,
    failed: int = 0,
    new: int = 0,
    with_text: int = 0,
    minimum: int = 0,
    earlier: tuple[int, ...] = (),
    dead: int = 0,
    never: int = 0,
    ever: int = 0,
) -> PortalResult:
    return PortalResult(
        name, columns or (column(),), tried, failed, new, with_text, minimum, earlier, dead, never, ever
    )


def test_a_quiet_run_is_ok() -> None:
    assert judge([portal()]).word == "ok"
    assert judge([]).word == "ok"


def test_an_incomplete_walk_is_suspect_and_says_why() -> None:
    verdict = judge([portal(column("incomplete"))])
    assert verdict.word == "suspect"
    assert verdict.reasons == ("a: http://a.example/: why",)


def test_one_portal_out_of_reach_is_suspect_all_of_them_failed() -> None:
    gone = portal(column("incomplete", reached=False), name="b")
    assert judge([portal(), gone]).word == "suspect"
    assert judge([gone]).word == "failed"


def test_one_broken_document_of_forty_is_no_reason_one_of_three_is() -> None:
    assert judge([portal(tried=40, failed=1)]).word == "ok"
    assert judge([portal(tried=3, failed=1)]).word == "suspect"


def test_fewer_entries_than_expected_or_usual_are_suspect() -> None:
    assert judge([portal(column(entries=5), minimum=40)]).word == "suspect"
    assert judge([portal(column(entries=40), earlier=(100, 101, 99))]).word == "suspect"
    assert judge([portal(column(entries=80), earlier=(100, 101, 99))]).word == "ok"


def test_new_documents_without_text_are_suspect() -> None:
    assert judge([portal(new=10, with_text=3)]).word == "suspect"
    assert judge([portal(new=10, with_text=9)]).word == "ok"


def test_dead_links_are_an_answer_until_they_are_most_of_what_is_listed() -> None:
    assert judge([portal(tried=1, dead=1, never=1)]).word == "ok"
    assert judge([portal(dead=3, new=3, with_text=3)]).word == "ok"
    verdict = judge([portal(dead=4, new=3, with_text=3, never=4, ever=300)])
    assert verdict.reasons == ("a: 4 of 7 new letters are not there: are the list's addresses read rightly?",)
    later = judge([portal(never=40, ever=2)])
    assert later.reasons == (
        "a: 40 of 42 letters ever asked for are not there: are the list's addresses read rightly?",
    )


def test_at_the_border_a_run_is_believed() -> None:
    assert judge([portal(tried=40, failed=2)]).word == "ok"
    assert judge([portal(tried=40, failed=3)]).word == "suspect"
    assert judge([portal(column(entries=40), minimum=40)]).word == "ok"
    assert judge([portal(column(entries=39), minimum=40)]).word == "suspect"
    assert judge([portal(column(entries=50), earlier=(100, 101, 99))]).word == "ok"
    assert judge([portal(column(entries=49), earlier=(100, 101, 99))]).word == "suspect"
    assert judge([portal(new=10, with_text=5)]).word == "ok"
    assert judge([portal(new=10, with_text=4)]).word == "suspect"
