"""Tags with thousands of attributes lose them; all other bytes stay as they are."""

from __future__ import annotations

import pytest

from parsers.attributes import without_swollen_tags
from parsers.families import read_list
from parsers.links import read_links
from parsers.parse import parse

MANY = " ".join(f"a{n}" for n in range(12_000))
QUOTED = " ".join(f'a{n}="<b>"' for n in range(30_000))


@pytest.mark.parametrize("attributes", [MANY, QUOTED, MANY.replace(" ", "/"), MANY.replace(" ", "\n=\n")])
def test_only_the_swollen_tag_loses_its_attributes(attributes: str) -> None:
    before, after = '<!-- <p a> --><div class="b">甲 < 乙', "<p title='<>'>丙</p></div>"
    data = f"{before}<td {attributes}>{after}".encode()
    assert without_swollen_tags(data) == f"{before}<td>{after}".encode()


@pytest.mark.parametrize(
    "data",
    [
        f'<div id=a><img src="data:image/png;base64,{"A" * 300_000}">甲</div>',
        f"<script>for (i=0; i<n;i++) {{ {'a = b; ' * 30_000} }}</script><p>甲</p>",
        f"<style>/* a<b {'x ' * 90_000} */</style><p>甲</p>",
        f"<!-- <b {'x ' * 90_000} --><p>甲</p>",
        f"<p>{'甲 乙 ' * 30_000}</p>",
        f"<p title='{'x ' * 90_000}'>甲</p>",
        "<p a b c>" * 30_000,
    ],
)
def test_what_is_long_for_another_reason_stays(data: str) -> None:
    assert without_swollen_tags(data.encode()) == data.encode()


def test_a_tag_that_never_ends_is_swollen_too() -> None:
    assert without_swollen_tags(f"<p>甲<td {MANY}".encode()) == "<p>甲<td>".encode()


@pytest.mark.parametrize("attributes", [MANY, QUOTED])
def test_the_text_of_such_a_page_is_read(attributes: str) -> None:
    page = (
        f"<html><body><td {attributes}>林晓安代表：</td><p>您提出的建议收悉，现答复如下：感谢。</p>".encode()
    )
    assert parse(page).record.addressees[0].name == "林晓安"
    rows = "".join(
        f"<li><a href=/a/t2023010{n}_1.html>关于第{n}号建议的答复</a>2023-01-0{n}</li>" for n in range(1, 7)
    )
    listed = read_list(f"<div {attributes}><ul>{rows}</ul>".encode(), url="http://a.example/x/")
    assert len(listed.entries) == 6


def test_references_to_control_characters_are_no_text() -> None:
    page = "<title>关于某事的答复&#6;&#x1b[2J函&#000;</title><p>甲&#1\x0c乙&#13;&#12;&#60;&#x7F;&#160丙&#101;&#x3000;</p>"
    parsed = parse(page.encode())
    assert parsed.record.title == "关于某事的答复[2J函"
    shown = "".join(block.text for block in parsed.page.blocks)
    assert "".join(shown.split()) == "甲乙<丙e"
    rows = "".join(
        f"<li><a href=/a/t2023010{n}_1.html>关于第{n}号建议的&#7;答复</a>2023-01-0{n}</li>"
        for n in range(1, 7)
    )
    listed = read_list(f"<ul>{rows}</ul>".encode(), url="http://a.example/x/")
    assert [entry.title for entry in listed.entries][:1] == ["关于第1号建议的答复"]


def test_an_attribute_may_be_called_anything() -> None:
    found = read_links(b'<meta name=SiteName {="" content="a"><a href=/b/ {>b</a>', url="http://a.example/x/")
    assert (found.site, [link.url for link in found.links]) == ("a", ["http://a.example/b/"])
