"""The HTML that comes out when an office pastes a Word file into the editor of its CMS."""

from __future__ import annotations

import random
import re
from typing import Literal

from crawler.demo.letters import Line
from crawler.demo.templates import text

Paste = Literal["runs", "characters", "plain"]
"""runs: Word's runs, digits and single signs each in their own span; characters: one span a character; plain: none."""

SINGLE = re.compile(
    r"[0-9A-Za-z.%\-]+|[年月日号第届次人大〔〕，。、：；（）《》“”]|[^0-9A-Za-z.%\-年月日号第届次人大〔〕，。、：；（）《》“”]+"
)
"""Word starts a run at every change of font: digits, and signs typed with another input method."""

FACES = ("方正仿宋_GBK", "方正小标宋_GBK", "Times New Roman", "宋体")
ALIGN = {
    "red-head": "center",
    "title": "center",
    "number": "center",
    "signature": "right",
    "date": "right",
    "mark": "right",
}


def pasted(lines: tuple[Line, ...], rng: random.Random, paste: Paste) -> str:
    """The body's HTML, one <p> a line, consecutive rows as one table."""
    out: list[str] = []
    rows: list[Line] = []
    for line in (*lines, Line("note", "")):
        if line.role == "row":
            rows.append(line)
            continue
        if rows:
            out.append(_table(rows))
            rows = []
        if line.text:
            out.append(_paragraph(line, rng, paste))
            if line.role in ("red-head", "title", "salutation") and rng.random() < 0.15:
                out.append('<p style="margin:0;line-height:28px"><br/></p>')
    return "\n".join(out)


def _paragraph(line: Line, rng: random.Random, paste: Paste) -> str:
    align = ALIGN.get(line.role, "")
    inner = _runs(line.text, rng, paste)
    if line.right:
        inner += "&nbsp;" * rng.randint(20, 34) + _runs(line.right, rng, paste)
    if line.role in ("signature", "date") and rng.random() < 0.4:
        # set right by counting spaces instead of by style
        return f"<p>{'&nbsp;' * rng.randint(24, 40)}{inner}</p>"
    if line.role in ("signature", "date"):
        inner += "&nbsp;" * rng.choice((0, 0, 4, 8))
    if line.role in ("body", "contact", "openness", "proposal"):
        if paste == "plain" and rng.random() < 0.5:
            return f"<p>　　{inner}</p>"
        return f'<p style="text-indent:2em;line-height:28pt;text-align:justify">{inner}</p>'
    style = f"text-align:{align};line-height:28pt" if align else "line-height:28pt"
    return f'<p style="{style}">{inner}</p>'


def _runs(value: str, rng: random.Random, paste: Paste) -> str:
    if paste == "plain":
        return text(value).replace("  ", "&nbsp;&nbsp;")
    pieces = list(value) if paste == "characters" else SINGLE.findall(value)
    face = rng.choice(FACES)
    out = []
    for piece in pieces:
        shown = text(piece).replace(" ", "&nbsp;")
        letters = "Times New Roman" if piece.isascii() else face
        out.append(f'<span style="font-family:{letters};font-size:16pt">{shown}</span>')
    if rng.random() < 0.2:
        out.append("<o:p></o:p>")
    return "".join(out)


def _table(rows: list[Line]) -> str:
    body = "".join(
        "<tr>"
        + "".join(f'<td style="border:1px solid #000">{text(c)}</td>' for c in row.text.split(" | "))
        + "</tr>"
        for row in rows
    )
    return f'<table border="1" cellspacing="0" style="border-collapse:collapse"><tbody>{body}</tbody></table>'


def printed(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    """The lines for a PDF or Word file: (text, alignment)."""
    out = []
    for line in lines:
        whole = line.text + ("    " + line.right if line.right else "")
        align = "paragraph" if line.role in ("body", "contact", "openness") else ALIGN.get(line.role, "left")
        out.append((whole, align))
    return out
