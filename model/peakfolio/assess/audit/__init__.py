"""Recomputes everything a plan claims about itself and reports every disagreement, with both figures and their lines."""

from peakfolio.assess.audit.contradictions import audit_contradictions
from peakfolio.assess.audit.costs import audit_costs
from peakfolio.assess.audit.coverage import audit_coverage
from peakfolio.assess.audit.finding import SEVERITIES, Finding, Place, Severity
from peakfolio.assess.audit.statuses import audit_statuses
from peakfolio.assess.audit.targets import audit_targets
from peakfolio.assess.audit.totals import audit_totals
from peakfolio.plan.plan import Plan

__all__ = ["SEVERITIES", "Finding", "Place", "Severity", "audit_plan"]


def audit_plan(plan: Plan) -> tuple[Finding, ...]:
    """Every finding on a plan, the gravest first, otherwise in the order of the checks."""
    found = (
        *audit_totals(plan),
        *audit_contradictions(plan),
        *audit_statuses(plan),
        *audit_targets(plan),
        *audit_coverage(plan),
        *audit_costs(plan),
    )
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
