"""Every unit and every conversion.

Units are kept as the documents print them (万元, 亩, 吨标准煤/万元). Before anything is compared they are normalised (NFKC, no
white space) and looked up in one table; a unit that is not in the table is refused. Conversion is left to pint, which is
loaded only when something is converted, because it is slow to start.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from peakfolio.errors import PeakfolioError
from peakfolio.words import Language, Words, format_number, say

# pint expression -> printed spellings. Standard coal is an energy (1 tce = 29.3076 GJ, GB/T 2589-2020), 1 亩 = 1/15 ha.
SPELLINGS = {
    "percent": "% 个百分点 百分点",
    "permille": "‰",
    "dimensionless": "- 1 倍",
    "yuan": "元",
    "person": "人 名",
    "household": "户",
    "visit": "人次",
    "metre": "m 米",
    "millimetre": "mm 毫米",
    "kilometre": "km 公里 千米",
    "centimetre**2": "cm2",
    "metre**2": "m2 平方米",
    "kilometre**2": "km2 平方公里 平方千米",
    "hectare": "hm2 ha 公顷",
    "mu": "亩",
    "metre**3": "m3 立方米 立方 Nm3",
    "litre": "L 升",
    "gram": "g 克",
    "kilogram": "kg 千克 公斤",
    "microgram": "μg ug 微克",
    "milligram": "mg 毫克",
    "tonne": "t 吨 金属吨 tCO2 吨二氧化碳 吨二氧化碳当量",
    "tce": "tce 吨标准煤 吨标煤",
    "1e-3 tce": "kgce 千克标准煤",
    "kilowatt": "kW 千瓦",
    "megawatt": "MW 兆瓦",
    "gigawatt": "GW",
    "kilowatt_hour": "kWh 千瓦时 度",
    "kilojoule": "kJ 千焦",
    "kilovolt": "kV 千伏",
    "kilovolt_ampere": "kVA 千伏安",
    "megavolt_ampere": "MVA 兆伏安",
    "year": "年 a",
    "month": "月 个月",
    "day": "天 日 d",
    "hour": "小时 h",
    "minute": "min 分钟",
    "second": "秒 s",
    "megapascal": "MPa",
    "kilopascal": "kPa kpa",
    "delta_degC": "℃ °C",
    "decibel_level": "dB dB(A) 分贝",
    "score_point": "分",
    "angle_degree": "°",
}
# Words that count things. Each is a unit of its own: five villages are not five lamps.
_COUNTED = (
    "个 项 台套 座 处 家 辆 台 套 村 镇 乡 街道 盏 根 棵 块 株 头 只 羽 所 条 种 次 户次 艘 片 组 支 篇 份 "
    "起 期 级 间 栋 幢 口 口井 眼 对 场 批 团 本 册 件 枚 班 园 站 点 段 桶 床 张 位 科 属 目 厅 层 列 宗 "
    "类 例 道 车次 辆次 线 届 方 株次 行政村 自然村 村民小组 小区"
)
COUNTING_WORDS = tuple(_COUNTED.split())
SCALES = {"亿": "1e8", "万": "1e4", "千": "1e3", "百": "1e2"}
ENGLISH = {
    "元": "yuan", "人": "people", "人次": "visits", "户": "households", "米": "m", "毫米": "mm", "公里": "km", "千米": "km",
    "平方米": "m2", "平方公里": "km2", "平方千米": "km2", "公顷": "ha", "亩": "mu", "立方米": "m3", "升": "L", "克": "g", "千克": "kg",
    "微克": "μg", "毫克": "mg", "吨": "t", "金属吨": "t of metal", "吨标准煤": "tce", "吨二氧化碳": "t CO2", "吨二氧化碳当量": "t CO2e",
    "千瓦": "kW", "千瓦时": "kWh", "千焦": "kJ", "年": "year", "月": "month", "天": "day", "日": "day", "小时": "hour", "分": "points",
    "分贝": "dB", "个百分点": "percentage points", "百分点": "percentage points",
}  # fmt: skip
MULTIPLES = {"百": "100", "千": "1,000", "万": "10,000", "亿": "100 million"}
FACTORS = {"万": 1e4, "亿": 1e8}  # multiples that are written out in English
NO_UNITS = ("-", "--", "—", "——", "–", "−", "/", "\\", "无", "无量纲")  # what documents print where there is no unit
DASHES = ("", "-")
SHORT_FORMS = {
    "千克/亩": "kg/mu",
    "平方米/人": "m2 per person",
    "万千瓦": "10 MW",
    "微克/立方米": "μg/m3",
    "毫克/升": "mg/L",
}
_EXPRESSIONS = {spelling: expression for expression, spellings in SPELLINGS.items() for spelling in spellings.split()}


def normalise_unit(printed: str) -> str:
    """The printed unit in its plain form: NFKC, no white space (㎡ becomes m2, ％ becomes %, µ becomes μ); a dash where there is none."""
    plain = "".join(unicodedata.normalize("NFKC", printed).split())
    return "-" if plain in NO_UNITS else plain


def name_in_chinese(printed: str | None) -> str:
    """A unit as it is printed; nothing where a dash stands for there being none."""
    return "" if printed is None or normalise_unit(printed) in DASHES else printed


def name_in_english(printed: str) -> str:
    """A unit as an English reader knows it: 万亩 is 10,000 mu, 亿元 100 million yuan; words that count things say nothing.

    What is not Chinese, or not known, stays as it is printed.
    """
    unit = normalise_unit(printed)
    if unit in DASHES:
        return ""
    if unit in SHORT_FORMS:
        return SHORT_FORMS[unit]
    if unit in COUNTING_WORDS:
        return ""
    if "/" in unit:
        first, rest = unit.split("/", 1)
        return f"{name_in_english(first)} per {name_in_english(rest)}".strip()
    if unit in ENGLISH:
        return ENGLISH[unit]
    many = MULTIPLES.get(unit[:1])
    return f"{many} {name_in_english(unit[1:])}".strip() if many is not None else unit


@dataclass(frozen=True)
class Money(Words):
    """An amount of money: 万元 in Chinese, millions of CNY in English."""

    wan_yuan: float
    digits: int = 2

    def read(self, language: Language) -> str:
        """The amount in one language."""
        if language == "zh":
            return f"{format_number(self.wan_yuan, self.digits)} 万元"
        millions = float(Decimal(repr(float(self.wan_yuan))) / 100)
        return f"CNY {format_number(millions, self.digits)} million"


@dataclass(frozen=True)
class Measured(Words):
    """A number with its unit as a reader knows it; ``gap`` is what stands between them in Chinese."""

    number: str
    unit: str | None
    gap: str = " "

    def read(self, language: Language) -> str:
        """The number and its unit in one language; a per cent sign follows its number, and two numbers never stand side by side."""
        if self.unit is not None and normalise_unit(self.unit) == "%":
            return f"{self.number}%"
        if language == "zh":
            return f"{self.number}{self.gap}{name_in_chinese(self.unit)}".strip()
        unit = name_in_english(self.unit or "")
        return f"{self.number}{' × ' if self.number and unit[:1].isdigit() else ' '}{unit}".strip()


def is_known_unit(printed: str) -> bool:
    """Whether every part of the printed unit, such as 立方米/万元, is in the table."""
    return all(_find_expression(part) is not None for part in normalise_unit(printed).split("/"))


def convert(value: float, printed: str, wanted: str) -> float:
    """The value in another unit.

    Raises PeakfolioError where a unit is unknown or the two measure different things.
    """
    if normalise_unit(printed) == normalise_unit(wanted):
        return value
    for unit in (printed, wanted):
        if not is_known_unit(unit):
            raise PeakfolioError(say("unit '{unit}' is unknown; write one that units.py lists.", unit=unit))
    registry = _build_registry()
    one_printed, one_wanted = (registry.parse_expression(_compose(unit)) for unit in (printed, wanted))
    if not (one_printed * registry.dimensionless).is_compatible_with(one_wanted * registry.dimensionless):
        raise PeakfolioError(
            say(
                "'{printed}' cannot be converted to '{wanted}': they measure different things.",
                printed=printed,
                wanted=wanted,
            )
        )
    ratio = (one_printed / one_wanted) * registry.dimensionless
    return value * float(ratio.to("dimensionless").magnitude)


def measures_same(printed: str, wanted: str) -> bool:
    """Whether two known units measure the same thing, so that one can be converted into the other."""
    if not (is_known_unit(printed) and is_known_unit(wanted)):
        return False
    registry = _build_registry()
    one, other = (registry.parse_expression(_compose(unit)) * registry.dimensionless for unit in (printed, wanted))
    return bool(one.is_compatible_with(other))


def find_scale(units: Sequence[tuple[str, int]], wanted: str) -> float:
    """What a figure in a product of units, each with its power, is multiplied by to stand in another unit.

    Raises PeakfolioError where a unit is unknown or the two measure different things.
    """
    return _scale(tuple((normalise_unit(unit), power) for unit, power in units), normalise_unit(wanted))


@cache
def _scale(units: tuple[tuple[str, int], ...], wanted: str) -> float:
    for unit in (*(each for each, _ in units), wanted):
        if not is_known_unit(unit):
            raise PeakfolioError(say("unit '{unit}' is unknown; write one that units.py lists.", unit=unit))
    registry = _build_registry()
    product = registry.dimensionless
    for unit, power in units:
        product = product * (registry.parse_expression(_compose(unit)) * registry.dimensionless) ** power
    aim = registry.parse_expression(_compose(wanted)) * registry.dimensionless
    if not product.is_compatible_with(aim):
        raise PeakfolioError(
            say("the steps give {found}, not {wanted}", found=_name_product(units), wanted=wanted or "-")
        )
    return float((product / aim).to("dimensionless").magnitude)


def _name_product(units: tuple[tuple[str, int], ...]) -> str:
    above = [unit for unit, power in units if power > 0 and unit not in DASHES]
    below = [unit for unit, power in units if power < 0 and unit not in DASHES]
    return "/".join(["·".join(above) or "1", *below])


def _find_expression(word: str) -> str | None:
    if word in _EXPRESSIONS:
        return _EXPRESSIONS[word]
    if word in COUNTING_WORDS:
        return _name_count(word)
    rest = _find_expression(word[1:]) if word[:1] in SCALES and len(word) > 1 else None
    return f"{SCALES[word[0]]} * {rest}" if rest else None


def _compose(printed: str) -> str:
    return " / ".join(f"({_find_expression(part)})" for part in normalise_unit(printed).split("/"))


def _name_count(word: str) -> str:
    return "count_" + "_".join(f"{ord(letter):x}" for letter in word)


@cache
def _build_registry() -> Any:
    from pint import UnitRegistry  # slow to import and rarely needed

    registry: Any = UnitRegistry()
    for name in ("yuan", "person", "household", "visit", "decibel_level", "score_point", "angle_degree"):
        registry.define(f"{name} = [{name}]")
    registry.define("mu = 666.6666666666666 metre**2")
    registry.define("tce = 29.3076 gigajoule")
    for word in COUNTING_WORDS:
        registry.define(f"{_name_count(word)} = [{_name_count(word)}]")
    return registry
