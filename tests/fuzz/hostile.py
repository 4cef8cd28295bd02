"""The n-th hostile input of a seed: the same bytes on every machine, for every n."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from random import Random

from tests.fuzz.damage import damaged
from tests.fuzz.mutate import BYTES, TOKENS, splice, spoilt, token
from tests.fuzz.pumps import pumps
from tests.fuzz.seeds import Seed, all_seeds
from tests.parsers.test_letter_hostile import PIECES

_URLS = (
    None, "", "http://a.example/zwgk/t20240618_1.html", "http://a.example/col/col1/index.html?uid=1&pageNum=2",
    "https://A.example:443/x/../y;jsessionid=1?a=%zz#f", "//", "http://[::1", "http://例子.中国/页.htm", "javascript:1",
    "http://a.example/" + "x" * 9000, "http://a.example/\0", "file:///etc/passwd",
)  # fmt: skip
_TYPES = (
    None, None, None, "text/html", "text/html; charset=utf-8", "text/html;charset=gbk", "text/html; charset=iso-8859-1",
    "application/pdf", "text/plain; charset=utf-16", "charset=" + "x" * 5000, "\0",
)  # fmt: skip
_MAGIC = (
    b"", b"%PDF-1.7\n", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<html>",
    b"<?xml version='1.0'?>", b"{\"", b"[{", b"GIF89a", b"\x1f\x8b", b"Rar!\x1a\x07",
    b"+/v8", b"~{", b"<!DOCTYPE html><meta charset=gb2312>",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input. ``way`` says how it was made; ``listed``: it is also read as a list page."""

    way: str
    data: bytes
    url: str | None = None
    content_type: str | None = None
    listed: bool = False


def hostile(seed: int, number: int) -> Hostile:
    """Input ``number`` of ``seed``."""
    random = Random(f"{seed}:{number}")
    (way,) = random.choices(tuple(_WAYS), weights=[weight for weight, _ in _WAYS.values()])
    made = _WAYS[way][1](random)
    return Hostile(way, made.data, made.url, made.content_type, made.listed)


def _any_seed(random: Random) -> Seed:
    seeds = all_seeds()
    return random.choice(random.choice((seeds.pages, seeds.pages, seeds.lists, seeds.letters)))


def _address(random: Random, seed: Seed) -> tuple[str | None, str | None]:
    if random.random() < 0.8:
        return seed.url, seed.content_type
    return random.choice(_URLS), random.choice(_TYPES)


def _page(random: Random) -> Hostile:
    seed = _any_seed(random)
    url, content_type = _address(random, seed)
    return Hostile("", spoilt(random, seed.data), url, content_type, seed.listed or random.random() < 0.15)


def _spliced(random: Random) -> Hostile:
    one, other = _any_seed(random), _any_seed(random)
    data = splice(random, one.data, other.data)
    if random.random() < 0.3:
        data = spoilt(random, data)
    url, content_type = _address(random, one)
    return Hostile("", data, url, content_type, one.listed or other.listed)


def _cut(random: Random) -> Hostile:
    """A transfer that broke off: at any byte, often in the head or inside a tag."""
    seed = _any_seed(random)
    at = (
        random.randrange(min(600, len(seed.data)) + 1)
        if random.random() < 0.3
        else random.randrange(len(seed.data) + 1)
    )
    return Hostile("", seed.data[:at], seed.url, seed.content_type, seed.listed)


def _shuffled(random: Random) -> Hostile:
    """The words of letters in any order, with or without tags between them."""
    tags = (
        "",
        "",
        "",
        "\n",
        "<p>",
        "</p>",
        "<td>",
        "<tr>",
        "<br>",
        "<div id=zoom>",
        "</div>",
        " | ",
        "：",
        "\0",
    )
    wanted = random.choice((5, 40, 300, 3000))
    pieces = (
        random.choice(PIECES) if random.random() < 0.9 else random.choice(TOKENS) for _ in range(wanted)
    )
    text = "".join(piece + random.choice(tags) for piece in pieces)
    return Hostile(
        "", text.encode("utf-8", "surrogatepass"), random.choice(_URLS), None, random.random() < 0.2
    )


def _noise(random: Random) -> Hostile:
    data = random.choice(_MAGIC) + random.randbytes(random.choice((0, 1, 7, 60, 900, 9000)))
    if random.random() < 0.4:
        data += b"".join(token(random) for _ in range(random.randrange(12)))
    return Hostile("", data, random.choice(_URLS), random.choice(_TYPES), random.random() < 0.2)


def _file(random: Random) -> Hostile:
    name, data = random.choice(sorted(all_seeds().files.items()))
    return Hostile("", damaged(random, name, data), None, random.choice(_TYPES))


# -- long things --------------------------------------------------------------

_LETTER = (
    "<p>林晓安代表：</p><p>您提出的《关于推进社区助餐的建议》（第57号）收悉，现答复如下：感谢您的关心。</p>"
    "<p>云江市民政局</p><p>2023年8月10日</p>"
)
_SALUTATION = "林晓安代表：\n您提出的建议收悉，现答复如下：\n"
_SIGNATURE = "\n云江市民政局\n2023年8月10日\n"


def _in_lines(text: str, length: int) -> str:
    return "\n".join(text[i : i + length] for i in range(0, len(text), length))


def _attributes(text: str) -> str:
    t = escape(text)
    return f'<html><div class="{t}" style="{t}" id="{t}"><a href="{t}" title="{t}">甲</a>{_LETTER}'


def _rows(text: str) -> str:
    row = f"{escape(text[:2000])}</a>{escape(text[:40])}</li>"
    return (
        "<html><ul>" + "".join(f"<li><a href='/a/t20230101_{i}.html'>{row}" for i in range(12)) + escape(text)
    )


def _title(text: str) -> str:
    t = escape(text)
    return f'<html><title>{t}</title><meta name=ArticleTitle content="{t}"><h1>{t}</h1><div id=zoom>{_LETTER}'


def _table(text: str) -> str:
    t = escape(text)
    return (
        f"<html><table><tr><td>索引号</td><td>{t}</td></tr><tr><td>{t}</td><td>甲</td></tr></table>{_LETTER}"
    )


def _cells(text: str) -> str:
    return f"<html><table><tr>{'<td>'.join(_in_lines(escape(text), 20).splitlines())}</table>{_LETTER}"


def _script(text: str) -> str:
    written = f"<script>var hasFJ='{text}';createPageHTML(3,{text})</script>"
    return f"<html><script>{text}</script><div id=zoom>{_LETTER}</div>{written}"


_FRAMES: dict[str, Callable[[str], str]] = {
    "alone": lambda t: t,
    "body line": lambda t: f"{_SALUTATION}{t}{_SIGNATURE}",
    "body page": lambda t: f"<html><div id=zoom>{_LETTER}<p>{escape(t)}</p></div>",
    "short lines": lambda t: _SALUTATION + _in_lines(t, 38) + _SIGNATURE,
    "lines": lambda t: _SALUTATION + _in_lines(t, 290) + _SIGNATURE,
    "lines above": lambda t: _in_lines(t, 79) + "\n" + _SALUTATION + _SIGNATURE,
    "opening": lambda t: f"林晓安代表：\n您提出的{t}收悉，现答复如下：\n感谢。{_SIGNATURE}",
    "salutation": lambda t: f"{t}代表：\n您提出的建议收悉，现答复如下：{_SIGNATURE}",
    "contact": lambda t: f"{_SALUTATION}感谢。{_SIGNATURE}联系人：{t}\n抄送：{t}",
    "title": _title,
    "letter title": lambda t: f"关于{t}的答复\n{_SALUTATION}{_SIGNATURE}",
    "table": _table,
    "many cells": _cells,
    "metadata": lambda t: f"索引号：{t}\n发布机构：{t}\n发布日期：{t}\n标题：{t}\n{_SALUTATION}{_SIGNATURE}",
    "attributes": _attributes,
    "file link": lambda t: f'<html><div id=zoom>{_LETTER}<a href="/{escape(t)}.pdf">{escape(t)}</a>',
    "script": _script,
    "rows": _rows,
    "markup": lambda t: f"<html><body>{t}{_LETTER}",
    "comment": lambda t: f"<html><!--{t}--><div id=zoom>{_LETTER}<!--[if {t}]>",
    "json": lambda t: '{"data":[{"title":"' + t.replace("\\", "").replace('"', "") + '","url":"/a.html"}]}',
    "rtf": lambda t: "{\\rtf1\\ansi " + t + "}",
}
"""Where a long text may stand: on each of these other rules look at it."""


FRAMES = tuple(_FRAMES)


def framed(frame: str, text: str) -> bytes:
    """A page that holds a text in the given place."""
    return _FRAMES[frame](text).encode("utf-8", "surrogatepass")


def _pumped(random: Random) -> Hostile:
    pump = random.choice(pumps())
    frame = random.choice(FRAMES)
    text = pump.text(random.choice((300, 3_000, 20_000, 60_000)))
    return Hostile("", framed(frame, text), "http://a.example/x/", None, random.random() < 0.3)


def _repeated(random: Random) -> Hostile:
    """One or two pieces over and over."""
    pieces = [random.choice((*PIECES, *TOKENS)) for _ in range(random.choice((1, 2, 3)))]
    text = "".join(pieces) * (random.choice((100, 2_000, 40_000)) // max(1, len("".join(pieces))) + 1)
    return Hostile(
        "", framed(random.choice(FRAMES), text), "http://a.example/x/", None, random.random() < 0.3
    )


def _extreme(random: Random) -> Hostile:
    """Depth, width, length and number beyond all reason; up to two megabytes."""
    many = random.choice((1_000, 10_000, 100_000))
    tag = random.choice(
        (
            "div",
            "span",
            "td",
            "table><tr><td",
            "li",
            "b",
            "a href=/x.pdf",
            "h1",
            "p",
            "select",
            "title",
            "o:p",
            "svg",
            "form",
        )
    )
    shape = random.randrange(8)
    if shape == 0:
        text = f"<html><{tag}>" * min(many, 20_000) + _LETTER
    elif shape == 1:
        name = tag.partition(" ")[0].partition(">")[0]
        text = f"<html><div id=zoom>{_LETTER}" + f"<{tag}>甲</{name}>" * min(many, 30_000)
    elif shape == 2:
        text = "<html><div " + " ".join(f"a{n}=1" for n in range(many)) + f">{_LETTER}"
    elif shape == 3:
        text = _SALUTATION + random.choice(PIECES) * many + _SIGNATURE
    elif shape == 4:
        text = (random.choice(PIECES) + "\n") * min(many, 50_000)
    elif shape == 5:
        text = f'<html><{tag} class="{"甲" * many}" id={"b" * many}>{_LETTER}'
    elif shape == 6:
        text = "<html>" + "</div>" * many + _LETTER + "</p>" * many
    else:
        text = "\0" * many + _LETTER + "\0\ufeff" * many
    data = text.encode()
    return Hostile(
        "",
        spoilt(random, data, BYTES) if random.random() < 0.1 else data,
        "http://a.example/x/",
        None,
        random.random() < 0.1,
    )


_WAYS: dict[str, tuple[float, Callable[[Random], Hostile]]] = {
    "page": (40, _page),
    "splice": (10, _spliced),
    "cut": (10, _cut),
    "shuffled words": (8, _shuffled),
    "noise": (7, _noise),
    "file": (12, _file),
    "pump": (8, _pumped),
    "repeated": (4, _repeated),
    "extreme": (0.3, _extreme),
}
"""How inputs are made, with how often."""

WAYS = tuple(_WAYS)


def is_pdf(data: bytes) -> bool:
    """Whether the reading happens in the process that reads PDFs: its time is not this process's."""
    return re.search(rb"%PDF-", data[:1024]) is not None
