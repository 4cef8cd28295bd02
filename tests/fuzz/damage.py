"""Damaged office files: the parts of a package spoilt and packed again, its directory made to lie, raw bytes of the others."""

from __future__ import annotations

import io
import re
import zipfile
from random import Random

from tests.fuzz.mutate import BYTES, spoilt, token

_NUMBER = re.compile(rb"\d+")
_ENDS = (b"0", b"-1", b"1", b"255", b"65535", b"2147483648", b"99999999999999999999", b"1e308", b"NaN", b"")
_ELEMENT = re.compile(rb"<(\w+(?::\w+)?)\b[^<>]{0,400}>")


def damaged(random: Random, name: str, data: bytes) -> bytes:
    """One of the good files, damaged in the way its kind invites."""
    if name.endswith((".docx", ".xlsx", ".ofd")) and random.random() < 0.85:
        return _packed_again(random, data)
    if name.endswith((".rtf", ".pdf")) and random.random() < 0.6:
        return _other_words(random, data)
    return spoilt(random, data, BYTES)


def _packed_again(random: Random, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        chosen = set(random.sample(names, min(len(names), random.choice((1, 1, 2, 5)))))
        for name in names:
            part = old.read(name)
            if name in chosen:
                if random.random() < 0.05:
                    continue
                part = _spoilt_part(random, part)
            method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
            new.writestr(zipfile.ZipInfo(name), part, method)
    out = packed.getvalue()
    return spoilt(random, out, BYTES) if random.random() < 0.15 else out


def _spoilt_part(random: Random, part: bytes) -> bytes:
    """XML with other numbers, elements nested or repeated, entities, tokens; or any bytes."""
    way = random.randrange(7)
    if way == 0:
        return spoilt(random, part)
    if way == 1:
        return _NUMBER.sub(lambda m: random.choice(_ENDS) if random.random() < 0.2 else m[0], part)
    if way == 2:
        return _more_elements(random, part)
    if way == 3:
        return _with_entities(part)
    at = random.randrange(len(part) + 1)
    if way == 4:
        end = random.randrange(at, len(part) + 1)
        return part[:end] + part[at:end] * random.choice((1, 5, 50)) + part[end:]
    if way == 5:
        return part[:at] + token(random) + part[at:]
    return random.randbytes(random.randrange(2000))


def _more_elements(random: Random, part: bytes) -> bytes:
    """One element within itself, hundreds of times."""
    found = list(_ELEMENT.finditer(part))
    if not found:
        return part
    chosen = random.choice(found)
    times = random.choice((2, 300, 5000))
    tag, name = bytes(chosen[0]), bytes(chosen[1])
    return part[: chosen.start()] + tag * times + part[chosen.end() :] + b"</%s>" % name * (times - 1)


def _with_entities(part: bytes) -> bytes:
    """A document type whose entities grow and read files, used in every text."""
    declared = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    start = part.find(b"?>") + 2
    body = (
        part[start:].replace(b"</w:t>", b"&b;&c;</w:t>").replace(b"</ofd:TextCode>", b"&b;&c;</ofd:TextCode>")
    )
    return part[:start] + declared + body


_WORD = re.compile(rb"\\[a-z]+-?\d*|/[A-Za-z]+|\b\d+\b")


def _other_words(random: Random, data: bytes) -> bytes:
    """RTF words and PDF names in other places, with other numbers, many times."""
    words = _WORD.findall(data)
    share = random.choice((0.01, 0.1, 0.5))

    def one(match: re.Match[bytes]) -> bytes:
        if random.random() > share:
            return match[0]
        word: bytes = random.choice(words)
        if random.random() < 0.3:
            word = _NUMBER.sub(random.choice(_ENDS), word)
        return bytes(word) * random.choice((1, 1, 2, 200))

    out = _WORD.sub(one, data)
    return spoilt(random, out, BYTES) if random.random() < 0.2 else out[:200_000]
