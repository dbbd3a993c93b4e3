"""A day as a plan writes it: 2026-11-03, 2026-11 or 2026."""

import re

# The calendar as a form, so that tables, plan.toml and options refuse the same: 30 February is no day, and 9999 no year of a plan.
MONTHS = "(?:0[1-9]|1[0-2])"
DATES = "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
YEARS = "(?:19[0-9]{2}|20[0-9]{2}|2100)"
LEAP_YEARS = "(?:(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000)"
DAY = re.compile(f"(?:{YEARS}(?:-(?:{DATES}|{MONTHS}))?|{LEAP_YEARS}-02-29)")


def read_day(day: str) -> tuple[int, int, int]:
    """Year, month and day of a date; of a year or month its end, so that what is known "in 2025" is known by the end of 2025."""
    if DAY.fullmatch(day) is None:
        raise ValueError(day)
    year, month, date = (*map(int, day.split("-")), None, None)[:3]
    return year or 0, month or 12, date or 31
