"""The tables of the page to decide by: projects, options, and what becomes of every open target."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.causes import Cause
from peakfolio.portfolio.choice import Reach
from peakfolio.portfolio.outcomes import Outcome
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.report import names as wording
from peakfolio.report.chapters.options import Option, compare_starts
from peakfolio.report.content import (
    COUNTED,
    MONEY,
    Cell,
    Column,
    Row,
    Table,
    name_column,
    number_column,
    tabulate,
    text_column,
    year_column,
)
from peakfolio.report.wrapping import count_letters
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Language, Words, listing, say, say_in, show_share

LIKELY = 0.8  # what holds in four of five draws is met, less is met on paper
MOST_PROJECTS, MOST_TARGETS = 12, 20  # rows that leave the page one page
SERVED = 2  # targets named for a project before the rest is counted
BETWEEN = " / "
NO_FIGURE = "-"  # stands for an option that does not promise a target, and for what no figure can tell

SHORT_CAUSES: Mapping[Cause, Words] = {
    "no_project": say("no project for it"),
    "unpriced": say("projects without a cost"),
    "only_shared": say("projects without a figure"),
    "not_in_place": say("part of it not in place"),
    "beyond_bound": say("beyond its own bounds"),
    "locked_out": say("what it needs is locked out"),
    "locked_in": say("a locked project stands in its way"),
    "excluded": say("its projects exclude each other"),
    "group": say("number asked of a group"),
    "balance": say("shares of the money"),
    "not_enough_money": say("not enough money"),
    "emission_cut": say("ceiling on emissions"),
    "overshoot": say("projects overshoot it"),
    "harmed": say("other projects harm it"),
    "worst_case": say("not enough in the worst case"),
    "too_late": say("projects end too late"),
    "ripens_late": say("effects come later"),
    "ripens_late_and_short": say("effects come later, and short"),
    "not_enough_effect": say("all projects are not enough"),
    "not_asked": say("not asked for"),
    "not_searched": say("search was stopped"),
    "conflict": say("conflicts with other targets"),
}

FAR, UNCLEAR, LEFT, UNDECIDED, MET = range(5)  # what becomes of a target, in the order of the page
FATES = (say("not reached"), say("unclear"), say("within reach, not taken"), say("cannot be judged"), say("met"))
UNKNOWN = ("only_shared", "no_project", "unpriced")  # causes that say nothing of what could be reached
SHORT_EVIDENCE: Mapping[str, Words] = {"figure": say("quantities, partly judged"), "order": say("administrative order")}


def list_projects(
    answer: Answer, options: Sequence[Option], most: int = MOST_PROJECTS, *, is_narrow: bool = False
) -> Table:
    """Projects of any option with lead unit, cost, years and targets, then the measures; long lists end with what is left.

    A narrow list leaves out the measures, and the years of the options but the first that builds a project.
    """
    plan = answer.plan
    starts: dict[str, int] = {}
    for each in (answer.choice.portfolio, *(option.portfolio for option in options)):
        starts = {**each.starts, **starts}
    keys = [key for key in plan.project_by_id if key in starts]
    keys += [] if is_narrow else [key for key in plan.measure_by_id if key in starts]
    served = _find_served(answer)
    table = tabulate(
        "brief_projects",
        say("Projects to build") if is_narrow else say("Projects to build, and measures to put in force"),
        keys,
        (text_column("action_id", say("No."), 0.5), lambda key: key),
        (name_column("name", say("Project"), 2.2), lambda key: wording.name_action(plan, key)),
        (Column("lead_zh", say("Lead unit"), width=1.2, only="zh"), lambda key: _find_lead(answer, key)),
        (number_column("cost_wan_yuan", say("Cost"), MONEY, 0), lambda key: _find_cost(answer, key)),
        (
            text_column("years", say_in("years of building", "Years"), 0.9),
            lambda key: _show_years(answer, key, starts[key], () if is_narrow else options),
        ),
        (name_column("targets", say("For which targets"), 2.0), lambda key: _name_served(answer, served.get(key, ()))),
        (text_column("options", say("In option"), 0.6), lambda key: _list_letters(key, options)),
    )
    whole = _close_with_totals(answer, table, most, say("Total of option A") if len(options) > 1 else say("Total"))
    return whole if len(options) > 1 else whole.drop("options")


def _close_with_totals(answer: Answer, table: Table, most: int, head: Words) -> Table:
    """The first rows, what the others cost together, what is paid for besides, and what the portfolio costs."""
    place, cost = table.keys.index("cost_wan_yuan"), answer.verification.cost_wan_yuan

    def make_row(name: Words, amount: float) -> Row:
        said: dict[str, Cell] = {"name": name, "cost_wan_yuan": amount}
        return tuple(said.get(key, "") for key in table.keys)

    most = most if len(table.rows) > most + 1 else len(table.rows)  # a row for one project may as well name it
    rows, left = table.rows[:most], table.rows[most:]
    own = sum(wording.find_cost(answer, key) or 0.0 for key in answer.choice.portfolio.starts)
    if left:
        amount = sum(cell for cell in (row[place] for row in left) if isinstance(cell, int | float))
        rows = (*rows, make_row(say("{count} more", count=len(left)), amount))
    if abs(cost - own) >= wording.CENT:
        rows = (*rows, make_row(say("Operation, and parts of divisible projects"), cost - own))
    return replace(table, rows=(*rows, make_row(head, cost)), has_total=True)


def _find_lead(answer: Answer, key: str) -> str | None:
    project = answer.plan.project_by_id.get(key)
    return "" if project is None else project.lead_zh


def _find_cost(answer: Answer, key: str) -> Cell:
    """What is spent on it; of a measure that nothing is."""
    if key not in answer.plan.project_by_id:
        return say("no investment")
    return wording.find_cost(answer, key)


def _show_years(answer: Answer, key: str, first: int, options: Sequence[Option]) -> str:
    """The years of the first option that builds it, and of those that begin it in others, theirs: 2024-2025 (B C: 2023-2024)."""
    letters: dict[int, list[str]] = {}
    for each in options:
        start = each.portfolio.starts.get(key, first)
        if start != first:
            letters.setdefault(start, []).append(each.letter)
    others = (f"{' '.join(own)}: {_show_span(answer, key, start).rstrip('*')}" for start, own in letters.items())
    span, more = _show_span(answer, key, first), "; ".join(others)
    return f"{span} ({more})" if more else span


def _show_span(answer: Answer, key: str, start: int) -> str:
    project, action = answer.plan.project_by_id.get(key), answer.problem.action_by_id[key]
    return str(start) if project is None else wording.show_years(project, start, action.duration_years)


def _find_served(answer: Answer) -> Mapping[str, tuple[str, ...]]:
    """The targets that need an action or that it serves, by action."""
    return {
        each.action_id: tuple(each.fails_without) or tuple(each.could_serve)
        for each in answer.reasons
        if each.fails_without or each.could_serve
    }


def _name_served(answer: Answer, keys: Sequence[str]) -> Words:
    names = [wording.name_briefly(answer.plan, key) for key in keys]
    if len(names) <= SERVED:
        return listing(names, wording.LONG)
    shown = listing(names[:SERVED], wording.LONG)
    return say("{names} and {rest} more", names=shown, rest=len(names) - SERVED, count=len(names))


def _list_letters(key: str, options: Sequence[Option]) -> str:
    return " ".join(each.letter for each in options if key in each.portfolio.starts)


def list_brief_options(answer: Answer, options: Sequence[Option]) -> Table:
    """The options with cost and certainty; with delays and effects drawn together first, then by delay alone."""
    return tabulate(
        "brief_options",
        say("The options to decide between"),
        options,
        (name_column("option", say("Option"), 1.8), lambda each: say("{key} {name}", key=each.letter, name=each.name)),
        (number_column("cost_wan_yuan", say("Cost"), MONEY, 0), lambda each: each.cost_wan_yuan),
        (number_column("aims", say("Targets"), COUNTED, 0), lambda each: each.aims),
        (year_column("by", say("By the end of")), lambda each: each.by),
        (number_column("likely", say("How sure (dates and effects)")), lambda each: _show_sure(answer, each)),
        (number_column("chance", say("How sure (dates alone)")), lambda each: show_share(each.chance)),
        (name_column("changes", say("Against A"), 2.2), lambda each: _tell_changes(answer, options[0], each)),
        note=_warn_of_options(answer, options),
    )


def _tell_changes(answer: Answer, first: Option, other: Option) -> Words | str:
    """What an option gives up, builds or begins otherwise than the first, and its later date."""
    if other is first:
        return ""
    names = [wording.name_briefly(answer.plan, key) for key in other.dropped]
    said = [
        *([say("gives up {names}", names=listing(names, wording.LONG))] if names else []),
        *(
            []
            if other.portfolio.starts == first.portfolio.starts
            else [compare_starts(first.portfolio, other.portfolio)]
        ),
    ]
    return listing(said, SEMICOLON) if said else say("same projects and years, a later date")


def _warn_of_options(answer: Answer, options: Sequence[Option]) -> Words:
    """What the probabilities rest on, that fewer targets look surer by that alone, and which count by their number."""
    said = [say("Months of building are mostly judgement, no forecast.")]
    if any(each.dropped for each in options):
        said.append(say("Giving up a target alone makes an option look surer."))
    aims = {key for each in options for key in each.likely.by_target}
    count = sum(each.is_undecided and each.key in aims for each in answer.verification.outcomes)
    if count:
        said.append(say("{count} counted by number alone.", count=count))
    return listing(said, SPACE)


def _show_sure(answer: Answer, option: Option) -> str:
    return NO_FIGURE if list_shared(answer, option) else show_share(option.likely.all_met)


def list_shared(answer: Answer, option: Option) -> list[str]:
    """The targets of an option met by sharing the gap without a figure: how sure all together are is then a property of the sharing."""
    outcomes = answer.verification.outcomes
    return [
        each.key for each in outcomes if each.is_met and each.evidence == "shared" and each.key not in option.dropped
    ]


@dataclass(frozen=True)
class FirstFew(Words):
    """Names as far as so many Latin letters hold them, and how many more there are."""

    names: tuple[Words, ...]
    most: int

    def read(self, language: Language) -> str:
        """The names in one language."""
        shown: list[Words] = []
        room = self.most
        for name in self.names:
            room -= count_letters(name.read(language)) + 2
            if room < 0 and shown:
                break
            shown.append(name)
        rest, said = len(self.names) - len(shown), listing(shown, wording.LONG)
        return (say("{names} and {rest} more", names=said, rest=rest, count=len(self.names)) if rest else said).read(
            language
        )


@dataclass(frozen=True)
class Fate:
    """What becomes of an open target: its outcome, how far any choice could bring it and why not further, and its rank on the page.

    ``best`` is where it ends under the choice unless it is out of reach; ``reach`` is None where it is reached.
    """

    target: OpenTarget
    outcome: Outcome
    best: float
    why: Words
    rank: tuple[int, float]
    reach: Reach | None = None

    @property
    def is_left(self) -> bool:
        """Whether a choice could meet it and this one does not."""
        return self.reach is not None and self.reach.missing == 0.0

    @property
    def is_unsettled(self) -> bool:
        """Whether time ran out before it was known if any choice meets it."""
        return self.reach is not None and self.reach.missing > 0.0 and self.reach.cause == "not_searched"


def list_fates(answer: Answer, options: Sequence[Option]) -> Table:
    """Every open target, those out of reach first and the surest last: now, asked, reached, what becomes of it, how sure, and why."""
    fates = sorted(find_fates(answer, options), key=lambda each: each.rank)
    letters = BETWEEN.join(each.letter for each in options)
    plan = answer.plan
    table = tabulate(
        "brief_targets",
        say("What becomes of every open target"),
        fates[:MOST_TARGETS],
        (name_column("name", say("Target"), 2.2), lambda each: wording.name_briefly(plan, each.target.key)),
        (name_column("now", say("Now"), 0.9), lambda each: show_level(answer, each, each.target.base)),
        (name_column("asked", say("Asked"), 0.9), lambda each: show_asked(answer, each)),
        (name_column("reached", say("This plan"), 0.9), lambda each: show_level(answer, each, each.outcome.value)),
        (name_column("best", say("At best"), 0.9), lambda each: _show_best(answer, each)),
        (name_column("fate", say("Result"), 0.9), _name_fate),
        (
            text_column("likely", say("How sure{letters}", letters=say(" ({letters})", letters=letters)), 0.9)
            if len(options) > 1
            else text_column("likely", say("How sure{letters}", letters=NOTHING), 0.7),
            lambda each: show_likely(answer, each, options),
        ),
        (name_column("why", say("Rests on, or why not"), 2.4), lambda each: each.why),
        note=_tell_next(fates),
    )
    rest = fates[MOST_TARGETS:]
    if rest:
        met = sum(each.outcome.is_met for each in rest)
        said = say("{count} more, of which {met} are met", count=len(rest), met=met)
        table = replace(table, rows=(*table.rows, (said, *[""] * (len(table.columns) - 1))))
    return table


def find_fates(answer: Answer, options: Sequence[Option]) -> Iterator[Fate]:
    """What becomes of every open target, in the plan's order."""
    reaches = {each.key: each for each in answer.choice.reaches}
    outcomes = {each.key: each for each in answer.verification.outcomes}
    for target in answer.problem.targets:
        outcome, reach = outcomes[target.key], reaches.get(target.key)
        if outcome.is_reached:
            likely = max(_list_likely(answer, target.key, options), default=1.0)
            why = SHORT_EVIDENCE.get(outcome.evidence, wording.EVIDENCE[outcome.evidence])
            if outcome.is_undecided:
                why = listing((say("a task without a number besides"), why), SEMICOLON)
            yield Fate(target, outcome, outcome.value, why, (MET if outcome.is_met else UNDECIDED, likely))
        else:
            is_far = reach is not None and reach.missing > 0.0
            best = reach.best_level if reach is not None and is_far else outcome.value
            why = NOTHING if reach is None else SHORT_CAUSES[reach.cause]
            rank = LEFT if not is_far else UNCLEAR if reach is not None and reach.cause in UNKNOWN else FAR
            yield Fate(target, outcome, best, why, (rank, 0.0), reach)


def show_level(answer: Answer, fate: Fate, value: float) -> Words | str:
    """A level with its unit, with as many digits as tell it from what is asked; of a state whether it is in force."""
    target = fate.target
    if target.is_state:
        return wording.show_state(value if value in (0.0, 1.0) else 0.0)
    digits = wording.find_digits(target.base, target.level, fate.best)
    return wording.show_value(answer.plan, target.key, value, digits)


def show_asked(answer: Answer, fate: Fate) -> Words | str:
    """The level that is asked for."""
    target = fate.target
    if target.is_state:
        return say("in force")
    if target.is_trend:
        return say("better than now")
    return show_level(answer, fate, target.level)


def _show_best(answer: Answer, fate: Fate) -> Words | str:
    """The most that any choice brings to a target that is missed, where that is more than this one brings."""
    is_more = not fate.outcome.is_reached and fate.best != fate.outcome.value and not fate.target.is_state
    return show_level(answer, fate, fate.best) if is_more else ""


def _tell_next(fates: Sequence[Fate]) -> Words:
    """What to do about the targets that are not met."""
    ranks = {each.rank[0] for each in fates}
    said = (
        (FAR, say("Not reached: change the target, add projects, or ask leave.")),
        (UNCLEAR, say("Unknown: find out first.")),
    )
    return listing((words for rank, words in said if rank in ranks), SPACE) if ranks & {FAR, UNCLEAR} else NOTHING


def _name_fate(fate: Fate) -> Words:
    rank, likely = fate.rank
    if rank == MET and likely < LIKELY and not fate.outcome.is_circular:
        return say("met on paper")
    return FATES[rank]


def _list_likely(answer: Answer, key: str, options: Sequence[Option]) -> list[float]:
    """How likely the target is met under each option that promises it; without delivery by its effects alone."""
    if options:
        return [each.likely.by_target[key] for each in options if key not in each.dropped]
    sure = answer.certainty
    return [] if sure is None or key not in sure.by_target else [sure.by_target[key]]


def show_likely(answer: Answer, fate: Fate, options: Sequence[Option]) -> Words | str:
    """A probability where it is a finding: not of a target that is out of reach, nor of what rests on somebody's word alone."""
    if not fate.outcome.is_reached:
        return ""
    if fate.outcome.is_circular:
        return say("word only")
    key = fate.target.key
    if not options:
        return BETWEEN.join(show_share(each) for each in _list_likely(answer, key, options))
    shown = [NO_FIGURE if key in each.dropped else show_share(each.likely.by_target[key]) for each in options]
    return shown[0] if len(set(shown)) == 1 else BETWEEN.join(shown)
