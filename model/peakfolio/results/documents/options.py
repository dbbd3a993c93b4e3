"""The portfolios one may decide for, side by side, and which of them the figures speak for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.portfolio.choosing import Portfolio
from peakfolio.portfolio.verification import score_portfolio
from peakfolio.results import wording
from peakfolio.results.documents.content import Block, Cell, Table
from peakfolio.results.documents.voice import MONEY, Voice, cell
from peakfolio.words import NOTHING, SEMICOLON, Name, Words, format_number, listing, say, say_in, show_share


@dataclass(frozen=True)
class Option:
    """One portfolio: name, years and projects, cost, the targets it is for, their year, those given up, P(all) with its 95 % interval, points."""

    letter: str
    name: Words
    portfolio: Portfolio
    cost_wan_yuan: float
    aims: int
    by: int
    dropped: tuple[str, ...]
    chance: float
    interval: tuple[float, float]
    points: float | None


def compare_options(outlook: DeliveryOutlook, voice: Voice) -> list[Block]:
    """The table of options and the advice that follows from it."""
    options = list(list_options(outlook))
    first = options[0]
    plan, rows, is_scored = outlook.plan, [], first.points is not None
    gives_up = any(each.dropped for each in options)
    for each in options:
        given_up = voice.join([voice.read(wording.name_indicator(plan, key)) for key in each.dropped])
        row: tuple[Cell, ...] = (
            f"{each.letter} {voice.read(each.name)}",
            cell(each.cost_wan_yuan),
            each.aims,
            each.by,
            cell(round(100 * each.chance, 1)),
            f"{100 * each.interval[0]:.1f}-{100 * each.interval[1]:.1f}",
            *((cell(each.points),) if is_scored else ()),
            *((given_up,) if gives_up else ()),
            "" if each is first else voice.read(compare_starts(first.portfolio, each.portfolio)),
        )
        rows.append(row)
    columns = (
        voice.column("option", say("Option"), 1.6),
        voice.number("cost_wan_yuan", say("Cost"), MONEY),
        voice.number("aims", say("Targets"), Name("个", ""), 0),
        voice.year("by", say_in("options", "By the end of")),
        voice.number("chance", say_in("options", "All in time"), PERCENT, 1),
        voice.column("interval", say("95% interval"), 0.9),
        *((voice.number("points", say_in("options", "Points"), Name("分", "")),) if is_scored else ()),
        *((voice.column("given_up", say("Targets given up"), 2.2),) if gives_up else ()),
        voice.column("changes", say("Against A"), 1.8),
    )
    title = voice.read(say("The options to decide between"))
    note = voice.read(
        say(
            "The probability of A is that of its own years; any other may start earlier and is tested on draws that took no "
            "part in the choice, so that one portfolio may show two probabilities, within the error of sampling. {part}Start "
            "years: ⟦delivery_robust⟧ and ⟦chosen⟧.",
            part=(say("Points are those on paper. ") if is_scored else ""),
        )
    )
    return [Table("options", title, columns, tuple(rows), note), voice.answer(advise(outlook, options))]


def list_options(outlook: DeliveryOutlook) -> Iterator[Option]:
    """The cheapest portfolio on paper, then every robust choice that reaches the wanted certainty."""
    chosen, milestone = outlook.chosen, outlook.chosen.ledger.problem.milestone
    cost = sum(job.cost_wan_yuan * chosen.shares.get(job.action_id, 1.0) for job in chosen.delivery.jobs)
    name, score = (
        say("cheapest portfolio on paper"),
        partial(score_portfolio, outlook.plan, outlook.choice.problem.scenario),
    )
    own = outlook.choice.portfolio
    yield Option("A", name, own, cost, len(chosen.aims), milestone, (), chosen.chance, chosen.interval, score(own))
    letters = iter("BCD")
    for choice, name in (
        (outlook.robust, say("robust portfolio, all targets in time")),
        (outlook.promise, say("robust portfolio, giving up the fewest targets")),
        (outlook.later, say("robust portfolio, all targets later")),
    ):
        if choice is not None and choice.is_reached:
            yield Option(
                next(letters), name, choice.portfolio, choice.cost_wan_yuan, len(choice.aims), choice.by or milestone,
                choice.dropped, choice.fresh, choice.interval, score(choice.portfolio),
            )  # fmt: skip


def advise(outlook: DeliveryOutlook, options: list[Option]) -> Words:
    """Which option the figures speak for; where none holds everything, what has to be decided, and what can begin at once."""
    first, alpha, milestone = options[0], show_share(outlook.settings.alpha), outlook.chosen.ledger.problem.milestone
    if first.chance >= outlook.settings.alpha:
        better = _name_better(first, options)
        return Name(
            f"建议采用方案 A：按其年份建设，全部目标按期的概率已达到 {alpha} 的要求。{better.zh}",
            f"Option A is advised: built in its own years it already reaches the wanted certainty of {alpha}. {better.en}".strip(),
        )
    if outlook.robust.is_reached:
        return say(
            "Option B is advised: option A has a probability of only {chance}, option B reaches the wanted {alpha}.",
            chance=show_share(first.chance),
            alpha=alpha,
        )
    if len(options) == 1:
        return say(
            "Option A has a probability of only {chance}, and no option was found that reaches the wanted {alpha}; the "
            "deciding projects come first (⟦delivery_projects⟧).",
            chance=show_share(first.chance),
            alpha=alpha,
        )
    common = [key for key in first.portfolio.starts if all(key in each.portfolio.starts for each in options)]
    begin = _say_common(common)
    if len(options) == 2:
        second = options[1]
        return say(
            "Option A has a probability of only {chance}; only option {letter} reaches the wanted {alpha}. {begin}",
            chance=show_share(first.chance),
            letter=second.letter,
            alpha=alpha,
            begin=begin,
        )
    warning, best = _warn_of_points(outlook, first, options[1]), _name_best(outlook)
    return say(
        "Built in its own years option A meets all its targets in time in only {chance} of the runs{best}; wanted are "
        "{alpha}. It must be decided: option B if {milestone} cannot be moved, option C if no target may be given up. "
        "{warning}{begin}",
        chance=show_share(first.chance),
        best=best,
        alpha=alpha,
        milestone=milestone,
        warning=warning,
        begin=begin,
    )


def _name_better(first: Option, options: list[Option]) -> Words:
    """The option that costs no more than the first, gives up nothing, and is surer; nothing where there is none."""
    for each in options[1:]:
        if each.cost_wan_yuan <= first.cost_wan_yuan + 0.005 and not each.dropped and each.chance > first.chance:
            how, sure = compare_starts(first.portfolio, each.portfolio), show_share(each.chance)
            return say(
                "Option {letter} costs no more and is surer ({sure}; {how}); take it where that is possible.",
                letter=each.letter,
                sure=sure,
                how=how,
            )
    return NOTHING


def _name_best(outlook: DeliveryOutlook) -> Words:
    """How near another portfolio comes to all targets in time."""
    robust = outlook.robust
    if robust.portfolio.starts == outlook.choice.portfolio.starts:
        return say(" (no better portfolio was found)")
    money, sure = wording.show_money(robust.cost_wan_yuan), show_share(robust.fresh)
    return say(", the best portfolio found ({money}, ⟦delivery_robust⟧) in {sure}", money=money, sure=sure)


def compare_starts(first: Portfolio, other: Portfolio) -> Words:
    """How another portfolio differs from the first: what it adds and drops, and what it begins in another year."""
    added = [key for key in other.starts if key not in first.starts]
    left = [key for key in first.starts if key not in other.starts]
    moved = [
        f"{key} {first.starts[key]}→{year}" for key, year in other.starts.items() if first.starts.get(key, year) != year
    ]
    said = [
        Name(f"{zh} {' '.join(keys)}", f"{en} {' '.join(keys)}")
        for zh, en, keys in ((say_in("options", "adds"), added), (say("drops"), left))
        if keys
    ]
    if moved:
        said.append(say("starts {moved}", moved=listing(moved)))
    if not said:
        return say("same projects and start years")
    return listing(said, SEMICOLON)


def _warn_of_points(outlook: DeliveryOutlook, first: Option, second: Option) -> Words:
    """What giving up targets costs in points, where it costs the pass."""
    needed = outlook.plan.settings.assessment.pass_points
    if needed is None or first.points is None or second.points is None or not second.points < needed <= first.points:
        return NOTHING
    line, had, left = (format_number(each) for each in (needed, first.points, second.points))
    return say(
        "But on paper option {letter} earns {left} points, below the {line} to pass (option A: {had}). ",
        letter=second.letter,
        left=left,
        line=line,
        had=had,
    )


def _say_common(keys: list[str]) -> Words:
    if not keys:
        return NOTHING
    return say("What all options share can begin at once: {keys}.", keys=" ".join(keys))
