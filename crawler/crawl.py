"""A crawl in this process, from the plan to the summary."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import DafuError
from crawler.finish import Result
from crawler.plan import Plan
from crawler.portal import Portal
from crawler.progress import counts_table, reporter
from crawler.schedule import off_peak
from crawler.session import Session
from crawler.settings import CONTACT
from crawler.terminal import say, visible
from db.exchange import ArchiveError
from db.home import Home
from db.times import Clock, moment, system_clock

if TYPE_CHECKING:
    from crawler.replay import Replay

_NOTHING = (
    "nothing to crawl: no portal of your own is declared, and the built-in ones are not verified yet. "
    "`dafu portals` lists them; name one to crawl it."
)


def crawl(
    home: Home,
    portals: Sequence[Portal],
    *,
    due: bool = False,
    sweep: bool = False,
    lists_only: bool = False,
    log_level: str = "WARNING",
    command: str = "dafu crawl",
    replay: Sequence[Path] = (),
) -> int:
    """Crawl the portals; the summary goes to stderr. Gives the exit status (0 ok, 1 suspect or failed).

    ``replay``: WARC files that answer in the place of the network.
    Scrapy's reactor runs once in a process, so this can be called once in a process.
    Raises DafuError (exit 2) where another crawl holds the database.
    """
    clock = test_clock() or system_clock
    chosen = [p for p in portals if not due or not p.politeness.off_peak or off_peak(clock())]
    if not chosen:
        say(
            _NOTHING
            if not portals
            else "nothing is due now: it is daytime in Beijing (off_peak in the portal files)"
        )
        return 0
    if not CONTACT and not replay and any(not _is_ours(portal) for portal in chosen):
        say("DAFU_CONTACT is not set: name a page or an address where the operators can reach you")
    answers = _answers(replay) if replay else None
    session = Session(home, chosen, reporter(), command=_spelled(command, due=due, sweep=sweep), clock=clock)
    plan = Plan(
        tuple(chosen), session.command,
        due=due, sweep=sweep, lists_only=lists_only, session=session, replay=answers,
    )  # fmt: skip
    _run(plan, home, log_level)
    if session.result is None:
        raise DafuError("the crawl ended without a result: run it again with --log-level INFO to see why")
    summarize(session, session.result)
    return 0 if session.result.verdict.word == "ok" else 1


def _run(plan: Plan, home: Home, log_level: str) -> None:
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("DAFU_HOME", str(home.root))
    settings.set("LOG_LEVEL", log_level)
    if plan.replay is not None:
        # Nobody is asked: no manners, no network.
        changed = {
            "crawler.courtesy.CourtesyMiddleware": None,
            "crawler.network_replay.ReplayMiddleware": 970,
        }
        settings.set("DOWNLOADER_MIDDLEWARES", {**settings.getdict("DOWNLOADER_MIDDLEWARES"), **changed})
    process = AsyncCrawlerProcess(settings)
    from crawler.spiders.portal import PortalSpider

    process.crawl(PortalSpider, plan=plan)
    process.start()


def _answers(files: Sequence[Path]) -> Replay:
    """Raises DafuError (exit 2) where a file cannot be read or holds nothing."""
    from crawler.replay import Replay

    try:
        replay = Replay(files)
    except ArchiveError as error:
        raise DafuError(str(error), 2) from error
    for problem in replay.problems:
        say(f"problem: {problem.message}")
    if not len(replay):
        raise DafuError(
            f"no answers in {', '.join(str(file) for file in files)}: give WARC files of a crawl", 2
        )
    return replay


def test_clock() -> Clock | None:
    """The clock of a rehearsal: $DAFU_NOW (UTC, as times are kept) instead of the real time."""
    fixed = os.environ.get("DAFU_NOW")
    if fixed is None:
        return None
    at = moment(fixed)
    return lambda: at


def _is_ours(portal: Portal) -> bool:
    return urlsplit(portal.site).hostname in ("127.0.0.1", "::1", "localhost")


def _spelled(command: str, *, due: bool, sweep: bool) -> str:
    return command + " --due" * due + " --sweep" * sweep


def summarize(session: Session, result: Result) -> None:
    """The table of counts, every portal's certificate, the verdict with its reasons."""
    from rich.console import Console

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    if not console.is_terminal:
        # A file has no width: eighty columns would cut the portals' names.
        console.width = 160
    names = {id_: portal.name for id_, portal in session.portals.items()}
    ended = {id_: (result.certificates[id_].later, verdict.word) for id_, verdict in result.portals.items()}
    console.print(counts_table(names, session.counts, ended or None))
    for id_, certificate in result.certificates.items():
        console.print(f"{id_}: {certificate.sentence()}", markup=False)
        columns = result.columns.get(id_, {})
        for url, found in columns.items() if len(columns) > 1 else ():
            console.print(f"  {url}: {found.sentence()}", markup=False)
    hosts = Counter[str]()
    for counts in session.counts.values():
        hosts.update(counts.hosts)
    if hosts:
        asked = ", ".join(f"{host} {number}" for host, number in hosts.most_common())
        console.print(f"requests by host: {asked}", markup=False)
    style = {"ok": "green", "suspect": "yellow", "failed": "red"}[result.verdict.word]
    console.print(f"run {result.run}: [{style}]{result.verdict.word}[/]")
    for reason in result.verdict.reasons:
        console.print(f"  {visible(reason)}", markup=False)
