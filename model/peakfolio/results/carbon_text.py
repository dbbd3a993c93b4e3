"""The carbon answer in sentences: when each pathway peaks, how sure that is, what drives it, and what it rests on."""

from collections.abc import Iterator, Mapping

import numpy as np

from peakfolio.carbon.costs import list_unknown
from peakfolio.carbon.driving import DRIVERS, PROJECTS
from peakfolio.carbon.outlook import PEAK_YEAR, Outlook, PathCall
from peakfolio.carbon.projecting import Projection
from peakfolio.language import Sentence, format_number
from peakfolio.results.carbon_wording import DRIVERS as DRIVER_NAMES
from peakfolio.results.carbon_wording import VARIANTS, name_parameter, name_pathway

SMALL_GAP = 0.05  # share by which the two engines may differ before the reader is told
FEW = 3
MOST_NAMED = 6
LEAST_SHOWN = 0.01  # 万tCO2e a year


def headline_outlook(outlook: Outlook) -> Sentence:
    """The answer of the main pathway: its call, its chance, its level, and what the projects change."""
    main = outlook.main
    title, called = name_pathway(outlook.plan, main.pathway_name), describe_call(outlook, main)
    chance = describe_chance(main)
    place = _place(main, PEAK_YEAR)
    low, middle, high = (main.ensemble.fans["net"][row, place] for row in (0, 2, -1))
    year = int(main.model.years[place])
    changed = describe_projects(outlook)
    span_zh = f"{year} 年能源活动二氧化碳中位数 {_show(middle)} 万t（90% 区间 {_show(low)}-{_show(high)}）。"
    return Sentence(
        f"“{title.zh}”情景：{called.zh}{chance.zh}{span_zh}{changed.zh}",
        f"Pathway '{title.en}': {called.en} {chance.en} In {year} energy CO2 is {_show(middle)} x 10,000 t (median; 90% of the draws lie in "
        f"{_show(low)}-{_show(high)}). {changed.en}",
    )


def describe_call(outlook: Outlook, projection: Projection) -> Sentence:
    """The peak call of a pathway's central path."""
    return word_call(outlook.calls[projection.pathway_name], projection)


def word_call(call: PathCall, projection: Projection) -> Sentence:
    """A call in words; a maximum in the base year is told from a peak that was seen."""
    base, last = projection.model.base_year, int(projection.model.years[-1])
    level = _show(call.level)
    if call.kind == "rising":
        return Sentence(
            f"中心路径到 {last} 年仍在上升，不能认定达峰。",
            f"the central path still rises at the end ({last}); no peak can be called.",
        )
    if call.kind == "plateau":
        return Sentence(
            f"中心路径 {call.year} 年达到最大值 {level} 万t，此后一直在其 5% 以内（平台期）。",
            f"the central path reaches its maximum of {level} x 10,000 t in {call.year} and stays within 5% of it (a plateau).",
        )
    if call.kind == "unknown":
        return Sentence(
            f"中心路径 {call.year} 年最大（{level} 万t），下降后又回到其 5% 以内，不能认定达峰。",
            f"the central path is highest in {call.year} ({level} x 10,000 t), falls and comes back within 5% of it; no peak can be called.",
        )
    if call.year == base:
        return Sentence(
            f"中心路径自基准年 {base} 年（{level} 万t）起不再升高；是否更早已达峰，文件没有数据。",
            f"the central path never again exceeds its base year {base} ({level} x 10,000 t); whether it peaked before, no datum tells.",
        )
    return Sentence(
        f"中心路径 {call.year} 年达峰，{level} 万t。", f"the central path peaks in {call.year} at {level} x 10,000 t."
    )


def describe_chance(projection: Projection) -> Sentence:
    """P(peak <= 2030), the years most peaks fall in, and the share still rising."""
    found = projection.ensemble
    by = 100.0 * found.peaked_by[_place(projection, PEAK_YEAR)]
    rising = 100.0 * found.class_shares["rising"]
    zh = f"{found.runs} 次抽样中，{PEAK_YEAR} 年及以前达峰的概率 {by:.0f}%"
    en = f"In {found.runs} draws the probability of a peak by {PEAK_YEAR} is {by:.0f}%"
    years = find_peak_range(projection)
    if years is not None:
        span = f"{years[0]}-{years[1]}" if years[0] < years[1] else f"{years[0]}"
        zh += f"，达峰年 90% 落在 {span} 年"
        en += f", 90% of the peaks lie in {span}"
    if rising >= 1:
        zh += f"，{rising:.0f}% 到末年仍未达峰"
        en += f", {rising:.0f}% have not peaked at the end"
    return Sentence(f"{zh}。", f"{en}.")


def find_peak_range(projection: Projection) -> tuple[int, int] | None:
    """The years between which 90 % of the called peaks lie; None where none is called."""
    shares = projection.ensemble.peaked_by
    if shares[-1] == 0:
        return None
    years = projection.model.years
    first, last = (int(years[int(np.searchsorted(shares / shares[-1], each))]) for each in (0.05, 0.95))
    return first, last


def describe_projects(outlook: Outlook) -> Sentence:
    """What the chosen and all projects take off the main pathway in 2030, and whether the peak moves."""
    place = _place(outlook.main, PEAK_YEAR)
    year = int(outlook.main.model.years[place])
    nothing = outlook.variants["none"][place]
    parts = []
    for name in ("chosen", "all"):
        saved = nothing - outlook.variants[name][place]
        share = 100.0 * saved / nothing if nothing else 0.0
        parts.append((VARIANTS[name], saved, share))
    if all(abs(saved) < 1e-12 for _, saved, _ in parts):
        return Sentence("数据包中没有可量化减排的项目进入路径。", "No project with a known abatement enters the path.")
    zh = "；".join(f"{name.zh}减排 {_show(saved, 2)} 万t（{share:.2f}%）" for name, saved, share in parts)
    en = "; ".join(f"{name.en}: {_show(saved, 2)} ({share:.2f}%)" for name, saved, share in parts)
    moved = outlook.variant_calls["all"].year - outlook.variant_calls["none"].year
    tail_zh = "达峰年不因项目改变。" if moved == 0 else f"建全部项目使中心路径的最大值年份移动 {moved:+d} 年。"
    tail_en = (
        "The year of the peak does not move."
        if moved == 0
        else f"All projects move the year of the maximum by {moved:+d} years."
    )
    return Sentence(
        f"与不建项目相比，{year} 年能源活动二氧化碳：{zh}。{tail_zh}",
        f"Off energy CO2 in {year} against no project, x 10,000 t: {en}. {tail_en}",
    )


def describe_drivers(outlook: Outlook) -> Sentence:
    """The largest drivers of the main pathway since the base year, and of its distance from the baseline."""
    base, year = outlook.main.model.base_year, outlook.split_year
    since, against = _name_largest(outlook.change.effects), _name_largest(outlook.distance.effects)
    moved = outlook.change.end - outlook.change.start
    apart = outlook.distance.end - outlook.distance.start
    return Sentence(
        f"{base}-{year} 年排放变化 {moved:+,.1f} 万t：{since.zh}。{year} 年与基准情景相差 {apart:+,.1f} 万t：{against.zh}。（LMDI-I 加法，首尾两年）",
        f"{base}-{year} emissions change by {moved:+,.1f} x 10,000 t: {since.en}. In {year} the pathway differs from the baseline by "
        f"{apart:+,.1f}: {against.en}. (LMDI-I, additive, end to end)",
    )


def _name_largest(effects: Mapping[str, float]) -> Sentence:
    ordered = sorted((*DRIVERS, PROJECTS), key=lambda name: -abs(effects[name]))
    shown = [name for name in ordered if abs(effects[name]) >= 0.005][: FEW + 1]
    return Sentence(
        "、".join(f"{DRIVER_NAMES[name].zh} {effects[name]:+,.1f}" for name in shown) or "无",
        ", ".join(f"{DRIVER_NAMES[name].en} {effects[name]:+,.1f}" for name in shown) or "none",
    )


def list_carbon_caveats(outlook: Outlook) -> tuple[Sentence, ...]:
    """What a reader must know before using a path, the gravest first."""
    return tuple(_find_caveats(outlook))


def _find_caveats(outlook: Outlook) -> Iterator[Sentence]:
    main, plan = outlook.main, outlook.plan
    yield _count_assumptions(outlook)
    low, high = (main.ensemble.fans["net"][row, 0] for row in (0, -1))
    yield Sentence(
        f"基准年 {main.model.base_year} 年排放本身的 90% 区间是 {_show(low)}-{_show(high)} 万t；下面每个数字都带着它。",
        f"Emissions of the base year {main.model.base_year} themselves are known only to {_show(low)}-{_show(high)} x 10,000 t (90%); "
        "every figure below carries that.",
    )
    names = [name_parameter(plan, each.parameter) for each in outlook.swings[:FEW]]
    if names:
        yield Sentence(
            f"{outlook.split_year} 年的结果最取决于：{'、'.join(each.zh for each in names)}。",
            f"The result of {outlook.split_year} depends most on: {'; '.join(each.en for each in names)}.",
        )
    yield _compare_shapes(outlook)
    yield from _find_emitters(outlook)
    yield from _compare_engines(main)
    if main.ensemble.correction > 0.01:
        moved = f"{main.ensemble.correction:.2f}"
        yield Sentence(
            f"设定的相关系数不能同时成立，已移到最近的可行矩阵（最大改动 {moved}）。",
            f"The correlations asked for cannot hold together; they were moved to the nearest that can (by {moved} at most).",
        )
    if main.ensemble.fans["other"][0].min() < 0:
        yield Sentence(
            "部分抽样中 B 账出现负值：项目减排超过了清单中的排放源，两个数字不能同时成立。",
            "In some draws ledger B turns negative: projects abate more than the inventory's source emits, so both figures cannot hold.",
        )
    unknown = len(list_unknown(plan))
    if unknown:
        yield Sentence(
            f"{unknown} 个项目或措施查过但没有可用的减排数字（见表），它们未计入，并不等于零。",
            f"Of {unknown} projects and measures no abatement is known (see the table); they are left out, which is not zero.",
        )


def _compare_shapes(outlook: Outlook) -> Sentence:
    """What the shape of the levers between periods does to the call."""
    other = word_call(outlook.other_shape, outlook.main)
    if outlook.main.model.lever_shape == "step":
        return Sentence(
            f"驱动参数在每个五年规划期内不变，峰值年因此只会落在规划期末；若在各期之间线性过渡，{other.zh}",
            f"Levers are constant within a plan period, so that a peak can only fall on the end of one; moving linearly between periods, {other.en}",
        )
    return Sentence(
        f"驱动参数在各规划期之间线性过渡；若每期内不变，{other.zh}",
        f"Levers move linearly between plan periods; constant within each, {other.en}",
    )


def _count_assumptions(outlook: Outlook) -> Sentence:
    plan = outlook.plan
    rows = [each.row for each in outlook.main.model.parameters if each.row is not None]
    kinds = []
    for row in rows:
        source = plan.source_by_id.get(row.source_id) or plan.factors.source_by_id.get(row.source_id)
        kinds.append(source.kind if source is not None else "document")
    counts = {kind: kinds.count(kind) for kind in ("document", "publication", "assumption")}
    printed, published, assumed = counts.values()
    return Sentence(
        f"路径用到 {len(kinds)} 个数字：{printed} 个出自规划文件，{published} 个出自公开文献，{assumed} 个是假设。",
        f"The path uses {len(kinds)} figures: {printed} from the plan's document, {published} from publications, {assumed} are "
        "assumptions.",
    )


def _find_emitters(outlook: Outlook) -> Iterator[Sentence]:
    """Projects that add to a ledger, the large ones with their figures; small ones are counted."""
    adding = [each for each in outlook.costs if min(each.energy_co2[1], each.other_ghg[1]) < 0]
    adding.sort(key=lambda each: min(each.energy_co2[1], each.other_ghg[1]))
    large = [each for each in adding[:MOST_NAMED] if min(each.energy_co2[1], each.other_ghg[1]) <= -LEAST_SHOWN]
    if not adding:
        return
    zh = "；".join(
        f"{each.action_id} A 账 {-each.energy_co2[1]:+,.2f}、B 账 {-each.other_ghg[1]:+,.2f}" for each in large
    )
    en = "; ".join(f"{each.action_id} A {-each.energy_co2[1]:+,.2f}, B {-each.other_ghg[1]:+,.2f}" for each in large)
    if len(adding) > len(large):
        rest = len(adding) - len(large)
        zh += f"{'；' if zh else ''}另 {rest} 个更小（见项目表）"
        en += f"{'; ' if en else ''}{rest} smaller ones (see the table of projects)"
    yield Sentence(
        f"{len(adding)} 个项目会增加某一本账的排放（满负荷年，万tCO2e，正号为增加）：{zh}。",
        f"{len(adding)} projects add to a ledger (full year, x 10,000 tCO2e, plus is more): {en}.",
    )


def _compare_engines(main: Projection) -> Iterator[Sentence]:
    if main.quick is None:
        return
    place = _place(main, PEAK_YEAR)
    quick, sectoral = float(main.quick[place]), float(main.central.gross[0, place])
    if sectoral and abs(quick / sectoral - 1.0) > SMALL_GAP:
        yield Sentence(
            f"两个引擎相差较大：{int(main.model.years[place])} 年增长率引擎 {_show(quick)} 万t，分部门引擎 {_show(sectoral)} 万t（不含项目）。",
            f"The two engines differ: in {int(main.model.years[place])} growth rates alone give {_show(quick)}, sectors {_show(sectoral)} "
            "x 10,000 t (before projects).",
        )


def _place(projection: Projection, year: int) -> int:
    years = projection.model.years
    return min(max(int(year - years[0]), 0), len(years) - 1)


def _show(value: float, digits: int = 1) -> str:
    return format_number(float(value), digits)
