"""A day as a plan writes it: 2026-11-03, 2026-11 or 2026."""

import re
from typing import Annotated

from pydantic import Field

DAY = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
Day = Annotated[str, Field(pattern=rf"^{DAY.pattern}$")]


def read_day(day: str) -> tuple[int, int, int]:
    """Year, month and day of a date; of a year or month its end, so that what is known "in 2025" is known by the end of 2025."""
    found = DAY.fullmatch(day)
    if found is None:
        raise ValueError(day)
    year, month, date = found.groups()
    return int(year), int(month or 12), int(date or 31)
