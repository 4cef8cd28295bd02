"""One real crawl over a local portal of every CMS family: nothing missed, the end proved, a second crawl cheap.

The portal files name no family: each is recognised from its first list page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.demo.server import LogEntry
from tests.crawler.running import crawl, rows
from tests.portal_site.running import declare, serving
from tests.portal_site.site import FamilySite


@dataclass(frozen=True, slots=True)
class Crawled:
    """One portal after two crawls: what was asked in each, what is on record."""

    site: FamilySite
    base: str
    first: tuple[LogEntry, ...]
    second: tuple[LogEntry, ...]
    walk: dict[str, Any]
    records: dict[str, dict[str, Any]]
    files: list[dict[str, Any]]


def test_two_crawls_over_every_family(tmp_path: Path) -> None:
    """All portals in one run, so that the crawl is paid for once; every check below is made of every portal."""
    home, declared = tmp_path / "home", tmp_path / "portals"
    with serving() as up:
        for site, server in up.values():
            declare(site, server.base, declared)
        first = crawl(home, declared)
        assert first.status < 2, first.err
        marks = {name: len(server.log) for name, (_, server) in up.items()}
        second = crawl(home, declared)
        portals = {}
        for name, (site, server) in up.items():
            log = server.log.entries()
            portals[name] = _crawled(home, site, server.base, log[: marks[name]], log[marks[name] :])
    wrong = [
        f"{name}: {words}" for name, portal in portals.items() for check in CHECKS for words in check(portal)
    ]
    assert not wrong, "\n".join(wrong)
    # Only the list with encrypted page numbers makes the run suspect, and the run says so.
    assert (first.status, second.status) == (1, 1)
    suspects = re.findall(r"^  ([\w-]+): ", first.err.partition("run 1: suspect")[2], re.MULTILINE)
    assert set(suspects) == {"hanweb-encrypted"}


def _crawled(
    home: Path, site: FamilySite, base: str, first: tuple[LogEntry, ...], second: tuple[LogEntry, ...]
) -> Crawled:
    walk = rows(
        home, "select outcome, reason, run_column.pages as pages, family from run_column "
        "join portal_column on portal_column.id = portal_column where run = 1 and portal = ?", [site.id],
    )[0]  # fmt: skip
    records = rows(
        home, "select address, title, date_published, text, genre from record where portal = ?", [site.id]
    )
    files = rows(
        home, "select address, url, name, attachment.state from attachment join document on document.id = document "
        "where portal = ?", [site.id],
    )  # fmt: skip
    return Crawled(
        site, base, first, second, walk, {r["address"].removeprefix(base): r for r in records}, files
    )


def end_is_proved(portal: Crawled) -> Iterator[str]:
    if portal.walk["outcome"] != portal.site.outcome:
        yield f"the walk's outcome is {portal.walk['outcome']}: {portal.walk['reason']}"
    if portal.site.outcome == "incomplete" and "encrypted" not in portal.walk["reason"]:
        yield f"the walk does not say why it stopped: {portal.walk['reason']}"


def family_is_recognised(portal: Crawled) -> Iterator[str]:
    if portal.walk["family"] != portal.site.family:
        yield f"taken for {portal.walk['family']}"


def every_row_is_a_record(portal: Crawled) -> Iterator[str]:
    """With the title, day and text of its letter; of the encrypted list the rows of its first page."""
    site = portal.site
    wanted = {site.address(one): one for one in (site.letters if site.outcome == "end" else site.page_of(1))}
    if wanted.keys() != portal.records.keys():
        yield f"missing {sorted(wanted.keys() - portal.records.keys())}, too many {sorted(portal.records.keys() - wanted.keys())}"
    for address in wanted.keys() & portal.records.keys():
        letter, record = wanted[address], portal.records[address]
        if (record["title"], record["date_published"]) != (letter.title, letter.published.isoformat()):
            yield f"{address}: {record['title']}, {record['date_published']}"
        if (record["text"] or "").count(letter.sentence) != 1 or record["genre"] != "reply":
            yield f"{address}: {record['genre']}, {record['text']}"


def attachment_is_fetched(portal: Crawled) -> Iterator[str]:
    site, letter = portal.site, portal.site.with_file
    wanted = [
        (
            portal.base + site.address(letter),
            portal.base + site.file_address(letter),
            "办理情况表.pdf",
            "fetched",
        )
    ]
    found = [(f["address"], f["url"], f["name"], f["state"]) for f in portal.files]
    if found != wanted:
        yield f"attachments {found}"


def no_document_is_asked_for_twice(portal: Crawled) -> Iterator[str]:
    details = Counter(entry.path for entry in portal.first if entry.path in portal.records)
    if any(times > 1 for times in details.values()):
        yield f"asked more than once: {details.most_common(2)}"


def second_crawl_asks_for_two_list_pages(portal: Crawled) -> Iterator[str]:
    """And for what a family needs before or beside them; of a list that cannot be read on, for its page."""
    pages = 2 if portal.site.outcome == "end" else 1
    if len(portal.second) != pages + portal.site.extra:
        yield f"the second crawl asked for {[entry.path for entry in portal.second]}"


CHECKS = (
    end_is_proved,
    family_is_recognised,
    every_row_is_a_record,
    attachment_is_fetched,
    no_document_is_asked_for_twice,
    second_crawl_asks_for_two_list_pages,
)
