"""Recomputes everything a plan claims about itself and reports every disagreement, with both figures and their lines."""

from peakfolio.assess.audit.bounds import audit_bounds
from peakfolio.assess.audit.comparisons import audit_comparisons
from peakfolio.assess.audit.contradictions import audit_contradictions
from peakfolio.assess.audit.costs import audit_costs
from peakfolio.assess.audit.coverage import audit_coverage
from peakfolio.assess.audit.finding import SEVERITIES, Finding, Place, Severity
from peakfolio.assess.audit.gaps import audit_gaps
from peakfolio.assess.audit.history import audit_history
from peakfolio.assess.audit.joining import join_facts
from peakfolio.assess.audit.points import audit_points
from peakfolio.assess.audit.promises import audit_promises
from peakfolio.assess.audit.sourcing import audit_sourcing
from peakfolio.assess.audit.statuses import audit_statuses
from peakfolio.assess.audit.surveys import audit_surveys
from peakfolio.assess.audit.targets import audit_targets
from peakfolio.assess.audit.totals import audit_totals
from peakfolio.assess.audit.wording import audit_wording
from peakfolio.plan.plan import Plan

__all__ = ["SEVERITIES", "Finding", "Place", "Severity", "audit_plan"]


def audit_plan(plan: Plan) -> tuple[Finding, ...]:
    """Every finding on a plan, each fact once, the gravest first, otherwise in the order of the checks."""
    found = (
        *audit_totals(plan),
        *audit_contradictions(plan),
        *audit_statuses(plan),
        *audit_targets(plan),
        *audit_coverage(plan),
        *audit_bounds(plan),
        *audit_comparisons(plan),
        *audit_history(plan),
        *audit_promises(plan),
        *audit_points(plan),
        *audit_wording(plan),
        *audit_gaps(plan),
        *audit_surveys(plan),
        *audit_costs(plan),
        *audit_sourcing(plan),
    )
    return tuple(sorted(join_facts(found), key=lambda finding: SEVERITIES.index(finding.severity)))
