"""Suggestions whose own titles hold the words that rules look for: 办理, 答复, 会议, 《…》, 第…号, 附件, 联系电话."""

from __future__ import annotations

import pytest

from parsers.parse import parse

TITLES = """
关于加强新闻宣传工作的建议
关于公布行政许可目录的提案
关于召开经济形势分析会议的建议
关于提高提案办理质量的提案
关于加强代表建议办理工作的建议
关于建议答复公开的建议
关于完善政协提案办理协商机制的提案
关于在两会期间加强交通疏导的建议
关于修订《云江市城市管理条例》的议案
关于规范“放管服”改革中一网通办的建议
关于进一步落实《国务院办公厅关于推进养老服务发展的意见》的建议
关于将“银发经济”纳入“十四五”规划的提案
关于尽快出台《云江市物业管理办法》的建议
关于解决第三中学门口拥堵问题的建议
关于拓宽108国道云江段的建议
关于建设2号线地铁站的提案
关于第五届运动会场馆利用的建议
关于办好十五届全运会的建议
关于第三次全国国土调查成果应用的提案
关于加强12345热线办理的建议
关于2025年春节联欢活动安排的建议
关于建立人大代表联络站的建议
关于加强政协委员工作室建设的提案
关于成立市政协文史馆的提案
关于加快推进G312国道改建的建议
关于加强对“三无”小区管理的建议
关于支持民办教育发展、促进教育公平的建议
关于严厉打击“高空抛物”、“飞线充电”的建议
关于加强农村(社区)卫生室建设的建议
关于减轻中小学生作业负担的提案
加快城乡公交一体化的建议
对加强养犬管理的几点建议
让老人“老有所养”
建议在东城区增设公厕
请求解决我村饮水问题的建议
办好人民满意的教育
关于对建档立卡贫困户给予支持的建议
关于将我市列入试点城市的建议
关于请求将云江至临澜公路升级为省道的建议
关于进一步加强校园安全管理的建议和意见
关于加强基层卫生人才队伍建设的若干建议
关于加强社会信用体系建设的议案
关于“乡村振兴”战略下农村人居环境整治的提案
关于建立健全代表、委员联系群众制度的建议
关于加强市民来信办理的建议
关于推广“局长信箱”的提案
关于开展优秀提案评选的提案
关于进一步规范行政复议答复工作的建议
关于规范信访答复意见书的建议
关于制定《云江市非机动车管理规定》的立法建议
关于修改云江市第十届人大常委会议事规则的建议
关于增加A类幼儿园数量的建议
关于B超设备进乡镇的提案
关于设立“代表建议”专栏的建议
关于提案“回头看”的提案
关于整治“僵尸车”（废弃车辆）的建议
关于加强《民法典》宣传的提案
关于做好1981-1983年对越作战退役人员服务的提案
关于对第88号提案继续办理的建议
关于调整G60高速收费标准(2021版)的建议
关于云江市2022年民生实事项目的建议
关于尊敬老人风尚培育的提案
关于李一民烈士故居修缮的提案
关于委员履职积分管理的提案
关于加强委员会办公条件的建议
关于解决局部地区停电的建议
关于将办公室搬迁的建议
关于支持平安镇人民政府建设文化站的建议
关于督促供电公司改造电网的建议
关于要求市交通局增开公交的建议
关于感谢信制度的建议
关于联系电话公开的建议
关于信息主动公开的提案
关于抄送制度的建议
关于附件管理的提案
""".strip().split("\n")

_REPLY = """
李一民{member}：

{opening}，现答复如下：
一、基本情况。我局高度重视。
感谢您对我局工作的关心和支持。

云江市教育局
2021年5月6日
"""
_HEADED = "对{session}第12号{kind}的答复\n" + _REPLY


def _letter(title: str, page: str, opening: str) -> str:
    of_members = title.endswith("提案")
    words = {
        "title": title,
        "kind": "提案" if of_members else "建议",
        "session": "市政协十届三次会议" if of_members else "市十届人大三次会议",
        "member": "委员" if of_members else "代表",
    }
    return page.format(opening=opening.format(**words), **words)


@pytest.mark.parametrize(
    ("page", "opening"),
    [
        pytest.param(_HEADED, "您提出的《{title}》收悉", id="marks"),
        pytest.param(_HEADED, "您在{session}上提出的“{title}”的{kind}（第12号）已收悉", id="quotation marks"),
        pytest.param("{title}的答复\n" + _REPLY, "您提出的{title}已收悉。经研究", id="no marks"),
    ],
)
def test_a_title_is_read_whole_and_changes_nothing_else(page: str, opening: str) -> None:
    found = {}
    for title in TITLES:
        if opening.startswith("您提出的{") and not title.startswith("关于"):
            continue
        record = parse(_letter(title, page, opening).encode()).record
        asked = record.proposal_title or ""
        read = (
            asked in (title, f"关于{title}", f"关于“{title}”"),
            record.genre,
            record.issuer,
            record.date_signed,
        )
        rest = (
            record.citations,
            record.co_handlers,
            record.outcome_mark,
            record.contact,
            record.proposal_text,
        )
        if read != (True, "reply", "云江市教育局", "2021-05-06") or any(rest):
            found[title] = (asked, *read, *rest)
    assert not found


def test_a_title_changes_neither_session_nor_number() -> None:
    found = {}
    for title in TITLES:
        record = parse(_letter(title, _HEADED, "您提出的《{title}》收悉").encode()).record
        read = (record.term, record.meeting, list(record.matter_numbers), record.assembly)
        if read != (10, 3, ["12"], "cppcc" if title.endswith("提案") else "npc"):
            found[title] = read
    assert not found
