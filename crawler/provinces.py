"""The provinces: first two digits of GB/T 2260, short name, folder of their portal files, ISO 3166-2:CN code."""

from __future__ import annotations

from dataclasses import dataclass

NATIONAL = "中央"


@dataclass(frozen=True, slots=True)
class Province:
    """``digits``: 00 for the central government, which is no province but is filed like one."""

    digits: str
    name: str
    folder: str
    iso: str


_ROWS = """
00 中央 national cn
11 北京 beijing bj
12 天津 tianjin tj
13 河北 hebei he
14 山西 shanxi sx
15 内蒙古 neimenggu nm
21 辽宁 liaoning ln
22 吉林 jilin jl
23 黑龙江 heilongjiang hl
31 上海 shanghai sh
32 江苏 jiangsu js
33 浙江 zhejiang zj
34 安徽 anhui ah
35 福建 fujian fj
36 江西 jiangxi jx
37 山东 shandong sd
41 河南 henan ha
42 湖北 hubei hb
43 湖南 hunan hn
44 广东 guangdong gd
45 广西 guangxi gx
46 海南 hainan hi
50 重庆 chongqing cq
51 四川 sichuan sc
52 贵州 guizhou gz
53 云南 yunnan yn
54 西藏 xizang xz
61 陕西 shaanxi sn
62 甘肃 gansu gs
63 青海 qinghai qh
64 宁夏 ningxia nx
65 新疆 xinjiang xj
"""

PROVINCES = tuple(Province(*line.split()) for line in _ROWS.split("\n") if line)
"""In the order of the standard."""

BY_NAME = {province.name: province for province in PROVINCES}
BY_DIGITS = {province.digits: province for province in PROVINCES}

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""直辖市: provinces that are cities."""


def province_of(region_code: str | None) -> Province | None:
    """The province a region code lies in; None for no code and for one of no province."""
    return BY_DIGITS.get(region_code[:2]) if region_code else None
