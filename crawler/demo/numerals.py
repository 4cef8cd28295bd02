"""Chinese numerals and dates as letters print them."""

from __future__ import annotations

from datetime import date

DIGITS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """十九 for 19; numbers of terms, meetings and headings (1-99)."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return head + (DIGITS[ones] if ones else "")


def full_date(day: date, zero: str = "〇") -> str:
    """二〇二五年四月二十一日; ``zero`` may be ○ (U+25CB) or 0, as typists do."""
    year = "".join(zero if c == "0" else DIGITS[int(c)] for c in str(day.year))
    return f"{year}年{ordinal(day.month)}月{ordinal(day.day)}日"


def plain_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def padded_date(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def spaced_date(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


DATE_FORMS = (plain_date, plain_date, plain_date, full_date, padded_date, spaced_date)


def circle_date(day: date) -> str:
    return full_date(day, "○")
