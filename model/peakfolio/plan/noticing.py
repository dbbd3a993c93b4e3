"""What is no fault of a plan but should be looked at once more: effects that work against their indicator, years without a target."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.plan.package import AUTOMATIC_SOURCE, TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import CitedRow
from peakfolio.plan.tables import Effect, Indicator
from peakfolio.units import Measured
from peakfolio.words import NOTHING, Words, format_number, say, say_many


@dataclass(frozen=True)
class Notice:
    """One thing to look at, with the action and the indicator it is about; both are empty where it is about the plan's years.

    Where it is true of several actions, ``common`` says it of all of them, and ``amount`` how much it is of this one.
    """

    action_id: str
    indicator_id: str
    said: Words
    common: Words = NOTHING
    amount: str = ""


def list_notices(plan: Plan) -> tuple[Notice, ...]:
    """Milestones for which no target stands, and every effect of a plan that makes its indicator worse, or leaves it where it is."""
    years = {row.year for row in plan.targets}
    idle = [year for year in plan.settings.years.milestones if not years & {year, None}]
    return (
        *_look_at_source(plan),
        *(Notice("", "", say("There is no target for the milestone {year}.", year=year)) for year in idle),
        *(
            each
            for effect in plan.effects
            for each in _look_at(plan, effect, plan.indicator_by_id[effect.indicator_id])
        ),
    )


def _look_at_source(plan: Plan) -> Iterator[Notice]:
    """Rows that name no source, and are taken to be from the plan."""
    cited = (row for table in TABLES for row in getattr(plan, table) if isinstance(row, CitedRow))
    count = sum(1 for row in cited if row.source_id == AUTOMATIC_SOURCE)
    if count:
        said = say_many(
            "1 row names no source and is taken to be from “{title}”; write sources.csv where that is not so.",
            "{n:,} rows name no source and are taken to be from “{title}”; write sources.csv where that is not so.",
            count,
            title=plan.source_by_id[AUTOMATIC_SOURCE].name,
        )
        yield Notice("", "", said)


def _look_at(plan: Plan, effect: Effect, indicator: Indicator) -> Iterator[Notice]:
    action = say("{key} ({name})", key=effect.action_id, name=plan.name_action(effect.action_id).name)
    name = say("{key} ({name})", key=indicator.indicator_id, name=indicator.name)
    about = effect.action_id, indicator.indicator_id
    low, central = effect.low, effect.central
    if effect.mode == "adds" and low is not None and central is not None:
        sign = -1 if indicator.direction == "less" else 1
        if sign * central < 0:
            change = _describe_harm(central, name, indicator)
            said = say("{action} {change}; it counts as a side effect.", action=action, change=change)
            yield Notice(*about, said, _describe_common(name, indicator), _show_harm(central))
        elif sign * low < 0:
            change = _describe_harm(low, name, indicator)
            said = say("{action} at its low value {change}; it counts as a side effect.", action=action, change=change)
            yield Notice(*about, said)
    base = plan.find_base(indicator.indicator_id)
    if effect.mode == "reaches" and central is not None and base is not None and base.value == central:
        level = format_number(central)
        said = say("{action} takes {name} to {level}, where it stands already.", action=action, name=name, level=level)
        yield Notice(*about, said)


def _describe_common(name: Words, indicator: Indicator) -> Words:
    """What every effect says that makes an indicator worse; its amount follows without the unit."""
    unit = Measured("", indicator.unit)
    if indicator.direction == "less":
        return say("{name} is raised ({unit}), where less is better; it counts as a side effect", name=name, unit=unit)
    return say("{name} is lowered ({unit}), where more is better; it counts as a side effect", name=name, unit=unit)


def _show_harm(change: float) -> str:
    shown = format_number(abs(change))
    if shown == "0":  # a harm too small for the usual four decimals is still one
        return f"{abs(change):.{1 - math.floor(math.log10(abs(change)))}f}"
    return shown


def _describe_harm(change: float, name: Words, indicator: Indicator) -> Words:
    amount = Measured(_show_harm(change), indicator.unit)
    if indicator.direction == "less":
        return say("raises {name} by {amount}, where less is better", name=name, amount=amount)
    return say("lowers {name} by {amount}, where more is better", name=name, amount=amount)
