"""Documents a letter cites in 《》, with the document number printed after them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.normalize.document_number import find_document_numbers, read_document_number
from parsers.normalize.text import close_up, match_key
from parsers.quotes import find_quoted
from parsers.types import Citation

_NUMBER_WINDOW = 60
_FOLLOWING = re.compile(r"\s{0,3}(?:[（(〔\[【]|（|,|，)?\s{0,3}(?:以下简称[^（）()]{1,20}[,，;；]\s?)?")
_LEADING = re.compile(r"(?<=号)(?:文件?)?(?:(?:印发|下发|发布|出台|制定)[的了]?)?\Z")
_RUNNING_WORDS = re.compile(
    r"^(?:[以由在经将对把按依从向为与及和或其该据照]|[\u3400-\u9fff]{8})|落实|贯彻|执行|结合|认真|严格|制定|出台|下发|印发|实施|遵照|文件"
)
_FORM = re.compile(r"征询意见|意见征询|意见表|反馈表|反馈意见|回执|评价表|满意度|办理情况表|登记表$")
_ALIASES = frozenset(
    ("建议", "提案", "议案", "通知", "意见", "办法", "方案", "规划", "条例", "规定", "决定", "纲要")
)
"""（以下简称《建议》）: a short name for something named in full elsewhere."""
_SUGGESTION = re.compile(r"(?:建议|提案|议案)$")
_AND = re.compile(r"(?:[（(]第?[^（）()]{1,20}号[^（）()]{0,6}[）)])?[、，,和及与\s]{0,3}")
"""Between the titles of suggestions that are answered together: 《…》（第0041号）、《…》."""
_MAX = 500
"""A letter citing more is a list, and nobody reads it as citations."""


def find_citations(text: str, own_titles: Iterable[str] = ()) -> tuple[Citation, ...]:
    """Cited documents in order of appearance, each once.

    Left out are the suggestion's own title, those answered together with it, and reply forms.

    A number belongs to a title only if it follows the closing 》 directly, in brackets or bare, or stands
    bare before the opening 《 (云府发〔2021〕7号文件《…》); in brackets there it is the title's before.
    """
    titles = [t for t in own_titles if t]
    own = {match_key(t) for t in titles}
    named = [(at, at + len(t)) for t in titles if "《" in t and (at := text.find(t)) >= 0]
    stems = {_stem(key) for key in own}
    cited: dict[str, Citation] = {}
    answered: int | None = None  # where the last title that is answered ends
    for quoted in find_quoted(text, "《"):
        title = close_up(quoted.inner)
        key = match_key(title)
        beside = answered is not None and _AND.fullmatch(text, answered, quoted.start)
        if key in own or (beside and _SUGGESTION.search(title)):
            answered = quoted.end
            continue
        if len(key) < 2 or key in _ALIASES or _FORM.search(title):
            continue
        if any(begin <= quoted.start < end for begin, end in named):
            continue  # the suggestion's title names it, the letter does not cite it there
        if title.startswith("关于") and (title.endswith(("提案", "议案")) or _stem(key) in stems):
            continue  # this item in other words, or somebody else's
        if text[max(0, quoted.start - 3) : quoted.start].endswith(("简称", "下称")):
            continue
        number = _number_after(text, quoted.end) or _number_before(text, quoted.start)
        known = cited.get(key)
        if known is None:
            if len(cited) >= _MAX:
                break
            cited[key] = Citation(title, number)
        elif known.document_number is None and number:
            cited[key] = Citation(known.title, number)
    return tuple(cited.values())


_KIND = re.compile(r"(?:的?(?:建议|提案|议案|意见)){1,2}$")


def _stem(key: str) -> str:
    """关于发展油茶产业的建议提案 is 关于发展油茶产业的提案 once more."""
    return _KIND.sub("", key)


def _number_after(text: str, end: int) -> str | None:
    window = text[end : end + _NUMBER_WINDOW].split("\n", 1)[0]
    lead = _FOLLOWING.match(window)
    offset = lead.end() if lead else 0
    found = read_document_number(window, repair=True)
    return found.value if found and found.start <= offset + 1 else None


def _number_before(text: str, start: int) -> str | None:
    window = text[max(0, start - _NUMBER_WINDOW) : start].rsplit("\n", 1)[-1]
    link = _LEADING.search(window)
    if link is None:
        return None
    found = list(find_document_numbers(window[: link.start()]))
    if not found or found[-1].end != link.start() or _RUNNING_WORDS.search(found[-1].value):
        return None  # where the sentence's own words run into the code nobody can say where it begins
    return found[-1].value
