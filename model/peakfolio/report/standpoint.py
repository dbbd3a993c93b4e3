"""From where an appraisal looks."""

from peakfolio.plan.plan import Plan
from peakfolio.words import Words, say


def say_standpoint(plan: Plan) -> Words:
    """That it stands in the plan's base year and knows nothing that came after; a caveat of the first rank."""
    return say(
        "The appraisal stands in the plan's base year {base}: it uses nothing done or measured in the place since, so a start year "
        "that has passed is the year in which building should have begun, and the data have to be brought up to date before a decision "
        "is taken today.",
        base=plan.settings.years.base_year,
    )
