"""Scrapy settings. Each line that differs from Scrapy's default says why."""

import os
from importlib.metadata import version

BOT_NAME = "dafu"
SPIDER_MODULES: list[str] = []
SPIDER_LOADER_CLASS = "crawler.spider_loader.PortalSpiderLoader"

# An honest name with a way to reach the operator. Set DAFU_CONTACT to your own page or address: it is appended.
CONTACT = os.environ.get("DAFU_CONTACT", "").strip()
USER_AGENT = f"dafu/{version('dafu')} (corpus of published replies; respects robots.txt" + (
    f"; {CONTACT})" if CONTACT else ")"
)

# One request at a time per host; slots are keyed by resolved address (crawler/courtesy.py).
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Every portal sets its own delay; this is what a host without a portal gets. No jitter: the delay is a promise.
DOWNLOAD_DELAY = 5
DOWNLOAD_DELAY_JITTER = 0
DOWNLOAD_TIMEOUT = 60
# The largest attachment worth having; a letter is a hundred times smaller.
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# Half a body is never taken for a whole one.
DOWNLOAD_FAIL_ON_DATALOSS = True
# Scrapy's default is not to verify. Records with legal weight come over verified connections.
DOWNLOAD_VERIFY_CERTIFICATES = True
# The same, with what single portals opt into for their own hosts.
DOWNLOAD_HANDLERS = {"https": "crawler.tls.PortalTlsHandler"}
# Scrapy's default resolver knows IPv4 only; some hosts have an IPv6 address and no other.
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"

# The ledger is the only queue and the only memory of what was asked.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# Every answer is an answer: 404 and 304 are decided on, not dropped.
HTTPERROR_ALLOW_ALL = True
# What to ask again, and when, is decided on the ledger (crawler/schedule.py).
RETRY_ENABLED = False
# A page that only refreshes to another one is looked at, not followed blindly.
METAREFRESH_ENABLED = False
# robots.txt by our own rules: kept over restarts, 401/403 forbid, 5xx defers (crawler/robots.py).
ROBOTSTXT_OBEY = False
REDIRECT_MAX_TIMES = 5
REFERER_ENABLED = True

DOWNLOADER_MIDDLEWARES = {
    # Ours in its place: only codings that the archive's readers know.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.decoding.DecodingMiddleware": 590,
    # Before robots.txt of the place would be asked for, and (on the way back) before a redirect is followed.
    "crawler.private_network.PrivateNetworkMiddleware": 90,
    "crawler.private_network.PrivateRedirectMiddleware": 650,
    "crawler.robots.RobotsMiddleware": 100,
    # Next to the network, so that every hop of a redirect is counted and kept.
    "crawler.courtesy.CourtesyMiddleware": 950,
    "crawler.recording.ArchiveMiddleware": 960,
}
EXTENSIONS = {
    "crawler.throttle.PortalThrottle": 0,
    # Never on here (below), and a third of a second to import.
    "scrapy.extensions.remote_control.RemoteControl": None,
}

# Scrapy makes this many tasks for every response; the items are ours to keep, there is no pipeline.
CONCURRENT_ITEMS = 4
COOKIES_ENABLED = True

# Both open a port that runs any Python it is sent.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

LOG_LEVEL = "WARNING"
LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
