"""Lists that stand in a frame: a column page that is only a shell around one of its own host (Changzhou, Huaian)."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from parsers.address import canonical
from parsers.markup import text_of

SHELL = 120
"""Characters of a paragraph above which a page says something itself."""

# Frames of counters, log-ins, trees of categories, page heads and feet.
_OTHER = re.compile(
    r"visitcount|hitcount|login|tree\.jsp|share|footer|header|/head\.|/top\.|/foot\.|bottom|weather|video|player|qrcode|"
    r"accessib|wza|jiucuo|about:|/map",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_LIST = re.compile(r"list|col|column|class|xxgk|right|content|main|jyta|index", re.IGNORECASE)


def inner_list(tree: _Element, url: str) -> str | None:
    """The address of the frame that most likely holds the list; None where no frame of this host can.

    A page with paragraphs of its own is no shell: its frames are beside the matter.
    """
    if any(len(text_of(one, SHELL)) > SHELL for one in islice(tree.iter("p"), 200)):
        return None
    best: tuple[int, str] | None = None
    for frame in tree.iter("iframe", "frame"):
        address = _address(frame, url)
        if address is None:
            continue
        names = " ".join(frame.get(key) or "" for key in ("src", "id", "name"))
        score = 2 * bool(_LIST.search(names)) + (_size(frame) >= 300)
        if best is None or score > best[0]:
            best = (score, address)
    return best[1] if best else None


def _address(frame: _Element, url: str) -> str | None:
    source = (frame.get("src") or "").strip()
    small = any((frame.get(key) or "").strip() in ("0", "1", "0px", "1px") for key in ("width", "height"))
    if not source or small or _OTHER.search(source) or _HIDDEN.search(frame.get("style") or ""):
        return None
    try:
        address = canonical(source, url)
    except ValueError:
        return None
    if urlsplit(address).netloc != urlsplit(url).netloc or address == canonical(url):
        return None
    return address


def _size(frame: _Element) -> int:
    match = re.match(r"\d{1,5}", (frame.get("height") or "").strip())
    return int(match.group()) if match else 0
