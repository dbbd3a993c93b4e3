"""From where an appraisal looks."""

from peakfolio.plan.plan import Plan
from peakfolio.words import Words, say


def say_standpoint(plan: Plan) -> Words:
    """That it stands in the plan's base year and knows nothing that came after; a caveat of the first rank.

    A plan under way from which nothing is chosen is judged by its newest values.
    """
    if plan.settings.assessment.rule == "elapsed_progress" and all(row.cost_wan_yuan is None for row in plan.projects):
        return say("Of every indicator the newest value of the documents counts; nothing that came later is known.")
    return say(
        "All is seen from the plan's base year {base}; nothing that came later is known. Start years that have passed must be "
        "brought up to date first.",
        base=plan.settings.years.base_year,
    )
