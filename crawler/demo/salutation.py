"""Whom an invented letter answers, and how it addresses them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from crawler.demo.numerals import DIGITS
from crawler.demo.places import COMPOUND_SURNAMES, GIVEN, MINORITY_NAMES, PARTIES, SURNAMES, Kind, Place


@dataclass(frozen=True, slots=True)
class Salutation:
    """``you`` is how the letter speaks to them; ``greeting`` opens its first sentence."""

    text: str
    addressees: tuple[dict[str, Any], ...]
    you: str
    greeting: str = ""


def person(rng: random.Random) -> str:
    """A name of two to four characters, now and then of a minority."""
    roll = rng.random()
    if roll < 0.03:
        return rng.choice(MINORITY_NAMES)
    surname = rng.choice(COMPOUND_SURNAMES) if roll < 0.07 else rng.choice(SURNAMES)
    return surname + rng.choice(GIVEN)


def salutation(rng: random.Random, kind: Kind, place: Place) -> Salutation:
    """One name mostly; several, 等N位, or an organisation now and then (facts: letters, A)."""
    role = "代表" if kind == "npc" else "委员"
    roll = rng.random()
    if roll < 0.10:
        return _several(rng, role)
    if roll < 0.22:
        return _group(rng, role)
    if roll < 0.32 and kind == "cppcc":
        name = rng.choice(PARTIES).format(place=place.name if place.level == "市" else place.short)
        return Salutation(f"{name}：", ({"name": name, "role": "organisation"},), "你们")
    return _single(rng, role)


def _single(rng: random.Random, role: str) -> Salutation:
    name = person(rng)
    printed = name
    if len(name) == 2 and rng.random() < 0.5:
        printed = f"{name[0]}  {name[1]}"  # two characters set as wide as three
    who = ({"name": name, "role": role},)
    roll = rng.random()
    if roll < 0.12:
        return Salutation(f"尊敬的{printed}{role}：", who, "您", "您好！")
    if roll < 0.2:
        return Salutation(f"{printed}{role}:", who, "您")
    return Salutation(f"{printed}{role}：", who, "您", "您好！" if roll > 0.85 else "")


def _several(rng: random.Random, role: str) -> Salutation:
    names: list[str] = []
    while len(names) < rng.choice((2, 2, 3, 5)):
        name = person(rng)
        if name not in names:
            names.append(name)
    who = tuple({"name": name, "role": role} for name in names)
    return Salutation(f"{'、'.join(names)}{role}：", who, "你们")


def _group(rng: random.Random, role: str) -> Salutation:
    name, size = person(rng), rng.randint(3, 19)
    counted = str(size)
    if size < 10 and rng.random() < 0.4:
        counted = DIGITS[size]
    form = rng.choice(("等{n}位{role}", "等{n}位{role}", "等{n}名{role}", "（等{n}位）{role}"))
    text = name + form.format(n=counted, role=role)
    return Salutation(f"{text}：", ({"name": name, "role": role, "group_size": size},), "你们")
