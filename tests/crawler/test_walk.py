"""How far a list is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.walk import CALM, Memory, Mode, Read, Stop, Walk
from parsers.types import Entry, ListPage, ListRequest, Problem


def page(
    *names: str,
    last: bool = False,
    pages: int | None = None,
    entries: int | None = None,
    problems: tuple[Problem, ...] = (),
) -> ListPage:
    rows = tuple(Entry(f"http://a.example/{name}.html", name) for name in names)
    following = None if last else ListRequest("http://a.example/next")
    return ListPage("trs", rows, 1, following, pages, entries, problems)


def walk(mode: Mode = "walk", entries: int = 0, swept: int | None = None) -> Walk:
    return Walk(mode, Memory(entries=entries, swept=swept))


def test_two_calm_pages_end_a_walk() -> None:
    one = walk(entries=60)
    assert isinstance(one.step(page("a", "b"), 0), Read)
    stop = one.step(page("c", "d"), 0)
    assert isinstance(stop, Stop)
    assert (stop.outcome, one.pages) == ("calm", 2)


def test_news_starts_the_count_anew() -> None:
    one = walk(entries=60)
    assert isinstance(one.step(page("a"), 0), Read)
    assert isinstance(one.step(page("backdated"), 1), Read)
    assert isinstance(one.step(page("c"), 0), Read)
    assert isinstance(one.step(page("d"), 0), Stop)


def test_a_sweep_does_not_rest_on_calm_pages() -> None:
    one = walk("sweep", entries=60)
    for name in "abcdef":
        assert isinstance(one.step(page(name), 0), Read)
    stop = one.step(page("g", last=True), 0)
    assert isinstance(stop, Stop)
    assert stop.outcome == "end"


def test_a_first_page_without_rows_is_never_an_end() -> None:
    stop = walk(entries=40).step(page(last=True), 0)
    assert isinstance(stop, Stop)
    assert stop.outcome == "incomplete"
    assert "40 entries were listed before" in stop.reason


def test_an_empty_page_before_the_declared_end_is_broken() -> None:
    one = walk("sweep")
    one.step(page("a", pages=3), 1)
    stop = one.step(page(last=True), 0)
    assert isinstance(stop, Stop)
    assert (stop.outcome, stop.reason) == ("incomplete", "page 2 of 3 lists nothing")


def test_a_challenge_instead_of_a_page_is_no_end() -> None:
    one = walk("sweep")
    one.step(page("a"), 1)
    stop = one.step(page(last=True, problems=(Problem("blocked_page", "a challenge page"),)), 0)
    assert isinstance(stop, Stop)
    assert stop.outcome == "incomplete"
    assert "a challenge page" in stop.reason


def test_the_page_behind_the_last_one_is_the_end() -> None:
    one = walk("sweep")
    one.step(page("a"), 1)
    stop = one.step(page(last=True, problems=(Problem("list_end", "a stub"),)), 0)
    assert isinstance(stop, Stop)
    assert stop.outcome == "end"


def test_a_repeated_page_ends_the_walk_as_incomplete() -> None:
    one = walk("sweep")
    one.step(page("a", "b"), 2)
    stop = one.step(page("a", "b"), 0)
    assert isinstance(stop, Stop)
    assert (stop.outcome, stop.reason) == ("incomplete", "page 2 repeats page 1")


def test_rows_of_earlier_pages_only_go_in_circles() -> None:
    one = walk("sweep")
    one.step(page("a", "b"), 2)
    one.step(page("c", "d"), 2)
    stop = one.step(page("a", "d"), 0)
    assert isinstance(stop, Stop)
    assert stop.outcome == "incomplete"


def test_fewer_entries_than_declared_prove_nothing() -> None:
    one = walk("sweep")
    one.step(page("a", "b", entries=5), 2)
    stop = one.step(page("c", last=True), 1)
    assert isinstance(stop, Stop)
    assert (stop.outcome, stop.reason) == ("incomplete", "3 entries found, the site declares 5")


def test_a_shrunken_sweep_is_not_believed_without_a_declared_total() -> None:
    one = walk("sweep", entries=100, swept=100)
    stop = one.step(page("a", last=True), 0)
    assert isinstance(stop, Stop)
    assert stop.outcome == "incomplete"


def test_a_pager_that_gives_no_way_on_is_incomplete() -> None:
    broken = page("a", last=True, problems=(Problem("encrypted_pager", "the next page is encrypted"),))
    stop = walk("sweep").step(broken, 1)
    assert isinstance(stop, Stop)
    assert stop.outcome == "incomplete"


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_walk_stops_at_the_first_run_of_calm_pages(news: list[bool]) -> None:
    """However news is spread, the walk ends right after CALM pages in a row without any, never before."""
    one = walk(entries=1000)
    calm = 0
    for number, fresh in enumerate(news):
        decision = one.step(page(f"row {number}"), int(fresh))
        calm = 0 if fresh else calm + 1
        if calm >= CALM:
            assert isinstance(decision, Stop)
            assert decision.outcome == "calm"
            return
        assert isinstance(decision, Read)


def door(to: str = "http://a.example/api") -> ListPage:
    return ListPage("jpaas", (), 0, ListRequest(to))


def numbered(number: int, *names: str, following: ListRequest | None = None) -> ListPage:
    rows = tuple(Entry(f"http://a.example/{name}.html", name) for name in names)
    return ListPage("ucap", rows, number, following)


def test_a_door_is_no_page_and_leads_on() -> None:
    one = walk()
    first = one.step(door(), 0)
    assert isinstance(first, Read)
    assert (first.request.url, one.pages) == ("http://a.example/api", 0)
    assert isinstance(one.step(page("a", last=True), 1), Stop)
    assert one.pages == 1


def test_doors_that_lead_to_one_another_end_the_walk() -> None:
    one = walk()
    for _ in range(4):
        assert isinstance(one.step(door(), 0), Read)
    stop = one.step(door(), 0)
    assert isinstance(stop, Stop)
    assert stop.outcome == "incomplete"


def test_the_other_address_is_asked_for_where_the_first_is_not_the_page_wanted() -> None:
    """The page before once more, another page, an empty one, none at all: each is no page 2."""
    second = ListRequest("http://a.example/b", otherwise=ListRequest("http://a.example/c"))
    for answer in (numbered(2, "a"), numbered(3, "x"), numbered(2), None):
        one = walk("sweep")
        assert isinstance(one.step(numbered(1, "a", following=second), 1), Read)
        other = one.absent() if answer is None else one.step(answer, 1)
        assert isinstance(other, Read)
        assert (other.request.url, one.pages, list(one.seen)) == (
            "http://a.example/c", 1, ["http://a.example/a.html"],
        )  # fmt: skip
        assert one.absent() is None


def test_a_page_nobody_promised_ends_the_list_where_it_is_not_there() -> None:
    second = ListRequest("http://a.example/b", probe=True)
    for answer in (numbered(2), numbered(2, "a", following=second), None):
        one = walk("sweep")
        one.step(numbered(1, "a", following=second), 1)
        end = one.absent() if answer is None else one.step(answer, 0)
        assert isinstance(end, Stop)
        assert (end.outcome, one.pages) == ("end", 1)
    one = walk("sweep")
    one.step(numbered(1, "a", following=second), 1)
    assert isinstance(one.step(numbered(2, "b", following=second), 1), Read)


def test_a_page_of_other_columns_rows_is_passed_over() -> None:
    following = ListRequest("http://a.example/b")
    one = walk("sweep")
    assert isinstance(one.step(numbered(1, following=following), 0), Read)
    assert isinstance(one.step(numbered(2, "a"), 1), Stop)
    assert one.pages == 2
