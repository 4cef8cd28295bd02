"""Who an index number belongs to: organisation codes (GB 11714) and social credit codes (GB 32100) with their checks.

What a right check character proves: that the prefix is a whole, unmistyped code, and so that index
numbers with it were given out by one registered organisation. What it does not prove: the
organisation's name, or its region today (digits 3 to 8 of a credit code are the region at
registration). So it confirms an issuer or contradicts it, and never replaces one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and letters without I, O, S, V, Z."""
CREDIT_MODULUS = 31
CREDIT_WEIGHTS = tuple(pow(3, i, CREDIT_MODULUS) for i in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997, modulo 11; letters count 10 (A) to 35 (Z)."""
GOVERNMENT_ORGAN = "11"
"""The first two characters of a credit code: registered by the office for establishments, as an organ."""

_CREDIT_CODE = re.compile(rf"[1-9ANY][{ALPHABET}]\d{{6}}[{ALPHABET}]{{9}}[{ALPHABET}]")
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}-?[0-9X]")
_PREFIX = re.compile(r"\s*([0-9A-Za-z]{1,30}(?:-[0-9Xx])?)-?\s*(?:/|-(?=\d{4,}[-/])|$)")
# Prefixes that programs put in when nobody told them their own, met at unrelated sites (facts of the domain).
_PLACEHOLDER = re.compile(r"(\w)\1{7,}|00001434\d|000000001|123456789")


@dataclass(frozen=True, slots=True)
class Owner:
    """The code an index number begins with.

    ``valid``: the check character is right and the code is no known stopgap of a template.
    ``region_code``: the six digits (GB/T 2260) of the region where the organisation was
    registered, only in credit codes; often a code that is out of force today.
    """

    code: str
    kind: Literal["credit", "organisation"]
    valid: bool
    region_code: str | None = None
    government: bool | None = None


def index_number_owner(index_number: str) -> Owner | None:
    """The owner's code at the head of an index number; None where it begins with something else.

    ``11500151009000000X/2021-00012`` begins with a credit code, ``009000000/2021-00012`` with an
    organisation code. Local forms (dates, serials, pinyin) have no owner. A nine-digit head that
    could be a serial as well counts only where its check character is right.
    """
    m = _PREFIX.match(index_number)
    if m is None:
        return None
    head = m[1].upper()
    if _CREDIT_CODE.fullmatch(head):
        placeholder = bool(_PLACEHOLDER.search(head[8:17]))
        valid = credit_check(head) and organisation_check(head[8:17]) and not placeholder
        return Owner(head, "credit", valid, head[2:8], head.startswith(GOVERNMENT_ORGAN))
    bare = head.replace("-", "")
    if _ORGANISATION_CODE.fullmatch(head) and len(bare) == 9:
        valid = organisation_check(bare) and not _PLACEHOLDER.fullmatch(bare)
        return Owner(bare, "organisation", valid) if valid or not bare.isdigit() else None
    return None


def credit_check(code: str) -> bool:
    """Whether the eighteenth character of a social credit code is right (GB 32100-2015, 31 minus the sum modulo 31)."""
    if len(code) != 18 or any(c not in ALPHABET for c in code):
        return False
    total = sum(w * ALPHABET.index(c) for w, c in zip(CREDIT_WEIGHTS, code[:17], strict=True))
    return ALPHABET[-total % CREDIT_MODULUS] == code[17]


def organisation_check(code: str) -> bool:
    """Whether the ninth character of an organisation code is right (GB 11714-1997, 11 minus the sum modulo 11)."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    total = sum(w * int(c, 36) for w, c in zip(ORGANISATION_WEIGHTS, code[:8], strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest)) == code[8]
