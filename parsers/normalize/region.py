"""Places: the region an organ's name begins with, and the place a session's level word means."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parsers.brands import find_brand
from parsers.remembered import remembered

LEVELS = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "全国",
    "省",
    "市",
    "州",
    "盟",
    "地区",
    "县",
    "旗",
    "区",
    "镇",
    "乡",
)
"""Level words, longer before shorter."""

_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
# A region at the head of an organ's name: each step is a name of at least two characters
# ending in a level character. "市", "县" alone are level words, not names.
# 州, 乡 and 镇 end many names of cities and counties (锦州市, 宁乡市, 镇乡县), so they give way to what follows.
_STEP = re.compile(
    r"[\u3400-\u9fff]{1,11}?(?:自治区|自治州|自治县|自治旗|地区|特别行政区|(?<=[\u3400-\u9fff])[州乡镇](?=[市县])[市县]|(?<=[\u3400-\u9fff])州[乡镇](?=$|[人第党一二三四五六七八九十])|[省市州盟县旗区镇乡])"
)


@dataclass(frozen=True, slots=True)
class Region:
    """One line of the standard: ``path`` is the full name from the province down."""

    code: str
    name: str
    path: tuple[str, ...]
    until: str

    @property
    def level(self) -> str:
        return level_of(self.name) or ""


def level_of(place: str) -> str | None:
    """The level word a place name ends in: 重庆市铜梁区 → 区, 丰宁满族自治县 → 县, 全国 → 全国."""
    if place.endswith("全国"):
        return "全国"
    for suffix, level in (
        ("自治区", "自治区"),
        ("自治州", "州"),
        ("自治县", "县"),
        ("自治旗", "旗"),
        ("地区", None),
    ):
        if place.endswith(suffix):
            return level
    return place[-1] if place and place[-1] in "省市州盟县旗区镇乡" else None


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    """All regions under their name, those in force before those that were renamed."""
    text = resources.files("parsers.data").joinpath("regions.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names = {}
    for row in sorted(rows, key=lambda r: r["until"] or "999999"):
        names[row["code"]] = row["name"]  # the name in force wins as a parent
    found: dict[str, list[Region]] = {}
    for row in rows:
        code = row["code"]
        parents = [names.get(code[:2] + "0000"), names.get(code[:4] + "00") if code[4:] != "00" else None]
        steps = [p for p in parents if p and p != row["name"]]
        region = Region(code, row["name"], (*steps, row["name"]), row["until"])
        found.setdefault(row["name"], []).append(region)
    return {name: tuple(sorted(r, key=lambda x: x.until != "")) for name, r in found.items()}


def region_names() -> tuple[str, ...]:
    """Every name of the standard, in force or not."""
    return tuple(_by_name())


def lookup(name: str) -> tuple[Region, ...]:
    """All regions of the standard with exactly this name; where any is in force, only those."""
    regions = _by_name().get(name, ())
    current = tuple(r for r in regions if not r.until)
    return current or regions


@remembered
def leading_region(organ: str) -> str:
    """The region an organ's name begins with: 重庆市铜梁区民政局 → 重庆市铜梁区, 市财政局 → ''.

    Known names win over the pattern, so 市中区 and 黑龙江省城市… are cut in the right place.
    """
    organ = organ.removeprefix("中共")
    taken = 0
    for _ in range(4):
        step = _known_step(organ[taken:]) or _pattern_step(organ[taken:])
        if not step:
            break
        taken += len(step)
    return organ[:taken]


def _known_step(text: str) -> str | None:
    for length in range(min(len(text), 15), 1, -1):
        if text[:length] in _by_name():
            return text[:length]
    return None


def known_region(text: str) -> str:
    """The name of the standard that ``text`` begins with, else ''.

    贵州省, 本溪市, 和平区 and 会同县 begin with words that mean something else in front of an organ (贵局, 本局, 和…, 会同…).
    Names of two characters that are no longer in force (贵县, renamed 1988) are left to those words.
    """
    step = _known_step(text) or ""
    return step if len(step) > 2 or any(not region.until for region in _by_name().get(step, ())) else ""


@cache
def names_with(words: str) -> re.Pattern[str]:
    """What finds the names of the standard that hold one of ``words`` (parted by |): 四会市 and 图们市 for 会|们.

    For rules that end a name at such a word.
    """
    wanted = re.compile(words)
    found = sorted((name for name in _by_name() if wanted.search(name)), key=len, reverse=True)
    return re.compile("|".join(found) or "(?!)")


# Words that end in a level character but belong to the organ: 市场, 区域, 城乡, 乡村, 社区 …
_GOES_ON = re.compile(r"场|政|域|划|长|级|辖|直|村|情|民|属|道|委|志|内|外|际|侨|容|管")
_ORGAN_WORD = re.compile(r"城[市乡]|社区|园区|景区|地区|新区|开发区|保税区|示范区|军区|校区|灌区|林区|城区$")


def _pattern_step(text: str) -> str | None:
    m = _STEP.match(text)
    if not m or len(m[0]) < 2 or _ORGAN_WORD.search(m[0]) or find_brand(m[0]):
        return None
    rest = text[m.end() :]
    if rest and _GOES_ON.match(rest) and m[0][-1] in "市乡镇":
        # 云江市政府 and 云江市委 are the city's own organs; 云江市场监督… is not a city.
        return m[0] if re.match(r"政府|政协|政务|政法|委|民族|民政|直|管", rest) else None
    return m[0]


def steps_of(place: str) -> tuple[str, ...]:
    """重庆市铜梁区 → (重庆市, 铜梁区)."""
    steps: list[str] = []
    rest = place
    while rest:
        step = _known_step(rest) or _pattern_step(rest)
        if not step:
            return (*steps, rest) if steps or level_of(rest) else ()
        steps.append(step)
        rest = rest[len(step) :]
    return tuple(steps)


def place_of_level(region: str, level: str) -> str | None:
    """The full place a level word means for an organ of ``region``; None where that is not certain.

    ``region`` is as the organ prints it (宁波市镇海区). The organ's own level gives its own
    region; a higher level gives the part of the region that is printed, else the parent
    the standard has, if all regions of that name have the same one.
    """
    steps = steps_of(region)
    if not steps:
        return None
    if level == level_of(steps[-1]) and not _could_mean_parent(steps):
        return "".join(steps)
    for i in range(len(steps) - 2, -1, -1):
        if level_of(steps[i]) == level:
            return "".join(steps[: i + 1])
    if level == level_of(steps[-1]):
        return None
    return _parent_of_level(steps, level)


def _could_mean_parent(steps: tuple[str, ...]) -> bool:
    """A city of county rank (义乌市) answers the prefecture's 市人大 too: the level word alone cannot tell."""
    if level_of(steps[-1]) != "市":
        return False
    if len(steps) >= 2 and level_of(steps[-2]) == "市":
        return True
    regions = lookup(steps[-1])
    return bool(regions) and all(r.code[4:] != "00" for r in regions)


def _parent_of_level(steps: tuple[str, ...], level: str) -> str | None:
    regions = [r for r in lookup(steps[-1]) if not steps[:-1] or set(steps[:-1]) <= set(r.path)]
    parents = set()
    for r in regions:
        above = [p for p in r.path[:-1] if level_of(p) == level]
        parents.add(above[-1] if above else None)
    return parents.pop() if len(parents) == 1 else None


def prefecture_of(city: str) -> str | None:
    """The prefecture above a city of county rank, where all cities of that name have the same one."""
    steps = steps_of(city)
    if len(steps) >= 2:
        return steps[-2]
    above = {r.path[-2] if len(r.path) > 2 else None for r in lookup(city)}
    return above.pop() if len(above) == 1 else None


def by_code(code: str) -> Region | None:
    """The region of a code of the standard, in force or not; None for a code the standard never had."""
    return _by_code().get(code)


@cache
def _by_code() -> dict[str, Region]:
    found: dict[str, Region] = {}
    for regions in _by_name().values():
        for region in regions:
            if region.code not in found or not region.until:
                found[region.code] = region
    return found
