"""What a portal prints around a letter is left out with its reason; letter lines stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import boilerplate
from parsers.boilerplate import reason, sweep
from parsers.text import read_lines


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("您当前的位置:首页/政务公开/建议提案办理", "breadcrumb"),
        ("您现在的位置 ： 首页 >> 政务公开", "breadcrumb"),
        ("首页 > 法定主动公开内容 > 其他信息", "breadcrumb"),
        ("【字体：大 中 小】", "font size control"),
        ("字 号:", "font size control"),
        ("【字号: ", "font size control"),
        ("打印 关闭窗口", "page controls"),
        ("【打印本页】 【关闭】", "page controls"),
        ("分享到： 微信 微博 QQ空间", "share prompt"),
        ("扫一扫在手机打开当前页", "share prompt"),
        ("微信扫一扫，分享到朋友圈", "share prompt"),
        ("浏览量:1 | | | |", "visit counter"),
        ("浏览次数：", "visit counter"),
        ("上一篇：关于区十九届人大二次会议第58号建议的答复", "previous/next link"),
        ("下一条 关于第9号提案的复函", "previous/next link"),
        ("上一篇：没有了", "previous/next link"),
        ("今天是2023年11月5日 星期天", "clock"),
        ("智能问答 政策问答 政策文件 便民地图 元宇宙会客厅", "chatbot"),
        ("你还可以输入40字", "chatbot"),
        ("无障碍浏览 | 长者模式 | 登录", "accessibility tools"),
        ("正文内容区域请使用tab按钮切换浏览", "accessibility tools"),
        ("您访问的链接即将离开“云江市人民政府”门户网站 是否继续？", "third-party redirect notice"),
        ("验证码：", "feedback form"),
        ("<!--EndFragment-->", "word processor residue"),
        (".TRS_Editor P{line-height:1.5;font-size:12pt}", "word processor residue"),
        ("附件下载：", "attachment heading"),
        ("本页面执行时间：0.03秒", "timing note"),
        ("--- | --- | ---", "table rule"),
    ],
)
def test_portal_lines(line: str, why: str) -> None:
    assert reason(line) == why


@pytest.mark.parametrize(
    "line",
    [
        "请打印征询意见表并寄回我局。",
        "（二）推进扫码乘车",
        "一是打印店扫一扫支付覆盖率提高，方便群众。",
        "下一步工作打算",
        "下一步，我们将继续推进。",
        "政策文件",
        "A",
        "B类",
        "附件：征询意见表",
        "附件",
        "公开属性：主动公开",
        "联系电话：023-00001111",
        "2023年8月10日",
        "云江市临澜区民政局文件",
        "临民函〔2023〕88号                B",
        "抄送：区人大代表工委，区政府督查室。",
        "办理结果：A",
        "关于在首页增加搜索功能的建议",
        "位置：临澜区青石路88号",
        "关于上一篇报道的说明，我局答复如下。",
        "微信公众号建设情况",
    ],
)
def test_letter_lines_stay(line: str) -> None:
    assert reason(line) is None


def kept(text: str) -> list[str]:
    return [block.text for block in sweep(read_lines(text))[0]]


def test_the_letter_behind_a_label_of_another_letter_does_not_come_in() -> None:
    text = (
        "林晓安代表：\n收悉。\n2023年8月10日\n上一篇：\n关于第58号建议的答复\n下一篇：\n关于第56号建议的答复"
    )
    assert kept(text) == ["林晓安代表：", "收悉。", "2023年8月10日"]


def test_site_head_above_the_breadcrumb_goes_but_a_letter_above_it_stays() -> None:
    assert kept("云江市民政局\n网站首页\n您当前的位置：首页>政务公开\n林晓安代表：") == ["林晓安代表："]
    assert kept("林晓安代表：\n您当前的位置：首页>政务公开") == ["林晓安代表："]


def test_the_sites_foot_goes_and_the_letters_own_telephone_stays() -> None:
    text = (
        "2023年8月10日\n联系电话：023-00001111\n主办：云江市民政局  承办：信息中心\n"
        "联系电话：023-00002222\n云ICP备12345678号-1\n网站标识码：5000000001\n云公网安备 5000号"
    )
    assert kept(text) == ["2023年8月10日", "联系电话：023-00001111"]


def test_teasers_under_related_news_go() -> None:
    text = "2023年8月10日\n相关阅读\n我市召开会议\n市领导调研"
    assert kept(text) == ["2023年8月10日"]


@given(st.lists(st.text(max_size=50), max_size=30))
def test_every_line_is_kept_or_dropped_in_order(lines: list[str]) -> None:
    blocks = read_lines("\n".join(lines))
    stay, gone = sweep(blocks)
    assert sorted([id(b) for b in stay] + [id(d.block) for d in gone]) == sorted(id(b) for b in blocks)
    assert [b for b in blocks if b in stay] == stay


@pytest.mark.parametrize(
    "piece", ["字体大小", "打印||||", "智能问答", "((((", "首页>", "微信", "a.#,", "上一篇", "|", "-"]
)
def test_no_rule_runs_away_on_repetitions(piece: str) -> None:
    start = time.process_time()
    for length in (75, 390, 5_000):
        reason((piece * length)[:length] + "x")
        reason("您当前的位置：" + (piece * length)[:length] + "x")
    # Seconds, not a benchmark: a rule that goes back on its choices would need years here.
    assert time.process_time() - start < 20


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
@pytest.mark.parametrize("number", range(len(boilerplate._RULES)))
def test_a_line_is_found_by_its_beginning_as_by_trying_every_rule(number: int, data: st.DataObject) -> None:
    line = data.draw(st.from_regex(boilerplate._COMPILED[number][1], fullmatch=True))
    squeezed = "".join(line.split())
    if squeezed and len(line) <= boilerplate._LONGEST:
        slowly = next((why for why, rule in boilerplate._COMPILED if rule.fullmatch(squeezed)), None)
        assert boilerplate.reason(line) == slowly
