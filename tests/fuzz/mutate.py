"""Ways to spoil a file: its bytes, its markup, its text, its encoding. Each takes a chance generator and gives new bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

Bytes = Callable[[Random, bytes], bytes]

MOST = 120_000
"""Bytes; what has grown longer is cut: the long inputs are made on purpose elsewhere."""

TOKENS = (
    "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml", "&", "&#", "&#x110000;", "&#0;",
    "&#xD800;", "&nbsp;", "&amp;amp;", "<p>", "</p>", "<div>", "</div>", "</div></div></div>",
    "<table><tr><td>", "</td></tr></table>", "</html>", "</body>", "<body>", "<script>", "</script>", "<style>",
    "</style>", "<textarea>", "<title>", "</title>", "<select>", "<svg><p>", "<template>", "<frameset>",
    "<a href=x.pdf>", "<a href='http://['>", "<base href='//'>", "<br>" * 50, "<div id=zoom>",
    "<div class=TRS_Editor>", "<div style='display:none'>", "<ul><li>", "<h1>", "<plaintext>", "<iframe src=",
    "<meta charset=utf-16>", "<meta name=ArticleTitle content='", "<td colspan=99999999>", "ZONE=in", "|",
    " | | ", "\0", "\0\0", "\x1b[31m", "\x07", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ufeff",
    "\u200b", "\u200d", "\u202e", "\u2066", "\ufffe", "\uffff", "\ufdd0", "\U0010ffff", "\U000e0001",
    "\u0301" * 30, "\ud800", "\udc00", "\ud83d", "\r", "\n", "\r\n\r\n", "\t" * 40, " " * 400, "\u3000" * 60,
    "\u00a0", "1" * 400, "０１２３", "٣٤٥", "Ⅻ", "㊿", "①", "〇○零O0", "𝟙𝟚", "²³", "五十九", "第", "第号",
    "第99999999号", "第0号", "第一千万亿号", "〔20211〕", "〔〕号", "【", "】", "《", "》", "《" * 40, "“", "”",
    "（" * 30, "）", "、" * 40, "：", ":", "；", "。", "代表：", "委员：", "代表、委员：", "等位代表：", "收悉",
    "现答复如下：", "2023年2月30日", "20230230", "二〇二三年十三月四十日", "9999年99月99日", "0000-00-00",
    "2023-1-1", "13800000000", "电话：", "联系人：", "抄送：", "附件：", "签发人：", "索引号：", "发文字号：",
    "发布日期：", "来源：", "A类", "（A）", "人大", "政协", "届次会议", "第届", "关于", "的答复", "上一篇：",
    "ICP备", "%00", "%", "%u4e00", "../" * 40, "javascript:", "data:text/html,", "file:///etc/passwd",
    "http://", "//[::1]/", "http://a:b@c/", "\\", "'", '"', "`", "${", "{{", "}}", "[[[[", "]]]]", "{" * 60,
    "(" * 60, "function(){", "createPageHTML(", "createPageHTML(99999999999,0,'index','html')", "var url=\"",
    "document.write('", "eval(", "\\u", "\\x",
)  # fmt: skip
_TAG = re.compile(rb"<[^<>]{0,300}>")
_TEXT = re.compile(rb">([^<>]{1,4000})<")
_DIGIT = re.compile("[0-9０-９一二三四五六七八九十〇]")
_DIGITS = (
    "0123456789",
    "０１２３４５６７８９",
    "〇一二三四五六七八九",
    "٠١٢٣٤٥٦٧٨٩",
    "①②③④⑤⑥⑦⑧⑨⑩",
    "零壹贰叁肆伍陆柒捌玖",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "०१२३४५६७८९",
)
_ENCODINGS = (
    "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "hz", "shift_jis", "utf-8-sig",
)  # fmt: skip
_PUNCTUATION = str.maketrans("，。：；、（）《》“”〔〕", ',.:;,()<>""[]')


def token(random: Random) -> bytes:
    """A piece that has broken parsers before, at times many times over."""
    piece = random.choice(TOKENS).encode("utf-8", "surrogatepass")
    return piece * (random.choice((1, 1, 1, 1, 2, 50, 1000)) if len(piece) < 40 else 1)


def _span(random: Random, data: bytes, most: int) -> tuple[int, int]:
    at = random.randrange(len(data) + 1)
    return at, min(len(data), at + random.randrange(1, most + 1))


# -- bytes --------------------------------------------------------------------


def cut(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def cut_head(random: Random, data: bytes) -> bytes:
    return data[random.randrange(len(data) + 1) :]


def flip(random: Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 3, 10, 60))):
        if out:
            out[random.randrange(len(out))] = random.choice(
                (0, 9, 10, 34, 39, 60, 62, 127, 128, 255, random.randrange(256))
            )
    return bytes(out)


def leave_out(random: Random, data: bytes) -> bytes:
    at, end = _span(random, data, random.choice((1, 2, 20, 400, 4000)))
    return data[:at] + data[end:]


def insert_token(random: Random, data: bytes) -> bytes:
    for _ in range(random.choice((1, 1, 3, 8))):
        at = random.randrange(len(data) + 1)
        data = data[:at] + token(random) + data[at:]
    return data


def insert_bytes(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.choice((1, 4, 40, 400))) + data[at:]


def repeat(random: Random, data: bytes) -> bytes:
    at, end = _span(random, data, random.choice((3, 30, 300, 3000)))
    return data[:end] + data[at:end] * random.choice((1, 2, 10, 200)) + data[end:]


def swap(random: Random, data: bytes) -> bytes:
    a, b, c, d = sorted(random.randrange(len(data) + 1) for _ in range(4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def zeros(random: Random, data: bytes) -> bytes:
    at, end = _span(random, data, random.choice((1, 20, 400)))
    return data[:at] + random.choice((b"\0", b"\xff", b" ", b"\xe3")) * (end - at) + data[end:]


# -- markup -------------------------------------------------------------------


def drop_tags(random: Random, data: bytes) -> bytes:
    share = random.choice((0.02, 0.2, 0.8))
    return _TAG.sub(lambda m: b"" if random.random() < share else m[0], data)


def break_tags(random: Random, data: bytes) -> bytes:
    """Ends, quotes and starts of some tags are lost."""
    lost = random.choice((b">", b'"', b"<", b"/", b"'", b"="))
    share = random.choice((0.02, 0.3))
    pieces = data.split(lost)
    return b"".join(p if i == 0 or random.random() < share else lost + p for i, p in enumerate(pieces))


def move_tags(random: Random, data: bytes) -> bytes:
    tags = _TAG.findall(data)
    share = random.choice((0.03, 0.3))
    return _TAG.sub(lambda m: random.choice(tags) if random.random() < share else m[0], data)


def nest(random: Random, data: bytes) -> bytes:
    at, end = _span(random, data, 6000)
    tag = random.choice(
        (
            "div",
            "span",
            "b",
            "table><tr><td",
            "ul><li",
            "font",
            "a href=x",
            "p",
            "center",
            "td",
            "select",
            "o:p",
        )
    )
    depth = random.choice((2, 20, 300))
    close = f"</{tag.partition(' ')[0].partition('>')[0]}>" if random.random() < 0.6 else ""
    return data[:at] + f"<{tag}>".encode() * depth + data[at:end] + close.encode() * depth + data[end:]


def add_attributes(random: Random, data: bytes) -> bytes:
    names = (
        "style",
        "class",
        "id",
        "href",
        "title",
        "onclick",
        "hidden",
        "align",
        "content",
        "ZONE",
        "name",
        "data-x",
    )
    values = (
        "display:none",
        "text-align:right;text-indent:2em",
        "title",
        "zoom",
        "nav",
        "TRS_Editor",
        "x" * 3000,
        "",
        "&#0;",
        "a b " * 300,
    )
    share = random.choice((0.03, 0.3))

    def one(match: re.Match[bytes]) -> bytes:
        if random.random() > share or match[0][1:2] in b"/!?":
            return match[0]
        return match[0][:-1] + f' {random.choice(names)}="{random.choice(values)}">'.encode()

    return _TAG.sub(one, data)


def spoil_texts(random: Random, data: bytes) -> bytes:
    share = random.choice((0.05, 0.5))

    def one(match: re.Match[bytes]) -> bytes:
        return b">" + _spoilt_text(random, match[1]) + b"<" if random.random() < share else match[0]

    return _TEXT.sub(one, data)


def _spoilt_text(random: Random, text: bytes) -> bytes:
    kind = random.randrange(6)
    if kind == 0:
        return token(random)
    if kind == 1:
        return text * random.choice((2, 20))
    if kind == 2:
        return b"".join(b"<span>%c</span>" % byte if byte < 128 else bytes((byte,)) for byte in text[:400])
    if kind == 3:
        return b"<br>".join(text.split("，".encode()))
    at = random.randrange(len(text) + 1)
    return text[:at] + token(random) + text[at:]


def join_lines(random: Random, data: bytes) -> bytes:
    """Whole letters on one line, or every clause on its own."""
    if random.random() < 0.5:
        return re.sub(rb"\s*\n\s*|</p>\s*<p[^>]{0,100}>", b"", data)
    mark = random.choice(("，", "。", "、", "：")).encode()
    return data.replace(mark, mark + random.choice((b"\n", b"</p><p>", b"<br/>")))


# -- text ---------------------------------------------------------------------


def _as_text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def other_digits(random: Random, data: bytes) -> bytes:
    digits = random.choice(_DIGITS)
    share = random.choice((0.2, 1.0))

    def one(match: re.Match[str]) -> str:
        return random.choice(digits) if random.random() < share else match[0]

    return _DIGIT.sub(one, _as_text(data)).encode()


def other_width(random: Random, data: bytes) -> bytes:
    text = _as_text(data)
    if random.random() < 0.5:
        return text.translate(_PUNCTUATION).encode()
    return "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "<>&\"'=/;" else c for c in text
    ).encode()


def spread(random: Random, data: bytes) -> bytes:
    """White space, marks of direction or joiners between the characters of some words."""
    gap = random.choice((" ", "\u3000", "\u200b", "\u202e", "\u0301", "\n", "<wbr>", "\ufeff"))
    share = random.choice((0.02, 0.3))
    return "".join(
        c + gap if c > "\u3000" and random.random() < share else c for c in _as_text(data)
    ).encode()


# -- encoding -----------------------------------------------------------------


def encode_again(random: Random, data: bytes) -> bytes:
    """The same text in another encoding: declared, undeclared or declared wrongly, whole or half."""
    name = random.choice(_ENCODINGS)
    kind = random.randrange(4)
    if kind == 0:  # UTF-8 taken for another encoding and saved
        return data.decode(random.choice(("latin-1", "gb18030", "cp1252")), "replace").encode(
            "utf-8", "replace"
        )
    if kind == 1:
        at = random.randrange(len(data) + 1)
        return data[:at] + _as_text(data[at:]).encode(name, "replace")
    if kind == 2:
        wrong = random.choice(
            ("utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "utf-16", "utf-7", "x-none", "")
        ).encode()
        data = re.sub(rb"charset=[\"']?[\w-]{1,20}", b"charset=" + wrong, data)
    return _as_text(data).encode(name, "replace")


BYTES: Sequence[Bytes] = (cut, cut_head, flip, leave_out, insert_token, insert_bytes, repeat, swap, zeros)
MARKUP: Sequence[Bytes] = (
    drop_tags, break_tags, move_tags, nest, add_attributes, spoil_texts, join_lines, other_digits, other_width, spread,
)  # fmt: skip
PAGES: Sequence[Bytes] = (*BYTES, *MARKUP, *MARKUP, insert_token, encode_again)


def spoilt(random: Random, data: bytes, ways: Sequence[Bytes] = PAGES) -> bytes:
    """``data`` spoilt in one to five of these ways."""
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        data = random.choice(ways)(random, data)[:MOST]
    return data


def splice(random: Random, one: bytes, other: bytes) -> bytes:
    """The head of one and the tail of another file, or one inside the other."""
    a, b = random.randrange(len(one) + 1), random.randrange(len(other) + 1)
    if random.random() < 0.5:
        return one[:a] + other[b:]
    c = random.randrange(b, len(other) + 1)
    return one[:a] + other[b:c] + one[a:]
