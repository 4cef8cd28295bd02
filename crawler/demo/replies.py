"""Writes an invented reply: its lines in order and the record that must come out of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from crawler.demo.house_style import Order, SessionForm
from crawler.demo.letters import Letter, Line
from crawler.demo.numerals import DATE_FORMS, circle_date, ordinal
from crawler.demo.organisation_codes import credit_code
from crawler.demo.places import Kind, Place
from crawler.demo.prose import Pen, seeded
from crawler.demo.salutation import Salutation, person, salutation

CO_HANDLERS = (
    "财政局",
    "发展改革委",
    "住房城乡建委",
    "规划自然资源局",
    "市场监管局",
    "公安局",
    "大数据发展局",
    "残联",
)


def session_words(place: Place, kind: Kind, year: int, form: SessionForm, *, body: bool = False) -> str:
    """The session as this office words it; the body of a short-form letter adds 第 before the meeting."""
    term, meeting = ordinal(place.term(kind)), ordinal(place.meeting(kind, year))
    if form == "full":
        assembly = "人民代表大会" if kind == "npc" else "委员会"
        head = place.name if kind == "npc" else f"政协{place.name}"
        return f"{head}第{term}届{assembly}第{meeting}次会议"
    if kind == "cppcc":
        return f"{place.level}政协{term}届{meeting}次会议"
    if form == "after":
        return f"{place.level}人大{term}届{meeting}次会议"
    return f"{place.level}{term}届人大{'第' if body else ''}{meeting}次会议"


@dataclass(frozen=True, slots=True)
class Heading:
    """Who signs, under which number, about which matter."""

    issuer: str
    office: str
    document_number: str
    index_number: str
    number: str
    subject: str
    thing: str
    session: str
    title: str
    plain_title: str


def _heading(order: Order, rng: random.Random) -> Heading:
    place, style, topic = order.place, order.style, order.topic
    issuer = place.name + topic.office
    asked = order.signed.year
    top = 1900 if order.asked_in.level == "市" else 280
    number = str(rng.randint(2, top)).zfill(style.number_width)
    thing = "建议" if order.kind == "npc" else "提案"
    document_number = (
        f"{place.abbreviation}{topic.short}{style.document_kind}〔{asked}〕{rng.randint(4, 400)}号"
    )
    session = session_words(order.asked_in, order.kind, asked, style.session_form)
    form = rng.choice(style.titles)
    if order.republished:
        form = (
            form.replace("办理情况", "")
            if "办理情况" in form
            else form.replace("{thing}的", "{thing}办理情况的")
        )
    title = form.format(
        issuer=issuer, session=session, number=number, thing=thing, document_number=document_number
    )
    serial = sum(map(ord, topic.office)) * 37
    return Heading(
        issuer=issuer,
        office=f"{place.level if place.level == '市' else place.short}{topic.office}",
        document_number=document_number,
        index_number=f"{credit_code(place.code, serial)}/{asked}-{order.serial % 100000:05d}",
        number=number,
        subject=_subject(order, rng),
        thing=thing,
        session=session,
        title=title,
        plain_title=title.replace(" ", ""),
    )


def _subject(order: Order, rng: random.Random) -> str:
    pen = Pen(rng, order.place, order.topic, order.signed.year)
    # proposals, too, are often called 建议 (facts: letters, S)
    ending = "提案" if order.kind == "cppcc" and rng.random() < 0.6 else "建议"
    return f"关于{pen.write(rng.choice(order.topic.subjects))}的{ending}"


def write_reply(order: Order) -> Letter:
    """The letter ordered. The same order gives the same letter on every machine."""
    rng = seeded(order.site, order.key)
    head = _heading(order, rng)
    greeted = salutation(rng, order.kind, order.asked_in)
    pen = Pen(rng, order.place, order.topic, order.signed.year)
    co_handlers = _co_handlers(order, rng)
    body = _body(order, head, greeted, co_handlers, pen)
    approver = person(rng) if rng.random() < order.style.approver else None
    if approver:
        body.append(_approval(order, head, approver))
    facts = _Facts(rng, order, head, greeted, co_handlers, approver, tuple(pen.cited))
    lines, fields = _set(facts, body)
    text = "\n".join(line.text for line in lines if line.role == "body")
    return Letter(
        key=order.key,
        serial=order.serial,
        title=head.title,
        published=order.republished or order.published,
        first_published=order.published,
        lines=tuple(lines),
        fields={**fields, "text": text, **_title_claim(head)},
        source=head.office,
        revision=order.revision,
        meta={
            "index_number": head.index_number,
            "document_number": head.document_number,
            "topic": order.topic.topic_class,
            "form": "人大建议办理" if order.kind == "npc" else "政协提案办理",
            "office": head.office,
            "written": order.signed.isoformat(),
        },
    )


def _title_claim(head: Heading) -> dict[str, str]:
    """The title without its inner spaces; none where it holds the document number, which one may keep or cut."""
    return {} if head.document_number in head.title else {"title": head.plain_title}


def _co_handlers(order: Order, rng: random.Random) -> tuple[str, ...]:
    if rng.random() < 0.45:
        return ()
    return tuple(order.place.level + name for name in rng.sample(CO_HANDLERS, k=rng.choice((1, 2, 2, 3))))


# --------------------------------------------------------------------------
# The body
# --------------------------------------------------------------------------


def _body(
    order: Order, head: Heading, greeted: Salutation, co_handlers: tuple[str, ...], pen: Pen
) -> list[str]:
    rng = pen.rng
    paragraphs = [_opening(order, head, greeted, co_handlers, rng)]
    status = [pen.write(s) for s in rng.sample(order.topic.status, k=rng.randint(3, len(order.topic.status)))]
    steps = [pen.write(s) for s in rng.sample(order.topic.steps, k=rng.randint(3, len(order.topic.steps)))]
    shape = rng.choice((_headed, _enumerated, _plain))
    paragraphs += shape(status, steps, greeted.you)
    if order.revision:
        paragraphs.append(
            f"需要补充说明的是，截至{order.signed.year}年底，上述措施均已列入年度重点任务，"
            f"其中{seeded(order.key, 'revision').randint(3, 9)}项已经完成，其余事项将按季度向{greeted.you}反馈进展。"
        )
    paragraphs.append(_thanks(order, greeted, rng))
    return paragraphs


def _opening(
    order: Order, head: Heading, greeted: Salutation, co_handlers: tuple[str, ...], rng: random.Random
) -> str:
    you = greeted.you
    said = session_words(order.asked_in, order.kind, order.signed.year, order.style.session_form, body=True)
    inner = head.subject.removeprefix("关于").removesuffix("的建议").removesuffix("的提案")
    ending = head.subject[-2:]
    forms = [
        f"{you}在{said}上提出的《{head.subject}》（第{head.number}号）已收悉。",
        f"{you}在{said}期间提出的《{head.subject}》（第{head.number}号{head.thing}）收悉。",
        f"{you}提出的关于“{inner}”的{ending}（第{head.number}号）已收悉。",
        f"{you}在{said}提出的{head.subject}（第{head.number}号）已收悉。",
        f"{you}提出的第{head.number}号{head.thing}《{head.subject}》已收悉。",
    ]
    if not order.style.session_in_body:
        forms = [f"{you}提出的《{head.subject}》（第{head.number}号）收悉。"]
    thanks = rng.choice(("", "", f"首先感谢{you}对这项工作的关心和支持。", "感谢关注与支持。"))
    return greeted.greeting + rng.choice(forms) + thanks + _handled(co_handlers, rng)


def _handled(co_handlers: tuple[str, ...], rng: random.Random) -> str:
    if not co_handlers:
        return rng.choice(
            ("经认真研究办理，现答复如下：", "经研究，现将有关情况函复如下：", "现将办理情况答复如下。")
        )
    names = "、".join(co_handlers)
    return rng.choice(
        (
            f"经与{names}共同研究办理，现将办理情况答复如下：",
            f"经商{names}，现答复如下：",
            f"我们会同{names}进行了认真研究，现函复如下：",
            f"经与{names}等部门共同研究，现将办理情况答复如下。",
        )
    )


def _headed(status: list[str], steps: list[str], you: str) -> list[str]:
    """一、…（一）…: headings of two levels."""
    lines = ["一、基本情况和主要做法", *(f"（{ordinal(i)}）{s}" for i, s in enumerate(status, 1))]
    lines += ["二、下一步工作打算", f"{you}的意见切中要害、针对性强，我们将认真吸纳，重点抓好以下工作。"]
    for i, step in enumerate(steps, 1):
        name, text = step.split("|")
        lines.append(f"（{ordinal(i)}）{name}。{text}")
    return lines


def _enumerated(status: list[str], steps: list[str], you: str) -> list[str]:
    """One paragraph of facts, then 一是…二是… each on its line."""
    lines = ["".join(status[:2]), "".join(status[2:])]
    lines.append(f"针对{you}提出的意见建议，下一步着重做好以下{ordinal(len(steps))}个方面的工作：")
    for i, step in enumerate(steps, 1):
        name, text = step.split("|")
        lines.append(f"{ordinal(i)}是{name}。{text}")
    return lines


def _plain(status: list[str], steps: list[str], you: str) -> list[str]:
    """Running text without numbers."""
    texts = [step.split("|")[1] for step in steps]
    return [
        *status[:-1],
        f"正如{you}所指出的，工作中还存在一些短板和不足。" + status[-1],
        "下一步，" + "".join(texts[:2]),
        "".join(texts[2:]),
    ]


def _thanks(order: Order, greeted: Salutation, rng: random.Random) -> str:
    we = order.place.we
    return rng.choice(
        (
            f"再次感谢{greeted.you}对{we}{order.topic.name}工作的关心和支持！",
            f"感谢{greeted.you}的宝贵意见，欢迎继续监督我们的工作。",
            f"最后，希望{greeted.you}一如既往地关注和支持{we}各项事业发展。",
            "专此答复。",
            f"感谢{greeted.you}对{we}工作的支持。特此函复。",
        )
    )


def _approval(order: Order, head: Heading, approver: str) -> str:
    office = head.issuer
    post = "局长" if office.endswith("局") else "主任"
    desk = (
        f"{order.asked_in.level}人大常委会人代工委"
        if order.kind == "npc"
        else f"{order.asked_in.level}政协提案委"
    )
    return f"此答复函已经{approver}{post}审签。对以上答复有什么意见，请填写回执寄给{desk}和我们，以便进一步改进工作。"


# --------------------------------------------------------------------------
# The frame: number, mark, title, salutation, contact, signature, copies
# --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    rng: random.Random
    order: Order
    head: Heading
    greeted: Salutation
    co_handlers: tuple[str, ...]
    approver: str | None
    cited: tuple[tuple[str, str | None], ...]


def _set(facts: _Facts, body: list[str]) -> tuple[list[Line], dict[str, Any]]:
    rng, order, head = facts.rng, facts.order, facts.head
    fields = _fields(facts)
    lines = _proposal(facts, fields) + _top(facts, fields)
    lines.append(Line("salutation", facts.greeted.text))
    lines += [Line("body", text) for text in body]
    contact, place = _contact(facts, fields)
    signature = [
        Line("signature", head.issuer),
        Line("date", rng.choice((*DATE_FORMS, circle_date))(order.signed)),
    ]
    lines += contact + signature if place == "before" else signature + contact
    if rng.random() < order.style.openness:
        fields["openness"] = "主动公开"
        lines.append(Line("openness", "公开属性：主动公开"))
    if rng.random() < order.style.copies:
        level = order.asked_in.level
        desk = f"{level}人大常委会人代工委" if order.kind == "npc" else f"{level}政协提案委"
        fields["copied_to"] = [desk, f"{level}政府督查室"]
        lines.append(Line("copies", f"抄    送：{desk}，{level}政府督查室。"))
    return lines, fields


def _fields(facts: _Facts) -> dict[str, Any]:
    order, head = facts.order, facts.head
    asked = order.asked_in
    return {
        "genre": "reply",
        "matter_type": "npc_suggestion" if order.kind == "npc" else "cppcc_proposal",
        "index_number": None,
        "document_number": head.document_number,
        "issuer": head.issuer,
        "topic": None,
        "document_form": None,
        "validity": None,
        "date_written": None,
        "date_published": (order.republished or order.published).isoformat(),
        "date_signed": order.signed.isoformat(),
        "assembly": order.kind,
        "assembly_level": asked.level,
        "assembly_place": asked.name,
        "term": asked.term(order.kind),
        "meeting": asked.meeting(order.kind, order.signed.year),
        "matter_numbers": [head.number],
        "proposal_title": head.subject,
        "proposal_text": None,
        "addressees": [dict(a) for a in facts.greeted.addressees],
        "co_handlers": list(facts.co_handlers),
        "outcome_mark": None,
        "openness": None,
        "approver": facts.approver,
        "contact": None,
        "copied_to": [],
        "citations": [{"title": title, "document_number": number} for title, number in facts.cited],
        "text_damaged": False,
    }


def _proposal(facts: _Facts, fields: dict[str, Any]) -> list[Line]:
    if not facts.order.style.proposal_text:
        return []
    order, head = facts.order, facts.head
    pen = Pen(facts.rng, order.place, order.topic, order.signed.year)
    said = [pen.write(s) for s in order.topic.ask]
    fields["proposal_text"] = "\n".join(said)
    return [
        Line("proposal-title", f"标题： {head.subject}"),
        Line("proposal-label", "内容："),
        *(Line("proposal", text) for text in said),
    ]


def _top(facts: _Facts, fields: dict[str, Any]) -> list[Line]:
    style, head = facts.order.style, facts.head
    lines = [Line("red-head", f"{head.issuer}文件")] if style.red_head else []
    mark = ""
    if style.mark:
        mark = facts.rng.choice("AABBC")
        fields["outcome_mark"] = mark
    if style.mark == "line":
        lines.append(Line("mark", mark))
    if style.number_line:
        lines.append(Line("number", head.document_number, mark if style.mark == "number" else ""))
    if style.title_lines:
        lines += [Line("title", part) for part in _broken(head, issuer_line=style.issuer_line)]
    return lines


def _broken(head: Heading, *, issuer_line: bool) -> list[str]:
    """The title as a letter breaks it: the issuer, the session, the item, each on its line."""
    title = head.plain_title.replace(f"（{head.document_number}）", "")
    parts = []
    if title.startswith(head.issuer):
        parts.append(head.issuer)
        title = title.removeprefix(head.issuer)
    elif issuer_line:
        parts.append(head.issuer)
    cut = title.find("会议") + 2
    return [*parts, title[:cut], title[cut:]]


def _contact(facts: _Facts, fields: dict[str, Any]) -> tuple[list[Line], str]:
    rng, place = facts.rng, facts.order.place
    if rng.random() >= facts.order.style.contact:
        return [], "after"
    who = person(rng)
    phones = [f"5550{rng.randint(1000, 9999)}" for _ in range(2)]
    form = rng.choice(("lines", "lines", "brackets", "one line"))
    fields["contact"] = {"person": who, "phones": [phones[0]], "fax": None, "postcode": None}
    if form == "brackets":
        return [Line("contact", f"（联系人：{who}，联系电话：{phones[0]}）")], "after"
    if form == "one line":
        number = f"{place.phone_area}-{phones[0]}"
        fields["contact"]["phones"] = [number]
        return [Line("contact", f"联系人：{who}    联系电话：{number}")], rng.choice(("before", "after"))
    fields["contact"] |= {"fax": phones[1], "postcode": place.postcode}
    return [
        Line("contact", f"联 系 人：{who}"),
        Line("contact", f"联系电话：{phones[0]}  {phones[1]}（传真）"),
        Line("contact", f"邮政编码：{place.postcode}"),
    ], "before"
