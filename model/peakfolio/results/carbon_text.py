"""The carbon answer in sentences: when each pathway peaks, how sure that is, what drives it, and what it rests on."""

from collections.abc import Mapping

import numpy as np

from peakfolio.carbon.driving import DRIVERS, PROJECTS
from peakfolio.carbon.outlook import PEAK_YEAR, Outlook, PathCall
from peakfolio.carbon.peaks import PeakClass
from peakfolio.carbon.projecting import Projection
from peakfolio.language import Sentence, format_number, show_share
from peakfolio.plan.abating import find_carbon_settings
from peakfolio.plan.vocabulary import PathwayProjects
from peakfolio.results.carbon_wording import DRIVERS as DRIVER_NAMES
from peakfolio.results.carbon_wording import VARIANTS, name_pathway

FEW = 3
LEAST_EFFECT = 0.05  # 万tCO2, half of what is shown
LEVEL = 0.005  # share of the maximum within which years cannot be told apart
LEAST_SHARE = 0.005  # share of the draws from which a class is worth a word
UNPEAKED: Mapping[PeakClass, Sentence] = {
    "plateau": Sentence("停在平台期", "stay on a plateau"),
    "rising": Sentence("最高年在期末五年内", "are highest in the last five years"),
    "unknown": Sentence("下降后又回到高位，不能认定", "fall and come back, so that none can be called"),
}


def headline_outlook(outlook: Outlook) -> Sentence:
    """The answer of the main pathway: its call, its chance, its level, and what the projects change."""
    main = outlook.main
    title, called = name_pathway(outlook.plan, main.pathway_name), describe_call(outlook, main)
    chance = describe_chance(main)
    place = find_place(main, PEAK_YEAR)
    low, middle, high = (main.ensemble.fans["net"][row, place] for row in (0, 2, -1))
    year = int(main.model.years[place])
    changed, targets = describe_projects(outlook), describe_targets(outlook, main)
    span_zh = f"{year} 年能源活动二氧化碳抽样中位数 {_show(middle)} 万tCO2（90% 区间 {_show(low)}-{_show(high)}）。"
    return Sentence(
        f"“{title.zh}”情景：{called.zh}{chance.zh}{span_zh}{targets.zh}{changed.zh}",
        f"Pathway '{title.en}': {called.en} {chance.en} In {year} energy CO2 is {show_tonnes(middle)} (median of the draws; 90% "
        f"lie in {show_tonnes(low)} to {show_tonnes(high)}). {targets.en}{changed.en}",
    )


def describe_call(outlook: Outlook, projection: Projection) -> Sentence:
    """The peak call of a pathway's central path."""
    return word_call(outlook.calls[projection.pathway_name], projection)


def word_call(call: PathCall, projection: Projection) -> Sentence:
    """A call in words; a maximum in the base year is told from a peak that was seen."""
    base, last = projection.model.base_year, int(projection.model.years[-1])
    level, tonnes = _show(call.level), show_tonnes(call.level)
    if call.kind == "rising" and call.year < last:
        return Sentence(
            f"中心路径 {call.year} 年最大（{level} 万tCO2），离期末（{last} 年）太近，不能认定达峰。",
            f"the central path is highest in {call.year} ({tonnes}), too near the end ({last}) for a peak to be called.",
        )
    if call.kind == "rising":
        return Sentence(
            f"中心路径到 {last} 年仍在上升，不能认定达峰。",
            f"the central path still rises at the end ({last}); no peak can be called.",
        )
    if call.kind == "plateau":
        return Sentence(
            f"中心路径 {call.year} 年达到最大值 {level} 万tCO2，此后一直在其 5% 以内（平台期）。",
            f"the central path reaches its maximum of {tonnes} in {call.year} and stays within 5% of it (a plateau).",
        )
    if call.kind == "unknown":
        return Sentence(
            f"中心路径 {call.year} 年最大（{level} 万tCO2），下降后又回到其 5% 以内，不能认定达峰。",
            f"the central path is highest in {call.year} ({tonnes}), falls and comes back within 5% of it; no peak can be called.",
        )
    if call.year == base:
        return Sentence(
            f"中心路径自基准年 {base} 年（{level} 万tCO2）起不再超过该年水平；是否更早已达峰，文件没有数据。",
            f"the central path never again exceeds its base year {base} ({tonnes}); there are no data to tell whether it peaked before.",
        )
    first, final = find_level_years(projection)
    if final > first:
        return Sentence(
            f"中心路径 {call.year} 年达峰，{level} 万tCO2；{first}-{final} 年与之相差不到 0.5%，宜读作这几年的平台，而不是某一年。",
            f"the central path peaks in {call.year} at {tonnes}; {first}-{final} all lie within 0.5% of that, so read it as a level stretch "
            "rather than a year.",
        )
    return Sentence(
        f"中心路径 {call.year} 年达峰，{level} 万tCO2。", f"the central path peaks in {call.year} at {tonnes}."
    )


def find_level_years(projection: Projection) -> tuple[int, int]:
    """First and last year of the stretch around the maximum of the central path that hardly differs from it."""
    path, years = projection.central.net[0], projection.model.years
    top = int(np.argmax(path))
    level = path >= path[top] * (1.0 - LEVEL)
    before = next((place for place in range(top, 0, -1) if not level[place - 1]), 0)
    after = next((place for place in range(top, len(path) - 1) if not level[place + 1]), len(path) - 1)
    return int(years[before]), int(years[after])


def describe_chance(projection: Projection) -> Sentence:
    """P(peak <= 2030), the years most peaks fall in, and the shares of the draws that have no peak, by class."""
    found = projection.ensemble
    by = show_share(float(found.peaked_by[find_place(projection, PEAK_YEAR)]))
    zh = f"{found.runs:,} 次抽样中，{PEAK_YEAR} 年及以前达峰的概率 {by}"
    en = f"In {found.runs:,} draw{'s' if found.runs != 1 else ''} the probability of a peak by {PEAK_YEAR} is {by}"
    if found.peaked_before >= LEAST_SHARE:
        before, base = show_share(found.peaked_before), projection.model.base_year
        zh += f"（其中 {before} 自基准年 {base} 年起不再超过该年，峰值可能更早）"
        en += f" ({before} of the draws never again exceed the base year {base}, so their peak may lie before it)"
    years = find_peak_range(projection)
    if years is not None:
        span = f"{years[0]}-{years[1]}" if years[0] < years[1] else f"{years[0]}"
        zh += f"，达峰的抽样中至少 90% 的峰值年在 {span} 年"
        en += f", at least 90% of the peak years lie in {span}"
    return Sentence(f"{zh}。{_tell_unpeaked(projection).zh}", f"{en}.{_tell_unpeaked(projection).en}")


def _tell_unpeaked(projection: Projection) -> Sentence:
    """The draws that have no peak at all, by class; nothing where all have one."""
    found, last = projection.ensemble.class_shares, int(projection.model.years[-1])
    said = [(UNPEAKED[name], show_share(found[name])) for name in UNPEAKED if found[name] >= LEAST_SHARE]
    if not said:
        return Sentence("", "")
    zh, en = (
        "、".join(f"{share} {name.zh}" for name, share in said),
        ", ".join(f"{share} {name.en}" for name, share in said),
    )
    return Sentence(
        f"其余抽样没有峰值：{zh}（看到 {last} 年）。", f" The other draws have no peak: {en} (seen to {last})."
    )


def describe_targets(outlook: Outlook, projection: Projection) -> Sentence:
    """The probability that each target on CO2 per GDP is met, and whose target it is; nothing where there is none."""
    zh = en = ""
    for target in find_carbon_settings(outlook.plan).intensity_targets:
        source = outlook.plan.source_by_id[target.source_id]
        share, span = show_share(projection.ensemble.met[target.name]), f"{target.first_year}-{target.year}"
        whose_zh = "" if source.kind == "document" else f"，非本规划目标，取自《{source.name('zh')}》"
        whose_en = "" if source.kind == "document" else f", not the plan's own target but from '{source.name('en')}'"
        zh += f"单位GDP二氧化碳 {span} 年下降 {target.fall_percent:g}%（按年均速度折算{whose_zh}）达到的概率 {share}。"
        en += (
            f"A fall of CO2 per GDP by {target.fall_percent:g}% in {span} (at the target's yearly pace{whose_en}) is met with "
            f"probability {share}. "
        )
    return Sentence(zh, en)


def find_peak_range(projection: Projection) -> tuple[int, int] | None:
    """The years between which 90 % of the called peaks lie; None where none is called."""
    shares = projection.ensemble.peaked_by
    if shares[-1] == 0:
        return None
    years = projection.model.years
    first, last = (int(years[int(np.searchsorted(shares / shares[-1], each))]) for each in (0.05, 0.95))
    return first, last


def describe_projects(outlook: Outlook) -> Sentence:
    """What the chosen and all projects do to the main pathway in 2030 (central values), and whether the peak moves."""
    place = find_place(outlook.main, PEAK_YEAR)
    nothing = outlook.variants["none"][place]
    if not outlook.costs:
        return Sentence("数据包中没有可量化减排的项目。", "The package holds no project with a known abatement.")
    parts = [_describe_variant("all", nothing - outlook.variants["all"][place], nothing)]
    if outlook.is_chosen_known:
        parts.insert(0, _describe_variant("chosen", nothing - outlook.variants["chosen"][place], nothing))
    elif outlook.is_portfolio_given:
        parts.insert(0, Sentence("优选组合的减排量未知", "the chosen portfolio: unknown"))
    zh, en = "；".join(each.zh for each in parts), "; ".join(each.en for each in parts)
    tail = _describe_move(outlook)
    return Sentence(
        f"与不建项目相比，{PEAK_YEAR} 年能源活动二氧化碳（中心值）：{zh}。{tail.zh}",
        f"Energy CO2 in {PEAK_YEAR} against no project (central values, 10,000 t CO2): {en}. {tail.en}",
    )


def _describe_move(outlook: Outlook) -> Sentence:
    """Whether all projects together move the peak of the main pathway, or make or unmake it."""
    built, bare = outlook.variant_calls["all"], outlook.variant_calls["none"]
    if built.peak_year is None and bare.peak_year is None:
        return Sentence(
            "建不建全部项目，中心路径都不能认定达峰。",
            "Neither with all projects nor with none can a peak of the central path be called.",
        )
    if built.peak_year is None:
        return Sentence(
            f"不建项目时中心路径 {bare.year} 年达峰，建全部项目则不能认定达峰。",
            f"Without projects the central path peaks in {bare.year}; with all of them no peak can be called.",
        )
    if bare.peak_year is None:
        return Sentence(
            f"建全部项目时中心路径 {built.year} 年达峰，不建项目则不能认定达峰。",
            f"With all projects the central path peaks in {built.year}; without any no peak can be called.",
        )
    moved = built.year - bare.year
    first, final = find_level_years(outlook.main)
    if moved and first < final and all(first <= each.year <= final for each in (built, bare)):
        return Sentence("最高年份只在平台期内移动。", "The highest year moves only within the level stretch.")
    if moved:
        way = ("推迟", "later") if moved > 0 else ("提前", "earlier")
        count = f"{abs(moved)} year{'s' if abs(moved) != 1 else ''}"
        return Sentence(
            f"建全部项目使中心路径的最大值{way[0]} {abs(moved)} 年。",
            f"With all projects the maximum comes {count} {way[1]}.",
        )
    if outlook.is_chosen_known or not outlook.is_portfolio_given:
        return Sentence("达峰年不因项目改变。", "The year of the peak does not move.")
    return Sentence("达峰年不因有减排数字的项目改变。", "The projects with a figure do not move the year of the peak.")


def _describe_variant(name: PathwayProjects, saved: float, nothing: float) -> Sentence:
    share = 100.0 * abs(saved) / nothing if nothing else 0.0
    title, amount = VARIANTS[name], _show(abs(saved), 2)
    if saved < 0:
        return Sentence(f"{title.zh}增排 {amount} 万tCO2（{share:.2f}%）", f"{title.en}: {amount} more ({share:.2f}%)")
    return Sentence(f"{title.zh}减排 {amount} 万tCO2（{share:.2f}%）", f"{title.en}: {amount} less ({share:.2f}%)")


def describe_drivers(outlook: Outlook) -> Sentence:
    """The largest drivers of the main pathway since the base year, and of its distance from the baseline."""
    base, year = outlook.main.model.base_year, outlook.split_year
    since, against = _name_largest(outlook.change.effects), _name_largest(outlook.distance.effects)
    moved = outlook.change.end - outlook.change.start
    apart = outlook.distance.end - outlook.distance.start
    return Sentence(
        f"{base}-{year} 年排放变化 {moved:+,.1f} 万tCO2：{since.zh}。{year} 年与基准情景相差 {apart:+,.1f} 万tCO2："
        f"{against.zh}。（LMDI-I 加法，首尾两年）",
        f"In 10,000 t CO2: {base}-{year} emissions change by {moved:+,.1f}: {since.en}. In {year} the pathway differs from the baseline by "
        f"{apart:+,.1f}: {against.en}. (LMDI-I, additive, end to end)",
    )


def _name_largest(effects: Mapping[str, float]) -> Sentence:
    ordered = sorted((*DRIVERS, PROJECTS), key=lambda name: -abs(effects[name]))
    shown = [name for name in ordered if abs(effects[name]) >= LEAST_EFFECT][: FEW + 1]
    rest = sum(effects[name] for name in ordered if name not in shown)
    zh = [f"{DRIVER_NAMES[name].zh} {effects[name]:+,.1f}" for name in shown]
    en = [f"{DRIVER_NAMES[name].en} {effects[name]:+,.1f}" for name in shown]
    if abs(rest) >= LEAST_EFFECT:
        zh.append(f"其余 {rest:+,.1f}")
        en.append(f"the rest {rest:+,.1f}")
    return Sentence("、".join(zh) or "无", ", ".join(en) or "none")


def find_place(projection: Projection, year: int) -> int:
    """The place of a year on a pathway, the first or the last where it lies outside."""
    years = projection.model.years
    return min(max(int(year - years[0]), 0), len(years) - 1)


def _show(value: float, digits: int = 1) -> str:
    return format_number(float(value), digits)


def show_tonnes(value: float, digits: int = 1) -> str:
    """An amount of 万t as tonnes, as exact as it is shown in 万t."""
    return f"{round(round(float(value), digits) * 10_000):,} t"
