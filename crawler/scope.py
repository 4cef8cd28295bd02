"""Which addresses belong to a portal: its own host and the hosts of the same government domain."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

import tldextract


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    # The list of public suffixes that the package ships: no request is made for a newer one.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def in_scope(site: str, url: str) -> bool:
    """Whether ``url`` may be fetched for the portal at ``site``.

    The same registered domain counts (mzj.cq.gov.cn and www.cq.gov.cn are both of cq.gov.cn);
    an IP address only with the same port.
    """
    here, there = urlsplit(site), urlsplit(url)
    if here.netloc == there.netloc:
        return True
    own = _extractor()(here.hostname or "").top_domain_under_public_suffix
    return bool(own) and own == _extractor()(there.hostname or "").top_domain_under_public_suffix
