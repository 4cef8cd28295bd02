"""The table above a letter, put together from its labels in any order and any of seven layouts: each field is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.parse import parse

_TITLE = "关于市十届人大三次会议第12号建议的答复"
# field: its labels, its values as printed and as read
_FIELDS: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, str | None], ...]], ...] = (
    ("index_number", ("索引号", "索 引 号", "索引号码"), (("11530100MB1234567X/2024-00012",) * 2, ("A1/2024-12",) * 2)),
    ("issuer", ("发布机构", "发文机关", "发布单位", "信息来源", "公开主体"), (("云江市教育局",) * 2,)),
    ("date_published", ("发布日期", "发布时间", "公开日期"), tuple(
        (printed, "2024-06-01") for printed in ("2024-06-01", "2024年06月01日", "2024-06-01 10:20", "2024/06/01")
    )),
    ("date_written", ("成文日期", "生成日期", "发文日期"), (("2024-05-20", "2024-05-20"), ("2024年5月20日", "2024-05-20"))),
    ("topic", ("主题分类", "信息分类", "分类"), (("教育",) * 2, ("综合政务/其他",) * 2, ("科技、教育",) * 2)),
    ("document_number", ("发文字号", "文号", "文  号"), (("云教函〔2024〕12号",) * 2, ("无", None), ("", None))),
    ("document_form", ("体裁分类", "体裁", "公文种类"), (("函",) * 2, ("其他",) * 2)),
    ("validity", ("有效性", "效力状态", "是否有效", "时效性"), (("有效",) * 2,)),
    ("openness", ("公开方式",), (("主动公开",) * 2,)),
    ("title", ("名称", "标题", "信息名称"), ((_TITLE, _TITLE),)),
    ("", ("关键词", "主题词"), (("教育 学校", None), ("", None))),
    ("", ("公开时限", "公开期限"), (("长期公开", None),)),
)  # fmt: skip
Pairs = list[tuple[str, str]]
_LAYOUTS: tuple[Callable[[Pairs], list[str]], ...] = (
    lambda pairs: [f"{label}：{value}" for label, value in pairs],
    lambda pairs: [f"{label}：\t{value}" for label, value in pairs],
    lambda pairs: [f"{label} | {value}" for label, value in pairs],
    lambda pairs: _by_two(pairs, "：", "    "),
    lambda pairs: _by_two(pairs, " | ", " | "),
    lambda pairs: ["  ".join(f"{label}：{value}" for label, value in pairs)],
    lambda pairs: [line for label, value in pairs for line in (f"{label}：", value) if line],
)


def _by_two(pairs: Pairs, behind: str, between: str) -> list[str]:
    lines = [pairs[i : i + 2] for i in range(0, len(pairs), 2)]
    return [between.join(f"{label}{behind}{value}" for label, value in line) for line in lines]


@settings(max_examples=500)
@given(
    chosen=st.permutations(_FIELDS).flatmap(lambda rows: st.integers(3, len(rows)).map(lambda n: rows[:n])),
    picks=st.lists(st.integers(0, 59), min_size=24, max_size=24),
    layout=st.sampled_from(_LAYOUTS),
    where=st.sampled_from(((), ("当前位置：首页>政务公开>建议提案办理",))),
)
def test_a_table_of_any_order_and_layout_says_the_same(
    chosen: list[tuple[str, tuple[str, ...], tuple[tuple[str, str | None], ...]]],
    picks: list[int],
    layout: Callable[[Pairs], list[str]],
    where: tuple[str, ...],
) -> None:
    want: dict[str, Any] = dict.fromkeys(field for field, _, _ in _FIELDS if field)
    want |= {"title": _TITLE, "issuer": "云江市教育局"}
    pairs: Pairs = []
    for i, (field, labels, values) in enumerate(chosen):
        printed, read = values[picks[2 * i + 1] % len(values)]
        pairs.append((labels[picks[2 * i] % len(labels)], printed))
        if field:
            want[field] = read
    letter = (
        f"{_TITLE}\n\n李一民代表：\n\n您提出的《关于新建学校的建议》收悉。现答复如下：\n一、已列入计划。\n"
        "感谢您的关心。\n\n云江市教育局\n2024年5月6日\n"
    )
    page = "\n".join([*where, *layout(pairs), "", letter])
    record = parse(page.encode()).record.to_dict()
    assert {field: record[field] for field in want} == want
    assert (record["genre"], record["matter_numbers"], record["date_signed"]) == (
        "reply",
        ["12"],
        "2024-05-06",
    )
    assert record["text"].startswith("您提出")
    assert record["text"].endswith("关心。")
