"""One segmenter: the words of jieba, from rjieba."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from db.segment import SEGMENTER, keywords, reference, segment
from tests.db.corpus import TOPICS, ordinary

LETTERS = [ordinary(number).text or "" for number in range(1, 41)]


def test_search_words_hold_their_parts() -> None:
    assert segment("养老院") == ["养老", "养老院"]
    assert "".join(segment("，。 ")) == "，。 "
    assert segment("") == []


def test_the_words_are_those_of_the_reference(tmp_path: Path) -> None:
    jieba = reference(tmp_path)
    ours, theirs = Counter[str](), Counter[str]()
    for text in LETTERS:
        ours.update(segment(text))
        theirs.update(jieba.lcut_for_search(text))
    same = (ours & theirs).total()
    assert 2 * same / (ours.total() + theirs.total()) > 0.99
    assert (tmp_path / "jieba.cache").is_file(), "its dictionary cache stays in the folder it was given"


def test_the_segmenter_has_a_name_and_a_version() -> None:
    name, version = SEGMENTER.split()
    assert name == "rjieba"
    assert version[0].isdigit()


def test_keywords_tell_the_subject_without_the_place() -> None:
    letter = ordinary(6)
    words = keywords(f"{letter.proposal_title}\n{letter.text}", leave_out=[letter.issuer or ""])
    assert TOPICS[0][0][:2] in words
    assert not {"云江市", "民政局", "工作", "建议", "感谢"} & set(words)
    assert len(words) <= 8
    assert keywords("云江市第十八届人民代表大会第四次会议关于养老院的建议") == ["养老院"]
    assert keywords("") == []
