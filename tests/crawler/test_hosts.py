"""Hosts as they are: old TLS, incomplete chains, IPv6 only, a cookie set by a redirect, many names on one machine."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.courtesy import Machines
from crawler.portal import Portal
from crawler.tls import hosts_of
from tests.crawler.certificates import issue, write
from tests.crawler.running import dafu, rows

TITLE = "关于市六届人大三次会议第{n}号建议的答复"
LETTER = (
    f"<html><head><meta name='ArticleTitle' content='{TITLE}'><meta name='PubDate' content='2025-06-1{{n}}'></head>"
    f"<body><h1>{TITLE}</h1><p>林安禾代表：</p><p>　　您提出的建议收悉，现答复如下：全市新建社区养老服务站"
    "二十一个，为老人送餐上门。</p><p>　　感谢您的关心！</p><p>云江市民政局</p><p>2025年6月1{n}日</p></body></html>"
)
ROW = f"<li><a href='202506/t2025061{{n}}_90010{{n}}.html'>{TITLE}</a><span>2025-06-1{{n}}</span></li>"


class Pages(BaseHTTPRequestHandler):
    """A list of three letters."""

    protocol_version = "HTTP/1.1"
    timeout = 20

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.answer(404, "")
        elif self.path == "/jytabl/":
            items = "".join(ROW.format(n=n) for n in (3, 2, 1))
            self.answer(200, f"<html><body><h2>建议提案办理</h2><ul>{items}</ul></body></html>")
        else:
            self.answer(200, LETTER.format(n=self.path[-6]))

    def answer(self, status: int, body: str, **headers: str) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


class CookieLoop(Pages):
    """openresty's guard: the same address again and again until its cookie comes back (domain.md §6)."""

    def do_GET(self) -> None:
        if "CT6T=" in self.headers.get("Cookie", ""):
            super().do_GET()
        else:
            self.answer(302, "", Location=self.path, Set_Cookie="CT6T=a1b2; path=/")


class Coded(Pages):
    """The list is deflated; of the letters one is a gzip bomb, one is coded as nobody asked, one is as it should be."""

    asked: set[str | None]
    coding: tuple[Callable[[bytes], bytes], str]

    def do_GET(self) -> None:
        self.asked.add(self.headers.get("Accept-Encoding"))
        if "90010" not in self.path:
            self.coding = zlib.compress, "deflate"
        elif "900101" in self.path:
            self.coding = gzip.compress, "gzip"
        elif "900102" in self.path:
            self.coding = (lambda _: gzip.compress(bytes(70_000_000), 1)), "gzip"
        else:
            self.coding = (lambda data: data[::-1]), "br"
        super().do_GET()

    def answer(self, status: int, body: str, **headers: str) -> None:
        code, name = self.coding
        data = code(body.encode())
        self.send_response(status)
        for header, value in (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", name)):
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that do not trust the server hang up: that is what is tested."""


class Server6(Server):
    address_family = socket.AF_INET6


@contextmanager
def serving(
    handler: type[Pages] = Pages, *, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1"
) -> Iterator[int]:
    """The port of a server."""
    with (Server6 if ":" in address else Server)((address, 0), handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def context(pem: Path, *, old: bool = False) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if old:
        made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        made.set_ciphers("DEFAULT:@SECLEVEL=0")
        made.maximum_version = ssl.TLSVersion.TLSv1
    made.load_cert_chain(pem)
    return made


def declare(folder: Path, id_: str, site: str, politeness: str = "") -> None:
    text = f'id = "{id_}"\nname = "{id_}"\nsite = "{site}/"\n\n[[columns]]\nurl = "{site}/jytabl/"\n'
    manners = "delay = 0.0\nrequests_per_day = 1000\noff_peak = false\n"
    write(folder / f"{id_}.toml", f"{text}\n[politeness]\n{manners}{politeness}".encode())


def checked(home: Path, files: Path, root: Path | None = None) -> tuple[dict[str, dict[str, object]], str]:
    """Every portal's result, and what was said."""
    env = {} if root is None else {"SSL_CERT_FILE": str(root)}
    ended = dafu(home, "check", "--all", "--json", "--portal-files", str(files), env=env)
    return {line["portal"]: line for line in map(json.loads, ended.out.splitlines())}, ended.err


def test_tls_is_verified_and_what_a_portal_opts_into_holds_for_it_alone(tmp_path: Path) -> None:
    """The root is the system's; one server forgets the certificate between; old servers speak TLS 1.0."""
    root = issue("root")
    between = issue("between", root)
    leaf = issue("127.0.0.1", between, server=True)
    whole = write(tmp_path / "whole.pem", leaf.with_key() + between.pem())
    cut = write(tmp_path / "cut.pem", leaf.with_key())
    stranger = write(
        tmp_path / "stranger.pem", issue("127.0.0.1", issue("other root"), server=True).with_key()
    )
    system = write(tmp_path / "system.pem", root.pem())
    files = tmp_path / "files"
    files.mkdir()
    write(files / "between.pem", between.pem())
    with ExitStack() as stack:
        good = stack.enter_context(serving(tls=context(whole)))
        bad = stack.enter_context(serving(tls=context(stranger)))
        declare(files, "good", f"https://127.0.0.1:{good}")
        declare(files, "stranger", f"https://127.0.0.1:{bad}")
        usual, said = checked(tmp_path / "usual", files, system)
        assert usual["good"]["word"] == "works", usual["good"]["detail"]
        assert usual["stranger"]["word"] == "no answer"
        assert "certificate" in str(usual["stranger"]["detail"]).lower()
        assert "trusted too" not in said

        for path in files.glob("*.toml"):
            path.unlink()
        forgets = stack.enter_context(serving(tls=context(cut)))
        declare(files, "forgets", f"https://127.0.0.1:{forgets}", 'extra_ca = "between.pem"\n')
        opted, said = checked(tmp_path / "opted", files, system)
        assert opted["forgets"]["word"] == "works", opted["forgets"]["detail"]
        assert "certificates of between.pem trusted too, as portal forgets asks" in said
        # A certificate in between is no root: without the root nothing is trusted.
        alone, _ = checked(tmp_path / "alone", files, write(tmp_path / "none.pem", issue("unrelated").pem()))
        assert alone["forgets"]["word"] == "no answer"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")
@pytest.mark.parametrize("opted", [True, False])
def test_old_tls_only_where_a_portal_asks_for_it(tmp_path: Path, opted: bool) -> None:
    root = issue("root")
    pem = write(tmp_path / "old.pem", issue("127.0.0.1", root, server=True).with_key())
    files = tmp_path / "files"
    files.mkdir()
    with serving(tls=context(pem, old=True)) as port:
        declare(files, "old", f"https://127.0.0.1:{port}", "legacy_tls = true\n" if opted else "")
        found, said = checked(tmp_path / "home", files, write(tmp_path / "root.pem", root.pem()))
    assert found["old"]["word"] == ("works" if opted else "no answer"), found["old"]["detail"]
    assert ("as portal old asks" in said) == opted


def test_a_cookie_set_by_a_redirect_and_a_host_with_ipv6_only(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    with serving(CookieLoop) as guarded, serving(address="::1") as six:
        declare(files, "guarded", f"http://127.0.0.1:{guarded}")
        declare(files, "six", f"http://[::1]:{six}")
        found, _ = checked(tmp_path / "home", files)
    assert found["guarded"]["word"] == "works", found["guarded"]["detail"]
    assert found["six"]["word"] == "works", found["six"]["detail"]
    # One redirect for the cookie; it is kept for the rest of the run.
    hops = rows(tmp_path / "home", "select location from fetch where portal = 'guarded' and outcome != 'ok'")
    assert not hops


def test_what_cannot_be_unpacked_is_a_problem_and_no_record(tmp_path: Path) -> None:
    """And what can is read from the archive as it was from the network."""
    home, files = tmp_path / "home", tmp_path / "files"
    files.mkdir()
    Coded.asked = set()
    with serving(Coded) as port:
        declare(files, "coded", f"http://127.0.0.1:{port}")
        ended = dafu(home, "crawl", "--portal-files", str(files))
    assert Coded.asked == {"gzip, deflate"}
    assert [row["address"][-7:] for row in rows(home, "select address from record")] == ["01.html"]
    problems = rows(home, "select code, message from problem where stage = 'fetch' order by code")
    assert [row["code"] for row in problems] == ["too_large", "undecodable"]
    assert "beyond 67108864 bytes when unpacked" in problems[0]["message"]
    assert "content coding 'br' is not known" in problems[1]["message"]
    assert ended.err.count("problem: http") == 2, ended.err
    kept = rows(
        home, "select status, bytes, warc_file from fetch where outcome in ('too_large', 'undecodable')"
    )
    assert [(row["status"], row["bytes"], bool(row["warc_file"])) for row in kept] == [(200, None, True)] * 2
    rebuilt = dafu(home, "rebuild")
    assert rebuilt.status == 0, rebuilt.err
    assert "not playable 0" in rebuilt.err


def test_rules_that_cannot_be_unpacked_give_no_leave(tmp_path: Path) -> None:
    class Riddle(Coded):
        def do_GET(self) -> None:
            self.coding = (lambda data: data[::-1]), "br"
            self.answer(200, "User-agent: *")
            self.asked.add(self.path)

    Riddle.asked = set()
    files = tmp_path / "files"
    files.mkdir()
    with serving(Riddle) as port:
        declare(files, "riddle", f"http://127.0.0.1:{port}")
        ended = dafu(tmp_path / "home", "crawl", "--portal-files", str(files))
    assert Riddle.asked == {"/robots.txt"}
    assert "its robots.txt cannot be unpacked: content coding 'br' is not known" in ended.err


def test_names_that_share_an_address_are_one_machine() -> None:
    machines = Machines()
    assert machines.key("a.gov.example", ["61.1.2.3", "240e::1"]) == "240e::1"
    assert machines.key("b.gov.example", ["61.1.2.3"]) == "240e::1"
    assert machines.key("c.gov.example", ["240e::1"]) == "240e::1"
    assert machines.key("d.gov.example", ["61.1.2.4"]) == "61.1.2.4"
    assert machines.key("e.gov.example", []) == "e.gov.example"


def test_a_portal_speaks_for_the_hosts_it_names() -> None:
    portal = Portal.model_validate(
        {
            "id": "a1",
            "name": "a",
            "site": "https://mzj.yunjiang.example/",
            "columns": [{"url": "https://xxgk.yunjiang.example/a/"}],
        }
    )
    assert hosts_of(portal) == {"mzj.yunjiang.example", "xxgk.yunjiang.example"}
