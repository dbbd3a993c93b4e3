"""The tables that say how figures of emissions follow: those of the base year, and the abatement of every project."""

from collections.abc import Iterator

from peakfolio.delivery.model import STAGES
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.plan.carbon_tables import BaseDriver, EnergyUse, OtherEmission
from peakfolio.plan.delivery_book import find_size
from peakfolio.plan.delivery_tables import DeliveryKind, StageDuration
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import CitedRow
from peakfolio.plan.vocabulary import ProjectSize, Stage
from peakfolio.plan.words import LEDGERS
from peakfolio.report import names as wording
from peakfolio.report.carbon.names import FUELS, SECTORS, name_item
from peakfolio.report.content import MONTHS, Cell, Table, number_column, text_column
from peakfolio.report.delivery.names import SIZES, STAGE_NAMES, WORK_TYPES
from peakfolio.words import Name, Words, listing, say, say_in

DRIVER_NAMES = {"gdp": say("GDP"), "population": say("population"), "value_added_share": say("share of value added")}
BEFORE_BUILDING = ("approval", "design", "tender")
FORMS = {"co2": say("t CO2"), "ch4": say("t CH4"), "n2o": say("t N2O"), "electricity": say("MWh")}


def list_base_figures(plan: Plan) -> Table:
    """Energy, GDP, people and shares of the base year: range, how they follow, and where from."""
    rows: list[tuple[Cell, ...]] = []
    figures: list[BaseDriver | EnergyUse | OtherEmission] = [*plan.drivers, *plan.energy, *plan.other_emissions]
    for row in figures:
        rows.append(
            (
                _name_figure(row),
                row.low,
                row.central,
                row.high,
                wording.show_unit(row.unit),
                row.formula or "",
                give_reason(row.reasoning, row.reasoning_zh),
                _place(row),
            )
        )
    columns = (
        text_column("figure", say("Figure"), 1.8),
        number_column("low", say("Low"), digits=4),
        number_column("central", say("Central"), digits=4),
        number_column("high", say("High"), digits=4),
        text_column("unit", say("Unit"), 0.7),
        text_column("formula", say("Formula"), 1.4),
        text_column("reasoning", say("Reasoning"), 3.4),
        text_column("source", say("Source:lines"), 1.0),
    )
    title = say("How the figures of the base year follow")
    return Table("base_figures", title, columns, tuple(rows), is_wide=True)


def list_stages(outlook: DeliveryOutlook) -> Table:
    """The months of every stage that the chosen portfolio's projects go through, and where they come from."""
    plan = outlook.plan
    kinds = {row.project_id: row for row in plan.delivery}
    used: dict[tuple[object, ...], list[str]] = {}
    for job in outlook.chosen.delivery.jobs:
        kind, cost = kinds[job.action_id], plan.project_by_id[job.action_id].cost_wan_yuan or 0.0
        own = None if kind.construction_mode is None else kind.reasoning
        used.setdefault((kind.work_type, find_size(cost), kind.is_started, own), []).append(job.action_id)
    rows: list[tuple[Cell, ...]] = []
    for keys in used.values():
        kind, size = kinds[keys[0]], find_size(plan.project_by_id[keys[0]].cost_wan_yuan or 0.0)
        rows += [
            (
                WORK_TYPES[kind.work_type],
                SIZES[size],
                " ".join(keys),
                STAGE_NAMES[stage],
                *(each for each in span),
                give_reason(said.reasoning, said.reasoning_zh),
                _place(said),
            )
            for stage, span, said in _list_spans(plan, kind, size)
        ]
    columns = (
        text_column("work_type", say("Kind of work"), 0.9),
        text_column("size", say("Size"), 0.7),
        text_column("projects", say("Chosen projects"), 1.3),
        text_column("stage", say("Stage"), 0.8),
        number_column("low", say("Low"), MONTHS, 1),
        number_column("mode", say("Most likely"), MONTHS, 1),
        number_column("high", say("High"), MONTHS, 1),
        text_column("reasoning", say("Reasoning"), 3.6),
        text_column("source", say("Source"), 1.0),
    )
    title = say("Months of the stages of the chosen projects, and what they rest on")
    note = say(
        "Failed tenders, failed acceptances and queues come on top; projects under way have approval, design and tender "
        "behind them."
    )
    return Table("stages", title, columns, tuple(rows), note, is_wide=True)


def _list_spans(
    plan: Plan, kind: DeliveryKind, size: ProjectSize
) -> Iterator[tuple[Stage, tuple[float | None, ...], DeliveryKind | StageDuration]]:
    """Each stage a project still has before it, its months, and the row they come from: its own where it has any, else the table's."""
    for stage in STAGES:
        if kind.is_started and stage in BEFORE_BUILDING:
            continue
        if stage == "construction" and kind.construction_mode is not None:
            yield stage, (kind.construction_low, kind.construction_mode, kind.construction_high), kind
            continue
        row = plan.delivery_book.find_stage(kind.work_type, size, stage)
        yield stage, (row.low, row.mode, row.high), row


def list_abatements(plan: Plan) -> Table:
    """Every abatement with a figure: amount a year, life, ramp, how it follows, and where from."""
    rows: list[tuple[Cell, ...]] = []
    for row in plan.abatements:
        if row.form == "none_known" or row.ledger is None:
            continue
        rows.append(
            (
                row.action_id,
                LEDGERS[row.ledger][:1],
                row.low,
                row.central,
                row.high,
                FORMS[row.form],
                row.life_years,
                row.ramp_years,
                row.formula or "",
                give_reason(row.reasoning, row.reasoning_zh),
                _place(row),
            )
        )
    columns = (
        text_column("action_id", say("No."), 0.6),
        text_column("ledger", say("Ledger"), 0.5),
        number_column("low", say("Low"), digits=2),
        number_column("central", say("Central"), digits=2),
        number_column("high", say("High"), digits=2),
        text_column("unit", say("Unit (a year)"), 0.8),
        number_column("life_years", say("Life"), say("years"), 0),
        number_column("ramp_years", say("Ramp"), say("years"), 0),
        text_column("formula", say("Formula"), 1.8),
        text_column("reasoning", say("Reasoning"), 3.6),
        text_column("source", say("Source:lines"), 1.0),
    )
    title = say("How the abatement of the projects follows (plus is less emissions)")
    return Table("abatements", title, columns, tuple(rows), is_wide=True)


def _name_figure(row: BaseDriver | EnergyUse | OtherEmission) -> Words:
    if isinstance(row, OtherEmission):
        return name_item(row)
    if isinstance(row, BaseDriver):
        name, fuel = DRIVER_NAMES.get(row.driver, Name(row.driver, row.driver)), "all"
    else:
        name, fuel = say_in("amount", "energy use") if row.kind == "amount" else say("share of energy"), row.fuel
    parts = [SECTORS[row.sector]] if row.sector != "all" else []
    parts += [FUELS[fuel]] if fuel != "all" else []
    return say("{name} ({parts})", name=name, parts=listing(parts)) if parts else name


def give_reason(english: str | None, chinese: str | None) -> Words:
    """A reasoning of the data, in English where nobody put it into Chinese."""
    return Name(chinese or english or "", english or "")


def _place(row: CitedRow) -> str:
    return f"{row.source_id}:{row.lines}" if row.lines else row.source_id
