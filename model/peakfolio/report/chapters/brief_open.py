"""The targets that are not met today, for a plan of which no portfolio can be chosen yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from peakfolio.assess.assessment import assess_plan
from peakfolio.assess.counting import list_claimants
from peakfolio.assess.judging import Verdict, judge_all
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.vocabulary import Standard
from peakfolio.portfolio.scenario_targets import choose_milestones, choose_standard
from peakfolio.report import names as wording
from peakfolio.report.assessment import show_conditions
from peakfolio.report.content import Table, name_column, tabulate, text_column
from peakfolio.words import Words, say

MOST_TARGETS = 20  # rows that leave the page one page
MOST_NAMED = 5  # keys of projects in a cell


@dataclass(frozen=True)
class Today:
    """Every measured indicator held against a standard for a year, as it stands today."""

    standard: Standard
    milestone: int
    verdicts: Mapping[str, Verdict]
    counts: Mapping[str, int]


def assess_today(plan: Plan) -> Today:
    """The plan as its own chapter assesses it: by its first standard, with the newest values where its rule looks at them."""
    settings, assessment = plan.settings.assessment, assess_plan(plan)
    standard = settings.standards[0]
    parts = {part.indicator_id: part for row in assessment.rows for part in row.verdicts[standard]}
    return Today(standard, settings.milestone, parts, assessment.count_statuses())


def judge_today(plan: Plan, scenario: Scenario) -> Today:
    """By the standard of a scenario; where that asks nothing that can be judged, by the one the plan is assessed by."""
    milestone = choose_milestones(plan, scenario)[0]
    found = []
    for each in (choose_standard(plan, scenario), plan.settings.assessment.standards[0]):
        verdicts = judge_all(plan, each, milestone, at_latest=False, improve_step=scenario.improve_step)
        found.append(Today(each, milestone, verdicts, Counter(row.status for row in verdicts.values())))
    judged = [each for each in found if any(row.status in ("met", "not_met") for row in each.verdicts.values())]
    return (judged or found)[0]


def list_open_now(plan: Plan, today: Today) -> Table:
    """The targets that are not met today, where no portfolio can be held against them: now, asked, missing, and who is named for it."""
    missed = [each for each in today.verdicts.values() if each.status == "not_met"]
    table = tabulate(
        "brief_open",
        say("Targets that are not met"),
        missed[:MOST_TARGETS],
        (name_column("name", say("Target"), 2.2), lambda each: wording.name_briefly(plan, each.indicator_id)),
        (name_column("now", say("Now"), 0.9), lambda each: _show_now(plan, each)),
        (
            text_column("asked", say("Asked"), 1.2),
            lambda each: show_conditions(plan, each.target) if each.target else None,
        ),
        (
            name_column("missing", say("Missing"), 0.9),
            lambda each: wording.show_difference(plan, each.indicator_id, each.gap) if each.gap else "",
        ),
        (text_column("named", say("Projects named for it"), 1.4), lambda each: _name_claimants(plan, each)),
    )
    rest = len(missed) - MOST_TARGETS
    if rest > 0:
        table = replace(table, rows=(*table.rows, (say("{count} more", count=rest), "", "", "", "")))
    if any(plan.indicator_by_id[each.indicator_id].parent_id for each in missed):
        table = replace(table, note=say("Parts of one indicator have a row each."))
    return table if any(row[-1] for row in table.rows) else table.drop("named")


def _show_now(plan: Plan, verdict: Verdict) -> Words | str:
    value = None if verdict.seen is None else verdict.seen.value
    return "" if value is None else wording.show_value(plan, verdict.indicator_id, value)


def _name_claimants(plan: Plan, verdict: Verdict) -> str:
    keys = list_claimants(plan, verdict.indicator_id)
    shown = " ".join(keys[:MOST_NAMED])
    return shown if len(keys) <= MOST_NAMED else f"{shown} …"
