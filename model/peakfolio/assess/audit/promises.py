"""Holds promises against their own ground: below the base, due before the work is done, or larger than what the projects hold."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from peakfolio.assess.audit.finding import Amount, Finding, cite
from peakfolio.assess.audit.printed_units import lie_within, list_lines
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.claims import Activity, Quantity
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees
from peakfolio.plan.tables import Indicator, Observation, Project, Target
from peakfolio.units import Measured, normalise_unit
from peakfolio.words import format_number, say

YEAR_IN_NAME = re.compile(r"(20[0-4]\d)年(?!产)")
EMPTY_WORDS = {"rate", "share", "of", "the", "and", "in", "use", "area", "level", "number"}
RATE_ENDINGS = ("率", "比例", "占比")


def audit_promises(plan: Plan) -> Iterator[Finding]:
    """Findings on what projects and prose promise."""
    for row in plan.activities:
        yield from _hold_activity(plan, row)
    yield from _find_fallen_rates(plan)
    prose = [row for row in plan.targets if row.standard == "text" and row.year is not None and row.lines]
    by_line = sorted(((list_lines(row)[0].start, position) for position, row in enumerate(prose)))
    for project in plan.projects:
        yield from _find_early_promises(project, prose, by_line)
        yield from _compare_name(project)
    yield from _count_projects(plan)
    yield from _find_surplus(plan)


def _hold_activity(plan: Plan, row: Activity) -> Iterator[Finding]:
    """A rate that a project promises, against the base of the indicator it works on."""
    if normalise_unit(row.unit) != "%":
        return
    keys = {effect.indicator_id for effect in plan.effects if effect.action_id == row.project_id}
    keys |= {each.indicator_id for each in plan.supports if each.project_id == row.project_id and each.indicator_id}
    for key in sorted(keys):
        indicator, base = plan.indicator_by_id[key], plan.find_base(key)
        if base is None or base.value is None or not _speak_of_one_thing(row, indicator):
            continue
        if indicator.direction == "more" and row.value < base.value:
            yield _report_low_promise(plan, row, indicator, base)


def _speak_of_one_thing(row: Activity, indicator: Indicator) -> bool:
    """Whether the key of an activity and the name of an indicator in per cent share a word that says something."""
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", indicator.name_en)} - EMPTY_WORDS
    return normalise_unit(indicator.unit or "") == "%" and bool(words & (set(row.activity.split("_")) - EMPTY_WORDS))


def _report_low_promise(plan: Plan, row: Activity, indicator: Indicator, base: Observation) -> Finding:
    sentence = say(
        "{project}: promises {promise} ('{as_written}'), but {name} stands at {base} already.",
        project=plan.project_by_id[row.project_id].name,
        promise=Measured(format_number(row.value), "%", gap=""),
        as_written=row.as_written,
        name=indicator.name,
        base=Measured(format_number(base.value or 0.0), "%", gap=""),
    )
    figures = (format_number(row.value), format_number(base.value or 0.0))
    return Finding("promise_below_base", "warning", row.project_id, sentence, figures, cite(row, base))


def _find_fallen_rates(plan: Plan) -> Iterator[Finding]:
    """A rate aimed at for a milestone that lay higher in an earlier year."""
    by_topic: dict[str, list[Quantity]] = defaultdict(list)
    for row in plan.quantities:
        if normalise_unit(row.unit) == "%" and row.name_zh.endswith(RATE_ENDINGS):
            by_topic[row.topic].append(row)
    for rows in by_topic.values():
        before = [row for row in rows if row.year is not None and row.year <= plan.settings.years.base_year]
        after = [row for row in rows if row.year in plan.settings.years.milestones]
        for aim in after:
            base = max(before, key=lambda row: row.year or 0, default=None)
            if base is not None and aim.value < base.value:
                sentence = say(
                    "{name}: {aim} is the aim for {year}, but {base} stood there in {earlier} already.",
                    name=aim.name,
                    aim=Measured(format_number(aim.value), "%", gap=""),
                    year=aim.year,
                    base=Measured(format_number(base.value), "%", gap=""),
                    earlier=base.year,
                )
                figures = (format_number(aim.value), format_number(base.value))
                yield Finding("promise_below_base", "warning", aim.quantity_id, sentence, figures, cite(aim, base))


def _find_early_promises(project: Project, prose: list[Target], by_line: list[tuple[int, int]]) -> Iterator[Finding]:
    """A target printed inside a project's row for a year before the project is finished."""
    lines, end = list_lines(project), project.end_year
    if end is None or not lines:
        return
    first, last = (bisect_left(by_line, (line, 0)) for line in (lines[0].start, lines[-1].stop))
    for _, position in by_line[first:last]:
        target = prose[position]
        if target.source_id != project.source_id or not lie_within(list_lines(target), lines):
            continue
        if target.year is not None and target.year < end:
            sentence = say(
                "{project}: promises '{as_written}' for {year}, but is built until {end}.",
                project=project.name,
                as_written=target.as_written,
                year=target.year,
                end=end,
            )
            figures = (str(target.year), str(end))
            yield Finding(
                "promise_before_completion", "warning", project.project_id, sentence, figures, cite(target, project)
            )


def _compare_name(project: Project) -> Iterator[Finding]:
    """A year in the name of a project that lies outside its years."""
    found = YEAR_IN_NAME.search(project.name_zh)
    start, end = project.start_year, project.end_year
    if found is None or start is None or end is None or start <= int(found.group(1)) <= end:
        return
    sentence = say(
        "{project}: its name says {year}, its years are {start} to {end}.",
        project=project.name,
        year=int(found.group(1)),
        start=start,
        end=end,
    )
    figures = (found.group(1), f"{start}-{end}")
    yield Finding("year_in_name_differs", "note", project.project_id, sentence, figures, cite(project))


def _count_projects(plan: Plan) -> Iterator[Finding]:
    """What the text plans and its projects do not hold."""
    for claim in plan.stated_totals:
        if claim.kind != "held_by_projects" or claim.formula is None:
            continue
        held = calculate(claim.formula)
        if held < claim.value:
            planned, found = Amount(claim.value, claim.unit), Amount(held, claim.unit)
            sentence = say(
                "{name}: the text plans {planned}, its projects hold {found}.",
                name=claim.name,
                planned=planned,
                found=found,
            )
            figures = (planned.read("zh"), found.read("zh"))
            yield Finding("projects_hold_less", "warning", claim.claim_id, sentence, figures, cite(claim))


def _find_surplus(plan: Plan) -> Iterator[Finding]:
    """A level that the document promises of a project, beyond the target it sets for the same indicator."""
    for effect in plan.effects:
        if effect.mode != "reaches" or effect.basis != "stated" or effect.central is None:
            continue
        indicator = plan.indicator_by_id[effect.indicator_id]
        for target in plan.find_targets(effect.indicator_id, "plan", max(plan.settings.years.milestones)):
            level = target.value
            if level is None or target.relation != "at_least" or effect.central <= level:
                continue
            if agrees(level, effect.central, target.as_written):
                continue
            sentence = say(
                "{name}: {action} alone gives {level}, the target asks for {target} only.",
                name=indicator.name,
                action=plan.name_action(effect.action_id).name,
                level=Measured(format_number(effect.central), indicator.unit, gap=""),
                target=Measured(format_number(level), indicator.unit, gap=""),
            )
            figures = (format_number(effect.central), format_number(level))
            places = cite(effect, target)
            yield Finding("target_below_promise", "note", effect.indicator_id, sentence, figures, places)
            break
