"""Replies and what only looks like one (Z1-Z6 of the fact sheet)."""

from __future__ import annotations

import pytest

from parsers.parse import parse
from parsers.types import Genre


def genre(text: str) -> Genre:
    return parse(text.encode()).record.genre


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "关于市五届人大四次会议第9号建议的答复\n陈一代表：\n您提出的建议收悉，现答复如下：\n已完成。",
            Genre.REPLY,
        ),
        ("陈一委员:\n您提出的《关于增加绿地的提案》收悉。现答复如下：\n已完成。", Genre.REPLY),
        (
            "对市政协八届一次会议第3号提案的会办意见\n市城市管理局：\n现提出会办意见如下：\n同意。",
            Genre.CO_OPINION,
        ),
        (
            "关于李二委员提案的协办意见\n市教育局：\n李二委员提出的《关于学校午餐的提案》收悉，我局协办意见如下：\n同意。",
            Genre.CO_OPINION,
        ),
        ("市水务局2023年建议提案办理工作总结\n今年共办理建议12件，提案9件，办复率100%。", Genre.SUMMARY),
        (
            "关于2022年建议提案办理情况的报告\n市政府：\n我局共承办建议12件，答复率100%，满意率100%。\n云江市水务局\n2022年12月1日",
            Genre.SUMMARY,
        ),
        (
            "关于交办市五届人大四次会议代表建议的通知\n各有关单位：\n现将建议交给你们，请按时答复。",
            Genre.NOTICE,
        ),
        (
            "2023年市政协提案办理任务分解一览表\n1 第3号 关于增加绿地的提案\n2 第4号 关于学校午餐的提案",
            Genre.LIST,
        ),
        ("市水务局召开建议提案办理推进会\n本报讯 5月3日上午，市水务局召开建议提案办理推进会。", Genre.NEWS),
        (
            "市教育局对省民进20210014号提案作出答复\n日前，市教育局对省民进提案作出答复，获得满意评价。",
            Genre.NEWS,
        ),
        ("关于反映噪声扰民的回复\n网友：\n您好！您的来信收悉，现答复如下：已处理。", Genre.OTHER),
        ("关于增加绿地的建议\n提出人：陈一\n内容：城东没有公园，建议增加绿地。", Genre.PROPOSAL),
        ("关于市XX届人大XX次会议第XX号建议的答复\nXXX代表：\n您提出的建议收悉，现答复如下：", Genre.OTHER),
        ("", Genre.OTHER),
        ("无", Genre.OTHER),
    ],
)
def test_genre(text: str, kind: Genre) -> None:
    assert genre(text) is kind


def test_what_is_answered_is_empty_where_nothing_is() -> None:
    record = parse("市水务局召开建议提案办理推进会\n本报讯 5月3日上午，陈一代表到会。".encode()).record
    assert record.matter_type is None
    assert record.addressees == ()
    assert record.assembly is None
