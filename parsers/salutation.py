"""Whom a letter is addressed to: 陈民代表：, 欧阳明等14位代表：, 民革天水市委员会：."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.normalize.issuer import is_organ
from parsers.normalize.numerals import read_number
from parsers.normalize.region import names_with
from parsers.normalize.text import close_up, squeeze
from parsers.surnames import is_surname
from parsers.types import Addressee, Block

_CJK = "\u3400-\u9fff\U00020000-\U0002ffff"
_ROLE = "代表|委员|主席|副主席|主任|副主任|同志|先生|女士"
_HONORIFIC = re.compile(r"^(?:尊敬的?|敬爱的?|致(?!公)|主送(?:单位|机关)?[:：]|答复对象[:：])\s*[:：]?\s*")
_GREETING = re.compile(r"[，,\s]*(?:您们?好|你们?好|大家好)?[\s!！,，。.:：]*$")
_OFFICE = r"(?:全国|省|自治区|市|州|盟|县|旗|区|镇|乡)?(?:人大|政协|人民代表大会)"
_GROUP = re.compile(
    rf"[（(]?\s*(?:等\s*(?:(?P<some>[0-9０-９一二三四五六七八九十百]{{1,4}})\s*[位名个人]?)?|(?P<count>[0-9０-９一二三四五六七八九十百两]{{1,4}})\s*[位名个人])"
    rf"\s*[）)]?\s*(?:{_OFFICE})?\s*$"
)
_NAME = re.compile(
    rf"[{_CJK}]{{2,4}}|[{_CJK}]{{1,12}}(?:[·•・．.‧][{_CJK}]{{1,12}}){{1,4}}|[{_CJK}]{{0,2}}[xX×＊*某○]{{1,4}}|[{_CJK}][xX×＊*]{{1,2}}[{_CJK}]"
)
_LONG_NAME = re.compile(rf"[{_CJK}]{{5,7}}")
_NOT_A_NAME = re.compile(
    r"领衔|附议|联名|提出|提案|建议|议案|各位|全体|所有|有关|人大|政协|我们|你们|您|首席|主办|协办|承办|答复|回复|办理|"
    r"关于|感谢|联系|第[一二三四五六七八九十\d]|法定|委托|授权|会议|工作|部分|常委|广大|基层|省市|职工|群众|市民|网友|学生|家长|企业|公司|来信"
)
_ORGANISATION_END = re.compile(
    r"(?:委员会|委员组|[省市县区州]委会|代表团|代表小组|代表组|小组|联络组|联系组|中心组|活动组|工委|支部|总支|党委|区委|市委|县委|省委|州委|旗委|盟委|工商联|联合会|总商会|商会|协会|"
    r"促进会|妇联|团委|总工会|学会|侨联|台联|科协|文联|残联|社科联|青联|学联|作协|红十字会|界别|界|局|厅|委|部|办|办公室|政府|街道|街道办事处|办事处|院|中心|公司|镇|乡|党派|"
    r"民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|分会)$"
)
_PROPOSER = re.compile(
    r"代表团$|代表小组$|联络组$|工商联$|(?:民革|民盟|民建|民进|农工党|农工民主党|致公党|九三学社|台盟|民主同盟|建国会|促进会).{0,14}$|政协.{2,14}委员会$"
)
_DELEGATE = re.compile(r"(?:党|会|团|组|委|办|局|部|社|盟|界|支部|联|协)$")
# 市工商联、夏明委员: what stands beside members and is none.
_BODY = re.compile(
    r"(?:委员会|委会|联合会|工商联|总工会|妇联|残联|侨联|科协|文联|社科联|青联|台联|红十字会|界|界别|活动组|联络组|小组|总支|支部|代表团)$|^团[省市县区州]委$"
)
# 陶云会, 张建党: given names end in these too, behind a character that makes no body's name with it.
_GIVEN_NAME = re.compile(
    rf"(?![省市县区州旗镇乡团])[{_CJK}]{{0,2}}[^工商学协居村业党团总青妇文侨残科记作委民台公兵代表事究进谊联乡][会党联团盟协]"
)
_OPENING = re.compile(
    r"收悉|[案议函件]悉|收到|您好|你好|[您你](?:们|（们）|\(们\))?\s*(?:在|提|的|所|于|关|对|代|团|单)|提出的?|答复如下|回复如下|函复如下|复函如下|"
    r"答复意见|转来|交办|办理[情意结]|反馈如下|意见如下|[贵你您]\s?[委会团局单办支党政区县镇街]"
)
# 毕野委员您好：, 尊敬的…代表： greet one person by name: a letter, also where the text begins with the matter itself.
_POLITE = re.compile(r"^尊敬的|^敬爱的|您好|你好")
_STRICT_OPENING = re.compile(
    r"收悉|[案议函件]悉|现[将就]?.{0,24}[答回函]复|[答回函]复如下|意见如下|会办|协办|分办|办理意见|提出的|转来|反馈如下|函告如下.{0,24}答复(?:代表|委员)"
)
_SENTENCE_MARK = re.compile(r"[。；;？?《》“”\"！]")


@dataclass(frozen=True, slots=True)
class Salutation:
    """Where the salutation stands and whom it names.

    ``first``/``last`` are block numbers (a long list of names may run over lines);
    ``rest`` is what follows it in its last block: the body's first paragraph where the colon is not a line's end.
    """

    first: int
    last: int
    raw: str
    rest: str
    addressees: tuple[Addressee, ...]
    place: str


def find_salutation(blocks: Sequence[Block], start: int = 0) -> Salutation | None:
    """The first block at or after ``start`` that addresses somebody and is followed by a reply's opening."""
    for i in range(start, len(blocks)):
        found = _at(blocks, i)
        if found:
            return found
    return None


def _at(blocks: Sequence[Block], i: int) -> Salutation | None:
    text = blocks[i].text
    for last in range(i, min(i + 3, len(blocks))):
        if last > i:
            if not _is_list_of_names(text):
                return None
            text = text + blocks[last].text
        parsed = _split_head(text)
        if parsed is None:
            continue
        head, colon, rest = parsed
        persons = _persons(head) or (_both(head) if colon else ())
        following = rest + "".join(b.text for b in blocks[last + 1 : last + 4])[:400]
        if persons:
            # Without a colon the words alone must be the whole line; with one, the opening decides less.
            polite = colon and _POLITE.search(text[: len(head) + 12]) and len(following) > 20
            if _OPENING.search(following[:300]) or (colon and not following) or polite:
                return Salutation(i, last, head, rest, persons, blocks[i].place)
        elif _STRICT_OPENING.search(following[: 400 if colon else 160]):
            organisations = _organisations(head)
            # A red head or a signature is an organ alone on its line too: without a colon only
            # bodies that propose (parties, committees, delegations) are believed.
            believed = colon or (
                len(organisations) == 1 and (_PROPOSER.search(head) or _opens_co_opinion(blocks, i))
            )
            if organisations and believed:
                return Salutation(i, last, head, rest, organisations, blocks[i].place)
    return None


_CO_OPENING = re.compile(r"(?:会办|协办)[^。；]{0,24}如下|现[将就][^。；]{0,60}(?:会办|协办)")


_CO_TITLE = re.compile(r"第[^。]{1,12}号[^。]{0,20}(?:协办|会办)(?:意见|件|函|答复|回复)$")
_OPINION_OPENING = re.compile(r"收悉[^。]{0,30}意见(?:函告|回复|答复|反馈)?如下")


def _opens_co_opinion(blocks: Sequence[Block], i: int) -> bool:
    """我局对…会办意见如下： right below an agency's name: a co-handler writes to the lead agency.

    Where only the title above says so, another agency has to sign below: a red head stands there, too.
    """
    following = blocks[i + 1].text[:300] if i + 1 < len(blocks) else ""
    if _CO_OPENING.search(following):
        return True
    titled = any(_CO_TITLE.search(close_up(b.text)) for b in blocks[max(0, i - 4) : i] if len(b.text) < 120)
    if not titled or _OPINION_OPENING.search(following) is None:
        return False
    name = squeeze(blocks[i].text)
    below = [squeeze(b.text) for b in blocks[i + 2 :][-60:] if len(b.text) <= 60]
    if any(name in line for line in (*below, *(squeeze(b.text) for b in blocks[max(0, i - 4) : i]))):
        return False
    return any(is_organ(line) for line in below)


def is_proposer(name: str) -> bool:
    """Whether an organisation is one that makes suggestions: a party, a committee of the conference, a delegation."""
    return bool(_PROPOSER.search(name))


def is_person_salutation(text: str) -> bool:
    """True for a piece such as 陈一代表： or 尊敬的苏桐、李二委员:."""
    parsed = _split_head(text)
    return parsed is not None and parsed[1] and bool(_persons(parsed[0]))


def _is_list_of_names(text: str) -> bool:
    return (
        len(text) <= 120
        and "、" in text
        and not _SENTENCE_MARK.search(text)
        and not re.search(r"[:：]", text)
    )


_INLINE = re.compile(rf"^(.{{2,110}}?(?:{_ROLE})们?)\s*[，,]?\s*(您们?好|你们?好)\s*[!！,，。:：]*")


_BEFORE_COLON = re.compile(r"([^:：。；《“\n]{1,130})[:：]{1,3}\s*")
_ONLY_GREETING = re.compile(r"\s*(?:您们?好|你们?好)[!！,，。.]*\s*$")
_GREETING_AT_END = re.compile(r"[，,\s!！]*(?:您们?好|你们?好)?[，,!！。\s]*$")


_LONGEST_BARE, _LONGEST_HEAD = 160, 200
"""A line without a colon is a salutation only where it is short; with one, in its first characters."""
_ADDRESSES = re.compile("[:：好]")


def _split_head(text: str) -> tuple[str, bool, str] | None:
    """(head, was there a colon, what follows) of a line that may begin with a salutation."""
    if len(text) > _LONGEST_BARE and _ADDRESSES.search(text, 0, _LONGEST_HEAD) is None:
        return None  # prose, as most lines are
    text = text.strip().lstrip("?？\ufffd")  # what became of an unknown space
    text = _HONORIFIC.sub("", text, count=1)
    m = _BEFORE_COLON.match(text)
    inline = _INLINE.match(text[:140]) if "好" in text[:140] else None
    if inline and (m is None or inline.end(1) < m.end(1)):
        # 您好 opens the body's text only where more follows on the same line
        rest = text[inline.start(2) :] if text[inline.end() :].strip() else ""
        return inline[1], True, rest
    if m:
        head = m[1].strip()
        rest = text[m.end() :]
        greeting = _ONLY_GREETING.match(rest)
        return _GREETING.sub("", head) or head, True, "" if greeting and len(rest) < 8 else rest
    if len(text) <= 100 and not _SENTENCE_MARK.search(text.rstrip("!！。")):
        bare = _GREETING_AT_END.sub("", text)
        return (bare, False, "") if bare else None
    return None


_LEADING = re.compile(r"(?<=[\u3400-\u9fff])领衔(?=(?:代表|委员)$)")
"""方一、李二领衔代表: who stands first on the list."""
_AFFILIATION = re.compile(r"(?<=代表|委员)\s*[（(][^（）()等\d]{3,30}[）)]\s*$")
"""苏某委员（区应急管理局）: where the member works."""
_AND_OTHERS = re.compile(
    r"(代表|委员)[，,]?\s?[并及](?:转|致)?(?:各位?|其他|全体)?(?:附议|联名|其他)(?:的?各位)?(?:代表|委员)$|[（(](?=(?:代表|委员)[）)]$)|(?<=代表|委员)[）)]$"
)
"""夏明代表并转各附议代表: who only signed with the first is not named. 郁青（委员）is 郁青委员."""
_OFFICE_FIRST = re.compile(rf"{_OFFICE}(代表|委员)\s*")
# 申屠远政协青沅县委员: the conference's place between it and the member.
_OFFICE_LAST = re.compile(
    rf"(?:{_OFFICE}|(?<!人民|全国)(?<![省市县区州盟旗镇乡])(?:政协|人大)[{_CJK}]{{1,8}}[省市县区州盟旗镇乡])\s*$"
)
_ROLE_LAST = re.compile(rf"(?:{_ROLE})\s*们?$")
_ROLE_WITHIN = re.compile("(?:代表|委员)(?![会团小组])")
_NAMES_AND_ROLE = re.compile(rf"(.+?)\s*(?:们)?({_ROLE})\s*们?$", re.DOTALL)


def _persons(head: str) -> tuple[Addressee, ...]:
    """Names and role of 陈民代表 / 周致远、苏静委员 / 王歌委员、高星委员 / 姜南(等10位)代表."""
    head = head.strip()
    head = _LEADING.sub("", head)
    head = _AND_OTHERS.sub(lambda m: m[1] or "", _AFFILIATION.sub("", head))
    prefixed = _OFFICE_FIRST.match(head)
    if prefixed and len(squeeze(head)) > prefixed.end():
        head = head[prefixed.end() :] + ("" if _ROLE_LAST.search(head) else prefixed[1])
    if len(head) > 130:
        return ()
    m = _NAMES_AND_ROLE.match(head) if _ROLE_LAST.search(head) else None
    if not m:
        return ()
    names_text, role = m[1], m[2]
    names_text, size = _take_group(names_text)
    names_text = _OFFICE_LAST.sub("", names_text)
    members = _split_names(names_text, role)
    if not members:
        return ()
    if size is not None and size <= len(members):
        size = None
    first, *others = members
    return (Addressee(first[0], first[1], size), *(Addressee(n, r) for n, r in others))


def _both(head: str) -> tuple[Addressee, ...]:
    """民进云江市委会、夏明委员: bodies and members who propose together; () where it is not both."""
    if "、" not in head or _ROLE_WITHIN.search(head) is None:
        return ()
    pieces = [p.strip() for p in head.split("、") if p.strip()]
    bodies = [p for p in pieces if is_proposer(p) or _BODY.search(p)]
    if not bodies or len(bodies) == len(pieces):
        return ()
    people = _persons("、".join(p for p in pieces if p not in bodies))
    found = tuple(Addressee(close_up(b), "organisation") for b in bodies)
    if not people or any(len(b.name) < 3 for b in found):
        return ()
    return (*found, *people) if pieces[0] in bodies else (*people, *found)


def _take_group(text: str) -> tuple[str, int | None]:
    m = _GROUP.search(text, max(0, len(text) - 24))
    if not m or not m[0].strip():
        return text, None
    printed = m["some"] or m["count"]
    count = read_number(printed) if printed else None
    return text[: m.start()], count


def _split_names(text: str, role: str) -> list[tuple[str, str]]:
    text = text.strip().strip("、，,")
    text = re.sub(r"[（(]([^（）()]{2,80})[）)]", r"、\1", text)
    pieces = [p for p in re.split(r"[、，,/；;]|\s和\s|(?<=员)和|(?<=表)和", text) if p.strip()]
    if len(pieces) == 1:
        pieces = _by_spaces(pieces[0])
    members: list[tuple[str, str]] = []
    for piece in pieces:
        own = re.match(rf"^(.+?)\s*({_ROLE})$", piece.strip())
        raw, own_role = (own[1], own[2]) if own and len(squeeze(own[1])) >= 2 else (piece, role)
        for part in _at_and(raw):
            name = squeeze(part)
            whole = _NAME.fullmatch(name) or (
                len(pieces) == 1
                and (_LONG_NAME.fullmatch(name) or (own_role in ("代表", "委员") and is_surname(name)))
            )
            body = _DELEGATE.search(name) and not _is_given_name(name)
            if not whole or _NOT_A_NAME.search(name) or body or _looks_like_organ(name):
                return []
            members.append((name, own_role))
    return members


def _is_given_name(name: str) -> bool:
    """余习界 is a deputy, 农业界 a group of members."""
    if name.endswith("界"):
        return len(name) == 3 and is_surname(name[0])
    return _GIVEN_NAME.fullmatch(name) is not None


def _looks_like_organ(name: str) -> bool:
    return len(name) > 3 and bool(_ORGANISATION_END.search(name)) and not re.search(r"[·•・]", name)


def _at_and(raw: str) -> list[str]:
    """陈一和李二 are two; 和 as a surname (和晓明) stays."""
    m = re.fullmatch(r"\s*(\S{2,4})[和与及](\S{2,4})\s*", raw)
    return [m[1], m[2]] if m else [raw]


def _by_spaces(piece: str) -> list[str]:
    """White space separates names of two and more characters and stretches names of single ones (王  明)."""
    parts = piece.split()
    if len(parts) <= 1 or (len(squeeze(piece)) <= 4 and any(len(p) == 1 for p in parts)):
        return [squeeze(piece)]
    return parts if all(2 <= len(p) <= 20 for p in parts) else [squeeze(piece)]


_APART = re.compile(r"[、，,；;]|\s{2,}")
_VERB = re.compile("[是的了将为]")


def _has_verb(name: str) -> bool:
    """Whether a name is a sentence; 无为县 and 将乐县 are places."""
    return _VERB.search(name) is not None and (
        _VERB.search(names_with(_VERB.pattern).sub("", name)) is not None
    )


_NO_ORGANISATION = re.compile("^(?:对|关于|就)|单位$|联系|电话|地址|附件|抄送|来源")


def _organisations(head: str) -> tuple[Addressee, ...]:
    if len(head) > 1000:
        return ()
    names = [close_up(p) for p in _APART.split(head) if p.strip()]
    for n in names:
        if not 3 <= len(n) <= 40 or _has_verb(n):
            return ()
        if not _ORGANISATION_END.search(n, max(0, len(n) - 8)) and not is_organ(n):
            return ()
    if not names or _NO_ORGANISATION.search(head):
        return ()
    return tuple(Addressee(n, "organisation") for n in names)
