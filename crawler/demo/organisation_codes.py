"""Organisation codes with the right check characters, for index numbers.

GB 11714 (organisation code) and GB 32100 (unified social credit code): a parser that verifies the
check characters must find these right.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: digits and letters without I, O, S, V, Z."""

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_code(serial: int) -> str:
    """Nine characters: eight digits and the check character modulo 11."""
    digits = f"{serial:08d}"
    rest = 11 - sum(w * int(d) for w, d in zip(ORGANISATION_WEIGHTS, digits, strict=True)) % 11
    return digits + {10: "X", 11: "0"}.get(rest, str(rest))


def credit_code(area: str, serial: int) -> str:
    """Eighteen characters: 11 (a government organ), area code, organisation code, check modulo 31."""
    body = f"11{area}{organisation_code(serial)}"
    total = sum(pow(3, i, 31) * ALPHABET.index(c) for i, c in enumerate(body))
    return body + ALPHABET[-total % 31]
