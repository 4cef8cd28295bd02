"""Short invented replies: what a list shows of them and what their pages say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

MATTERS = (
    "农村公路养护",
    "老旧小区改造",
    "学校周边停车",
    "河道清淤",
    "养老助餐",
    "公共充电桩",
    "村级卫生室",
    "图书馆夜间开放",
)
OFFICES = (
    "交通运输局",
    "住房和城乡建设局",
    "教育局",
    "水务局",
    "民政局",
    "发展和改革局",
    "卫生健康局",
    "文化和旅游局",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """``number`` counts from 1, the newest is the highest; ``published`` is the day the list prints."""

    site: str
    number: int
    published: date

    @property
    def hash(self) -> str:
        """32 hexadecimal digits that are this letter's alone."""
        return hashlib.sha1(f"{self.site}{self.number}".encode(), usedforsecurity=False).hexdigest()[:32]

    @property
    def office(self) -> str:
        return "青沅县" + OFFICES[self.number % len(OFFICES)]

    @property
    def title(self) -> str:
        return f"{self.office}关于县第十七届人民代表大会第三次会议第{self.number:03d}号建议的答复"

    @property
    def matter(self) -> str:
        return MATTERS[self.number % len(MATTERS)]

    @property
    def sentence(self) -> str:
        """A sentence that stands in no other letter."""
        return f"今年安排{self.matter}项目{self.number}个，编号为{self.hash[:8]}，年底前全部完成。"

    @property
    def paragraphs(self) -> str:
        """The letter as an editor leaves it."""
        signed = self.published - timedelta(days=6)
        lines = (
            "王建国代表：",
            f"您提出的《关于加强{self.matter}工作的建议》收悉。现答复如下：",
            self.sentence,
            "感谢您对我们工作的关心和支持。",
        )
        body = "".join(f'<p style="text-indent:2em">{line}</p>' for line in lines)
        end = f"{signed.year}年{signed.month}月{signed.day}日"
        return f'{body}<p style="text-align:right">{self.office}</p><p style="text-align:right">{end}</p>'


def letters(site: str, count: int) -> tuple[Letter, ...]:
    """Newest first, three days apart."""
    newest = date(2025, 9, 26)
    return tuple(Letter(site, count - place, newest - timedelta(days=3 * place)) for place in range(count))
