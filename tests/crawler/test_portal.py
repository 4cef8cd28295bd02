"""Portal files: what they say, and every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.errors import DafuError
from crawler.portal import BUILT_IN, choose_portals, load_portals, read_portal
from crawler.scope import in_scope

GOOD = """
id = "yunjiang-mzj"
name = "云江市民政局"
site = "https://mzj.yunjiang.example/"

[[columns]]
url = "https://mzj.yunjiang.example/zwgk/jytabl/"
kind = "npc"
"""


def write(folder: Path, text: str, name: str = "a.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_good_file_gets_polite_defaults(tmp_path: Path) -> None:
    portal = read_portal(write(tmp_path, GOOD))
    assert portal.columns[0].kind == "npc"
    assert portal.politeness.delay >= 5
    assert portal.politeness.off_peak
    assert portal.declaration_sha256


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('nmae = "x"', "nmae: unknown key"),
        ('level = "village"', "level"),
        ('region_code = "5001"', "region_code"),
        ("[politeness]\ndelay = -1", "politeness.delay"),
        ("[politeness]\nverify = false", "politeness.verify: unknown key"),
        ('[[columns]]\nurl = "https://mzj.yunjiang.example/zwgk/jytabl/"', "two columns have the same url"),
        ('[[columns]]\nurl = "HTTPS://mzj.yunjiang.example/other/"', "canonical form"),
        ('[[columns]]\nkind = "npc"', "column 2.url: is missing"),
        ('[[columns]]\nurl = "https://mzj.yunjiang.example/b/"\ntitle_pattern = "("', "title_pattern"),
        ("id =", "is not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, change: str, words: str) -> None:
    at = GOOD.index("[[columns]]") if change.startswith(("nmae", "level", "region_code")) else len(GOOD)
    path = write(tmp_path, GOOD[:at] + change + "\n\n" + GOOD[at:])
    with pytest.raises(DafuError) as caught:
        read_portal(path)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)
    assert caught.value.exit_status == 2


def test_an_unreadable_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DafuError, match="cannot be read"):
        read_portal(tmp_path / "missing.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'name = "\xff"')
    with pytest.raises(DafuError, match="is not valid TOML"):
        read_portal(path)


def test_the_users_folder_comes_first_and_an_id_is_used_once(tmp_path: Path) -> None:
    write(tmp_path / "own", GOOD.replace("云江市民政局", "我的"))
    write(tmp_path / "built-in", GOOD)
    assert load_portals([tmp_path / "own", tmp_path / "built-in"])["yunjiang-mzj"].name == "我的"
    write(tmp_path / "own", GOOD, "b.toml")
    with pytest.raises(DafuError, match="already used"):
        load_portals([tmp_path / "own"])


def test_an_unknown_portal_is_named_with_near_ones(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    portals = load_portals([tmp_path])
    assert [p.id for p in choose_portals(portals, [])] == ["yunjiang-mzj"]
    with pytest.raises(DafuError, match="did you mean yunjiang-mzj") as caught:
        choose_portals(portals, ["yunjiang-mjz"])
    assert caught.value.exit_status == 2


def test_every_built_in_file_is_valid() -> None:
    portals = load_portals([BUILT_IN])
    assert {"cq-mzj", "cq-wsjkw", "cq-yubei", "cq-tongliang", "nb-zhenhai"} <= set(portals)


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        ("https://mzj.cq.gov.cn/a.html", True),
        ("https://www.cq.gov.cn/a.html", True),
        ("https://mp.weixin.qq.com/s/x", False),
        ("https://www.gov.cn/a.html", False),
    ],
)
def test_a_portal_reaches_no_further_than_its_own_domain(url: str, belongs: bool) -> None:
    assert in_scope("https://mzj.cq.gov.cn/", url) is belongs


def test_a_local_site_is_one_port() -> None:
    assert in_scope("http://127.0.0.1:8610/", "http://127.0.0.1:8610/x")
    assert not in_scope("http://127.0.0.1:8610/", "http://127.0.0.1:8611/x")
