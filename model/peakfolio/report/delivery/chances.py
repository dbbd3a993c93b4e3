"""How likely the targets are met in time, as a report says it; and the targets of which no probability is a finding."""

from collections.abc import Sequence

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.report.names import LONG, name_indicator
from peakfolio.words import NOTHING, SPACE, Words, listing, say, say_many, show_share

NAMED = 4  # more names than a sentence bears are counted
RARE = 0.05  # met in one run of twenty or fewer: hardly ever


def tell_chance(outlook: DeliveryOutlook) -> Words:
    """P(all aims in time) of the chosen portfolio and of the plan as written, without the rest of the headline.

    Targets whose gap shared effects close exactly are left out: that any delay breaks them follows from the rule, and is no finding.
    """
    chosen, tight = outlook.chosen, list_tight(outlook)
    aims = tuple(key for key in outlook.aims if key not in tight)
    if not outlook.aims:
        return say("Nothing that is chosen meets an open target on paper, so there is no probability to give.")
    said = []
    if aims:
        said.append(
            say(
                "Built in its own years, option A meets {count} targets together by the end of {year} with a probability of {chance} "
                "({runs:,} simulated cases; delays alone, effects as read); the whole pool in its printed years with {written}.",
                count=len(aims),
                year=outlook.milestone,
                chance=show_share(chosen.find_chance(aims)),
                runs=chosen.delivery.runs,
                written=show_share(outlook.written.find_chance(aims)),
            )
        )
    if tight:
        said.append(
            say(
                "For {names} no probability is given: the rule that projects without a figure share the gap closes it exactly on paper, "
                "so by that rule any delay leaves it short.",
                names=list_targets(outlook, tight),
            )
        )
    counted = [each for each in (count_undecided(outlook),) if each is not NOTHING]
    return listing((*said, *counted), SPACE)


def list_tight(outlook: DeliveryOutlook) -> tuple[str, ...]:
    """The targets that shared effects just reach on paper, so that hardly any course of building meets them in time."""
    shared = {each.key for each in outlook.study.problem.contributions if each.is_shared}
    chances = outlook.chosen.meeting.chances
    return tuple(key for key in outlook.aims if key in shared and chances[key] < RARE)


def count_undecided(outlook: DeliveryOutlook) -> Words:
    """How many of the targets ask for a task besides, of which no number and no probability is known; nothing where none does."""
    count = sum(each.is_undecided for each in outlook.choice.problem.targets if each.key in outlook.aims)
    if not count:
        return NOTHING
    return say_many(
        "{n} of them counts by its number alone: it also asks for a task without a number.",
        "{n} of them count by their numbers alone: they also ask for a task without a number.",
        count,
    )


def list_targets(outlook: DeliveryOutlook, keys: Sequence[str]) -> Words:
    """Targets by their names; many are cut short."""
    names = listing((name_indicator(outlook.plan, key) for key in keys[:NAMED]), LONG)
    rest = len(keys) - NAMED
    return say("{names} and {rest} more", names=names, rest=rest, count=len(keys)) if rest > 0 else names
