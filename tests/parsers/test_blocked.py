"""Challenge pages are recognised; normal pages never are."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.blocked import NAMES, blocked, soft_missing
from tests.shared_folder import shared

LETTER = (
    "<html><head><title>关于第0123号建议的答复</title><script>var _hmt=_hmt||[];document.cookie='a=1';</script>"
    "<script src='/js/app.js'></script></head><body><div id='app'><a href='/'>首页</a><p>"
    + "张某某代表：您提出的关于加强网络安全验证和防火墙建设的建议收悉，现答复如下。" * 10
    + "</p></div></body></html>"
).encode()

CHALLENGES = [
    ("jiasule", 521, {}, b"<script>document.cookie=('_')+('_')</script>"),
    ("jiasule", 521, {"Set-Cookie": "__jsluid_s=0a; max-age=31536000", "X-Via-Jsl": "1a,-"}, b""),
    ("jiasule", 403, {"X-Via-Jsl": "1a,-"}, b"<html><body>403</body></html>"),
    ("jiasule", 200, {}, b"<script>document.cookie='_'+(1<<2);location.href=location.pathname+location.search</script>"),
    ("jiasule", 200, {}, b'<script>go({"bts":["a"],"tn":"__jsl_clearance_s","vt":"3600"})</script>'),
    ("ruishu", 412, {}, b'<html><head><meta id="r" content="x"><script>$_ts=window["$_ts"];$_ts.nsd=1;</script></head></html>'),
    ("ruishu", 202, {"set-cookie": "enable_aBcD12=true"}, b"<html><script>var a=1</script></html>"),
    ("ruishu", 400, {"Set-Cookie": "NOh8RTWx6K2dO=5aGx7bT_XkN.0aSx7bT_XkNaGx7b; Path=/"}, b""),
    ("wzws", 493, {}, b"denied"),
    ("wzws", 403, {"WZWS-RAY": "1114-1"}, b"<html>reason</html>"),
    ("wzws", 200, {}, b"<html><script src='/wzws-waf-cgi/x.js'></script></html>"),
    ("wzws", 403, {}, b"<html><body>reason:GeoBL</body></html>"),
    ("wangsu", 200, {}, b"<html><script src='/_bot_sbu/sbu_fpc.js'></script></html>"),
    ("wangsu", 403, {"Set-Cookie": "HBB_HC=abc"}, b""),
    ("tencent", 501, {}, b"<a href='https://waf.tencent-cloud.com/501page.html'>x</a>"),
    ("tencent", 567, {"Server": "TencentEdgeOne"}, b""),
    ("tencent", 200, {}, b"<script>document.cookie='EO_Bot_Ssid=1';location.reload()</script>"),
    ("yunjiasu", 403, {"Server": "yunjiasu-nginx"}, b"<html></html>"),
    ("anquanbao", 403, {"Set-Cookie": "aqb_cc=1"}, b""),
    ("baota", 403, {}, "<html><title>宝塔网站防火墙</title><body>您的请求带有不合法参数</body></html>".encode()),
    ("firewall", 403, {}, "<html><title>网站防火墙</title><body>您的请求已被拦截</body></html>".encode()),
    ("safeline", 468, {}, b"<html><head><script src='/.safeline/challenge.js'></script></head><body></body></html>"),
    ("aliyun", 405, {}, b"<html><body><iframe src='https://errors.aliyun.com/images/x'></iframe></body></html>"),
    ("safedog", 403, {}, "<html><title>网站安全狗</title></html>".encode("gb18030")),
    ("ps-atl", 403, {}, b"<html><body>403 Forbidden PS-ATL-01x</body></html>"),
    ("ct6t", 302, {"Location": "/", "Set-Cookie": "CT6T=abc"}, b""),
    ("slider", 200, {}, "<html><body>访问过于频繁，请稍后再试</body></html>".encode()),
    ("slider", 200, {}, "<html><body><div>请完成安全验证</div></body></html>".encode("gb18030")),
    ("slider", 200, {}, "<html><body><p>向右滑动滑块完成拼图</p></body></html>".encode()),
    ("js-shell", 200, {}, b"<html><body><noscript>JS</noscript><div id=app></div><script src=/a.js></script></body></html>"),
]  # fmt: skip


@pytest.mark.parametrize(("product", "status", "headers", "body"), CHALLENGES)
def test_challenges(product: str, status: int, headers: dict[str, str], body: bytes) -> None:
    found = blocked(status, headers, body)
    assert found is not None
    assert (found.product, found.name) == (product, NAMES[product])
    assert found.evidence


def test_names_are_in_both_languages() -> None:
    for name in NAMES.values():
        assert any("一" <= c <= "鿿" for c in name) or name == "Cloudflare" or name.isascii() is False
        assert any(c.isascii() and c.isalpha() for c in name)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (
            200,
            {"Set-Cookie": "__jsluid_s=1", "X-Via-Jsl": "1", "Server": "yunjiasu-nginx", "WZWS-RAY": "1"},
            LETTER,
        ),
        (200, {}, LETTER.replace(b"</body>", b"<script>$_ts=window['$_ts']</script></body>")),
        (200, {}, b"<html><body><p>short page</p></body></html>"),
        (200, {}, b""),
        (200, {}, b"%PDF-1.7\x00\x01"),
        (200, {}, b"<datastore><totalrecord>0</totalrecord><recordset></recordset></datastore>"),
        (200, {}, b'{"success":true,"data":{}}'),
        (404, {}, b"<html><body>404 Not Found</body></html>"),
        (403, {}, b"<html><body>403 Forbidden</body></html>"),
        (403, {"Server": "nginx", "Set-Cookie": "SESSION=abc; Path=/"}, b""),
        (302, {"Location": "/index.html", "Set-Cookie": "JSESSIONID=1"}, b""),
        (304, {"Set-Cookie": "__jsluid_s=1"}, b""),
        (500, {}, b""),
    ],
)
def test_no_challenge(status: int, headers: dict[str, str], body: bytes) -> None:
    assert blocked(status, headers, body) is None


@given(
    st.integers(100, 999),
    st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3),
    st.binary(max_size=300),
)
def test_never_raises(status: int, headers: dict[str, str], body: bytes) -> None:
    blocked(status, headers, body)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("404 Not Found nginx", "404 Not Found"),
        ("抱歉，您访问的页面不存在或已被删除！ 返回首页", "云江市人民政府"),
        ("找不到您要访问的页面", ""),
        ("", "404"),
        ("返回首页", "页面不存在-云江市人民政府"),
        ("该文章已删除", "提示"),
        ("很抱歉，您要访问的信息已被移除", "系统提示"),
    ],
)
def test_pages_that_say_they_are_missing(text: str, title: str) -> None:
    assert soft_missing(text, title)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "张某某代表：您反映的网站页面不存在等问题收悉。" + "我局高度重视网站建设工作，立即整改。" * 50,
            "关于第404号建议的答复",
        ),
        ("收悉，现答复如下。", "关于第404号建议的答复"),
        ("", ""),
        ("云江市民政局 建议提案办理", "建议提案"),
    ],
)
def test_pages_that_are_there(text: str, title: str) -> None:
    assert soft_missing(text, title) is None


@pytest.mark.shared
def test_the_captured_first_answer() -> None:
    body = shared("pages/antibot/521-jsl-first-response.html").read_bytes()
    for status in (521, 200):
        found = blocked(status, {}, body)
        assert found is not None
        assert found.product == "jiasule"


@pytest.mark.shared
def test_no_real_page_is_taken_for_a_challenge() -> None:
    index = shared("pages/INDEX.tsv")
    with index.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["kind"] == "antibot":
                continue
            assert blocked(200, {}, shared("pages/" + row["file"]).read_bytes()) is None, row["file"]
