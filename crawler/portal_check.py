"""What is wrong with portal files beyond their schema: everything that can be said without the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler.errors import DafuError
from crawler.portal import BUILT_IN, Portal, portal_files, read_portal
from crawler.provinces import BY_NAME
from crawler.scope import in_scope
from parsers.families import FAMILIES, generic
from parsers.normalize.region import by_code


def faults_of_files(folders: Iterable[Path]) -> tuple[int, list[str]]:
    """The number of files read, and every mistake in one line each, with its file."""
    count = 0
    faults: list[str] = []
    for folder in folders:
        ids: dict[str, Path] = {}
        for path in portal_files([folder]):
            count += 1
            try:
                portal = read_portal(path)
            except DafuError as error:
                faults.append(str(error))
                continue
            if portal.id in ids:
                faults.append(f"{path}: the id {portal.id!r} is already used by {ids[portal.id]}")
            ids.setdefault(portal.id, path)
            faults += [f"{path}: {fault}" for fault in faults_of(portal)]
            if folder == BUILT_IN:
                faults += [f"{path}: {fault}" for fault in _misplaced(portal, path)]
    return count, faults


def faults_of(portal: Portal) -> Iterator[str]:
    """Mistakes in one portal that fits the schema."""
    if portal.region_code is not None:
        region = by_code(portal.region_code)
        if region is None:
            yield f"region_code: {portal.region_code} is no code of GB/T 2260 (parsers/data/regions.csv)"
        elif portal.region is not None and not portal.region.endswith(region.name):
            yield f"region: {portal.region!r} is not the place of code {portal.region_code} ({''.join(region.path)})"
        if portal.province is not None and not portal.region_code.startswith(BY_NAME[portal.province].digits):
            yield f"province: {portal.province} is not where code {portal.region_code} lies"
    for number, column in enumerate(portal.columns, 1):
        if not in_scope(portal.site, column.url):
            yield f"column {number}.url: {column.url} is not on the portal's own domain: make it a portal of its own"
        if column.family is not None and column.family not in (*FAMILIES, generic.NAME):
            known = ", ".join([*FAMILIES, generic.NAME])
            yield f"column {number}.family: unknown {column.family!r}; leave it out, or one of {known}"
    if portal.politeness.extra_ca is not None and portal.file is not None:
        named = portal.file.parent / portal.politeness.extra_ca
        if not named.is_file():
            yield f"politeness.extra_ca: there is no file {named}"


def _misplaced(portal: Portal, path: Path) -> Iterator[str]:
    """Built-in files are found by their names, so that a crawl of one portal reads one file."""
    if path.stem != portal.id:
        yield f"the file of portal {portal.id!r} must be called {portal.id}.toml"
    if portal.placed_in is None:
        yield "province: is missing, and no region_code says it"
    elif path.parent.name != BY_NAME[portal.placed_in].folder:
        yield f"belongs into the folder {BY_NAME[portal.placed_in].folder}/"
