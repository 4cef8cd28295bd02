"""Which document this is: title, index number, document number, dates of the metadata, issuer."""

from __future__ import annotations

import re
from datetime import date

from parsers import disclosure
from parsers.brands import find_brand
from parsers.frame import LineKind, line_kind
from parsers.normalize.dates import read_date
from parsers.normalize.document_number import NumberFound, read_document_number
from parsers.normalize.issuer import clean_organ, fullest, is_organ
from parsers.normalize.region import leading_region
from parsers.normalize.text import close_up, squeeze
from parsers.reading import LETTERS, Reading
from parsers.title import TitleFound, choose_title, first_line_title, letter_titles
from parsers.types import (
    Block,
    Genre,
    Pair,
)


def read_title(reading: Reading) -> None:
    anatomy, listing = reading.anatomy, reading.listing
    own = [anatomy.form.values["proposal_title"][0]] if "proposal_title" in anatomy.form.values else []
    reading.letter_titles = letter_titles(anatomy.front, len(anatomy.front))
    chosen = choose_title(reading.page.titles, reading.letter_titles, listing.title if listing else None, own)
    if chosen is None and own:
        value, place = anatomy.form.values["proposal_title"]
        chosen = TitleFound(close_up(value), value, "letter", place)
    if chosen is None and not reading.page.titles:
        chosen = first_line_title(anatomy.front if anatomy.salutation else reading.page.blocks)
    if chosen is None:
        return
    reading.title_raw = chosen.raw
    reading.put("title", chosen.text, chosen.raw, chosen.source, chosen.place)


def read_metadata_fields(reading: Reading) -> None:
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
        if found and found[1].iso and not _of_suggestion(reading, found[0]):
            reading.put(name, found[1].iso, found[0].value, found[0].source, found[0].place)
    _answered_on(reading)
    if "date_published" not in reading.values and reading.listing and reading.listing.date:
        listed = _day(reading.listing.date)
        if listed:
            reading.put("date_published", listed, listed, "listing", "list page")


def _answered_on(reading: Reading) -> None:
    """答复日期 in a form that prints suggestion and reply."""
    form = reading.anatomy.form.values.get("reply_date")
    found = read_date(form[0]) if form and "date_written" not in reading.values else None
    if form and found and found.iso:
        reading.put("date_written", found.iso, form[0], "attribute", form[1])


def _day(listed: str) -> str | None:
    """The list page's ISO date, where there is such a day."""
    try:
        return date.fromisoformat(listed).isoformat() if re.fullmatch(r"\d{4}-\d{2}-\d{2}", listed) else None
    except ValueError:
        return None


def _of_suggestion(reading: Reading, pair: Pair) -> bool:
    """P1: a bare 日期: beside 提出人: and 内容: dates the suggestion, not the page."""
    form = reading.anatomy.form
    if squeeze(pair.raw_label) not in ("日期", "时间") or not form.content or "proposer" not in form.values:
        return False
    if any(p.place == pair.place and p is not pair for p in reading.page.pairs):
        return False  # the line under a title: 日期: 来源: 浏览:
    reading.notes.problem(
        "date_ambiguous", f"{pair.value} may be the suggestion's date, not the page's", "date_published"
    )
    return True


def read_number(reading: Reading) -> None:
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


def _number_above(reading: Reading) -> tuple[NumberFound, str] | None:
    repaired = None
    for block in reading.anatomy.front[-20:]:
        if len(block.text) > 160 or any(block in lines for lines in reading.letter_titles):
            continue
        number = read_document_number(block.text, repair=True)
        # The number stands at the line's beginning or alone; a sentence or a quoted title names another's.
        if number is None or "《" in block.text or re.search(r"[。；，]", block.text):
            continue
        if not number.repaired:
            return number, block.place
        repaired = repaired or (number, block.place)
    return repaired


def _say_damaged(reading: Reading) -> None:
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


def read_issuer(reading: Reading) -> None:
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
    author = disclosure.value_of(reading.page.pairs, "作者")
    for pair in (metadata, source, author):
        organ = clean_organ(pair.value) if pair else None
        if pair and organ and is_organ(organ):
            printed.append((organ, pair.value, pair.source, pair.place))
    printed = [p for p in printed if find_brand(p[0]) is None]
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


# The organs of the State Council, now and before, whose whole name is three characters.
_MINISTRY = "(?:外交|教育|公安|民政|司法|财政|水利|商务|交通|铁道|建设|农业|卫生|文化)部|审计署"


def _organ_in_title(title: str) -> str | None:
    m = re.match(
        rf"^(?:(?:19|20)\d\d年度?)?({_MINISTRY}|[\u3400-\u9fff（）()]{{4,40}}?)\s?(?:关于|对|答复|承办|办理|(?:19|20)\d\d年)",
        title,
    )
    name = m[1] if m else None
    if name is None:
        m = re.search(r"[（(]([\u3400-\u9fff]{3,20})[）)]$", title)
        name = m[1] if m else None
    return name if name and is_organ(name) and not _ASSEMBLY.search(name) else None


# 发展改革委员会 answers, 政协云江市第八届委员会 is answered.
_ASSEMBLY = re.compile(r"大会|(?:政协|协商会议|届).{0,20}委员会$|常务委员会$|常委会$")


_BESIDE_HEAD = re.compile(r"文件$|签发(?:人|领导)?[:：].{0,20}$")
"""What a red head ends in, and who signed on the same line."""


def _red_head(reading: Reading) -> tuple[str, Block] | None:
    front = reading.anatomy.front[-16:]
    titles = [lines[0] for lines in reading.letter_titles]
    for i, block in enumerate(front):
        text = squeeze(block.text)
        name = _BESIDE_HEAD.sub("", text)
        if (
            4 <= len(name) <= 40
            and is_organ(name)
            and (
                name != text
                or leading_region(name)
                or re.match(r"[省市县区州旗]", name)
                or (i + 1 < len(front) and front[i + 1] in titles and not name.endswith("政府"))
            )
        ):
            return name, block
    return None


def _under_date(reading: Reading) -> list[tuple[str, str]]:
    """An organ between the date and its own contact: it signs where nothing stands above the date."""
    signature, blocks = reading.anatomy.signature, reading.anatomy.blocks
    if signature is None or signature.organs or signature.last + 2 >= len(blocks):
        return []
    organ, contact = blocks[signature.last + 1], blocks[signature.last + 2]
    signs = line_kind(organ.text) is LineKind.ORGAN and line_kind(contact.text) is LineKind.CONTACT
    return [(squeeze(organ.text), organ.place)] if signs else []


def _contact_units(reading: Reading) -> list[tuple[str, str]]:
    """联系单位:… after a bare date is sometimes the only place that names the issuer."""
    found = []
    for block in reading.anatomy.tail:
        m = re.match(
            r"^[（(]?(?:联系单位|承办单位|单位名称|答复单位)(?:及(?:联系)?(?:电话|人))?\s*[:：]\s*([\u3400-\u9fff]{3,30})",
            block.text,
        )
        if m and is_organ(m[1]):
            found.append((m[1], block.place))
    found += _under_date(reading)
    form = reading.anatomy.form.values.get("handler")
    if form and is_organ(form[0]):
        found.append((squeeze(form[0]), form[1]))
    return found
