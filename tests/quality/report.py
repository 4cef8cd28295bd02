"""Scores of the parser per field and per variant: ``python -m tests.quality.report`` or ``make quality``.

--failures  every claim that was not met, with what was wanted and what came out
--peers     body text beside trafilatura, gne and readability where the extra ``bench`` is installed
--variants  all variants, not only those below 1
--pin       write the scores of now to floors.toml (a look at the difference belongs to it)
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.quality.cases import Case, all_cases
from tests.quality.peers import body_score, extractors
from tests.quality.portals import portal_cases
from tests.quality.score import Claim, Tally, genre_score, judge, tallies

FLOORS = Path(__file__).parent / "floors.toml"
MARGIN = 0.01
"""A score this much above its floor asks for the floor to be raised."""
_PINNED = ("own", "parser")
"""Sources whose pages are in the repository and never change by themselves."""

Scores = dict[str, dict[str, float]]


def scores(claims: Iterable[Claim]) -> Scores:
    """What is pinned: total, genre, each field's accuracy and precision, each variant's accuracy."""
    mine = [c for c in claims if c.case.source in _PINNED]
    total = _total(mine)
    out: Scores = {
        "total": {
            "accuracy": _down(total.accuracy),
            "precision": _down(total.precision),
            "reply_f1": _down(genre_score(mine).f1),
        }
    }
    for name, tally in tallies(mine, "field").items():
        out[f"field.{name}"] = {"accuracy": _down(tally.accuracy), "precision": _down(tally.precision)}
    out["variant"] = {name: _down(tally.accuracy) for name, tally in tallies(mine, "variant").items()}
    return out


def _down(value: float) -> float:
    return int(value * 10000) / 10000


def _total(claims: Iterable[Claim]) -> Tally:
    tally = Tally()
    for claim in claims:
        tally.add(claim.verdict)
    return tally


def floors() -> Scores:
    """The pinned scores as written."""
    read = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    fields = {f"field.{name}": value for name, value in read.pop("field", {}).items()}
    return {**read, **fields}


def compare(now: Scores, pinned: Scores) -> tuple[list[str], list[str]]:
    """(what fell below its floor, what rose above it by the margin), in words."""
    fell, rose = [], []
    for group, values in pinned.items():
        for name, floor in values.items():
            score = now.get(group, {}).get(name)
            if score is None:
                fell.append(f"{group}.{name}: pinned at {floor}, but there are no such cases any more")
            elif score < floor:
                fell.append(f"{group}.{name}: {score} is below its floor {floor}")
            elif score >= floor + MARGIN:
                rose.append(f"{group}.{name}: {score}, floor {floor}: raise it (--pin)")
    return fell, rose


def write_floors(now: Scores) -> None:
    """floors.toml from the scores of now."""
    lines = ["# Scores of the quality gate that may rise but not fall: python -m tests.quality.report --pin"]
    for group, values in now.items():
        lines += ["", f"[{group}]", *(f"{name} = {value}" for name, value in values.items())]
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _table(title: str, rows: Mapping[str, Tally], *, only_below: bool = False) -> str:
    head = f"{title:<20}{'claims':>7}{'values':>7}{'wrong':>6}{'missed':>7}{'invented':>9}{'accuracy':>9}{'precision':>10}"
    lines = [head]
    for name, t in rows.items():
        if not only_below or t.accuracy < 1:
            values = t.right + t.wrong + t.missed
            lines.append(
                f"{name:<20}{t.all:>7}{values:>7}{t.wrong:>6}{t.missed:>7}{t.invented:>9}{t.accuracy:>9.4f}{t.precision:>10.4f}"
            )
    if only_below and len(lines) == 1:
        lines.append(f"all {len(rows)} at 1")
    return "\n".join(lines)


def _failures(claims: Iterable[Claim]) -> str:
    return "\n".join(
        f"{c.case.id} {c.field} {c.verdict}: want {str(c.want)[:160]} got {str(c.got)[:160]}"
        for c in claims
        if not c.met
    )


def _peers(cases: list[Case]) -> str:
    lines = [f"{'body text of':<20}{'segments kept':>16}{'chrome left out':>18}"]
    for name, extract in extractors().items():
        s = body_score(extract, cases)
        lines.append(f"{name:<20}{s.kept / s.wanted:>16.4f}{s.clean / s.unwanted:>18.4f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the tables; 1 where a score fell below its floor."""
    cases = [*all_cases(), *portal_cases()]
    claims = [claim for case in cases for claim in judge(case)]
    now = scores(claims)
    if "--pin" in arguments:
        write_floors(now)
    genre = genre_score(claims)
    fell, rose = compare(now, floors())
    parts = [
        _table("field", tallies(claims, "field")),
        _table("variant", tallies(claims, "variant"), only_below="--variants" not in arguments),
        _table("source", {**tallies(claims, "source"), "total": _total(claims)}),
        f"reply or not: {genre.found} found, {genre.missed} missed, {genre.false} false, F1 {genre.f1:.4f}"
        f" on {sum(1 for c in claims if c.field == 'genre')} pages",
    ]
    if "--failures" in arguments:
        parts.append(_failures(claims) or "every claim is met")
    if "--peers" in arguments:
        parts.append(_peers(cases))
    parts += [*fell, *rose]
    sys.stdout.write("\n\n".join(parts) + "\n")
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
