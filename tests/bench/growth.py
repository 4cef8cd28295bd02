"""What 50,000 letters cost beside 500: ``python tests/bench/growth.py > tests/bench/growth.md``.

A generated portal on this machine. The ledger is filled through the real intake; then real crawls run in processes of
their own: one in which nothing changed, one with 40 documents due, one that sweeps.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.books import Books

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PER_PAGE = 20
DUE = 40
FILLED = datetime(2026, 6, 1, 18, tzinfo=UTC)
SIZES = (500, 50_000)


# --- the portal -----------------------------------------------------------------


def list_page(letters: int, page: int) -> str:
    """List page ``page`` (from 1) of a column with so many letters, as TRS prints it."""
    rows = []
    for number in range(letters - (page - 1) * PER_PAGE, max(letters - page * PER_PAGE, 0), -1):
        day = date(2026, 5, 30) - timedelta(days=(letters - number) // 40)
        rows.append(
            f'<li><a href="./{day:%Y%m}/t{day:%Y%m%d}_{10_000_000 + number}.html">'
            f"云江市民政局关于市五届人大四次会议第{number}号建议的复函</a><span>{day}</span></li>"
        )
    pages = -(-letters // PER_PAGE)
    pager = f'<script>createPageHTML({pages}, {page - 1}, "index", "html");</script>'
    return (
        '<html><head><meta charset="utf-8"><title>代表建议办理</title></head><body>'
        f'<div class="list"><ul>{"".join(rows)}</ul></div><div class="page">{pager}</div></body></html>'
    )


def letter_page(path: str) -> str:
    """A letter of two thousand characters."""
    number = path.rpartition("_")[2].removesuffix(".html")
    body = "".join(
        f"<p>　　{n}、全市养老服务设施建设持续推进，第{number}号建议所提意见已纳入工作安排。</p>"
        for n in range(60)
    )
    return (
        f'<html><head><meta charset="utf-8"><title>关于第{number}号建议的复函</title></head><body>'
        f'<div class="TRS_Editor"><p>云民函〔2026〕{number}号</p><p>李建国代表：</p>{body}<p>云江市民政局</p>'
        "<p>2026年5月8日</p></div></body></html>"
    )


class Portal:
    """Serves a column of so many letters."""

    def __init__(self, letters: int) -> None:
        self.letters = letters
        self.asked: Counter[str] = Counter()
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, text = portal.answer(self.path)
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:
                """Counted, not printed."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, path: str) -> tuple[int, str]:
        if path == "/robots.txt":
            self.asked["robots"] += 1
            return 404, ""
        if "/t2" in path:
            self.asked["letters"] += 1
            return 200, letter_page(path)
        self.asked["lists"] += 1
        name = path.rpartition("/")[2]
        page = int(name.removeprefix("index_").removesuffix(".html")) + 1 if name.startswith("index_") else 1
        return 200, list_page(self.letters, page)

    def declaration(self) -> str:
        return (
            f'id = "grown"\nname = "Grown"\nsite = "{self.base}/"\n[[columns]]\nurl = "{self.base}/list/"\n'
            "[politeness]\ndelay = 0\nrequests_per_day = 100000\noff_peak = false\n"
        )


# --- filling ----------------------------------------------------------------------


def fill(home: Path, letters: int, portal: Portal) -> float:
    """A ledger in which everything was swept and fetched once; gives the seconds a letter took."""
    from crawler.books import Books
    from crawler.courtesy import Hosts
    from crawler.intake import Intake
    from crawler.portal import read_portal
    from crawler.progress import LineReporter
    from crawler.settle import settle
    from crawler.verdict import Verdict
    from db.archive import Archive
    from db.home import Home
    from db.store import Store
    from db.times import HeldClock
    from parsers.families import read_list

    began = time.monotonic()
    (home / "portals").mkdir(parents=True)
    file = home / "portals" / "grown.toml"
    file.write_text(portal.declaration(), "utf-8")
    declared = read_portal(file)
    books = Books()
    books.clock = HeldClock(lambda: FILLED)
    books.store = Store(Home(home).database, clock=books.clock)
    books.store.db.conn.execute("pragma synchronous = off")
    books.archive = Archive(Home(home).archive)
    books.reporter = LineReporter()
    books.reporter.moved = lambda portal: None  # type: ignore[method-assign]
    books.begin([declared], "fill")
    intake = Intake(books, Hosts(books), lambda portal: None)
    [column] = books.columns(declared)
    pages = -(-letters // PER_PAGE)
    known = 0
    with books.store.transaction():
        for number in range(1, pages + 1):
            url = f"{portal.base}/list/" + (f"index_{number - 1}.html" if number > 1 else "")
            rows = read_list(
                list_page(letters, number).encode(), url=url, content_type="text/html", page=number
            )
            known += len(rows.entries)
            books.store.save_list_page(books.run, column, number, rows.entries, sweep=True)
        assert known == letters, (known, letters)
        walking = intake.begin_walk(column, sweep=True)
        walking.walk.seen = {str(n) for n in range(letters)}
        from crawler.walk import Stop

        intake._end_walk(walking, Stop("end", "filled"))
    fetch_all(books)
    with books.store.transaction():
        settle(books, "grown", Verdict("ok"))
        books.store.finish_run(books.run, "ok", (), {})
    books.store.close()
    return (time.monotonic() - began) / letters


def fetch_all(books: Books) -> None:
    """Every document was fetched once and is due on its ladder; written as the store writes it, all at once."""
    from db.records import content_sha256, record_row
    from parsers import PARSER_VERSION
    from parsers.types import FileKind, Page, Parsed, Record

    page = Page(FileKind.HTML, None, None, "trs", (), (), ())
    at, run = "2026-06-01T18:00:00Z", books.run
    connection = books.store.db.conn
    known = books.store.query("select id, address from document")
    with books.store.transaction():
        for row in known:
            id_, address = row["id"], row["address"]
            parsed = Parsed(Record(title=f"letter {id_}", text=f"{address} " * 20), page)
            digest = content_sha256(parsed.record)
            fields = {
                "id": id_, "address": address, "portal": "grown", "version": 1, "changed_at": at,
                "parser_version": PARSER_VERSION, **record_row(parsed.record.to_dict(), "trs", None),
            }  # fmt: skip
            names = ", ".join(fields)
            connection.execute(
                f"insert into record ({names}) values ({', '.join('?' * len(fields))})", list(fields.values())
            )
            fetch = connection.execute(
                "insert into fetch (run, portal, document, address, kind, reason, at, status, outcome, host, body_sha256) "
                "values (?, 'grown', ?, ?, 'detail', 'never fetched', ?, 200, 'ok', '127.0.0.1', ?)",
                [run, id_, address, at, digest],
            ).lastrowid
            connection.execute(
                "insert into version (document, number, fetch, seen_at, cause, parser_version, body_sha256, "
                "content_sha256, record, changed) values (?, 1, ?, ?, 'first', ?, ?, ?, '{}', '[]')",
                [id_, fetch, at, PARSER_VERSION, digest, digest],
            )
            connection.execute(
                "update document set state = 'live', last_fetched = ?, versions = 1, body_sha256 = ?, "
                "content_sha256 = ?, due_rank = 3, due_reason = 'ladder step 6', last_run = ?, "
                "next_due = ? where id = ?",
                [at, digest, digest, run, f"2027-0{1 + id_ % 9}-01T00:00:00Z", id_],
            )


# --- measuring --------------------------------------------------------------------


def measured_crawl(home: str, now: str, *options: str) -> None:
    """In a process of its own: crawl, count statements and transactions; prints JSON."""
    import resource

    os.environ["DAFU_NOW"] = now
    from contextlib import contextmanager

    from db.store import Store

    statements = 0
    traced = "count" in options
    each: list[int] = []
    took: list[float] = []
    cpu: list[float] = []
    opened, transact = Store.__init__, Store.transaction

    def open_traced(self: Store, *args: Any, **kwargs: Any) -> None:
        opened(self, *args, **kwargs)
        if traced:
            self.db.conn.set_trace_callback(count)

    def count(statement: str) -> None:
        nonlocal statements
        statements += 1

    @contextmanager
    def timed(self: Store) -> Any:
        if self.db.conn.in_transaction:
            with transact(self):
                yield
            return
        before = statements
        began, worked = time.perf_counter(), time.process_time()
        with transact(self):
            yield
        took.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
        each.append(statements - before)

    Store.__init__ = open_traced  # type: ignore[method-assign]
    Store.transaction = timed  # type: ignore[method-assign]
    from crawler.crawl import crawl
    from crawler.portal import load_portals
    from db.home import Home

    began = time.monotonic()
    portals = list(load_portals([Path(home) / "portals"]).values())
    status = crawl(Home(Path(home)), portals, sweep="sweep" in options, lists_only="sweep" in options)
    print(  # noqa: T201 - read by the parent
        json.dumps(
            {
                "status": status,
                "statements": statements,
                "statements_each": median(each),
                "median_ms": round(median(took), 2),
                "median_cpu_ms": round(median(cpu), 2),
                "slowest_ms": round(max(took), 1),
                "transactions": len(took),
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "seconds": round(time.monotonic() - began, 1),
            }
        )
    )


def child(home: Path, now: str, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(home), now, *options],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def make_due(home: Path) -> None:
    """Forty documents from all over the ledger are due."""
    import sqlite3

    with sqlite3.connect(home / "corpus.db") as database:
        database.execute(
            "update document set next_due = '2026-06-02T00:00:00Z' where id % "
            "((select count(*) from document) / ?) = 0",
            [DUE],
        )


def bare_flush() -> float:
    """Median milliseconds that this disk takes for what a commit writes."""
    took = []
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "bytes").open("wb", buffering=0) as file:
        for _ in range(200):
            began = time.perf_counter()
            file.write(bytes(65536))
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return median(took)


def main() -> None:
    lines: list[tuple[str, list[str]]] = []

    def put(name: str, value: object) -> None:
        for known, values in lines:
            if known == name:
                values.append(str(value))
                return
        lines.append((name, [str(value)]))

    for letters in SIZES:
        portal = Portal(letters)
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            each = fill(home, letters, portal)
            put("filling the ledger, ms a letter", f"{each * 1000:.1f}")
            for name, now, before, options in (
                ("nothing changed", "2026-06-02T02:00:00Z", None, ()),
                (f"{DUE} documents due", "2026-06-03T02:00:00Z", make_due, ()),
                ("sweep", "2026-06-04T02:00:00Z", None, ("sweep",)),
            ):
                if before is not None:
                    before(home)
                # Counting costs time of its own (SQLite writes out every statement): in a crawl beside the measured one.
                beside = Path(folder) / "counted"
                shutil.rmtree(beside, ignore_errors=True)
                shutil.copytree(home, beside)
                counted = child(beside, now, *options, "count")
                portal.asked.clear()
                found = child(home, now, *options)
                asked = ", ".join(f"{kind} {number}" for kind, number in sorted(portal.asked.items()))
                put(f"{name}: requests", asked)
                put(f"{name}: statements", counted["statements"])
                put(f"{name}: median statements of a transaction", counted["statements_each"])
                put(f"{name}: median transaction, ms", found["median_ms"])
                put(f"{name}: median transaction, ms of processor", found["median_cpu_ms"])
                put(f"{name}: slowest transaction, ms", found["slowest_ms"])
                put(f"{name}: peak memory, MB", found["memory_mb"])
                put(f"{name}: seconds, start included", found["seconds"])
                put(f"{name}: exit status", found["status"])
        portal.server.shutdown()
    out = sys.stdout
    out.write(
        "# What growth costs\n\nWritten by `python tests/bench/growth.py`. A transaction is one response, "
    )
    out.write(
        "from the fetch row to the next due date, flushed to disk; the slowest is the end of the run, which counts "
    )
    out.write("the certificate. A sweep reads at most 150 pages in a run and goes on in the next.\n\n")
    out.write(
        "| | " + " | ".join(f"{size:,} letters" for size in SIZES) + " |\n|---|" + "---|" * len(SIZES) + "\n"
    )
    for name, values in lines:
        out.write(f"| {name} | " + " | ".join(values) + " |\n")
    out.write(
        f"\nOf a transaction, the disk: {bare_flush():.2f} ms (median) for 64 KB written and flushed here, nothing else. "
        f"Load average meanwhile: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores.\n"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measured_crawl(*sys.argv[2:])
    else:
        main()
