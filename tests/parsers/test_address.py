"""parsers.address: one spelling for every address of the same document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.address import canonical, host

BASE = "https://mzj.yunjiang.gov.cn/zwgk_7/zfxxgkml/jytabl/index_1.html"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("HTTP://WWW.Linlan.GOV.cn:80/a.html#top", "http://www.linlan.gov.cn/a.html"),
        ("https://www.linlan.gov.cn:443", "https://www.linlan.gov.cn/"),
        ("https://www.linlan.gov.cn:8443/x", "https://www.linlan.gov.cn:8443/x"),
        ("http://www.linlan.gov.cn./x", "http://www.linlan.gov.cn/x"),
        ("http://a.cn/x/./y/../z/", "http://a.cn/x/z/"),
        ("http://a.cn/../../z", "http://a.cn/z"),
        ("http://a.cn/x/..", "http://a.cn/"),
        ("http://a.cn/%7euser/%e5%BB%ba", "http://a.cn/~user/%E5%BB%BA"),
        ("http://a.cn/建议/附件 1.pdf", "http://a.cn/%E5%BB%BA%E8%AE%AE/%E9%99%84%E4%BB%B6%201.pdf"),
        ("http://a.cn/100%/x", "http://a.cn/100%25/x"),
        ("http://a.cn/a;jsessionid=0AF3?id=7&utm_source=wx&JSESSIONID=1", "http://a.cn/a?id=7"),
        ("http://a.cn/a?from=timeline&isappinstalled=0", "http://a.cn/a"),
        ("http://a.cn/a?from=2020&sid=755041", "http://a.cn/a?from=2020&sid=755041"),
        ("http://a.cn/a;%6asessionid=1?%75tm_source=x", "http://a.cn/a"),
        ("http://a.cn/a?", "http://a.cn/a"),
        ("http://a.cn/list?b=2&a=1", "http://a.cn/list?b=2&a=1"),
        ("http://a.cn/zxwyta/?3", "http://a.cn/zxwyta/?3"),
        ("http://a.cn/dir/index.html", "http://a.cn/dir/index.html"),
        ("http://a.cn//doubled//slashes", "http://a.cn//doubled//slashes"),
        ("http:\\\\a.cn\\x\\y.html?p=a\\b", "http://a.cn/x/y.html?p=a%5Cb"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("http://127.0.0.1:8101/x", "http://127.0.0.1:8101/x"),
        ("http://政务.cn/x", "http://xn--zfr164b.cn/x"),
    ],
)
def test_one_spelling(written: str, expected: str) -> None:
    assert canonical(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("./202407/t20240712_900101.html", "202407/t20240712_900101.html"),
        (" 202407/t20240712_900101.html\n", "202407/t20240712_900101.html"),
        ("202407/t2024\n0712_900101.html", "202407/t20240712_900101.html"),
        ("202407\\t20240712_900101.html", "202407/t20240712_900101.html"),
        ("../jytabl/202407/t20240712_900101.html", "202407/t20240712_900101.html"),
        ("", "index_1.html"),
        ("?p=2", "index_1.html?p=2"),
    ],
)
def test_relative_to_a_list_page(written: str, expected: str) -> None:
    assert canonical(written, BASE) == "https://mzj.yunjiang.gov.cn/zwgk_7/zfxxgkml/jytabl/" + expected


def test_relative_to_scheme_and_root() -> None:
    assert canonical("//www.yunjiang.gov.cn/x", BASE) == "https://www.yunjiang.gov.cn/x"
    assert canonical("/x", BASE) == "https://mzj.yunjiang.gov.cn/x"


@pytest.mark.parametrize(
    "written",
    [
        "javascript:void(0)",
        "mailto:someone@example.cn",
        "tel:12345",
        "data:text/html,x",
        "ftp://a.cn/x",
        "http:///nohost",
        "http://",
        "http://a.cn:port/x",
        "http://a.cn:99999/x",
        "http://[::1/x",
        "http://a b.cn/",
        "http://user:secret@a.cn/x",
    ],
)
def test_what_is_no_address_says_why(written: str) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        canonical(written, BASE)


def test_relative_without_a_base_says_so() -> None:
    with pytest.raises(ValueError, match="no base"):
        canonical("t20240712_900101.html")


def test_host_keeps_a_port_of_its_own() -> None:
    assert host("HTTPS://WWW.A.CN:443/x") == "www.a.cn"
    assert host("http://127.0.0.1:8101/x") == "127.0.0.1:8101"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.cn/" + "a" * 10_000_000,
        "data:image/png;base64," + "A" * 10_000,
        "http://a.cn/" + "建" * 1_000,
    ],
)
def test_an_address_longer_than_servers_take_is_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"of \d+ characters is not taken") as refused:
        canonical(url)
    assert len(str(refused.value)) < 400


def _canonical_or_none(url: str, base: str | None = None) -> str | None:
    try:
        return canonical(url, base)
    except ValueError:
        return None


@given(st.text(max_size=60), st.sampled_from([None, BASE]))
def test_idempotent_on_anything_and_only_value_errors(text: str, base: str | None) -> None:
    once = _canonical_or_none(text, base)
    if once is not None:
        assert canonical(once) == once


_SEGMENT = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="/?#\\%;\t\r\n"), min_size=1, max_size=8
)


@given(st.lists(_SEGMENT, max_size=4), st.text(alphabet="ab1=&%建 +", max_size=12))
def test_idempotent_on_whole_addresses(segments: list[str], query: str) -> None:
    once = _canonical_or_none("http://a.cn/" + "/".join(segments) + "?" + query)
    if once is not None:
        assert canonical(once) == once
        assert once.isascii()
        assert "#" not in once


@given(st.lists(st.sampled_from(["jytabl", "rddbjy", "2024", "a~b", "建议"]), min_size=1, max_size=4))
def test_equal_addresses_are_spelt_alike(segments: list[str]) -> None:
    plain = "/".join(segments)
    escaped = "".join(f"%{b:02x}" for b in plain.encode()).replace("%2f", "/")
    detour = "/x/../" + "/./".join(segments)
    forms = [f"http://a.cn/{plain}", f"HTTP://A.CN:80/{escaped}#f", f"http://a.cn{detour}?utm_medium=x"]
    assert len({canonical(form) for form in forms}) == 1
