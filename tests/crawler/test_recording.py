"""What may go into the archive as a whole answer."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from crawler.recording import cut_short
from crawler.robots import LONGEST_CRAWL_DELAY, Rules


@given(st.binary(max_size=3000), st.integers(1, 3000))
def test_a_gzip_body_that_lacks_its_end_is_not_whole(data: bytes, cut: int) -> None:
    packed = gzip.compress(data, mtime=0)
    assert not cut_short(packed, b"gzip")
    assert cut_short(packed[: -min(cut, len(packed) - 1)], b"GZIP")


def test_what_is_no_gzip_is_left_to_its_reader() -> None:
    assert not cut_short(b"<html>", b"gzip")
    assert not cut_short(b"", b"gzip")
    assert not cut_short(gzip.compress(b"x", mtime=0)[:-3], None)
    assert not cut_short(gzip.compress(b"x", mtime=0) + b"more", b"gzip")


def test_a_bomb_is_not_unpacked_to_its_end() -> None:
    packed = gzip.compress(bytes(3_000_000), mtime=0)
    assert cut_short(packed[:-9], b"gzip")
    assert not cut_short(packed[:-9], b"gzip", 1_000_000)


def test_a_crawl_delay_beyond_reason_defers_the_host() -> None:
    import pytest

    from crawler.courtesy import DeferredError

    for asked in ("3600", "1e308"):
        rules = Rules(200, f"User-agent: *\nCrawl-delay: {asked}\n", None)
        with pytest.raises(DeferredError, match="seconds between requests"):
            rules.forbids("http://a.example/x")
    polite = Rules(200, f"User-agent: *\nCrawl-delay: {LONGEST_CRAWL_DELAY:g}\n", None)
    assert not polite.forbids("http://a.example/x")
    for nonsense in ("-1", "nan", "inf", "soon"):
        assert Rules(200, f"User-agent: *\nCrawl-delay: {nonsense}\n", None).crawl_delay() == 0
