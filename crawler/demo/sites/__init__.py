"""The five sample sites, each in the structure of its CMS."""

from crawler.demo.sites.haiyun_department import HaiyunDepartment
from crawler.demo.sites.site import Site

SITES: tuple[type[Site], ...] = (HaiyunDepartment,)
"""In the order of their ports."""
