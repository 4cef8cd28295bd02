"""The option `--log-level` of the commands that run Scrapy."""

from __future__ import annotations

import click

log_level_option = click.option(
    "--log-level",
    type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], case_sensitive=False),
    default="WARNING",
    show_default=True,
    help="Scrapy's own log, on stderr.",
)
