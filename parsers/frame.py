"""The lines around a letter's body: signature, date, contact, copies, signer, openness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parsers.brands import find_brand
from parsers.contact import DOTTED_NAME, continues_contact, is_contact
from parsers.normalize.dates import DateReading, read_date
from parsers.normalize.issuer import is_organ
from parsers.normalize.text import close_up, squeeze
from parsers.remembered import remembered
from parsers.types import Block


class LineKind(StrEnum):
    """What a line of the frame is."""

    DATE = "date"
    ORGAN = "organ"
    SIGNATURE = "signature"  # organ and date on one line
    CONTACT = "contact"
    COPIES = "copies"
    SIGNER = "signer"
    OPENNESS = "openness"
    OUTCOME = "outcome"
    ATTACHMENT = "attachment"
    IMPRINT = "imprint"
    CHROME = "chrome"
    APPENDIX = "appendix"  # the suggestion's own text after the reply


_S = r"[\s\u3000]{0,6}"
_COPIES = re.compile(rf"^[（(]?(?:抄{_S}[送报]|[送报]{_S}[:：]|分送|抄{_S}抄?送{_S}[:：]|主送[:：])")
_SIGNER = re.compile(
    rf"^[（(]?(?:签{_S}发(?:{_S}人|领导)?|领导(?:签发|签批|署名|签字)|主要签发领导|签发领导|审{_S}签(?:人)?|审核人|核稿|拟稿(?:人)?|签批人?){_S}[:：]"
)
_OPENNESS = re.compile(
    r"^[（(〔\[【]?(?:注[:：]?)?[“\"]?(?:此(?:回复|答复|复函)?件|是否(?:同意|完成)?(?:对外)?公开|公开属性|公文范围|公开类别|公开方式|信息公开(?:选项|属性|类别)|(?:主动|依申请|同意|不予?|不宜|全文|对外|同意对外|可以)?公开(?:发布)?[”\"]?[）)〕\]】]?[。.]?$)"
)
_OUTCOME = re.compile(rf"^[（(]?(?:(?:办理|办复|答复)(?:结果|类别|类型)|类{_S}别|分类|结果类别){_S}[:：]?")
_ATTACHMENT = re.compile(
    rf"^附{_S}(?:件|表|录)?{_S}\d?{_S}(?:[:：]|$)|^附件\s?\d?(?:[:：.、\s]|$)|^\d[.、]\s?《?.{{2,40}}(?:意见表|反馈表|回执)》?$"
)
_IMPRINT = re.compile(r"印发\s*$|共印\s?\d+\s?份")
_IMPRINT_START = re.compile(r"主题词|校对|打印[:：]|[（(]?共\s?\d+\s?份")
_CHROME_START = re.compile(
    r"打印(?:本页|此页|正文)?$|关闭(?:窗口|本页)?$|[【\[]?(?:打印|关闭|纠错|收藏|分享|字体|字号)(?=$|[\s:：】\]|【\[/]|大)|[【\[]?(?:[大中小][\s】\]|/]{0,4}){1,3}$|分享到?[:：]?|(?:上|下)一?[篇条页][:：]?|责任编辑|编辑[:：]|来源[:：]|返回(?:顶部|首页)?$|"
    r"浏览(?:次数|量)|相关(?:附件|链接|文章|信息|稿件|文档)|附件下载|您?当前(?:的)?位置|版权所有|主办(?:单位)?[:：]|网站标识码|智能(?:问答|机器人)|\|+$|[-_=*—]{3,}$"
)
# The first alternatives are words that sentences begin with too (中心城区…, 打印机…): they end there.
_CHROME_MARK = re.compile("扫一扫|ICP备|公网安备|小龙人")
_APPENDIX = re.compile(
    r"^(?:附[:：]?\s*\d*[.、]?\s*)?(?:(?:人大代表|政协委员)?(?:建议|提案)(?:内容|原文|正文|全文))\s*[:：]?"
)
_CLAUSE_MARK = re.compile(r"[。；，]")
_STAMP = re.compile(r"[（(](?:盖章|公章|签章|印章|章|代章)[）)]$")
# 二〇二二年, 2022年5月, 2023年 月 日: a date that was never filled in or lost its end.
_PARTIAL_DATE = re.compile(
    r"(?:20\d\d|二[〇○零OＯ0][〇○零OＯ0一二三四五六七八九]{2})年(?:(?:\d{0,2}|[一二三四五六七八九十]{0,3})月)?日?|20\d{3,4}月"
    r"|20\d\d月\d{1,2}月\d{1,2}日"
)
_ORGANS_APART = re.compile(r"[、|]|\s+")
_SENTENCE_MARK = re.compile(r"[，。；：！？,;:!?“”《》]")
"""No organ's name holds one of these, and no list of organs does."""
_SURE_PROSE = re.compile("[，；！？《》“”]")
_CLOSING = re.compile(r"^(?:此致|敬礼|特此|专此|此复|祝)")


@remembered
def line_kind(text: str) -> LineKind | None:
    """What frame line ``text`` is, or None where it is ordinary text."""
    text = text.strip()
    if not text or len(text) > 300:
        return None
    if text[0] in _FRAME_STARTS or text[0].isdigit():
        for pattern, kind in _BY_START:
            if pattern.match(text):
                return kind
        if is_contact(text):
            return LineKind.CONTACT
    if ("印" in text and _IMPRINT.search(text)) or _IMPRINT_START.match(text):
        return LineKind.IMPRINT
    if _CHROME_START.match(text) or _CHROME_MARK.search(text):
        return LineKind.CHROME
    return _signature_kind(text)


def is_appendix(text: str) -> bool:
    """Whether line_kind() is APPENDIX: no other kind begins as such a line does."""
    text = text.strip()
    return len(text) <= 300 and _APPENDIX.match(text) is not None


# All of these begin at the line's first character.
_BY_START = (
    (_COPIES, LineKind.COPIES),
    (_SIGNER, LineKind.SIGNER),
    (_APPENDIX, LineKind.APPENDIX),
    (_OPENNESS, LineKind.OPENNESS),
    (_OUTCOME, LineKind.OUTCOME),
    (_ATTACHMENT, LineKind.ATTACHMENT),
)
_FRAME_STARTS = frozenset(
    '（([【〔注“"抄送报分主签领审核拟人政建提附联承经办责部单负电手传邮通地系eE此是公信依同不予全对可答类结具业股科咨值'
)
"""The characters those patterns begin with; a line that begins otherwise is none of them (held by a test)."""


_DATE_LABEL = re.compile(r"^(?:答复|办理|办复|回复)(?:日期|时间)\s{0,3}[:：]")


_FOOTNOTE = re.compile(r"\[\d{1,2}\]$")
"""二〇〇七年五月二十四日[1]: an encyclopedia's mark behind the date."""


def _signature_kind(text: str) -> LineKind | None:
    text = _FOOTNOTE.sub("", text)
    if _SURE_PROSE.search(text):
        return None  # as most lines are: no date, organ or list of organs holds one of these
    if len(squeeze(text).strip("（）()。|")) > 90 + len("（盖章）"):
        return None  # prose, as most lines are
    bare = _STAMP.sub("", close_up(text)).strip("（）() 。|")
    if len(bare) > 90 or _CLOSING.search(bare):
        return None
    if _PARTIAL_DATE.fullmatch(squeeze(bare)):
        return LineKind.DATE
    reading = read_date(text)
    if reading:
        text = _DATE_LABEL.sub(lambda m: " " * len(m[0]), text)
        before = _STAMP.sub("", text[: reading.start].rstrip())
        rest = f"{before} {text[reading.end :]}".strip(" \t\u3000（）()。|日期：:落款时间")
        if not squeeze(rest):
            return LineKind.DATE
        if reading.start > 0 and organs_in(rest):
            return LineKind.SIGNATURE
        return None
    return LineKind.ORGAN if organs_in(text) else None


@remembered
def organs_in(text: str) -> tuple[str, ...]:
    """The organs a signature line names (one, or several set apart by white space or 、); () where it is no such line."""
    text = _STAMP.sub("", text.strip()).strip("|").strip()
    if _SENTENCE_MARK.search(text):
        return ()
    whole = close_up(text)
    pieces = [p for p in _ORGANS_APART.split(text) if p.strip()]
    if len(pieces) > 1 and all(is_organ(p) and len(squeeze(p)) >= 4 for p in pieces):
        return tuple(squeeze(p) for p in pieces)
    return (squeeze(whole),) if is_organ(whole) and len(squeeze(whole)) >= 3 else ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Block numbers of the signature's first and last line, the organs and the date as read."""

    first: int
    last: int
    organs: tuple[tuple[str, int], ...]
    date: tuple[DateReading, int] | None


def find_signature(blocks: Sequence[Block], start: int) -> Signature | None:
    """The first signature at or after block ``start``: organ(s) and date in adjacent lines, or a date alone.

    An organ alone counts only where nothing but frame lines follows it.
    """
    kinds = [line_kind(b.text) if i >= start else None for i, b in enumerate(blocks)]
    for i in range(start, len(blocks)):
        if kinds[i] in (LineKind.DATE, LineKind.SIGNATURE):
            return _around_date(blocks, kinds, i, start)
    for i in range(start, len(blocks)):
        if kinds[i] is LineKind.ORGAN and all(
            _ends_letter(b.text, k) for b, k in zip(blocks[i:], kinds[i:], strict=True)
        ):
            return Signature(i, i, tuple((o, i) for o in organs_in(blocks[i].text)), None)
    return None


def _ends_letter(text: str, kind: LineKind | None) -> bool:
    """A line that may stand below a signature: frame, or a scrap of page chrome, never a sentence."""
    return kind is not None or (len(text) < 40 and not _CLAUSE_MARK.search(text))


def _around_date(blocks: Sequence[Block], kinds: list[LineKind | None], i: int, start: int) -> Signature:
    reading = read_date(blocks[i].text)
    organs: list[tuple[str, int]] = []
    first = i
    if kinds[i] is LineKind.SIGNATURE and reading:
        rest = blocks[i].text[: reading.start] + " " + blocks[i].text[reading.end :]
        organs = [(o, i) for o in organs_in(rest)]
    j = i - 1
    while j >= start and i - j <= 8 and kinds[j] is not None and kinds[j] is not LineKind.DATE:
        if kinds[j] is LineKind.ORGAN:
            organs = [(o, j) for o in organs_in(blocks[j].text)] + organs
            first = j
        elif organs:
            break
        j -= 1
    if not organs and first == i and _looks_signed(blocks, i - 1, start):
        first = i - 1  # an organ with a brand or a site's name in it (G2): no issuer, and no text either
    return Signature(first, i, tuple(organs), (reading, i) if reading else None)


_SIGNED = re.compile(
    r"[^。！？；，：、!?;,:]{4,56}(?:局|委|委员会|办|办公室|厅|院|部|中心|政府|公司|街道|镇|乡)"
)


def _looks_signed(blocks: Sequence[Block], j: int, start: int) -> bool:
    text = blocks[j].text.strip()
    return j > start and _SIGNED.fullmatch(text) is not None and (" " in text or find_brand(text) is not None)


def body_end(blocks: Sequence[Block], start: int, signature: Signature | None) -> int:
    """One past the last block of the body: frame lines before the signature (contact, openness …) are cut off."""
    end = signature.first if signature else len(blocks)
    if signature is None:
        # Without a signature the body ends where only frame lines follow.
        end = next((i for i in range(start + 1, len(blocks)) if is_appendix(blocks[i].text)), end)
    while end > start + 1 and (
        line_kind(blocks[end - 1].text) is not None or continues_contact(blocks, end - 1)
    ):
        end -= 1
    return end


# --------------------------------------------------------------------------
# Values of frame lines
# --------------------------------------------------------------------------

_APPROVED = re.compile(
    r"(?:答复函?|复函|回复|函件|此函|此件|意见)\s?(?:已|业)?经\s?(?:我局|我委|本局|单位)?\s?([\u3400-\u9fff]{1,8}(?:[·•・][\u3400-\u9fff]{1,8}?){1,3}|[\u3400-\u9fff]{2,4}?)\s?"
    r"(?:同志|(?:党组)?(?:副)?(?:书记|局长|主任|厅长|院长|县长|区长|市长|部长|处长|队长|行长|校长|会长|镇长|乡长|主席|总经理|董事长|支队长|署长|司长))[、\u3400-\u9fff]{0,10}?(?:审签|审定|审核|签发|审阅|批准|同意|审批)"
)
_SIGNED_BY = re.compile(
    rf"(?:签{_S}发(?:{_S}人|领导)?|领导(?:签发|签批|署名|签字)|主要签发领导|签发领导|审签人|签批人){_S}[:：]{_S}({DOTTED_NAME}|[\u3400-\u9fff]{{2,4}}|[\u3400-\u9fff][\s\u3000]{{1,4}}[\u3400-\u9fff])(?=[\s,，;；。)）]|$)"
)


def read_approver(text: str) -> tuple[str, str] | None:
    """(name, raw) of 此答复函已经唐某某局长审签 or of 签发人:谢  某; None where the place is empty."""
    m = _APPROVED.search(text)
    if m:
        return m[1], m[0]
    m = _SIGNED_BY.search(text)
    if m:
        return squeeze(m[1]), m[0]
    return None


_COPY_LABEL = re.compile(rf"^[（(]?(?:抄{_S}抄?{_S}[送报]|分{_S}送|[送报])(?:单位|机关|部门)?{_S}[:：]?{_S}")


def _copied(text: str) -> list[str]:
    pieces = re.split(r"[、，,；;。]|\s{2,}", text)
    spaced = text.split()
    if len(pieces) == 1 and len(spaced) > 1 and all(len(p) >= 4 and is_organ(p) for p in spaced):
        return spaced
    return pieces


def read_copies(lines: Sequence[Block]) -> tuple[tuple[str, ...], str, str] | None:
    """(organs, raw, place) of 抄送 lines; the number of copies in brackets is left out."""
    names: list[str] = []
    raw: list[str] = []
    for block in lines:
        text = _COPY_LABEL.sub("", block.text.strip(), count=1)
        raw.append(block.text)
        for piece in _copied(text):
            name = re.sub(
                r"[（(]各?(?:\d+|[一二三四五六七八九十]+)份?[）)]|\d+份[）)]?$", "", close_up(piece)
            ).strip(" 。.")
            while name.endswith("）") and name.count("）") > name.count("（"):
                name = name[:-1]
            if (
                len(name) >= 2
                and re.search(r"[\u3400-\u9fff]", name)
                and name not in ("存档", "备案")
                and name not in names
            ):
                names.append(name)
    return (tuple(names), "\n".join(raw), lines[0].place) if names else None


_OPEN_VALUE = re.compile(
    r"(主动公开|依申请公开|不予公开|不宜公开|不公开|同意对外公开|同意公开|全文公开|部分公开|公开发布|对外公开|可以公开|公开)"
)


def read_openness(text: str) -> str | None:
    """The openness mark of a short line: （此件主动公开）→ 主动公开; 是否同意公开:(是) → 公开; …:否 → 不公开."""
    plain = squeeze(text)
    answered = re.search(r"是否(?:同意)?公开[:：]?[【\[（(]((?:主动|依申请|不予)公开)[】\]）)]", plain)
    if answered:
        return answered[1]
    asked = re.search(r"是否(?:同意|完成)?(?:对外|全文|主动)?公开[:：]?[（(]?([是否])", plain)
    if asked:
        return "公开" if asked[1] == "是" else "不公开"
    plain = re.sub(r"公开(?:属性|方式|类别|范围|选项|目录)[:：]?", "", plain)
    m = _OPEN_VALUE.search(plain)
    if not m:
        return None
    return "公开" if m[1] == "公开发布" else m[1]
