"""How much a link promises on the way to the 建议提案 columns: decided on its words and its address alone.

Words and slugs: portals.md §4.3 and part 2 §7. Nothing is fetched here and no page is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsers.links import PageLink
from parsers.matter_words import is_reply_title, names_column

COLUMN = 10.0
"""A link that names a column of suggestions or proposals."""

SLUG = 7.0
"""An address that spells one, under a name that does not."""

CHILD = 8.0
"""A year or a session below such a column, or what lies in its folder."""

MENU = 0.3
"""Any short word of a menu: looked at only while nothing better is known."""

_WAYS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (6.0, re.compile(r"法定主动公开|主动公开(?:目录|内容|基本)|信息公开目录|公开目录")),
    (5.0, re.compile(r"(?:政府|政务)?信息公开(?!指南|年报|制度|条例|年度|意见|申请|投诉)|(?:站点|网站)地图")),
    (4.5, re.compile(r"政务公开|公开专栏|其他(?:法定|主动公开|应公开|公开)")),
    (3.0, re.compile(r"其[他它]信息|重点领域|专题专栏|代表委员")),
    (2.0, re.compile(r"^其[他它]$|^(?:市|区|县)?级?(?:部门|单位)(?:公开|频道)?$|^公开$|人大|政协|更多公开")),
    (1.0, re.compile(r"互动|工作动态|通知公告|政策|专题|专栏|目录")),
)
_NO_WAY = re.compile(
    r"指南|年报|年度报告|依申请|制度|预算|决算|招聘|招考|招标|采购|新闻|要闻|动态|办事|服务大厅|登录|注册|信箱|热线|投诉|征集|调查"
    r"|访谈|邮箱|微信|微博|客户端|无障碍|长者|适老|繁体|English|设为首页|加入收藏|上一?页|下一?页|尾页|末页|最后一?页|第\d+页|跳转|^首页$|^\d+$|返回|打印|关闭|更多$"
)
_SLUG = re.compile(
    r"(?:^|[^a-z])(?:s|q|x|sz|sj|qg|shi)?(?:jy|ya|yt)h?ta(?:$|[^a-z]|bl|df|fw|gk|gz|jg|hf)|^jytabl|^rd(?:db)?jy|^(?:s|q|x|qg|shi)rd(?:db)?jy"
    r"|^(?:s|q|x|sz|qg|shi)?zx(?:wy)?ta(?:$|[^a-z]|bl|df|fw|jg|gk|hf)|^(?:s|q|x)zxta|^yata|^yta(?:$|[^a-z]|bl)|^ytabl|^ta(?:y|j)?a?bl"
    r"|^tajybl|^jianyitian|^dbjydf|^zxtadf|^rdjyzxta|^cbjytagz|^jyta|^d110[12]x$"
)
_WAY_SLUGS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (5.0, re.compile(r"fdzdgk|sitemap|wzdt")),
    (4.0, re.compile(r"qtzdgk|qtfdxx|zfxxgk|xxgkml|gkml")),
    (3.0, re.compile(r"zwgk|xxgk")),
)
_YEAR = re.compile(
    r"^\D{0,6}(?:19|20)\d\d\s?(?:年度?|n)?\D{0,10}$|届.{0,10}[一二三四五六七八九十\d]+次|[一二三四五六七八九十\d]+次(?:会议|全会)"
)
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|ofd|zip|rar|7z|jpe?g|png|gif|svg|ico|css|js|mp[34]|avi|swf|exe|apk|xml|rss)\Z",
    re.IGNORECASE,
)
# Addresses of documents in the families of portals.md; a column never looks like this.
_DOCUMENT = re.compile(
    r"/t(?:19|20)\d{6}_\d+|/t\d{6,10}\.s?html?\Z|/art_\w+\.|/art/\d{4}/|/m?post_\d+\.|/content[_-]\d+|/20\d\d/\d{1,2}/\d{1,2}/"
    r"|/(?:19|20)\d\d-?\d\d(?:-?\d\d)?/[\w-]+\.|/[0-9a-f]{32}\.|/info/\d+/\d+\.|/\d{12,}(?:/index)?\.|/\d{16,}/\Z|/doc_[0-9a-f]{16,}|/\d{8,}\.s?html?\Z"
    r"|/\w*show/\d+|/public/\d+/\d+\.|/c\d+/content\.|/gkmlpt/content/",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index|default|list)\.(?:s?html?|jsp|aspx?|php|jhtml)\Z", re.IGNORECASE)
MAX_NAME = 26


@dataclass(frozen=True, slots=True)
class Score:
    """``topic``: the link itself is about suggestions and proposals; ``why``: what told so, for people."""

    points: float
    topic: bool
    why: str


def same_page(url: str) -> str:
    """What two spellings of one page have in common: no scheme, no index file, no slash at the end."""
    parts = urlsplit(url)
    path = _INDEX.sub("/", parts.path).rstrip("/")
    return f"{parts.netloc}{path}" + (f"?{parts.query}" if parts.query else "")


def folder(url: str) -> str:
    """Where a page's own pages lie: the address up to its last slash."""
    return url.partition("?")[0].rpartition("/")[0] + "/"


def is_document(url: str) -> bool:
    """True where an address has the shape of a document or a file."""
    parts = urlsplit(url)
    return bool(_DOCUMENT.search(parts.path) or _FILE.search(parts.path))


def spells_column(url: str) -> str | None:
    """The folder of an address, among its last three, that spells 建议提案 in initials; None where none does."""
    names = [name.lower() for name in urlsplit(url).path.split("/") if name and not name.startswith("index.")]
    return next((name for name in reversed(names[-3:]) if _SLUG.search(name)), None)


def score(link: PageLink, page: str, *, topic: bool) -> Score | None:
    """What ``link`` promises, found on ``page``; ``topic``: that page is about suggestions and proposals itself.

    None: not worth a request. Frames and refreshes are not scored: they are part of the page.
    """
    text = "".join(link.text.split())
    if is_document(link.url) or is_reply_title(text) or same_page(link.url) == same_page(page):
        return None
    if names_column(text):
        return Score(COLUMN, True, f"the link {text!r}")
    slug = spells_column(link.url)
    near = link.url.startswith(folder(page))
    if slug is not None and not _NO_WAY.search(text) and len(text) <= MAX_NAME and not (topic and not near):
        return Score(SLUG, True, f"the folder {slug!r} in the address of {text!r}")
    if topic and len(text) <= MAX_NAME and not _NO_WAY.search(text):
        if _YEAR.search(text):
            return Score(CHILD, True, f"{text!r}, a year or session of that column")
        if near and link.place != "script" and folder(link.url) != folder(page):
            return Score(CHILD - 2, True, f"{text!r}, a folder of that column")
    return _way(link, text, page)


def _way(link: PageLink, text: str, page: str) -> Score | None:
    if urlsplit(link.url).netloc != urlsplit(page).netloc or not text or _NO_WAY.search(text):
        return None
    if len(text) > MAX_NAME:
        return None
    points = max((weight for weight, pattern in _WAYS if pattern.search(text)), default=0.0)
    last = "/".join(urlsplit(link.url).path.lower().split("/")[-3:])
    slug = max((weight for weight, pattern in _WAY_SLUGS if pattern.search(last)), default=0.0)
    found = max(points, min(slug, points + 2.0))
    if found:
        return Score(found, False, f"the menu's {text!r}")
    return Score(MENU, False, f"the menu's {text!r}") if 2 <= len(text) <= 8 else None
