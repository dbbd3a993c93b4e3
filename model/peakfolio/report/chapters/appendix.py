"""The appendix: rules and technical caveats, and the tables a reader is questioned on, line by line.

What is too long for paper and is looked up, not read, is filed: it stands in the workbook of tables, and the last part of the
appendix lists it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.information import Information
from peakfolio.report import names
from peakfolio.report.audit import make_finding_table
from peakfolio.report.carbon.caveats import rank_carbon_caveats
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.tables import make_unknown_table
from peakfolio.report.chains import make_chain_table
from peakfolio.report.chapters.assessment import count_open, list_all_indicators, list_all_points
from peakfolio.report.chapters.carbon import append_carbon, list_inventory, list_ranges
from peakfolio.report.chapters.delivery import append_delivery
from peakfolio.report.chapters.derivations import list_abatements, list_base_figures, list_stages
from peakfolio.report.chapters.figures import list_answer_figures, pick_figures
from peakfolio.report.chapters.key_figures import list_key_figures
from peakfolio.report.chapters.options import list_intervals
from peakfolio.report.chapters.sources import list_sources
from peakfolio.report.chapters.terms import tell_rules
from peakfolio.report.content import (
    Block,
    Caveat,
    Chapter,
    Figure,
    Row,
    Table,
    bullets,
    caveats,
    heading,
    name_column,
    number_column,
    refer,
    tabulate,
    text_column,
)
from peakfolio.report.delivery.summary import rank_delivery_caveats
from peakfolio.report.effects import list_optional_effects, list_serving_effects, make_effect_table
from peakfolio.report.information import list_information_notes, make_information_table
from peakfolio.report.numbering import name_block
from peakfolio.report.portfolio import make_indicator_table, make_project_table
from peakfolio.run import Run
from peakfolio.words import Words, listing, say

ON_SCREEN = ("money", "spending", "delivery_finish", "delivery_spending", "carbon_tornado", "carbon_mix")


def append_tables(run: Run) -> Chapter:
    """Every long table of the run, after what all chapters rest on."""
    blocks: list[Block] = [*tell_rules(run), *_list_technical(run), *list_key_figures(run)]
    blocks += [heading(say("Indicators, projects and effects")), list_all_indicators(run)]
    if run.assessment.points is not None:
        blocks.append(list_all_points(run))
    if run.answer is not None:
        blocks += [count_open(run.answer, run.assessment), *_list_answer(run.answer)]
    if run.answer is not None and run.information is not None:
        blocks += _list_information(run.answer, run.information)
    grave = make_finding_table(run.findings).keep("severity", ("error", "warning"))
    blocks.append(grave.pick("severity", "sentence", "lines"))
    if run.delivery is not None:
        blocks.append(heading(say("Delivery")))
        blocks += [list_intervals(run.delivery, run.points)] if run.delivery.aims else []
        blocks += [*map(_file_figure, append_delivery(run.delivery)), list_stages(run.delivery).file()]
    if run.outlook is not None:
        blocks += [heading(say("Emissions")), *map(_file_figure, append_carbon(run.outlook))]
        blocks += [
            make_carbon_source_table(run.outlook).drop("names"),
            *list_inventory(run.outlook),
            *_keep_filled(list_ranges(run.outlook)),
        ]
        unknown = make_unknown_table(run.plan)
        named = [unknown] if run.outlook.costs else _keep_filled(unknown)  # the chapter names it
        filed = (*named, *_keep_filled(list_base_figures(run.plan), list_abatements(run.plan)))
        blocks += [each.file() for each in filed]
    blocks += [heading(say("Sources")), list_sources(run.plan, "publication")]
    return Chapter("appendix", say("Appendix"), tuple(blocks), is_appendix=True)


def _keep_filled(*tables: Table) -> Iterator[Table]:
    """Those that have a row: a head without one tells nobody anything."""
    return (each for each in tables if each.rows)


def _file_figure(block: Block) -> Block:
    """A figure that shows what a printed table says is left to the screen."""
    return replace(block, is_filed=True) if isinstance(block, Figure) and block.name in ON_SCREEN else block


def list_filed(chapters: Iterable[Chapter]) -> Iterator[Block]:
    """Which tables and figures are not printed, by number, title and rows; nothing where all are."""
    blocks = (block for chapter in chapters for block in chapter.blocks)
    filed = [each for each in blocks if isinstance(each, Table | Figure) and each.is_filed]
    if filed:
        yield heading(say("Tables and figures that are not printed"))
        yield say(
            "These are looked up rather than read. They stand on the web page of this report and in the workbook of tables "
            "(tables.xlsx) that goes with it, figures there as their data."
        )
        yield tabulate(
            "filed_tables",
            say("What is not printed"),
            filed,
            (text_column("table", say("Number"), 1.0), lambda each: refer(name_block(each))),
            (name_column("title", say("What it holds"), 4.0), lambda each: each.title),
            (number_column("rows", say("Rows"), digits=0), lambda each: len(_find_rows(each))),
        )


def _find_rows(block: Table | Figure) -> tuple[Row, ...]:
    return (block.table if isinstance(block, Figure) else block).rows


def _list_technical(run: Run) -> Iterator[Block]:
    """The caveats that turn no decision."""
    found: list[Caveat] = []
    if run.delivery is not None:
        found += rank_delivery_caveats(run.delivery, run.delays)
    if run.outlook is not None:
        found += rank_carbon_caveats(run.outlook)
    said = caveats(found, "technical")
    if said:
        yield heading(say("Technical remarks"))
        yield from said


def _list_answer(answer: Answer) -> Iterator[Block]:
    """Every target, project, effect and step of an answer."""
    yield make_indicator_table(answer).keep("status", ("met", "undecided", "missed")).pick(
        "indicator_id", "name", "unit", "base", "target", "reached", "status", "evidence", "served_by",
        name="open_targets", title=say("Open targets and the portfolio's result"), note=_count_settled(answer),
        is_wide=True,
    )  # fmt: skip
    projects = make_project_table(answer.plan, answer).keep("action_id", answer.plan.project_by_id)
    yield projects.pick(
        "action_id", "name", "category_zh", "lead_zh", "printed_cost_wan_yuan", "printed_years", "role", "reason", "lines",
        name="all_projects", is_wide=True,
    )  # fmt: skip
    if not answer.is_undecided:
        yield from map(_file_figure, pick_figures(_list_figures(answer), "money", "spending"))
    yield make_effect_table(answer)
    yield make_chain_table(answer.plan, list_serving_effects(answer))
    optional = make_chain_table(answer.plan, list_optional_effects(answer))
    if optional.rows:
        title = say("Derivation of the effects of optional projects")
        yield replace(optional, name="optional_chains", title=title).file()


def _list_information(answer: Answer, told: Information) -> Iterator[Block]:
    """Every figure worth finding out, and what its worth rests on."""
    table = make_information_table(answer, told)
    if table.rows:
        yield replace(table, name="information_all", title=say("All figures worth finding out"))
    notes = list_information_notes(answer, told)[1:]
    if notes:
        yield bullets(notes)


def _list_figures(answer: Answer) -> dict[str, Figure]:
    """The figures of the portfolio; that of spending where there is any."""
    figures = list_answer_figures(answer)
    return (
        figures if answer.verification.spending else {key: each for key, each in figures.items() if key != "spending"}
    )


def _count_settled(answer: Answer) -> Words:
    """The targets that are met already, and those that cannot be judged."""
    untested = [each for each in answer.problem.settled if each.status != "met"]
    met_now = len(answer.problem.settled) - len(untested)
    said = [
        say(
            "{name} ({status})",
            name=names.name_indicator(answer.plan, each.indicator_id),
            status=names.STATUSES[each.status],
        )
        for each in untested
    ]
    return say(
        "Besides, {met_now} are met at the base; {untested} cannot be judged: {names}.",
        met_now=met_now,
        untested=len(untested),
        names=listing(said or [names.NONE], names.LONG),
    )
