"""Which letters are one letter at two addresses, and which only look like it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.commands.duplicates import command
from db.duplicates import EXACT, LIKE, promising, similarity
from tests.db.alike import Corpus, letter


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path / "corpus.db")


def test_a_letter_posted_again_with_other_spaces_and_a_new_date(corpus: Corpus) -> None:
    first = corpus.add(letter(1), matter_numbers=("0123",))
    again = corpus.add(letter(1).replace("。", "。 \n") + "\n2025年6月3日", matter_numbers=("0123",))
    assert corpus.links() == [(again, first, "text", "same")]


def test_one_office_writes_many_letters_that_are_not_one(corpus: Corpus) -> None:
    for seed in range(40):
        corpus.add(letter(seed, sentences=8))
    assert corpus.links() == []


def test_one_text_for_several_proposals_is_linked_and_said_to_be_that(corpus: Corpus) -> None:
    first = corpus.add(letter(1), matter_numbers=("0123",))
    other = corpus.add(letter(1), matter_numbers=("0124", "0125"))
    silent = corpus.add(letter(1))
    assert corpus.links() == [(other, first, "text", "other"), (silent, first, "text", "unknown")]


def test_a_crowd_of_nearly_the_same_is_compared_with_its_best_only(corpus: Corpus) -> None:
    assert promising({n: 0.9 + n / 10_000 for n in range(1000)}) == list(range(1000 - EXACT, 1000))
    assert promising(dict.fromkeys(range(1000), 1.0)) == list(range(EXACT)), "of equals the earliest"
    assert promising({1: 0.1, 2: LIKE}) == [2]
    crowd = [corpus.add(f"{letter(1, sentences=40)}第{n}号") for n in range(EXACT * 2)]
    assert [one for one, _, _, _ in corpus.links()] == crowd[1:]


def test_number_and_issuer(corpus: Corpus) -> None:
    """The same number from another office is another letter; without an issuer nothing is known."""
    number = "云民函〔2025〕12号"
    first = corpus.add(letter(1), document_number=number, issuer="云江市民政局")
    corpus.add(letter(2), document_number=number, issuer="云江市教育局")
    corpus.add(letter(3), document_number=number)
    corpus.add(letter(4), document_number="云民函〔2025〕13号", issuer="云江市民政局")
    again = corpus.add(None, document_number=number, issuer="云江市民政局")
    assert corpus.links() == [(again, first, "number", "unknown")]
    assert corpus.store.one("select similarity from duplicate") == {"similarity": None}


def test_a_page_that_only_announces_its_file_is_nobodys_double(corpus: Corpus) -> None:
    for _ in range(3):
        corpus.add("答复内容详见附件。")
    assert corpus.links() == []


def test_the_nearest_of_several(corpus: Corpus) -> None:
    text = letter(1, sentences=60)
    corpus.add(text)
    nearer = corpus.add(text.replace("养老服务", "养老事业"))
    copy = corpus.add(text.replace("养老服务", "养老事业").replace("资金投入", "资金投放", 1))
    assert (copy, nearer, "text", "unknown") in corpus.links()


def test_planted_pairs_are_found_and_nothing_else(corpus: Corpus) -> None:
    """Near the border on both sides; what MinHash proposes is counted exactly."""
    draw = random.Random(7)
    planted = set()
    for seed in range(60):
        text = letter(seed)
        lines = text.split("\n")
        first = corpus.add(text)
        for _ in range(seed % 6):
            lines[draw.randrange(1, len(lines) - 1)] = letter(1000 + draw.randrange(10**6), 1).split("\n")[1]
        other = corpus.add("\n".join(lines))
        if similarity(text, "\n".join(lines)) >= LIKE:
            planted.add((other, first))
    assert 20 < len(planted) < 60
    assert {(document, other) for document, other, *_ in corpus.links()} == planted


def test_finding_again_keeps_what_was_found_and_drops_what_no_longer_holds(corpus: Corpus) -> None:
    first = corpus.add(letter(1))
    again = corpus.add(letter(1))
    corpus.links()
    with corpus.store.transaction():
        corpus.store.db.conn.execute("update duplicate set found_at = '2020-01-01T00:00:00Z'")
    third = corpus.add(letter(1))
    assert corpus.links() == [(again, first, "text", "unknown"), (third, first, "text", "unknown")]
    times = corpus.store.query("select found_at from duplicate order by document")
    assert times[0] == {"found_at": "2020-01-01T00:00:00Z"} != times[1]
    corpus.store.table("record").update(again, {"text": letter(2)})
    assert corpus.links() == [(third, first, "text", "unknown")]


def test_a_link_that_now_names_another_letter_is_as_young_as_that(corpus: Corpus) -> None:
    first = corpus.add(letter(1))
    second = corpus.add(letter(1).replace("养老服务", "养老事业"))
    third = corpus.add(letter(1))
    assert corpus.links()[-1] == (third, first, "text", "unknown")
    with corpus.store.transaction():
        corpus.store.db.conn.execute("update duplicate set found_at = '2020-01-01T00:00:00Z'")
    corpus.store.table("record").update(third, {"text": letter(1).replace("养老服务", "养老事业")})
    assert corpus.links()[-1] == (third, second, "text", "unknown")
    times = corpus.store.query("select found_at from duplicate order by document")
    assert times[0] == {"found_at": "2020-01-01T00:00:00Z"} != times[1]


def test_dots_and_spaces_make_no_short_page_a_letter(corpus: Corpus) -> None:
    """A form filled with leaders is long, and says nothing."""
    for _ in range(2):
        corpus.add("办理单位：" + "．" * 60 + "\n答复日期：" + "＿" * 60)
    assert corpus.links() == []


def test_the_command_lists_them(corpus: Corpus, tmp_path: Path) -> None:
    corpus.add(letter(1), title="关于第0123号建议的答复函", matter_numbers=("0123",))
    corpus.add(letter(1), title="关于第0123号建议的答复函", matter_numbers=("0123",))
    corpus.store.close()
    table = CliRunner().invoke(command, ["--home", str(tmp_path)])
    assert table.exit_code == 0
    assert "http://www.yunjiang.example/2.html" in table.stdout
    assert "1 links" in table.stderr
    (line,) = CliRunner().invoke(command, ["--json", "--home", str(tmp_path)]).stdout.splitlines()
    found = json.loads(line)
    assert found["other_address"] == "http://www.yunjiang.example/1.html"
    assert (found["reason"], found["similarity"], found["matters"]) == ("text", 1.0, "same")


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--home", str(tmp_path)])
    assert "crawl or import first" in str(done.exception)
