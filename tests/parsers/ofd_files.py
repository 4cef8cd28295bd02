"""OFD letters (GB/T 33190) made part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
Run = tuple[float, float, str]
"""Left edge and baseline in millimetres, and the text."""


def text_object(left: float, baseline: float, text: str, size: float = 5.0) -> str:
    steps = f"g {len(text) - 1} {size}" if len(text) > 1 else ""
    return (
        f'<ofd:TextObject ID="9" Boundary="{left} {baseline - size} {size * len(text)} {size * 1.2}" Font="2" '
        f'Size="{size}"><ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def page(runs: Sequence[Run], *, template: str = "", more: str = "") -> str:
    content = "".join(text_object(*run) for run in runs) + more
    return (
        f"<ofd:Page {SPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>{template}"
        f'<ofd:Content><ofd:Layer ID="8">{content}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def ofd(pages: Sequence[str], parts: Mapping[str, str] | None = None, templates: str = "") -> bytes:
    """An OFD file of these pages; ``parts`` are added or take the place of others."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    files = {
        "OFD.xml": f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml'
        "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea>{templates}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    files |= {f"Doc_0/Pages/Page_{n}/Content.xml": text for n, text in enumerate(pages)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (files | dict(parts or {})).items():
            archive.writestr(name, text)
    return out.getvalue()
