"""Portal declarations: small TOML files that say where a portal's columns are (CONTRIBUTING.md shows how to write one)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.errors import DafuError
from crawler.provinces import BY_NAME, NATIONAL, province_of
from db.store import IMPORTED
from parsers.address import canonical

BUILT_IN = Path(__file__).resolve().parent / "portals"

ID = r"^[a-z0-9][a-z0-9-]{1,63}$"
"""What a portal may be called: it is typed, and names files."""

Level = Literal["national", "province", "municipality", "prefecture", "district", "county", "township"]
Kind = Literal["npc", "cppcc", "both", "mixed"]
Derivation = Literal["seen", "sure", "likely"]
"""How a column's address is known: printed somewhere; follows from a letter's address; the folder is right, the file a guess."""

State = Literal["verified", "unverified", "to discover"]

DEFAULT_DELAY = 5.0
"""Seconds between two requests to a host (facts/domain: others were unblocked at 0.5-3 s; we stay above)."""

DEFAULT_BUDGET = 500
"""Requests a host and day."""


def _canonical(value: str) -> str:
    found = canonical(value)
    if found != value:
        raise ValueError(f"write it in its canonical form: {found}")
    return value


Address = Annotated[str, AfterValidator(_canonical)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One 栏目: ``kind`` says what it lists; a mixed column holds unrelated documents as well."""

    url: Address
    name: str | None = None
    kind: Kind = "both"
    family: str | None = None
    evidence: str | None = None
    """Address of the page that shows that the column exists."""
    derivation: Derivation | None = None
    note: str | None = None
    title_pattern: str | None = None
    """Only entries whose listed title matches are fetched (for mixed columns with thousands of rows)."""

    @model_validator(mode="after")
    def _pattern_compiles(self) -> Column:
        if self.title_pattern is not None:
            try:
                re.compile(self.title_pattern)
            except re.error as error:
                raise ValueError(f"title_pattern is not a regular expression: {error}") from None
        return self


class Politeness(_Strict):
    """Stricter or, for one's own site, looser manners than the defaults."""

    delay: float = Field(default=DEFAULT_DELAY, ge=0)
    requests_per_day: int = Field(default=DEFAULT_BUDGET, ge=1)
    off_peak: bool = True
    """Scheduled crawls only between 22:00 and 07:00 Beijing time."""
    legacy_tls: bool = False
    """Old versions, ciphers and renegotiation, for hosts that offer nothing else; logged. Certificates stay verified."""
    extra_ca: str | None = None
    """A PEM file beside the portal file: certificates that the host forgets to send (an intermediate) or whose root no
    system has. Added to the system's for this portal's hosts only, logged. Certificates stay verified."""


class Expect(_Strict):
    """What a healthy portal shows at least; a run below it is suspect."""

    min_entries: int = Field(default=1, ge=0)


class Portal(_Strict):
    """One portal file."""

    id: str = Field(pattern=ID)
    name: str
    site: Address
    region: str | None = None
    region_code: str | None = Field(default=None, pattern=r"^\d{6}$")
    level: Level | None = None
    department: str | None = None
    province: str | None = None
    """Short name as in crawler/provinces.py; said where the region code does not say it."""
    verified: bool = False
    verified_on: date | None = None
    """The day of the check that turned ``verified`` on (``dafu check --write``)."""
    note: str | None = None
    columns: tuple[Column, ...] = ()
    """None: the columns are not known yet; the portal is listed, not crawled."""
    politeness: Politeness = Politeness()
    expect: Expect = Expect()
    declaration_sha256: str = Field(default="", exclude=True)
    file: Path | None = Field(default=None, exclude=True)

    @property
    def by_default(self) -> bool:
        """Whether a crawl that names no portal takes it: built-in ones only once somebody saw that they work."""
        own = self.file is None or BUILT_IN not in self.file.parents
        return bool(self.columns) and (own or self.verified)

    @property
    def state(self) -> State:
        return "to discover" if not self.columns else "verified" if self.verified else "unverified"

    @property
    def placed_in(self) -> str | None:
        """The province's short name, 中央 for the central government; None where the file does not say."""
        if self.province is not None:
            return self.province
        if self.level == "national":
            return NATIONAL
        found = province_of(self.region_code)
        return found.name if found else None

    @model_validator(mode="after")
    def _province_exists(self) -> Portal:
        if self.province is not None and self.province not in BY_NAME:
            raise ValueError(f"province: unknown {self.province!r}; write it as one of {', '.join(BY_NAME)}")
        return self

    @model_validator(mode="after")
    def _id_is_free(self) -> Portal:
        if self.id == IMPORTED:
            raise ValueError(f"the id {IMPORTED!r} is used for imported files: choose another")
        return self

    @model_validator(mode="after")
    def _columns_differ(self) -> Portal:
        urls = [column.url for column in self.columns]
        if len(set(urls)) != len(urls):
            raise ValueError("two columns have the same url")
        return self


def read_portal(path: Path) -> Portal:
    """Read one portal file; every mistake is named with its key.

    Raises DafuError (exit 2) for a file that cannot be read, is no TOML, or does not fit.
    """
    try:
        data = path.read_bytes()
        declared = tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise DafuError(f"{path}: cannot be read: {error.strerror}", 2) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DafuError(f"{path}: is not valid TOML: {error}", 2) from None
    if reserved := {"declaration_sha256", "file"} & declared.keys():
        raise DafuError(f"{path}: {min(reserved)}: unknown key; remove it or correct its spelling", 2)
    ours = {"declaration_sha256": hashlib.sha256(data).hexdigest(), "file": path.resolve()}
    try:
        return Portal.model_validate({**declared, **ours})
    except ValidationError as error:
        raise DafuError(f"{path}: " + "; ".join(_explain(error)), 2) from None


def _explain(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        place = ".".join(
            f"{part + 1}" if isinstance(part, int) else str(part) for part in fault["loc"]
        ).replace("columns.", "column ")
        if fault["type"] == "extra_forbidden":
            yield f"{place}: unknown key; remove it or correct its spelling"
        elif fault["type"] == "missing":
            yield f"{place}: is missing"
        else:
            yield f"{place or 'file'}: {fault['msg'].removeprefix('Value error, ')}"


def portal_files(folders: Iterable[Path]) -> Iterator[Path]:
    """All portal files below the folders, in a stable order; absent folders have none."""
    for folder in folders:
        if folder.is_dir():
            yield from sorted(folder.rglob("*.toml"))


def load_portals(folders: Iterable[Path], wanted: Sequence[str] = ()) -> dict[str, Portal]:
    """Every declared portal by id. The first folder that declares an id wins; twice in one folder is an error.

    ``wanted``: ids that are enough. Built-in files are called as their ids, so only theirs are read,
    unless one of the ids is not there (then everything is read, to name near ones).
    """
    folders = list(folders)
    found: dict[str, tuple[Path, Path, Portal]] = {}
    for folder in folders:
        for path in portal_files([folder]):
            if wanted and folder == BUILT_IN and path.stem not in wanted:
                continue
            portal = read_portal(path)
            earlier = found.get(portal.id)
            if earlier is None:
                found[portal.id] = (folder, path, portal)
            elif earlier[0] == folder:
                raise DafuError(f"{path}: the id {portal.id!r} is already used by {earlier[1]}", 2)
    if any(id_ not in found for id_ in wanted):
        return load_portals(folders)
    return {id_: portal for id_, (_, _, portal) in sorted(found.items())}


def choose_portals(portals: dict[str, Portal], wanted: Iterable[str]) -> list[Portal]:
    """The portals named; when none is named, those that are crawled by default.

    Raises DafuError (exit 2) for an unknown id, with near ones, and for one without columns.
    """
    from difflib import get_close_matches

    chosen = []
    for id_ in wanted:
        if id_ not in portals:
            near = get_close_matches(id_, portals, n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "`dafu portals` lists them"
            raise DafuError(f"unknown portal {id_!r}: {hint}", 2)
        if not portals[id_].columns:
            raise DafuError(f"{id_}: no column is declared in {portals[id_].file}: add one", 2)
        chosen.append(portals[id_])
    return chosen or [portal for portal in portals.values() if portal.by_default]
