"""The working database: the ledger of what was seen and fetched, the records, their history, the problems.

Every method is one step inside the caller's ``transaction()``; a response is one transaction. The store
remembers and answers; what is due and what an answer means is decided in ``crawler/``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database
from sqlite_utils.db import Table

from db.exchange import Location
from db.fetch_log import FetchLog
from db.migrations import migrations
from db.records import content_sha256_of, listing_json, record_row
from db.times import Clock, system_clock, timestamp
from parsers import PARSER_VERSION
from parsers.types import Entry, Evidence, Listing, Parsed, Problem

IMPORTED = "import"
"""The pseudo portal of files that were imported."""

GIVE_UP = 5
"""An attachment that failed so often is not asked for again by itself; an audit of its document still does."""

KNOWN_ADDRESSES = 1000
"""Addresses of documents that are remembered."""

BUSY_MS = 30_000
"""How long a write waits for another process's transaction."""


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One request and what came of it: a row of ``fetch``."""

    address: str
    kind: str
    reason: str
    outcome: str
    detail: str
    at: str
    status: int | None = None
    conditional: bool = False
    content_type: str | None = None
    body: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    portal: str | None = None
    portal_column: int | None = None
    document: int | None = None
    sent_because: str | None = None
    """Why validators were sent or not."""
    given: Listing | None = None
    """The list row that an imported file came with; kept in the fetch log only."""


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column as the ledger knows it."""

    id: int
    portal: str
    url: str
    kind: str
    family: str | None
    entries: int
    sweep_entries: int | None
    last_sweep: str | None
    next_walk: str | None
    next_sweep: str | None
    first_sweep: str | None = None
    shrunk_to: int | None = None
    shrunk_at: str | None = None
    sweep_run: int | None = None
    sweep_pages: int | None = None
    sweep_request: str | None = None


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document to fetch now, with all that the request and the parser need."""

    id: int
    address: str
    portal: str
    state: str
    reason: str
    etag: str | None
    last_modified: str | None
    rechecks: int
    failures: int
    ladder_step: int
    listing: Listing
    first_seen: str = ""
    moved_to: str | None = None
    listed: bool = True
    """Some list names it now."""
    whole: bool = True
    """No attachment is missing that is still tried."""
    backlog: bool = False
    """It was there before its column was first read to its end."""


@dataclass(frozen=True, slots=True)
class SweepLeft:
    """Where a sweep stands that goes on in the next run: pages read, the request to begin with (JSON)."""

    pages: int
    request: str


@dataclass(frozen=True, slots=True)
class PageNews:
    """What a list page told the ledger."""

    new: int = 0
    relisted: int = 0
    known: int = 0

    @property
    def news(self) -> int:
        return self.new + self.relisted


@dataclass(frozen=True, slots=True)
class _ListPage:
    """A list page that is taken in. ``sweep``: the run whose sweep it belongs to, if it does."""

    run: int
    column: ColumnRow
    number: int
    sweep: int | None
    now: str


class Store:
    """The working database at ``path``; made, and brought to the newest schema, when opened."""

    def __init__(self, path: Path, *, clock: Clock = system_clock, log: Path | None = None) -> None:
        """``log``: the fetch log to keep; whoever fetches or imports gives it (db/fetch_log.py)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.clock = clock
        self.db = Database(path)
        connection = self.db.conn
        connection.execute("pragma journal_mode = wal")
        # A commit that returned is on disk even if power fails: records must not point into lost bytes.
        connection.execute("pragma synchronous = full")
        connection.execute(f"pragma busy_timeout = {BUSY_MS}")
        connection.execute("pragma foreign_keys = on")
        migrations.apply(self.db)
        self._addresses: dict[int, str] = {}
        """Of documents that were met lately: it never changes, and one answer asks for it several times."""
        self.log = FetchLog(log, connection)
        if log is not None:
            self.log.catch_up()

    def close(self) -> None:
        self.log.flush(sync=True)
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones belong to the outermost. After its commit the fetch log is told."""
        connection = self.db.conn
        if connection.in_transaction:
            with self.db.atomic():
                yield
            return
        # Immediately, because a transaction that has only read so far fails at its first write, without waiting,
        # where another process wrote in between (SQLITE_BUSY_SNAPSHOT).
        connection.execute("begin immediate")
        try:
            yield
            connection.execute("commit")
        except BaseException:
            connection.rollback()
            raise
        self.log.flush()

    def now(self) -> str:
        return timestamp(self.clock())

    def query(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Rows of a select, as dictionaries."""
        cursor = self.db.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def one(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> dict[str, Any] | None:
        """The first row of a select, or None."""
        rows = self.query(sql, parameters)
        return rows[0] if rows else None

    def table(self, name: str) -> Table:
        return self.db.table(name)

    def update(self, table: str, id_: int | str, change: Mapping[str, Any]) -> None:
        """Change a row. For what happens at every response: sqlite-utils asks for the schema each time."""
        if change:
            names = ", ".join(f"{name} = ?" for name in change)
            self.db.conn.execute(f"update {table} set {names} where id = ?", [*change.values(), id_])  # noqa: S608

    def upsert(self, table: str, row: Mapping[str, Any], key: Sequence[str]) -> None:
        """Insert a row, or change what it gives of the row that has its key."""
        given = ", ".join(f"{name} = excluded.{name}" for name in row if name not in key)
        self.db.conn.execute(
            f"insert into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))}) "  # noqa: S608 - our names
            f"on conflict ({', '.join(key)}) do update set {given}",
            list(row.values()),
        )

    # --- portals and columns --------------------------------------------------

    def declare(
        self,
        portal: Mapping[str, Any],
        columns: Iterable[Mapping[str, Any]],
        declaration: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep a portal's declaration: ``portal`` has the columns of its table, a column url, name, kind, family.

        ``declaration`` is all that the portal file says: the fetch log gets it when it is new.
        """
        now = self.now()
        known = self.one("select first_used, declaration_sha256 from portal where id = ?", [portal["id"]])
        if declaration is not None and (
            known is None or known["declaration_sha256"] != portal.get("declaration_sha256")
        ):
            self.log.note("portal", now, declaration=declaration)
        row = {**portal, "first_used": known["first_used"] if known else now, "last_used": now}
        self.table("portal").upsert(row, pk="id")
        for column in columns:
            self.db.conn.execute(
                """
                insert into portal_column (portal, url, name, kind, family)
                values (:portal, :url, :name, :kind, :family)
                on conflict (portal, url) do update set
                  name = excluded.name, kind = excluded.kind, family = coalesce(excluded.family, family)
                """,
                {**column, "portal": portal["id"]},
            )

    def columns(self, portal: str) -> dict[str, ColumnRow]:
        """The portal's columns by url."""
        rows = self.query(
            """
            select id, portal, url, kind, family, entries, sweep_entries, last_sweep, next_walk, next_sweep,
              first_sweep, shrunk_to, shrunk_at, sweep_run, sweep_pages, sweep_request
            from portal_column where portal = ? order by id
            """,
            [portal],
        )
        return {row["url"]: ColumnRow(**row) for row in rows}

    # --- runs -----------------------------------------------------------------

    def start_run(self, command: str, portals: Sequence[str] = ()) -> int:
        """A new run over these portals; runs that were cut off before are closed as failed."""
        self.db.conn.execute(
            "update run set finished = ?, verdict = 'failed', reasons = ? where finished is null",
            [self.now(), json.dumps(["the run was cut off"])],
        )
        cursor = self.db.conn.execute(
            "insert into run (command, started, parser_version) values (?, ?, ?)",
            [command, self.now(), PARSER_VERSION],
        )
        assert cursor.lastrowid is not None
        self.log.note(
            "run", self.now(), run=cursor.lastrowid, command=command, portals=list(portals),
            parser_version=PARSER_VERSION,
        )  # fmt: skip
        return cursor.lastrowid

    def finish_run(self, run: int, verdict: str, reasons: Sequence[str], counts: Mapping[str, Any]) -> None:
        self.table("run").update(
            run,
            {
                "finished": self.now(),
                "verdict": verdict,
                "reasons": json.dumps(list(reasons), ensure_ascii=False),
                "counts": json.dumps(counts, ensure_ascii=False, sort_keys=True),
            },
        )
        self.log.note("end", self.now(), run=run, verdict=verdict, reasons=list(reasons), counts=dict(counts))

    def earlier_entries(self, portal: str) -> list[int]:
        """Entries of the portal listed at the end of its last ten runs that were believed, newest first."""
        rows = self.query(
            "select entries from run_portal where portal = ? and verdict = 'ok' order by run desc limit 10",
            [portal],
        )
        return [int(row["entries"]) for row in rows]

    # --- fetches --------------------------------------------------------------

    def save_fetch(self, run: int, exchange: FetchRow) -> int:
        """Keep one request; gives its id."""
        body = exchange.body
        digest = None if body is None else hashlib.sha256(body).hexdigest()
        cursor = self.db.conn.execute(
            """
            insert into fetch (run, portal, portal_column, document, address, kind, reason, at, conditional,
              status, outcome, detail, content_type, bytes, body_sha256, etag, last_modified, location,
              warc_file, warc_offset, host, sent_because)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                run,
                exchange.portal,
                exchange.portal_column,
                exchange.document,
                exchange.address,
                exchange.kind,
                exchange.reason,
                exchange.at,
                int(exchange.conditional),
                exchange.status,
                exchange.outcome,
                exchange.detail,
                exchange.content_type,
                None if body is None else len(body),
                digest,
                exchange.etag,
                exchange.last_modified,
                exchange.location,
                exchange.warc_file,
                exchange.warc_offset,
                urlsplit(exchange.address).netloc or None,
                exchange.sent_because,
            ],
        )
        if exchange.document is not None:
            self.db.conn.execute("update document set last_run = ? where id = ?", [run, exchange.document])
        assert cursor.lastrowid is not None
        self._log_fetch(run, exchange, digest)
        return cursor.lastrowid

    def _log_fetch(self, run: int, exchange: FetchRow, body_sha256: str | None) -> None:
        """The row with addresses instead of this database's numbers. ``at`` is the ledger's time, as of every event."""
        row: dict[str, Any] = {
            name: getattr(exchange, name)
            for name in FetchRow.__slots__
            if name not in ("body", "portal_column", "document", "at", "given")
        }
        column = None
        if exchange.portal_column is not None:
            column = self.one("select url from portal_column where id = ?", [exchange.portal_column])
        row |= {
            "run": run,
            "fetched_at": exchange.at,
            "body_sha256": body_sha256,
            "column": column["url"] if column else None,
            "document": None if exchange.document is None else self._address(exchange.document),
            "given": listing_json(exchange.given),
        }
        known = {name: value for name, value in row.items() if value not in (None, False)}
        self.log.note("fetch", self.now(), **known)

    def _address(self, document: int) -> str:
        if document not in self._addresses:
            if len(self._addresses) >= KNOWN_ADDRESSES:
                self._addresses.clear()
            row = self.one("select address from document where id = ?", [document])
            assert row is not None
            self._addresses[document] = row["address"]
        return self._addresses[document]

    def decided(self, fetch: int, decision: str) -> None:
        """Keep with a fetch what its answer led to."""
        self.db.conn.execute("update fetch set decision = ? where id = ?", [decision, fetch])

    def event(self, document: int, run: int | None, what: str) -> None:
        """Keep what happened to a document without a fetch of it."""
        self.db.conn.execute(
            "insert into event (document, run, at, what) values (?, ?, ?, ?)",
            [document, run, self.now(), what],
        )

    # --- lists ----------------------------------------------------------------

    def save_list_page(
        self,
        run: int,
        column: ColumnRow,
        page: int,
        entries: Sequence[Entry],
        *,
        sweep: bool,
        sweep_run: int | None = None,
    ) -> PageNews:
        """Take in the rows of one list page: new documents, changed rows, rows seen again.

        ``sweep_run``: the run that began the sweep where it was an earlier one.
        """
        now = self.now()
        page_ = _ListPage(run, column, page, (sweep_run or run) if sweep else None, now)
        known = self._known_rows(column, entries)
        rows: list[dict[str, Any]] = []
        found: Counter[str] = Counter()
        for position, entry in enumerate(entries, 1):
            word, row = self._take_row(page_, position, entry, known.get(entry.url))
            # A row that stands twice on a page meets itself.
            known[entry.url] = row
            rows.append(row)
            found[word] += 1
        self.db.conn.executemany(_KEEP_ROW, rows)
        seen = ", ".join(str(row["document"]) for row in rows)
        if seen:
            self.db.conn.execute(f"update document set last_seen = ? where id in ({seen})", [now])  # noqa: S608
        return PageNews(found["new"], found["relisted"], found["known"])

    def _known_rows(self, column: ColumnRow, entries: Sequence[Entry]) -> dict[str, dict[str, Any]]:
        """What the ledger has of the entries' documents and of their rows in this column, by address."""
        addresses = json.dumps([entry.url for entry in entries])
        rows = self.query(
            """
            select address, document.id as document, document.portal, state, listing.id as listing, fingerprint as mark,
              title, date, missing_since
            from json_each(:addresses) join document on address = value
            left join listing on portal_column = :column and listing.document = document.id
            """,
            {"addresses": addresses, "column": column.id},
        )
        return {row["address"]: row for row in rows}

    def _take_row(
        self, page: _ListPage, position: int, entry: Entry, known: Mapping[str, Any] | None
    ) -> tuple[str, dict[str, Any]]:
        """What a list row means: 'new', 'relisted' (its title or date changed) or 'known'; and the row to be kept."""
        column, now = page.column, page.now
        if known is None:
            document, state = self.new_document(column.portal, entry.url, "listed"), "new"
        else:
            document, state = int(known["document"]), str(known["state"])
            if known["portal"] == IMPORTED:
                self._adopt(document, column.portal, now)
        row: dict[str, Any] = {
            "column": column.id, "document": document, "title": entry.title, "date": entry.date,
            "mark": fingerprint(entry), "page": page.number, "position": position, "now": now, "sweep": page.sweep,
            "portal": column.portal, "state": state, "listing": True, "missing_since": None,
        }  # fmt: skip
        listed = known if known is not None and known["listing"] is not None else None
        if state in ("missing", "withdrawn") and (listed is None or listed["missing_since"] is not None):
            # A dead link that was listed all the time is no news.
            self._make_due(document, "listed again", now)
        if listed is None:
            self.event(document, page.run, f"listed on {column.url} page {page.number}")
            return "new", row
        if listed["missing_since"] is not None:
            self.event(document, page.run, f"listed again on {column.url} page {page.number}")
        if listed["mark"] == row["mark"]:
            return "known", row
        self._make_due(document, "list row changed", now)
        was, is_now = (listed["title"], listed["date"]), (entry.title, entry.date)
        told = " to ".join(f"{title!r} of {date or 'no date'}" for title, date in (was, is_now))
        self.event(document, page.run, f"list row changed from {told}")
        return "relisted", row

    def _adopt(self, document: int, portal: str, now: str) -> None:
        """A document that was imported is listed by a portal: it is the portal's from now on, and due."""
        self.db.conn.execute("update document set portal = ? where id = ?", [portal, document])
        self.db.conn.execute("update record set portal = ? where id = ?", [portal, document])
        self._make_due(document, "listed after it was imported", now)

    def new_document(self, portal: str, address: str, reason: str) -> int:
        """A document that was never fetched: due at once."""
        now = self.now()
        cursor = self.db.conn.execute(
            """
            insert into document (address, portal, state, state_since, state_reason, first_seen, last_seen, due_reason)
            values (?, ?, 'new', ?, ?, ?, ?, 'never fetched')
            """,
            [address, portal, now, reason, now, now],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _make_due(self, document: int, reason: str, now: str) -> None:
        self.db.conn.execute(
            "update document set next_due = ?, due_reason = ?, due_rank = 0 where id = ? and state != 'new'",
            [now, reason, document],
        )

    def save_walk(
        self,
        run: int,
        column: ColumnRow,
        certificate: Mapping[str, Any],
        *,
        next_walk: str,
        next_walk_reason: str,
        next_sweep: str | None,
        rhythm_hours: float | None = None,
        shrunk: int | None = None,
        sweep_run: int | None = None,
        left: SweepLeft | None = None,
    ) -> int:
        """Close a column's walk. ``certificate`` has the columns of ``run_column`` except run and portal_column.

        ``next_sweep`` is given after a complete sweep only; then rows that it did not see become missing.
        ``shrunk``: entries of a sweep that found too few to be believed at once. ``left``: the sweep goes on in the
        next run. ``sweep_run``: the run that began it. Gives the number of documents that became missing.
        """
        now = self.now()
        missing = self._mark_missing(run, sweep_run or run, column, now) if next_sweep is not None else 0
        entries = self._count("listing where portal_column = ? and missing_since is null", [column.id])
        change: dict[str, Any] = {
            "entries": entries,
            "last_walk": now,
            "last_walk_outcome": certificate["outcome"],
            "next_walk": next_walk,
            "next_walk_reason": next_walk_reason,
            "rhythm_hours": rhythm_hours,
        }
        if certificate.get("declared_entries") is not None:
            change["declared_entries"] = certificate["declared_entries"]
        if next_sweep is not None:
            change |= {"last_sweep": now, "sweep_entries": entries, "next_sweep": next_sweep}
            change |= {"first_sweep": column.first_sweep or now, "shrunk_to": None, "shrunk_at": None}
        elif shrunk is not None:
            change |= {"shrunk_to": shrunk, "shrunk_at": now}
        if certificate["mode"] == "sweep":
            change |= {
                "sweep_run": (sweep_run or run) if left else None,
                "sweep_pages": left.pages if left else None,
                "sweep_request": left.request if left else None,
            }
        self.update("portal_column", column.id, change)
        self.table("run_column").upsert(
            {
                **certificate,
                "missing": missing,
                "run": run,
                "portal_column": column.id,
                "sweep_complete": int(next_sweep is not None),
                "next_walk": next_walk,
                "next_walk_reason": next_walk_reason,
            },
            pk=("run", "portal_column"),
        )
        return missing

    def swept(self, column: int, sweep_run: int) -> set[str]:
        """Addresses that a sweep in progress has seen."""
        rows = self.db.conn.execute(
            "select address from listing join document on document.id = document "
            "where portal_column = ? and listing.last_sweep = ?",
            [column, sweep_run],
        )
        return {row[0] for row in rows}

    def _mark_missing(self, run: int, sweep_run: int, column: ColumnRow, now: str) -> int:
        """Rows that neither the sweep nor a walk since its beginning saw are not listed any more."""
        began = self.one("select started from run where id = ?", [sweep_run])
        self.db.conn.execute(
            """
            update listing set missing_since = :now
            where portal_column = :column and missing_since is null and last_sweep is not :sweep
              and last_listed < :began
            """,
            {
                "now": now,
                "column": column.id,
                "sweep": sweep_run,
                "began": began["started"] if began else now,
            },
        )
        gone = self.query(
            """
            select document.id from listing join document on document.id = document
            where portal_column = :column and missing_since = :now and state = 'live' and moved_to is null
              and not exists (
                select 1 from listing other where other.document = document.id and other.missing_since is null)
            """,
            {"now": now, "column": column.id},
        )
        for row in gone:
            self.db.conn.execute(
                """
                update document set state = 'missing', state_since = :now, next_due = :now, due_rank = 1,
                  state_reason = 'not in a complete sweep', due_reason = 'not in a complete sweep' where id = :id
                """,
                {"now": now, "id": row["id"]},
            )
            self.event(row["id"], run, f"not in a complete sweep of {column.url}: missing, not yet proven")
        return len(gone)

    def put_back(self, portal: str, run: int) -> int:
        """The run is not believed: what its sweeps called missing, and no look confirmed, is live again."""
        rows = self.query(
            """
            select document.id from document join event on event.document = document.id and event.run = :run
            where portal = :portal and state = 'missing' and state_reason = 'not in a complete sweep'
              and what like 'not in a complete sweep%'
            """,
            {"portal": portal, "run": run},
        )
        for row in rows:
            self.move_document(
                row["id"], {"state": "live", "state_reason": "put back: the run is not believed"}
            )
            self.event(row["id"], run, "put back among the live ones: the run is not believed")
        given = {"documents": json.dumps([row["id"] for row in rows]), "run": run}
        # What another list had lost before this run stays lost there.
        self.db.conn.execute(
            """
            update listing set missing_since = null
            where document in (select value from json_each(:documents))
              and missing_since >= (select started from run where id = :run)
            """,
            given,
        )
        self.db.conn.execute(
            """
            update portal_column set entries = (
              select count(*) from listing where listing.portal_column = portal_column.id and missing_since is null)
            where id in (
              select portal_column from listing where document in (select value from json_each(:documents)))
            """,
            {"documents": given["documents"]},
        )
        return len(rows)

    def _count(self, what: str, parameters: Sequence[Any] = ()) -> int:
        return int(self.db.conn.execute(f"select count(*) from {what}", parameters).fetchone()[0])  # noqa: S608

    # --- documents ------------------------------------------------------------

    def due(self, portal: str, run: int, limit: int, *, only_new: bool = False) -> list[DueDocument]:
        """Documents of the portal to fetch now, not yet asked for in this run: by rank, then the longest due."""
        given = {"portal": portal, "now": self.now(), "run": run, "limit": limit, "give_up": GIVE_UP}
        wanted = [row["id"] for row in self.query(_DUE_NEW if only_new else _DUE, given)]
        if not wanted:
            return []
        marks = ", ".join(str(int(id_)) for id_ in wanted)
        # In the order of the numbers: a handful of rows.
        found = self.query(_DUE_ROWS + f"where document.id in ({marks})", given)
        found.sort(key=lambda row: wanted.index(row["id"]))
        return [_due_document(row) for row in found]

    def document_due(self, document: int, reason: str) -> DueDocument:
        """A document with all that a request needs, due or not; ``reason`` says why it is asked for."""
        given = {"document": document, "give_up": GIVE_UP}
        [row] = self.query(_DUE_ROWS + "where document.id = :document", given)
        return _due_document({**row, "reason": reason})

    def mark_asked(self, document: int, run: int) -> None:
        """The document is not asked for again in this run."""
        self.db.conn.execute("update document set last_run = ? where id = ?", [run, document])
        self.db.conn.commit()

    def archived_body(self, document: int) -> Location | None:
        """Where the bytes lie that the document's validators belong to; None where they are not archived."""
        row = self.one(
            """
            select fetch.warc_file as file, fetch.warc_offset as offset
            from fetch join document on document.id = fetch.document
            where document = ? and fetch.body_sha256 = document.body_sha256 and fetch.warc_file is not null
              and fetch.status = 200
            order by fetch.id desc limit 1
            """,
            [document],
        )
        return Location(row["file"], row["offset"]) if row else None

    def move_document(self, document: int, change: Mapping[str, Any]) -> None:
        """Change a document's ledger row; a new state gets its time."""
        names = ", ".join(f"{name} = ?" for name in change)
        values = [*change.values()]
        if "state" in change:
            names += ", state_since = case when state = ? then state_since else ? end"
            values += [change["state"], self.now()]
        self.db.conn.execute(f"update document set {names} where id = ?", [*values, document])  # noqa: S608 - ours

    def save_record(
        self,
        document: int,
        fetch: int,
        parsed: Parsed,
        *,
        body_sha256: str,
        listing: Listing | None,
        cause: str | None = None,
    ) -> str:
        """Keep the record of a document; a version only where its content differs from the last one.

        Gives 'new', 'changed', 'reparsed' or 'unchanged'. ``cause`` overrides the cause of a new version
        ('import', 'restored').
        """
        now = self.now()
        record = parsed.record.to_dict()
        digest = content_sha256_of(record)
        last = self._last_version(document)
        known = last["number"] is not None
        change = {"body_sha256": body_sha256, "content_sha256": digest}
        if known and last["content_sha256"] == digest:
            self.update("document", document, change)
            self._replace_findings(document, parsed, last, now)
            return "unchanged"
        number = last["number"] + 1 if known else 1
        why = cause or (_cause(last, body_sha256) if known else "first")
        before = json.loads(last["record"]) if known else record
        self._add_version(
            {
                "document": document,
                "number": number,
                "fetch": fetch,
                "seen_at": now,
                "cause": why,
                "parser_version": PARSER_VERSION,
                **change,
                "record": json.dumps(record, ensure_ascii=False),
                "changed": json.dumps([name for name in record if before.get(name) != record[name]]),
                "listing": listing_json(listing),
            }
        )
        self.update("document", document, {**change, "versions": number})
        self.upsert(
            "record",
            {
                "id": document,
                "address": last["address"],
                "portal": last["portal"],
                **record_row(record, parsed.page.family, listing),
                "version": number,
                "changed_at": now,
                "parser_version": PARSER_VERSION,
            },
            ("id",),
        )
        self._replace_findings(document, parsed, last, now)
        return "changed" if known and why != "reparse" else "reparsed" if known else "new"

    def _last_version(self, document: int) -> dict[str, Any]:
        """Its last version, with the document's address and portal; ``number`` is None where there is no version."""
        [row] = self.query(
            """
            select document.address, document.portal, number, parser_version, version.body_sha256,
              version.content_sha256, record
            from document left join version on version.document = document.id and number = document.versions
            where document.id = ?
            """,
            [document],
        )
        return row

    def _add_version(self, row: Mapping[str, Any]) -> None:
        names = ", ".join(row)
        # Names are ours.
        self.db.conn.execute(
            f"insert into version ({names}) values ({', '.join('?' * len(row))})",  # noqa: S608
            list(row.values()),
        )

    def _replace_findings(self, document: int, parsed: Parsed, where: Mapping[str, Any], now: str) -> None:
        """``where`` has the document's address and portal."""
        self.db.conn.execute("delete from evidence where document = ?", [document])
        self.db.conn.executemany(
            "insert into evidence (document, field, raw, source, place) values (?, ?, ?, ?, ?)",
            [(document, e.field, e.raw, e.source, e.place) for e in _once(parsed.evidence)],
        )
        self._replace_problems(document, parsed.problems, where, now)

    def _replace_problems(
        self, document: int, problems: Iterable[Problem], where: Mapping[str, Any], now: str
    ) -> None:
        """Parse problems that hold stay as they are, those that ceased are closed, the new ones are added."""
        wanted = {(p.code, p.message, p.field) for p in problems}
        for row in self.query(
            "select id, code, message, field from problem where document = ? and stage = 'parse' and closed is null",
            [document],
        ):
            key = (row["code"], row["message"], row["field"])
            if key in wanted:
                wanted.discard(key)
            else:
                self.db.conn.execute("update problem set closed = ? where id = ?", [now, row["id"]])
        for code, message, field in sorted(wanted, key=str):
            self.add_problem(
                "parse",
                code,
                message,
                field=field,
                document=document,
                address=where["address"],
                portal=where["portal"],
            )

    # --- problems -------------------------------------------------------------

    def add_problem(
        self,
        stage: str,
        code: str,
        message: str,
        *,
        run: int | None = None,
        portal: str | None = None,
        document: int | None = None,
        address: str | None = None,
        field: str | None = None,
    ) -> None:
        """Put a problem on record."""
        self.db.conn.execute(
            "insert into problem (run, portal, document, address, at, stage, code, message, field) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [run, portal, document, address, self.now(), stage, code, message, field],
        )

    def close_problems(self, stage: str, address: str) -> None:
        """The address gave no trouble at this stage any more."""
        self.db.conn.execute(
            "update problem set closed = ? where stage = ? and address = ? and closed is null",
            [self.now(), stage, address],
        )

    # --- hosts ----------------------------------------------------------------

    def host(self, name: str) -> dict[str, Any]:
        """What is known of a host; an empty row for a new one."""
        return self.one("select * from host where name = ?", [name]) or {"name": name, "requests_today": 0}

    def save_host(self, row: Mapping[str, Any]) -> None:
        self.upsert("host", row, ("name",))


_KEEP_ROW = """
insert into listing (portal_column, document, title, date, fingerprint, page, position,
  first_listed, last_listed, last_sweep)
values (:column, :document, :title, :date, :mark, :page, :position, :now, :now, :sweep)
on conflict (portal_column, document) do update set
  title = excluded.title, date = excluded.date, fingerprint = excluded.fingerprint,
  page = excluded.page, position = excluded.position, last_listed = excluded.last_listed,
  last_sweep = coalesce(excluded.last_sweep, last_sweep), missing_since = null,
  not_seen_since = null
"""


def _due_of_rank(rank: int) -> str:
    """A range of the index, however many documents are not due."""
    return f"""
        select id, due_rank, coalesce(next_due, '') as due from document
        where portal = :portal and due_rank = {rank} and coalesce(next_due, '') <= :now and last_run is not :run
        order by coalesce(next_due, ''), id limit :limit"""  # noqa: S608 - a number


_OF_EACH_RANK = " union all ".join(f"select * from ({_due_of_rank(rank)})" for rank in (0, 1, 2, 3))  # noqa: S608

_DUE = f"select id from ({_OF_EACH_RANK}) order by due_rank, due, id limit :limit"  # noqa: S608
"""Documents due, by ``due_rank`` (crawler/schedule.py), then the longest due."""

_DUE_NEW = _due_of_rank(2)

_DUE_ROWS = """
select document.id, address, document.portal, state, due_reason as reason, etag, last_modified,
  rechecks, failures, ladder_step, document.first_seen, moved_to,
  listing.title, listing.date, portal_column.kind,
  coalesce(listing.missing_since is null and listing.id is not null, 0) as listed,
  coalesce(document.first_seen <= coalesce(first_sweep, '9'), 0) as backlog,
  not exists (select 1 from attachment where document = document.id and attachment.state = 'failed'
    and attachment.failures < :give_up) as whole
from document
left join listing on listing.id = (
  select l.id from listing l where l.document = document.id
  order by l.missing_since is not null, l.id limit 1)
left join portal_column on portal_column.id = listing.portal_column
"""


def _due_document(row: Mapping[str, Any]) -> DueDocument:
    given = {name: row[name] for name in row if name not in ("title", "date", "kind")}
    given |= {name: bool(row[name]) for name in ("listed", "backlog", "whole")}
    return DueDocument(**given, listing=Listing(row["title"], row["date"], row["kind"]))


def fingerprint(entry: Entry) -> str:
    """Of a list row: address, title and date as listed; any of them changing is news."""
    text = "\n".join((entry.url, entry.title, entry.date or ""))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _cause(last: Mapping[str, Any], body_sha256: str) -> str:
    """Why a record differs from the last version: the same bytes under another parser are no revision."""
    by_parser = last["body_sha256"] == body_sha256 and last["parser_version"] != PARSER_VERSION
    return "reparse" if by_parser else "revision"


def _once(evidence: Iterable[Evidence]) -> list[Evidence]:
    return list(dict.fromkeys(evidence))
