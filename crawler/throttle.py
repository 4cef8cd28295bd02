"""AutoThrottle with a floor of its own for every slot."""

from __future__ import annotations

from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.courtesy import ONE_BY_ONE

MAX_DELAY = 120.0
"""Seconds; a host slower than this per answer is in trouble, and back-off takes over."""


class PortalThrottle:
    """A host that answers slowly is asked more slowly; never faster than its portal's delay.

    Scrapy's own AutoThrottle knows one floor for all hosts; portals here have one each
    (``Slots.set_delay``). The rule is the same: the delay follows the latency, and errors never lower it.
    """

    def __init__(self, crawler: Crawler) -> None:
        from scrapy import signals

        self._crawler = crawler
        crawler.signals.connect(self.downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PortalThrottle:
        return cls(crawler)

    def downloaded(self, response: Response, request: object) -> None:
        """Adjust the slot that the response came through."""
        meta = getattr(request, "meta", {})
        key, latency = meta.get("download_slot"), meta.get("download_latency")
        engine = self._crawler.engine
        if key is None or latency is None or engine is None:
            return
        downloader = engine.downloader
        slot: Slot | None = downloader.slots.get(key)
        if slot is None:
            return
        floor = float(downloader.per_slot_settings.get(key, {}).get("delay", 0.0))
        if floor <= ONE_BY_ONE:
            # A portal file with a delay of 0 speaks of one's own machine: nobody is to be spared there.
            return
        slot.delay = adjusted(slot.delay, latency, floor, healthy=response.status == 200)


def adjusted(delay: float, latency: float, floor: float, *, healthy: bool) -> float:
    """The next delay in seconds, between ``floor`` and MAX_DELAY."""
    wish = max(latency, (delay + latency) / 2)
    wish = min(max(wish, floor), max(MAX_DELAY, floor))
    return wish if healthy or wish > delay else delay
