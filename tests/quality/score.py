"""How right the parser is: per field, per variant, and reply against not.

A claim is one field of one page. Accuracy: claims met, empty ones too. Precision: of the values the parser gave,
those that were right. Recall: of the values to be found, those found. A wrong value costs all three, a missing
one accuracy and recall only: a wrong value is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from parsers.parse import parse
from parsers.types import Parsed
from tests.quality.cases import Case

Verdict = Literal["right", "empty", "wrong", "missed", "invented"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One field of one page as judged. ``empty``: rightly nothing."""

    case: Case
    field: str
    verdict: Verdict
    want: Any
    got: Any

    @property
    def met(self) -> bool:
        return self.verdict in ("right", "empty")


@dataclass(slots=True)
class Tally:
    """Counts of verdicts and the three scores, 1.0 where nothing was to be judged."""

    right: int = 0
    empty: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0

    def add(self, verdict: Verdict) -> None:
        setattr(self, verdict, getattr(self, verdict) + 1)

    @property
    def all(self) -> int:
        return self.right + self.empty + self.wrong + self.missed + self.invented

    @property
    def accuracy(self) -> float:
        return (self.right + self.empty) / self.all if self.all else 1.0

    @property
    def precision(self) -> float:
        given = self.right + self.wrong + self.invented
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        sought = self.right + self.wrong + self.missed
        return self.right / sought if sought else 1.0


def judge(case: Case) -> list[Claim]:
    """Every claim of one page."""
    return judge_parsed(case, parse(case.data, url=case.url, listing=case.listing))


def judge_parsed(case: Case, parsed: Parsed) -> list[Claim]:
    """The same for a page that is parsed already."""
    got = parsed.record.to_dict()
    claims = [_claim(case, name, want, got[name]) for name, want in case.fields.items()]
    if case.genres:
        genre = got["genre"] if got["genre"] not in case.genres else case.genres[0]
        claims.append(_claim(case, "genre", case.genres[0], genre))
    if case.text or case.must or case.never:
        claims.append(_segments(case, "text", got["text"], case.text, case.must, case.never))
    if case.asked:
        claims.append(_segments(case, "proposal_text", got["proposal_text"], case.asked, (), ()))
    codes = sorted({p.code for p in parsed.problems})
    claims += [
        Claim(case, "problems", "right" if code in codes else "missed", code, codes) for code in case.problems
    ]
    return claims


def _claim(case: Case, name: str, want: Any, got: Any) -> Claim:
    verdict: Verdict
    if want == got:
        verdict = "empty" if want in (None, [], False) else "right"
    elif want in (None, [], False):
        verdict = "invented"
    else:
        verdict = "missed" if got in (None, [], False) else "wrong"
    return Claim(case, name, verdict, want, got)


def _segments(
    case: Case,
    name: str,
    got: str | None,
    ends: tuple[str, str] | None,
    must: Iterable[str],
    never: Iterable[str],
) -> Claim:
    text = bare(got or "")
    start, end = (bare(part) for part in ends or ("", ""))
    good = text.startswith(start) and text.endswith(end)
    good = good and all(bare(part) in text for part in must) and not any(bare(part) in text for part in never)
    verdict: Verdict = "right" if good else "wrong" if got else "missed"
    return Claim(case, name, verdict, (*(ends or ()), *must, *(f"not {part}" for part in never)), got)


def bare(text: str) -> str:
    """Without white space: where paragraphs break is judged elsewhere."""
    return re.sub(r"\s+", "", text)


def tallies(claims: Iterable[Claim], key: str) -> dict[str, Tally]:
    """Per ``field`` or per ``variant`` (or ``source``), in order of name."""
    out: dict[str, Tally] = defaultdict(Tally)
    for claim in claims:
        name = claim.field if key == "field" else str(getattr(claim.case, key))
        out[name].add(claim.verdict)
    return dict(sorted(out.items()))


@dataclass(frozen=True, slots=True)
class GenreScore:
    """Reply against everything else; a co-handler's opinion is not a reply."""

    found: int
    missed: int
    false: int

    @property
    def f1(self) -> float:
        return 2 * self.found / (2 * self.found + self.missed + self.false)


def genre_score(claims: Iterable[Claim]) -> GenreScore:
    """Over the pages whose genre is claimed."""
    judged = [c for c in claims if c.field == "genre"]
    found = sum(c.case.is_reply and c.met for c in judged)
    missed = sum(c.case.is_reply and not c.met for c in judged)
    false = sum("reply" not in c.case.genres and c.got == "reply" for c in judged)
    return GenreScore(found, missed, false)
