"""The tables that say how figures of emissions follow: those of the base year, and the abatement of every project."""

from collections.abc import Iterator

from peakfolio.delivery.model import STAGES
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.language import Sentence
from peakfolio.plan.carbon_tables import BaseDriver, EnergyUse, OtherEmission
from peakfolio.plan.delivery_book import find_size
from peakfolio.plan.delivery_tables import DeliveryKind, StageDuration
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import CitedRow
from peakfolio.plan.vocabulary import ProjectSize, Stage
from peakfolio.plan.words import LEDGERS
from peakfolio.results import wording
from peakfolio.results.carbon_wording import FUELS, SECTORS, name_item
from peakfolio.results.delivery_wording import SIZES, STAGE_NAMES, WORK_TYPES
from peakfolio.results.documents.content import Cell, Table
from peakfolio.results.documents.voice import Voice, cell

DRIVER_NAMES = {
    "gdp": Sentence("地区生产总值", "GDP"),
    "population": Sentence("人口", "population"),
    "value_added_share": Sentence("增加值占比", "share of value added"),
}
BEFORE_BUILDING = ("approval", "design", "tender")
FORMS = {
    "co2": Sentence("吨CO2", "t CO2"),
    "ch4": Sentence("吨CH4", "t CH4"),
    "n2o": Sentence("吨N2O", "t N2O"),
    "electricity": Sentence("MWh", "MWh"),
}


def list_base_figures(plan: Plan, voice: Voice) -> Table:
    """Energy, GDP, people and shares of the base year: range, how they follow, and where from."""
    rows: list[tuple[Cell, ...]] = []
    figures: list[BaseDriver | EnergyUse | OtherEmission] = [*plan.drivers, *plan.energy, *plan.other_emissions]
    for row in figures:
        why = (row.reasoning_zh or row.reasoning) if voice.language == "zh" else row.reasoning
        unit = voice.read(wording.show_unit(row.unit))
        rows.append(
            (
                voice.read(_name_figure(row)),
                cell(row.low),
                cell(row.central),
                cell(row.high),
                unit,
                row.formula or "",
                cell(why or ""),
                _place(row),
            )
        )
    columns = (
        voice.column("figure", "数字", "Figure", 1.8),
        voice.number("low", "低", "Low", digits=4),
        voice.number("central", "中", "Central", digits=4),
        voice.number("high", "高", "High", digits=4),
        voice.column("unit", "单位", "Unit", 0.7),
        voice.column("formula", "算式", "Formula", 1.4),
        voice.column("reasoning", "理由", "Reasoning", 3.4),
        voice.column("source", "来源:行", "Source:lines", 1.0),
    )
    title = voice.t("基准年能源与经济数字的由来", "How the figures of the base year follow")
    return Table("base_figures", title, columns, tuple(rows), is_wide=True)


def list_stages(outlook: DeliveryOutlook, voice: Voice) -> Table:
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
                voice.read(WORK_TYPES[kind.work_type]),
                voice.read(SIZES[size]),
                " ".join(keys),
                voice.read(STAGE_NAMES[stage]),
                *(cell(each) for each in span),
                cell((said.reasoning_zh or said.reasoning) if voice.language == "zh" else said.reasoning),
                _place(said),
            )
            for stage, span, said in _list_spans(plan, kind, size)
        ]
    months = ("月", "months")
    columns = (
        voice.column("work_type", "工作类型", "Kind of work", 0.9),
        voice.column("size", "规模", "Size", 0.7),
        voice.column("projects", "所选项目", "Chosen projects", 1.3),
        voice.column("stage", "阶段", "Stage", 0.8),
        voice.number("low", "低", "Low", months, 1),
        voice.number("mode", "最可能", "Most likely", months, 1),
        voice.number("high", "高", "High", months, 1),
        voice.column("reasoning", "理由", "Reasoning", 3.6),
        voice.column("source", "来源", "Source", 1.0),
    )
    title = voice.t(
        "所选项目各阶段的月数及其依据", "Months of the stages of the chosen projects, and what they rest on"
    )
    note = voice.t(
        "流标、验收不通过与排队另计；已经开工的项目不再经过审批、设计与招标。",
        "Failed tenders, failed acceptances and queues come on top; projects under way have approval, design and tender behind them.",
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


def list_abatements(plan: Plan, voice: Voice) -> Table:
    """Every abatement with a figure: amount a year, life, ramp, how it follows, and where from."""
    rows: list[tuple[Cell, ...]] = []
    for row in plan.abatements:
        if row.form == "none_known" or row.ledger is None:
            continue
        why = (row.reasoning_zh or row.reasoning) if voice.language == "zh" else row.reasoning
        rows.append(
            (
                row.action_id,
                voice.read(LEDGERS[row.ledger])[:1],
                cell(row.low),
                cell(row.central),
                cell(row.high),
                voice.read(FORMS[row.form]),
                row.life_years,
                row.ramp_years,
                row.formula or "",
                cell(why or ""),
                _place(row),
            )
        )
    columns = (
        voice.column("action_id", "编号", "No.", 0.6),
        voice.column("ledger", "账", "Ledger", 0.5),
        voice.number("low", "低", "Low", digits=2),
        voice.number("central", "中", "Central", digits=2),
        voice.number("high", "高", "High", digits=2),
        voice.column("unit", "单位（每年）", "Unit (a year)", 0.8),
        voice.number("life_years", "寿命", "Life", ("年", "years"), 0),
        voice.number("ramp_years", "爬坡", "Ramp", ("年", "years"), 0),
        voice.column("formula", "算式", "Formula", 1.8),
        voice.column("reasoning", "理由", "Reasoning", 3.6),
        voice.column("source", "来源:行", "Source:lines", 1.0),
    )
    title = voice.t(
        "项目减排量的推导（正号为减排）", "How the abatement of the projects follows (plus is less emissions)"
    )
    return Table("abatements", title, columns, tuple(rows), is_wide=True)


def _name_figure(row: BaseDriver | EnergyUse | OtherEmission) -> Sentence:
    if isinstance(row, OtherEmission):
        return name_item(row)
    if isinstance(row, BaseDriver):
        name = DRIVER_NAMES.get(row.driver, Sentence(row.driver, row.driver))
        parts = [SECTORS[row.sector]] if row.sector != "all" else []
    else:
        name = (
            Sentence("能源消费总量", "energy use") if row.kind == "amount" else Sentence("能源占比", "share of energy")
        )
        parts = [SECTORS[row.sector]] if row.sector != "all" else []
        parts += [FUELS[row.fuel]] if row.fuel != "all" else []
    zh, en = "、".join(each.zh for each in parts), ", ".join(each.en for each in parts)
    return Sentence(f"{name.zh}（{zh}）" if zh else name.zh, f"{name.en} ({en})" if en else name.en)


def _place(row: CitedRow) -> str:
    return f"{row.source_id}:{row.lines}" if row.lines else row.source_id
