"""The published file: a new read-only SQLite file that holds public rows only.

The working database is opened read-only and read in one snapshot; its rows go through
``db/public_rows.py`` into a fresh file, so private bytes never enter it (a copy from which rows are
deleted would keep them in free pages). The file is checked whole and then takes the old one's place
in one step: a kill or a full disk leaves the old file as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from filelock import FileLock, Timeout

from db import duplicates
from db.doubt import doubt, newest_run
from db.public_links import public_links
from db.public_rows import (
    Row,
    decoded,
    hidden_in,
    public_attachments,
    public_record,
    public_version,
)
from db.published import PRIVATE_FIELDS, PUBLIC_CODES, RECORD, TABLES
from db.published_file import PublishedFileError, open_published
from db.search import CREATE_INDEX, INDEX_COLUMNS, INDEXED, index_terms
from db.segment import SEGMENTER
from db.store import Store
from db.takedowns import read_takedowns
from db.times import Clock, system_clock, timestamp
from parsers import PARSER_VERSION

FILE_VERSION = "1"
"""Raised when a table or column of the published file changes its meaning or goes away."""


class PublishError(Exception):
    """Why nothing was published; the old file, if any, is untouched. The message says what to do."""


class NoDatabaseError(PublishError):
    """There is no working database: nothing was crawled or imported here, or the home is another one."""


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a publish did. ``forced`` is the reason that --force overrode, if it did."""

    path: Path
    records: int
    replies: int
    taken_down: int
    unproven: int
    """Records left out because no archived bytes stand behind them."""
    like_taken_down: tuple[str, ...]
    """Addresses of published letters that are the same as one on the takedown list: for a person to decide."""
    unknown_takedowns: tuple[str, ...]
    """Addresses on the takedown list at which nothing is kept: misspelled, or not crawled yet."""
    bytes: int
    forced: str | None = None


def publish(
    store_path: Path, out_path: Path, *, force: bool = False, clock: Clock = system_clock
) -> PublishReport:
    """Write the published file at ``out_path`` from the working database at ``store_path``.

    Raises NoDatabaseError, or another PublishError: the last run is not ok (unless ``force``), another publish
    is at work, or the new file could not be written or is not sound.
    """
    if not store_path.is_file():
        raise NoDatabaseError(f"there is no database at {store_path}: crawl or import something first")
    out_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out_path.with_name(f".{out_path.name}.lock"), timeout=0):
            with _snapshot(store_path) as work:
                _refuse(work, force)
            _link(store_path, clock)
            with _snapshot(store_path) as work:
                return _publish(work, out_path, force, clock)
    except Timeout:
        raise PublishError("another publish is at work on the same file: wait for it to end") from None
    except (sqlite3.Error, OSError) as error:
        raise PublishError(
            f"{out_path} could not be written ({error}); the file published before, if any, still stands: "
            "check the free space and the rights of its folder, then publish again"
        ) from error


def _publish(work: sqlite3.Connection, out_path: Path, force: bool, clock: Clock) -> PublishReport:
    reason = _refuse(work, force)
    for left_over in out_path.parent.glob(f".{out_path.name}.*.new*"):
        left_over.unlink()
    new_path = out_path.with_name(f".{out_path.name}.{os.getpid()}.new")
    unknown = read_takedowns(work)
    try:
        with closing(sqlite3.connect(new_path, isolation_level=None)) as out:
            counts, alike = _Writer(work, out).write(reason, timestamp(clock()))
        _make_lasting(new_path, out_path)
    finally:
        new_path.unlink(missing_ok=True)
    return PublishReport(
        path=out_path,
        like_taken_down=alike,
        unknown_takedowns=unknown,
        bytes=out_path.stat().st_size,
        forced=reason,
        **counts,
    )


def _link(store_path: Path, clock: Clock) -> None:
    """Find the same letters at other addresses, as of now: under a millisecond a letter, a publish costs more."""
    try:
        with Store(store_path, clock=clock) as store:
            duplicates.refresh(store)
    except sqlite3.Error as error:
        raise PublishError(
            f"{store_path}: the links between the same letters could not be kept ({error}): check that nothing "
            "else holds the database and that it may be written, then publish again"
        ) from error


def _refuse(work: sqlite3.Connection, force: bool) -> str | None:
    """The doubt that --force overrides; raises PublishError where it is not given."""
    reason = doubt(work)
    if reason and not force:
        raise PublishError(f"not published: {reason}; look into it, or publish anyway with --force")
    return reason


def is_current(store_path: Path, out_path: Path) -> bool:
    """Whether a publish would only repeat the published file: no run, reparse, takedown or version of dafu came since."""
    if not store_path.is_file() or not out_path.is_file():
        return False
    try:
        with _snapshot(store_path) as work, closing(open_published(out_path)) as out:
            run = newest_run(work)
            now = {
                "last_run": str(run and run["id"]),
                "last_version": str(_last_version(work)),
                "takedown_list": _takedown_list(work),
                "dafu_version": version("dafu"),
                "parser_version": PARSER_VERSION,
                "file_version": FILE_VERSION,
                "segmenter": SEGMENTER,
            }
            then = dict(out.execute("select key, value from meta"))
    except (PublishError, PublishedFileError, sqlite3.Error):
        return False
    return all(then.get(key) == value for key, value in now.items())


def _last_version(work: sqlite3.Connection) -> int | None:
    """A reparse changes records and is no run."""
    row = work.execute("select max(id) from version").fetchone()
    return None if row is None else row[0]


def _takedown_list(work: sqlite3.Connection) -> str:
    """A digest of the list: the list itself is nobody's business."""
    addresses = "\n".join(row[0] for row in work.execute("select address from takedown order by address"))
    return hashlib.sha256(addresses.encode()).hexdigest()


@contextmanager
def _snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """The working database, read-only, as of one moment even while a crawl writes."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)
    with closing(connection):
        connection.row_factory = sqlite3.Row
        connection.execute("pragma busy_timeout = 30000")
        try:
            connection.execute("begin")
            connection.execute("select 1 from document, run, takedown, version limit 1")
        except sqlite3.DatabaseError as error:
            raise PublishError(
                f"{path} is not dafu's working database ({error}): give its home with --home"
            ) from None
        yield connection


def _make_lasting(new_path: Path, out_path: Path) -> None:
    """On disk first, then in place, so that a power cut leaves one whole file."""
    new_path.chmod(0o444)
    _sync(new_path)
    new_path.replace(out_path)
    _sync(out_path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_RECORDS = """
select record.*, document.state, document.state_since, document.first_seen, document.last_seen, document.last_fetched,
  version.body_sha256, portal.region as place, portal.department
from record
join document on document.id = record.id
join portal on portal.id = record.portal
join version on version.document = record.id and version.number = record.version
where record.address not in (select address from taken_down)
  -- A letter that moved is published at its new address, once.
  and not exists (
    select 1 from document target join record there on there.id = target.id
    where target.address = document.moved_to and target.id != document.id)
order by record.id
"""

ALSO_AT = """
update record set also_at = (
  select json_group_array(address) from (
    select address from record also where also.id in (
      select other from duplicate where duplicate.record = record.id and matters != 'other'
      union select duplicate.record from duplicate where other = record.id and matters != 'other')
    order by also.id))
where id in (select record from duplicate union select other from duplicate)
"""

_COVERAGE = """
select c.id, c.portal, c.name, c.url, c.kind, c.family, c.entries as listed, c.declared_entries as declared,
  c.last_walk, c.last_walk_outcome, c.last_sweep, c.sweep_entries, last.run as last_run, last.reason,
  last.fetched, last.unchanged, last.later, last.absent, last.failed, last.left_over, c.next_walk, c.next_walk_reason
from portal_column c
left join run_column last on last.portal_column = c.id
  and last.run = (select max(run) from run_column where portal_column = c.id)
order by c.id
"""


class _Writer:
    """Fills one new file from one snapshot."""

    def __init__(self, work: sqlite3.Connection, out: sqlite3.Connection) -> None:
        self.work = work
        self.out = out
        self.published: set[int] = set()
        self.unproven = 0

    def write(self, forced: str | None, built_at: str) -> tuple[dict[str, int], tuple[str, ...]]:
        """The whole file; gives the counts of the report, and the published letters that are like a taken-down one."""
        # Nothing is worth a journal in a file that does not exist for anyone before it is whole.
        self.out.executescript(
            "pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192;"
        )
        self.out.executescript(files("db").joinpath("published.sql").read_text("utf-8"))
        self.out.execute(CREATE_INDEX)
        self.out.execute("begin")
        self._portals()
        for row in self.work.execute(_RECORDS):
            self._document(dict(row))
        alike = self._links()
        self._problems()
        self._runs()
        self._books()
        counts = self._counts()
        self._meta(forced, built_at, counts)
        self.out.execute("insert into record_fts (record_fts) values ('optimize')")
        self.out.execute("commit")
        self.out.executescript(files("db").joinpath("published_indexes.sql").read_text("utf-8"))
        self.out.execute("analyze")
        self._check()
        return counts, alike

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        # Table and column names come from this package, never from data.
        self.out.execute(f"insert into {table} ({names}) values ({marks})", tuple(row.values()))  # noqa: S608

    def _portals(self) -> None:
        for row in self.work.execute("select * from portal order by id"):
            names = [name for name in TABLES["portal"].columns if name in row.keys()]  # noqa: SIM118
            self._insert("portal", {name: row[name] for name in names} | {"records": 0, "replies": 0})

    def _document(self, work: Row) -> None:
        """One record with all that hangs on it."""
        if not work["body_sha256"]:
            self.unproven += 1
            return
        key = {"document": work["id"]}
        versions = self._rows("select * from version where document = :document order by number", key)
        bodies = [json.loads(row["record"]) for row in versions]
        hidden = hidden_in(work, bodies)
        fetched = self._rows("select * from attachment where document = :document order by id", key)
        attachments = public_attachments(work, {row["url"]: row for row in fetched}, hidden)
        record = public_record(work, attachments, hidden)
        self._insert("record", record)
        self.published.add(work["id"])
        self._parts(record, attachments)
        for row, body in zip(versions, bodies, strict=True):
            current = row["number"] == work["version"]
            self._insert("version", public_version(row, body, current=current, hidden=hidden))
        for row in self._rows("select * from evidence where document = :document order by rowid", key):
            if row["field"].split(".")[0].split("[")[0] not in PRIVATE_FIELDS:
                self._insert(
                    "evidence",
                    {"record": work["id"], **{n: row[n] for n in ("field", "source", "place")}}
                    | {"raw": hidden.text(row["raw"])},
                )
        self._index(record, attachments)

    def _rows(self, sql: str, key: Mapping[str, Any]) -> list[Row]:
        return [dict(row) for row in self.work.execute(sql, key)]

    def _parts(self, record: Row, attachments: list[Row]) -> None:
        """The lists of a record as tables."""
        parts = {
            "addressee": [
                {"name": item["name"], "role": item["role"], "group_size": item.get("group_size")}
                for item in decoded(record["addressees"])
            ],
            "citation": decoded(record["citations"]),
            "attachment": attachments,
        }
        for table, items in parts.items():
            for position, item in enumerate(items, 1):
                self._insert(table, {"record": record["id"], "position": position, **item})

    def _index(self, record: Row, attachments: list[Row]) -> None:
        more = [
            *(record[name] for name in ("document_number", "index_number", "issuer", "proposers")),
            *(f"第{number}号" for number in decoded(record["matter_numbers"])),
            record["proposal_text"],
            *(item["text"] for item in attachments),
        ]
        texts = {
            "title": record["label"],
            "proposal_title": record["proposal_title"],
            "text": record["text"],
            "more": "\n".join(part for part in more if part),
        }
        terms = [index_terms(texts[name]) for name in INDEXED]
        values = [words for words, _ in terms] + [characters for _, characters in terms]
        self._insert("record_fts", {"rowid": record["id"], **dict(zip(INDEX_COLUMNS, values, strict=True))})

    def _links(self) -> tuple[str, ...]:
        """Letters at two addresses. Gives the addresses of those that are the same as a taken-down one."""
        links = self._rows("select * from duplicate order by document, reason", {})
        for row in public_links(links, self.published, self._letter):
            self._insert("duplicate", row)
        self.out.execute(ALSO_AT)
        hidden = {
            row["id"]
            for row in self.work.execute("select document.id from document join taken_down using (address)")
        }
        ends = {(link["document"], link["other"]) for link in links if link["matters"] != "other"}
        ends |= {(other, document) for document, other in ends}
        near = sorted({one for one, other in ends if other in hidden and one in self.published})
        return tuple(
            self.out.execute("select address from record where id = ?", [id_]).fetchone()[0] for id_ in near
        )

    def _letter(self, document: int) -> Row:
        [row] = self._rows("select text, matter_numbers from record where id = :id", {"id": document})
        return row

    def _problems(self) -> None:
        """Open problems; a document that is not published has none to show."""
        rows = self.work.execute(
            """
            select problem.*, record.contact, record.addressees, record.approver from problem
            left join record on record.id = problem.document
            where closed is null
              and coalesce(problem.address, '') not in (select address from taken_down)
              and coalesce(problem.document, 0) not in
                (select document.id from document join taken_down using (address))
            order by problem.id
            """
        )
        for row in map(dict, rows):
            known = row["document"] in self.published
            public = {name: row[name] for name in TABLES["problem"].columns if name in row}
            public["record"] = row["document"] if known else None
            self._insert("problem", public | {"message": hidden_in(row).text(row["message"])})

    def _runs(self) -> None:
        for row in self.work.execute("select * from run order by id"):
            self._insert("run", {name: row[name] for name in TABLES["run"].columns})
        for row in self.work.execute(_COVERAGE):
            self._insert("column_coverage", dict(row))
        self.out.execute(
            """
            update portal set
              records = (select count(*) from record where record.portal = portal.id),
              replies = (select count(*) from record where record.portal = portal.id and genre = 'reply'),
              newest = (select max(date) from record where record.portal = portal.id)
            """
        )

    def _books(self) -> None:
        """The file explains itself: its columns and its codes."""
        for table, doc in TABLES.items():
            for name, (zh, en, description) in doc.columns.items():
                field = RECORD.get(name) if table in ("record", "reply") else None
                row = {"table_name": table, "column_name": name, "zh": zh, "en": en}
                row |= {"description_zh": description}
                if field:
                    row["description_en"] = field.description_en
                self._insert("codebook", row)
        for field_name, codes in PUBLIC_CODES.items():
            for code, (zh, en) in codes.items():
                self._insert("code", {"field": field_name, "code": code, "zh": zh, "en": en})

    def _counts(self) -> dict[str, int]:
        replies = self.out.execute("select count(*) from reply").fetchone()[0]
        taken_down = self.work.execute(
            "select count(*) from record where address in (select address from taken_down)"
        ).fetchone()[0]
        return {
            "records": len(self.published),
            "replies": replies,
            "taken_down": taken_down,
            "unproven": self.unproven,
        }

    def _meta(self, forced: str | None, built_at: str, counts: Mapping[str, int]) -> None:
        run = newest_run(self.work)
        values = {
            "built_at": built_at,
            "dafu_version": version("dafu"),
            "parser_version": PARSER_VERSION,
            "file_version": FILE_VERSION,
            "segmenter": SEGMENTER,
            "sqlite_version": sqlite3.sqlite_version,
            **counts,
            "takedown_list": _takedown_list(self.work),
            "last_run": run and run["id"],
            "last_version": _last_version(self.work),
            "last_run_finished": run and run["finished"],
            "verdict": run and run["verdict"],
            "forced": forced,
        }
        for key, value in values.items():
            self._insert("meta", {"key": key, "value": None if value is None else str(value)})

    def _check(self) -> None:
        found = [row[0] for row in self.out.execute("pragma integrity_check")]
        strays = list(self.out.execute("pragma foreign_key_check"))
        if found != ["ok"] or strays:
            raise PublishError(f"the new file is not sound ({found[:3]}, {strays[:3]}): publish again")
