"""`dafu demo`: the sample portals, a crawl of them, the public file, the site: everything in one go."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from crawler.cli import INTERRUPTED

if TYPE_CHECKING:
    from crawler.demo.sample_portals import SamplePortals
    from crawler.demo.state import DemoState


@click.command("demo")
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="Data folder (default: $DAFU_HOME or db/var); the demo keeps to its own folder `demo` in it.",
)
@click.option(
    "--base-port",
    type=click.IntRange(1024, 65500),
    help="First of the five ports of the sample portals (default: those of the last demo, else 8101).",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="The site's port."
)
@click.option("--no-serve", is_flag=True, help="Crawl and publish, but do not open the site.")
def command(home: Path | None, base_port: int | None, port: int, no_serve: bool) -> None:
    """Start the built-in sample portals, crawl them, publish, and open the site.

    Every further call lets a week go by on the portals, so that it shows what an incremental crawl finds:
    letters that are new, revised, pinned, withdrawn. Ctrl-C stops everything.
    """
    from crawler.demo.sample_portals import serve
    from crawler.demo.server import PortBusyError
    from crawler.demo.state import DEFAULT_BASE_PORT, DemoState, read_state, write_state
    from crawler.errors import DafuError
    from db.home import Home
    from db.home import home as find_home

    # Invented letters never mix with a real corpus: the demo has a home of its own.
    place = Home(find_home(home).root / "demo")
    state_file = place.root / "state.json"
    before = read_state(state_file)
    now = _next(before, base_port, DemoState, DEFAULT_BASE_PORT)
    try:
        portals = serve(now.base_port, now.step)
    except PortBusyError as error:
        raise DafuError(error.strerror or str(error), 2) from None
    try:
        _introduce(portals, before)
        folder = place.portals
        portals.write_declarations(folder)
        crawled = _crawl(place.root, folder)
        if crawled > 1 or crawled < 0:
            raise SystemExit(crawled if crawled > 1 else 1)
        write_state(state_file, now)
        click.echo(f"the crawl sent {portals.requests()} requests to the sample portals", err=True)
        published = _publish(place.root)
        if no_serve or published:
            raise SystemExit(crawled or published)
        _suggest(place.root, port)
        raise SystemExit(_open_site(place.root, port))
    finally:
        portals.stop()


def _next(before: DemoState | None, base_port: int | None, make: type[DemoState], default: int) -> DemoState:
    """One week after the last demo, at its ports; other ports are other addresses and begin a new life."""
    if before is None or base_port not in (None, before.base_port):
        return make(base_port or default, 0)
    return make(before.base_port, before.step + 1)


def _introduce(portals: SamplePortals, before: DemoState | None) -> None:
    week = f"week {portals.step}" if portals.step else "as built"
    click.echo(f"sample portals, {week} (places, people and letters are invented):", err=True)
    for site in portals.sites.values():
        click.echo(f"  {site.base}/  {site.site.name}", err=True)
    if before is None:
        click.echo("run this again to see an incremental crawl", err=True)


def _suggest(home: Path, port: int) -> None:
    """What to try next, in words that can be pasted."""
    dafu, place = shlex.join(_spelled()), shlex.quote(str(home))
    click.echo(
        f"""
what to try next:
  http://127.0.0.1:{port}/                   search 养老, open a letter, follow a field to its place in the page
  http://127.0.0.1:{port}/dafu/record.json?_search={quote("养老")}&_shape=objects     the same as JSON
  {dafu} export --home {place} --type cppcc_proposal | head -1
  {dafu} why --home {place} ADDRESS           the story of one document
  make run                                   again: a week goes by, only what is new is fetched
""",
        err=True,
    )


def _spelled() -> list[str]:
    """`dafu` as it can be typed here, word by word."""
    script = Path(sys.executable).with_name("dafu")
    here = Path.cwd()
    if not script.is_file():
        return [sys.executable, "-m", "crawler.cli"]
    return [str(script.relative_to(here) if script.is_relative_to(here) else script)]


def _crawl(home: Path, folder: Path) -> int:
    return _dafu("crawl", "--home", str(home), "--portal-files", str(folder))


def _publish(home: Path) -> int:
    return _dafu("publish", "--home", str(home))


def _open_site(home: Path, port: int) -> int:
    return _dafu("serve", "--home", str(home), "--port", str(port))


def _dafu(*words: str) -> int:
    """Another dafu command as a process of its own: a crawl's event loop runs once in a process only.

    Ctrl-C reaches that process as well; it is given the time to end by itself, and it says that it stopped.
    """
    process = subprocess.Popen([sys.executable, "-m", "crawler.cli", *words])  # noqa: S603 - our own words
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise SystemExit(INTERRUPTED) from None
