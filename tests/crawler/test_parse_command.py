"""`dafu parse` as a shell sees it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.explain import explain, print_plain, print_rich
from crawler.terminal import visible
from parsers.types import (
    RECORD_FIELDS,
    Addressee,
    Block,
    Dropped,
    Encoding,
    Evidence,
    FileKind,
    Link,
    Page,
    Pair,
    Parsed,
    Problem,
    Record,
    Title,
)
from tests.shared_folder import ROOT

LETTER = """云江市民政局关于市五届人大三次会议第018号建议的答复

李明远代表：
您提出的关于加快社区养老服务设施建设的建议收悉。经研究，现答复如下：
一、我局高度重视社区养老服务，今年已建成社区养老服务站十二个。
二、下一步，我们将继续完善服务网络。
感谢您对民政工作的关心和支持。

云江市民政局
2024年6月18日
"""
PAGE = f"""<html><head><meta charset="gb2312"><title>答复</title></head><body><div class="nav"><a href="/">首页</a></div>
<h1>关于第018号建议的答复</h1><div>{"".join(f"<p>{line}</p>" for line in LETTER.splitlines())}
<p><a href="files/1.pdf">附件：建设计划.pdf</a></p></div></body></html>"""


def dafu(*arguments: str | Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "crawler.cli", "parse", *map(str, arguments)],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "答复.txt"
    path.write_text(LETTER, "utf-8")
    return path


def test_a_record_a_line_with_exactly_the_fields_of_a_record(tmp_path: Path, letter: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE.encode("gb18030"))
    done = dafu(letter, page)
    assert done.returncode == 0, done.stderr.decode()
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert len(records) == 2
    for record in records:
        assert list(record) == list(RECORD_FIELDS)
        assert record["matter_numbers"] == ["018"]
        assert record["addressees"] == [{"name": "李明远", "role": "代表"}]
        assert record["text"].startswith("您提出的关于加快社区养老")
    assert "云江市民政局".encode() in done.stdout  # no \u escapes


def test_standard_input(letter: Path) -> None:
    done = dafu("-", data=letter.read_bytes())
    assert done.returncode == 0
    assert done.stdout == dafu(letter).stdout


def test_the_address_makes_links_absolute(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE.encode("gb18030"))
    done = dafu(page, "--url", "HTTP://www.yunjiang.gov.example/a/b.html#x")
    [attachment] = json.loads(done.stdout)["attachments"]
    assert attachment["url"] == "http://www.yunjiang.gov.example/a/files/1.pdf"


def test_the_source_may_stand_first(letter: Path) -> None:
    record = json.loads(dafu(letter, "--source").stdout)
    assert list(record) == ["source", *RECORD_FIELDS]
    assert record["source"] == str(letter)


def test_no_database_is_touched(tmp_path: Path, letter: Path) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DAFU_HOME": str(home)}
    subprocess.run(
        [sys.executable, "-m", "crawler.cli", "parse", letter],
        env=environment,
        check=True,
        capture_output=True,
    )
    assert not home.exists()


def test_a_missing_file_is_one_line_and_the_others_go_on(tmp_path: Path, letter: Path) -> None:
    done = dafu(tmp_path / "missing.txt", letter)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.decode() == f"{tmp_path}/missing.txt: cannot be read: No such file or directory\n"


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(40), bytes(1000)])
def test_a_file_without_a_letter_says_so_and_ends_with_1(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    done = dafu(path)
    assert done.returncode == 1
    assert json.loads(done.stdout)["text"] is None
    assert done.stderr.decode().startswith(f"{path}: ")
    assert b"Traceback" not in done.stderr


def test_problems_go_to_standard_error_with_file_and_code(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.encode("gb18030") + b"\xff\xff")
    done = dafu(path)
    lines = done.stderr.decode().splitlines()
    assert lines
    assert all(line.startswith(f"{path}: ") and line.count(": ") >= 2 for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument"),
        (["."], ". is a folder: name its files, or store it whole with `dafu import .`"),
        (["a", "b", "--url", "http://a.example/"], "--url is the address of one file, and 2 were given"),
        (["a", "--url", "www.example"], "--url www.example: not an http(s) address"),
        (["a", "--bad"], "No such option"),
    ],
)
def test_a_wrong_call_ends_with_2(arguments: list[str], words: str) -> None:
    done = dafu(*arguments)
    assert done.returncode == 2
    assert words in done.stderr.decode()
    assert done.stdout == b""


# --- --explain ----------------------------------------------------------------


PARSED = Parsed(
    Record(
        title="关于第018号建议的答复",
        issuer="云江市民政局",
        addressees=(Addressee("李明远", "代表"),),
        text="长" * 500,
    ),
    Page(
        FileKind.HTML,
        "http://www.yunjiang.gov.example/1.html",
        Encoding("gb18030", "meta"),
        "trs",
        (Title("关于第018号建议的答复", "heading", "//h1"),),
        (Pair("索引号", "115/2024-1", "table", "//td[2]", "索 引 号"),),
        (Block("正文", "//p[1]"),),
        (Dropped(Block("首页 > 公开\x1b[31m", "//div[1]"), "breadcrumb"),),
        (Link("http://www.yunjiang.gov.example/1.pdf", "计划.pdf", "//a[3]"),),
        (Problem("control_characters", "control characters were removed"),),
    ),
    (
        Evidence("title", "关于第018号 建议的答复", "heading", "//h1"),
        Evidence("issuer", "云江市民政局", "signature", "//p[9]"),
        Evidence("issuer", "云江市民政局（章）", "table", "//td[4]"),
        Evidence("document_number", "云民函", "letter", "//p[2]"),
    ),
    (
        Problem("control_characters", "control characters were removed"),
        Problem("document_number_incomplete", "没有号", "document_number"),
    ),
)


@pytest.mark.parametrize("rich", [False, True])
def test_everything_known_is_told(rich: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    out = io.StringIO()
    (print_rich if rich else print_plain)(explain("答复.html", PARSED), out)
    text = out.getvalue()
    for words in (
        "答复.html",
        "gb18030 (decided by: meta)",
        "trs",
        "http://www.yunjiang.gov.example/1.html",
        "关于第018号 建议的答复",
        "云江市民政局（章）",
        "signature",
        "//p[9]",
        "云民函",
        '[{"name": "李明远", "role": "代表"}]',
        "(500 characters)",
        "索 引 号",
        "115/2024-1",
        "breadcrumb",
        r"公开\x1b[31m",
        "计划.pdf",
        "document_number_incomplete",
        "没有号",
    ):
        assert words in text, words
    assert "\x1b[31m" not in text
    assert text.count("control characters were removed") == 1
    silent = text.split("fields without a value")[1].split("titles seen")[0]
    assert "topic" in silent
    assert "title" not in silent.replace("proposal_title", "")
    assert "document_number" not in silent


def test_markup_in_a_letter_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    out = io.StringIO()
    print_rich(explain("[bold]x[/bold].txt", PARSED), out)
    assert "[bold]x[/bold].txt" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("答复　全文", "答复　全文"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\x07\x7f\x85\u2028", r"\x07\x7f\x85\u2028"),
        ("\ud800", r"\ud800"),
    ],
)
def test_nothing_steers_the_terminal(text: str, want: str) -> None:
    assert visible(text) == want


def test_explain_through_a_pipe_is_plain(letter: Path) -> None:
    done = dafu(letter, "--explain")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert text.startswith(f"== {letter}\n  kind | text\n  encoding | utf-8 (decided by: strict utf-8)\n")
    assert "\n  issuer | 云江市民政局 | 云江市民政局 | signature | line 9\n" in text
    assert "\x1b" not in text
    assert done.stderr == b""
