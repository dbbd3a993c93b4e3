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
from peakfolio.report.content import Block, Cell, Chapter, Table
from peakfolio.report.reasons import explain_reason
from peakfolio.report.tables import list_optional_effects, list_serving_effects
from peakfolio.report.voice import COUNTED, MONEY, Voice, cell
from peakfolio.run import Run
from peakfolio.words import Language, listing, say, say_in

MOST_PLACES = 4


def append_tables(run: Run, language: Language) -> Chapter:
    """Every long table of the run."""
    voice = Voice(language)
    blocks: list[Block] = []
    if run.answer is not None:
        blocks += [
            _list_targets(run.answer, voice),
            _list_projects(run.answer, voice),
            _list_effects(run.answer, voice),
            _list_steps(run.answer, voice),
        ]
    if run.delivery is not None:
        blocks.append(list_stages(run.delivery, voice))
    blocks.append(_list_findings(run, voice))
    if run.outlook is not None:
        blocks += _list_carbon(run, voice)
        blocks += [
            *list_inventory(run.outlook, voice),
            list_base_figures(run.plan, voice),
            list_ranges(run.outlook, voice),
        ]
        blocks.append(list_abatements(run.plan, voice))
    blocks += [list_sources(run.plan, "publication", voice), _list_inputs(run, voice)]
    return Chapter("appendix", voice.read(say("Appendix")), tuple(blocks), is_appendix=True)


def _list_targets(answer: Answer, voice: Voice) -> Table:
    outcomes = {each.key: each for each in answer.verification.outcomes}
    rows: list[tuple[Cell, ...]] = []
    for target in answer.problem.targets:
        outcome = outcomes[target.key]
        unit = wording.show_unit(answer.plan.indicator_by_id[target.indicator_id].unit)
        level = voice.read(say("better")) if target.is_trend else _show_level(target, target.level, voice)
        is_trend_met = target.is_trend and outcome.is_met and outcome.evidence != "figure"
        reached = voice.read(say("improves")) if is_trend_met else _show_level(target, outcome.value, voice)
        if target.is_trend and not outcome.is_met:
            reached = voice.read(say("no improvement"))
        met = voice.read(say("met") if outcome.is_met else say_in("open target", "missed"))
        rows.append(
            (
                target.key,
                voice.read(wording.name_indicator(answer.plan, target.key)),
                voice.read(unit),
                _show_level(target, target.base, voice),
                level,
                reached,
                met,
                voice.read(wording.EVIDENCE[outcome.evidence]) if outcome.is_met else "",
                " ".join(outcome.serving),
            )
        )
    columns = (
        voice.column("key", say("No."), 0.7),
        voice.column("name", say("Indicator"), 2.8),
        voice.column("unit", say("Unit"), 0.8),
        voice.number("base", say("Base")),
        voice.number("target", say("Target")),
        voice.number("reached", say_in("open target", "Reached")),
        voice.column("status", say("Result"), 0.7),
        voice.column("evidence", say("Evidence"), 1.2),
        voice.column("serving", say_in("open target", "By"), 1.5),
    )
    title = voice.read(say("Targets still open, and what becomes of them"))
    return Table("open_targets", title, columns, tuple(rows), _count_settled(answer, voice), is_wide=True)


def _count_settled(answer: Answer, voice: Voice) -> str:
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
    return voice.read(
        say(
            "Besides, {met_now} are met at the base; {untested} cannot be judged: {names}.",
            met_now=met_now,
            untested=len(untested),
            names=listing(names or [wording.NONE], wording.LONG),
        )
    )


def _show_level(target: OpenTarget, value: float, voice: Voice) -> Cell:
    """A level as a number, a state in words."""
    return voice.read(wording.show_state(value)) if target.is_state else cell(value)


def _list_projects(answer: Answer, voice: Voice) -> Table:
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
                voice.read(wording.name_action(plan, reason.action_id)),
                voice.read(wording.name_category(project.category_zh)),
                *((cell(project.lead_zh),) if voice.language == "zh" else ()),
                cell(project.cost_wan_yuan),
                cell(printed),
                voice.read(wording.ROLES[reason.role]),
                voice.read(explain_reason(answer, reason)),
                cell(project.lines),
            )
        )
    columns = (
        voice.column("action_id", say("No."), 0.6),
        voice.column("name", say("Project"), 2.2),
        voice.column("category", say("Category"), 1.0 if voice.language == "en" else 0.8),
        *((voice.column("lead", say("Lead unit"), 1.1),) if voice.language == "zh" else ()),
        voice.number("cost_wan_yuan", say("Cost"), MONEY),
        voice.column("years", say("Printed years"), 0.8),
        voice.column("role", say("Conclusion"), 0.9),
        voice.column("reason", say("Reason"), 3.2),
        voice.column("lines", say("Lines"), 0.8),
    )
    title = voice.read(say("Every project of the pool: in or out, and why"))
    return Table("all_projects", title, columns, tuple(rows), is_wide=True)


def _list_effects(answer: Answer, voice: Voice) -> Table:
    plan = answer.plan
    rows = tuple(
        (
            effect.action_id,
            voice.read(wording.name_action(plan, effect.action_id)),
            voice.read(wording.name_indicator(plan, effect.indicator_id)),
            voice.read(wording.name_basis(plan, effect)),
            voice.read(give_reason(effect.reasoning, effect.reasoning_zh)),
            cell(f"{effect.source_id}:{effect.lines}" if effect.lines else effect.source_id),
        )
        for effect in (*list_serving_effects(answer), *list_optional_effects(answer))
    )
    columns = (
        voice.column("action_id", say("No."), 0.6),
        voice.column("name", say("Project or measure"), 1.8),
        voice.column("indicator", say("Indicator"), 1.8),
        voice.column("basis", say_in("effect", "Basis"), 0.8),
        voice.column("reasoning", say_in("effect", "Reasoning"), 3.6),
        voice.column("lines", say_in("effect", "Lines"), 0.9),
    )
    return Table(
        "effects",
        voice.read(say("Effects at work and what they rest on (optional projects last)")),
        columns,
        rows,
        is_wide=True,
    )


def _list_steps(answer: Answer, voice: Voice) -> Table:
    rows = tuple(
        (
            voice.read(wording.STEPS[step.name]),
            voice.read(say("proved optimal") if step.certificate.is_proved else say("not proved")),
            cell(step.certificate.objective),
            cell(step.certificate.bound),
            cell(step.certificate.relative_gap),
        )
        for step in answer.choice.portfolio.steps
    )
    columns = (
        voice.column("step", say("Step"), 3.0),
        voice.column("outcome", say("Outcome"), 1.4),
        voice.number("objective", say("Objective"), digits=4),
        voice.number("bound", say("Bound"), digits=4),
        voice.number("gap", say("Relative gap"), digits=6),
    )
    return Table("steps", voice.read(say("Steps of the search and their proof")), columns, rows, is_wide=True)


def _list_findings(run: Run, voice: Voice) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for finding in run.findings:
        if finding.severity == "note":
            continue
        lines = [place.lines for place in finding.places if place.lines]
        more = " …" if len(lines) > MOST_PLACES else ""
        rows.append(
            (
                voice.read(wording.SEVERITIES[finding.severity]),
                voice.read(finding.sentence),
                " / ".join(lines[:MOST_PLACES]) + more,
            )
        )
    columns = (
        voice.column("severity", say_in("finding", "Severity"), 0.7),
        voice.column("finding", say("Finding"), 6.5),
        voice.column("lines", say("Lines"), 1.4),
    )
    title = voice.read(say("Contradictions and warnings in the document"))
    return Table("findings", title, columns, tuple(rows), is_wide=True)


def _list_carbon(run: Run, voice: Voice) -> Iterator[Table]:
    if run.outlook is None:
        return
    unknown = tuple(
        tuple(cell(each) for each in row)
        for row in make_unknown_table(run.outlook.plan, voice.language).itertuples(index=False)
    )
    columns = (
        voice.column("action_id", say("No."), 0.6),
        voice.column("name", say("Project or measure"), 2.4),
        voice.column("why", say("Why no figure is known"), 5.0),
    )
    title = voice.read(say("Projects and measures of which no abatement is known"))
    yield Table("carbon_unknown", title, columns, unknown, is_wide=True)
    rows = tuple(
        (
            voice.read(KINDS.get(str(row["kind"]), str(row["kind"]))),
            cell(row["source_id"]),
            cell(row[f"title_{voice.language}"]),
            cell(row[f"reasoning_{voice.language}"]),
            cell(row["figures"]),
        )
        for row in make_carbon_source_table(run.outlook).to_dict("records")
    )
    kept = (
        voice.column("kind", say_in("source", "Kind"), 0.7),
        voice.column("source_id", say("Key"), 1.2),
        voice.column("title", say("Source"), 2.4),
        voice.column("reasoning", say("Reasoning or citation"), 4.5),
        voice.number("figures", say("Figures"), COUNTED, 0),
    )
    yield Table("carbon_sources", voice.read(say("Sources the pathways rest on")), kept, rows, is_wide=True)


def _list_inputs(run: Run, voice: Voice) -> Table:
    rows = tuple((name, digest) for name, digest in run.hashes.items())
    columns = (voice.column("file", say("Input file"), 1.2), voice.column("sha256", "SHA-256", 3.0))
    return Table("inputs", voice.read(say("Input files and their hashes")), columns, rows, is_wide=True)
