"""What a letter answers, and whom: addressees, session, numbers, the suggestion's title and text."""

from __future__ import annotations

import re

from parsers.citations import find_citations
from parsers.frame import (
    LineKind,
    line_kind,
)
from parsers.handlers import find_co_handlers
from parsers.matter_number import NumbersFound, numbers_in_opening, numbers_in_title, split_numbers
from parsers.normalize.region import leading_region, level_of, place_of_level, prefecture_of
from parsers.normalize.text import close_up, match_key, squeeze
from parsers.proposal import (
    ProposalTitle,
    title_after_opening,
    title_in_page_title,
)
from parsers.quotes import find_quoted
from parsers.reading import Reading
from parsers.session import Session, find_session, find_sessions
from parsers.title import is_answer_title
from parsers.types import (
    Addressee,
    Block,
    Genre,
    MatterType,
)


def read_matter(reading: Reading) -> None:
    session = _session(reading)
    if reading.anatomy.headings:
        _of_several(reading)
    else:
        _addressees(reading)
        _numbers(reading)
        _proposal_title(reading)
        _proposal_text(reading)
    _assembly(reading, session)
    handlers = find_co_handlers(reading.anatomy.body_text)
    if handlers:
        reading.put("co_handlers", handlers[0], handlers[1], "letter", reading.body_place)
    own = [v for v in (reading.values.get("proposal_title"), reading.values.get("title")) if v]
    own += [_COMPOSED.sub("", own[0])] if own else []
    own += [reading.named.text] if reading.named else []  # the form may print it in other words
    for heading in reading.anatomy.headings:
        own += [q.inner for q in find_quoted(heading.text)]
    if reading.anatomy.headings:
        own += [q.inner for b in reading.anatomy.body if "悉" in b.text for q in find_quoted(b.text[:300])]
    citations = find_citations(reading.anatomy.body_text, own)
    if citations:
        reading.put(
            "citations", citations, "、".join(c.title for c in citations), "letter", reading.body_place
        )


_COMPOSED = re.compile(r"^关于|的?(?:建议|提案|议案)$")
"""关于《加强生态保护》的建议: what stands in the marks is the suggestion's own title too."""


def _of_several(reading: Reading) -> None:
    """Several replies under headings: all their numbers; which title and whom cannot be one value."""
    found = [n for n in (numbers_in_title(h.text) for h in reading.anatomy.headings) if n]
    if found:
        values = tuple(dict.fromkeys(v for n in found for v in n.values))
        reading.put(
            "matter_numbers",
            values,
            "、".join(n.raw for n in found),
            "letter",
            reading.anatomy.headings[0].place,
        )


def _addressees(reading: Reading) -> None:
    salutation = reading.anatomy.salutation
    if salutation:
        named = tuple(a for a in salutation.addressees if not _MASKED.fullmatch(a.name))
        reading.put("addressees", named, salutation.raw, "salutation", salutation.place)
        if len(named) < len(salutation.addressees):
            reading.notes.problem(
                "addressee_masked", f"the page hides who is addressed: {salutation.raw}", "addressees"
            )
        return
    proposer = reading.anatomy.form.values.get("proposer")
    if proposer:
        names = [squeeze(n) for n in re.split(r"[、，,；;\s]+", proposer[0]) if 2 <= len(squeeze(n)) <= 20]
        people = tuple(Addressee(re.sub(r"(?:代表|委员)$", "", n), _role_of(n)) for n in names[:50])
        reading.put("addressees", people, proposer[0], "attribute", proposer[1])
    if not reading.values.get("addressees") and reading.values["genre"] is Genre.REPLY:
        third = _PROPOSED_BY.search(reading.opening)
        if third:  # no salutation, but 人大代表苗某提出的… in the first sentence
            person = Addressee(third["name"] or third["name2"], third["role"] or third["role2"])
            reading.put("addressees", (person,), third[0], "first-sentence", reading.body_place)
    if not reading.values.get("addressees"):
        reading.notes.problem(
            "no_salutation", "the letter has no salutation: whom it answers is not known", "addressees"
        )


_MASKED = re.compile(r"[\u3400-\u9fff]{0,2}[xX×＊*某○]+")


def _role_of(name: str) -> str | None:
    return next((role for role in ("代表", "委员") if name.endswith(role) and len(name) > 3), None)


def _session(reading: Reading) -> Session | None:
    """The session of the title; else of the first sentence, the form, the metadata, the last sentence."""
    anatomy = reading.anatomy
    sessions = [s for s in map(find_session, reading.titles) if s]
    in_title = next((s for s in sessions if s.term is not None), sessions[0] if sessions else None)
    in_opening = find_session(reading.opening)
    form = anatomy.form.values.get("session") or anatomy.form.values.get("number")
    chosen, source, place = _better(in_title, in_opening, reading)
    if (chosen is None or chosen.term is None) and form:
        from_form = find_session(form[0])
        if from_form:
            chosen, source, place = from_form, "attribute", form[1]
    if chosen is None or chosen.term is None:
        weaker = _weaker_session(reading)
        if weaker and (chosen is None or weaker[0].term is not None):
            chosen, source, place = weaker
    _compare_sessions(reading, in_title, in_opening)
    _several_matters(reading)
    if chosen:
        reading.put("term", chosen.term, chosen.raw, source, place)
        reading.put("meeting", chosen.meeting, chosen.raw, source, place)
        if chosen.damaged and chosen.meeting is None:
            reading.notes.problem("session_damaged", f"the meeting's number is lost: {chosen.raw}", "meeting")
    return chosen


def _several_matters(reading: Reading) -> None:
    """One letter may answer a suggestion and a proposal at once; the record holds the first."""
    for title in reading.titles[:1]:
        named = [s for s in find_sessions(title) if s.term is not None]
        if len({(s.assembly, s.term, s.meeting) for s in named}) > 1:
            reading.notes.problem(
                "several_matters",
                "the letter answers items of more than one session; the first was read: " + title,
                "term",
            )


def _better(
    in_title: Session | None, in_opening: Session | None, reading: Reading
) -> tuple[Session | None, str, str]:
    title_place, body_place = ("heading", "title"), ("first-sentence", reading.body_place)
    if in_title and (in_title.term is not None or not in_opening or in_opening.term is None):
        if in_opening and in_title.term == in_opening.term and not in_title.complete and in_opening.complete:
            return in_opening, *body_place
        return in_title, *title_place
    if in_opening:
        return in_opening, *body_place
    return None, *title_place


def _weaker_session(reading: Reading) -> tuple[Session, str, str] | None:
    for pair in reading.page.pairs:
        if "届" in pair.value and len(pair.value) <= 120:
            found = find_session(pair.value)
            if found:
                return found, pair.source, pair.place
    for block in reading.anatomy.body[-2:]:
        if "届" in block.text[-300:]:
            found = find_session(block.text[-300:])
            if found and found.complete:
                return found, "letter", block.place
    return None


def _compare_sessions(reading: Reading, in_title: Session | None, in_opening: Session | None) -> None:
    if not (in_title and in_opening):
        return
    for name in ("assembly", "term", "meeting"):
        one, other = getattr(in_title, name), getattr(in_opening, name)
        if one and other and one != other:
            reading.notes.problem(
                "session_conflict",
                f"title says {in_title.raw}, the letter says {in_opening.raw}; the title was taken",
                name,
            )


def _numbers(reading: Reading) -> None:
    form = reading.anatomy.form.values.get("number")
    in_title = next((n for n in map(numbers_in_title, reading.titles) if n), None)
    in_opening = numbers_in_opening(reading.opening)
    found: tuple[NumbersFound, str, str] | None = None
    if in_title:
        found = in_title, "heading", "title"
    elif in_opening:
        found = in_opening, "first-sentence", reading.body_place
    elif form and re.search(r"\d", form[0]):
        printed = re.sub(r"^.*?届.*?次.{0,8}?第(?=\d)|^第|号$", "", squeeze(form[0]))
        found = NumbersFound(split_numbers(printed), form[0]), "attribute", form[1]
    else:
        found = _weaker_numbers(reading)
    if found:
        reading.put("matter_numbers", found[0].values, found[0].raw, found[1], found[2])
    if (
        in_title
        and in_opening
        and {_plain(v) for v in in_title.values}.isdisjoint(_plain(v) for v in in_opening.values)
    ):
        reading.notes.problem(
            "number_conflict",
            f"title says {in_title.raw}, the letter says {in_opening.raw}; the title was taken",
            "matter_numbers",
        )


_APPENDED = re.compile(
    r"^附[:：]\s?(?P<number>\d{1,6})[.、]\s?(?:标题|案由|题目)[:：]\s?(?P<title>.{4,120})$"
)
"""附：19.标题：关于…的建议, the suggestion's number and title in the reply's appendix (N7)."""


def _weaker_numbers(reading: Reading) -> tuple[NumbersFound, str, str] | None:
    """The number in the appendix, else in what the metadata repeat of the letter's head (B6)."""
    for block in reading.anatomy.appendix[:1]:
        appended = _APPENDED.match(block.text)
        if appended:
            return NumbersFound((appended["number"],), appended[0]), "letter", block.place
    for pair in reading.page.pairs:
        if pair.label in ("内容概述", "标题"):
            head = re.split(r"(?:的?[答回]复|复函)(?!如下)", pair.value[:300])[0]
            found = numbers_in_title(head) if re.search(r"届|建议|提案", head) else None
            if found:
                return found, pair.source, pair.place
    return None


def _plain(number: str) -> str:
    return re.sub(r"\W", "", number).lstrip("0")


_CPPCC_ORGANISATION = re.compile(
    r"政协|民革|民盟|民建|民进|农工|致公党|九三|台盟|工商联|界别|民主同盟|建国会|促进会|提案"
)
_NPC_ORGANISATION = re.compile(r"代表团|代表小组|代表组|人大|代表工委")
_PARTY_CONGRESS = re.compile(
    r"党代表大会|党代会|党代表|党员代表|(?:职工|会员|学生|团员|妇女)代表大会|职代会|教代会|双代会|工代会|学代会|团代会"
)
_OTHER_MATTER = re.compile(r"接待日|公民代表|人民意见|社情民意|居民代表|接待选民|问需于民")


def _assembly(reading: Reading, session: Session | None) -> None:
    """Session decides, then the addressee; the words 建议 and 提案 never do (A8)."""
    salutation = reading.anatomy.salutation
    addressees: tuple[Addressee, ...] = (
        salutation.addressees if salutation else reading.values.get("addressees", ())
    )
    by_role = _assembly_of(addressees)
    assembly = session.assembly if session else None
    if assembly and by_role and assembly != by_role and session:
        reading.notes.problem(
            "addressee_conflict",
            f"the session is {session.raw}, the letter addresses {addressees[0].name}{addressees[0].role}",
            "assembly",
        )
    place = reading.body_place
    named = f"{reading.values.get('title', '')} {reading.opening}"
    party = _PARTY_CONGRESS.search(named)
    if party and not assembly:  # its deputies are called 代表 too
        reading.put("matter_type", MatterType.OTHER, party[0], "derived", place)
        return
    if assembly and session:
        reading.put("assembly", assembly, session.raw, "derived", place)
    elif by_role:
        reading.put(
            "assembly",
            by_role,
            "、".join(f"{a.name}{a.role or ''}" for a in addressees[:3]),
            "salutation",
            place,
        )
    else:
        _assembly_from_surroundings(reading)
    settled = reading.values.get("assembly")
    other = _OTHER_MATTER.search(named)
    if other and not reading.values.get("matter_numbers"):
        reading.put("matter_type", MatterType.OTHER, other[0], "derived", place)
    elif settled:
        kind = MatterType.NPC_SUGGESTION if settled == "npc" else MatterType.CPPCC_PROPOSAL
        reading.put("matter_type", kind, settled, "derived", place)
    else:
        reading.notes.problem(
            "matter_type_unknown",
            "neither session, addressee nor column says whether a suggestion or a proposal is answered",
            "matter_type",
        )
    _assembly_place(reading, session)


# The handling column a document is filed in, as its own metadata print it; the bare words
# 建议 and 提案 decide nothing, 人大 and 政协 do.
_FILED = re.compile(r"(?P<npc>人大)|(?P<cppcc>政协)")
_FILED_LABELS = ("体裁分类", "主题分类", "公开目录", "ColumnName")
_PROPOSED_BY = re.compile(
    r"(?:人大|政协)?(?P<role>代表|委员)(?P<name>[\u3400-\u9fff]{2,4}?)(?:等[^，。]{0,8})?(?=提出|提交|在[^。，]{0,30}提出)"
    r"|(?:^|[，。将就])(?P<name2>[\u3400-\u9fff]{2,4})(?:等[^，。]{0,8})?(?P<role2>代表|委员)(?=提出|提交|在[^。，]{0,30}提出)"
)


def _assembly_from_surroundings(reading: Reading) -> None:
    """Where session and addressee are silent: who proposed it, where it is filed, in which column it was listed."""
    proposer = _PROPOSED_BY.search(reading.opening)
    if proposer:
        role = proposer["role"] or proposer["role2"]
        reading.put("assembly", _BY_ROLE[role], proposer[0], "first-sentence", reading.body_place)
        return
    for pair in reading.page.pairs:
        if pair.label in _FILED_LABELS:
            named = {m.lastgroup for m in _FILED.finditer(pair.value)}
            if len(named) == 1:
                reading.put("assembly", named.pop(), pair.value, pair.source, pair.place)
                return
    kind = reading.listing.column_kind if reading.listing else None
    if kind in ("npc", "cppcc"):
        reading.put("assembly", kind, kind, "listing", "list page")


_BY_ROLE = {"代表": "npc", "委员": "cppcc"}


def _assembly_of(addressees: tuple[Addressee, ...]) -> str | None:
    for a in addressees:
        if a.role == "代表" or (a.role == "organisation" and _NPC_ORGANISATION.search(a.name)):
            return "npc"
        if a.role == "委员" or (a.role == "organisation" and _CPPCC_ORGANISATION.search(a.name)):
            return "cppcc"
    return None


def _assembly_place(reading: Reading, session: Session | None) -> None:
    if session is None or session.level is None:
        return
    place = reading.body_place
    reading.put("assembly_level", session.level, session.raw, "derived", place)
    region = leading_region(reading.values.get("issuer") or "") or _region_of_site(reading, session)
    if session.level == "全国":
        reading.put("assembly_place", "全国", session.raw, "derived", place)
    elif session.place:
        full = session.place
        if region and region.endswith(full):
            full = region
        elif region and (above := place_of_level(region, session.level)) and above.endswith(full):
            full = above
        reading.put("assembly_place", full, session.raw, "derived", place)
    elif region:
        meant = place_of_level(region, session.level)
        if meant:
            reading.put("assembly_place", meant, f"{session.raw} / {region}", "derived", place)
        elif level_of(region) == session.level:
            if _answers_its_own(reading, region):
                reading.put("assembly_place", region, f"{session.raw} / {region}", "derived", place)
            reading.notes.problem(
                "assembly_place_uncertain",
                f"{region} is a city below a prefecture: {session.raw} may be its own assembly or the prefecture's",
                "assembly_place",
            )


def _region_of_site(reading: Reading, session: Session) -> str:
    """Where the issuer names no place: that of the government whose site prints it, if it is of the session's level."""
    for label in ("发布机构", "来源", "ContentSource", "SiteName"):
        for pair in reading.page.pairs:
            if pair.label == label:
                region = leading_region(pair.value)
                if region and level_of(region) == session.level:
                    return region
    return ""


_GOVERNMENT = re.compile(r"(?:人民)?政府(?:办公室|办)?$|[市区]委(?:办公室)?$")
_MOST_OF_A_COUNTY = 400
"""Counties count up to some 260 suggestions and 300 proposals a year (domain.md §3), prefectures far more."""


def _answers_its_own(reading: Reading, region: str) -> bool:
    """Whether 市 in a letter of a city of county rank is that city.

    A prefecture hands its items to its own departments and to the governments below it, so a
    department or a town answers its own city's assembly, unless the letter names the prefecture
    or the number is beyond what a county counts.
    """
    issuer = reading.values.get("issuer") or ""
    named = f"{' '.join(reading.titles)} {reading.opening}"
    above = prefecture_of(region)
    numbers = [v for v in reading.values.get("matter_numbers", ()) if v.isdigit() and len(v) <= 4]
    return (
        not _GOVERNMENT.search(issuer)
        and (above is None or above.rstrip("市州盟") not in named)
        and all(int(v) <= _MOST_OF_A_COUNTY for v in numbers)
    )


def _proposal_title(reading: Reading) -> None:
    """The form's title, the first sentence, the page's title; unquoted readings give way to quoted ones."""
    title = reading.values.get("title", "")
    form = reading.anatomy.form.values.get("proposal_title")
    if form and is_answer_title(form[0]):  # 标题：关于…提案的答复 is the page's, not the suggestion's
        form = None
    in_opening = reading.named
    in_title = title_in_page_title(title) if title else None
    chosen: tuple[ProposalTitle, str, str] | None = None
    if form and (reading.anatomy.form.content or len(reading.anatomy.form.values) > 1):
        chosen = ProposalTitle(close_up(form[0]), form[0]), "attribute", form[1]
    elif in_opening and (in_opening.certain or in_title is None):
        chosen = in_opening, "first-sentence", reading.body_place
    elif in_title:
        chosen = in_title, "heading", "title"
    if chosen is None:
        later = title_after_opening(reading.anatomy.body_text)
        chosen = (later, "letter", reading.body_place) if later else _appended_title(reading)
    if chosen is None:
        own = next(
            (
                t
                for t in reading.page.titles
                if re.match(r"^关于.{3,80}(?:建议|提案|议案)$", close_up(t.text))
            ),
            None,
        )
        if own:
            chosen = ProposalTitle(close_up(own.text), own.text), own.source, own.place
    if chosen:
        reading.put("proposal_title", chosen[0].text, chosen[0].raw, chosen[1], chosen[2])


def _appended_title(reading: Reading) -> tuple[ProposalTitle, str, str] | None:
    for block in reading.anatomy.appendix[:1]:
        appended = _APPENDED.match(block.text)
        if appended:
            return ProposalTitle(close_up(appended["title"]), block.text), "letter", block.place
    return None


def _proposal_text(reading: Reading) -> None:
    content = reading.anatomy.form.content
    if not content:
        content = [b for b in reading.anatomy.appendix if line_kind(b.text) is not LineKind.CHROME]
        if content and _APPENDED.match(content[0].text):
            content = content[1:]
        if content:
            label = re.compile(
                r"^(?:附[:：]?\s*\d*[.、]?\s*)?(?:(?:人大代表|政协委员)?(?:建议|提案)(?:内容|原文|正文|全文))\s*[:：]?\s*"
            )
            first = label.sub("", content[0].text)
            content = [*([Block(first, content[0].place)] if first else []), *content[1:]]
    text = "\n".join(b.text for b in content).strip()
    # 建议内容：关于…的建议 prints the title once more, not the text.
    if len(text) >= 10 and match_key(text) != match_key(reading.values.get("proposal_title") or ""):
        reading.put("proposal_text", text, text, "letter", content[0].place)


def read_suggestion_alone(reading: Reading) -> None:
    """A page that prints a suggestion and no reply."""
    form = reading.anatomy.form
    if "proposal_title" in form.values:
        value, place = form.values["proposal_title"]
        reading.put("proposal_title", close_up(value), value, "attribute", place)
    elif reading.values.get("title"):
        reading.put("proposal_title", reading.values["title"], reading.title_raw, "heading", "title")
    content = form.content or list(reading.anatomy.body)
    text = "\n".join(b.text for b in content).strip()
    if text:
        reading.put("proposal_text", text, text, "letter", content[0].place)
