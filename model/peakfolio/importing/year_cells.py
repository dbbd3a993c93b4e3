"""Reads cells of years: from when to when a project is built."""

import re
from dataclasses import dataclass

from peakfolio.importing.cleaning import clean, is_blank
from peakfolio.words import Words, say

YEAR = r"((?:19|20)\d{2})(?:年度?)?(?:[.年/-]?\s?(?:0?[1-9]|1[0-2])\s?(?:月份?|(?=\D|$)))?(?:\d{1,2}日)?(?:[上下]半年|[年初中底末]+)?"
DASH = r"\s*(?:-+|—+|–|−|~+|～|至|到|/)\s*"
BOTH = re.compile(rf"{YEAR}{DASH}{YEAR}(?:期间)?")
SHORT = re.compile(rf"((?:19|20)\d{{2}}){DASH}(\d{{2}})年?")
ONE = re.compile(rf"(?:于|在)?{YEAR}(?:实施|建设|完成)?")
SINCE = re.compile(rf"(?:自|从)?{YEAR}\s*(?:起|开始|以后|启动|开工|-+|—+|~+|至今)(?:实施|建设)?")
UNTIL = re.compile(
    rf"(?:力争|计划|预计|到|截至|至|于)?{YEAR}\s*(?:前|之前|以前|完成|建成|竣工|完工|前完成|前建成|完成建设|底前完成|投产|投用)"
)
LISTED = re.compile(r"(?:(?:19|20)\d{2}年?[、,，;；/\n ]+)+(?:19|20)\d{2}年?")
FIVE_YEARS = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030), "十六五": (2031, 2035)}
PERIOD = re.compile(r"[“\"'”]?(十[三四五六]五)[”\"'“]?(?:时期|期间|规划期|末)?")
OPEN = re.compile(
    r"长期|持续(?:推进|实施|开展)?|分年度?(?:实施|推进)?|逐年(?:实施|推进)?|常年|每年|全年|规划期(?:内)?|分期(?:实施)?|分步实施|长期坚持|待定|未定|适时(?:启动|实施)?|滚动(?:实施)?|年度实施|按年度(?:实施)?|逐步(?:推进|实施)?"
)


@dataclass(frozen=True)
class YearsReading:
    """First and last year of a cell; both are empty where it leaves them open."""

    start: int | None = None
    end: int | None = None
    doubts: tuple[Words, ...] = ()
    is_read: bool = True


UNREAD = YearsReading(is_read=False)


def read_years(words: str, *, is_end: bool = False, is_start: bool = False) -> YearsReading:
    """The years of a cell; of a column that gives only the first or the last year, a single year is that one."""
    if is_blank(words) or OPEN.fullmatch("".join(words.split())):
        return YearsReading()
    cleaned = clean(words)
    text = "".join(cleaned.text.split("\n")).strip(" 。()（）") if not LISTED.fullmatch(cleaned.text) else cleaned.text
    reading = _read(text, is_end=is_end, is_start=is_start)
    if reading is None or (reading.start and reading.end and reading.end < reading.start):
        return UNREAD
    return YearsReading(reading.start, reading.end, (*cleaned.doubts, *reading.doubts))


def _read(text: str, *, is_end: bool, is_start: bool) -> YearsReading | None:
    both, short = BOTH.fullmatch(text), SHORT.fullmatch(text)
    if both is not None:
        return YearsReading(int(both[1]), int(both[2]))
    if short is not None and int(short[2]) > 12:  # behind 12 it is no month
        return YearsReading(
            int(short[1]), int(short[1][:2] + short[2]), (say("the last year is printed with two digits"),)
        )
    for pattern, takes_start, takes_end in (
        (UNTIL, False, True),
        (SINCE, True, False),
        (ONE, not is_end, not is_start),
    ):
        found = pattern.fullmatch(text)
        if found is not None:
            year = int(found[1])
            return YearsReading(year if takes_start else None, year if takes_end else None)
    return _read_period(text)


def _read_period(text: str) -> YearsReading | None:
    if LISTED.fullmatch(text):
        years = [int(each) for each in re.findall(r"(?:19|20)\d{2}", text)]
        gap = () if years == list(range(years[0], years[-1] + 1)) else (say("the years listed have gaps"),)
        return YearsReading(min(years), max(years), gap)
    found = PERIOD.fullmatch(text)
    if found is None:
        return None
    start, end = FIVE_YEARS[found[1]]
    if text.endswith("末"):
        return YearsReading(None, end)
    return YearsReading(start, end, (say("the years of the five-year period were taken"),))
