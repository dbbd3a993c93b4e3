"""Reads physical quantities out of the Chinese text of a project: numbers with the units that stand at them.

Amounts of money, shares and years are no quantities of work and are passed over. Where several figures of one kind stand in a
text, the range reaches from the least of them to all together, and the largest is the centre.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from peakfolio.units import convert, measures_same

# printed spelling -> unit of units.py; the longest that fits is taken
PRINTED_UNITS = {
    "平方公里": "平方公里", "平方千米": "平方公里", "km2": "平方公里", "平方米": "平方米", "米2": "平方米", "m2": "平方米",
    "公顷": "公顷", "hm2": "公顷", "ha": "公顷", "亩": "亩", "公里": "公里", "千米": "公里", "km": "公里", "米": "米", "m": "米",
    "立方米/天": "m3/d", "立方米/日": "m3/d", "m3/d": "m3/d", "吨/日": "t/d", "吨/天": "t/d", "t/d": "t/d", "Nm3/h": "Nm3/h",
    "m3/h": "m3/h", "立方米": "m3", "m3": "m3", "t/h": "t/h", "t/a": "t/a", "吨/年": "t/a", "MW": "MW", "kW": "kW", "吨": "t",
    "个行政村": "行政村", "行政村": "行政村", "个村民小组": "村民小组", "个小组": "村民小组", "个自然村": "自然村", "个村": "行政村",
    "村": "行政村", "个小区": "小区", "个老旧小区": "小区", "户": "户", "座": "座", "栋": "栋", "辆": "辆", "台": "台", "套": "套",
    "处": "处", "盏": "盏", "条": "条", "个": "个", "棵": "棵", "块": "块", "口": "口", "农村人口": "人", "人": "人", "名": "人",
}  # fmt: skip
MULTIPLES = {"万": 1e4, "千": 1e3, "百": 1e2, "亿": 1e8, "": 1.0}
ABOUT = 0.1  # how far a figure after 约 or 预计 may be off (judgement)
NUMBER = r"\d+(?:,\d{3})*(?:\. ?\d+)?"
UNITS = "|".join(re.escape(each) for each in sorted(PRINTED_UNITS, key=len, reverse=True))
AMOUNT = re.compile(
    rf"(?P<about>约|预计|近)?(?<![\dA-Za-z.*×/+#])(?:(?P<times>\d+)[*×])?(?P<first>{NUMBER})(?:[-~～至—](?P<last>{NUMBER}))?"
    rf"(?P<many>[万千百亿]?)余?(?P<unit>{UNITS})(?![A-Za-z0-9])(?!以下|次|岁)"
)
YEARLY = re.compile(r"年(?:产|处理|运输|消耗|加工|利用|销售)[^。;；]{0,10}$")
ROW_MARK = re.compile(r"[、,和及]")
SENTENCE_ENDS = "。;；"
NAMED_VILLAGE = re.compile(
    r"(?:^|街道|镇|乡|区|县|上游|实施|开展|[、和及与。;；在])(?!实施|开展|在)([^\W\d_]{1,4}?(?:村(?![庄民容镇级委])|社区))"
)
NO_NAMES = ("农村", "乡村", "范村", "行政村", "自然村", "各村", "每村", "镇村", "山村", "容村", "试点村")
COMMUNITY = "社区"
COUNTERS = ("个", "座", "处", "口", "栋", "小区", "项")
NEAR = 14  # signs after a count within which the thing counted is named


@dataclass(frozen=True)
class Reading:
    """A quantity with its range, its unit and the words it was read from."""

    low: float
    central: float
    high: float
    unit: str
    as_written: str
    place: int = 0

    def turn_into(self, unit: str) -> "Reading":
        """The same quantity in another unit."""
        low, central, high = (convert(each, self.unit, unit) for each in (self.low, self.central, self.high))
        return Reading(low, central, high, unit, self.as_written, self.place)


def plain(text: str) -> str:
    """A text in its plain form, so that ㎡ is m2 and a full-width digit a digit."""
    return unicodedata.normalize("NFKC", text)


def list_readings(text: str) -> tuple[Reading, ...]:
    """Every physical quantity of a text, in its order; parts of a total (其中) are left out."""
    said = plain(text)
    found = [_read(each, said) for each in AMOUNT.finditer(said)]
    return tuple(_join_rows([each for each in found if not _is_part(each, found, said)], said))


def _join_rows(readings: Sequence[Reading], text: str) -> Iterator[Reading]:
    """Figures in a row with nothing but a mark between them (280m3/h、280m3/h) as their sum."""
    begun: Reading | None = None
    for each in readings:
        if begun is None or begun.unit != each.unit or not ROW_MARK.fullmatch(text[_find_end(begun) : each.place]):
            yield from () if begun is None else (begun,)
            begun = each
            continue
        written = text[begun.place : _find_end(each)]
        low, central, high = begun.low + each.low, begun.central + each.central, begun.high + each.high
        begun = Reading(low, central, high, each.unit, written, begun.place)
    yield from () if begun is None else (begun,)


def _find_end(reading: Reading) -> int:
    return reading.place + len(reading.as_written)


def _read(found: re.Match[str], text: str) -> Reading:
    unit = PRINTED_UNITS[found["unit"]]
    if unit == "t" and YEARLY.search(text[: found.start()]):
        unit = "t/a"
    scale = MULTIPLES[found["many"]] * float(found["times"] or 1)
    first, last = (float(re.sub("[, ]", "", found[each] or found["first"])) * scale for each in ("first", "last"))
    first, last = min(first, last), max(first, last)
    spread = ABOUT if found["about"] else 0.0
    return Reading(first * (1 - spread), first, last * (1 + spread), unit, found.group(), found.start())


def _is_part(reading: Reading, found: Sequence[Reading], text: str) -> bool:
    """Whether it follows 其中 and splits up a quantity of the same kind in the same sentence."""
    mark = text.rfind("其中", 0, reading.place)
    if mark < 0 or any(sign in text[mark : reading.place] for sign in SENTENCE_ENDS):
        return False
    start = max(text.rfind(sign, 0, mark) for sign in SENTENCE_ENDS)
    return any(start < each.place < mark and measures_same(each.unit, reading.unit) for each in found)


def count_villages(text: str) -> Reading | None:
    """The villages the first sentence with any of them names; a community (社区) may be none, so that low leaves it out."""
    for sentence in re.split(f"[{SENTENCE_ENDS}]", plain(text)):
        names = list(dict.fromkeys(each.group(1) for each in NAMED_VILLAGE.finditer(sentence)))
        names = [each for each in names if not each.endswith(NO_NAMES) and each != COMMUNITY]
        if names:
            villages = [each for each in names if not each.endswith(COMMUNITY)]
            return Reading(len(villages), len(names), len(names), "行政村", "、".join(names))
    return None


def find_quantity(text: str, unit: str, nouns: Iterable[str] = ()) -> Reading | None:
    """The quantity of a text in a unit: a count must stand at one of the nouns where its counting word is another."""
    said, names = plain(text), tuple(nouns)
    fitting = [each for each in list_readings(text) if _fits(each, unit, said, names)]
    if not fitting and unit == "行政村":
        return count_villages(text)
    return gather([_turn(each, unit) for each in fitting])


def gather(readings: Sequence[Reading]) -> Reading | None:
    """Several figures of one kind as one: from the least to all together, centred on the largest."""
    if not readings:
        return None
    if len(readings) == 1:
        return readings[0]
    largest = max(readings, key=lambda each: each.central)
    low = min(each.low for each in readings)
    high = sum(dict.fromkeys(each.high for each in readings))  # the same figure again is the same thing again
    written = "; ".join(dict.fromkeys(each.as_written for each in readings))
    return Reading(low, largest.central, high, largest.unit, written, readings[0].place)


def _fits(reading: Reading, unit: str, text: str, nouns: tuple[str, ...]) -> bool:
    if measures_same(reading.unit, unit) or (reading.unit == "t/d" and measures_same("m3/d", unit)):
        return True
    if reading.unit not in COUNTERS or unit not in COUNTERS:
        return False
    begin = _find_end(reading)
    return any(noun in text[begin : begin + NEAR] for noun in nouns)


def _turn(reading: Reading, unit: str) -> Reading:
    """The reading in the wanted unit: a tonne of sewage is a cubic metre, and a count stays a count."""
    if measures_same(reading.unit, unit):
        return reading.turn_into(unit)
    volume = Reading(reading.low, reading.central, reading.high, "m3/d", reading.as_written, reading.place)
    return volume.turn_into(unit) if reading.unit == "t/d" else _rename(reading, unit)


def _rename(reading: Reading, unit: str) -> Reading:
    return Reading(reading.low, reading.central, reading.high, unit, reading.as_written, reading.place)
