"""The words, colours and places of labels that the figures of emissions need; nothing here draws."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from peakfolio.language import Language, Sentence, format_number
from peakfolio.results.carbon_wording import DRIVERS, FUELS, LEVERS, SECTORS
from peakfolio.results.charts import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, YELLOW
from peakfolio.results.wrapping import wrap_text

TARGET_YEAR = 2030
LEAST_SHOWN = 0.0005  # share of the runs that is not nought in one decimal of a per cent
NO_PEAK: Mapping[str, Sentence] = {
    "rising": Sentence("期末最高", "highest at the end"),
    "plateau": Sentence("平台期", "plateau"),
    "unknown": Sentence("不能认定", "no call"),
}
TITLE_COLUMNS = 76
FACTORS: Mapping[str, Sentence] = {
    "activity": Sentence("经济活动", "activity"),
    "gdp": Sentence("GDP", "GDP"),
    "unexplained": Sentence("未解释", "unexplained"),
}
WORDS: Mapping[str, Sentence] = {
    "fan": Sentence("净能源CO2排放", "Net energy CO2"),
    "pathways": Sentence("各情景净能源CO2的中心路径", "Central path of net energy CO2 by pathway"),
    "wedges": Sentence("减排从何而来", "Where the savings come from"),
    "mix": Sentence("能源结构与部门排放（中心路径）", "Energy by fuel, CO2 by sector (central path)"),
    "waterfall": Sentence("净能源CO2变化的驱动因素", "What moved net energy CO2"),
    "tornado": Sentence("哪些参数左右结果", "Which figures decide the result"),
    "indices": Sentence("哪些参数左右结果的方差", "Which figures decide the variance of the result"),
    "macc": Sentence("边际减排成本（仅投资）", "Cost of abatement (investment only)"),
    "chance": Sentence("按年达峰的概率", "Chance that emissions have peaked, by year"),
    "net_axis": Sentence("净能源CO2（万tCO2）", "net energy CO2 (10,000 t CO2)"),
    "energy_axis": Sentence("能源消费（万tce）", "energy (10,000 tce)"),
    "co2_axis": Sentence("项目减排前的CO2（万tCO2）", "CO2 before projects (10,000 t CO2)"),
    "band_90": Sentence("90% 的模拟", "90 % of runs"),
    "band_50": Sentence("50% 的模拟", "50 % of runs"),
    "median": Sentence("中位数", "median"),
    "central": Sentence("中心路径", "central path"),
    "without": Sentence("中心路径，不计项目", "central path without projects"),
    "base": Sentence("基准年", "base year"),
    "upper": Sentence("基准情景中心路径", "baseline, central path"),
    "lower": Sentence("本情景净排放中心路径", "this pathway, net, central path"),
    "lever": Sentence("驱动因素", "drivers"),
    "project": Sentence("项目", "projects"),
    "raises": Sentence("增排", "raises emissions"),
    "cuts": Sentence("减排", "lowers emissions"),
    "raising": Sentence("增排（抵消上方减排）", "raise emissions (take back savings above)"),
    "other": Sentence("其余", "all other"),
    "total": Sentence("合计", "totals"),
    "low": Sentence("参数取低值", "figure at its low end"),
    "high": Sentence("参数取高值", "figure at its high end"),
    "share_axis": Sentence("占结果方差的份额（95% 置信区间）", "share of the variance of the result (with 95 % confidence)"),
    "first": Sentence("单独（一阶）", "alone (first order)"),
    "total_index": Sentence("含交互（总效应）", "with interactions (total)"),
    "macc_width": Sentence("年减排量（A、B账合计，万tCO2e）", "yearly abatement, ledgers A and B (10,000 t CO2e)"),
    "macc_height": Sentence("每吨成本（元/tCO2e）", "cost (yuan per t CO2e)"),
    "log": Sentence("，对数轴", ", log scale"),
    "energy_co2": Sentence("以能源CO2为主（A账）", "mostly energy CO2 (A)"),
    "other_ghg": Sentence("以其他温室气体为主（B账）", "mostly other gases (B)"),
    "range": Sentence("减排量取高值至低值时的成本", "cost at the high to the low abatement"),
    "open": Sentence("取低值时不减排，成本无上限", "no upper end: the low case abates nothing"),
    "no_peak": Sentence(
        "只计达峰的抽样。“期末最高”：最高值落在模拟的最后几年；“平台期”：此后一直在最大值的 5% 以内；“不能认定”：回落后又回到这一范围。",
        "Only runs that peak count. Highest at the end: the highest year is among the last ones simulated; plateau: within 5 % of the maximum ever "
        "after; no call: it falls and comes back within that.",
    ),
    "chance_axis": Sentence("已达峰的概率（%）", "chance to have peaked (%)"),
}  # fmt: skip
DARK = "#555555"
FUEL_STYLES = {
    "coal": (DARK, ""),
    "anthracite": (DARK, "///"),
    "bituminous": (DARK, "..."),
    "lignite": (DARK, "xxx"),
    "coke": (GREY, ""),
    "oil": (ORANGE, ""),
    "crude": (ORANGE, "///"),
    "gasoline": (ORANGE, "..."),
    "diesel": (ORANGE, "xxx"),
    "fuel_oil": (ORANGE, "\\\\\\"),
    "lpg": (RED, ""),
    "natural_gas": (SKY, ""),
    "electricity": (YELLOW, ""),
    "non_fossil": (GREEN, ""),
    "feedstock": (PURPLE, ""),
}
SECTOR_STYLES = {
    "energy_intensive": (RED, ""),
    "industry": (BLUE, ""),
    "construction": (YELLOW, ""),
    "transport": (ORANGE, ""),
    "services": (PURPLE, ""),
    "households": (SKY, ""),
    "primary": (GREEN, ""),
    "all": (GREY, ""),
}
NAMES: Mapping[str, Sentence] = {**LEVERS, **FACTORS, **DRIVERS, **FUELS, **SECTORS}


def write_title(word: str, subject: Sentence, language: Language) -> str:
    """The title of a figure and whom it shows."""
    return wrap_text(f"{say(word, language)}{put_colon(language)}{subject.read(language)}", TITLE_COLUMNS)


def name_row(names: pd.DataFrame, name: str, language: Language) -> str:
    """The name a row gives itself in the reader's language, else the one known for it."""
    column = f"name_{language}"
    own = names[column].get(name) if column in names.columns else None
    return str(own) if isinstance(own, str) and own else name_part(name, language)


def name_part(name: str, language: Language) -> str:
    """The known name of a driver, fuel or sector, else the name itself."""
    return NAMES[name].read(language) if name in NAMES else name


def say(word: str, language: Language) -> str:
    """A word of these figures."""
    return WORDS[word].read(language)


def put_colon(language: Language) -> str:
    """The colon of a language."""
    return "：" if language == "zh" else ": "


def describe_highest(kind: str, year: int, first: int, last: int) -> Sentence:
    """What a path's highest year means, in a few words."""
    if kind == "rising" and year == last:
        return Sentence("期末仍在上升", "still rising at the end")
    if kind == "rising":
        return Sentence(f"{year} 年最高，临近期末，不算达峰", f"highest in {year}, too near the end to be a peak")
    if kind == "plateau":
        return Sentence(f"{year} 年起进入平台期", f"plateau from {year}")
    if kind == "unknown":
        return Sentence(f"{year} 年最高，回落后又回升", f"highest in {year}, falls and comes back")
    if year == first:
        return Sentence(f"最高在 {year} 年或更早", f"highest in {year} or before")
    return Sentence(f"{year} 年达峰", f"peaks in {year}")


def list_unpeaked(shares: Mapping[str, float]) -> Sentence:
    """The shares of the runs without a peak, by class, where there are any."""
    kept = [(NO_PEAK[name], shares[name]) for name in NO_PEAK if shares[name] >= LEAST_SHOWN]
    said = [(name, format_number(100 * share, 1)) for name, share in kept]
    zh, en = [f"{name.zh}：{share}%" for name, share in said], [f"{name.en}: {share} %" for name, share in said]
    return Sentence("；".join(zh), "; ".join(en))


def show_amount(value: float) -> str:
    """An amount for a label: one decimal from ten up, two from one up, two figures below, so that little is never nothing."""
    if abs(value) >= 1:
        return format_number(value, 1 if abs(value) >= 10 else 2)
    return format_number(float(f"{value:.2g}"), 6)


def spread_out(wanted: Sequence[float], gap: float, low: float = 0.0, high: float = 1.0) -> list[float]:
    """Places near the wanted ones and in their order, at least ``gap`` apart, within low and high if they fit.

    Labels that would overlap form a group, which stands around the mean of where its members want to be; of equals the first
    stands highest.
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], -place))
    groups: list[list[float]] = []
    for rank, place in enumerate(order):
        groups.append([wanted[place] - rank * gap])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    ceiling = max(high - gap * (len(wanted) - 1), low)
    level = [min(max(float(np.mean(group)), low), ceiling) for group in groups for _ in group]
    places = [0.0] * len(wanted)
    for rank, place in enumerate(order):
        places[place] = level[rank] + rank * gap
    return places


def list_undrawn(data: pd.DataFrame) -> Sentence:
    """The projects without a bar, or with one of no height, by reason."""
    parts = []
    if not (data["shown"] == "bar").any():
        parts.append(Sentence("没有一个项目能算出每吨成本。", "No project has a cost per tonne."))
    for shown, sign, zh, en in (
        ("emits", -1.0, "总体上增排（万tCO2e/年）", "Emit on balance (10,000 t CO2e a year)"),
        ("nothing", 0.0, "A、B账合计为零，只有碳汇或没有作用", "Nothing in ledgers A and B together, a sink at most"),
        (
            "unpriced",
            1.0,
            "减排但无投资数字，未画（万tCO2e/年）",
            "Abate but print no cost, not drawn (10,000 t CO2e a year)",
        ),
    ):
        rows = data[data["shown"] == shown]
        amounts = [f"\u00a0({show_amount(sign * amount)})" if sign else "" for amount in rows["abated_wan_tco2e"]]
        listed = [f"{key}{amount}" for key, amount in zip(rows["action_id"], amounts, strict=True)]
        if listed:
            parts.append(Sentence(f"{zh}：{'、'.join(listed)}。", f"{en}: {', '.join(listed)}."))
    free = data[(data["shown"] == "bar") & (data["yuan_per_tonne"] == 0)]["action_id"].tolist()
    if free:
        parts.append(
            Sentence(f"不花投资（0\u00a0元）：{'、'.join(free)}。", f"No investment (0\u00a0yuan): {', '.join(free)}.")
        )
    return Sentence("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def list_left_out(count: int, missing: Sequence[str]) -> Sentence:
    """What a figure of the first rows does not draw: how many rows more, and the results that do not exist."""
    parts = []
    if count:
        parts.append(
            Sentence(f"另有 {count} 个影响更小的参数未画出。", f"{count} figures that matter less are not drawn.")
        )
    if missing:
        parts.append(Sentence(f"没有结果：{'、'.join(missing)}。", f"No result: {', '.join(missing)}."))
    return Sentence("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def describe_split(method: str, span: str) -> Sentence:
    """How a change was split, for chained and unchained splits differ."""
    spans = {
        "end_to_end": Sentence("只比较首尾", "start and end only"),
        "chained": Sentence("逐年累加", "year by year"),
    }
    methods = {"lmdi": Sentence("LMDI-I 分解", "LMDI-I"), "shapley": Sentence("Shapley 分解", "Shapley")}
    return Sentence(f"{methods[method].zh}，{spans[span].zh}。", f"{methods[method].en}, {spans[span].en}.")
