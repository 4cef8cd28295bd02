"""A person with a browser: opens the site, searches 养老, opens a letter, reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.house_files import ROOT
from tests.site.served import published

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
# A fresh profile that asks nobody outside for anything.
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that `dafu serve` serves."""
    home = tmp_path_factory.mktemp("home")
    published(home)
    command = [sys.executable, "-m", "crawler.cli", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        assert "the site is at " in line, line + server.stderr.read()
        yield line.split("the site is at ")[1].split()[0]
        server.terminate()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM} (on Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    profile = tmp_path_factory.mktemp("profile")
    with sync_playwright() as play:
        browser = play.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, args=list(QUIET), env={**os.environ, "HOME": str(profile)}
        )
        yield browser.new_page()
        browser.close()


def test_a_reader_finds_and_reads_a_letter(page: Page, address: str) -> None:
    elsewhere: list[str] = []
    errors: list[str] = []
    home = urlsplit(address).netloc
    page.on(
        "request",
        lambda request: elsewhere.append(request.url) if urlsplit(request.url).netloc != home else None,
    )
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto(address)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("searchbox", name="检索").fill("养老")
    page.get_by_role("button", name="检索").click()
    assert "_search=%E5%85%BB%E8%80%81" in page.url
    assert page.locator("mark", has_text="养老").count() > 5

    page.locator(".facet-info li a", has_text="云江市临澜区教育委员会").click()
    assert page.locator("ol.letters li").count() == 1
    page.locator("a.letter-title").first.click()
    assert page.url.endswith("/dafu/record/1")

    text = page.locator(".letter-text").inner_text()
    assert text.startswith("林知远代表：")
    assert "农村养老服务是民生大事。" in text
    assert "（联系人：***，***）" in text
    assert "您当前的位置" not in text
    assert page.locator(".letter-text p.body").count() == 7
    assert page.get_by_role("link", name="看原网页").get_attribute("href")
    assert page.locator("table.fields-table").first.is_visible()
    assert (elsewhere, errors) == ([], [])


def test_the_pages_fit_a_telephone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("", "dafu/record?_search=养老", "dafu/record/3", "dafu"):
        page.goto(address + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"/{path} is {width} wide"


def test_wide_tables_scroll_inside_the_page(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + "dafu/record?_layout=table")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.locator("table.rows-and-columns th").nth(1).inner_text().startswith("名称")
