"""Invented letters that may be alike, in a store, in the order in which they are added."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

from db.duplicates import refresh
from db.store import FetchRow, Store
from parsers.types import FileKind, Genre, Page, Parsed, Record

WORDS = (
    *("养老服务", "社区食堂", "资金投入", "医疗机构", "床位建设", "护理人员", "农村地区", "公交线路"),
    *("普惠幼儿园", "河道治理", "老旧小区", "加装电梯", "远程会诊", "污水管网", "生态补水", "业主协商"),
    *("施工监管", "专项规划", "财政补贴", "人才培训", "信息平台", "联席会议", "督促检查", "考核评价"),
)
OPENING = "您提出的建议收悉。感谢您对我市工作的关心和支持。经研究，现答复如下："
CLOSING = "感谢您对我们工作的关心、理解和支持，希望今后继续提出宝贵意见建议。"


def letter(seed: int, sentences: int = 30) -> str:
    """An invented letter: the opening and closing that every letter has, and a middle of its own."""
    draw = random.Random(seed)
    middle = (
        "".join(draw.choice(WORDS) for _ in range(draw.randint(3, 6))) + f"{draw.randint(1, 999)}项。"
        for _ in range(sentences)
    )
    return "\n".join((OPENING, *middle, CLOSING))


class Corpus:
    """Documents of one portal. ``finish`` ends the run that added them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = Store(path)
        portal = {"id": "yunjiang", "name": "云江市", "site": "http://www.yunjiang.example/"}
        with self.store.transaction():
            self.store.declare(portal, [])
            self.run = self.store.start_run("dafu crawl")

    @staticmethod
    def address(number: int) -> str:
        """Of the document that was added as this one, from 1."""
        return f"http://www.yunjiang.example/{number}.html"

    def add(self, text: str | None, **fields: Any) -> int:
        count = self.store.one("select count(*) as n from document")
        assert count is not None
        address = self.address(count["n"] + 1)
        with self.store.transaction():
            document = self.store.new_document("yunjiang", address, "listed")
            row = FetchRow(address, "detail", "never fetched", "ok", "", self.store.now(), document=document)
            fetch = self.store.save_fetch(self.run, row)
            record = Record(genre=Genre.REPLY, text=text, **fields)
            parsed = Parsed(record, Page(FileKind.HTML, address, None, None, (), (), ()), (), ())
            digest = hashlib.sha256(address.encode()).hexdigest()
            self.store.save_record(document, fetch, parsed, body_sha256=digest, listing=None)
        return document

    def links(self) -> list[tuple[int, int, str, str]]:
        refresh(self.store)
        rows = self.store.query("select document, other, reason, matters from duplicate order by 1, 2, 3")
        return [tuple(row.values()) for row in rows]

    def take_down(self, address: str) -> None:
        """Put an address on the takedown list."""
        with self.store.transaction():
            row = {"address": address, "reason": "asked for", "at": self.store.now()}
            self.store.table("takedown").insert(row)

    def finish(self) -> None:
        """The run is over and believed."""
        with self.store.transaction():
            self.store.finish_run(self.run, "ok", [], {})
        self.store.close()
