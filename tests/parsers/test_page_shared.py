"""Stored real pages: the whole body once and in order, tables as rows, no navigation."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from parsers.page import read_page
from parsers.types import Page
from tests.shared_folder import shared

PAGES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("shared_pages.toml").read_text("utf-8"))[
    "page"
]

# What stands around documents on these pages; no body holds a line that begins with one of these.
CHROME = ("上一篇", "下一篇", "扫一扫", "打印", "关闭窗口", "分享到", "责任编辑", "网站地图", "版权所有", "您当前", "当前位置",
          "主办单位", "无障碍", "返回顶部", "登录", "下载图片版", "繁体", "首页")  # fmt: skip


def read(name: str) -> Page:
    path = shared(f"pages/{name}")
    with shared("pages/INDEX.tsv").open(encoding="utf-8", newline="") as rows:
        address = next(row[1] for row in csv.reader(rows, delimiter="\t") if row[0] == name)
    return read_page(path.read_bytes(), url=address.split(" ")[0] or None, content_type="text/html")


@pytest.mark.shared
@pytest.mark.parametrize("wanted", PAGES, ids=[page["file"] for page in PAGES])
def test_a_stored_page_gives_its_body_once_and_in_order(wanted: dict[str, Any]) -> None:
    page = read(wanted["file"])
    texts = [block.text for block in page.blocks]
    places = [next((i for i, text in enumerate(texts) if text.startswith(a)), None) for a in wanted["must"]]
    assert None not in places, dict(zip(wanted["must"], places, strict=True))
    assert places == sorted(p for p in places if p is not None)
    assert not [text for text in texts if text.startswith(CHROME)]
    assert len(texts) == wanted["lines"]
    assert sum(block.kind == "row" for block in page.blocks) == wanted["rows"]
    assert len(page.links) == wanted["files"]


@pytest.mark.shared
@pytest.mark.parametrize("wanted", PAGES, ids=[page["file"] for page in PAGES])
def test_no_paragraph_of_a_stored_page_comes_twice(wanted: dict[str, Any]) -> None:
    long = [block.text for block in read(wanted["file"]).blocks if len(block.text) > 60]
    assert len(long) == len(set(long))


@pytest.mark.shared
@pytest.mark.parametrize("wanted", PAGES, ids=[page["file"] for page in PAGES])
def test_a_stored_page_has_a_title_and_every_line_a_place(wanted: dict[str, Any]) -> None:
    page = read(wanted["file"])
    assert page.titles or wanted["file"].startswith("govcn/gov-cn-zhengce")
    assert all(block.place.startswith("/html") for block in page.blocks)
