"""From where an appraisal looks."""

from peakfolio.plan.days import read_day
from peakfolio.plan.plan import Plan, Standpoint
from peakfolio.words import NOTHING, Words, say, say_many


def say_standpoint(plan: Plan) -> Words:
    """That it stands in the year of its data, or on a named day, and knows nothing that came after; a caveat of the first rank."""
    if plan.standpoint is not None:
        return _say_day(plan, plan.standpoint)
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


def _say_day(plan: Plan, stands: Standpoint) -> Words:
    """The day, how much of what came about is known on it, and how old the newest value is."""
    seen = (plan.find_latest(each.indicator_id) for each in plan.measured_indicators)
    newest = max((each.year for each in seen if each is not None), default=None)
    return say(
        "As of {day}: {outcomes} of {all} indicators start from an outcome reported since the plan, the others from its own values; "
        "{age}.{silent}",
        day=stands.day,
        outcomes=len(stands.taken),
        all=len(plan.measured_indicators),
        age=_say_age(newest, read_day(stands.day)[0]),
        silent=_say_silent(len(stands.silent)),
    )


def _say_age(newest: int | None, year: int) -> Words:
    if newest is None:
        return say("there is no value at all")
    said = say("the newest value is of {year}", year=str(newest))
    old = year - newest
    if old <= 0:
        return said
    return say_many("{said}, {n} year old", "{said}, {n} years old", old, said=said)


def _say_silent(count: int) -> Words:
    if not count:
        return NOTHING
    return say_many(
        " Of {n} project that should have begun there is no report: it is taken as not begun.",
        " Of {n} projects that should have begun there is no report: they are taken as not begun.",
        count,
    )
