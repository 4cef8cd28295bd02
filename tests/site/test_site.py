"""The site as a reader and a program meet it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from db.export import Selection, export, json_schema
from db.publish import publish
from db.published import PUBLIC_CODES, RECORD, TABLES
from db.site.app import live
from db.site.metadata import FACETS
from db.site.queries import QUERIES
from tests.db.corpus import SECRETS, address, build, special
from tests.site.served import Site, published


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(published(tmp_path_factory.mktemp("home")))


def parsed(page: str) -> Any:
    return html.fromstring(page)


def ids(site: Site, query: str, table: str = "record") -> set[int]:
    return {row["id"] for row in site.pages(f"/dafu/{table}.json", _search=query)}


def exported(site: Site, form: str = "jsonl") -> str:
    out = io.StringIO(newline="")
    export(site.path, Selection(), form, out)  # type: ignore[arg-type]
    return out.getvalue()


# --- search ---------------------------------------------------------------------


def test_datasettes_own_search_understands_chinese(site: Site) -> None:
    two = ids(site, "养老")
    assert {1, 6, 9} <= two
    for letter in (special(number)[0] for number in two):
        assert "养老" in f"{letter.title}{letter.proposal_title}{letter.text}"
    assert ids(site, '"农村养老服务"') <= two
    assert ids(site, "云函〔2023〕12号") == ids(site, "云函[2023]12号") == {12}
    assert ids(site, '"云江市民政局" 苏木晴') == {n for n in range(1, 61) if n % 3 == 0 and n % 8 == 4}
    assert ids(site, "丹顶鹤") == {3}, "the text of an attachment"
    assert ids(site, "宁远舟") == set(), "a masked name cannot be searched for"


@pytest.mark.parametrize("query", ['"', 'a"b', "*", "AND", "（", "-", "' or 1=1"])
def test_no_search_is_an_error(site: Site, query: str) -> None:
    assert site.get("/dafu/record", _search=query).status_code == 200
    assert site.get("/dafu/search", q=query).status_code == 200


def test_search_works_in_csv_and_on_the_view_of_replies(site: Site) -> None:
    rows = list(csv.DictReader(io.StringIO(site.html("/dafu/record.csv", _search="养老", _size="max"))))
    assert {int(row["id"]) for row in rows} == ids(site, "养老")
    assert ids(site, "会办意见", "reply") == set()
    assert ids(site, "会办意见") == {8}


def test_the_ranked_search_marks_hits_and_links_letters(site: Site) -> None:
    page = parsed(site.html("/dafu/search", q="护理人才"))
    assert page.xpath("//td[contains(@class, 'col-snippet')]//mark/text()")[0] == "护理人才"
    assert page.xpath("//td[contains(@class, 'col-title')]/a/@href") == ["/dafu/record/9"]


def test_text_from_a_query_is_never_markup(site: Site) -> None:
    evil = "<img src=x onerror=alert(1)>"
    for page in (
        site.html("/dafu", sql=f"select '{evil}' as snippet, '{evil}' as title, 1 as record"),
        site.html("/dafu/record", _search=evil),
        site.html("/dafu/search", q=evil),
    ):
        assert "<img" not in page


# --- the same everywhere ----------------------------------------------------------


def test_the_json_api_gives_every_record_as_the_export_does(site: Site) -> None:
    by_export = [json.loads(line) for line in exported(site).splitlines()]
    by_api = list(site.pages("/dafu/record.json", _sort="id", _size=17))
    assert by_api == by_export
    assert list(by_api[0]) == list(by_export[0]) == list(RECORD)


def test_the_csv_api_gives_every_record_as_the_export_does(site: Site) -> None:
    assert site.html("/dafu/record.csv", _sort="id", _stream="on") == exported(site, "csv")


def test_every_exported_record_keeps_its_schema(site: Site) -> None:
    schema = json_schema()
    assert schema["required"] == list(RECORD)
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "null": type(None)}
    for record in map(json.loads, exported(site).splitlines()):
        for name, rule in schema["properties"].items():
            allowed = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
            assert isinstance(record[name], tuple(types[word] for word in allowed)), (name, record[name])
            assert record[name] in rule.get("enum", [record[name]]), name
            for item in record[name] if rule["type"] == "array" and rule["items"]["type"] == "object" else ():
                assert set(rule["items"]["required"]) <= set(item) <= set(rule["items"]["properties"])


# --- what people see ----------------------------------------------------------------


def test_the_home_page_has_a_search_box_counts_and_the_newest(site: Site) -> None:
    page = parsed(site.html("/"))
    assert page.xpath("//form[@action='/dafu/record']//input[@name='_search']")
    assert "57" in "".join(page.xpath("//p[@class='lead']//b/text()"))
    dates = page.xpath("//ol[@class='letters']//time/text()")
    assert len(dates) == 8
    assert dates == sorted(dates, reverse=True)


def test_the_list_of_records_has_facets_in_chinese(site: Site) -> None:
    page = parsed(site.html("/dafu/record", _search="养老"))
    assert page.xpath("//div[@class='facet-info']/@data-column") == list(FACETS)
    assert page.xpath("//p[@class='facet-info-name']/strong/text()") == [RECORD[name].zh for name in FACETS]
    text = page.text_content()
    assert "人大代表建议" in text
    assert "npc_suggestion" not in text
    assert page.xpath("//p[@class='excerpt']//mark/text()")


def test_every_table_and_column_has_a_chinese_name_and_description(site: Site) -> None:
    for name, doc in TABLES.items():
        page = parsed(site.html(f"/dafu/{name}?_layout=table"))
        assert page.xpath("string(//h1)").startswith(doc.zh)
        heads = [re.sub(r"[\s↑↓]", "", head.text_content()) for head in page.xpath("//table//th")]
        assert sorted(head for head in heads if head != "行") == sorted(
            label for label, _, _ in doc.columns.values()
        ), name
        described = page.xpath("//details[@class='codebook']//dd/text()")
        assert described == [description for _, _, description in doc.columns.values()]


@pytest.mark.parametrize("name", QUERIES)
def test_every_ready_query_answers_with_chinese_headings(site: Site, name: str) -> None:
    example = {"q": "养老", "document": "养老服务条例", "name": "陈望舒"}
    asked = {parameter: example[parameter] for parameter in QUERIES[name].parameters or ()}
    page = parsed(site.html(f"/dafu/{name}", **asked))
    assert page.xpath("string(//h1)").startswith(QUERIES[name].title)
    heads = page.xpath("//table//th/text()")
    assert heads, "the invented corpus has an answer to every query"
    assert not [head for head in heads if head.isascii()]


def test_a_letter_is_text_to_read_with_the_source_of_its_fields(site: Site) -> None:
    page = parsed(site.html("/dafu/record/3"))
    assert page.xpath("string(//h1)") == special(3)[0].title
    paragraphs = page.xpath("//div[@class='letter-text']/p[@class='body']/text()")
    assert paragraphs == (special(3)[0].text or "").split("\n")
    assert page.xpath("string(//p[@class='salutation'])") == "何听澜委员："
    assert "候鸟观测站" in page.xpath("string(//details[@class='proposal'])")
    assert page.xpath("//a[@class='button']/@href") == [address(3)]
    sources = {
        row.xpath("string(th)"): row.xpath("string(td[2])")
        for row in page.xpath("//table[@class='fields-table']//tr")
    }
    assert "落款" in sources["落款日期"]
    assert "第30行" in sources["落款日期"]
    assert "丹顶鹤" in page.text_content()


def test_a_letter_shows_its_history_and_its_problems(site: Site) -> None:
    page = parsed(site.html("/dafu/record/4"))
    history = page.xpath("//ul[@class='history']/li")
    assert [item.xpath("string(b)") for item in history] == ["第2版", "第1版"]
    assert "原文修改" in history[0].text_content()
    assert "正文" in history[0].text_content()
    assert "初稿。" in history[1].text_content()
    assert "已撤下" in site.html("/dafu/record/6")
    assert "没有办理结果代号" in site.html("/dafu/record/7")


def test_what_is_private_or_taken_down_is_nowhere(site: Site) -> None:
    assert site.get("/dafu/record/5").status_code == 404
    for path in ("/dafu/record/1", "/dafu/record/4", "/dafu/problem", "/dafu/evidence", "/dafu/version"):
        page = site.html(path)
        assert not [secret for secret in SECRETS if secret in page], path


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    for path in (
        "/",
        "/dafu",
        "/dafu/record",
        "/dafu/record/1",
        "/dafu/search?q=a",
        "/dafu/problem",
        "/dafu?sql=select+1",
    ):
        page = parsed(site.html(path))
        for address_ in page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src"):
            assert address_.startswith("/"), (path, address_)
            assert site.get(address_).status_code == 200, address_


def test_a_wrong_address_is_a_page_in_chinese(site: Site) -> None:
    response = site.get("/dafu/nothing")
    assert response.status_code == 404
    assert "没有这一页" in response.text


@pytest.mark.parametrize(
    "sql",
    [
        "select zeroblob(1000000000)",
        "select length(replace(hex(zeroblob(20000000)), '0', 'aa'))",
        "with recursive n(i) as (select 1 union all select i + 1 from n limit 1000) select zeroblob(1000000) from n",
    ],
)
def test_no_query_holds_the_site_with_a_huge_answer(site: Site, sql: str) -> None:
    answer = site.get("/dafu.json", sql=sql)
    assert answer.status_code == 400
    assert "too" in answer.json()["error"]
    assert len(answer.content) < 10_000


def test_the_file_can_be_downloaded_whole(site: Site) -> None:
    assert site.get("/dafu.db").content == site.path.read_bytes()


def test_codes_stay_codes_in_the_data(site: Site) -> None:
    row = site.json("/dafu/record/1.json", _shape="array")[0]
    assert row["genre"] in PUBLIC_CODES["genre"]
    assert isinstance(row["addressees"], list)


# --- a newer file ---------------------------------------------------------------------


def test_live_moves_to_a_newer_file(tmp_path: Path) -> None:
    path = published(tmp_path, 12)
    followed, fixed = Site(path, live), Site(path)
    before = len(list(followed.pages("/dafu/record.json")))
    assert before == len(list(fixed.pages("/dafu/record.json"))) == 11
    (tmp_path / "corpus.db").unlink()
    build(tmp_path / "corpus.db", 30)
    publish(tmp_path / "corpus.db", path)
    assert len(list(followed.pages("/dafu/record.json"))) == 29
    assert "云江市" in followed.html("/dafu/record/30")
    assert len(list(followed.pages(f"/dafu/record.json?_search={quote('养老')}"))) > 0
    assert len(list(fixed.pages("/dafu/record.json"))) == 11, "without --live the file it began with"
