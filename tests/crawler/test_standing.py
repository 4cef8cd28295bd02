"""How the corpus stands, told without reading more than the portal's own rows."""

from __future__ import annotations

from pathlib import Path

from crawler.standing import HOSTS
from db.store import Store


def test_the_hosts_of_a_portal_are_found_by_index(tmp_path: Path) -> None:
    """Every run leaves rows for every portal: a scan for each portal grows with the square of their number."""
    with Store(tmp_path / "corpus.db") as store:
        [plan] = store.query(f"explain query plan {HOSTS}", ["linlan"])
    assert plan["detail"] == "SEARCH run_host USING COVERING INDEX run_host_portal (portal=?)"
