"""Label/value pairs in all the shapes portals print them (M1-M10), and meta tags."""

from __future__ import annotations

import pytest

from parsers.labels import canonical
from parsers.metadata import Found, meta_pair, read_metadata
from parsers.text import read_lines
from parsers.types import Pair

LETTER = "\n林晓安代表：\n您提出的《关于推进社区助餐的建议》（第57号）收悉，现答复如下。索引号：不是这里。\n2023年8月10日"


def read(text: str) -> Found:
    return read_metadata(read_lines(text + LETTER), letter_inside=True)


def values(text: str) -> dict[str, str]:
    found = read(text)
    assert [b.text for b in found.rest][-3:] == LETTER.strip().splitlines()
    return {pair.label: pair.value for pair in found.pairs}


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("[ 索引号 ]", "索引号"),
        ("索 引 号：", "索引号"),
        ("文\u2003\u2003号", "发文字号"),
        ("标\u3000\u3000题", "标题"),
        ("有 效 性", "有效性"),
        ("生成日期", "成文日期"),
        ("公开日期", "发布日期"),
        ("发文机关", "发布机构"),
        ("题裁分类", "体裁分类"),
        ("公文种类", "体裁分类"),
        ("索引号码的说明", None),
        ("", None),
    ],
)
def test_labels(printed: str, label: str | None) -> None:
    assert canonical(printed) == label


def test_m1_label_line_and_value_line_with_an_empty_last_value() -> None:
    text = (
        "• 索引号\n• 11500999MB1234567X/2023-00057\n• 发布机构\n• 临澜区民政局\n• 成文日期\n• 2023-08-10\n"
        "• 标题\n• 关于第57号建议的复函\n• 有 效 性\n关于第57号建议的复函"
    )
    found = read(text)
    assert {p.label: p.value for p in found.pairs} == {
        "索引号": "11500999MB1234567X/2023-00057",
        "发布机构": "临澜区民政局",
        "成文日期": "2023-08-10",
        "标题": "关于第57号建议的复函",
    }
    assert [(t.source, t.text) for t in found.titles] == [
        ("metadata", "关于第57号建议的复函"),
        ("heading", "关于第57号建议的复函"),
    ]
    assert [d.reason for d in found.dropped] == ["metadata label without a value"]


def test_m2_values_without_labels_in_the_tables_order() -> None:
    text = (
        "• 11500999MB1234567X/2023-00057\n• 临民函〔2023〕88号\n• 其他\n• 政协提案办理\n• 临澜区民政局\n"
        "• 临民函〔2023〕88号\n• 2023-08-10\n• 2023-08-12"
    )
    found = read(text)
    assert {(p.label, p.value, p.source) for p in found.pairs} == {
        ("索引号", "11500999MB1234567X/2023-00057", "values"),
        ("发文字号", "临民函〔2023〕88号", "values"),
        ("主题分类", "其他", "values"),
        ("体裁分类", "政协提案办理", "values"),
        ("发布机构", "临澜区民政局", "values"),
        ("成文日期", "2023-08-10", "values"),
        ("发布日期", "2023-08-12", "values"),
    }


def test_m2_a_value_nobody_can_name_is_dropped_with_its_reason() -> None:
    found = read("4114810015/2021-00012\n临澜区教体局\n扩建学校的建议\n2021-03-01\n2021-03-02")
    assert {p.label: p.value for p in found.pairs} == {
        "索引号": "4114810015/2021-00012",
        "发布机构": "临澜区教体局",
        "成文日期": "2021-03-01",
        "发布日期": "2021-03-02",
    }
    assert [d.block.text for d in found.dropped] == ["扩建学校的建议"]


@pytest.mark.parametrize(
    "text",
    [
        # M3 one table row with empty cells, M5 spaced labels without colons, M6 all on one line, M9 with bullets
        "索引号 | 640323004/2022-00062 | 发布机构 | 临澜区民政局\n文号 | 浏览量 | 3\n发文日期 | 2022-06-01 |",
        "索 引 号 640323004/2022-00062 发布机构 临澜区民政局\n生成日期 2022-06-01 文 号",
        "索引号：640323004/2022-00062 发布机构：临澜区民政局 成文日期：2022-06-01 文号： 主题词：",
        "• 索引号:640323004/2022-00062\n• 发布机构:临澜区民政局\n• 成文时间:2022-06-01",
        "[ 索引号 ] | 640323004/2022-00062\n[ 发布机构 ] | 临澜区民政局 | [ 成文日期 ] | 2022-06-01",
        "索引号\n640323004/2022-00062\n发布机构\n临澜区民政局\n成文日期\n2022-06-01\n有效性",
        "- 索引号640323004/2022-00062\n- 发布机构 临澜区民政局\n- 成文日期 2022-06-01",
        "索引号：640323004/2022-00062\n发布机构:临澜区民政局成文日期:2022-06-01",
        "索引号 | 发布机构：临澜区民政局\n索引号：640323004/2022-00062\n---|---\n成文日期：2022-06-01",
    ],
)
def test_the_other_shapes_say_the_same(text: str) -> None:
    got = values(text)
    assert got.get("索引号") == "640323004/2022-00062"
    assert got.get("发布机构") == "临澜区民政局"
    assert got.get("成文日期") == "2022-06-01"
    assert "发文字号" not in got


def test_m8_a_block_printed_twice_gives_each_pair_once() -> None:
    block = "索引号：640323004/2022-00062\n发布机构：临澜区民政局"
    assert len(read(f"{block}\n{block}").pairs) == 2


COLUMNS = "索取号 | 发布时间 | 发布机构 | 文件编号 | 备注"
UNDER = "012345678X/2023-00057 |  | 临澜区民政局 | 临民〔2023〕57号 |"


def test_a_row_of_labels_over_a_row_of_values() -> None:
    assert values(f"{COLUMNS}\n{UNDER}") == {
        "索引号": "012345678X/2023-00057",
        "发布机构": "临澜区民政局",
        "发文字号": "临民〔2023〕57号",
    }


def test_a_row_that_begins_with_a_label_nobody_knows() -> None:
    rows = (
        "信息名称： | 关于第57号建议的复函\n"
        "公文归类： | 360A12-07-2024 | 生成日期： | 2023-08-10 | 发文机构： | 临澜区民政局\n"
        "信息索引： | 360A12-07-2024-0008-1 | 信息类别： | 社会福利"
    )
    assert values(rows) == {
        "标题": "关于第57号建议的复函",
        "成文日期": "2023-08-10",
        "发布机构": "临澜区民政局",
        "索引号": "360A12-07-2024-0008-1",
        "主题分类": "社会福利",
    }


def test_a_row_of_a_form_is_no_metadata() -> None:
    found = read("受理人： | 林某 | 受理单位： | 云江市民政局 | 时间： | 2023-08-10")
    assert found.pairs == []


@pytest.mark.parametrize("buttons", ["\u3000下载\u3000收藏", " 【打印】 【关闭】", " 打印"])
def test_buttons_behind_the_source(buttons: str) -> None:
    found = {p.label: p.value for p in read(f"发布日期：2023-08-11\u3000来源：云江市民政局{buttons}").pairs}
    assert found == {"发布日期": "2023-08-11", "来源": "云江市民政局"}


def test_a_list_of_documents_is_no_row_of_values() -> None:
    found = read(f"{COLUMNS}\n{UNDER}\n012345678X/2023-00058 |  | 临澜区民政局 | 临民〔2023〕58号 |")
    assert not {"索引号", "发布机构"} & {pair.label for pair in found.pairs}


@pytest.mark.parametrize(
    "line",
    [
        "云江市人民政府门户网站 www.yunjiang.gov.cn 时间：2023-08-11 14:21 来源：云江市民政局分享：",
        "云江政务网发布日期 : 2023-08-11 来源 : 云江市民政局",
        "云江政务网 发布日期：2023-08-11 来源：云江市民政局",
    ],
)
def test_a_header_line_behind_the_sites_name(line: str) -> None:
    found = {pair.label: pair.value for pair in read(line).pairs}
    assert found["来源"] == "云江市民政局"
    assert found["发布日期"].startswith("2023-08-11")


def test_a_site_before_a_time_of_the_letter_is_no_header_line() -> None:
    assert read("请登录云江政务网报名时间：每周一至周五").pairs == []


def test_header_line() -> None:
    found = read("日期:2023-08-12 来源:临澜区民政局 字号：大 中 小")
    assert [(p.label, p.value, p.source, p.raw_label) for p in found.pairs] == [
        ("发布日期", "2023-08-12", "header", "日期"),
        ("来源", "临澜区民政局", "header", "来源"),
    ]


def test_header_line_that_begins_with_a_bare_date() -> None:
    assert values("2023-08-12 10:08:00 来源：临澜区民政局 【打印】") == {
        "发布日期": "2023-08-12 10:08:00",
        "来源": "临澜区民政局",
    }


def test_two_words_for_one_thing() -> None:
    both = values(
        "索引号：640323004/2022-00062\n主题分类：民政\n组配分类：建议提案\n成文时间：2022-06-01\n发文时间：2022-06-03"
    )
    assert both["主题分类"] == "民政"
    assert both["组配分类"] == "建议提案"
    assert (both["成文日期"], both["发布日期"]) == ("2022-06-01", "2022-06-03")
    alone = values("索引号：640323004/2022-00062\n组配分类：建议提案\n发文时间：2022-06-03")
    assert (alone["主题分类"], alone["成文日期"]) == ("建议提案", "2022-06-03")


def test_a_form_inside_the_letter_is_the_letters() -> None:
    text = "标题： 关于推进社区助餐的建议\n内容：\n建议开设助餐点。"
    assert read(text).pairs == []
    assert read("类别：B\n办理结果：A").pairs == []


def test_nothing_is_taken_from_inside_the_letter() -> None:
    assert read("").pairs == []


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("ArticleTitle", "关于<br>第57号&建议的复函", ("ArticleTitle", "关于第57号&建议的复函")),
        ("pubdate", "2017——04——12 21:37", ("PubDate", "2017-04-12 21:37")),
        ("PUBDATE", "2023-08-19  10∶08", ("PubDate", "2023-08-19 10:08")),
        ("contentsource", "来源：市民政局", ("ContentSource", "市民政局")),
    ],
)
def test_meta_tags(name: str, content: str, expected: tuple[str, str]) -> None:
    pair = meta_pair(name, content, "//meta[1]")
    assert isinstance(pair, Pair)
    assert (pair.label, pair.value) == expected


def test_other_meta_tags_are_none() -> None:
    assert meta_pair("viewport", "width=1", "") is None
    assert meta_pair("ArticleTitle", " ", "") is None
