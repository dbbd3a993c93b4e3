"""What a plan says of itself on a console: the findings of its audit, and where its indicators stand."""

from collections import Counter
from collections.abc import Sequence

from peakfolio.assess.assessment import Assessment
from peakfolio.assess.audit import SEVERITIES, Finding
from peakfolio.assess.costing import CostCheck
from peakfolio.assess.suggesting import Suggestion
from peakfolio.plan.plan import Plan
from peakfolio.render.console.screen import Screen
from peakfolio.report import names
from peakfolio.report.assessment import LEGEND, describe_assessment, make_assessment_table
from peakfolio.report.audit import make_finding_table
from peakfolio.report.costs import count_verdicts, explain_verdicts, make_cost_table
from peakfolio.report.suggesting import count_suggestions, list_reasons, make_suggestion_table
from peakfolio.words import listing, say, say_in


def show_findings(screen: Screen, plan: Plan, findings: Sequence[Finding]) -> None:
    """The findings of an audit, the gravest first, and how many there are."""
    screen.show_table(make_finding_table(findings).pick("severity", "sentence", "lines"))
    counts = Counter(finding.severity for finding in findings)
    shown = listing(
        (say("{severity} {count}", severity=names.SEVERITIES[each], count=counts[each]) for each in SEVERITIES),
        say_in("between counts", ", "),
    )
    name = plan.settings.region.name
    screen.say(say("{name}: {count} findings ({shown}).", name=name, count=len(findings), shown=shown))


def show_assessment(screen: Screen, plan: Plan, assessment: Assessment) -> None:
    """Each headline indicator, then the counts and the verdict of the rule."""
    columns = ["indicator_id", "name", *plan.settings.assessment.standards, "status", "printed"]
    columns += ["earned", "full"] if assessment.points is not None else []
    columns += ["class"] if assessment.rule == "elapsed_progress" else []
    screen.show_table(make_assessment_table(plan, assessment).keep("is_part", (False,)).pick(*columns))
    for sentence in (LEGEND, *describe_assessment(plan, assessment)):
        screen.say(sentence)


def show_costs(screen: Screen, checks: Sequence[CostCheck], outliers: Sequence[Finding]) -> None:
    """The unit costs that can be held against others, then those that stand out, with what they are held against."""
    held = [each for each in checks if each.count or each.neighbours]
    columns = ("project_id", "unit_cost", "unit", "median", "count", "ratio", "verdict")
    if held:
        screen.show_table(make_cost_table(held).pick(*columns))
    screen.say(count_verdicts(checks))
    screen.say_each(each.sentence for each in outliers)
    screen.say(explain_verdicts())


def show_suggestions(screen: Screen, suggestions: Sequence[Suggestion]) -> None:
    """The effects that can be worked out, those that wait for a figure, and the class of every project."""
    whole = [each for each in suggestions if each.spread is not None]
    waiting = [each for each in suggestions if each.asked]
    once = list({each.project.project_id: each for each in suggestions}.values())
    sized = ("project_id", "indicator_id", "quantity", "quantity_unit")
    parts = (
        (say("Effects that can be worked out:"), whole, (*sized, "low", "central", "high", "unit")),
        (say("Effects that wait for a figure of the county:"), waiting, (*sized, "origin", "asked")),
        (say("Class of each project, by the words of its name and content:"), once, ("project_id", "classes")),
    )
    for heading, rows, columns in parts:
        if rows:
            screen.say(heading, "bold")
            screen.show_table(make_suggestion_table(rows).pick(*columns))
    reasons = list_reasons(suggestions)
    if reasons:
        screen.say(say("Why nothing is proposed:"), "bold")
        screen.say_each(reasons, "  - ")
    screen.say(count_suggestions(suggestions))
    screen.say(say("Nothing of this is used until its rows stand in the plan (--to FOLDER writes them)."))
