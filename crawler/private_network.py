"""Keeps a site from leading the crawler into the network it runs in.

A redirect, a pager or a host name of a public site may point to 127.0.0.1, to a machine of the local network or
to a cloud's metadata service (SSRF). An address there is asked only where a person declared its very host.
"""

from __future__ import annotations

import socket
from asyncio import get_running_loop
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.portal import Portal
from crawler.robots import ForbiddenError
from parsers.address import canonical

PRIVATE = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
"""RFC 1918, RFC 6598 (where clouds keep their metadata service, too) and RFC 4193."""

REDIRECTS = (301, 302, 303, 307, 308)


class _Guard:
    """Knows which addresses of a portal may be asked."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._private: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def _may_ask(self, request: Request, url: str) -> bool:
        spider: Any = self._crawler.spider
        portal: Portal | None = spider.session.portals.get(request.meta.get("portal"))
        parts = urlsplit(url)
        if portal is None or parts.netloc in declared_hosts(portal):
            return True
        name = parts.hostname or ""
        if name not in self._private:
            # A rebuild from the archive asks no network, not even for names.
            self._private[name] = await _is_private(name, resolve=spider.plan.replay is None)
        return not self._private[name]


class PrivateNetworkMiddleware(_Guard):
    """Refuses requests into the private network."""

    async def process_request(self, request: Request) -> None:
        """Raises ForbiddenError for an address that is not to be asked."""
        if not await self._may_ask(request, request.url):
            raise ForbiddenError("the address is in a private network and not declared for the portal")


class PrivateRedirectMiddleware(_Guard):
    """Does not follow redirects that lead there, nor to what is no address."""

    async def process_response(self, request: Request, response: Response) -> Response:
        """The answer as it is; a redirect to what may not be asked is not followed but is the answer."""
        to = response.headers.get("Location")
        if response.status in REDIRECTS and to is not None:
            try:
                target = canonical(urljoin(request.url, to.decode("latin-1")))
            except ValueError:
                target = None
            if target is None or not await self._may_ask(request, target):
                request.meta["dont_redirect"] = True
        return response


def declared_hosts(portal: Portal) -> frozenset[str]:
    """``host`` or ``host:port`` of the portal's site and of its columns."""
    return frozenset(urlsplit(url).netloc for url in (portal.site, *(c.url for c in portal.columns)))


async def _is_private(name: str, *, resolve: bool) -> bool:
    """Whether any address of the host is private; a name without addresses harms nobody."""
    try:
        return is_private(name)
    except ValueError:
        if not resolve:
            return False
    try:
        found = await get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return any(is_private(str(entry[4][0])) for entry in found)


def is_private(address: str) -> bool:
    """Whether an IP address is of a machine or a network of its own. Raises ValueError where it is none.

    198.18.0.0/15 is left out: proxies on users' machines answer with it for every name of the public Internet.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    own = found.is_loopback or found.is_link_local or found.is_unspecified
    return own or any(found in network for network in PRIVATE)
