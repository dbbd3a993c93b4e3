"""The appendix: rules and technical caveats, and the long tables a reader is questioned on, line by line."""

from collections.abc import Iterator
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
from peakfolio.report.content import Block, Caveat, Chapter, Figure, bullets, caveats, heading
from peakfolio.report.delivery.summary import rank_delivery_caveats
from peakfolio.report.effects import list_optional_effects, list_serving_effects, make_effect_table
from peakfolio.report.information import list_information_notes, make_information_table
from peakfolio.report.portfolio import make_indicator_table, make_project_table
from peakfolio.run import Run
from peakfolio.words import Words, listing, say


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
        blocks += [*append_delivery(run.delivery), list_stages(run.delivery)]
    if run.outlook is not None:
        blocks += [heading(say("Emissions")), *append_carbon(run.outlook)]
        blocks += [make_unknown_table(run.plan), make_carbon_source_table(run.outlook).drop("names")]
        blocks += [*list_inventory(run.outlook), list_base_figures(run.plan), list_ranges(run.outlook)]
        blocks.append(list_abatements(run.plan))
    blocks += [heading(say("Sources")), list_sources(run.plan, "publication")]
    return Chapter("appendix", say("Appendix"), tuple(blocks), is_appendix=True)


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
        name="open_targets", title=say("Targets still open, and what becomes of them"), note=_count_settled(answer),
        is_wide=True,
    )  # fmt: skip
    projects = make_project_table(answer.plan, answer).keep("action_id", answer.plan.project_by_id)
    yield projects.pick(
        "action_id", "name", "category_zh", "lead_zh", "printed_cost_wan_yuan", "printed_years", "role", "reason", "lines",
        name="all_projects", is_wide=True,
    )  # fmt: skip
    if not answer.is_undecided:
        yield from pick_figures(_list_figures(answer), "money", "spending")
    yield make_effect_table(answer)
    yield make_chain_table(answer.plan, (*list_serving_effects(answer), *list_optional_effects(answer)))


def _list_information(answer: Answer, told: Information) -> Iterator[Block]:
    """Every figure worth finding out, and what its worth rests on."""
    table = make_information_table(answer, told)
    if table.rows:
        yield replace(table, name="information_all", title=say("Everything that is worth finding out"))
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
