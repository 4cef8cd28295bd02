"""Bytes in, record out.

Nothing here touches the network, the clock, a database or Scrapy: the same
bytes give the same record on every machine (tests/test_house.py enforces it).
"""

PARSER_VERSION = "3"
"""Raised whenever a change can alter a record; kept with every stored version."""
