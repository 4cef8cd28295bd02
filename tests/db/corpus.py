"""An invented corpus in a working database: places, people, numbers and letters that do not exist.

``build(path)`` fills it through ``db.store.Store`` as a crawl would. Some letters are special, by id:
see ``SPECIAL``. The first run is ok; ``letters`` more ordinary ones can be asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from db.store import FetchRow, Store
from parsers.types import (
    Addressee,
    Attachment,
    Citation,
    Contact,
    Entry,
    Evidence,
    FileKind,
    Genre,
    Listing,
    MatterType,
    Outcome,
    Page,
    Parsed,
    Problem,
    Record,
)

START = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)

PORTALS = (
    ("yunjiang_mzj", "云江市民政局", "云江市", "990100", "municipality", "云江市民政局"),
    ("linlan", "临澜区人民政府", "云江市临澜区", "990112", "district", None),
    ("qingyuan", "青沅县人民政府", "云江市青沅县", "990124", "county", None),
)
TOPICS = (
    ("养老服务", "加快农村养老服务体系建设", "农村互助养老点、乡镇敬老院和社区食堂"),
    ("教育", "增加城区幼儿园普惠学位", "公办幼儿园、普惠性民办园和随迁子女入学"),
    ("交通", "优化老城区公交线路", "公交专用道、夜间班次和候车亭"),
    ("医疗", "提升乡镇卫生院诊疗能力", "远程会诊、全科医生和药品配送"),
    ("环境", "治理沅河支流黑臭水体", "截污管网、河长巡查和生态补水"),
    ("住房", "推进老旧小区加装电梯", "资金补贴、业主协商和施工监管"),
)
DEPUTIES = ("陈望舒", "林知远", "周砚秋", "何听澜", "苏木晴", "许怀瑾", "赵既明", "唐若溪")
OUTCOMES = (("A", "resolved"), ("B", "in_progress"), ("C", "deferred"), (None, None))

SPECIAL = {
    1: "养老 letter whose text still holds its handler's name and telephone",
    2: "no title of its own: the list row's is shown",
    3: "prints the suggestion's text and has a PDF attachment that was read",
    4: "revised once: the first version named its handler too",
    5: "taken down",
    6: "withdrawn by its site",
    7: "a summary, not a reply",
    8: "a co-handler's opinion",
    9: "养老院校 in one word and ＡＩ in full width: hard to find",
    10: "a CPPCC proposal by two members of five",
}

WITHDRAWN = 6
HANDLER = "宁远舟"
PHONE = "68810293"
SECRETS = (HANDLER, PHONE, "13800138000", "ningyz@example.gov.cn", "鲍听雪", "66020417")
"""Private strings of the corpus: none may be in any published byte."""


@dataclass
class Ticking:
    """A clock that moves on by a minute whenever it is asked."""

    at: datetime = START

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def ordinary(number: int) -> Record:
    """The letter with this number: the same for the same number."""
    portal = PORTALS[number % len(PORTALS)]
    topic, matter, things = TOPICS[number % len(TOPICS)]
    place = portal[2]
    issuer = portal[5] or f"{place}{('民政局', '教育委员会', '交通局', '卫生健康委员会')[number % 4]}"
    signed = date(2021 + number % 5, 4 + number % 6, 1 + number % 27)
    npc = number % 3 != 0
    mark, meaning = OUTCOMES[number % len(OUTCOMES)]
    deputy = DEPUTIES[number % len(DEPUTIES)]
    kind = "建议" if npc else "提案"
    return Record(
        genre=Genre.REPLY,
        matter_type=MatterType.NPC_SUGGESTION if npc else MatterType.CPPCC_PROPOSAL,
        title=f"{issuer}关于第{1000 + number}号{kind}的答复函",
        index_number=f"99{number:07d}X/{signed.year}-{number:05d}",
        document_number=f"云函〔{signed.year}〕{number}号",
        issuer=issuer,
        topic=topic,
        date_published=(signed + timedelta(days=5 + number % 40)).isoformat(),
        date_signed=signed.isoformat(),
        assembly="npc" if npc else "cppcc",
        assembly_level="市",
        assembly_place="云江市",
        term=5,
        meeting=4,
        matter_numbers=(f"{1000 + number}",),
        proposal_title=f"关于{matter}的{kind}",
        addressees=(Addressee(deputy, "代表" if npc else "委员"),),
        co_handlers=("市财政局",),
        outcome_mark=mark,
        outcome=Outcome(meaning, "npc-abcd") if meaning else None,
        contact=Contact(HANDLER, (PHONE,), None, "400999"),
        citations=(
            Citation(f"云江市{topic}条例", f"云府发〔2020〕{number % 9 + 1}号"),
            Citation(f"{topic}规划"),
        ),
        text=(
            f"您提出的《关于{matter}的{kind}》收悉。经与市财政局共同研究，现答复如下：\n"
            f"一、工作现状。近年来，我单位围绕{things}开展工作，投入资金{number + 120}万元，惠及群众{number * 37}人次。\n"
            f"二、下一步打算。按照《云江市{topic}条例》要求，{signed.year}－{signed.year + 3}年继续完善{topic}工作机制。\n"
            f"感谢您对{topic}工作的关心和支持！"
        ),
    )


def special(number: int) -> tuple[Record, Listing | None]:
    """The letters of ``SPECIAL``."""
    record = ordinary(number)
    listing = Listing(record.title, record.date_published, "both")
    text = record.text or ""
    if number == 1:
        leak = (
            f"（联系人：{HANDLER}，{PHONE}）\n如有疑问请致电 13800138000 或发邮件至 ningyz@example.gov.cn。"
        )
        record = replace(record, text=f"农村养老服务是民生大事。\n{text}\n{leak}")
    elif number == 2:
        record = replace(record, title=None, proposal_title=None, date_published=None)
        listing = Listing("关于垃圾分类提案的答复", "2022-08-09", "both")
    elif number == 3:
        pdf = Attachment("https://qy.example.gov.cn/files/3.pdf", "附件：实施方案.pdf", "pdf")
        record = replace(record, proposal_text="建议在青沅县增设候鸟观测站，保护湿地。", attachments=(pdf,))
    elif number == 6:
        record = replace(record, outcome_mark="D", outcome=Outcome("reference", "npc-abcd"))
    elif number == 7:
        record = replace(
            record, genre=Genre.SUMMARY, matter_type=None, addressees=(), title="2023年建议提案办理情况总结"
        )
    elif number == 8:
        record = replace(record, genre=Genre.CO_OPINION, matter_type=None, title="关于第1008号建议的会办意见")
    elif number == 9:
        record = replace(record, text=f"本地养老院校开设ＡＩ照护课程，培养护理人才。\n{text}")
    elif number == 10:
        two = (Addressee("鲁西园", "委员", 5), Addressee("温如言", "委员"))
        record = replace(record, addressees=two, assembly="cppcc", matter_type=MatterType.CPPCC_PROPOSAL)
    return record, listing


def build(path: Path, letters: int = 40, *, verdict: str = "ok") -> Path:
    """Make the working database at ``path`` with ``letters`` letters (at least the special ones)."""
    with Store(path, clock=Ticking()) as store, store.transaction():
        _declare(store)
        run = store.start_run("crawl")
        for number in range(1, max(letters, len(SPECIAL)) + 1):
            _save(store, run, number)
        _afterlife(store, run)
        reasons = [] if verdict == "ok" else ["linlan: 栏目列表为空"]
        store.finish_run(run, verdict, reasons, {"new": letters, "requests": letters + 6})
    return path


def _declare(store: Store) -> None:
    for ident, name, region, code, level, department in PORTALS:
        site = f"https://{ident.replace('_', '-')}.example.gov.cn/"
        portal = {"id": ident, "name": name, "site": site, "region": region, "region_code": code}
        portal |= {"level": level, "department": department or name, "declaration_sha256": "0" * 64}
        column = {"url": f"{site}jytabl/", "name": "建议提案办理", "kind": "both", "family": "trs"}
        store.declare(portal, [column])


def address(number: int) -> str:
    portal = PORTALS[number % len(PORTALS)][0].replace("_", "-")
    return f"https://{portal}.example.gov.cn/jytabl/t20230601_{number}.html"


def _save(store: Store, run: int, number: int) -> None:
    record, listing = special(number)
    document = store.new_document(PORTALS[number % len(PORTALS)][0], address(number), "listed")
    assert document == number
    for each in _revisions(number, record):
        body = repr(each).encode()
        fetch = store.save_fetch(
            run,
            FetchRow(
                address(number),
                "detail",
                "never fetched",
                "fetched",
                "",
                store.now(),
                200,
                body=body,
                document=document,
            ),
        )
        store.save_record(
            document,
            fetch,
            _parsed(each, number),
            body_sha256=hashlib.sha256(body).hexdigest(),
            listing=listing,
        )
    store.move_document(document, {"state": "live", "state_reason": "fetched", "last_fetched": store.now()})


def _revisions(number: int, record: Record) -> Iterator[Record]:
    if number == 4:
        first = replace(record.contact or Contact(), person="鲍听雪", phones=("66020417",))
        yield replace(record, contact=first, text=f"初稿。鲍听雪同志负责，电话66020417。\n{record.text}")
    yield record


def _parsed(record: Record, number: int) -> Parsed:
    evidence = [
        Evidence("title", record.title or "", "heading", "line 1"),
        Evidence("date_signed", "2023年4月2日", "signature", "line 30"),
        Evidence("contact", f"联系人：{HANDLER}，{PHONE}", "attribute", "line 31"),
        Evidence("text", f"…… 联系人：{HANDLER}", "letter", "lines 5-29"),
    ]
    problems = (Problem("no_outcome", f"第1行没有办理结果代号；联系人 {HANDLER} {PHONE}", "outcome"),)
    page = Page(FileKind.HTML, address(number), None, "trs", (), (), ())
    return Parsed(record, page, tuple(evidence), problems if record.outcome is None else ())


def _afterlife(store: Store, run: int) -> None:
    """What happens to the special ones after they were read."""
    store.table("attachment").insert(
        {
            "document": 3,
            "url": "https://qy.example.gov.cn/files/3.pdf",
            "name": "附件：实施方案.pdf",
            "type": "pdf",
            "state": "fetched",
            "sha256": "a" * 64,
            "text": f"丹顶鹤栖息地修复实施方案\n联系人：{HANDLER}",
        }
    )
    store.table("takedown").insert({"address": address(5), "reason": "asked for", "at": store.now()})
    store.move_document(WITHDRAWN, {"state": "withdrawn", "state_reason": "404 three times"})
    documents = store.query(
        "select document.id, document.address, document.portal, record.listed_title as title, "
        "record.listed_date as date from document join record using (id) order by document.id"
    )
    for ident, column in enumerate(PORTALS, 1):
        known = store.columns(column[0])
        for each in known.values():
            certificate = {
                "mode": "sweep",
                "outcome": "end",
                "reason": None,
                "pages": 3,
                "listed": 14,
                "new": 14,
            }
            certificate |= {"relisted": 0, "declared_entries": len(documents) // len(PORTALS) + ident}
            ours = [row for row in documents if row["portal"] == column[0] and row["id"] != WITHDRAWN]
            entries = [Entry(row["address"], row["title"] or "无题", row["date"]) for row in ours]
            store.save_list_page(run, each, 1, entries, sweep=True)
            store.save_walk(
                run,
                each,
                certificate,
                next_walk=store.now(),
                next_walk_reason="season",
                next_sweep=store.now(),
            )
    store.add_problem(
        "list",
        "server_error",
        "栏目第2页返回500，稍后重试",
        portal="linlan",
        address="https://linlan.example.gov.cn/jytabl/",
    )
