from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from parsers.outcome import (
    mark_after_number,
    mark_alone,
    mark_at_title_end,
    mark_in_pair,
    mark_labelled,
    normalise,
)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("A", "A"),
        ("（B类）", "B"),
        ("〔C2〕", "C2"),
        ("Ａ", "A"),
        ("B类", "B"),
        ("甲", "甲"),
        ("AB", None),
        ("D-013", None),
        ("公开", None),
    ],
)
def test_alone_on_a_line(line: str, mark: str | None) -> None:
    found = mark_alone(line)
    assert (found.mark if found else None) == mark


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("办复类别:B类", "B"),
        ("办理结果: A", "A"),
        ("办理结果:(A类)", "A"),
        ("类 别:B", "B"),
        ("类别  A类", "A"),
        ("分类:A", "A"),
        ("办理结果：解决采纳", "解决采纳"),
        ("类别:提案", None),
        ("主题分类：A", None),
        ("B类提案", None),
        ("办理结果:", None),
        ("编号:B(2017)103号", None),
    ],
)
def test_with_a_label(line: str, mark: str | None) -> None:
    found = mark_labelled(line)
    assert (found.mark if found else None) == mark


def test_on_the_line_of_the_document_number() -> None:
    for line, mark in (
        ("青民案复〔2018〕5号                              B", "B"),
        ("平交复函[2017]19号B类", "B"),
        ("云县教体字〔2025〕12号 B2类  同意公开", "B2"),
    ):
        found = mark_after_number(line)
        assert found is not None
        assert found.mark == mark
    assert mark_after_number("云民函〔2021〕4号 签发人：王某") is None


def test_elsewhere() -> None:
    found = mark_at_title_end("关于第3号建议的答复函 B")
    assert found is not None
    assert found.mark == "B"
    assert mark_at_title_end("关于推广A类设备的答复") is None
    pair = mark_in_pair("办理结果", "Ａ类")
    assert pair is not None
    assert pair.mark == "A"
    assert mark_in_pair("主题分类", "A") is None


def test_meaning_depends_on_the_place() -> None:
    gansu = normalise("B", place="甘肃省", issuer="甘肃省水利厅", level="省")
    nation = normalise("B", place="全国", issuer="水利部", level="全国")
    assert gansu is not None
    assert nation is not None
    assert (gansu.meaning, nation.meaning) == ("planned", "in_progress")
    assert normalise("B", place="云江市", issuer="云江市水务局", level="市") is None
    everywhere = normalise("A", place="云江市", issuer=None, level=None)
    assert everywhere is not None
    assert everywhere.meaning == "resolved"
    assert everywhere.scheme == "all-known"


@pytest.mark.parametrize(
    ("mark", "place", "outcome"),
    [
        ("已解决", "重庆市", ("resolved", "cq-2018")),
        ("需报上级", "重庆市铜梁区", ("referred_up", "cq-2018")),
        ("部分解决", "云江市", ("partly_resolved", "plain-words")),
        ("列入计划", "云江市", ("planned", "all-known")),
        ("A", "重庆市", ("resolved", "all-known")),
        ("D", "重庆市", None),
    ],
)
def test_outcomes_in_words(mark: str, place: str, outcome: tuple[str, str] | None) -> None:
    found = normalise(mark, place=place, issuer=None, level="市")
    assert (found and (found.meaning, found.scheme)) == outcome


def test_every_word_that_is_read_has_a_meaning_and_every_meaning_can_be_read() -> None:
    meanings = {
        "resolved",
        "partly_resolved",
        "in_progress",
        "planned",
        "deferred",
        "referred_up",
        "reference",
        "infeasible",
    }
    text = resources.files("parsers.data").joinpath("outcome_schemes.toml").read_text(encoding="utf-8")
    schemes = tomllib.loads(text)["scheme"]
    assert len({scheme["id"] for scheme in schemes}) == len(schemes)
    for scheme in schemes:
        assert scheme["source"]
        for mark, meaning in scheme["meanings"].items():
            assert meaning in meanings
            read = mark_labelled(f"办理结果：{mark}")
            assert read is not None
            assert read.mark == mark
