"""The published file: what is in it, what is not, and when it is not made."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db.publish import PublishError, PublishReport, is_current, publish
from db.published import JSON_COLUMNS, PUBLIC_CODES, RECORD, TABLES
from db.segment import SEGMENTER
from parsers.types import RECORD_FIELDS
from tests.db.corpus import HANDLER, PHONE, SECRETS, Ticking, address, build
from tests.house_files import ROOT


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("work") / "corpus.db")


@pytest.fixture(scope="module")
def report(work: Path) -> PublishReport:
    return publish(work, work.parent / "published" / "dafu.db", clock=Ticking())


def rows(path: Path, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, parameters)]


def one(path: Path, number: int) -> dict[str, Any]:
    return rows(path, "select * from record where id = ?", number)[0]


def change(work: Path, tmp_path: Path, *statements: str) -> Path:
    """A copy of the working database after some SQL."""
    copy = tmp_path / "corpus.db"
    with closing(sqlite3.connect(work)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        for statement in statements:
            target.execute(statement)
        target.commit()
    return copy


def test_only_public_tables_with_the_documented_columns(report: PublishReport) -> None:
    names = {
        row["name"]
        for row in rows(report.path, "select name from sqlite_master where type in ('table', 'view')")
    }
    assert {name for name in names if not name.startswith(("record_fts", "sqlite_"))} == set(TABLES)
    for table, doc in TABLES.items():
        columns = [row["name"] for row in rows(report.path, f"pragma table_info({table})")]
        assert columns == list(doc.columns), table


def test_every_record_field_but_the_contact_is_there_in_its_order() -> None:
    assert [name for name in RECORD if name in RECORD_FIELDS] == [n for n in RECORD_FIELDS if n != "contact"]


def test_no_private_byte_is_in_the_file(report: PublishReport) -> None:
    content = report.path.read_bytes()
    found = [secret for secret in SECRETS if secret.encode() in content]
    assert not found
    # The index cuts characters apart: it must not hold the name in that form either.
    assert not [s for s in (HANDLER, "鲍听雪") if " ".join(s).encode() in content]


def test_a_deputy_stays_and_the_handler_is_masked(report: PublishReport) -> None:
    letter = one(report.path, 1)
    assert letter["proposers"] == "林知远代表"
    assert letter["text"].endswith("（联系人：***，***）\n如有疑问请致电 *** 或发邮件至 ***。")
    assert "2022－2025年" in letter["text"]


def test_older_versions_are_masked_by_their_own_contact(report: PublishReport) -> None:
    first, second = rows(report.path, "select * from version where record = 4 order by number")
    assert first["text"].startswith("初稿。***同志负责，电话***。")
    assert json.loads(second["changed"]) == ["text"]
    assert second["text"] is None, "the current text stands in record"
    assert one(report.path, 4)["version"] == 2


def test_evidence_and_problems_show_no_contact(report: PublishReport) -> None:
    assert not rows(report.path, "select * from evidence where field like 'contact%'")
    messages = [
        row["message"] for row in rows(report.path, "select message from problem where code = 'no_outcome'")
    ]
    assert messages
    assert not [m for m in messages if HANDLER in m or PHONE in m]


def test_what_was_taken_down_leaves_no_trace(report: PublishReport) -> None:
    assert report.taken_down == 1
    assert address(5).encode() not in report.path.read_bytes()
    for table in ("record", "addressee", "citation", "evidence", "version", "problem"):
        column = "id" if table == "record" else "record"
        assert not rows(report.path, f"select 1 from {table} where {column} = 5"), table


@pytest.mark.parametrize(
    "spelled",
    [
        address(12).replace("https:", "http:"),
        f" {address(12)}#top",
        address(12).replace(".gov.cn/", ".GOV.CN:443/"),
    ],
)
def test_a_takedown_means_the_letter_however_its_address_is_spelled(
    work: Path, tmp_path: Path, spelled: str
) -> None:
    assert spelled != address(12)
    copy = change(work, tmp_path, f"insert into takedown values ('{spelled}', 'asked', 'now')")
    report = publish(copy, tmp_path / "dafu.db")
    assert (report.taken_down, report.unknown_takedowns) == (2, ())
    assert not rows(report.path, "select 1 from record where id = 12")


def test_a_takedown_follows_a_letter_that_moved(work: Path, tmp_path: Path) -> None:
    copy = change(
        work,
        tmp_path,
        f"update document set moved_to = '{address(13)}' where id = 12",
        f"insert into takedown values ('{address(12)}', 'asked', 'now')",
    )
    report = publish(copy, tmp_path / "dafu.db")
    assert not rows(report.path, "select 1 from record where id in (12, 13)")


def test_a_takedown_that_meets_nothing_is_named(work: Path, tmp_path: Path) -> None:
    wrong = ["http://www.linlan.example/nosuch.html", "no address"]
    copy = change(work, tmp_path, *(f"insert into takedown values ('{w}', 'asked', 'now')" for w in wrong))
    report = publish(copy, tmp_path / "dafu.db")
    assert (report.taken_down, report.unknown_takedowns) == (1, tuple(wrong))


def test_a_record_without_archived_bytes_is_not_published(work: Path, tmp_path: Path) -> None:
    copy = change(work, tmp_path, "update version set body_sha256 = '' where document = 11")
    report = publish(copy, tmp_path / "dafu.db")
    assert report.unproven == 1
    assert not rows(report.path, "select 1 from record where id = 11")


def test_dates_labels_and_proposers_for_people(report: PublishReport) -> None:
    untitled = one(report.path, 2)
    assert untitled["title"] is None
    assert untitled["label"] == "关于垃圾分类提案的答复"
    assert untitled["date"] == untitled["date_signed"]
    assert untitled["year"] == int(untitled["date"][:4])
    assert one(report.path, 10)["proposers"] == "鲁西园、温如言等5位委员"
    assert one(report.path, 6)["state"] == "withdrawn"
    assert "养老" in json.loads(one(report.path, 6)["keywords"])


def test_attachments_carry_what_was_read_of_them(report: PublishReport) -> None:
    (attachment,) = json.loads(one(report.path, 3)["attachments"])
    assert attachment["sha256"] == "a" * 64
    assert attachment["text"] == "丹顶鹤栖息地修复实施方案\n联系人：***"
    assert rows(report.path, "select text from attachment where record = 3")[0]["text"] == attachment["text"]


def test_coverage_says_what_the_site_claims(report: PublishReport) -> None:
    coverage = rows(report.path, "select * from column_coverage order by id")
    assert [row["declared"] - row["listed"] for row in coverage] == [2, 1, 3]
    assert {row["last_walk_outcome"] for row in coverage} == {"end"}
    portal = rows(report.path, "select * from portal where id = 'linlan'")[0]
    assert portal["records"] == len(rows(report.path, "select 1 from record where portal = 'linlan'"))


def test_the_file_tells_where_it_comes_from(report: PublishReport) -> None:
    meta = {row["key"]: row["value"] for row in rows(report.path, "select * from meta")}
    assert meta["segmenter"] == SEGMENTER
    assert meta["built_at"] == "2026-03-01T22:02:00Z"
    assert meta["verdict"] == "ok"
    assert meta["forced"] is None
    assert int(meta["records"]) == report.records == 39


def test_every_code_in_the_file_has_a_label(report: PublishReport) -> None:
    for column in ("genre", "matter_type", "assembly", "outcome", "state"):
        used = {
            row[column]
            for row in rows(report.path, f"select distinct {column} from record where {column} is not null")
        }
        assert used <= set(PUBLIC_CODES[column])
    assert {row["source"] for row in rows(report.path, "select source from evidence")} <= set(
        PUBLIC_CODES["source"]
    )


def test_json_columns_are_json(report: PublishReport) -> None:
    for row in rows(report.path, f"select {', '.join(JSON_COLUMNS)} from record"):
        assert all(isinstance(json.loads(value), list) for value in row.values())


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "update run set verdict = 'suspect', reasons = '[\"linlan: 栏目列表为空\"]'",
            "suspect: linlan: 栏目列表为空",
        ),
        ("update run set verdict = null, finished = null", "has not finished"),
        ("delete from run", "no run is on record"),
    ],
)
def test_a_doubtful_corpus_is_published_by_force_only(
    work: Path, tmp_path: Path, statement: str, words: str
) -> None:
    copy = change(work, tmp_path, "pragma foreign_keys = off", statement)
    out = tmp_path / "dafu.db"
    with pytest.raises(PublishError, match=words) as refused:
        publish(copy, out)
    assert "--force" in str(refused.value)
    assert not out.exists()
    if "delete" not in statement:
        report = publish(copy, out, force=True)
        assert words in (report.forced or "")
        assert words in rows(out, "select value from meta where key = 'forced'")[0]["value"]


def test_what_is_no_working_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="there is no database at"):
        publish(tmp_path / "none.db", tmp_path / "dafu.db")
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database at all, only some bytes" * 100)
    with pytest.raises(PublishError, match="is not dafu's working database"):
        publish(other, tmp_path / "dafu.db")


def test_a_second_publish_replaces_the_first_in_one_step(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "dafu.db"
    publish(work, out)
    with closing(sqlite3.connect(f"file:{out}?immutable=1", uri=True)) as reader:
        before = reader.execute("select count(*) from record").fetchone()
        copy = change(work, tmp_path, "insert into takedown values ('" + address(12) + "', 'asked', 'now')")
        publish(copy, out)
        assert reader.execute("select count(*) from record").fetchone() == before, (
            "the old reader keeps its file"
        )
    assert len(rows(out, "select 1 from record")) == before[0] - 1
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


def test_a_publish_knows_whether_it_would_only_repeat_itself(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "dafu.db"
    assert not is_current(work, out)
    publish(work, out)
    assert is_current(work, out)
    copy = change(work, tmp_path, "insert into takedown values ('" + address(12) + "', 'asked', 'now')")
    assert not is_current(copy, out)
    publish(copy, out)
    assert is_current(copy, out)
    version = "insert into version select null, document, 99, fetch, seen_at, 'reparse', parser_version"
    with closing(sqlite3.connect(copy)) as db:
        db.execute(
            f"{version}, body_sha256, content_sha256, record, changed, listing from version where id = 1"
        )
        db.commit()
    assert not is_current(copy, out), "a reparse is no run"
    publish(copy, out)
    assert is_current(copy, out)
    run = "insert into run (command, started, finished, verdict, parser_version) values ('crawl', 'x', 'y', 'ok', '1')"
    with closing(sqlite3.connect(copy)) as db:
        db.execute(run)
        db.commit()
    assert not is_current(copy, out)


_DYING = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from db.publish import publish
def clock(asked=[]):
    # First for the links between letters, then for the file that is being written.
    asked.append(1)
    if len(asked) > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return datetime.now(UTC)
publish(Path(sys.argv[1]), Path(sys.argv[2]), clock=clock)
"""

_FULL = """
import resource, signal, sys
from pathlib import Path
from db.publish import PublishError, publish
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    publish(Path(sys.argv[1]), Path(sys.argv[2]))
except PublishError as error:
    print(error)
    sys.exit(1)
"""


def test_killed_in_the_middle_the_old_file_stands(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "dafu.db"
    publish(work, out)
    before = out.read_bytes()
    dead = subprocess.run([sys.executable, "-c", _DYING, str(work), str(out)], cwd=ROOT, check=False)
    assert dead.returncode == -signal.SIGKILL
    assert out.read_bytes() == before
    publish(work, out)
    assert not list(tmp_path.glob(".*.new*")), "what the killed one left is gone"


def test_without_room_the_old_file_stands(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "dafu.db"
    publish(work, out)
    before = out.read_bytes()
    full = subprocess.run(
        [sys.executable, "-c", _FULL, str(work), str(out)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert full.returncode == 1, full.stderr
    assert "could not be written" in full.stdout
    assert "free space" in full.stdout
    assert out.read_bytes() == before
    assert not list(tmp_path.glob(".*.new*"))
