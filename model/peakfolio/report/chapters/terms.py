"""What stands behind every chapter: terms, rules of the selection, marked assumptions, and what the pathways rest on."""

from collections import Counter

from peakfolio.plan.abating import average_grid
from peakfolio.portfolio.answering import Answer
from peakfolio.report import names as wording
from peakfolio.report.carbon.names import FACTOR_SETS
from peakfolio.report.content import Block, Table, bullets, heading, refer, text_column
from peakfolio.report.effects import list_serving_effects, make_assumption_table
from peakfolio.run import Run
from peakfolio.words import Name, Words, listing, say, say_in

TERMS = (
    ("answer", say("open target"),
     say("a target for the milestone that the base value does not meet, counted by measured part")),
    ("answer", say("the document's word only"),
     say("the document only repeats the target, orders it, or gives no figure at all so that supporters share the gap; what is met "
         "that way has no figure of its own")),
    ("answer", say("unknown effect"),
     say("the document names a project for an indicator and nothing says how much it brings; it closes nothing, unless the "
         "scenario lets such projects share the gap in proportion to their cost")),
    ("answer", say("low, middle and high effects"),
     say("cautious, middle and hopeful reading of an effect; of a shared one the central value times set factors")),
    ("delivery", say("option A, whole pool"),
     say("the cheapest projects on paper built in their years; all projects of the plan built in the printed years")),
    ("delivery", say("options B and C"),
     say("the cheapest portfolio that meets its targets in time with the wanted certainty when delays are counted; it may "
         "start early")),
    ("delivery", say("tested on other cases"),
     say("simulated again with random numbers that took no part in the choice")),
    ("outlook", say("ledgers A, B and C"),
     say("A energy CO2, B other greenhouse gases, C sinks; never added up; the peak is called on A")),
    ("outlook", say("net energy CO2"),
     say("ledger A after what projects take off or add")),
    ("outlook", say("path of middle values, middle of the cases"),
     say("the first takes every figure at its middle value, the second is the middle of all simulated cases; they differ a little "
         "because ranges are not even")),
    ("outlook", say("main pathway, baseline"),
     say("the pathway the conclusions refer to, and the one with policies as before; most of their figures are marked "
         "assumptions")),
    ("outlook", say("LMDI-I decomposition"),
     say("splits a change of emissions among its drivers without a rest (logarithmic mean Divisia index)")),
)  # fmt: skip


def tell_rules(run: Run) -> list[Block]:
    """Terms, rules and assumptions of a run."""
    return [
        heading(say("Terms")),
        list_terms(run),
        *([] if run.answer is None else _tell_rules(run.answer)),
        *([] if run.outlook is None else _tell_carbon(run)),
    ]


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
            "named without any figure. Orders, shares of a gap and promises that only repeat the target are the document's word only. A "
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
