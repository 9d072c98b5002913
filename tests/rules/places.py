"""A counter and an offer of the small world, as documents write them."""

from __future__ import annotations

from portal.rules.building import load
from portal.rules.model.ruleset import Ruleset
from tests.rules.worlds import COMMON, requirement, service

FLAT = "services/housing/flat.toml"
OPTION = """
[[options]]
id = "public"
name.zh = "公租房"
name.en = "Public"
who.zh = "居民"
who.en = "Residents"
districts = "centre"
source = "law"
"""
COUNTER = """
[counters.hall]
district = "town"
name.zh = "政务大厅"
name.en = "Hall"
address.zh = "一路1号"
tel = "023-12345678"
hours.zh = "9:00–17:00"
services = ["flat"]
since = 2026-01-01
source = "law"
"""
OFFER = """
[offers.garden]
district = "town"
option = "public"
name.zh = "花园小区"
address.zh = "二路2号"
size.minimum = 25
size.maximum = 40.5
rent.minimum = 50000
rent.maximum = 80050
rent.text.zh = "押一付一"
how.zh = "到窗口申请"
url = "https://example.org/a?b=1&c=2"
until = 2026-12-31
source = ["law", "page"]
"""


def files(counters: str = COUNTER, offers: str = OFFER, district: str = "town") -> dict[str, str]:
    """The documents of the small world with those of a district."""
    return {
        **COMMON,
        FLAT: service(requirement("a", "owns_home == no")) + OPTION,
        f"counters/{district}.toml": counters or "[counters]",
        f"offers/{district}.toml": offers or "[offers]",
    }


def town() -> Ruleset:
    """The small world with its counter and its offer."""
    return load(files())
