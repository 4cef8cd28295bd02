"""TLS by portal: what a portal file opts into holds for that portal's hosts and for no other, and is logged.

Certificates are always verified (DOWNLOAD_VERIFY_CERTIFICATES). A portal may say that its hosts speak old TLS
only (``politeness.legacy_tls``) or forget a certificate (``politeness.extra_ca``, a PEM file beside the portal file).
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.contextfactory import _get_creator_context
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet.ssl import TLSVersion, optionsForClientTLS
from twisted.web.client import BrowserLikePolicyForHTTPS

from crawler.portal import Portal

logger = logging.getLogger(__name__)

OLD_CIPHERS = b"DEFAULT:@SECLEVEL=0"
"""OpenSSL's own list with its lowest security level: TLS 1.0 and 1.1 have no signature that a higher one admits."""

OP_LEGACY_SERVER_CONNECT = 0x4
"""Servers without RFC 5746 (secure renegotiation)."""


def hosts_of(portal: Portal) -> set[str]:
    """The host names that a portal file names: its site's and its columns'."""
    urls = (portal.site, *(column.url for column in portal.columns))
    return {urlsplit(url).hostname or "" for url in urls}


class PortalPolicy(BrowserLikePolicyForHTTPS):
    """Chooses by host: Scrapy's own way for every host that no portal asks anything for."""

    def __init__(self, usual: Any, crawler: Crawler) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._usual = usual
        self._crawler = crawler
        self._said: set[str] = set()

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """The maker of one connection to the host. Its context is its own: nothing of it reaches another host."""
        name = hostname.decode("ascii")
        portal = self._portal(name)
        if portal is None:
            return self._usual.creatorForNetloc(hostname, port)
        manners = portal.politeness
        options: dict[str, Any] = {"fixBrokenPeers": True}
        if manners.legacy_tls:
            options["insecurelyLowerMinimumTo"] = TLSVersion.TLSv1_0
        creator = optionsForClientTLS(name, extraCertificateOptions=options)
        context: Any = _get_creator_context(creator)
        if manners.legacy_tls:
            context.set_cipher_list(OLD_CIPHERS)
            context.set_options(OP_LEGACY_SERVER_CONNECT)
        if manners.extra_ca is not None and portal.file is not None:
            context.load_verify_locations(str(portal.file.parent / manners.extra_ca))
        self._say(name, portal)
        return creator

    def _portal(self, name: str) -> Portal | None:
        """The portal of this crawl that names the host and opts into something for it."""
        session = getattr(self._crawler.spider, "session", None)
        for portal in session.portals.values() if session is not None else ():
            wishes = portal.politeness.legacy_tls or portal.politeness.extra_ca is not None
            if wishes and name in hosts_of(portal):
                found: Portal = portal
                return found
        return None

    def _say(self, name: str, portal: Portal) -> None:
        if name in self._said:
            return
        self._said.add(name)
        if portal.politeness.legacy_tls:
            logger.warning(
                "%s: TLS 1.0, old ciphers and renegotiation allowed, as portal %s asks", name, portal.id
            )
        if portal.politeness.extra_ca is not None:
            logger.warning(
                "%s: certificates of %s trusted too, as portal %s asks",
                name,
                portal.politeness.extra_ca,
                portal.id,
            )


class PortalTlsHandler(HTTP11DownloadHandler):
    """Scrapy's download handler with the policy above."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Made by the base class from the settings; it has no other place to put a policy in.
        policy: Any = PortalPolicy(self._contextFactory, crawler)
        self._contextFactory = policy
