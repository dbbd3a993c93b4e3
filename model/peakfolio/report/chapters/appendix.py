"""The appendix: the long tables a reader is questioned on, line by line."""

from collections.abc import Iterator

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.report import names as wording
from peakfolio.report.carbon.sources import make_carbon_source_table
from peakfolio.report.carbon.tables import make_unknown_table
from peakfolio.report.chapters.carbon import list_inventory, list_ranges
from peakfolio.report.chapters.derivations import give_reason, list_abatements, list_base_figures, list_stages
from peakfolio.report.chapters.summary import KINDS, list_sources
from peakfolio.report.content import COUNTED, MONEY, Block, Cell, Chapter, Table, number_column, text_column
from peakfolio.report.reasons import explain_reason
from peakfolio.report.tables import list_optional_effects, list_serving_effects
from peakfolio.run import Run
from peakfolio.words import listing, say, say_in

MOST_PLACES = 4


def append_tables(run: Run) -> Chapter:
    """Every long table of the run."""
    voice = Voice(language)
    blocks: list[Block] = []
    if run.answer is not None:
        blocks += [
            _list_targets(run.answer),
            _list_projects(run.answer),
            _list_effects(run.answer),
            _list_steps(run.answer),
        ]
    if run.delivery is not None:
        blocks.append(list_stages(run.delivery))
    blocks.append(_list_findings(run))
    if run.outlook is not None:
        blocks += _list_carbon(run)
        blocks += [*list_inventory(run.outlook), list_base_figures(run.plan), list_ranges(run.outlook)]
        blocks.append(list_abatements(run.plan))
    blocks += [list_sources(run.plan, "publication"), _list_inputs(run)]
    return Chapter("appendix", say("Appendix"), tuple(blocks), is_appendix=True)


def _list_targets(answer: Answer) -> Table:
    outcomes = {each.key: each for each in answer.verification.outcomes}
    rows: list[tuple[Cell, ...]] = []
    for target in answer.problem.targets:
        outcome = outcomes[target.key]
        unit = wording.show_unit(answer.plan.indicator_by_id[target.indicator_id].unit)
        level = say("better") if target.is_trend else _show_level(target, target.level)
        is_trend_met = target.is_trend and outcome.is_met and outcome.evidence != "figure"
        reached = say("improves") if is_trend_met else _show_level(target, outcome.value)
        if target.is_trend and not outcome.is_met:
            reached = say("no improvement")
        met = say("met") if outcome.is_met else say_in("open target", "missed")
        rows.append(
            (
                target.key,
                wording.name_indicator(answer.plan, target.key),
                unit,
                _show_level(target, target.base),
                level,
                reached,
                met,
                wording.EVIDENCE[outcome.evidence] if outcome.is_met else "",
                " ".join(outcome.serving),
            )
        )
    columns = (
        text_column("key", say("No."), 0.7),
        text_column("name", say("Indicator"), 2.8),
        text_column("unit", say("Unit"), 0.8),
        number_column("base", say("Base")),
        number_column("target", say("Target")),
        number_column("reached", say_in("open target", "Reached")),
        text_column("status", say("Result"), 0.7),
        text_column("evidence", say("Evidence"), 1.2),
        text_column("serving", say_in("open target", "By"), 1.5),
    )
    title = say("Targets still open, and what becomes of them")
    return Table("open_targets", title, columns, tuple(rows), _count_settled(answer), is_wide=True)


def _count_settled(answer: Answer) -> str:
    """The targets that are met already, and those that cannot be judged."""
    untested = [each for each in answer.problem.settled if each.status != "met"]
    met_now = len(answer.problem.settled) - len(untested)
    names = [
        say(
            "{name} ({status})",
            name=wording.name_indicator(answer.plan, each.indicator_id),
            status=wording.STATUSES[each.status],
        )
        for each in untested
    ]
    return say(
        "Besides, {met_now} are met at the base; {untested} cannot be judged: {names}.",
        met_now=met_now,
        untested=len(untested),
        names=listing(names or [wording.NONE], wording.LONG),
    )


def _show_level(target: OpenTarget, value: float) -> Cell:
    """A level as a number, a state in words."""
    return wording.show_state(value) if target.is_state else value


def _list_projects(answer: Answer) -> Table:
    plan = answer.plan
    rows: list[tuple[Cell, ...]] = []
    for reason in answer.reasons:
        project = plan.project_by_id.get(reason.action_id)
        if project is None:
            continue
        printed = project.years_as_written
        if project.start_year is not None:
            printed = f"{project.start_year}-{project.end_year}" if project.end_year else str(project.start_year)
        rows.append(
            (
                reason.action_id,
                wording.name_action(plan, reason.action_id),
                wording.name_category(project.category_zh),
                *((project.lead_zh,) if voice.language == "zh" else ()),
                project.cost_wan_yuan,
                printed,
                wording.ROLES[reason.role],
                explain_reason(answer, reason),
                project.lines,
            )
        )
    columns = (
        text_column("action_id", say("No."), 0.6),
        text_column("name", say("Project"), 2.2),
        text_column("category", say("Category"), 1.0 if voice.language == "en" else 0.8),
        *((text_column("lead", say("Lead unit"), 1.1),) if voice.language == "zh" else ()),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        text_column("years", say("Printed years"), 0.8),
        text_column("role", say("Conclusion"), 0.9),
        text_column("reason", say("Reason"), 3.2),
        text_column("lines", say("Lines"), 0.8),
    )
    title = say("Every project of the pool: in or out, and why")
    return Table("all_projects", title, columns, tuple(rows), is_wide=True)


def _list_effects(answer: Answer) -> Table:
    plan = answer.plan
    rows = tuple(
        (
            effect.action_id,
            wording.name_action(plan, effect.action_id),
            wording.name_indicator(plan, effect.indicator_id),
            wording.name_basis(plan, effect),
            give_reason(effect.reasoning, effect.reasoning_zh),
            f"{effect.source_id}:{effect.lines}" if effect.lines else effect.source_id,
        )
        for effect in (*list_serving_effects(answer), *list_optional_effects(answer))
    )
    columns = (
        text_column("action_id", say("No."), 0.6),
        text_column("name", say("Project or measure"), 1.8),
        text_column("indicator", say("Indicator"), 1.8),
        text_column("basis", say_in("effect", "Basis"), 0.8),
        text_column("reasoning", say_in("effect", "Reasoning"), 3.6),
        text_column("lines", say_in("effect", "Lines"), 0.9),
    )
    return Table(
        "effects", say("Effects at work and what they rest on (optional projects last)"), columns, rows, is_wide=True
    )


def _list_steps(answer: Answer) -> Table:
    rows = tuple(
        (
            wording.STEPS[step.name],
            say("proved optimal") if step.certificate.is_proved else say("not proved"),
            step.certificate.objective,
            step.certificate.bound,
            step.certificate.relative_gap,
        )
        for step in answer.choice.portfolio.steps
    )
    columns = (
        text_column("step", say("Step"), 3.0),
        text_column("outcome", say("Outcome"), 1.4),
        number_column("objective", say("Objective"), digits=4),
        number_column("bound", say("Bound"), digits=4),
        number_column("gap", say("Relative gap"), digits=6),
    )
    return Table("steps", say("Steps of the search and their proof"), columns, rows, is_wide=True)


def _list_findings(run: Run) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for finding in run.findings:
        if finding.severity == "note":
            continue
        lines = [place.lines for place in finding.places if place.lines]
        more = " …" if len(lines) > MOST_PLACES else ""
        rows.append((wording.SEVERITIES[finding.severity], finding.sentence, " / ".join(lines[:MOST_PLACES]) + more))
    columns = (
        text_column("severity", say_in("finding", "Severity"), 0.7),
        text_column("finding", say("Finding"), 6.5),
        text_column("lines", say("Lines"), 1.4),
    )
    title = say("Contradictions and warnings in the document")
    return Table("findings", title, columns, tuple(rows), is_wide=True)


def _list_carbon(run: Run) -> Iterator[Table]:
    if run.outlook is None:
        return
    unknown = tuple(
        tuple(each for each in row)
        for row in make_unknown_table(run.outlook.plan, voice.language).itertuples(index=False)
    )
    columns = (
        text_column("action_id", say("No."), 0.6),
        text_column("name", say("Project or measure"), 2.4),
        text_column("why", say("Why no figure is known"), 5.0),
    )
    title = say("Projects and measures of which no abatement is known")
    yield Table("carbon_unknown", title, columns, unknown, is_wide=True)
    rows = tuple(
        (
            KINDS.get(str(row["kind"]), str(row["kind"])),
            row["source_id"],
            row[f"title_{voice.language}"],
            row[f"reasoning_{voice.language}"],
            row["figures"],
        )
        for row in make_carbon_source_table(run.outlook).to_dict("records")
    )
    kept = (
        text_column("kind", say_in("source", "Kind"), 0.7),
        text_column("source_id", say("Key"), 1.2),
        text_column("title", say("Source"), 2.4),
        text_column("reasoning", say("Reasoning or citation"), 4.5),
        number_column("figures", say("Figures"), COUNTED, 0),
    )
    yield Table("carbon_sources", say("Sources the pathways rest on"), kept, rows, is_wide=True)


def _list_inputs(run: Run) -> Table:
    rows = tuple((name, digest) for name, digest in run.hashes.items())
    columns = (text_column("file", say("Input file"), 1.2), text_column("sha256", "SHA-256", 3.0))
    return Table("inputs", say("Input files and their hashes"), columns, rows, is_wide=True)
