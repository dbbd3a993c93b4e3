"""The chapter on emissions: when each pathway peaks, what drives it, what the projects change, and the inventory behind it."""

from collections.abc import Iterable, Mapping

from peakfolio.carbon.outlook import CarbonOutlook
from peakfolio.plan.abating import find_carbon_settings
from peakfolio.plan.settings import IntensityTarget
from peakfolio.report.carbon.caveats import list_carbon_caveats
from peakfolio.report.carbon.names import name_pathway
from peakfolio.report.carbon.summary import Tonnes, describe_call, describe_chance, describe_drivers, headline_outlook
from peakfolio.report.carbon.tables import (
    list_cells,
    list_item_lines,
    list_pathway_lines,
    make_pathway_table,
    make_project_table,
    make_swing_table,
)
from peakfolio.report.chapters.figures import list_carbon_figures
from peakfolio.report.content import (
    CARBON,
    CARBON_E,
    ENERGY,
    MONEY,
    PERCENT,
    YUAN_PER_TONNE,
    Block,
    Cell,
    Chapter,
    Table,
    bullets,
    caveats,
    heading,
    number_column,
    paragraph,
    refer,
    text_column,
    year_column,
)
from peakfolio.run import Run
from peakfolio.words import SPACE, Words, listing, say, say_in

FIRST_SWINGS = 12
CLASS_COLUMNS = {
    "peaked": say("Peaks"),
    "plateau": say("Plateau"),
    "still_rising": say("Highest at end"),
    "no_call": say("No call"),
}
LETTERS = {"energy_co2": "A", "other_ghg": "B", "sink": "C"}
ENDS: Mapping[str, Words] = {
    "_low": say_in("end of a range", "low"),
    "": say_in("end of a range", "central"),
    "_high": say_in("end of a range", "high"),
}


def tell_carbon(run: Run) -> Chapter | None:
    """The emission pathways; None where the plan has no inventory."""
    if run.outlook is None:
        return None
    voice, outlook = Voice(language), run.outlook
    figures = list_carbon_figures(outlook, language)
    blocks: list[Block] = [
        Text("answer", headline_outlook(outlook)),
        *caveats(list_carbon_caveats(outlook)),
        heading(say("Pathways and the peak")),
        paragraph(
            say(
                "Three ledgers are kept apart: A energy CO2 (what the national peak target means), B other greenhouse gases, C "
                "sinks. A peak is called on ledger A and on noise-free paths only; its year is the one after which the maximum "
                "is never exceeded, and one within the last 5 years is no peak."
            )
        ),
        _list_calls(outlook),
        bullets(_tell_pathways(outlook)),
        _list_levels(outlook),
        figures["carbon_pathways"],
        figures["carbon_fan"],
        figures["carbon_chance"],
        heading(say("What drives emissions")),
        Text("answer", describe_drivers(outlook)),
        *(figures[name] for name in ("carbon_waterfall", "carbon_wedges", "carbon_mix")),
        heading(say("Which figure matters most")),
        _list_swings(outlook),
        figures["carbon_tornado"],
        heading(say("What the projects abate")),
        *_list_projects(outlook),
        *([figures["carbon_macc"]] if "carbon_macc" in figures else []),
        heading(say("The inventory of the base year")),
        _sum_inventory(outlook),
    ]
    return Chapter("carbon", say("The way to the carbon peak"), tuple(blocks))


def _list_calls(outlook: CarbonOutlook) -> Table:
    lines = list_pathway_lines(outlook, voice.language)
    numbers = make_pathway_table(outlook, voice.language).to_dict("records")
    targets = find_carbon_settings(outlook.plan).intensity_targets
    rows: list[tuple[Cell, ...]] = [
        (
            line["title"],
            line["kind"],
            line["year"] if line["year"].startswith(("≤", "-")) else found["peak_year"],
            *(_show_near_all(found[name]) for name in ("peaked_by_2030", "peaked_by_2030_other_shape", *CLASS_COLUMNS)),
            *(100.0 * each.ensemble.met[target.name] for target in targets),
        )
        for line, found, each in zip(lines, numbers, outlook.projections, strict=True)
    ]
    columns = (
        text_column("title", say("Pathway"), 2.2),
        text_column("call", say("Call"), 0.8),
        year_column("peak_year", say("Peak year")),
        number_column("peaked_by_2030", "P(≤2030)", PERCENT, 1),
        number_column("other_shape", say("Other shape"), PERCENT, 1),
        *(number_column(name, title, PERCENT, 1) for name, title in CLASS_COLUMNS.items()),
        *(number_column(f"met_{target.year}", _name_fall(target), PERCENT, 1) for target in targets),
    )
    note = say(
        "Call and peak year are of the central path; where no peak is called no year is written; '≤' means never "
        "exceeded again since the base year, and there are no data to tell whether it peaked before. P(≤2030) is the "
        "share of draws that peak by 2030, of the class 'peaks' alone; the four classes (peaks, plateau, highest at end, "
        "no call) add to 100 % before rounding. 'Other shape' is the same share with the other shape of levers between "
        "periods (moving linearly instead of in steps, or the reverse)."
    )
    return Table("carbon_calls", say("The call on every pathway"), columns, tuple(rows), note)


def _name_fall(target: IntensityTarget) -> Words:
    """By how much CO2 per GDP is to fall, and when."""
    span = f"{target.first_year}-{target.year}"
    return say("CO2/GDP down {fall:g}% in {span}", fall=target.fall_percent, span=span)


def _show_near_all(share: float) -> float:
    """A share in per cent that never rounds to 100 where some runs are left."""
    return 99.9 if 0.9985 < share < 1.0 else 100.0 * share


def _tell_pathways(outlook: CarbonOutlook) -> Iterable[Words]:
    """What is called of every pathway, and how likely it is."""
    for each in outlook.projections:
        yield say(
            "{title} - {call} {chance}",
            title=name_pathway(outlook.plan, each.pathway_name),
            call=describe_call(outlook, each),
            chance=describe_chance(each),
        )


def _list_levels(outlook: CarbonOutlook) -> Table:
    """Median and 90 % range in the years that matter."""
    last = int(outlook.main.model.years[-1])
    years = [year for year in (2030, 2035) if year > outlook.main.model.base_year and year < last] + [last]
    rows = []
    for found in make_pathway_table(outlook, voice.language).to_dict("records"):
        values = [found[f"y{year}{part}"] for year in years for part in ("", "_low", "_high")]
        rows.append((found["title"], *(each for each in values)))
    columns = [text_column("title", say("Pathway"), 2.0)]
    for year in years:
        columns += [
            number_column(f"y{year}", say("{year} median", year=year), CARBON, 1),
            number_column(f"y{year}_low", f"{year} 5%", CARBON, 1),
            number_column(f"y{year}_high", f"{year} 95%", CARBON, 1),
        ]
    title = say("Levels of every pathway")
    return Table("carbon_levels", title, tuple(columns), tuple(rows))


def _list_swings(outlook: CarbonOutlook) -> Table:
    said = make_swing_table(outlook, voice.language).head(FIRST_SWINGS)
    rows = tuple(
        (row.name, row.unit, *(each for each in (row.low, row.value, row.high, row.low_result, row.high_result)))
        for row in said.itertuples(index=False)
    )
    columns = (
        text_column("name", say("Figure"), 3.0),
        text_column("unit", say("Unit"), 0.9),
        number_column("low", say("Low"), digits=4),
        number_column("value", say("Central"), digits=4),
        number_column("high", say("High"), digits=4),
        number_column("low_result", say("Result at 5 %"), CARBON, 1),
        number_column("high_result", say("Result at 95 %"), CARBON, 1),
    )
    note = say(
        "One figure at its 5 % and 95 % points, all others central. Low, central and high are in the unit beside them."
    )
    title = say("The figures that decide the result of {split_year}", split_year=outlook.split_year)
    return Table("carbon_swings", title, columns, rows, note)


def _list_projects(outlook: CarbonOutlook) -> list[Block]:
    said = make_project_table(outlook, voice.language)
    if said.empty:
        return [paragraph(say("The package holds no project with a known abatement."))]
    is_built = bool(said["built_by"].notna().any())
    last = ("yuan_per_tonne", "built_by") if is_built else ("yuan_per_tonne",)
    keys = ("cost_wan_yuan", "energy_co2", "other_ghg", "sink")
    rows = tuple(
        (
            row["action_id"],
            row["name"],
            *(row[key] for key in keys),
            *("" if row[key] is None else row[key] for key in last),
        )
        for row in said.to_dict("records")
    )
    columns = (
        text_column("action_id", say("No."), 0.7),
        text_column("name", say("Project"), 2.6),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        number_column("energy_co2", "A", CARBON, 3),
        number_column("other_ghg", "B", CARBON_E, 3),
        number_column("sink", "C", CARBON_E, 3),
        number_column("yuan_per_tonne", say("Cost of a tonne"), YUAN_PER_TONNE, 0),
        *((year_column("built_by", say("Built")),) if is_built else ()),
    )
    notes = (
        say(
            "Amounts of a full year (central values; ranges in {carbon_ranges}, how they follow in {abatements}), plus is "
            "less emissions (more sink), minus is more; the cost of a tonne is the whole investment over what ledgers A and "
            "B save in the project's life (discounted at {percent:g}%, lives in {abatements}; as the grid factor changes and "
            "effects ramp up, this is not investment over yearly amount times life), without operation, and carbon is rarely "
            "what a project is built for.",
            percent=100 * outlook.discount_rate,
            carbon_ranges=refer("carbon_ranges"),
            abatements=refer("abatements"),
        ),
        *((say("'Built' is given for projects in the main pathway."),) if is_built else ()),
        say(
            "Of those in {carbon_unknown} no abatement is known; they are left out, which is not zero.",
            carbon_unknown=refer("carbon_unknown"),
        ),
    )
    title = say("Yearly abatement of the projects and the cost of a tonne")
    return [paragraph(listing(notes, SPACE)), Table("carbon_projects", title, columns, rows)]


def list_ranges(outlook: CarbonOutlook) -> Table:
    """Low and high of every known abatement, and of its cost."""
    parts = [f"{ledger}{end}" for ledger in LETTERS for end in ENDS]
    said = make_project_table(outlook, voice.language).to_dict("records")
    rows = tuple(
        (
            row["action_id"],
            row["name"],
            *(row[key] for key in parts),
            *("" if row[key] is None else row[key] for key in ("cheapest", "dearest")),
        )
        for row in said
    )
    columns = [text_column("action_id", say("No."), 0.7), text_column("name", say("Project"), 2.6)]
    columns += [
        number_column(f"{ledger}{end}", f"{letter} {name}", CARBON if ledger == "energy_co2" else CARBON_E, 3)
        for ledger, letter in LETTERS.items()
        for end, name in ENDS.items()
    ]
    columns += [
        number_column("cheapest", say("Tonne, low"), YUAN_PER_TONNE, 0),
        number_column("dearest", say("Tonne, high"), YUAN_PER_TONNE, 0),
    ]
    title = say("Ranges of the yearly abatement and of the cost of a tonne")
    note = say(
        "No cost of a tonne: at that reading the project saves nothing over its life, or the document prints no cost."
    )
    return Table("carbon_ranges", title, tuple(columns), rows, note, is_wide=True)


def _sum_inventory(outlook: CarbonOutlook) -> Block:
    """The base year in two numbers."""
    cells = list(list_cells(outlook.main, voice.language))
    sums = [sum(float(each[place]) for each in cells) for place in (2, 3)]
    return paragraph(
        say(
            "In {year} energy use was {energy}ce and energy CO2 {carbon} (ledger A, central values), by sector and fuel in "
            "{tables}.",
            year=find_carbon_settings(outlook.plan).base_year,
            energy=Tonnes(sums[0], 2),
            carbon=Tonnes(sums[1], 2),
            tables=listing(
                (refer("carbon_inventory"), *((refer("carbon_other"),) if outlook.main.model.items else ()))
            ),
        )
    )


def list_inventory(outlook: CarbonOutlook) -> list[Block]:
    """Base year by sector and fuel, and of other gases and sinks by source."""
    year = find_carbon_settings(outlook.plan).base_year
    cells = list(list_cells(outlook.main, voice.language))
    rows: list[tuple[Cell, ...]] = [(sector, fuel, energy, carbon) for sector, fuel, energy, carbon in cells]
    rows.append((say("Total"), "", sum(each[2] for each in cells), sum(each[3] for each in cells)))
    columns = (
        text_column("sector", say("Sector"), 2.0),
        text_column("fuel", say("Fuel"), 2.0),
        number_column("energy_wan_tce", say("Energy"), ENERGY, 2),
        number_column("co2_wan_t", say("CO2"), CARBON, 2),
    )
    title = say("Energy and CO2 of {year} (ledger A, central values)", year=year)
    others = tuple(
        (
            str(row["ledger"]), str(row["name"]), row["tonnes_of_gas"], row["central_wan_tco2e"],
            row["low_wan_tco2e"], row["high_wan_tco2e"],
        )
        for row in list_item_lines(outlook, voice.language)
    )  # fmt: skip
    kept = (
        text_column("ledger", say("Ledger"), 1.4),
        text_column("name", say("Source"), 2.2),
        number_column("tonnes_of_gas", say("Gas"), say("t a year"), 0),
        number_column("central_wan_tco2e", say("Central"), CARBON_E, 2),
        number_column("low_wan_tco2e", say("Low"), CARBON_E, 2),
        number_column("high_wan_tco2e", say("High"), CARBON_E, 2),
    )
    named = say("Other gases and sinks of {year} (ledgers B and C)", year=year)
    return [
        Table("carbon_inventory", title, columns, tuple(rows), has_total=True),
        *([Table("carbon_other", named, kept, others)] if others else []),
    ]
