"""Strings that could make a regular expression run away, made from the expressions themselves.

Every compiled pattern of parsers/ is taken apart. For each repetition in it there is a unit it repeats and
a way to it; pumping the unit, the way, or both many times over and ending with what does not fit is what a
pattern that goes back on its choices, or one that is tried anew at every place, takes longest for.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import parsers

_parser: Any = importlib.import_module("re._parser")
_names: Any = importlib.import_module("re._constants")

_FEW = 3
"""A repetition that ends sooner cannot be pumped."""
_END = "\x01"
"""What no pattern asks for."""
_CATEGORY = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_DIGIT": "局",
             "CATEGORY_NOT_SPACE": "局", "CATEGORY_NOT_WORD": "，"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pump:
    """``before`` once, ``unit`` as often as wanted, ``after`` once; ``pattern`` names where it comes from."""

    pattern: str
    before: str
    unit: str
    after: str = _END

    def text(self, length: int) -> str:
        return self.before + self.unit * max(1, length // max(1, len(self.unit))) + self.after


@cache
def patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern that a module of parsers/ holds, also in tuples, lists and dicts, each once."""
    found: dict[str, re.Pattern[Any]] = {}
    seen: set[tuple[Any, int]] = set()
    for module in pkgutil.walk_packages(parsers.__path__, "parsers."):
        if module.name == "parsers.attachments.ocr":
            continue
        for name, value in sorted(vars(importlib.import_module(module.name)).items()):
            for number, pattern in enumerate(
                sorted(_held(value), key=lambda one: (str(one.pattern), one.flags))
            ):
                if (pattern.pattern, pattern.flags) not in seen:
                    seen.add((pattern.pattern, pattern.flags))
                    found[f"{module.name}.{name}[{number}]"] = pattern
    return found


def _held(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _held(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _held(item)


@cache
def pumps() -> tuple[Pump, ...]:
    """For every pattern: each of its repetitions, the way to it, the whole and the whole without its end."""
    out: list[Pump] = []
    for name, pattern in patterns().items():
        text = pattern.pattern
        tree = _parser.parse(text.decode("latin-1") if isinstance(text, bytes) else text, pattern.flags)
        whole = _sample(tree)
        made = [Pump(name, "", whole), Pump(name, "", whole[:-1]), Pump(name, whole, whole[-1:])]
        for before, unit in _repeated(tree, ""):
            made += [Pump(name, before, unit), Pump(name, "", before + unit), Pump(name, "", before)]
            made += [Pump(name, before + unit, unit[-1:] or unit)]
        out += [pump for pump in dict.fromkeys(made) if pump.unit]
    return tuple(dict.fromkeys(out))


def _repeated(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """(the way there, the unit) of every repetition in a parsed pattern."""
    for op, argument in tree:
        kind = str(op)
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, inner = argument
            unit = _sample(inner)
            if unit and (most is _names.MAXREPEAT or most > _FEW):
                yield before, unit
            yield from _repeated(inner, before)
        elif kind == "BRANCH":
            for branch in argument[1]:
                yield from _repeated(branch, before)
        elif kind == "SUBPATTERN":
            yield from _repeated(argument[3], before)
        elif kind in ("ATOMIC_GROUP",):
            yield from _repeated(argument, before)
        elif kind in ("ASSERT", "ASSERT_NOT"):
            yield from _repeated(argument[1], before)
        before += _sample([(op, argument)])


def _sample(tree: Any) -> str:
    """A short text the parsed pattern takes, as far as it can be told without trying."""
    return "".join(_piece(str(op), argument) for op, argument in tree)


def _piece(kind: str, argument: Any) -> str:
    if kind == "LITERAL":
        return chr(argument)
    if kind == "NOT_LITERAL":
        return "局" if argument != ord("局") else "市"
    if kind == "ANY":
        return "局"
    if kind == "IN":
        return _one_of(argument)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _sample(argument[2]) * max(1, min(argument[0], 20)) if argument[1] else ""
    if kind == "SUBPATTERN":
        return _sample(argument[3])
    if kind == "ATOMIC_GROUP":
        return _sample(argument)
    if kind == "BRANCH":
        return _sample(argument[1][0])
    if kind == "CATEGORY":
        return _CATEGORY.get(str(argument), "a")
    return ""  # assertions, references back and positions take nothing


def _one_of(items: Any) -> str:
    if items and str(items[0][0]) == "NEGATE":
        taken = "".join(_piece(str(op), value) if str(op) != "RANGE" else "" for op, value in items[1:])
        return next(char for char in "局a7 市x" if char not in taken)
    op, value = items[0]
    return chr(value[0]) if str(op) == "RANGE" else _piece(str(op), value)
