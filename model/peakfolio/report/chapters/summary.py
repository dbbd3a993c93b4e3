"""The chapters that open a document: the summary, and what everything rests on."""

from collections import Counter
from collections.abc import Iterable, Iterator

from peakfolio.assess.audit import SEVERITIES
from peakfolio.assess.counting import count_effects
from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.plan.abating import average_grid
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.outcomes import CIRCLES, Outcome
from peakfolio.report import names as wording
from peakfolio.report.carbon.caveats import list_carbon_caveats
from peakfolio.report.carbon.names import FACTOR_SETS, name_pathway
from peakfolio.report.carbon.summary import headline_outlook
from peakfolio.report.chapters.sources import list_sources
from peakfolio.report.content import (
    CARBON,
    MONEY,
    PERCENT,
    POINTS,
    PROJECTS,
    Block,
    Cell,
    Chapter,
    Table,
    Text,
    bullets,
    caveats,
    heading,
    number_column,
    refer,
    text_column,
)
from peakfolio.report.delivery.names import COURSE_NAMES
from peakfolio.report.delivery.summary import headline_delivery, list_delivery_caveats
from peakfolio.report.effects import list_serving_effects, make_assumption_table
from peakfolio.report.information import names_figures
from peakfolio.report.portfolio import find_other_reading, say_other_reading
from peakfolio.report.reasons import list_unknown
from peakfolio.report.summary import describe_score, headline, list_caveats
from peakfolio.run import Run
from peakfolio.words import NOTHING, Name, Words, listing, say, say_in

FIRST_CAVEATS = 2  # of the carbon answer; the others stand in its chapter
TERMS = (
    ("answer", say("open target"),
     say("a target for the milestone that the base value does not meet, counted by measured part")),
    ("answer", say("circular evidence"),
     say("the document only repeats the target, orders it, or gives no figure at all so that supporters share the gap")),
    ("answer", say("unknown effect"),
     say("the document names a project for an indicator and nothing says how much it brings; it closes nothing, unless the "
         "scenario lets such projects share the gap in proportion to their cost")),
    ("answer", say("low, central and high effects"),
     say("cautious, middle and hopeful reading of an effect; of a shared one the central value times set factors")),
    ("delivery", say("chosen portfolio, whole pool"),
     say("the cheapest projects on paper built in their years; all projects of the plan built in the printed years")),
    ("delivery", say("robust portfolio"),
     say("the cheapest portfolio that meets its targets in time with the wanted certainty when delays are counted; it may "
         "start early")),
    ("delivery", say("tested on new draws"),
     say("simulated again with random numbers that took no part in the choice")),
    ("outlook", say("ledgers A, B and C"),
     say("A energy CO2, B other greenhouse gases, C sinks; never added up; the peak is called on A")),
    ("outlook", say("net energy CO2"),
     say("ledger A after what projects take off or add")),
    ("outlook", say("central path and median of the draws"),
     say("the first takes every figure at its central value, the second is the middle of all draws; they differ a little "
         "because ranges are not even")),
    ("outlook", say("main pathway, baseline"),
     say("the pathway the conclusions refer to, and the one with policies as before; most of their figures are marked "
         "assumptions")),
    ("outlook", say("LMDI-I decomposition"),
     say("splits a change of emissions among its drivers without a rest (logarithmic mean Divisia index)")),
)  # fmt: skip
FIRST_FINDINGS = 12  # about a page; all are in the appendix
KeyFigure = tuple[Words, Cell, Words | str, Words]  # what it is, its value, its unit, where it stands


def summarise(run: Run) -> Chapter:
    """The answer, its few figures, and what limits it."""
    answer, delivery, outlook = run.answer, run.delivery, run.outlook
    said = (
        run.refusal if answer is None else headline(answer),
        None
        if answer is None or answer.is_undecided or answer.verification.points is not None
        else describe_score(run),
        None if delivery is None else headline_delivery(delivery),
        None if outlook is None else headline_outlook(outlook),
    )
    limits = [
        *(() if answer is None else list_caveats(answer)),
        *(() if delivery is None else list_delivery_caveats(delivery, {})[:1]),
        *(() if outlook is None else list_carbon_caveats(outlook)[:FIRST_CAVEATS]),
    ]
    blocks: list[Block] = [Text("answer", each) for each in said if each is not None]
    other = NOTHING if answer is None else say_other_reading(answer)
    blocks += [*([] if other is NOTHING else [other]), *_list_key_figures(run)]
    if limits:
        blocks += [say("Before these conclusions are used:"), *caveats(limits)]
    return Chapter("summary", say("Summary"), tuple(blocks))


def _list_key_figures(run: Run) -> Iterator[Table]:
    figures = (*_count_answer(run), *_count_delivery(run), *_count_emissions(run))
    columns = (
        text_column("item", say("Key figure"), 2.4),
        number_column("value", say("Value")),
        text_column("unit", say("Unit"), 0.9),
        text_column("place", say("See"), 0.9),
    )
    if figures:
        yield Table("key_figures", say("Key figures"), columns, figures)


def _count_answer(run: Run) -> Iterator[KeyFigure]:
    """What the portfolio costs and meets, in numbers."""
    answer = run.answer
    if answer is None:
        return
    if answer.is_undecided:
        yield from _count_undecided(answer)
        return
    plan, outcomes = answer.plan, answer.verification.outcomes
    projects, starts = len(wording.list_projects(plan, answer.choice.portfolio)), len(answer.choice.portfolio.starts)
    priced = [row.cost_wan_yuan for row in plan.projects if row.cost_wan_yuan is not None]
    met = sum(each.is_met for each in outcomes)
    targets, measures = say("targets"), say("measures")
    yield from (
        (say("Targets still open (counting measured parts)"), len(outcomes), targets, refer("open_targets")),
        (say("met by the portfolio"), met, targets, refer("open_targets")),
        *_count_evidence(outcomes),
        *_count_open_tasks(outcomes),
        (say("still missed"), sum(not each.is_reached for each in outcomes), targets, refer("portfolio")),
        *_count_unknown(answer),
        (say("Projects in the pool with a cost"), len(priced), PROJECTS, refer("all_projects")),
        (say("Cost of the pool"), sum(priced), MONEY, refer("all_projects")),
        (say("Projects chosen"), projects, PROJECTS, refer("chosen")),
        (say("Cost of the portfolio"), answer.verification.cost_wan_yuan, MONEY, refer("chosen")),
        (say("Policy measures to be put in force (no investment)"), starts - projects, measures, refer("portfolio")),
    )
    yield from _count_other_reading(answer)
    sure = answer.certainty
    if sure is not None and sure.by_target:
        item = say(
            "Probability that all {count} targets met hold (effects drawn from their ranges, no delay)",
            count=len(sure.by_target),
        )
        told = run.information
        where = "portfolio" if told is None or not names_figures(told) else "information"
        yield item, 100 * sure.all_met, PERCENT, refer(where)
    score = run.points["chosen"]
    if score is not None:
        place = refer("budget") if run.frontier else refer("points")
        yield say("Points the portfolio would earn"), score, POINTS, place


def _count_undecided(answer: Answer) -> Iterator[KeyFigure]:
    """What can be counted before any effect is known."""
    priced = [row.cost_wan_yuan for row in answer.plan.projects if row.cost_wan_yuan is not None]
    count, effects = count_effects(answer.plan), say("effects")
    yield from (
        (
            say("Targets still open (counting measured parts)"),
            len(answer.problem.targets),
            say("targets"),
            refer("standing_now"),
        ),
        (say("Projects in the pool with a cost"), len(priced), PROJECTS, refer("pool")),
        (say("Cost of the pool"), sum(priced), MONEY, refer("pool")),
        (say("Effects decided"), count.decided, effects, refer("claims")),
        (say("Effects proposed"), count.proposed, effects, refer("claims")),
        (say("Effects unknown"), count.unknown, effects, refer("claims")),
    )


def _count_open_tasks(outcomes: Iterable[Outcome]) -> Iterator[KeyFigure]:
    """The targets whose number is reached while a task besides stays unknown; nothing where there are none."""
    count = sum(each.is_undecided for each in outcomes)
    if count:
        yield say("number reached, a task besides unknown"), count, say("targets"), refer("open_targets")


def _count_evidence(outcomes: Iterable[Outcome]) -> Iterator[KeyFigure]:
    """The targets met by what they rest on; what is circular together, with its kinds."""
    kinds: Counter[str] = Counter(each.evidence for each in outcomes if each.is_met)
    for kind, item in (
        ("figure", say("of these on quantities or promises that can be checked")),
        ("estimate", say("of these estimated from money")),
        ("law", say("of these by law")),
    ):
        if kinds[kind] or kind == "figure":
            yield item, kinds[kind], say("targets"), refer("open_targets")
    item = say(
        "of these on circular evidence (promise {promise}, order {order}, share of the gap {shared})",
        promise=kinds["promise"],
        order=kinds["order"],
        shared=kinds["shared"],
    )
    yield item, sum(kinds[kind] for kind in CIRCLES), say("targets"), refer("open_targets")


def _count_unknown(answer: Answer) -> Iterator[KeyFigure]:
    """The missed targets of which some project's effect is unknown; nothing where there is none."""
    unknown = sum(bool(list_unknown(answer, reach)) for reach in answer.choice.reaches)
    if unknown:
        item = say("of these with projects of which nothing says how much they bring")
        yield item, unknown, say("targets"), refer("portfolio")


def _count_other_reading(answer: Answer) -> Iterator[KeyFigure]:
    """What the other reading of projects without a figure costs, beside the portfolio's cost."""
    other = find_other_reading(answer)
    if other is None:
        return
    found = {"projects": len(other.chosen), "met": other.met}
    item = (
        say("For comparison, as the document says: cost of {projects} projects that meet {met} targets", **found)
        if other.use_shared_effects
        else say("For comparison, by figures only: cost of {projects} projects that meet {met} targets", **found)
    )
    yield item, other.cost_wan_yuan, MONEY, refer("switches")


def _count_delivery(run: Run) -> Iterator[KeyFigure]:
    """How sure the targets are in time, of the chosen and of the robust portfolio."""
    if run.delivery is not None and run.delivery.aims:
        item = say(
            "Probability that all {count} targets are met by the end of {year} ({name}; delays and effects drawn)",
            count=len(run.delivery.aims),
            year=run.delivery.milestone,
            name=COURSE_NAMES[run.delivery.chosen.name],
        )
        yield item, 100 * run.delivery.likely.all_met, PERCENT, refer("delivery")
    for course in () if run.delivery is None else (run.delivery.chosen, run.delivery.secure):
        item = say(
            "Probability that all {count} targets are met by the end of {year} ({name}; delays drawn, effects as read)",
            count=len(course.aims),
            year=course.by or course.study.problem.milestone,
            name=COURSE_NAMES[course.name],
        )
        yield item, 100 * course.chance, PERCENT, refer("delivery")


def _count_emissions(run: Run) -> Iterator[KeyFigure]:
    """What the main pathway emits around the year of the national target, and how likely it has peaked by then."""
    if run.outlook is None:
        return
    main = run.outlook.main
    place = int(min(max(PEAK_YEAR - main.model.years[0], 0), len(main.model.years) - 1))
    year, median = int(main.model.years[place]), float(main.ensemble.fans["net"][2, place])
    title = name_pathway(run.plan, main.pathway_name)
    peaked = 100.0 * float(main.ensemble.peaked_by[place])
    yield say("Energy CO2 in {year}, median ({title})", year=year, title=title), median, CARBON, refer("carbon")
    yield say("Probability of a peak by {year} (same pathway)", year=year), peaked, PERCENT, refer("carbon")


def tell_data(run: Run) -> Chapter:
    """Sources, rules, assumptions, evidence of the effects, and what is wrong with the document itself."""
    blocks: list[Block] = [
        heading(say("Sources")),
        say(
            "Every figure comes from the plan's document (with its lines) or from a publication, or is marked as an "
            "assumption with its reasoning. A missing figure is unknown, never zero."
        ),
        list_sources(run.plan, "document"),
        say("Publications: {publications}.", publications=refer("publications")),
        _tell_standpoint(run.plan),
        heading(say("Terms")),
        list_terms(run),
    ]
    if run.answer is not None:
        blocks += _tell_rules(run.answer)
    if run.outlook is not None:
        blocks += _tell_carbon(run)
    blocks += _tell_findings(run)
    return Chapter("data", say("Data and assumptions"), tuple(blocks))


def _tell_standpoint(plan: Plan) -> Block:
    """From where the appraisal looks: it knows nothing that came after the plan."""
    base = plan.settings.years.base_year
    return say(
        "The appraisal stands in the plan's base year ({base}): it uses the text of the plan and the publications "
        "listed, and nothing that was done or measured in the place since (national and provincial factors, such as that "
        "of the grid, and targets set above it are the exception). A start year that has passed is thus the year in "
        "which building should have begun under the conditions of the plan; before it is used for a decision today, the "
        "package has to be brought up to date.",
        base=base,
    )


def list_terms(run: Run) -> Table:
    """The words of this report that a reader may not know, of those it uses."""
    rows = tuple((term, meaning) for part, term, meaning in TERMS if getattr(run, part) is not None)
    columns = (text_column("term", say("Term"), 1.2), text_column("meaning", say("Meaning"), 5.0))
    return Table("terms", say("Terms of this report"), columns, rows)


def _tell_rules(answer: Answer) -> list[Block]:
    table = make_assumption_table(answer)
    rules = [row[0] for row in table.keep("kind", ("rule",)).pick("text").rows]
    assumed = table.keep("kind", ("assumption",)).pick("source_id", "text")
    counts = Counter(wording.name_basis(effect) for effect in list_serving_effects(answer))
    shown = [say("{count} {basis}", count=count, basis=basis) for basis, count in counts.items()]
    return [
        heading(say("Rules of the selection")),
        bullets(each for each in rules if isinstance(each, Words)),
        *((heading(say("Marked assumptions")), assumed) if assumed.rows else ()),
        say(
            "Effects at work by what they rest on: {effects}; one by one in {at_effects}. 'Quantified' follows from a printed "
            "quantity, 'estimated' from money through the unit cost of a class, 'law' from a rule in force; 'stated' is a promise "
            "of the document, an 'order' is the administration's own to give and has the target for its level, and 'unknown' is "
            "named without any figure. Orders, shares of a gap and promises that only repeat the target are circular evidence. A "
            "target met by several effects is judged by the weakest of them ({open_targets}).",
            effects=wording.list_names(shown),
            at_effects=refer("effects"),
            open_targets=refer("open_targets"),
        ),
    ]


def _tell_carbon(run: Run) -> list[Block]:
    settings, plan = run.plan.carbon, run.plan
    factors = FACTOR_SETS.get(settings.factor_set) or say("set '{factor_set}'", factor_set=settings.factor_set)
    grid = (
        say_in("grid", "China") if settings.grid == "China" else Name(plan.settings.region.province_zh, settings.grid)
    )
    account = {"equivalent": say("equivalent value"), "calorific": say("calorific value")}[plan.energy[0].account]
    return [
        heading(say("What the pathways rest on")),
        say(
            "Base year {year}; fuel factors: {factors}; grid factor of {grid}, mean of {years}: {mean:.4f} kgCO2/kWh; "
            "warming potentials {potentials}; electricity counted at its {account}. Sources and how many figures each "
            "carries: {carbon_sources}, assumptions first.",
            year=settings.base_year,
            factors=factors,
            grid=grid,
            years=listing(str(year) for year in settings.grid_years),
            mean=average_grid(plan),
            potentials=settings.gwp_set,
            account=account,
            carbon_sources=refer("carbon_sources"),
        ),
    ]


def _tell_findings(run: Run) -> list[Block]:
    """How many contradictions the document holds, and the gravest of them."""
    counts = {each: sum(finding.severity == each for finding in run.findings) for each in SEVERITIES}
    grave = [finding.sentence for finding in run.findings if finding.severity == "error"]
    graveness = [say("{severity} {count}", severity=wording.SEVERITIES[key], count=counts[key]) for key in SEVERITIES]
    blocks: list[Block] = [
        heading(say("Contradictions and holes in the document")),
        say(
            "Recomputing what the document says about itself gives {count} findings ({severities}); errors and warnings one by "
            "one in {findings}.",
            count=len(run.findings),
            severities=listing(graveness),
            findings=refer("findings"),
        ),
    ]
    if grave:
        first = grave[:FIRST_FINDINGS]
        if len(grave) > len(first):
            blocks.append(say("The first {first} errors:", first=len(first)))
        blocks.append(bullets(first))
    return blocks
