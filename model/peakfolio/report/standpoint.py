"""From where an appraisal looks."""

from peakfolio.plan.plan import Plan
from peakfolio.words import Words, say


def say_standpoint(plan: Plan) -> Words:
    """That it stands in the year of its data and knows nothing that came after; a caveat of the first rank."""
    base = plan.settings.years.base_year
    seen = (plan.find_latest(each.indicator_id) for each in plan.measured_indicators)
    newest = max((each.year for each in seen if each is not None and each.year is not None), default=base)
    if plan.settings.assessment.rule == "elapsed_progress" and newest > base:
        return say(
            "Indicators are judged at their newest values, of {newest} at the latest (base year {base}); nothing later is counted.",
            newest=newest,
            base=base,
        )
    return say(
        "The data end with the plan's base year {base}; nothing later is counted. Bring start years that have passed up to "
        "date first.",
        base=base,
    )
