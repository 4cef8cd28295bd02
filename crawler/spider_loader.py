"""Portals as spiders: `scrapy list` names them, `scrapy crawl <id>` crawls one."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.portal import Portal, load_portals
from crawler.portal_folders import portal_folders
from crawler.spiders.portal import PortalSpider


class PortalSpiderLoader:
    """One spider class a portal file; the class differs from PortalSpider by its name and portal only."""

    def __init__(self, settings: BaseSettings) -> None:
        self._portals: dict[str, Portal] = load_portals(portal_folders(settings.get("DAFU_HOME")))

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> PortalSpiderLoader:
        return cls(settings)

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a portal. Raises KeyError for an unknown id, as Scrapy expects."""
        if spider_name not in self._portals:
            raise KeyError(f"Spider not found: {spider_name} (`scrapy list` names the portals)")
        attributes: dict[str, Any] = {"name": spider_name, "portals": (self._portals[spider_name],)}
        return type("PortalSpider", (PortalSpider,), attributes)

    def find_by_request(self, request: Request) -> list[str]:
        """Portals whose site the request goes to."""
        return [id_ for id_, portal in self._portals.items() if request.url.startswith(portal.site)]

    def list(self) -> list[str]:
        return list(self._portals)
