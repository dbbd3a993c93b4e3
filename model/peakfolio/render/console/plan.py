"""What a plan says of itself on a console: the findings of its audit, and where its indicators stand."""

from collections import Counter
from collections.abc import Sequence

from peakfolio.assess.assessment import Assessment
from peakfolio.assess.audit import SEVERITIES, Finding
from peakfolio.plan.plan import Plan
from peakfolio.render.console.screen import Screen
from peakfolio.report import names
from peakfolio.report.assessment import LEGEND, describe_assessment, make_assessment_table
from peakfolio.report.audit import make_finding_table
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
