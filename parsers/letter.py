"""A page to a record: every field with its evidence, every doubt as a problem."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from parsers import disclosure
from parsers.anatomy import Anatomy, dissect
from parsers.citations import find_citations
from parsers.damage import find_damage
from parsers.frame import (
    LineKind,
    contact_lines,
    line_kind,
    read_approver,
    read_contact,
    read_copies,
    read_openness,
)
from parsers.genre import decide_genre
from parsers.handlers import find_co_handlers
from parsers.matter_number import NumbersFound, numbers_in_opening, numbers_in_title, split_numbers
from parsers.normalize.dates import DateReading, settle
from parsers.normalize.document_number import NumberFound, read_document_number
from parsers.normalize.issuer import clean_organ, fullest, is_organ
from parsers.normalize.region import leading_region, level_of, place_of_level
from parsers.normalize.text import close_up, match_key, squeeze
from parsers.notes import Notes
from parsers.outcome import (
    MarkFound,
    mark_after_number,
    mark_alone,
    mark_at_title_end,
    mark_in_pair,
    mark_labelled,
    normalise,
)
from parsers.proposal import ProposalTitle, opening_sentence, title_in_opening, title_in_page_title
from parsers.session import Session, find_session
from parsers.title import TitleFound, choose_title, letter_title
from parsers.types import (
    Addressee,
    Attachment,
    Block,
    Contact,
    Genre,
    Listing,
    MatterType,
    Page,
    Parsed,
    Record,
)

LETTERS = (Genre.REPLY, Genre.CO_OPINION)
"""Genres that answer a matter."""


@dataclass(slots=True)
class _Reading:
    """What is shared while one page is read."""

    page: Page
    listing: Listing | None
    anatomy: Anatomy
    notes: Notes = field(default_factory=Notes)
    values: dict[str, Any] = field(default_factory=dict)
    title_raw: str = ""
    title_lines: tuple[Block, ...] = ()

    @property
    def opening(self) -> str:
        return opening_sentence(self.anatomy.body_text)

    def put(self, name: str, value: Any, raw: str, source: str, place: str) -> None:
        """Set a field with its evidence; empty values are no values."""
        if value not in (None, "", ()):
            self.values[name] = value
            self.notes.found(name, raw, source, place)


def read_letter(page: Page, listing: Listing | None = None) -> Parsed:
    """The record of one page. Never raises on any page; doubts are problems with stable codes.

    ``listing`` is used only where the page is silent (title, publishing date).
    """
    reading = _Reading(page, listing, dissect(page.blocks))
    _title(reading)
    kind, sign = decide_genre(
        reading.anatomy, reading.values.get("title"), listing.column_kind if listing else None
    )
    reading.values["genre"] = kind
    reading.notes.found("genre", sign, "derived", _first_place(reading))
    _metadata(reading)
    _document_number(reading)
    _issuer(reading)
    if kind in LETTERS:
        _matter(reading)
        _frame(reading)
    elif kind is Genre.PROPOSAL:
        _suggestion_alone(reading)
    _text(reading)
    _attachments(reading)
    problems = (*page.problems, *reading.notes.problems)
    return Parsed(Record(**reading.values), page, tuple(reading.notes.evidence), problems)


def _first_place(reading: _Reading) -> str:
    blocks = reading.page.blocks
    return blocks[0].place if blocks else ""


# --------------------------------------------------------------------------
# Title and metadata
# --------------------------------------------------------------------------


def _title(reading: _Reading) -> None:
    anatomy, listing = reading.anatomy, reading.listing
    own = [anatomy.form.values["proposal_title"][0]] if "proposal_title" in anatomy.form.values else []
    reading.title_lines = letter_title(anatomy.front, len(anatomy.front))
    chosen = choose_title(reading.page.titles, reading.title_lines, listing.title if listing else None, own)
    if chosen is None and own:
        value, place = anatomy.form.values["proposal_title"]
        chosen = TitleFound(close_up(value), value, "letter", place)
    if chosen is None:
        return
    reading.title_raw = chosen.raw
    reading.put("title", chosen.text, chosen.raw, chosen.source, chosen.place)


def _metadata(reading: _Reading) -> None:
    pairs = reading.page.pairs
    for name, labels in (
        ("index_number", ("索引号",)),
        ("topic", ("主题分类",)),
        ("document_form", ("体裁分类",)),
        ("validity", ("有效性",)),
    ):
        pair = disclosure.value_of(pairs, *labels)
        if pair:
            reading.put(name, pair.value.strip(), pair.value, pair.source, pair.place)
    for name, found in (
        ("date_written", disclosure.written_date(pairs)),
        ("date_published", disclosure.published_date(pairs)),
    ):
        if found and found[1].iso:
            reading.put(name, found[1].iso, found[0].value, found[0].source, found[0].place)
    if "date_published" not in reading.values and reading.listing and reading.listing.date:
        listed = re.fullmatch(r"\d{4}-\d{2}-\d{2}", reading.listing.date)
        if listed:
            reading.put("date_published", listed[0], listed[0], "listing", "list page")


# --------------------------------------------------------------------------
# Document number and issuer
# --------------------------------------------------------------------------


def _document_number(reading: _Reading) -> None:
    """Metadata, then the lines above the salutation, then the title; never the body, which cites others' numbers."""
    pair = disclosure.value_of(reading.page.pairs, "发文字号")
    if pair:
        found = read_document_number(pair.value, repair=True)
        if found and not found.repaired:
            reading.put("document_number", found.value, pair.value, pair.source, pair.place)
            return
        if found is None and re.search(r"\*{2,}|[×xX]{2,}", pair.value):
            reading.notes.problem(
                "document_number_masked", f"the document number is masked: {pair.value}", "document_number"
            )
    in_front = _number_above(reading)
    title_number = read_document_number(reading.title_raw)
    for number, source, place in (
        (
            in_front[0] if in_front and not in_front[0].repaired else None,
            "letter",
            in_front[1] if in_front else "",
        ),
        (title_number if title_number and not title_number.repaired else None, "heading", "title"),
        (in_front[0] if in_front else None, "letter", in_front[1] if in_front else ""),
        (
            read_document_number(pair.value, repair=True) if pair else None,
            pair.source if pair else "",
            pair.place if pair else "",
        ),
    ):
        if number:
            reading.put("document_number", number.value, number.raw, source, place)
            if number.repaired:
                reading.notes.problem(
                    "document_number_repaired",
                    f"{number.raw} was read as {number.value}: only one reading is possible",
                    "document_number",
                )
            return
    _say_damaged(reading)


def _number_above(reading: _Reading) -> tuple[NumberFound, str] | None:
    repaired = None
    for block in reading.anatomy.front[-20:]:
        if len(block.text) > 160 or block in reading.title_lines:
            continue
        number = read_document_number(block.text, repair=True)
        # The number stands at the line's beginning or alone; a sentence or a quoted title names another's.
        if number is None or "《" in block.text or re.search(r"[。；，]", block.text):
            continue
        if not number.repaired:
            return number, block.place
        repaired = repaired or (number, block.place)
    return repaired


def _say_damaged(reading: _Reading) -> None:
    for block in reading.anatomy.front[-20:]:
        if (
            re.search(
                r"[\u3400-\u9fff]{2,10}\s?[〔\[【﹝]\s?[\d\s]{0,8}[〕\]】﹞]?\s?\d{0,5}\s?号?$",
                squeeze(block.text),
            )
            and len(block.text) < 60
        ):
            reading.notes.problem(
                "document_number_damaged",
                f"cannot be read as a document number: {block.text}",
                "document_number",
            )
            return


def _issuer(reading: _Reading) -> None:
    """Signature, then title, then metadata, then the source line; a short form is completed by a longer one on the page."""
    anatomy = reading.anatomy
    metadata = disclosure.value_of(reading.page.pairs, "发布机构")
    source = disclosure.value_of(reading.page.pairs, "来源")
    in_title = _organ_in_title(reading.values.get("title", ""))
    red_head = _red_head(reading)
    printed: list[tuple[str, str, str, str]] = []
    if (
        anatomy.signature
        and anatomy.signature.organs
        and reading.values["genre"] in (*LETTERS, Genre.SUMMARY, Genre.NOTICE)
    ):
        names = [name for name, _ in anatomy.signature.organs]
        place = anatomy.blocks[anatomy.signature.organs[0][1]].place
        printed.append(("、".join(dict.fromkeys(names)), " ".join(names), "signature", place))
    if in_title:
        printed.append((in_title, reading.title_raw, "heading", "title"))
    if red_head:
        printed.append((red_head[0], red_head[1].text, "letter", red_head[1].place))
    for name, place in _contact_units(reading):
        printed.append((name, name, "letter", place))
    for pair in (metadata, source):
        name = clean_organ(pair.value) if pair else None
        if pair and name and is_organ(name):
            printed.append((name, pair.value, pair.source, pair.place))
    if not printed:
        if reading.values["genre"] in LETTERS:
            reading.notes.problem(
                "no_issuer", "neither signature, title nor metadata names the issuing organ", "issuer"
            )
        return
    name, raw, where, place = printed[0]
    full = fullest(name, [p[0] for p in printed[1:]])
    if full != name:
        raw, where, place = next((r, w, p) for n, r, w, p in printed if n == full)
    reading.put("issuer", full, raw, where, place)


def _organ_in_title(title: str) -> str | None:
    m = re.match(r"^(?:(?:19|20)\d\d年度?)?([\u3400-\u9fff（）()]{4,40}?)\s?(?:关于|对|答复)", title)
    name = m[1] if m else None
    if name is None:
        m = re.search(r"[（(]([\u3400-\u9fff]{3,20})[）)]$", title)
        name = m[1] if m else None
    return name if name and is_organ(name) and not re.search(r"大会|委员会$", name) else None


def _red_head(reading: _Reading) -> tuple[str, Block] | None:
    for block in reading.anatomy.front[-16:]:
        text = squeeze(block.text)
        name = re.sub(r"文件$", "", text)
        if (
            4 <= len(name) <= 40
            and is_organ(name)
            and (name != text or leading_region(name) or re.match(r"[省市县区州旗]", name))
        ):
            return name, block
    return None


def _contact_units(reading: _Reading) -> list[tuple[str, str]]:
    """联系单位:… after a bare date is sometimes the only place that names the issuer."""
    found = []
    for block in reading.anatomy.tail:
        m = re.match(r"^[（(]?(?:联系单位|承办单位)\s*[:：]\s*([\u3400-\u9fff]{3,30})", block.text)
        if m and is_organ(m[1]):
            found.append((m[1], block.place))
    form = reading.anatomy.form.values.get("handler")
    if form and is_organ(form[0]):
        found.append((squeeze(form[0]), form[1]))
    return found


# --------------------------------------------------------------------------
# What is answered
# --------------------------------------------------------------------------


def _matter(reading: _Reading) -> None:
    _addressees(reading)
    session = _session(reading)
    _numbers(reading)
    _assembly(reading, session)
    _proposal_title(reading)
    _proposal_text(reading)
    handlers = find_co_handlers(reading.anatomy.body_text)
    if handlers:
        reading.put("co_handlers", handlers[0], handlers[1], "letter", _body_place(reading))
    own = [v for v in (reading.values.get("proposal_title"), reading.values.get("title")) if v]
    citations = find_citations(reading.anatomy.body_text, own)
    if citations:
        reading.put(
            "citations", citations, "、".join(c.title for c in citations), "letter", _body_place(reading)
        )


def _body_place(reading: _Reading) -> str:
    body = reading.anatomy.body
    return body[0].place if body else _first_place(reading)


def _addressees(reading: _Reading) -> None:
    salutation = reading.anatomy.salutation
    if salutation:
        reading.put("addressees", salutation.addressees, salutation.raw, "salutation", salutation.place)
        return
    proposer = reading.anatomy.form.values.get("proposer")
    if proposer:
        names = [squeeze(n) for n in re.split(r"[、，,；;\s]+", proposer[0]) if 2 <= len(squeeze(n)) <= 20]
        people = tuple(Addressee(re.sub(r"(?:代表|委员)$", "", n), _role_of(n)) for n in names[:50])
        reading.put("addressees", people, proposer[0], "attribute", proposer[1])
    if not reading.values.get("addressees"):
        reading.notes.problem(
            "no_salutation", "the letter has no salutation: whom it answers is not known", "addressees"
        )


def _role_of(name: str) -> str | None:
    return next((role for role in ("代表", "委员") if name.endswith(role) and len(name) > 3), None)


def _session(reading: _Reading) -> Session | None:
    """The session of the title; else of the first sentence, the form, the metadata, the last sentence."""
    title = reading.values.get("title", "")
    anatomy = reading.anatomy
    in_title = find_session(title) if title else None
    in_opening = find_session(reading.opening)
    form = anatomy.form.values.get("session")
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
    if chosen:
        reading.put("term", chosen.term, chosen.raw, source, place)
        reading.put("meeting", chosen.meeting, chosen.raw, source, place)
        if chosen.damaged and chosen.meeting is None:
            reading.notes.problem("session_damaged", f"the meeting's number is lost: {chosen.raw}", "meeting")
    return chosen


def _better(
    in_title: Session | None, in_opening: Session | None, reading: _Reading
) -> tuple[Session | None, str, str]:
    title_place, body_place = ("heading", "title"), ("first-sentence", _body_place(reading))
    if in_title and (in_title.term is not None or not in_opening or in_opening.term is None):
        if in_opening and in_title.term == in_opening.term and not in_title.complete and in_opening.complete:
            return in_opening, *body_place
        return in_title, *title_place
    if in_opening:
        return in_opening, *body_place
    return None, *title_place


def _weaker_session(reading: _Reading) -> tuple[Session, str, str] | None:
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


def _compare_sessions(reading: _Reading, in_title: Session | None, in_opening: Session | None) -> None:
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


def _numbers(reading: _Reading) -> None:
    title = reading.values.get("title", "")
    form = reading.anatomy.form.values.get("number")
    in_title = numbers_in_title(title) if title else None
    in_opening = numbers_in_opening(reading.opening)
    found: tuple[NumbersFound, str, str] | None = None
    if in_title:
        found = in_title, "heading", "title"
    elif in_opening:
        found = in_opening, "first-sentence", _body_place(reading)
    elif form and re.search(r"\d", form[0]):
        printed = re.sub(r"^第|号$", "", squeeze(form[0]))
        found = NumbersFound(split_numbers(printed), form[0]), "attribute", form[1]
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


def _plain(number: str) -> str:
    return re.sub(r"\W", "", number).lstrip("0")


_CPPCC_ORGANISATION = re.compile(
    r"政协|民革|民盟|民建|民进|农工|致公党|九三|台盟|工商联|界别|民主同盟|建国会|促进会|提案"
)
_NPC_ORGANISATION = re.compile(r"代表团|代表小组|代表组|人大|代表工委")
_OTHER_MATTER = re.compile(r"接待日|公民代表|人民意见|社情民意|居民代表|接待选民|问需于民")


def _assembly(reading: _Reading, session: Session | None) -> None:
    """Session decides, then the addressee; the words 建议 and 提案 never do (A8)."""
    addressees: tuple[Addressee, ...] = reading.values.get("addressees", ())
    by_role = _assembly_of(addressees)
    assembly = session.assembly if session else None
    if assembly and by_role and assembly != by_role and session:
        reading.notes.problem(
            "addressee_conflict",
            f"the session is {session.raw}, the letter addresses {addressees[0].name}{addressees[0].role}",
            "assembly",
        )
    place = _body_place(reading)
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
    named = f"{reading.values.get('title', '')} {reading.opening}"
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
            "neither session nor addressee says whether a suggestion or a proposal is answered",
            "matter_type",
        )
    _assembly_place(reading, session)


def _assembly_of(addressees: tuple[Addressee, ...]) -> str | None:
    for a in addressees:
        if a.role == "代表" or (a.role == "organisation" and _NPC_ORGANISATION.search(a.name)):
            return "npc"
        if a.role == "委员" or (a.role == "organisation" and _CPPCC_ORGANISATION.search(a.name)):
            return "cppcc"
    return None


def _assembly_place(reading: _Reading, session: Session | None) -> None:
    if session is None or session.level is None:
        return
    place = _body_place(reading)
    reading.put("assembly_level", session.level, session.raw, "derived", place)
    region = leading_region(reading.values.get("issuer") or "")
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
            reading.notes.problem(
                "assembly_place_uncertain",
                f"{region} is a city below a prefecture: {session.raw} may be its own assembly or the prefecture's",
                "assembly_place",
            )


def _proposal_title(reading: _Reading) -> None:
    """The form's title, the first sentence, the page's title; unquoted readings give way to quoted ones."""
    title = reading.values.get("title", "")
    form = reading.anatomy.form.values.get("proposal_title")
    in_opening = title_in_opening(reading.opening)
    in_title = title_in_page_title(title) if title else None
    chosen: tuple[ProposalTitle, str, str] | None = None
    if form and (reading.anatomy.form.content or len(reading.anatomy.form.values) > 1):
        chosen = ProposalTitle(close_up(form[0]), form[0]), "attribute", form[1]
    elif in_opening and (in_opening.certain or in_title is None):
        chosen = in_opening, "first-sentence", _body_place(reading)
    elif in_title:
        chosen = in_title, "heading", "title"
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


def _proposal_text(reading: _Reading) -> None:
    content = reading.anatomy.form.content
    if not content:
        content = [b for b in reading.anatomy.appendix if line_kind(b.text) is not LineKind.CHROME]
        if content:
            label = re.compile(
                r"^(?:附[:：]?\s*\d*[.、]?\s*)?(?:(?:人大代表|政协委员)?(?:建议|提案)(?:内容|原文|正文|全文))\s*[:：]?\s*"
            )
            first = label.sub("", content[0].text)
            content = [*([Block(first, content[0].place)] if first else []), *content[1:]]
    text = "\n".join(b.text for b in content).strip()
    if len(text) >= 10:
        reading.put("proposal_text", text, text, "letter", content[0].place)


def _suggestion_alone(reading: _Reading) -> None:
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


# --------------------------------------------------------------------------
# The frame
# --------------------------------------------------------------------------


def _frame(reading: _Reading) -> None:
    anatomy = reading.anatomy
    _signed(reading)
    _outcome(reading)
    _openness(reading)
    _approver(reading)
    contact = read_contact(contact_lines((*anatomy.front, *anatomy.tail), 0))
    if contact:
        value = Contact(contact.person, contact.phones, contact.fax, contact.postcode)
        reading.put("contact", value, contact.raw, "letter", contact.place)
    copies = read_copies([b for b in anatomy.tail if line_kind(b.text) is LineKind.COPIES])
    if copies:
        reading.put("copied_to", copies[0], copies[1], "letter", copies[2])
    if anatomy.another is not None:
        reading.notes.problem(
            "several_letters",
            f"the page holds more than one letter (next at {anatomy.blocks[anatomy.another].place}); the first one was read",
        )
    lines = [b.text for b in anatomy.tail]
    head = "\n".join(b.text for b in anatomy.front)
    signs = find_damage(f"{head}\n{anatomy.body_text}", lines)
    if signs:
        reading.values["text_damaged"] = True
        reading.notes.found("text_damaged", "; ".join(signs), "letter", _body_place(reading))
        reading.notes.problem("text_damaged", "the source lost characters: " + "; ".join(signs[:4]), "text")


def _signed(reading: _Reading) -> None:
    signature = reading.anatomy.signature
    if signature is None or signature.date is None:
        return
    reading_, at = signature.date
    place = reading.anatomy.blocks[at].place
    published = reading.values.get("date_published")
    day = settle(reading_, not_after=_latest(published, reading.values.get("date_written")))
    if day:
        reading.put("date_signed", day, reading_.raw, "signature", place)
        if published and day > published and not reading_.damaged:
            reading.notes.problem("date_order", f"signed {day}, published {published}", "date_signed")
    else:
        _say_ambiguous(reading, reading_)


def _latest(*days: str | None) -> str | None:
    known = [d for d in days if d]
    return max(known) if known else None


def _say_ambiguous(reading: _Reading, found: DateReading) -> None:
    reading.notes.problem(
        "date_ambiguous",
        f"{found.raw.strip()} under the signature can be {' or '.join(found.candidates)}: 年月日 are missing",
        "date_signed",
    )


def _outcome(reading: _Reading) -> None:
    found = _mark(reading)
    if found is None:
        for block in reading.anatomy.front[-12:]:
            if re.search(r"(?:号|^)\s{1,}类\s", block.text) and len(block.text) < 80:
                reading.notes.problem(
                    "outcome_mark_lost", f"the outcome letter is missing: {block.text}", "outcome_mark"
                )
        return
    mark, source, place = found
    reading.put("outcome_mark", mark.mark, mark.raw, source, place)
    meaning = normalise(
        mark.mark,
        place=reading.values.get("assembly_place"),
        issuer=reading.values.get("issuer"),
        level=reading.values.get("assembly_level"),
    )
    if meaning:
        reading.put("outcome", meaning, mark.raw, "derived", place)
    else:
        reading.notes.problem(
            "outcome_scheme_unknown",
            f"{mark.mark} means different things in different places; no scheme is known here",
            "outcome",
        )


def _mark(reading: _Reading) -> tuple[MarkFound, str, str] | None:
    anatomy = reading.anatomy
    for block in anatomy.front[-16:]:
        found = mark_alone(block.text) or mark_labelled(block.text)
        if found is None and read_document_number(block.text, repair=True):
            found = mark_after_number(block.text)
        if found:
            return found, "letter", block.place
    for block in anatomy.tail[:40]:
        found = mark_labelled(block.text)
        if found:
            return found, "letter", block.place
    for pair in reading.page.pairs:
        found = mark_in_pair(pair.raw_label or pair.label, pair.value)
        if found:
            return found, pair.source, pair.place
    found = mark_at_title_end(reading.title_raw)
    return (found, "heading", "title") if found else None


def _openness(reading: _Reading) -> None:
    anatomy = reading.anatomy
    for block in (*anatomy.front[-12:], *anatomy.tail[:40]):
        marked = line_kind(block.text) is LineKind.OPENNESS
        if (
            not marked
            and block in anatomy.front
            and len(block.text) < 80
            and read_document_number(block.text, repair=True)
        ):
            marked = "公开" in block.text
        value = read_openness(block.text) if marked else None
        if value:
            reading.put("openness", value, block.text, "letter", block.place)
            return
    pair = disclosure.value_of(reading.page.pairs, "公开范围", "公开方式")
    if pair and disclosure.is_openness(pair.value):
        reading.put("openness", squeeze(pair.value), pair.value, pair.source, pair.place)


def _approver(reading: _Reading) -> None:
    anatomy = reading.anatomy
    for block in (*anatomy.front[-16:], *anatomy.body[-6:], *anatomy.tail[:30]):
        if "审" in block.text or "签" in block.text or "批" in block.text:
            found = read_approver(block.text)
            if found:
                reading.put("approver", found[0], found[1], "letter", block.place)
                return


# --------------------------------------------------------------------------
# Text and files
# --------------------------------------------------------------------------


def _text(reading: _Reading) -> None:
    kind, anatomy = reading.values["genre"], reading.anatomy
    if kind is Genre.PROPOSAL:
        return
    blocks = anatomy.body
    if kind in LETTERS and not anatomy.salutation and anatomy.form.reply:
        blocks = tuple(anatomy.form.reply)
    elif kind not in LETTERS:
        title = match_key(reading.values.get("title") or "")
        blocks = tuple(b for b in reading.page.blocks if not title or match_key(b.text) != title)
    text = "\n".join(b.text for b in blocks).strip()
    if text:
        reading.put("text", text, text, "letter", blocks[0].place)
    elif kind in LETTERS:
        reading.notes.problem("no_text", "no body between salutation and signature", "text")


def _attachments(reading: _Reading) -> None:
    files = []
    for link in reading.page.links:
        m = re.search(r"\.([A-Za-z0-9]{2,5})(?:$|[?#])", link.url)
        files.append(Attachment(link.url, link.name, m[1].lower() if m else None))
    if files:
        reading.put(
            "attachments",
            tuple(files),
            "、".join(f.name for f in files),
            "letter",
            reading.page.links[0].place,
        )
