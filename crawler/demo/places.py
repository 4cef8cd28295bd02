"""The invented places, their assemblies and their people. Nothing here exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["npc", "cppcc"]


@dataclass(frozen=True, slots=True)
class Place:
    """One government.

    ``code`` is a six-digit area code no real place has (99xxxx); ``npc`` and ``cppcc`` give
    (term, year of the term's first meeting).
    """

    name: str
    short: str
    level: str
    abbreviation: str
    code: str
    npc: tuple[int, int]
    cppcc: tuple[int, int]
    towns: tuple[str, ...]
    phone_area: str
    postcode: str

    @property
    def we(self) -> str:
        return f"我{self.level}"

    @property
    def government(self) -> str:
        return f"{self.level}委、{self.level}政府"

    def term(self, kind: Kind) -> int:
        return (self.npc if kind == "npc" else self.cppcc)[0]

    def meeting(self, kind: Kind, year: int) -> int:
        """The meeting held in ``year``: one each year of the term."""
        return year - (self.npc if kind == "npc" else self.cppcc)[1] + 1


YUNJIANG = Place(
    name="云江市",
    short="云江市",
    level="市",
    abbreviation="云",
    code="990100",
    npc=(6, 2023),
    cppcc=(6, 2023),
    towns=("临澜区", "朔溪区", "青沅县", "石螺县", "望渡区"),
    phone_area="0329",
    postcode="999001",
)

LINLAN = Place(
    name="云江市临澜区",
    short="临澜区",
    level="区",
    abbreviation="临澜",
    code="990112",
    npc=(19, 2022),
    cppcc=(15, 2022),
    towns=("鹤鸣镇", "石坎镇", "双柏街道", "梨园坝街道", "麻柳渡镇"),
    phone_area="0329",
    postcode="999120",
)

SHUOXI = Place(
    name="云江市朔溪区",
    short="朔溪区",
    level="区",
    abbreviation="朔",
    code="990124",
    npc=(18, 2022),
    cppcc=(16, 2022),
    towns=("太和场镇", "白鹭溪镇", "东津街道", "观音桥头镇", "蓼叶镇"),
    phone_area="0329",
    postcode="999560",
)

HAILAN = Place(
    name="澜州市海澜区",
    short="海澜区",
    level="区",
    abbreviation="海",
    code="990211",
    npc=(18, 2022),
    cppcc=(12, 2022),
    towns=("潮音街道", "盐仓街道", "蛟浦镇", "望海楼镇", "沙河头镇"),
    phone_area="0574",
    postcode="999211",
)

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司徒", "慕容")
GIVEN = (
    *("晓岚", "建平", "玉洁", "明远", "思源", "国梁", "春燕", "志强", "若溪", "海波", "雪梅", "振华"),
    *("文博", "秀英", "一帆", "家骏", "丽娟", "永福", "静怡", "启航", "淑贞", "东升", "婉清", "少云"),
    *("喆", "堃", "玥", "珂", "川", "敏", "波", "颖", "磊", "倩", "峰", "蓉", "勇", "霞"),
)
"""喆, 堃 and 玥 are outside GB 2312 and inside GBK: a page declared gb2312 holds them."""

MINORITY_NAMES = ("扎西·朗措", "阿依努尔·买买提", "巴特尔夫", "蜂木兰")

PARTIES = ("民盟{place}委员会", "农工党{place}委员会", "九三学社{place}委员会", "{place}工商业联合会")
