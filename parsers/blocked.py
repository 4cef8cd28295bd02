"""Challenge pages of protection products and pages that say they are missing: recognised, reported, never solved.

Signs: domain.md §6, portals.md part 2 §0. A sign must be the product's own mark, or the page
must hold nothing else: a normal page with a script never matches.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from parsers.decode import decode
from parsers.markup import parse_html, text_of

WINDOW = 200_000
"""Marks stand at the beginning of a page; challenge pages are small."""

SMALL = 4_000
"""Bytes of a page that can be nothing but a challenge."""

SHELL_TEXT = 120
"""Visible characters below which a page with an application's mount point is a JavaScript shell (domain.md §6)."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """``product``: a stable id; ``name``: its name in Chinese and English; ``evidence``: the sign that was seen."""

    product: str
    name: str
    evidence: str


NAMES = {
    "jiasule": "加速乐 (Jiasule, Knownsec)",
    "ruishu": "瑞数 (Ruishu / River Security)",
    "wzws": "奇安信网站卫士 (QAX WZWS)",
    "wangsu": "网宿 (Wangsu bot fence)",
    "tencent": "腾讯云 (Tencent Cloud WAF / EdgeOne)",
    "yunjiasu": "百度云加速 (Baidu Yunjiasu)",
    "anquanbao": "安全宝 (Anquanbao)",
    "aliyun": "阿里云盾 (Aliyun WAF)",
    "baota": "宝塔网站防火墙 (BT Panel WAF)",
    "safeline": "长亭雷池 (Chaitin SafeLine)",
    "safedog": "网站安全狗 (SafeDog)",
    "ct6t": "CT6T 防护 (openresty cookie loop)",
    "cloudflare": "Cloudflare",
    "ps-atl": "CDN 拒绝 (CDN refusal, PS-ATL)",
    "firewall": "网站防火墙 (unnamed web application firewall)",
    "slider": "滑块或访问频率验证 (slider or rate check)",
    "js-shell": "JS 空壳页面 (JavaScript shell)",
}

# (product, header, pattern). Several products send these with good pages too, so they
# count only with a refusing status or a page without text. '*' means any header.
_HEADERS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("jiasule", "set-cookie", re.compile(r"__jsluid_[hs]=|__jsl_clearance", re.IGNORECASE)),
    ("jiasule", "x-via-jsl", re.compile(r".")),
    ("wzws", "wzws-ray", re.compile(r".")),
    ("wzws", "set-cookie", re.compile(r"wzws_(?:cid|sessionid)", re.IGNORECASE)),
    ("wangsu", "set-cookie", re.compile(r"\bHBB_HC=")),
    ("ruishu", "set-cookie", re.compile(r"\benable_\w{4,40}=true|\b\w{6,40}[OSPT]=[\w.]{20}")),
    ("yunjiasu", "server", re.compile(r"yunjiasu", re.IGNORECASE)),
    ("anquanbao", "set-cookie", re.compile(r"\baqb_cc=")),
    ("safeline", "server", re.compile(r"safeline", re.IGNORECASE)),
    ("safeline", "set-cookie", re.compile(r"\bsl-session=|\bsl_waf", re.IGNORECASE)),
    ("aliyun", "set-cookie", re.compile(r"\bacw_sc__v\d=")),
    ("tencent", "server", re.compile(r"edgeone|tencent[ -]?(?:cloud|waf)", re.IGNORECASE)),
    ("cloudflare", "cf-mitigated", re.compile(r".")),
    ("ps-atl", "*", re.compile(r"\bPS-ATL\b")),
)

# Marks no page of a portal carries by itself, whatever its status.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("wangsu", re.compile(r"/_bot_sbu/sbu_fpc\.js")),
    ("tencent", re.compile(r"waf\.tencent-cloud\.com/501page|EO_Bot_Ssid|__tst_status")),
    ("wzws", re.compile(r"reason\s?:\s?GeoBL")),
    ("ps-atl", re.compile(r"\bPS-ATL\b")),
)
# Marks that a protected good page may carry too: believed only where the page has no text of its own.
_MARKS_OF_TEXTLESS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("jiasule", re.compile(r"__jsl_clearance")),
    ("ruishu", re.compile(r"\$_ts\b")),
    ("wzws", re.compile(r"wzws-waf-cgi|wzws_(?:cid|sessionid)")),
    ("anquanbao", re.compile(r"\baqb_cc\b")),
    ("aliyun", re.compile(r"acw_sc__v\d|errors\.aliyun\.com|aliyun_waf")),
    ("safeline", re.compile(r"safeline|SafeLine|雷池")),
    ("baota", re.compile(r"btwaf|宝塔.{0,12}(?:防火墙|WAF)|BT-?Panel.{0,12}WAF", re.IGNORECASE)),
    ("yunjiasu", re.compile(r"yunjiasu-nginx|yunjiasu\.baidu|百度云加速")),
    ("safedog", re.compile(r"safedog|安全狗", re.IGNORECASE)),
    ("cloudflare", re.compile(r"cdn-cgi/challenge-platform|cf-browser-verification")),
    (
        "firewall",
        re.compile(
            r"网站防火墙|Web应用防火墙|"
            r"您的(?:请求|访问)(?:可能)?(?:带有不合法|存在(?:风险|威胁)|被拦截|已被拦截)"
        ),
    ),
    (
        "slider",
        re.compile(
            r"访问过于频繁|操作过于频繁|请求过于频繁|请(?:先)?完成(?:下方|以下)?(?:安全)?验证|(?:滑动|拖动).{0,12}(?:滑块|验证|拼图)"
            r"|人机(?:身份)?验证|安全验证|正在(?:进行|验证).{0,10}(?:浏览器|安全检查)|访问验证"
        ),
    ),
)
_COOKIE_AND_RELOAD = re.compile(
    r"\A\s*(?:<html>\s*)?(?:<head>.{0,200}?)?<script[^>]{0,60}>.{0,3500}?document\.cookie\s*=.{0,3500}?"
    r"location(?:\.href|\.replace|\.reload|\s*=)",
    re.DOTALL,
)
_MOUNT = re.compile(
    r"<div\s[^>]{0,80}\bid\s?=\s?[\"']?(?:app|root|__nuxt|__next|q-app|main-app)\b", re.IGNORECASE
)
_REFUSING = frozenset({202, 400, 403, 405, 406, 410, 412, 418, 429, 493, 501, 503, 512, 521, 567, 999})


def blocked(status: int, headers: Mapping[str, str], body: bytes) -> Blocked | None:
    """The protection product whose challenge or refusal this answer is; None for everything else.

    ``headers``: names in any case; several Set-Cookie values joined by newline or comma.
    A plain 403 without a product's mark is no challenge and gives None.
    """
    named = {name.lower(): value for name, value in headers.items()}
    if status in (301, 302, 303, 307):
        return _cookie_loop(named)
    if status == 521:
        return _found("jiasule", "HTTP status 521")
    if status == 493:
        return _found("wzws", "HTTP status 493")
    markup = _markup(body)
    for product, pattern in _MARKS:
        match = pattern.search(markup)
        if match:
            return _found(product, f"'{match.group()}' in the page")
    textless = _textless(body, markup)
    if not textless and status not in _REFUSING:
        return None
    return (
        _by_marks(markup) or _by_headers(named, status, empty=not body) or _shell(markup, textless=textless)
    )


def _cookie_loop(named: Mapping[str, str]) -> Blocked | None:
    """A redirect that only sets a cookie. A cookie jar answers it; seen here, it did not."""
    if re.search(r"\bCT6TS?=", named.get("set-cookie", "")):
        return _found("ct6t", "a redirect that sets the cookie CT6T")
    return None


def _by_marks(markup: str) -> Blocked | None:
    for product, pattern in _MARKS_OF_TEXTLESS:
        match = pattern.search(markup)
        if match:
            return _found(product, f"'{match.group()[:60]}' on a page without text of its own")
    if len(markup) <= SMALL and _COOKIE_AND_RELOAD.search(markup):
        return _found("jiasule", "a page that is one script setting a cookie and loading itself again")
    return None


def _by_headers(named: Mapping[str, str], status: int, *, empty: bool) -> Blocked | None:
    if status not in _REFUSING and empty:
        return None  # an empty answer proves nothing
    for product, header, pattern in _HEADERS:
        values = named.values() if header == "*" else [named.get(header, "")]
        for value in values:
            match = pattern.search(value)
            if match:
                sign = header if header != "*" else "a header"
                return _found(product, f"HTTP {status} with {sign}: {match.group()[:40]}")
    return None


def _shell(markup: str, *, textless: bool) -> Blocked | None:
    match = _MOUNT.search(markup)
    if textless and match and "<script" in markup and "<a " not in markup.lower():
        return _found("js-shell", f"under {SHELL_TEXT} visible characters and {match.group()}…>")
    return None


def _found(product: str, evidence: str) -> Blocked:
    return Blocked(product, NAMES[product], evidence)


def _markup(body: bytes) -> str:
    """The beginning of the body as text; empty for files that are no markup (PDF, archives)."""
    head = body[:WINDOW]
    if b"\0" in head[:1024] or head[:5] in (b"%PDF-", b"PK\x03\x04"):
        return ""
    return decode(head).text


def _textless(body: bytes, markup: str) -> bool:
    """True where a page shows fewer than SHELL_TEXT characters and nothing to follow or look at."""
    if not markup or len(body) > WINDOW or "<" not in markup[:2000]:
        return False
    if markup.lstrip()[:10].lower().startswith(("<?xml", "<rss", "<datastore", "<recordset")):
        return False
    return len(text_of(parse_html(markup), 2000)) < SHELL_TEXT


# -- pages that say they are missing --------------------------------------------

_MISSING_TITLE = re.compile(
    r"\A\W{0,6}(?:(?:http|error|错误)?\s?(?:404|410)\b.{0,30}|not found.{0,30}|.{0,12}(?:页面|网页|文件|文章|内容|信息)"
    r"(?:不存在|找不到|未找到|没有找到|丢失了?|走丢了?|已(?:被)?删除|已失效|无法访问).{0,12}"
    r"|(?:抱歉|对不起)?\W{0,3}(?:找不到|无法找到|未找到|没有找到).{0,8}(?:页面|网页|文件|资源).{0,10})\Z",
    re.IGNORECASE | re.DOTALL,
)
_MISSING_TEXT = re.compile(
    r"404[\s-]{0,3}(?:not found|页面|错误|找不到|file or directory)"
    r"|(?:页面|网页|文件|文章|内容|信息|文档)\W{0,3}(?:可能)?(?:已经?)?"
    r"(?:不存在|找不到|未找到|没有找到|走丢|丢失|被?删除|被?移除|已下线|已失效)"
    r"|(?:找不到|无法找到|未找到|没有找到)(?:您|你)?(?:所|要|想)?(?:访问|查看|请求|浏览|的)?.{0,8}"
    r"(?:页面|网页|文件|资源|文章|信息)"
    r"|the page (?:you requested )?(?:was|could) not (?:be )?found",
    re.IGNORECASE,
)
MISSING_TEXT_LENGTH = 400
"""A page that says it is missing says little else; a letter that mentions a missing page is longer."""


def soft_missing(body_text: str, title: str) -> str | None:
    """The words by which a page of status 200 says that it is missing; None for a page that does not.

    ``body_text``: the page's visible text; ``title``: its <title> (or ''). A page whose text is
    longer than MISSING_TEXT_LENGTH is a page, whatever it mentions.
    """
    text = " ".join(body_text.split())
    if len(text) > MISSING_TEXT_LENGTH:
        return None
    words = " ".join(title.split())[:80]
    if words and _MISSING_TITLE.match(words):
        return f"title '{words}'"
    match = _MISSING_TEXT.search(text)
    return f"text '{match.group()}'" if match else None
