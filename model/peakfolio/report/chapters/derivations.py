"""The tables that say how figures of emissions follow: those of the base year, and the abatement of every project."""

from collections.abc import Iterator, Mapping

from peakfolio.delivery.model import STAGES
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.carbon_tables import BaseDriver, EnergyUse, OtherEmission
from peakfolio.plan.delivery_book import find_size
from peakfolio.plan.delivery_tables import DeliveryKind, StageDuration
from peakfolio.plan.plan import Plan
from peakfolio.plan.vocabulary import ProjectSize
from peakfolio.report import names as wording
from peakfolio.report.carbon.names import FUELS, SECTORS, name_item
from peakfolio.report.carbon.tables import LETTERS
from peakfolio.report.chains import tell_source
from peakfolio.report.content import MONTHS, Cell, Table, make_table, name_column, number_column, tabulate, text_column
from peakfolio.report.delivery.names import SIZES, STAGE_NAMES, WORK_TYPES
from peakfolio.words import Name, Words, listing, say

DRIVER_NAMES = {"gdp": say("GDP"), "population": say("population"), "value_added_share": say("share of value added")}
BEFORE_BUILDING = ("approval", "design", "tender")
Figure = BaseDriver | EnergyUse | OtherEmission
FORMS = {"co2": say("t CO2"), "ch4": say("t CH4"), "n2o": say("t N2O"), "electricity": say("MWh")}


def list_base_figures(plan: Plan) -> Table:
    """Energy, GDP, people and shares of the base year: range, how they follow, and where from."""
    figures: tuple[Figure, ...] = (*plan.drivers, *plan.energy, *plan.other_emissions)
    return tabulate(
        "base_figures",
        say("Derivation of the base-year figures"),
        figures,
        (name_column("figure", say("Figure"), 1.8), _name_figure),
        (number_column("low", say("Low"), digits=4), lambda row: row.low),
        (number_column("central", say("Central"), digits=4), lambda row: row.central),
        (number_column("high", say("High"), digits=4), lambda row: row.high),
        (name_column("unit", say("Unit"), 0.7), lambda row: wording.show_unit(row.unit)),
        (text_column("formula", say("Formula"), 1.4), lambda row: row.formula or ""),
        (name_column("reasoning", say("Reasoning"), 3.4), wording.give_reason),
        (text_column("source", say("Source:lines"), 1.0), tell_source),
        is_wide=True,
    )


def list_stages(outlook: DeliveryOutlook) -> Table:
    """The months of every stage that the chosen portfolio's projects go through, and where they come from."""
    plan = outlook.plan
    kinds = {row.project_id: row for row in plan.delivery}
    used: dict[tuple[object, ...], list[str]] = {}
    for job in outlook.chosen.delivery.jobs:
        kind, size = kinds[job.action_id], find_size(plan.project_by_id[job.action_id].cost_wan_yuan or 0.0)
        own = None if kind.construction_mode is None else kind.reasoning
        used.setdefault((kind.work_type, size, kind.is_started, own), []).append(job.action_id)
    columns = (
        text_column("work_type", say("Kind of work"), 0.9, WORK_TYPES),
        text_column("size", say("Size"), 0.7, SIZES),
        text_column("projects", say("Chosen projects"), 1.3),
        text_column("stage", say("Stage"), 0.8, STAGE_NAMES),
        number_column("low", say("Low"), MONTHS, 1),
        number_column("mode", say("Most likely"), MONTHS, 1),
        number_column("high", say("High"), MONTHS, 1),
        name_column("reasoning", say("Reasoning"), 3.6),
        text_column("source", say("Source"), 1.0),
    )
    rows: list[Mapping[str, Cell]] = []
    for keys in used.values():
        kind, size = kinds[keys[0]], find_size(plan.project_by_id[keys[0]].cost_wan_yuan or 0.0)
        same: Mapping[str, Cell] = {"work_type": kind.work_type, "size": size, "projects": " ".join(keys)}
        rows += [{**same, **row} for row in _list_spans(plan, kind, size)]
    title = say("Months of the stages of the chosen projects, with sources")
    note = say(
        "Failed tenders, failed acceptances and queues come on top; projects under way have approval, design and tender "
        "behind them."
    )
    return make_table("stages", title, columns, rows, note=note, is_wide=True)


def _list_spans(plan: Plan, kind: DeliveryKind, size: ProjectSize) -> Iterator[Mapping[str, Cell]]:
    """Each stage a project still has before it and its months, by its own row where it has any, else by the table of stages."""
    for stage in STAGES:
        if kind.is_started and stage in BEFORE_BUILDING:
            continue
        row: DeliveryKind | StageDuration
        if stage == "construction" and kind.construction_mode is not None:
            row, span = kind, (kind.construction_low, kind.construction_mode, kind.construction_high)
        else:
            row = plan.delivery_book.find_stage(kind.work_type, size, stage)
            span = row.low, row.mode, row.high
        low, mode, high = span
        why, source = wording.give_reason(row), tell_source(row)
        yield {"stage": stage, "low": low, "mode": mode, "high": high, "reasoning": why, "source": source}


def list_abatements(plan: Plan) -> Table:
    """Every abatement with a figure: amount a year, life, ramp, how it follows, and where from."""
    return tabulate(
        "abatements",
        say("Derivation of the projects' abatement (plus is less emissions)"),
        [row for row in plan.abatements if row.form != "none_known" and row.ledger],
        (text_column("action_id", say("No."), 0.6), lambda row: row.action_id),
        (text_column("ledger", say("Ledger"), 0.5), lambda row: LETTERS[str(row.ledger)]),
        (number_column("low", say("Low")), lambda row: row.low),
        (number_column("central", say("Central")), lambda row: row.central),
        (number_column("high", say("High")), lambda row: row.high),
        (text_column("unit", say("Unit (a year)"), 0.8, FORMS), lambda row: row.form),
        (number_column("life_years", say("Life"), say("years"), 0), lambda row: row.life_years),
        (number_column("ramp_years", say("Ramp"), say("years"), 0), lambda row: row.ramp_years),
        (text_column("formula", say("Formula"), 1.8), lambda row: row.formula or ""),
        (name_column("reasoning", say("Reasoning"), 3.6), wording.give_reason),
        (text_column("source", say("Source:lines"), 1.0), tell_source),
        is_wide=True,
    )


def _name_figure(row: Figure) -> Words:
    if isinstance(row, OtherEmission):
        return name_item(row)
    if isinstance(row, BaseDriver):
        name, fuel = DRIVER_NAMES.get(row.driver, Name(row.driver, row.driver)), "all"
    else:
        name, fuel = say("energy use") if row.kind == "amount" else say("share of energy"), row.fuel
    parts = [SECTORS[row.sector]] if row.sector != "all" else []
    parts += [FUELS[fuel]] if fuel != "all" else []
    return say("{name} ({parts})", name=name, parts=listing(parts)) if parts else name
