"""The appendix: the long tables a reader is questioned on, line by line."""

from collections.abc import Iterator

from peakfolio.portfolio.answering import Answer
from peakfolio.report import names
from peakfolio.report.audit import make_finding_table
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.tables import make_unknown_table
from peakfolio.report.chains import make_chain_table
from peakfolio.report.chapters.carbon import list_inventory, list_ranges
from peakfolio.report.chapters.derivations import list_abatements, list_base_figures, list_stages
from peakfolio.report.chapters.sources import list_sources
from peakfolio.report.content import Block, Chapter, Table, tabulate_pairs, text_column
from peakfolio.report.effects import list_optional_effects, list_serving_effects, make_effect_table
from peakfolio.report.portfolio import make_indicator_table, make_project_table, make_step_table
from peakfolio.run import Run
from peakfolio.words import Words, listing, say


def append_tables(run: Run) -> Chapter:
    """Every long table of the run."""
    blocks: list[Block] = []
    if run.answer is not None:
        blocks += _list_answer(run.answer)
    if run.delivery is not None:
        blocks.append(list_stages(run.delivery))
    grave = make_finding_table(run.findings).keep("severity", ("error", "warning"))
    blocks.append(grave.pick("severity", "sentence", "lines"))
    if run.outlook is not None:
        blocks += [make_unknown_table(run.plan), make_carbon_source_table(run.outlook).drop("names")]
        blocks += [*list_inventory(run.outlook), list_base_figures(run.plan), list_ranges(run.outlook)]
        blocks.append(list_abatements(run.plan))
    blocks += [list_sources(run.plan, "publication"), _list_inputs(run)]
    return Chapter("appendix", say("Appendix"), tuple(blocks), is_appendix=True)


def _list_answer(answer: Answer) -> Iterator[Table]:
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
    yield make_effect_table(answer)
    yield make_chain_table(answer.plan, (*list_serving_effects(answer), *list_optional_effects(answer)))
    if answer.is_undecided:  # where nothing was weighed there is no search to prove
        return
    yield make_step_table(answer.choice.portfolio).pick("step", "is_proved", "objective", "bound", "relative_gap")


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


def _list_inputs(run: Run) -> Table:
    return tabulate_pairs(
        "inputs",
        say("Input files and their hashes"),
        run.hashes.items(),
        (text_column("file", say("Input file"), 1.2), lambda name, _: name),
        (text_column("sha256", "SHA-256", 3.0), lambda _, digest: digest),
        is_wide=True,
    )
