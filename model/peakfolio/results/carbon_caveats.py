"""What a reader must know before using a carbon path, the gravest first."""

from collections.abc import Iterator

from peakfolio.carbon.balancing import Unbalanced, find_unbalanced
from peakfolio.carbon.costs import list_unknown
from peakfolio.carbon.outlook import PEAK_YEAR, Outlook
from peakfolio.carbon.projecting import Projection
from peakfolio.language import Sentence, format_number, show_share
from peakfolio.plan.abating import find_carbon_settings
from peakfolio.results.carbon_sources import make_carbon_source_table
from peakfolio.results.carbon_text import find_place, show_tonnes, word_call
from peakfolio.results.carbon_wording import FUELS, LEVERS, SECTORS, name_parameter, name_pathway

SMALL_GAP = 0.05  # share by which the two engines may differ before the reader is told
FEW = 3
MOST_NAMED = 6
LEAST_SHOWN = 0.01  # 万tCO2e a year
ENERGY_PER_GDP = "吨标准煤/万元"


def list_carbon_caveats(outlook: Outlook) -> tuple[Sentence, ...]:
    """What a reader must know before using a path, the gravest first."""
    return tuple(_find_caveats(outlook))


def _find_caveats(outlook: Outlook) -> Iterator[Sentence]:
    main, plan = outlook.main, outlook.plan
    yield _count_assumptions(outlook)
    low, high = (main.ensemble.fans["net"][row, 0] for row in (0, -1))
    yield Sentence(
        f"基准年 {main.model.base_year} 年排放本身的 90% 区间是 {_show(low)}-{_show(high)} 万tCO2；抽样的区间与概率含此不确定性，中心值不含。",
        f"Emissions of the base year {main.model.base_year} themselves are known only to {show_tonnes(low)} to {show_tonnes(high)} (90%); "
        "ranges and probabilities of the draws include this uncertainty, central values do not.",
    )
    names = [name_parameter(plan, each.parameter) for each in outlook.swings[:FEW]]
    if names:
        yield Sentence(
            f"{outlook.split_year} 年的结果最取决于：{'、'.join(each.zh for each in names)}。",
            f"The result of {outlook.split_year} depends most on: {'; '.join(each.en for each in names)}.",
        )
    yield from _tell_included(outlook)
    yield from _tell_intensity(outlook)
    yield from _tell_range(outlook)
    yield _compare_shapes(outlook)
    yield from _tell_unbalanced(outlook)
    yield _tell_rules(outlook)
    yield from _find_emitters(outlook)
    yield from _compare_engines(main)
    if main.ensemble.correction > 0.01:
        moved = f"{main.ensemble.correction:.2f}"
        yield Sentence(
            f"设定的相关系数不能同时成立，已移到最近的可行矩阵（最大改动 {moved}）。",
            f"The correlations asked for cannot hold together; they were moved to the nearest that can (by {moved} at most).",
        )
    yield from _tell_negative(outlook)
    if main.ensemble.fans["other"][0].min() < 0:
        yield Sentence(
            "部分抽样中 B 账出现负值：项目减排超过了清单中的排放源，两个数字不能同时成立。",
            "In some draws ledger B turns negative: projects abate more than the inventory's source emits, so both figures cannot hold.",
        )
    known = {row.action_id for row in plan.abatements if row.form != "none_known"}
    looked = {row.action_id for row in list_unknown(plan)}
    if looked:
        unknown, part = len(looked - known), len(looked & known)
        more_zh = f"，另有 {part} 个只缺一部分" if part else ""
        more_en = f", of {part} more a part is missing" if part else ""
        yield Sentence(
            f"{unknown} 个项目或措施查过但没有可用的减排数字{more_zh}（见表），它们未计入，并不等于零。",
            f"Of {unknown} projects and measures no abatement is known{more_en} (see the table); they are left out, which is not zero.",
        )


def _tell_included(outlook: Outlook) -> Iterator[Sentence]:
    """That a portfolio of unknown abatement changes nothing on the paths."""
    if outlook.is_portfolio_given and not outlook.is_chosen_known:
        yield Sentence(
            "优选组合的减排量未知，因此各条路径中没有任何项目的减排；“达峰年不因项目改变”只对有减排数字的项目成立。",
            "The abatement of the chosen portfolio is unknown, so no project's abatement is in any path; what is said of the peak year and the "
            "projects holds only for those with figures.",
        )


def _tell_intensity(outlook: Outlook) -> Iterator[Sentence]:
    """That a path lets energy per GDP fall where the portfolio keeps it at its base value unless a project moves it."""
    own = [row.indicator_id for row in outlook.plan.indicators if row.unit == ENERGY_PER_GDP]
    year = min(year for year in outlook.plan.settings.years.milestones if year > outlook.main.model.base_year)
    falls = [100.0 * _find_fall(each, year) for each in (outlook.main, outlook.baseline)]
    if own and abs(falls[0]) >= 1.0:
        base, names = outlook.main.model.base_year, "、".join(own)
        yield Sentence(
            f"两部分的口径不同：优选部分假定指标在没有项目时保持现状，本部分的路径则使单位GDP能耗 {base}-{year} 年下降 {falls[0]:.1f}%"
            f"（基准情景 {falls[1]:.1f}%）。单位GDP能耗指标（{names}）因此不能同时引用两部分的数字。",
            f"The two parts differ: the portfolio keeps an indicator at its base value unless a project moves it, while these paths let energy "
            f"per GDP fall by {falls[0]:.1f}% in {base}-{year} ({falls[1]:.1f}% in the baseline). Figures of both parts must not be used together "
            f"for energy per GDP ({names.replace('、', ', ')}).",
        )


def _find_fall(projection: Projection, year: int) -> float:
    """By which share energy per GDP falls from the base year to a year, on the central path."""
    place, central = find_place(projection, year), projection.central
    first, later = (float(central.energy[0, each] / central.gdp[0, each]) for each in (0, place))
    return 1.0 - later / first


def _tell_range(outlook: Outlook) -> Iterator[Sentence]:
    """How far the abatement of all projects together reaches from its low to its high values."""
    low, central, high = (sum(each.energy_co2[place] for each in outlook.costs) for place in range(3))
    if outlook.costs and (low < 0 < central or central < 0 < high):
        yield Sentence(
            f"有数字的全部项目满负荷年能源CO2减排合计 {_show(central, 2)} 万t（中心值），全取低值为 {_show(low, 2)}、全取高值为 {_show(high, 2)}"
            "（负号为增排）：是减是增取决于取值。",
            f"All projects with figures together save {_show(central, 2)} (10,000 t energy CO2 in a full year, central values), {_show(low, 2)} at "
            f"their low and {_show(high, 2)} at their high values (minus is more emissions): the sign depends on the reading.",
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
    chances = [(name_pathway(outlook.plan, name), show_share(by)) for name, (_, by) in outlook.other_shapes.items()]
    zh = "、".join(f"{title.zh.split('：')[0]} {by}" for title, by in chances)
    en = ", ".join(f"{title.en.split(':')[0]} {by}" for title, by in chances)
    is_step = outlook.main.model.lever_shape == "step"
    how_zh = (
        "驱动参数在每个规划期内不变，各次抽样的峰值因此多落在期末年" if is_step else "驱动参数在各规划期之间线性过渡"
    )
    how_en = (
        "Levers are constant within a plan period, so the peaks of the draws fall mostly on the last year of one"
        if is_step
        else "Levers move linearly between plan periods"
    )
    if_zh, if_en = ("线性过渡", "moving linearly") if is_step else ("每期内不变", "constant within each")
    return Sentence(
        f"{how_zh}（{PEAK_YEAR} 年正是期末）；若{if_zh}，{PEAK_YEAR} 年及以前达峰的概率变为：{zh}；"
        f"此时主情景的{other.zh}",
        f"{how_en} ({PEAK_YEAR} is such a year); {if_en}, the probability of a peak by {PEAK_YEAR} becomes: {en}; "
        f"on the main pathway then {other.en}",
    )


def _tell_negative(outlook: Outlook) -> Iterator[Sentence]:
    """Pathways whose energy CO2 falls below zero in some draws: a sign of figures that cannot hold together."""
    found = [each for each in outlook.projections if each.ensemble.fans["net"][0].min() < 0]
    names = [name_pathway(outlook.plan, each.pathway_name) for each in found]
    if names:
        yield Sentence(
            f"部分抽样中能源活动二氧化碳（A 账）出现负值（{'、'.join(each.zh for each in names)}）：项目减排超过了全部排放，两个数字不能同时成立，"
            "峰值的判定不可用。",
            f"In some draws energy CO2 (ledger A) turns negative ({'; '.join(each.en for each in names)}): projects abate more than the place "
            "emits, so both figures cannot hold, and no call of a peak may be used.",
        )


def _tell_unbalanced(outlook: Outlook) -> Iterator[Sentence]:
    """Shifts that arrive short of what was asked, because shares are brought back to 100 %: the widest, of the main pathway if it has any."""
    ordered = sorted(outlook.projections, key=lambda each: each is not outlook.main)
    said = [(each.pathway_name, found) for each in ordered if (found := find_unbalanced(each.model))]
    if not said:
        return
    name, rows = name_pathway(outlook.plan, said[0][0]), [_word_unbalanced(row) for row in said[0][1][:FEW]]
    more = (
        Sentence(f"另有 {len(said) - 1} 个情景也是如此。", f" So it is in {len(said) - 1} more.")
        if said[1:]
        else Sentence("", "")
    )
    yield Sentence(
        f"“{name.zh}”：占比的变动没有互相抵消，合计须归一到 100%，因此没有达到设定值：{'；'.join(row.zh for row in rows)}。"
        f"要达到设定值，须写明由哪一项减少（或增加）来抵消。{more.zh}",
        f"Pathway '{name.en}': shifts of shares do not cancel out and are brought back to 100%, so they do not arrive as asked: "
        f"{'; '.join(row.en for row in rows)}. To arrive, they need a row that loses (or gains) as much.{more.en}",
    )


def _word_unbalanced(found: Unbalanced) -> Sentence:
    sector = SECTORS[found.sector]
    asked, arrived = (format_number(value, 1) for value in (found.asked, found.arrived))
    if found.fuel is None:
        what = Sentence(f"{sector.zh}增加值占比", f"value added of {sector.en}")
    else:
        what = Sentence(f"{sector.zh}的{FUELS[found.fuel].zh}", f"{FUELS[found.fuel].en} in {sector.en}")
    return Sentence(
        f"{what.zh} {found.year} 年设定 {asked}%，实得 {arrived}%",
        f"{what.en} in {found.year} asked {asked}%, got {arrived}%",
    )


def _count_assumptions(outlook: Outlook) -> Sentence:
    """How many figures all pathways and their factors use, by kind: the sums of the table of sources."""
    table = make_carbon_source_table(outlook)
    counts = {
        kind: int(table.loc[table["kind"] == kind, "figures"].sum())
        for kind in ("document", "publication", "assumption")
    }
    printed, published, assumed = counts.values()
    return Sentence(
        f"各条路径共用到 {sum(counts.values())} 个数字：{printed} 个出自规划文件，{published} 个出自公开文献，{assumed} 个是假设。",
        f"The pathways together use {sum(counts.values())} figures: {printed} from the plan's document, {published} from publications, "
        f"{assumed} are assumptions.",
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
            f"{each.action_id} 投产头几年净增排放（首年 A、B 账合计增排 {first} 万tCO2e），满负荷年才减排 {later}，全寿命合计 {whole}。",
            f"{each.action_id} emits on balance at first (in 10,000 t CO2e: {first} more in year one, A and B together), saves {later} "
            f"a year only later and {whole} over its life.",
        )


def _compare_engines(main: Projection) -> Iterator[Sentence]:
    if main.quick is None:
        return
    place = find_place(main, PEAK_YEAR)
    quick, sectoral = float(main.quick[place]), float(main.central.gross[0, place])
    if sectoral and abs(quick / sectoral - 1.0) > SMALL_GAP:
        yield Sentence(
            f"两个引擎相差较大：{int(main.model.years[place])} 年增长率引擎 {_show(quick)} 万tCO2，分部门引擎 {_show(sectoral)} 万tCO2（不含项目）。",
            f"The two engines differ: in {int(main.model.years[place])} growth rates alone give {show_tonnes(quick)}, sectors "
            f"{show_tonnes(sectoral)} (before projects).",
        )


def _show(value: float, digits: int = 1) -> str:
    return format_number(float(value), digits)
