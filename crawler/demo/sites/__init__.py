"""The five sample sites, each in the structure of its CMS."""

from crawler.demo.sites.haiyun_department import HaiyunDepartment
from crawler.demo.sites.haiyun_district import HaiyunDistrict
from crawler.demo.sites.haiyun_mixed import HaiyunMixed
from crawler.demo.sites.hanweb_district import HanwebDistrict
from crawler.demo.sites.health_commission import HealthCommission
from crawler.demo.sites.site import Site

SITES: tuple[type[Site], ...] = (
    HaiyunDepartment,
    HaiyunDistrict,
    HaiyunMixed,
    HealthCommission,
    HanwebDistrict,
)
"""In the order of their ports."""
