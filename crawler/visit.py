"""Runs one of the visiting spiders in this process."""

from __future__ import annotations

from typing import Any

from crawler.errors import DafuError
from crawler.session import Session
from db.home import Home


def visit(home: Home, spider: str, session: Session, log_level: str, **given: Any) -> None:
    """Run ``spider`` (module:class) to its end; it closes the session. Once in a process, as ``crawler.crawl``.

    Raises DafuError (exit 1) where it broke.
    """
    from importlib import import_module

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("DAFU_HOME", str(home.root))
    settings.set("LOG_LEVEL", log_level)
    # It warns of meta keys copied by mistake; visits set redirect_ttl on purpose, to stay within their requests.
    settings.set(
        "SPIDER_MIDDLEWARES", {"scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None}
    )
    process = AsyncCrawlerProcess(settings)
    module, _, name = spider.partition(":")
    process.crawl(getattr(import_module(module), name), session=session, **given)
    process.start()
    if session.broken is not None:
        raise DafuError(f"stopped: {session.broken}")
