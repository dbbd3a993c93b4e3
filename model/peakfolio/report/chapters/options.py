"""The portfolios one may decide for, side by side, and which of them the figures speak for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peakfolio.delivery.likelihood import Likelihood
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.robust import RobustChoice
from peakfolio.portfolio.choice import Portfolio
from peakfolio.report import names as wording
from peakfolio.report.content import (
    COST,
    COUNTED,
    Table,
    name_column,
    number_column,
    refer,
    share_column,
    tabulate,
    text_column,
    year_column,
)
from peakfolio.report.delivery.names import show_interval
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Name, Words, format_number, listing, say, show_share


@dataclass(frozen=True)
class Option:
    """One portfolio: name, years and projects, cost, the targets it is for, their year, those given up, P(all) with its 95 % interval, points.

    ``chance`` holds delays alone, ``likely`` delays and effects drawn together.
    """

    letter: str
    name: Words
    portfolio: Portfolio
    cost_wan_yuan: float
    aims: int
    by: int
    dropped: tuple[str, ...]
    chance: float
    interval: tuple[float, float]
    likely: Likelihood
    points: float | None


def make_option_table(outlook: DeliveryOutlook, points: Mapping[str, float | None]) -> Table:
    """The options side by side, with the points each would earn."""
    plan, options = outlook.plan, list(list_options(outlook, points))
    first = options[0]
    is_scored, gives_up = first.points is not None, any(each.dropped for each in options)
    notes = (
        *((say("Points are those on paper."),) if is_scored else ()),
        say(
            "Start years: {delivery_robust} and {chosen}.",
            delivery_robust=refer("delivery_robust"),
            chosen=refer("chosen"),
        ),
    )
    table = tabulate(
        "options",
        say("The options to decide between"),
        options,
        (name_column("option", say("Option"), 1.6), lambda each: say("{key} {name}", key=each.letter, name=each.name)),
        (COST, lambda each: each.cost_wan_yuan),
        (number_column("aims", say("Targets"), COUNTED, 0), lambda each: each.aims),
        (year_column("by", say("By the end of")), lambda each: each.by),
        (share_column("likely", say("How sure (dates and effects)"), 0), lambda each: each.likely.all_met),
        (share_column("chance", say("dates alone"), 0), lambda each: each.chance),
        (number_column("points", say("Expected points"), Name("分", "")), lambda each: each.points),
        (
            name_column("given_up", say("Targets given up"), 1.8),
            lambda each: listing(wording.name_indicator(plan, key) for key in each.dropped),
        ),
        (
            name_column("changes", say("Against A"), 1.8),
            lambda each: "-" if each is first else compare_starts(first.portfolio, each.portfolio),
        ),
        note=listing(notes, SPACE),
    )
    unsaid = {"points": not is_scored, "given_up": not gives_up}
    return table.drop(*(key for key, is_left in unsaid.items() if is_left))


def list_intervals(outlook: DeliveryOutlook, points: Mapping[str, float | None]) -> Table:
    """How exactly each probability is known from the number of runs."""
    return tabulate(
        "option_intervals",
        say("Error of the options' probabilities"),
        list_options(outlook, points),
        (name_column("option", say("Option"), 1.6), lambda each: say("{key} {name}", key=each.letter, name=each.name)),
        (share_column("chance", say("All in time")), lambda each: each.chance),
        (text_column("interval", say("95% interval"), 0.9), lambda each: show_interval(each.interval)),
        note=say(
            "The probability of A is that of its own years; any other may start earlier and is tested on draws that took no "
            "part in the choice, so that one portfolio may show two probabilities, within the error of sampling."
        ),
    )


def list_options(outlook: DeliveryOutlook, points: Mapping[str, float | None]) -> Iterator[Option]:
    """The cheapest portfolio on paper, then every robust choice that reaches the wanted certainty and is not just the same."""
    chosen, milestone = outlook.chosen, outlook.milestone
    yield Option(
        "A", say("cheapest on paper"), outlook.choice.portfolio, chosen.cost_wan_yuan, len(chosen.aims),
        milestone, (), chosen.chance, chosen.interval, outlook.likely,
        points["chosen"],
    )  # fmt: skip
    letters = iter("BCD")
    for key, choice, name in (
        ("robust", outlook.robust, say("in time, all targets")),
        ("promise", outlook.promise, say("in time, fewer targets")),
        ("later", outlook.later, say("later, all targets")),
    ):
        if choice is not None and choice.is_reached and not _is_first(outlook, choice):
            yield Option(
                next(letters), name, choice.portfolio, choice.cost_wan_yuan, len(choice.aims), choice.by or milestone,
                choice.dropped, choice.fresh, choice.interval, choice.likely, points.get(key),
            )  # fmt: skip


def _is_first(outlook: DeliveryOutlook, choice: RobustChoice) -> bool:
    """Whether a choice builds what the cheapest on paper builds, in the same years for the same targets: there is nothing to decide."""
    is_same = choice.portfolio.starts == outlook.choice.portfolio.starts
    return is_same and choice.by in (None, outlook.milestone) and not choice.dropped


def advise(outlook: DeliveryOutlook, options: list[Option]) -> Words:
    """Which option the figures speak for; where none holds everything, what has to be decided, and what can begin at once."""
    first, alpha, milestone = options[0], show_share(outlook.settings.alpha), outlook.milestone
    chance = show_share(first.chance)
    if first.chance >= outlook.settings.alpha:
        advised = say(
            "Option A is advised: built in its own years it already reaches the wanted certainty of {alpha}.",
            alpha=alpha,
        )
        return listing([advised, *_name_better(first, options)], SPACE)
    if outlook.robust.is_reached:
        return say(
            "Option B is advised: option A has a probability of only {chance}, option B reaches the wanted {alpha}.",
            chance=chance,
            alpha=alpha,
        )
    if len(options) == 1:
        return say(
            "Option A has a probability of only {chance}, and no option was found that reaches the wanted {alpha}; the "
            "deciding projects come first ({delivery_projects}).",
            chance=chance,
            alpha=alpha,
            delivery_projects=refer("delivery_projects"),
        )
    common = " ".join(key for key in first.portfolio.starts if all(key in each.portfolio.starts for each in options))
    begin = say("What all options share can begin at once: {keys}.", keys=common) if common else NOTHING
    if len(options) == 2:
        only = say(
            "Option A has a probability of only {chance}; only option {letter} reaches the wanted {alpha}.",
            chance=chance,
            letter=options[1].letter,
            alpha=alpha,
        )
        return listing((only, begin), SPACE)
    choose = say(
        "Built in its own years option A meets all its targets in time in only {chance} of the runs{best}; wanted are "
        "{alpha}. It must be decided: option B if {milestone} cannot be moved, option C if no target may be given up.",
        chance=chance,
        best=_name_best(outlook),
        alpha=alpha,
        milestone=milestone,
    )
    return listing((choose, *_warn_of_points(outlook, first, options[1]), begin), SPACE)


def _name_better(first: Option, options: list[Option]) -> Iterator[Words]:
    """The first option that costs no more than this one, gives up nothing, and is surer; nothing where there is none."""
    for each in options[1:]:
        if each.cost_wan_yuan <= first.cost_wan_yuan + wording.CENT and not each.dropped and each.chance > first.chance:
            yield say(
                "Option {letter} costs no more and is surer ({sure}; {how}); take it where that is possible.",
                letter=each.letter,
                sure=show_share(each.chance),
                how=compare_starts(first.portfolio, each.portfolio),
            )
            return


def _name_best(outlook: DeliveryOutlook) -> Words:
    """How near another portfolio comes to all targets in time."""
    robust = outlook.robust
    if robust.portfolio.starts == outlook.choice.portfolio.starts:
        return say(" (no better portfolio was found)")
    return say(
        ", the best portfolio found ({money}, {delivery_robust}) in {sure} (simulated again: {fresh})",
        money=wording.show_money(robust.cost_wan_yuan),
        sure=show_share(robust.in_sample),
        fresh=show_share(robust.fresh),
        delivery_robust=refer("delivery_robust"),
    )


def compare_starts(first: Portfolio, other: Portfolio) -> Words:
    """How another portfolio differs from the first: what it adds and drops, and what it begins in another year."""
    added = [key for key in other.starts if key not in first.starts]
    left = [key for key in first.starts if key not in other.starts]
    moved = [
        f"{key} {first.starts[key]}→{year}" for key, year in other.starts.items() if first.starts.get(key, year) != year
    ]
    said = (
        *([say("adds {projects}", projects=" ".join(added))] if added else []),
        *([say("drops {projects}", projects=" ".join(left))] if left else []),
        *([say("starts {moved}", moved=listing(moved))] if moved else []),
    )
    return listing(said, SEMICOLON) if said else say("same projects and start years")


def _warn_of_points(outlook: DeliveryOutlook, first: Option, second: Option) -> Iterator[Words]:
    """What giving up targets costs in points, where it costs the pass."""
    needed = outlook.plan.settings.assessment.pass_points
    if needed is None or first.points is None or second.points is None or not second.points < needed <= first.points:
        return
    line, had, left = (format_number(each) for each in (needed, first.points, second.points))
    yield say(
        "But on paper option {letter} earns {left} points, below the {line} to pass (option A: {had}).",
        letter=second.letter,
        left=left,
        line=line,
        had=had,
    )
