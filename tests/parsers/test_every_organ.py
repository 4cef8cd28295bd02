"""Every organ that answers letters, in the places where a letter names it: no kind of office may be lost."""

from __future__ import annotations

import pytest

from parsers.parse import parse


def _words(text: str) -> list[str]:
    return text.split()


_LOCAL = _words("""
发展和改革委员会 发展改革委 教育局 教育体育局 教体局 科学技术局 科技局 工业和信息化局 工信局
经济和信息化委员会 民族宗教事务局 民族和宗教事务局 公安局 公安局交通警察支队 公安局交警大队
民政局 司法局 财政局 人力资源和社会保障局 自然资源局 自然资源和规划局 规划和自然资源局
生态环境局 住房和城乡建设局 住房城乡建设委 住房保障和房产管理局 城市管理局 城市管理行政执法局
城市管理综合执法局 综合行政执法局 交通运输局 水利局 水务局 农业农村局 农业农村委员会 商务局
文化和旅游局 文化广电和旅游局 文化广播电视旅游局 文化体育和旅游局 卫生健康委员会 卫生健康委
卫健委 卫生健康局 退役军人事务局 应急管理局 审计局 市场监督管理局 市场监管局
国有资产监督管理委员会 国资委 体育局 统计局 医疗保障局 医保局 林业局 林业和草原局 园林绿化局
信访局 人民防空办公室 人防办 机关事务管理局 机关事务服务中心 行政审批服务局 行政审批局
政务服务管理局 政务服务数据管理局 大数据发展管理局 大数据局 地方金融监督管理局 金融工作办公室
乡村振兴局 扶贫开发办公室 供销合作社联合社 供销合作社 供销社 住房公积金管理中心
公共资源交易中心 投资促进局 招商局 粮食和物资储备局 能源局 海洋与渔业局 畜牧兽医局 气象局
税务局 烟草专卖局 邮政管理局 通信管理局 消防救援支队 消防救援大队 残疾人联合会 残联
妇女联合会 妇联 总工会 红十字会 科学技术协会 科协 文学艺术界联合会 文联 工商业联合会 工商联
档案馆 档案局 图书馆 博物馆 人民政府 人民政府办公室 人民政府办公厅 政府办公室 政府办
人民法院 中级人民法院 人民检察院 经济技术开发区管理委员会 经济开发区管委会
高新技术产业开发区管理委员会 高新区管委会 工业园区管理委员会 风景名胜区管理委员会 融媒体中心
广播电视台 供电公司 自来水公司 城市建设投资集团有限公司 公共交通集团有限公司 社会工作部 数据局
数据资源管理局 农业综合行政执法大队 疾病预防控制中心 地震局 史志办公室 地方志编纂委员会办公室
外事办公室 外事侨务局 侨务办公室 台湾事务办公室 港澳事务办公室 民族事务委员会 国防动员办公室
老龄工作委员会办公室 中医药管理局 药品监督管理局 知识产权局 港航管理局 港口管理局 公路管理局
公路事业发展中心 道路运输管理局 轨道交通建设办公室 铁路建设办公室 重点项目建设办公室 城乡规划局
国土资源局 环境保护局 农业局 农业委员会 农牧局 农牧业局 旅游局 旅游发展委员会
文化广电新闻出版局 新闻出版广电局 卫生局 卫生和计划生育局 卫生和计划生育委员会
食品药品监督管理局 工商行政管理局 质量技术监督局 安全生产监督管理局 城乡建设委员会 城乡建设局
房产管理局 房产局 园林局 市政公用局 市容环境卫生管理局 水产局 物价局 监察局 粮食局
法制办公室 政府法制办公室 移民局 扶贫办 老干部局 机构编制委员会办公室 新城管理委员会
自由贸易试验区管理委员会 保税区管理委员会 综合保税区管理委员会 森林公园管理处 水库管理局 水文局
地质矿产局 盐务局 煤炭工业局 黄金管理局 东街街道办事处 城关镇人民政府 平安乡人民政府
和平街道办事处 新民族乡人民政府
""")
_OF_THE_PARTY = _words(
    "组织部 宣传部 统战部 政法委 编办 机构编制委员会办公室 社会工作部 网信办 老干部局 党校"
)
_NATIONAL = _words("""
国家发展和改革委员会 国家发展改革委 教育部 科学技术部 工业和信息化部 国家民族事务委员会 公安部
民政部 司法部 财政部 人力资源和社会保障部 自然资源部 生态环境部 住房和城乡建设部 交通运输部
水利部 农业农村部 商务部 文化和旅游部 国家卫生健康委员会 退役军人事务部 应急管理部
中国人民银行 审计署 海关总署 国家税务总局 国家市场监督管理总局 国家广播电视总局 国家体育总局
国家统计局 国家知识产权局 国家医疗保障局 国家林业和草原局 国家能源局 国家邮政局 国家铁路局
中国民用航空局 国家粮食和物资储备局 国家药品监督管理局 国家中医药管理局
国务院国有资产监督管理委员会 国家金融监督管理总局 中国证券监督管理委员会
中国银行保险监督管理委员会 国家互联网信息办公室 国家文物局 国家档案局 国家数据局
国家疾病预防控制局 最高人民法院 最高人民检察院 中国科学院 中国气象局 中国地震局
国务院港澳事务办公室 国家国际发展合作署 国家移民管理局 国家外汇管理局 国家矿山安全监察局
国家消防救援局 国家信访局 国家机关事务管理局 全国总工会 中华全国供销合作总社 中国残疾人联合会
国家电网有限公司 中国国家铁路集团有限公司 中央网络安全和信息化委员会办公室 中央社会工作部
""")

ORGANS = [
    *(f"云江市{name}" for name in _LOCAL),
    *(f"临澜县{name}" for name in _LOCAL),
    *(f"中共云江市委{name}" for name in _OF_THE_PARTY),
    *_NATIONAL,
    "国家税务总局云江市税务局",
]
_BODY = """
李一民代表：

您提出的《关于新建学校的建议》收悉。{worked}现答复如下：
我单位已列入计划。
感谢您的关心。

"""
_TITLE = "关于对市十届人大三次会议第12号建议的答复\n"
_OTHER = "云江市机关事务管理中心"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(_TITLE + _BODY.format(worked="") + "{}\n2021年5月6日\n", id="signature"),
        pytest.param(_TITLE + _BODY.format(worked="") + "{} 2021年5月6日\n", id="signature on one line"),
        pytest.param("{}" + _TITLE + _BODY.format(worked="") + "2021年5月6日\n", id="title"),
        pytest.param("发布机构：{}\n" + _TITLE + _BODY.format(worked="") + "2021年5月6日\n", id="metadata"),
    ],
)
def test_every_organ_is_an_issuer(page: str) -> None:
    found = {}
    for organ in ORGANS:
        record = parse(page.format(organ).encode()).record
        if (record.issuer, record.date_signed) != (organ, "2021-05-06"):
            found[organ] = record.issuer
    assert not found


def test_every_organ_works_with_others() -> None:
    worked = _BODY.format(worked="经与{0}共同研究，")
    page = f"{_TITLE}{worked}{_OTHER}\n2021年5月6日\n\n抄送：{{0}}\n"
    found = {}
    for organ in ORGANS:
        record = parse(page.format(organ).encode()).record
        read = (record.issuer, list(record.co_handlers), list(record.copied_to))
        if read != (_OTHER, [organ], [organ]):
            found[organ] = read
    assert not found


def test_every_organ_is_written_to() -> None:
    page = (
        "关于对市十届人大三次会议第12号建议的协办意见\n\n{}：\n\n"
        f"《关于新建学校的建议》（第12号）收悉。现提出协办意见如下：\n支持。\n\n{_OTHER}\n2021年5月6日\n"
    )
    found = {}
    for organ in ORGANS:
        record = parse(page.format(organ).encode()).record
        read = (record.genre, record.issuer, [addressee.name for addressee in record.addressees])
        if read != ("co_opinion", _OTHER, [organ]):
            found[organ] = read
    assert not found
