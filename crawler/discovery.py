"""Finding a site's 建议提案 columns: which page to look at next, and what a page that was looked at is.

A pure state machine: it is told what pages hold and says what to ask for, at most ``limit`` times. Everything it
decided comes with its evidence, and what it could not tell is kept for the person who reads the portal file.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin, urlsplit

from crawler.link_scores import COLUMN, SLUG, folder, is_document, same_page, score, spells_column
from crawler.scope import in_scope
from parsers.families import Recognition
from parsers.links import PageLinks
from parsers.matter_words import assembly_of, is_matter_title, is_reply_title, names_column
from parsers.types import Entry, ListPage, ListRequest

LIMIT = 60
"""Requests for one site, robots.txt and redirects included."""

NEWEST = 20
"""Titles of a list that are looked at: enough to tell what it lists."""

CALM = 15
"""Pages without a new column after which menus are no longer followed; links that name a column always are."""

DEPTH = 8
"""Clicks from the start."""

DOORS = 3
"""Requests from a page to its rows at most: a door may lead to a script that says where the interface is."""

MIXED_REPLIES = 2
"""Replies that a list of other things must show at least to be called a mixed column."""

Kind = Literal["npc", "cppcc", "both", "mixed"]

_HEAD = re.compile(r"[_|—–\-－]")
_YEAR_ONLY = re.compile(r"\A\W*(?:19|20)\d\d\s?(?:年度?|n)?\W*\Z")


@dataclass(frozen=True, slots=True)
class Lead:
    """An address worth a request. ``trail``: the names of the pages on the way, this one's last."""

    url: str
    points: float
    why: str
    found_on: str | None = None
    depth: int = 0
    topic: bool = False
    trail: tuple[str, ...] = ()
    request: ListRequest | None = None
    """Where a page is only the door to its list: what to ask for instead; ``url`` stays the column's."""
    behind: Seen | None = None
    """The door itself."""
    doors: int = 0

    @property
    def name(self) -> str:
        return self.trail[-1] if self.trail else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page holds: its links, its rows, the family that made it."""

    url: str
    links: PageLinks
    rows: ListPage
    recognised: Recognition


@dataclass(frozen=True, slots=True)
class Sample:
    """The newest titles of a list: how many there are, how many are replies, how many a suggestion's own title."""

    titles: int
    replies: int
    matters: int
    npc: int
    cppcc: int


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column worth crawling, and why."""

    url: str
    name: str | None
    kind: Kind
    family: str | None
    recognised: Recognition
    lead: Lead
    sample: Sample
    rows: ListPage
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """One page that was looked at, in a sentence."""

    url: str
    name: str
    result: str
    topic: bool


@dataclass(slots=True)
class Explorer:
    """Ask ``next`` for a lead, tell the answer to ``looked`` or ``failed``, until ``next`` gives None."""

    start: str
    limit: int = LIMIT
    columns: list[FoundColumn] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    site_name: str | None = None
    site_code: str | None = None
    site_domain: str | None = None
    stopped: str | None = None
    _heap: list[tuple[float, int, Lead]] = field(default_factory=list)
    _known: dict[str, float] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _count: int = 0
    _calm: int = 0

    def __post_init__(self) -> None:
        self._push(Lead(self.start, 100.0, "the address given"))
        for address, points in _above(self.start):
            self._push(Lead(address, points, f"a folder above {self.start}"))

    # --- what to ask for ---------------------------------------------------------

    def next(self) -> Lead | None:
        """The most promising page that was not looked at; None where nothing is worth a request any more."""
        while self._heap and self.stopped is None:
            _, _, lead = heapq.heappop(self._heap)
            key = same_page(lead.url)
            if lead.request is None:
                if key in self._done:
                    continue
                self._done.add(key)
            if not lead.topic and lead.points < SLUG and self.columns and self._calm >= CALM:
                continue
            return lead
        return None

    def put_back(self, lead: Lead) -> None:
        """The lead was not asked for after all."""
        self._done.discard(same_page(lead.url))
        self._count += 1
        heapq.heappush(self._heap, (-lead.points, self._count, lead))

    def left(self) -> Iterator[Lead]:
        """Links that name a column and were not looked at, because the requests were used up."""
        seen: set[str] = set()
        for _, _, lead in sorted(self._heap):
            key = same_page(lead.url)
            if lead.topic and key not in self._done and key not in seen:
                seen.add(key)
                yield lead

    def _push(self, lead: Lead) -> None:
        key = same_page(lead.url)
        if lead.depth > DEPTH or (lead.request is None and self._known.get(key, -1.0) >= lead.points):
            return
        self._known[key] = lead.points
        self._count += 1
        heapq.heappush(self._heap, (-lead.points, self._count, lead))

    # --- what came back ----------------------------------------------------------

    def failed(self, lead: Lead, why: str, *, final: bool = False) -> None:
        """No page came. ``final``: the host is not to be asked again."""
        self._calm += 1
        if lead.request is not None and lead.request.otherwise is not None and not final:
            self._push(replace(lead, request=lead.request.otherwise, doors=lead.doors + 1))
            return
        self.looks.append(Look(lead.url, lead.name, why, lead.topic))
        if final:
            self.stopped = why

    def looked(self, lead: Lead, seen: Seen) -> FoundColumn | None:
        """Take in a page; gives the column where it is one."""
        self._done.add(same_page(seen.url))
        self._learn_site(seen.links)
        self._calm += 1
        topic = lead.topic or _says_topic(seen.links)
        onward = seen.rows.next or (lead.request.otherwise if lead.request is not None else None)
        if (
            not seen.rows.entries
            and onward is not None
            and lead.doors < DOORS
            and (topic or not _is_home(lead.url))
        ):
            self._push(_door(lead, seen, topic, onward))
            if lead.request is not None:
                return None
        found = self._column(lead, seen, topic)
        if found is not None:
            self._calm = 0
            self.columns.append(found)
            if seen.rows.next is not None:
                self._done.add(same_page(seen.rows.next.url))  # its second page is no other column
        if lead.request is None:
            self._follow(lead, seen, topic)
        return found

    def _learn_site(self, links: PageLinks) -> None:
        self.site_name = self.site_name or links.site
        self.site_code = self.site_code or links.site_code
        self.site_domain = self.site_domain or links.domain
        if self.site_name is None and urlsplit(links.url).path in ("", "/", "/index.html") and links.title:
            self.site_name = links.title

    def _column(self, lead: Lead, seen: Seen, topic: bool) -> FoundColumn | None:
        sample = sample_of(seen.rows.entries)
        at_home = _is_home(lead.url) and not topic
        doubts: list[str] = []
        if at_home or not _is_column(sample, topic):
            self.looks.append(Look(lead.url, lead.name, _told(sample, seen, topic), topic))
            return None
        twin = self._twin(seen.rows.entries)
        if twin is not None:
            self.looks.append(Look(lead.url, lead.name, f"the same rows as {twin.url}", topic))
            return None
        names = _names(lead, lead.behind.links if lead.behind else seen.links)
        kind = _kind(names, lead.trail, sample, topic)
        if not sample.replies:
            doubts.append(
                "the titles are those of suggestions; whether the replies stand on the same pages was not looked at"
            )
        recognised = lead.behind.recognised if lead.behind else seen.recognised
        family = (
            seen.rows.family if recognised.family is None and lead.request is not None else recognised.family
        )
        if family is None:
            doubts.append("no family was recognised: the list is read by its anchors and dates alone")
        doubts += [problem.message for problem in seen.rows.problems]
        url = lead.url if lead.request is not None else seen.url
        self.looks.append(Look(url, lead.name, _told(sample, seen, topic), topic))
        return FoundColumn(
            url, _own_name(names, lead.trail), kind, family if family != "generic" else None,
            recognised, lead, sample, seen.rows, tuple(doubts),
        )  # fmt: skip

    def _twin(self, entries: Sequence[Entry]) -> FoundColumn | None:
        """A column found before that shows the same rows: another way to the same list."""
        rows = {entry.url for entry in entries}
        for column in self.columns:
            other = {entry.url for entry in column.rows.entries}
            if rows == other or len(rows & other) > 0.9 * max(len(rows), len(other)):
                return column
        return None

    def _follow(self, lead: Lead, seen: Seen, topic: bool) -> None:
        name = _page_name(seen.links)
        trail = (*lead.trail[:-1], name) if name and lead.trail and names_column(name) else lead.trail
        if not trail and name and topic:
            trail = (name,)
        for link in seen.links.links:
            if link.place in ("frame", "refresh"):
                if in_scope(seen.url, link.url) and not is_document(link.url):
                    self._push(
                        Lead(link.url, min(lead.points, COLUMN) + 0.5, f"a {link.place} of {seen.url}", seen.url,
                             lead.depth + 1, topic, trail)
                    )  # fmt: skip
                continue
            promise = score(link, seen.url, topic=topic)
            if promise is None or not in_scope(seen.url, link.url):
                continue
            points = promise.points - 0.3 * lead.depth
            self._push(
                Lead(link.url, points, f"{promise.why} on {seen.url}", seen.url, lead.depth + 1, promise.topic,
                     (*(trail if topic else ()), " ".join(link.text.split())))
            )  # fmt: skip

    def settle(self) -> list[FoundColumn]:
        """The columns to declare: those whose replies all lie in columns below them are only said in comments."""
        kept = []
        for column in self.columns:
            below = [
                c for c in self.columns if c is not column and folder(c.url).startswith(folder(column.url))
            ]
            below = [c for c in below if folder(c.url) != folder(column.url)]
            if below and _all_below(column, below):
                names = ", ".join(c.url for c in below)
                self.looks.append(
                    Look(column.url, column.name or "", f"shows what its own columns hold: {names}", True)
                )
            else:
                kept.append(column)
        return kept


# --- what a page is -------------------------------------------------------------


def sample_of(entries: Sequence[Entry]) -> Sample:
    """The newest rows by their titles."""
    titles = [entry.title for entry in entries[:NEWEST]]
    replies = [title for title in titles if is_reply_title(title)]
    matters = [title for title in titles if title in replies or is_matter_title(title)]
    sides = [assembly_of(title) for title in matters]
    return Sample(len(titles), len(replies), len(matters), sides.count("npc"), sides.count("cppcc"))


def _is_column(sample: Sample, topic: bool) -> bool:
    if topic:
        return sample.replies >= 1 or (sample.titles >= 3 and 2 * sample.matters >= sample.titles)
    return sample.replies >= MIXED_REPLIES


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/", "/index.html", "/index.shtml", "/index.htm") and not parts.query


def _says_topic(links: PageLinks) -> bool:
    if links.article:
        return False
    return names_column(links.column or "") or names_column(_page_name(links)) or _own_slug(links.url)


def _own_slug(url: str) -> bool:
    """The page's own folder spells a column (not one of the folders above it)."""
    name = folder(url).rstrip("/").rpartition("/")[2]
    return bool(name) and spells_column(f"https://host.example/{name}/") is not None


def _page_name(links: PageLinks) -> str:
    if links.article:
        return ""
    return links.column or _HEAD.split(links.title)[0].strip()


def _names(lead: Lead, links: PageLinks) -> list[str]:
    """What the column is called, nearest first."""
    found = [lead.name, _page_name(links)]
    return [name for name in dict.fromkeys(found) if name]


def _own_name(names: Sequence[str], trail: Sequence[str]) -> str | None:
    """The column's name; a year alone gets the name of the column it belongs to."""
    if not names:
        return None
    whole = [name for name in names if not name.endswith(("...", "…"))] or list(names)
    best = next((name for name in whole if names_column(name)), whole[0])
    above = next((name for name in reversed(trail[:-1]) if names_column(name)), None)
    return f"{above} {best}" if above and _YEAR_ONLY.match(best) else best


def _kind(names: Sequence[str], trail: Sequence[str], sample: Sample, topic: bool) -> Kind:
    """By the titles where they say both, else by the nearest name that says anything, else by the titles."""
    if not topic:
        return "mixed"
    known = sample.npc + sample.cppcc
    if min(sample.npc, sample.cppcc) > 0.1 * known:
        return "both"
    for name in (*names, *reversed(trail)):
        side = assembly_of(name)
        if side is not None:
            return side
        if names_column(name):
            return "both"
    if known >= 3:
        return "npc" if sample.npc > sample.cppcc else "cppcc"
    return "both"


def _told(sample: Sample, seen: Seen, topic: bool) -> str:
    if not seen.rows.entries:
        why = "; ".join(problem.code for problem in seen.rows.problems if problem.code != "not_a_list")
        return "no list" + (f" ({why})" if why else "")
    return f"{sample.replies} replies among the newest {sample.titles} titles"


def _door(lead: Lead, seen: Seen, topic: bool, onward: ListRequest) -> Lead:
    """The same column, its rows asked for where the page says they are."""
    return replace(
        lead,
        url=lead.url if lead.request is not None else seen.url,
        points=COLUMN + 1 if topic else lead.points,
        topic=topic,
        trail=lead.trail or tuple(filter(None, [_page_name(seen.links)])),
        request=onward,
        behind=lead.behind or seen,
        doors=lead.doors + 1,
    )


def _all_below(column: FoundColumn, below: Sequence[FoundColumn]) -> bool:
    listed = {entry.url for c in below for entry in c.rows.entries}
    folders = tuple(folder(c.url) for c in below)
    replies = [entry.url for entry in column.rows.entries if is_reply_title(entry.title)]
    return all(url in listed or url.startswith(folders) for url in replies)


def _above(start: str) -> Iterator[tuple[str, float]]:
    """The site's front page, and the folders above an inner page where their names promise something."""
    parts = urlsplit(start)
    yield urljoin(start, "/"), 3.0
    path = parts.path.rpartition("/")[0]
    while path.count("/") >= 1 and path != "/":
        if spells_column(f"{parts.scheme}://{parts.netloc}{path}/") is not None:
            yield f"{parts.scheme}://{parts.netloc}{path}/", SLUG
        path = path.rpartition("/")[0]
