"""A site cannot lead the crawler into the network it runs in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.private_network import is_private
from tests.crawler.running import crawl, rows


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0",
     "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "198.18.0.7", "2606:2800:220:1::1", "172.32.0.1"])
def test_public_addresses(address: str) -> None:
    assert not is_private(address)


@contextmanager
def site(answers: dict[str, tuple[int, str]]) -> Iterator[tuple[str, list[str]]]:
    """A host with pages and redirects by path: its address, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, words = answers.get(self.path, (404, ""))
            self.send_response(status)
            body = b"" if status == 302 else words.encode()
            if status == 302:
                self.send_header("Location", words)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_neither_redirects_nor_pagers_reach_another_private_host(tmp_path: Path) -> None:
    with site({}) as (inside, asked), site(answers := {}) as (outside, _):
        answers["/robots.txt"] = (302, f"{inside}/robots.txt")
        answers["/list/"] = (200, _list_page(f"{inside}/index_1.html"))
        answers["/t20240601_1.html"] = (302, f"{inside}/secret")
        answers["/t20240601_2.html"] = (302, outside.replace("http://", "http://user:word@") + "/list/")
        (tmp_path / "portals").mkdir()
        (tmp_path / "portals" / "outside.toml").write_text(
            f'id = "outside"\nname = "云江市"\nsite = "{outside}/"\n'
            f'[[columns]]\nurl = "{outside}/list/"\n[politeness]\ndelay = 0\n',
            "utf-8",
        )
        ended = crawl(tmp_path / "home", tmp_path / "portals")
    assert ended.status == 1
    assert "Traceback" not in ended.err
    assert "the address is in a private network" in ended.err
    assert asked == []
    found = {
        row["outcome"] for row in rows(tmp_path / "home", "select outcome from fetch where kind = 'detail'")
    }
    assert "ok" not in found


def _list_page(following: str) -> str:
    items = "".join(
        f'<li><a href="/t20240601_{n}.html">关于市六届人大三次会议第{n:04d}号建议的答复</a><span>2024-06-0{n}</span></li>'
        for n in range(1, 6)
    )
    return f'<html><body><ul>{items}</ul><div><a href="{following}">下一页</a></div></body></html>'
