"""The carbon answer in sentences: when each pathway peaks, how sure that is, what drives it, and what it rests on."""

from collections.abc import Iterator, Mapping

import numpy as np

from peakfolio.carbon.costs import list_unknown
from peakfolio.carbon.driving import DRIVERS, PROJECTS
from peakfolio.carbon.outlook import PEAK_YEAR, Outlook, PathCall
from peakfolio.carbon.projecting import Projection
from peakfolio.language import Sentence, format_number
from peakfolio.plan.abating import find_carbon_settings
from peakfolio.plan.vocabulary import PathwayProjects
from peakfolio.results.carbon_wording import DRIVERS as DRIVER_NAMES
from peakfolio.results.carbon_wording import LEVERS, VARIANTS, name_parameter, name_pathway

SMALL_GAP = 0.05  # share by which the two engines may differ before the reader is told
FEW = 3
LEAST_EFFECT = 0.05  # 万tCO2, half of what is shown
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
    changed, targets = describe_projects(outlook), describe_targets(main)
    span_zh = f"{year} 年能源活动二氧化碳中位数 {_show(middle)} 万tCO2（90% 区间 {_show(low)}-{_show(high)}）。"
    return Sentence(
        f"“{title.zh}”情景：{called.zh}{chance.zh}{span_zh}{targets.zh}{changed.zh}",
        f"Pathway '{title.en}': {called.en} {chance.en} In {year} energy CO2 is {_show(middle)} x 10,000 t (median; 90% of the draws lie in "
        f"{_show(low)}-{_show(high)}). {targets.en}{changed.en}",
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
            f"中心路径 {call.year} 年达到最大值 {level} 万tCO2，此后一直在其 5% 以内（平台期）。",
            f"the central path reaches its maximum of {level} x 10,000 t in {call.year} and stays within 5% of it (a plateau).",
        )
    if call.kind == "unknown":
        return Sentence(
            f"中心路径 {call.year} 年最大（{level} 万tCO2），下降后又回到其 5% 以内，不能认定达峰。",
            f"the central path is highest in {call.year} ({level} x 10,000 t), falls and comes back within 5% of it; no peak can be called.",
        )
    if call.year == base:
        return Sentence(
            f"中心路径自基准年 {base} 年（{level} 万tCO2）起不再超过该年水平；是否更早已达峰，文件没有数据。",
            f"the central path never again exceeds its base year {base} ({level} x 10,000 t); whether it peaked before, no datum tells.",
        )
    return Sentence(
        f"中心路径 {call.year} 年达峰，{level} 万tCO2。",
        f"the central path peaks in {call.year} at {level} x 10,000 t.",
    )


def describe_chance(projection: Projection) -> Sentence:
    """P(peak <= 2030), the years most peaks fall in, and the share still rising."""
    found = projection.ensemble
    by = 100.0 * found.peaked_by[_place(projection, PEAK_YEAR)]
    rising = 100.0 * found.class_shares["rising"]
    zh = f"{found.runs:,} 次抽样中，{PEAK_YEAR} 年及以前达峰的概率 {by:.0f}%"
    en = f"In {found.runs:,} draw{'s' if found.runs != 1 else ''} the probability of a peak by {PEAK_YEAR} is {by:.0f}%"
    years = find_peak_range(projection)
    if years is not None:
        span = f"{years[0]}-{years[1]}" if years[0] < years[1] else f"{years[0]}"
        zh += f"，达峰年 90% 落在 {span} 年"
        en += f", 90% of the peaks lie in {span}"
    if rising >= 1:
        zh += f"，{rising:.0f}% 到末年仍未达峰"
        en += f", {rising:.0f}% have not peaked at the end"
    return Sentence(f"{zh}。", f"{en}.")


def describe_targets(projection: Projection) -> Sentence:
    """The probability that each target on CO2 per GDP is met; nothing where there is none."""
    met = projection.ensemble.met
    zh = "".join(f"碳强度目标（{name}）达到的概率 {100 * share:.0f}%。" for name, share in met.items())
    en = "".join(f"CO2 per GDP {name} is met in {100 * share:.0f}% of the draws. " for name, share in met.items())
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
    place = _place(outlook.main, PEAK_YEAR)
    nothing = outlook.variants["none"][place]
    if not outlook.costs:
        return Sentence("数据包中没有可量化减排的项目。", "The package holds no project with a known abatement.")
    parts = [_describe_variant("all", nothing - outlook.variants["all"][place], nothing)]
    if outlook.is_chosen_known:
        parts.insert(0, _describe_variant("chosen", nothing - outlook.variants["chosen"][place], nothing))
    elif outlook.is_portfolio_given:
        parts.insert(0, Sentence("优选组合的减排量未知", "the chosen portfolio: unknown"))
    zh, en = "；".join(each.zh for each in parts), "; ".join(each.en for each in parts)
    moved = outlook.variant_calls["all"].year - outlook.variant_calls["none"].year
    way = ("推迟", "later") if moved > 0 else ("提前", "earlier")
    tail_zh = f"建全部项目使中心路径的最大值{way[0]} {abs(moved)} 年。" if moved else "达峰年不因项目改变。"
    count = f"{abs(moved)} year{'s' if abs(moved) != 1 else ''}"
    tail_en = (
        f"With all projects the maximum comes {count} {way[1]}." if moved else "The year of the peak does not move."
    )
    return Sentence(
        f"与不建项目相比，{PEAK_YEAR} 年能源活动二氧化碳（中心值）：{zh}。{tail_zh}",
        f"Energy CO2 in {PEAK_YEAR} against no project (central values, 10,000 t CO2): {en}. {tail_en}",
    )


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
        f"{base}-{year} emissions change by {moved:+,.1f} x 10,000 t: {since.en}. In {year} the pathway differs from the baseline by "
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


def list_carbon_caveats(outlook: Outlook) -> tuple[Sentence, ...]:
    """What a reader must know before using a path, the gravest first."""
    return tuple(_find_caveats(outlook))


def _find_caveats(outlook: Outlook) -> Iterator[Sentence]:
    main, plan = outlook.main, outlook.plan
    yield _count_assumptions(outlook)
    low, high = (main.ensemble.fans["net"][row, 0] for row in (0, -1))
    yield Sentence(
        f"基准年 {main.model.base_year} 年排放本身的 90% 区间是 {_show(low)}-{_show(high)} 万tCO2；下面每个数字都带着它。",
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
    yield _tell_rules(outlook)
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


def _tell_rules(outlook: Outlook) -> Sentence:
    """What is assumed in the settings rather than in a row of the tables."""
    ranks, settings = outlook.main.model.ranks, find_carbon_settings(outlook.plan)
    pairs = [(LEVERS[each.lever], LEVERS[each.other], each.rank) for each in settings.correlations]
    zh = "".join(f"，{one.zh}与{other.zh} {rank:g}" for one, other, rank in pairs)
    en = "".join(f", {one.en} with {other.en} {rank:g}" for one, other, rank in pairs)
    delay = outlook.main.pathway.delay_years
    finish_zh = f"项目比计划晚 {delay} 年建成" if delay else "项目按计划年份建成"
    finish_en = f"projects finish {delay} years late" if delay else "projects finish in their planned years"
    return Sentence(
        f"另有设定性假设：参数的秩相关（同一参数不同部门 {ranks.sectors:g}、相邻时期 {ranks.periods:g}{zh}）；{finish_zh}；"
        "电网因子取各年均值；碳对经济没有反馈。",
        f"Assumed in the settings: rank correlations (one lever between sectors {ranks.sectors:g}, neighbouring periods {ranks.periods:g}{en}); "
        f"{finish_en}; the grid factor is a mean of years; carbon does not feed back on growth.",
    )


def _compare_shapes(outlook: Outlook) -> Sentence:
    """What the shape of the levers between periods does to the call and the chance of every pathway."""
    other = word_call(outlook.other_shapes[outlook.main.pathway_name][0], outlook.main)
    chances = [(name_pathway(outlook.plan, name), 100.0 * by) for name, (_, by) in outlook.other_shapes.items()]
    zh = "、".join(f"{title.zh.split('：')[0]} {by:.0f}%" for title, by in chances)
    en = ", ".join(f"{title.en.split(':')[0]} {by:.0f}%" for title, by in chances)
    is_step = outlook.main.model.lever_shape == "step"
    how_zh = "驱动参数在每个规划期内不变，峰值因此几乎只落在期末年" if is_step else "驱动参数在各规划期之间线性过渡"
    how_en = (
        "Levers are constant within a plan period, so peaks fall nearly only on the last year of one"
        if is_step
        else "Levers move linearly between plan periods"
    )
    if_zh, if_en = ("线性过渡", "moving linearly") if is_step else ("每期内不变", "constant within each")
    return Sentence(
        f"{how_zh}（{PEAK_YEAR} 年正是期末）；若{if_zh}，{PEAK_YEAR} 年及以前达峰的概率变为：{zh}；本情景{other.zh}",
        f"{how_en} ({PEAK_YEAR} is one); {if_en}, the probability of a peak by {PEAK_YEAR} becomes: {en}; and here {other.en}",
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
    """Projects that add to a ledger, the largest with their figures, and those that only emit at first."""
    adding = [each for each in outlook.costs if min(each.energy_co2[1], each.other_ghg[1]) < 0]
    adding.sort(key=lambda each: min(each.energy_co2[1], each.other_ghg[1]))
    large = [each for each in adding[:MOST_NAMED] if min(each.energy_co2[1], each.other_ghg[1]) <= -LEAST_SHOWN]
    if adding:
        added = [(each.action_id, -each.energy_co2[1], -each.other_ghg[1]) for each in large]
        zh = [f"{key} A 账 {one:+,.2f}、B 账 {other:+,.2f}" for key, one, other in added]
        en = [f"{key} A {one:+,.2f}, B {other:+,.2f}" for key, one, other in added]
        rest = len(adding) - len(large)
        zh += [f"另 {rest} 个更小（见项目表）"] if rest else []
        en += [f"{rest} smaller (see the table of projects)"] if rest else []
        yield Sentence(
            f"{len(adding)} 个项目满负荷年会增加某一本账的排放（万tCO2e，正号为增加）：{'；'.join(zh)}。",
            f"In a full year {len(adding)} projects add to a ledger (10,000 t CO2e, plus is more): {'; '.join(en)}.",
        )
    for each in outlook.costs:
        if each.first_year > -LEAST_SHOWN or each.abated <= 0:
            continue
        first, later, whole = _show(-each.first_year, 2), _show(each.abated, 2), _show(each.lifetime)
        yield Sentence(
            f"{each.action_id} 投产头几年净增排放（首年 A、B 账合计 +{first} 万tCO2e），满负荷年才减排 {later}，全寿命合计 {whole}。",
            f"{each.action_id} emits on balance at first (year one, A and B: +{first} x 10,000 t CO2e) and saves {later} a year only "
            f"later, {whole} over its life.",
        )


def _compare_engines(main: Projection) -> Iterator[Sentence]:
    if main.quick is None:
        return
    place = _place(main, PEAK_YEAR)
    quick, sectoral = float(main.quick[place]), float(main.central.gross[0, place])
    if sectoral and abs(quick / sectoral - 1.0) > SMALL_GAP:
        yield Sentence(
            f"两个引擎相差较大：{int(main.model.years[place])} 年增长率引擎 {_show(quick)} 万tCO2，分部门引擎 {_show(sectoral)} 万tCO2（不含项目）。",
            f"The two engines differ: in {int(main.model.years[place])} growth rates alone give {_show(quick)}, sectors {_show(sectoral)} "
            "x 10,000 t (before projects).",
        )


def _place(projection: Projection, year: int) -> int:
    years = projection.model.years
    return min(max(int(year - years[0]), 0), len(years) - 1)


def _show(value: float, digits: int = 1) -> str:
    return format_number(float(value), digits)
