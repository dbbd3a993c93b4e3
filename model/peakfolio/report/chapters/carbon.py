"""The chapter on emissions: when each pathway peaks, what drives it, what the projects change, and the inventory behind it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from peakfolio.carbon.outlook import PEAK_YEAR, CarbonOutlook
from peakfolio.plan.words import LEDGERS
from peakfolio.report.carbon.caveats import rank_carbon_caveats
from peakfolio.report.carbon.names import name_pathway
from peakfolio.report.carbon.summary import Tonnes, describe_call, describe_chance, describe_drivers, headline_outlook
from peakfolio.report.carbon.tables import (
    CALL_COLUMNS,
    CLASSES,
    LETTERS,
    RANGE,
    make_inventory_table,
    make_other_table,
    make_pathway_table,
    make_project_table,
    make_swing_table,
    pick_levels,
)
from peakfolio.report.chapters.figures import list_carbon_figures, pick_figures
from peakfolio.report.content import (
    CARBON,
    CARBON_E,
    ENERGY,
    YUAN_PER_TONNE,
    Block,
    Cell,
    Chapter,
    Table,
    Text,
    Worded,
    bullets,
    caveats,
    heading,
    make_table,
    name_column,
    number_column,
    refer,
    text_column,
)
from peakfolio.run import Run
from peakfolio.words import NOTHING, SPACE, Name, Words, listing, say

SHOWN_YEARS = PEAK_YEAR, PEAK_YEAR + 5  # the national peak target, and a plan period later
BODY_COLUMNS = "title", "call", "peak_year", f"peaked_by_{PEAK_YEAR}"
FIRST_PROJECTS = 6  # all are in the appendix
BLANK = Worded(None, NOTHING)  # of a cost of a tonne where there is none to know
LARGE = 20.0  # 万tCO2
FIRST_SWINGS = 12  # as many as the figure shows; the file holds all
SWING_NOTE = say(
    "One figure at its 5 % and 95 % points, all others at their middle. Low, middle and high are in the unit beside them."
)


def tell_carbon(run: Run) -> Chapter | None:
    """The emission pathways; None where the plan has no inventory."""
    if run.outlook is None:
        return None
    outlook, figures, found = run.outlook, list_carbon_figures(run.outlook), rank_carbon_caveats(run.outlook)
    blocks: list[Block] = [
        Text("answer", headline_outlook(outlook)),
        *caveats(found, "decides"),
        heading(say("Pathways and the peak")),
        _list_calls(make_pathway_table(outlook)),  # small: it fills the page that is too short for a figure
        *pick_figures(figures, "carbon_pathways"),
        *pick_figures(figures, "carbon_fan"),
        heading(say("What drives emissions, and what the projects abate")),
        describe_drivers(outlook),
        *pick_figures(figures, "carbon_waterfall"),
        *_list_projects(outlook),
        heading(say("What limits these paths")),
        _sum_inventory(outlook),
        *caveats(found, "limits"),
    ]
    return Chapter("carbon", say("Effect on carbon"), tuple(blocks))


def append_carbon(outlook: CarbonOutlook) -> list[Block]:
    """What the chapter leaves out: the levels, the figures that matter, shapes, wedges and costs."""
    figures, swings = list_carbon_figures(outlook), make_swing_table(outlook).first(FIRST_SWINGS)
    rest = ("carbon_chance", "carbon_wedges", "carbon_mix", "carbon_tornado", "carbon_macc")
    return [
        say(
            "Three ledgers are kept apart: A energy CO2 (what the national peak target means), B other greenhouse gases, C "
            "sinks. A peak is called on ledger A and on noise-free paths only; its year is the one after which the maximum "
            "is never exceeded, and one within the last 5 years is no peak."
        ),
        bullets(_tell_pathways(outlook)),
        _list_classes(make_pathway_table(outlook)),
        _fit_digits(pick_levels(make_pathway_table(outlook), (*SHOWN_YEARS, int(outlook.main.model.years[-1])))),
        _fit_digits(swings).pick(
            "name", "unit", "low", "value", "high", "low_result", "high_result", name="carbon_swings", note=SWING_NOTE
        ),
        *pick_figures(figures, *rest),
    ]


def _fit_digits(table: Table) -> Table:
    """Emissions in whole numbers where they are large, as their range is far wider than a tenth."""
    places = [place for place, each in enumerate(table.columns) if each.unit == CARBON]
    amounts = [abs(row[place]) for row in table.rows for place in places if isinstance(row[place], int | float)]  # type: ignore[arg-type]
    if max(amounts, default=0.0) < LARGE:
        return table
    columns = tuple(replace(each, digits=0) if each.unit == CARBON else each for each in table.columns)
    return replace(table, columns=columns)


def _list_calls(pathways: Table) -> Table:
    """When each pathway peaks, how likely it does so in time, and the targets on intensity."""
    met = (key for key in pathways.keys if key.startswith("met_"))
    note = say(
        "Peak and year are those of the path in which every figure has its middle value; '≤' means never exceeded again since the base "
        "year, and there are no data to tell whether it peaked before. The probability is the share of simulated paths that peak by 2030."
    )
    likely = {f"peaked_by_{PEAK_YEAR}": say("How likely it peaks by {year}", year=PEAK_YEAR)}
    return pathways.pick(*BODY_COLUMNS, *met, name="carbon_calls", note=note).retitle(**likely).round_shares()


def _list_classes(pathways: Table) -> Table:
    """The share of each class of paths, also with the other shape of the levers."""
    note = say(
        "Call and peak year are those with every figure at its middle value; where no peak is called no year is written; '≤' means never "
        "exceeded again since the base year, and there are no data to tell whether it peaked before. P(≤2030) is the share of cases that "
        "peak by 2030, of the class 'peaks' alone; the four classes (peaks, plateau, highest at end, "
        "no call) add to 100 % before rounding. 'Other shape' is the same share with the other shape of levers between "
        "periods (moving linearly instead of in steps, or the reverse)."
    )
    return pathways.pick(*CALL_COLUMNS, *CLASSES, name="carbon_classes", note=note)


def _tell_pathways(outlook: CarbonOutlook) -> Iterable[Words]:
    """What is called of every pathway, and how likely it is."""
    for each in outlook.projections:
        yield say(
            "{title} - {call} {chance}",
            title=name_pathway(outlook.plan, each.pathway_name),
            call=describe_call(outlook, each),
            chance=describe_chance(each),
        )


def _list_projects(outlook: CarbonOutlook) -> list[Block]:
    """The projects that abate most, with the cost of a tonne."""
    if not outlook.costs:
        return []  # the answer has said so
    table = make_project_table(outlook)
    note = say(
        "A full year with every figure at its middle value; plus is less emissions (or more sink), minus is more. Every project, its range "
        "and what the cost of a tonne means: {carbon_ranges}. Of those in {carbon_unknown} no abatement is known, which is not zero.",
        carbon_ranges=refer("carbon_ranges"),
        carbon_unknown=refer("carbon_unknown"),
    )
    named = {"energy_co2": say("Energy CO2"), "other_ghg": say("Other gases"), "sink": say("Sinks")}
    first = table.pick("action_id", "name", "cost_wan_yuan", *LETTERS, "yuan_per_tonne", note=note).retitle(**named)
    return [first.first(FIRST_PROJECTS).round_money()]


def list_ranges(outlook: CarbonOutlook) -> Table:
    """Low, central and high of every known abatement, a row for each ledger it touches, and of the cost of a tonne."""
    notes = (
        say(
            "Amounts of a full year (how they follow in {abatements}), plus is less emissions (more sink), minus is more; the cost of a "
            "tonne is the whole investment over what ledgers A and B save in the project's life (discounted at {percent:g}%, lives in "
            "{abatements}; as the grid factor changes and effects ramp up, this is not investment over yearly amount times life), "
            "without operation, and carbon is rarely what a project is built for.",
            percent=100 * outlook.discount_rate,
            abatements=refer("abatements"),
        ),
        say(
            "No cost of a tonne: at that reading the project saves nothing over its life, or the document prints no cost."
        ),
    )
    columns = (
        text_column("action_id", say("No."), 0.7),
        name_column("name", say("Project"), 2.6),
        text_column("ledger", say("Ledger"), 1.2, LEDGERS),
        number_column("abates_low", say("Low"), CARBON_E),
        number_column("abates_central", say("Central"), CARBON_E),
        number_column("abates_high", say("High"), CARBON_E),
        number_column("cheapest", say("Cost of a tonne, low"), YUAN_PER_TONNE, 0),
        number_column("dearest", say("Cost of a tonne, high"), YUAN_PER_TONNE, 0),
    )
    rows = [row for each in make_project_table(outlook).to_records() for row in _list_ledgers(each)]
    title = say("Ranges of the yearly abatement and of the cost of a tonne")
    return make_table("carbon_ranges", title, columns, rows, note=listing(notes, SPACE))


def _list_ledgers(record: Mapping[str, Any]) -> Iterator[Mapping[str, Cell]]:
    """A row for each ledger that a project touches; its number, its name and the cost of a tonne stand in the first."""
    blank: dict[str, Cell] = {"action_id": "", "name": "", "cheapest": BLANK, "dearest": BLANK}
    named = Name(record["name_zh"], record["name_en"])
    costs = {key: BLANK if record[key] is None else record[key] for key in ("cheapest", "dearest")}
    own: dict[str, Cell] = {"action_id": record["action_id"], "name": named, **costs}
    for ledger in LETTERS:
        low, central, high = (record[f"{ledger}{end}"] for end in RANGE)
        if any((low, central, high)):
            yield {**own, "ledger": ledger, "abates_low": low, "abates_central": central, "abates_high": high}
            own = blank


def _sum_inventory(outlook: CarbonOutlook) -> Block:
    """The base year in two numbers."""
    cells = make_inventory_table(outlook.main).to_frame()
    return say(
        "In {year} energy use was {energy}ce and energy CO2 {carbon} (every figure at its middle value), by sector and fuel in "
        "{tables}.",
        year=outlook.plan.carbon.base_year,
        energy=Tonnes(cells["energy_wan_tce"].sum(), 2),
        carbon=Tonnes(cells["co2_wan_t"].sum(), 2),
        tables=listing((refer("inventory_by_sector"), *((refer("carbon_other"),) if outlook.main.model.items else ()))),
    )


def list_inventory(outlook: CarbonOutlook) -> list[Block]:
    """Base year by sector, and of other gases and sinks by source; by sector and fuel it is filed."""
    whole, other = make_inventory_table(outlook.main), make_other_table(outlook.main)
    keys = ("ledger", "item", "tonnes_of_gas", "central_wan_tco2e", "low_wan_tco2e", "high_wan_tco2e")
    return [_cross_inventory(whole), *([other.pick(*keys)] if other.rows else []), whole.add_up().file()]


def _cross_inventory(whole: Table) -> Table:
    """The inventory with a row for each sector and the CO2 of each fuel beside it."""
    sectors, fuels = whole.columns[0].words, whole.columns[1].words
    cells = whole.to_frame()
    used = [each for each in fuels if cells.loc[cells["fuel"] == each, "co2_wan_t"].any()]
    columns = (
        text_column("sector", say("Sector"), 1.2, sectors),
        number_column("energy", say("Energy"), ENERGY),
        number_column("carbon", say("CO2"), CARBON),
        *(number_column(f"of_{fuel}", say("of it {source}", source=fuels[fuel])) for fuel in used),
    )
    rows = []
    for sector, own in cells.groupby("sector", sort=False):
        carbon = own.set_index("fuel")["co2_wan_t"]
        rows.append(
            {
                "sector": sector,
                "energy": own["energy_wan_tce"].sum(),
                "carbon": carbon.sum(),
                **{f"of_{fuel}": float(carbon[fuel]) if fuel in carbon.index else "" for fuel in used},
            }
        )
    note = say(
        "By sector and fuel, with the energy of each, in {carbon_inventory}.",
        carbon_inventory=refer("carbon_inventory"),
    )
    return make_table("inventory_by_sector", whole.title, columns, rows, note=note).add_up()
