"""Portal files out of a table of column addresses: ``python -m crawler.catalogue TABLE [FOLDER]``.

The table has one row a column and a header with the names host, scheme, name_zh, level, admin_code, province, cms_family,
column_url, column_kind, evidence_url, derivation, note (tab-separated). One file a host comes out. Files made by hand
and files that are verified stay as they are, so the table can be read again.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crawler.portal import BUILT_IN, Portal, load_portals
from crawler.portal_ids import portal_id
from crawler.provinces import BY_NAME, MUNICIPALITIES, NATIONAL
from parsers.address import canonical
from parsers.families import FAMILIES
from parsers.normalize.region import Region, by_code

MARK = "# From a table of addresses seen in public pages; no page was opened for it. `dafu check` tells what works."

Row = Mapping[str, str]

_FAMILIES = {
    "hanweb-jpage": "hanweb",
    "hanweb-jpaas": "jpaas",
    "anhui-8888": "label8888",
    "other:epoint": "epoint",
    "other:sasac-n": "sasac",
    "other:zz-public": "zhengzhou",
}
"""The table's words for families where they are not ours."""

_USABLE = ("seen", "sure", "likely")
_MIXED = ("mixed", "general information directory", "general directory", "organ page")
_NOT_FOR_READERS = re.compile(
    r"(?i)spider|crawler|read_file|WanxiangWork|bucm|seen in a tool|^note$|^same$|^host-only row$|issuer of the evid"
)
"""Parts of a note that only say where the table's maker had it from."""

TITLES = "建议|提案|议案"
"""What is fetched from a column of everything."""


def read_table(path: Path) -> dict[str, list[Row]]:
    """The rows by host. Raises OSError and KeyError for what is no such table."""
    hosts: dict[str, list[Row]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            hosts[row["host"]].append(row)
    return dict(hosts)


def region_of(rows: Sequence[Row]) -> Region | None:
    """The one region of a host's rows; None where there is none or the standard does not have it."""
    codes = Counter(row["admin_code"] for row in rows if row["admin_code"])
    return by_code(codes.most_common(1)[0][0]) if codes else None


def level_of_host(rows: Sequence[Row], region: Region | None) -> str:
    """The table's level in the words of portal files: municipalities and urban districts are told apart."""
    order = ("national", "province", "prefecture", "county", "township")
    level = min((row["level"] for row in rows), key=order.index)
    if level == "province" and region is not None and region.code[:2] in MUNICIPALITIES:
        return "municipality"
    if level == "county" and region is not None and region.name.endswith("区"):
        return "district"
    return level


def place_name(region: Region) -> str:
    """宁波市镇海区, 重庆市铜梁区: without the province above, which is no part of the name as printed."""
    path = region.path
    return "".join(path[1:] if len(path) > 1 and region.code[:2] not in MUNICIPALITIES else path)


def id_of(host: str, rows: Sequence[Row], hosts: Mapping[str, object]) -> str:
    """``portal_id``; the bare name of a host that also exists with www is told apart."""
    bare = not host.startswith("www.") and f"www.{host}" in hosts
    found = portal_id(host, BY_NAME.get(rows[0]["province"]))
    return f"{found}-bare" if bare else found


def portal_text(id_: str, rows: Sequence[Row]) -> str:
    """The portal file of one host."""
    region = region_of(rows)
    names = list(dict.fromkeys(_plain(row["name_zh"]) for row in rows))
    schemes = Counter(row["scheme"] for row in rows)
    scheme = "https" if schemes["https"] >= schemes["http"] else "http"
    name = names[0]
    several = len(names) > 1 and region is not None
    if several and region is not None:
        name = f"{place_name(region)}人民政府"
    lines = [
        MARK,
        *_pair("id", id_),
        *_pair("name", name),
        *_pair("site", canonical(f"{scheme}://{rows[0]['host']}/")),
    ]
    if region is not None:
        lines += [*_pair("region", place_name(region)), *_pair("region_code", region.code)]
    lines += _pair("province", rows[0]["province"])
    lines += _pair("level", level_of_host(rows, region))
    if not several and not name.endswith("人民政府"):
        lines += _pair("department", name)
    lines.append("verified = false")
    columns = list(_columns(rows, several=several))
    if not columns:
        lines += _pair("note", "No column is known yet: find it with `dafu discover`. " + _hints(rows))
    return "\n".join([*lines, *columns]) + "\n"


def _columns(rows: Sequence[Row], *, several: bool) -> Iterator[str]:
    known: set[str] = set()
    for row in rows:
        if not row["column_url"] or row["derivation"] not in _USABLE:
            continue
        url = canonical(row["column_url"])
        if url in known:
            continue
        known.add(url)
        mixed = any(word in row["note"] for word in _MIXED)
        yield "\n[[columns]]"
        yield from _pair("url", url)
        yield from _pair("kind", "mixed" if mixed else row["column_kind"])
        if mixed:
            yield from _pair("title_pattern", TITLES)
        family = _family(row)
        if family is not None:
            yield from _pair("family", family)
        yield from _pair("derivation", row["derivation"])
        yield from _pair("evidence", row["evidence_url"])
        own = _plain(row["name_zh"]) if several else ""
        other = family is None and row["cms_family"] != "unknown"
        cms = f"CMS when seen: {row['cms_family'].removeprefix('other:')}" if other else ""
        yield from _pair("note", "; ".join(filter(None, (own, _note(row), cms))))


def _family(row: Row) -> str | None:
    """The family to declare; None where the table's word is none of ours, or the site is said to have changed.

    A declared family is not looked for again, so it stands only where the address fits it.
    """
    family = _FAMILIES.get(row["cms_family"], row["cms_family"])
    moved = "now run jpaas" in row["note"] or "has moved" in row["note"]
    elsewhere = family == "gkmlpt" and "/gkmlpt/" not in row["column_url"]
    return family if family in FAMILIES and not moved and not elsewhere else None


def _note(row: Row) -> str:
    parts = (part.strip() for part in row["note"].split(";"))
    return "; ".join(part for part in parts if part and not _NOT_FOR_READERS.search(part))


def _plain(name: str) -> str:
    """A body's name without what the table says of it in brackets: （部门目录）."""
    return re.sub(r"（部门.{0,6}）$", "", name)


def _hints(rows: Sequence[Row]) -> str:
    seen = list(dict.fromkeys(row["evidence_url"] for row in rows if row["evidence_url"]))
    notes = list(dict.fromkeys(filter(None, map(_note, rows))))
    guesses = [f"a guess: {row['column_url']}" for row in rows if row["column_url"]]
    letters = [f"letters seen: {', '.join(seen[:3])}"] if seen else []
    return "; ".join([*letters, *notes[:2], *guesses])


def _pair(key: str, value: str) -> list[str]:
    # A JSON string is a TOML basic string, but for characters beyond ASCII, which TOML takes as they are.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}"] if value else []


def write(table: Path, folder: Path) -> tuple[int, int]:
    """Write the files of all hosts; gives how many were written and how many were left as they are."""
    hosts = read_table(table)
    existing = load_portals([folder])
    by_site = {portal.site.split("/")[2]: portal for portal in existing.values()}
    written = kept = 0
    for host, rows in hosts.items():
        known = by_site.get(host)
        if known is not None and not _replaceable(known):
            kept += 1
            continue
        province = BY_NAME[rows[0]["province"] or NATIONAL]
        path = folder / province.folder / f"{id_of(host, rows, hosts)}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(portal_text(path.stem, rows), "utf-8")
        written += 1
    return written, kept


def _replaceable(portal: Portal) -> bool:
    assert portal.file is not None
    return not portal.verified and portal.file.read_text("utf-8").startswith(MARK)


def main(arguments: Sequence[str]) -> int:
    """The command line: 0, or 2 for a wrong call."""
    if not 1 <= len(arguments) <= 2:
        print(f"{__doc__}", file=sys.stderr)  # noqa: T201 - a command of its own
        return 2
    folder = Path(arguments[1]) if len(arguments) == 2 else BUILT_IN
    written, kept = write(Path(arguments[0]), folder)
    print(f"{written} portal files written to {folder}, {kept} left as they are")  # noqa: T201 - as above
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
