"""The carbon answer in sentences: when each pathway peaks, how sure that is, what drives it, and what it rests on."""

from collections.abc import Mapping

import numpy as np

from peakfolio.carbon.driving import DRIVERS, PROJECTS
from peakfolio.carbon.outlook import PEAK_YEAR, Outlook, PathCall
from peakfolio.carbon.peaks import PeakClass
from peakfolio.carbon.projecting import Projection
from peakfolio.plan.abating import find_carbon_settings
from peakfolio.plan.vocabulary import PathwayProjects
from peakfolio.results.carbon_wording import DRIVERS as DRIVER_NAMES
from peakfolio.results.carbon_wording import VARIANTS, name_pathway
from peakfolio.words import NOTHING, Name, Words, format_number, say, show_share

FEW = 3
LEAST_EFFECT = 0.05  # 万tCO2, half of what is shown
LEVEL = 0.005  # share of the maximum within which years cannot be told apart
LEAST_SHARE = 0.005  # share of the draws from which a class is worth a word
UNPEAKED: Mapping[PeakClass, Words] = {
    "plateau": say("stay on a plateau"),
    "rising": say("are highest in the last five years"),
    "unknown": say("fall and come back, so that none can be called"),
}


def headline_outlook(outlook: Outlook) -> Words:
    """The answer of the main pathway: its call, its chance, its level, and what the projects change."""
    main = outlook.main
    title, called = name_pathway(outlook.plan, main.pathway_name), describe_call(outlook, main)
    chance = describe_chance(main)
    place = find_place(main, PEAK_YEAR)
    low, middle, high = (main.ensemble.fans["net"][row, place] for row in (0, 2, -1))
    year = int(main.model.years[place])
    changed, targets = describe_projects(outlook), describe_targets(outlook, main)
    span_zh = f"{year} 年能源活动二氧化碳抽样中位数 {_show(middle)} 万tCO2（90% 区间 {_show(low)}-{_show(high)}）。"
    return say(
        "Pathway '{title}': {called} {chance} In {year} energy CO2 is {middle} (median of the draws; 90% lie in {low} to "
        "{high}). {targets}{changed}",
        title=title,
        called=called,
        chance=chance,
        targets=targets,
        changed=changed,
        year=year,
        middle=show_tonnes(middle),
        low=show_tonnes(low),
        high=show_tonnes(high),
        span=span_zh,
    )


def describe_call(outlook: Outlook, projection: Projection) -> Words:
    """The peak call of a pathway's central path."""
    return word_call(outlook.calls[projection.pathway_name], projection)


def word_call(call: PathCall, projection: Projection) -> Words:
    """A call in words; a maximum in the base year is told from a peak that was seen."""
    base, last = projection.model.base_year, int(projection.model.years[-1])
    level, tonnes = _show(call.level), show_tonnes(call.level)
    if call.kind == "rising" and call.year < last:
        return say(
            "the central path is highest in {year} ({tonnes}), too near the end ({last}) for a peak to be called.",
            year=call.year,
            tonnes=Name(level, tonnes),
            last=last,
        )
    if call.kind == "rising":
        return say("the central path still rises at the end ({last}); no peak can be called.", last=last)
    if call.kind == "plateau":
        return say(
            "the central path reaches its maximum of {tonnes} in {year} and stays within 5% of it (a plateau).",
            tonnes=Name(level, tonnes),
            year=call.year,
        )
    if call.kind == "unknown":
        return say(
            "the central path is highest in {year} ({tonnes}), falls and comes back within 5% of it; no peak can be called.",
            year=call.year,
            tonnes=Name(level, tonnes),
        )
    if call.year == base:
        return say(
            "the central path never again exceeds its base year {base} ({tonnes}); there are no data to tell whether it "
            "peaked before.",
            base=base,
            tonnes=Name(level, tonnes),
        )
    first, final = find_level_years(projection)
    if final > first:
        return say(
            "the central path peaks in {year} at {tonnes}; {first}-{final} all lie within 0.5% of that, so read it as a "
            "level stretch rather than a year.",
            year=call.year,
            tonnes=Name(level, tonnes),
            first=first,
            final=final,
        )
    return say("the central path peaks in {year} at {tonnes}.", year=call.year, tonnes=Name(level, tonnes))


def find_level_years(projection: Projection) -> tuple[int, int]:
    """First and last year of the stretch around the maximum of the central path that hardly differs from it."""
    path, years = projection.central.net[0], projection.model.years
    top = int(np.argmax(path))
    level = path >= path[top] * (1.0 - LEVEL)
    before = next((place for place in range(top, 0, -1) if not level[place - 1]), 0)
    after = next((place for place in range(top, len(path) - 1) if not level[place + 1]), len(path) - 1)
    return int(years[before]), int(years[after])


def describe_chance(projection: Projection) -> Words:
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
    return say("{part}.{projection}", part=Name(zh, en), projection=_tell_unpeaked(projection))


def _tell_unpeaked(projection: Projection) -> Words:
    """The draws that have no peak at all, by class; nothing where all have one."""
    found, last = projection.ensemble.class_shares, int(projection.model.years[-1])
    said = [(UNPEAKED[name], show_share(found[name])) for name in UNPEAKED if found[name] >= LEAST_SHARE]
    if not said:
        return NOTHING
    zh, en = (
        "、".join(f"{share} {name.zh}" for name, share in said),
        ", ".join(f"{share} {name.en}" for name, share in said),
    )
    return say(" The other draws have no peak: {part} (seen to {last}).", part=Name(zh, en), last=last)


def describe_targets(outlook: Outlook, projection: Projection) -> Words:
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
    return Name(zh, en)


def find_peak_range(projection: Projection) -> tuple[int, int] | None:
    """The years between which 90 % of the called peaks lie; None where none is called."""
    shares = projection.ensemble.peaked_by
    if shares[-1] == 0:
        return None
    years = projection.model.years
    first, last = (int(years[int(np.searchsorted(shares / shares[-1], each))]) for each in (0.05, 0.95))
    return first, last


def describe_projects(outlook: Outlook) -> Words:
    """What the chosen and all projects do to the main pathway in 2030 (central values), and whether the peak moves."""
    place = find_place(outlook.main, PEAK_YEAR)
    nothing = outlook.variants["none"][place]
    if not outlook.costs:
        return say("The package holds no project with a known abatement.")
    parts = [_describe_variant("all", nothing - outlook.variants["all"][place], nothing)]
    if outlook.is_chosen_known:
        parts.insert(0, _describe_variant("chosen", nothing - outlook.variants["chosen"][place], nothing))
    elif outlook.is_portfolio_given:
        parts.insert(0, say("the chosen portfolio: unknown"))
    zh, en = "；".join(each.zh for each in parts), "; ".join(each.en for each in parts)
    tail = _describe_move(outlook)
    return say(
        "Energy CO2 in {peak_year} against no project (central values, 10,000 t CO2): {part}. {tail}",
        peak_year=PEAK_YEAR,
        part=Name(zh, en),
        tail=tail,
    )


def _describe_move(outlook: Outlook) -> Words:
    """Whether all projects together move the peak of the main pathway, or make or unmake it."""
    built, bare = outlook.variant_calls["all"], outlook.variant_calls["none"]
    if built.peak_year is None and bare.peak_year is None:
        return say("Neither with all projects nor with none can a peak of the central path be called.")
    if built.peak_year is None:
        return say(
            "Without projects the central path peaks in {year}; with all of them no peak can be called.", year=bare.year
        )
    if bare.peak_year is None:
        return say(
            "With all projects the central path peaks in {year}; without any no peak can be called.", year=built.year
        )
    moved = built.year - bare.year
    first, final = find_level_years(outlook.main)
    if moved and first < final and all(first <= each.year <= final for each in (built, bare)):
        return say("The highest year moves only within the level stretch.")
    if moved:
        way = say("later") if moved > 0 else say("earlier")
        count = f"{abs(moved)} year{'s' if abs(moved) != 1 else ''}"
        return say(
            "With all projects the maximum comes {count} {way}.",
            count=count,
            way=way[1],
            way_2=way[0],
            moved=abs(moved),
        )
    if outlook.is_chosen_known or not outlook.is_portfolio_given:
        return say("The year of the peak does not move.")
    return say("The projects with a figure do not move the year of the peak.")


def _describe_variant(name: PathwayProjects, saved: float, nothing: float) -> Words:
    share = 100.0 * abs(saved) / nothing if nothing else 0.0
    title, amount = VARIANTS[name], _show(abs(saved), 2)
    if saved < 0:
        return say("{title}: {amount} more ({share:.2f}%)", title=title, amount=amount, share=share)
    return say("{title}: {amount} less ({share:.2f}%)", title=title, amount=amount, share=share)


def describe_drivers(outlook: Outlook) -> Words:
    """The largest drivers of the main pathway since the base year, and of its distance from the baseline."""
    base, year = outlook.main.model.base_year, outlook.split_year
    since, against = _name_largest(outlook.change.effects), _name_largest(outlook.distance.effects)
    moved = outlook.change.end - outlook.change.start
    apart = outlook.distance.end - outlook.distance.start
    return say(
        "In 10,000 t CO2: {base}-{year} emissions change by {moved:+,.1f}: {since}. In {year} the pathway differs from "
        "the baseline by {apart:+,.1f}: {against}. (LMDI-I, additive, end to end)",
        base=base,
        year=year,
        moved=moved,
        since=since,
        apart=apart,
        against=against,
    )


def _name_largest(effects: Mapping[str, float]) -> Words:
    ordered = sorted((*DRIVERS, PROJECTS), key=lambda name: -abs(effects[name]))
    shown = [name for name in ordered if abs(effects[name]) >= LEAST_EFFECT][: FEW + 1]
    rest = sum(effects[name] for name in ordered if name not in shown)
    zh = [f"{DRIVER_NAMES[name].zh} {effects[name]:+,.1f}" for name in shown]
    en = [f"{DRIVER_NAMES[name].en} {effects[name]:+,.1f}" for name in shown]
    if abs(rest) >= LEAST_EFFECT:
        zh.append(f"其余 {rest:+,.1f}")
        en.append(f"the rest {rest:+,.1f}")
    return Name("、".join(zh) or "无", ", ".join(en) or "none")


def find_place(projection: Projection, year: int) -> int:
    """The place of a year on a pathway, the first or the last where it lies outside."""
    years = projection.model.years
    return min(max(int(year - years[0]), 0), len(years) - 1)


def _show(value: float, digits: int = 1) -> str:
    return format_number(float(value), digits)


def show_tonnes(value: float, digits: int = 1) -> str:
    """An amount of 万t as tonnes, as exact as it is shown in 万t."""
    return f"{round(round(float(value), digits) * 10_000):,} t"
