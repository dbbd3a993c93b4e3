"""The portfolios one may decide for, side by side, and which of them the figures speak for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from peakfolio.delivery.likelihood import Likelihood
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.portfolio.answering import Answer
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
from peakfolio.report.delivery.letters import FIRST, letter_choices
from peakfolio.report.delivery.names import show_interval
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Name, Words, format_number, listing, say, show_share

LIKELY = 0.8  # what holds in four of five cases is sure


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


def make_option_table(
    outlook: DeliveryOutlook, points: Mapping[str, float | None], bare: Collection[str] = ()
) -> Table:
    """The options side by side, with the points each would earn; of the targets ``bare`` only the number is reached."""
    plan, options = outlook.plan, list(list_options(outlook, points))
    first = options[0]
    is_scored, gives_up = first.points is not None, any(each.dropped for each in options)
    notes = (
        *((say("+: number reached, rest unchecked."),) if bare else ()),
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
        (number_column("aims", say("Targets"), COUNTED), lambda each: count_aims(each, bare)),
        (year_column("by", say("By the end of")), lambda each: each.by),
        (share_column("likely", say("How sure (dates and effects)"), 0), lambda each: each.likely.all_met),
        (share_column("chance", say("How sure (dates alone)"), 0), lambda each: each.chance),
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
    unsaid = {"points": not is_scored, "given_up": not gives_up, "changes": len(options) == 1}
    return table.drop(*(key for key, is_left in unsaid.items() if is_left)).round_money()


def count_aims(option: Option, bare: Collection[str]) -> str:
    """The targets an option is for; those of which only the number is reached stand apart: 8+1."""
    count = sum(key in bare for key in option.likely.by_target)
    return f"{option.aims - count}+{count}" if count else str(option.aims)


def list_bare(answer: Answer) -> set[str]:
    """The targets of which the chosen portfolio only reaches the number."""
    return {each.key for each in answer.verification.outcomes if each.is_undecided}


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
            "The probability of A is that of its own years; any other may start earlier and is tested on cases that took no part in the "
            "choice, so that one portfolio may show two probabilities, within the error of sampling."
        ),
    )


def list_options(outlook: DeliveryOutlook, points: Mapping[str, float | None]) -> Iterator[Option]:
    """The cheapest portfolio on paper, then every robust choice that reaches the wanted certainty and is not just the same."""
    chosen, milestone = outlook.chosen, outlook.milestone
    yield Option(
        FIRST, say("cheapest on paper"), outlook.choice.portfolio, chosen.cost_wan_yuan, len(chosen.aims),
        milestone, (), chosen.chance, chosen.interval, outlook.likely,
        points["chosen"],
    )  # fmt: skip
    letters = letter_choices(outlook)
    for key, choice, name in (
        ("robust", outlook.robust, say("in time, all targets")),
        ("promise", outlook.promise, say("in time, fewer targets")),
        ("later", outlook.later, say("later, all targets")),
    ):
        if choice is not None and letters.get(key, FIRST) != FIRST:
            yield Option(
                letters[key], name, choice.portfolio, choice.cost_wan_yuan, len(choice.aims), choice.by or milestone,
                choice.dropped, choice.fresh, choice.interval, choice.likely, points.get(key),
            )  # fmt: skip


def advise(outlook: DeliveryOutlook, options: list[Option]) -> Words:
    """Which option the figures speak for; where none holds everything, what has to be decided, and what can begin at once."""
    first, milestone = options[0], outlook.milestone
    known = {
        "chance": show_share(first.chance),
        "likely": show_share(first.likely.all_met),
        "alpha": show_share(outlook.settings.alpha),
    }
    if first.chance >= outlook.settings.alpha or outlook.robust.is_reached or len(options) == 1:
        return _advise_one(outlook, options, known)
    common = " ".join(key for key in first.portfolio.starts if all(key in each.portfolio.starts for each in options))
    begin = say("What all options share can begin at once: {keys}.", keys=common) if common else NOTHING
    if len(options) == 2:
        only = say(
            "By its dates alone option A meets all its targets in time with only {chance} (with what the projects bring counted as well "
            "{likely}); only option {letter} reaches the wanted {alpha}.",
            **known,
            letter=options[1].letter,
        )
        return listing((only, begin), SPACE)
    choose = say(
        "By its dates alone option A meets all its targets in time with only {chance} (with what the projects bring counted as well "
        "{likely}); wanted are {alpha}. It must be decided: option B if {milestone} cannot be moved, option C if no target may be "
        "given up.",
        **known,
        milestone=milestone,
    )
    return listing((choose, *_warn_of_points(outlook, first, options[1]), begin), SPACE)


def _advise_one(outlook: DeliveryOutlook, options: list[Option], known: Mapping[str, str]) -> Words:
    """The option that reaches the wanted certainty; where there is but one that does not, what comes first."""
    first = options[0]
    if first.chance >= outlook.settings.alpha and len(options) == 1 and _is_failing(outlook, first):
        return say(
            "Option A is a first step: by its dates alone it meets all its targets in time with {chance}, where {alpha} is wanted, and with "
            "what its projects bring counted as well {likely}; but with it the plan does not pass its assessment. Add projects, have "
            "targets changed, or put the application off.",
            **known,
        )
    if first.chance >= outlook.settings.alpha:
        advised = say(
            "Option A is advised: built in its own years it meets all its targets in time with {chance} by its dates alone, where "
            "{alpha} is wanted; with what its projects bring counted as well it is {likely}.",
            **known,
        )
        return listing([advised, *_name_better(first, options)], SPACE)
    if outlook.robust.is_reached and len(options) > 1:
        return say(
            "Option B is advised: by its dates alone option A meets all its targets in time with only {chance}, option B with {sure}, "
            "where {alpha} is wanted; with what the projects bring counted as well it is {likely} and {both}.",
            **known,
            sure=show_share(options[1].chance),
            both=show_share(options[1].likely.all_met),
        )
    return say(
        "By its dates alone option A meets all its targets in time with only {chance}, with what its projects bring counted as well "
        "{likely}, and no option was found that reaches the wanted {alpha}; the deciding projects come first "
        "({delivery_projects}).",
        **known,
        delivery_projects=refer("delivery_projects"),
    )


def _is_failing(outlook: DeliveryOutlook, first: Option) -> bool:
    """Whether a plan that is scored does not pass with an option: too few points, or a condition with a veto."""
    needed = outlook.plan.settings.assessment.pass_points
    if needed is None or first.points is None:
        return False
    return first.points < needed or any(each.status != "met" for each in outlook.plan.basic_conditions)


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


def explain_best(outlook: DeliveryOutlook) -> Words:
    """Why no portfolio that keeps all targets in their year is an option, where none reaches the wanted certainty; else nothing."""
    robust, later = outlook.robust, outlook.later
    if robust.is_reached:
        return NOTHING
    known = {"count": len(robust.aims), "year": outlook.milestone, "alpha": show_share(outlook.settings.alpha)}
    if robust.portfolio.starts == outlook.choice.portfolio.starts:
        return say(
            "No surer portfolio than option A was found that keeps all {count} targets by the end of {year}.", **known
        )
    found = {"sample": show_share(robust.in_sample), "fresh": show_share(robust.fresh)}
    if later is not None and later.is_reached and later.portfolio.starts == robust.portfolio.starts:
        return say(
            "No portfolio was found that keeps all {count} targets by the end of {year} with the wanted {alpha}: what option {letter} "
            "builds is the surest for that year as well, with {sample} in the cases searched and {fresh} in other cases (dates alone); "
            "what the search finds is what decides, so it is an option for the later year alone.",
            letter=letter_choices(outlook)["later"],
            **known,
            **found,
        )
    return say(
        "The surest portfolio found that keeps all {count} targets by the end of {year} costs {money} ({delivery_robust}). It is no "
        "option: the wanted {alpha} is asked in the cases searched, where it has {sample}; in other cases it has {fresh} (dates alone).",
        money=wording.show_money(robust.cost_wan_yuan),
        delivery_robust=refer("delivery_robust"),
        **known,
        **found,
    )


@dataclass(frozen=True)
class Weakest:
    """The least sure target, how sure it is with delays and effects drawn together, and in which option."""

    key: str
    share: float
    letter: str


def find_weakest(answer: Answer, outlook: DeliveryOutlook) -> tuple[Weakest, ...]:
    """The least sure target of the option where all together are the surest, after that of option A where it is another: as on page one.

    None where that option is sure, and where only somebody's word or shares without a figure stand behind its targets.
    """
    first, *others = list_options(outlook, {"chosen": None})
    best = max((first, *others), key=lambda each: each.likely.all_met)
    kept = [each for each in answer.verification.outcomes if each.key not in best.dropped]
    if best.likely.all_met >= LIKELY or any(each.is_met and each.evidence == "shared" for each in kept):
        return ()
    aims = [each.key for each in kept if each.key in outlook.aims and not each.is_circular]
    if not aims:
        return ()
    found = []
    for option in (first, best):
        chances = option.likely.by_target
        key = min(aims, key=lambda each: chances[each])
        found.append(Weakest(key, chances[key], option.letter))
    return tuple(found) if found[0].key != found[1].key else (found[1],)


def tell_weakest(answer: Answer, outlook: DeliveryOutlook) -> Words:
    """The least sure targets in a sentence; nothing where there is none."""
    weakest = find_weakest(answer, outlook)
    if not weakest:
        return NOTHING
    said = [
        {"target": wording.name_briefly(answer.plan, each.key), "share": show_share(each.share), "letter": each.letter}
        for each in weakest
    ]
    if len(said) == 1:
        return say(
            "The least sure target is {target}: {share} in option {letter}, dates and effects counted.", **said[0]
        )
    shown = (say("in option {letter} {target} ({share})", **each) for each in said)
    return say("The least sure targets, dates and effects counted: {shown}.", shown=listing(shown))


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
