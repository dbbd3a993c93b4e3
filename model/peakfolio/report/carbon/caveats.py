"""What a reader must know before using a carbon path, the gravest first."""

from collections.abc import Iterable, Iterator

from peakfolio.carbon.abatement_costs import list_unknown
from peakfolio.carbon.balancing import Unbalanced, find_unbalanced
from peakfolio.carbon.outlook import PEAK_YEAR, CarbonOutlook
from peakfolio.carbon.pathways import Projection
from peakfolio.plan.plan import Plan
from peakfolio.report.carbon.names import FUELS, LEVERS, SECTORS, name_parameter, name_pathway, shorten_pathway
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.summary import Tonnes, find_place, word_call
from peakfolio.report.content import Caveat, Rank
from peakfolio.report.names import LONG
from peakfolio.words import NOTHING, SEMICOLON, Words, format_number, listing, say, say_many, show_share

SMALL_GAP = 0.05  # share by which the two engines may differ before the reader is told
FEW = 3  # of what has a table, in a sentence
MOST_NAMED = 6  # projects, each with two figures
LEAST_SHOWN = 0.01  # 万tCO2e a year
ENERGY_PER_GDP = "吨标准煤/万元"


def list_carbon_caveats(outlook: CarbonOutlook) -> tuple[Words, ...]:
    """What a reader must know before using a path, the gravest first."""
    return tuple(each.said for each in rank_carbon_caveats(outlook))


def rank_carbon_caveats(outlook: CarbonOutlook) -> tuple[Caveat, ...]:
    """The same, each with its weight."""
    return tuple(_find_caveats(outlook))


def _find_caveats(outlook: CarbonOutlook) -> Iterator[Caveat]:
    main, plan = outlook.main, outlook.plan
    yield Caveat("limits", _count_assumptions(outlook))
    yield Caveat("limits", _tell_start(outlook))
    yield from _weigh("technical", _name_swings(outlook))
    yield from _weigh("limits", _tell_included(outlook), _tell_intensity(outlook), _tell_range(outlook))
    yield Caveat("limits", _compare_shapes(outlook))
    yield from _weigh("technical", _tell_unbalanced(outlook))
    yield Caveat("technical", _tell_rules(outlook))
    yield from _weigh("technical", _find_emitters(outlook), _compare_engines(main), _tell_correction(outlook))
    yield from _weigh("decides", _tell_negative(outlook))
    yield from _weigh("technical", _tell_negative_gases(outlook))
    yield from _weigh(
        "technical" if outlook.costs else "limits", _count_unknown(plan)
    )  # else below the table of abatements


def _weigh(rank: Rank, *found: Iterable[Words]) -> Iterator[Caveat]:
    """Sentences as caveats of one weight."""
    return (Caveat(rank, each) for said in found for each in said)


def _tell_start(outlook: CarbonOutlook) -> Words:
    """How well the base year is known."""
    low, _, high = outlook.main.ensemble.find_range("net", 0)
    return say(
        "Emissions of the base year {year} themselves are known only to {low} to {high} (90%); ranges and "
        "probabilities of the simulated cases include this uncertainty, middle values do not.",
        year=outlook.main.model.base_year,
        low=Tonnes(low),
        high=Tonnes(high),
    )


def _name_swings(outlook: CarbonOutlook) -> Iterator[Words]:
    """The figures that the result depends on most."""
    names = [name_parameter(outlook.plan, each.parameter) for each in outlook.swings[:FEW]]
    if names:
        yield say("The result of {year} depends most on: {names}.", year=outlook.split_year, names=listing(names, LONG))


def _tell_correction(outlook: CarbonOutlook) -> Iterator[Words]:
    """That the correlations asked for were moved."""
    if outlook.main.ensemble.correction > 0.01:
        yield say(
            "The correlations asked for cannot hold together; they were moved to the nearest that can (by {most:.2f} at most).",
            most=outlook.main.ensemble.correction,
        )


def _tell_negative_gases(outlook: CarbonOutlook) -> Iterator[Words]:
    """That other gases fall below zero in some draws."""
    if outlook.main.ensemble.fans["other"][0].min() < 0:
        yield say(
            "In some draws ledger B turns negative: projects abate more than the inventory's source emits, so both figures "
            "cannot hold."
        )


def _count_unknown(plan: Plan) -> Iterator[Words]:
    """How many actions were looked at and left out, wholly or in part."""
    known = {row.action_id for row in plan.abatements if row.form != "none_known"}
    looked = {row.action_id for row in list_unknown(plan)}
    if not looked:
        return
    partly = len(looked & known)
    yield say_many(
        "Of {n} project or measure no abatement is known{more}; it is left out, which is not zero.",
        "Of {n} projects and measures no abatement is known{more}; they are left out, which is not zero.",
        len(looked - known),
        more=say(", of {count} more a part is missing", count=partly) if partly else NOTHING,
    )


def _tell_included(outlook: CarbonOutlook) -> Iterator[Words]:
    """That a portfolio of unknown abatement changes nothing on the paths."""
    if outlook.is_portfolio_given and not outlook.is_chosen_known:
        yield say(
            "The abatement of the chosen projects is unknown, so no project's abatement is in any path; what is said of the "
            "peak year and the projects holds only for those with figures."
        )


def _tell_intensity(outlook: CarbonOutlook) -> Iterator[Words]:
    """That a path lets energy per GDP fall where the portfolio keeps it at its base value unless a project moves it."""
    own = [row.indicator_id for row in outlook.plan.indicators if row.unit == ENERGY_PER_GDP]
    year = min(year for year in outlook.plan.settings.years.milestones if year > outlook.main.model.base_year)
    falls = [100.0 * _find_fall(each, year) for each in (outlook.main, outlook.baseline)]
    if own and abs(falls[0]) >= 1.0:
        yield say(
            "The two parts differ: the portfolio keeps an indicator at its base value unless a project moves it, while these "
            "paths let energy per GDP fall by {fall:.1f}% in {base}-{year} ({baseline:.1f}% in the baseline). Figures of "
            "both parts must not be used together for energy per GDP ({names}).",
            fall=falls[0],
            base=outlook.main.model.base_year,
            year=year,
            baseline=falls[1],
            names=listing(own),
        )


def _find_fall(projection: Projection, year: int) -> float:
    """By which share energy per GDP falls from the base year to a year, on the central path."""
    place, central = find_place(projection, year), projection.central
    first, later = (float(central.energy[0, each] / central.gdp[0, each]) for each in (0, place))
    return 1.0 - later / first


def _tell_range(outlook: CarbonOutlook) -> Iterator[Words]:
    """How far the abatement of all projects together reaches from its low to its high values."""
    low, central, high = (sum(each.energy_co2[place] for each in outlook.costs) for place in range(3))
    if outlook.costs and (low < 0 < central or central < 0 < high):
        yield say(
            "All projects with figures together save {central} (10,000 t energy CO2 in a full year, middle values), {low} "
            "at their low and {high} at their high values (minus is more emissions): the sign depends on the reading.",
            central=format_number(central, 2),
            low=format_number(low, 2),
            high=format_number(high, 2),
        )


def _tell_rules(outlook: CarbonOutlook) -> Words:
    """What is assumed in the settings rather than in a row of the tables."""
    ranks, settings = outlook.main.model.ranks, outlook.plan.carbon
    pairs = [
        say(", {lever} with {other} {rank:g}", lever=LEVERS[each.lever], other=LEVERS[each.other], rank=each.rank)
        for each in settings.correlations
    ]
    delay = outlook.main.pathway.delay_years
    on_time = say("projects finish in their planned years")
    return say(
        "Assumed in the settings: rank correlations (one lever between sectors {sectors:g}, neighbouring periods "
        "{periods:g}{pairs}); {finish}; the grid factor is a mean of years; carbon does not feed back on growth.",
        sectors=ranks.sectors,
        periods=ranks.periods,
        pairs=listing(pairs, NOTHING),
        finish=say("projects finish {years} years late", years=delay) if delay else on_time,
    )


def _compare_shapes(outlook: CarbonOutlook) -> Words:
    """What the shape of the levers between periods does to the call and the chance of every pathway."""
    main = outlook.main
    chances = listing(
        say("{pathway} {chance}", pathway=shorten_pathway(outlook.plan, name), chance=show_share(by))
        for name, (_, by) in outlook.other_shapes.items()
    )
    found = {"year": PEAK_YEAR, "chances": chances, "call": _tell_other_call(outlook)}
    if main.model.levers.shape == "step":
        return say(
            "Levers are constant within a plan period, so the peaks fall mostly on the last year of one ({year} is such a year); moving "
            "linearly, the probability of a peak by {year} becomes: {chances}{call}",
            **found,
        )
    return say(
        "Levers move linearly between plan periods ({year} is such a year); constant within each, the probability of a peak "
        "by {year} becomes: {chances}{call}",
        **found,
    )


def _tell_other_call(outlook: CarbonOutlook) -> Words:
    """What is called of the main pathway with the other shape, where that is another call."""
    main = outlook.main
    call, other = outlook.calls[main.pathway_name], outlook.other_shapes[main.pathway_name][0]
    if (call.kind, call.year) == (other.kind, other.year):
        return say("; the call on the main pathway stays the same.")
    return say("; on the main pathway then {other}", other=word_call(other, main))


def _tell_negative(outlook: CarbonOutlook) -> Iterator[Words]:
    """Pathways whose energy CO2 falls below zero in some draws: a sign of figures that cannot hold together."""
    found = [each for each in outlook.projections if each.ensemble.fans["net"][0].min() < 0]
    names = [name_pathway(outlook.plan, each.pathway_name) for each in found]
    if names:
        yield say(
            "In some simulated paths energy CO2 turns negative ({names}): projects abate more than the place emits, so both "
            "figures cannot hold, and no call of a peak may be used.",
            names=listing(names, LONG),
        )


def _tell_unbalanced(outlook: CarbonOutlook) -> Iterator[Words]:
    """Shifts that arrive short of what was asked, because shares are brought back to 100 %: the widest, of the main pathway if it has any."""
    ordered = sorted(outlook.projections, key=lambda each: each is not outlook.main)
    said = [(each.pathway_name, found) for each in ordered if (found := find_unbalanced(each.model))]
    if not said:
        return
    name, rows = name_pathway(outlook.plan, said[0][0]), [_word_unbalanced(row) for row in said[0][1][:FEW]]
    more = say(" So it is in {count} more.", count=len(said) - 1) if said[1:] else NOTHING
    yield say(
        "Pathway '{name}': shifts of shares do not cancel out and are brought back to 100%, so they do not arrive as "
        "asked: {rows}. To arrive, they need a row that loses (or gains) as much.{more}",
        name=name,
        rows=listing(rows, SEMICOLON),
        more=more,
    )


def _word_unbalanced(found: Unbalanced) -> Words:
    sector = SECTORS[found.sector]
    asked, arrived = (format_number(value, 1) for value in (found.asked, found.arrived))
    value_added = say("value added of {sector}", sector=sector)
    what = value_added if found.fuel is None else say("{fuel} in {sector}", fuel=FUELS[found.fuel], sector=sector)
    return say(
        "{what} in {year} asked {asked}%, got {arrived}%", what=what, year=found.year, asked=asked, arrived=arrived
    )


def _count_assumptions(outlook: CarbonOutlook) -> Words:
    """How many figures all pathways and their factors use, by kind: the sums of the table of sources."""
    counts = dict.fromkeys(("document", "publication", "assumption"), 0)
    for row in make_carbon_source_table(outlook).to_records():
        counts[str(row["kind"])] += int(str(row["figures"]))
    printed, published, assumed = counts.values()
    return say(
        "The pathways together use {values} figures: {printed} from the plan's document, {published} from publications, "
        "{assumed} are assumptions.",
        values=sum(counts.values()),
        printed=printed,
        published=published,
        assumed=assumed,
    )


def _find_emitters(outlook: CarbonOutlook) -> Iterator[Words]:
    """Projects that add to a ledger, the largest with their figures, and those that only emit at first."""
    adding = [each for each in outlook.costs if min(each.energy_co2[1], each.other_ghg[1]) < 0]
    adding.sort(key=lambda each: min(each.energy_co2[1], each.other_ghg[1]))
    large = [each for each in adding[:MOST_NAMED] if min(each.energy_co2[1], each.other_ghg[1]) <= -LEAST_SHOWN]
    if adding:
        added = [
            say(
                "{action_id} A {energy:+,.2f}, B {other:+,.2f}",
                action_id=each.action_id,
                energy=-each.energy_co2[1],
                other=-each.other_ghg[1],
            )
            for each in large
        ]
        if len(adding) > len(large):
            added.append(say("{count} smaller (see the table of projects)", count=len(adding) - len(large)))
        yield say(
            "In a full year {count} projects add to a ledger (10,000 t CO2e, plus is more): {added}.",
            count=len(adding),
            added=listing(added, SEMICOLON),
        )
    for each in outlook.costs:
        if each.first_year > -LEAST_SHOWN or each.abated <= 0:
            continue
        yield say(
            "{action_id} emits on balance at first (in 10,000 t CO2e: {first} more in year one, A and B together), saves "
            "{later} a year only later and {whole} over its life.",
            action_id=each.action_id,
            first=format_number(-each.first_year, 2),
            later=format_number(each.abated, 2),
            whole=format_number(each.lifetime, 1),
        )


def _compare_engines(main: Projection) -> Iterator[Words]:
    if main.quick is None:
        return
    place = find_place(main, PEAK_YEAR)
    quick, sectoral = float(main.quick[place]), float(main.central.gross[0, place])
    if sectoral and abs(quick / sectoral - 1.0) > SMALL_GAP:
        yield say(
            "The two engines differ: in {year} growth rates alone give {quick}, sectors {sectoral} (before projects).",
            year=int(main.model.years[place]),
            quick=Tonnes(quick),
            sectoral=Tonnes(sectoral),
        )
