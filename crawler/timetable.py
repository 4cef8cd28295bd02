"""Crawls by the clock: lines for systemd and cron, or a process that stays.

What is due is decided by the ledger, not by the clock: looking often costs nothing where nothing is due.
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from db.home import Home

UNIT = """\
# --- systemd: save the two parts under the names given, then
#     systemctl --user daemon-reload && systemctl --user enable --now dafu.timer
# ~/.config/systemd/user/dafu.service
[Unit]
Description=dafu: crawl what is due, then publish

[Service]
Type=oneshot
{environment}ExecStart={crawl}
ExecStartPost={publish}
# Exit status 2: another crawl is still at work; nothing is wrong, and publish leaves it alone, too.
SuccessExitStatus=2

# ~/.config/systemd/user/dafu.timer
[Unit]
Description=dafu: look for due crawls

[Timer]
OnCalendar=*:0/{minutes}
RandomizedDelaySec=120
Persistent=true

[Install]
WantedBy=timers.target

# --- cron: a line for `crontab -e`
{cron} {in_cron}
"""


def commands(home: Home) -> tuple[list[str], list[str]]:
    """The command lines that crawl what is due and that publish, for this installation."""
    dafu = [sys.executable, "-m", "crawler.cli"]
    script = Path(sys.executable).with_name("dafu")
    if script.exists():
        dafu = [str(script)]
    place = ["--home", str(home.root)]
    return [*dafu, "crawl", "--due", *place], [*dafu, "publish", "--if-new", *place]


def printed(home: Home, minutes: int) -> str:
    """The systemd units and the cron line, ready to paste."""
    import os

    crawl, publish = (shlex.join(words) for words in commands(home))
    contact = os.environ.get("DAFU_CONTACT")
    pair = f"DAFU_CONTACT={contact}" if contact else ""
    step = minutes if minutes < 60 else 60
    hours = max(minutes // 60, 1)
    assignment = f"{shlex.quote(pair)} " if pair else ""
    return UNIT.format(
        environment=f'Environment="{_in_unit(pair, quoted=True)}"\n' if pair else "",
        in_cron=f"{assignment}{crawl} && {assignment}{publish}".replace("%", r"\%"),
        crawl=_in_unit(crawl),
        publish=_in_unit(publish),
        minutes=step if step < 60 else "60",
        cron=f"*/{step} * * * *" if minutes < 60 else f"7 */{hours} * * *",
    ).replace("OnCalendar=*:0/60", f"OnCalendar=0/{hours}:07")


def _in_unit(words: str, *, quoted: bool = False) -> str:
    """As systemd.unit(5) wants it: % begins a specifier, $ a variable of a command (both stand in paths and
    addresses: %E5%85%B3). Cron has its own: an unescaped % ends the command (crontab(5)).
    """
    words = words.replace("%", "%%")
    if quoted:
        return words.replace("\\", r"\\").replace('"', r"\"")
    return words.replace("$", "$$")


def keep_running(home: Home, minutes: int) -> None:
    """Crawl what is due and publish, now and every ``minutes``, until Ctrl-C or SIGTERM.

    Every crawl is a process of its own: a crash or a leak in one does not reach the next.
    """
    from apscheduler.schedulers.blocking import BlockingScheduler

    scheduler = BlockingScheduler(timezone=UTC)
    scheduler.add_job(
        _round,
        "interval",
        args=[home],
        minutes=minutes,
        next_run_time=datetime.now(UTC),
        # One round at a time; rounds missed while one was running are one round.
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )

    def stop(number: int, frame: FrameType | None) -> None:
        _say("stopping")
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    _say(f"looking for due crawls every {minutes} minutes; Ctrl-C stops")
    scheduler.start()


def _round(home: Home) -> None:
    crawl, publish = commands(home)
    # A round in which nothing was due leaves no run, and then nothing is published.
    if subprocess.run(crawl, check=False).returncode == 0:  # noqa: S603 - our own command line
        subprocess.run(publish, check=False)  # noqa: S603 - our own command line


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is the terminal's side


__all__ = ["commands", "keep_running", "printed"]
