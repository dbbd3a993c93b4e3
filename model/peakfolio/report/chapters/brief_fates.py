"""What becomes of every open target: the table on the page to decide by."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from peakfolio.plan.plan import Plan
from peakfolio.plan.target_keys import TargetKey
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.causes import Cause
from peakfolio.portfolio.choice import Reach
from peakfolio.portfolio.outcomes import Outcome
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.report import names as wording
from peakfolio.report.chapters.options import Option
from peakfolio.report.content import Table, name_column, tabulate, text_column
from peakfolio.report.wrapping import count_letters
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Language, Words, format_number, listing, say, show_share

LIKELY = 0.8  # what holds in four of five draws is met, less is met on paper
NOISE = 0.02  # of a probability from some hundred runs: options that differ by less do not differ
MOST_TARGETS = 20  # rows that leave the page one page
BETWEEN = " / "
NO_FIGURE = "-"  # stands for an option that does not promise a target, and for what no figure can tell

SHORT_CAUSES: Mapping[Cause, Words] = {
    "no_project": say("add a project"),
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
    "ripens_late": say("effects come after the target year"),
    "ripens_late_and_short": say("effects come too late and fall short"),
    "not_enough_effect": say("all projects together fall short"),
    "not_asked": say("not asked for"),
    "not_searched": say("search was stopped"),
    "conflict": say("conflicts with other targets"),
}

FAR, UNCLEAR, LEFT, UNDECIDED, MET = range(5)  # what becomes of a target, in the order of the page
WORD = 2.0  # the place of what rests on words alone, behind all that has a probability
FATES = (say("not reached"), say("unknown"), say("within reach, not taken"), say("number reached"), say("met"))
UNKNOWN = ("only_shared", "no_project", "unpriced")  # causes that say nothing of what could be reached
SHORT_EVIDENCE: Mapping[str, Words] = {
    "figure": NOTHING,
    "order": say("administrative order"),
}  # the note tells of figures


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
class WithUnit(Words):
    """A name with its unit in brackets, where the language has a word for it."""

    name: Words
    unit: Words

    def read(self, language: Language) -> str:
        """The name in one language."""
        if not self.unit.read(language).strip():
            return self.name.read(language)
        return say("{name} ({unit})", name=self.name, unit=self.unit).read(language)


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


def list_fates(answer: Answer, options: Sequence[Option], lost: Collection[str] = ()) -> Table:
    """Every open target, those out of reach first and the surest last: now, asked, reached, what becomes of it, how sure, and why.

    ``lost`` are the indicators that still lose points.
    """
    fates = sorted(find_fates(answer, options), key=lambda each: each.rank)
    letters = BETWEEN.join(each.letter for each in options)
    plan = answer.plan
    table = tabulate(
        "brief_targets",
        say("Result for every open target"),
        fates[:MOST_TARGETS],
        (name_column("name", say("Target"), 2.2), lambda each: _name_target(plan, each.target.key)),
        (name_column("now", say("Now"), 0.9), lambda each: _show_bare(answer, each, each.target.base)),
        (
            name_column("asked", say("Asked"), 0.9),
            lambda each: (
                say("better than now") if each.target.is_trend else _show_bare(answer, each, each.target.level)
            ),
        ),
        (
            name_column("reached", say("With option A") if len(options) > 1 else say("With these projects"), 0.9),
            lambda each: _show_bare(answer, each, each.outcome.value),
        ),
        (name_column("best", say("At best"), 0.9), lambda each: _show_best(answer, each)),
        (name_column("fate", say("Result (A)") if len(options) > 1 else say("Result"), 0.9), _name_fate),
        (
            text_column("likely", say("How sure{letters}", letters=say(" ({letters})", letters=letters)), 0.9)
            if len(options) > 1
            else text_column("likely", say("How sure{letters}", letters=NOTHING), 0.7),
            lambda each: show_likely(answer, each, options),
        ),
        (name_column("why", say("Rests on, or why not"), 2.4), lambda each: _tell_why(plan, each, lost)),
        note=_tell_next(fates),
    )
    if not any(each.rank[0] in (FAR, LEFT) for each in fates):
        table = table.drop("best")
    rest = fates[MOST_TARGETS:]
    if rest:
        met = sum(each.outcome.is_met for each in rest)
        said = say("{count} more, of which {met} are met", count=len(rest), met=met)
        table = replace(table, rows=(*table.rows, (said, *[""] * (len(table.columns) - 1))))
    return table


def _tell_why(plan: Plan, fate: Fate, lost: Collection[str]) -> Words:
    """Why a target is not reached or what its result rests on, and whether it is among those that lose points."""
    own = plan.indicator_by_id[TargetKey(fate.target.key).indicator_id]
    if fate.outcome.is_reached or not {own.indicator_id, own.parent_id} & {*lost}:
        return fate.why
    loses = say("loses points")
    return loses if fate.why is NOTHING else listing((fate.why, loses), SEMICOLON)


def find_fates(answer: Answer, options: Sequence[Option]) -> Iterator[Fate]:
    """What becomes of every open target, in the plan's order."""
    reaches = {each.key: each for each in answer.choice.reaches}
    outcomes = {each.key: each for each in answer.verification.outcomes}
    for target in answer.problem.targets:
        outcome, reach = outcomes[target.key], reaches.get(target.key)
        if outcome.is_reached:
            likely = next(iter(_list_likely(answer, target.key, options)), 1.0)
            why = SHORT_EVIDENCE.get(outcome.evidence, wording.EVIDENCE[outcome.evidence])
            if outcome.is_undecided:
                other = say("its other task cannot be checked")
                why = other if why is NOTHING else listing((other, why), SEMICOLON)
            place = WORD if outcome.is_circular else likely
            yield Fate(target, outcome, outcome.value, why, (MET if outcome.is_met else UNDECIDED, place))
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


def _name_target(plan: Plan, key: str) -> Words:
    """The name of a target, with its unit where cells beside it cannot bear it."""
    name, unit = wording.name_briefly(plan, key), plan.indicator_by_id[TargetKey(key).indicator_id].unit
    return name if unit in (None, "", "%", "-") else WithUnit(name, wording.show_unit(unit))


def _show_bare(answer: Answer, fate: Fate, value: float) -> Words | str:
    """A level without the unit that stands at the name; of a share with its sign."""
    unit = answer.plan.indicator_by_id[TargetKey(fate.target.key).indicator_id].unit
    if fate.target.is_state or unit == "%":
        return show_level(answer, fate, value)
    digits = wording.find_digits(fate.target.base, fate.target.level, fate.best)
    return wording.show_number(value) if digits is None else format_number(value, digits)


def show_asked(answer: Answer, fate: Fate) -> Words | str:
    """The level that is asked for."""
    target = fate.target
    if target.is_state:
        return say("in force")
    if target.is_trend:
        return say("better than now")
    return show_level(answer, fate, target.level)


def _show_best(answer: Answer, fate: Fate) -> Words | str:
    """The most that any choice brings to a target that is missed; nothing where no figure can tell."""
    return _show_bare(answer, fate, fate.best) if fate.rank[0] in (FAR, LEFT) and not fate.target.is_state else ""


def _tell_next(fates: Sequence[Fate]) -> Words:
    """What to do about the targets that are not met, and what the results of the others rest on."""
    names = {_name_fate(each).en for each in fates}
    said = (
        ("not reached" in names, say("Not reached: change the target or add projects.")),
        ("met on paper" in names, say("On paper: less sure than four in five.")),
        (
            any(each.outcome.is_reached and each.outcome.evidence == "figure" for each in fates),
            say("Empty basis: calculated, partly judged."),
        ),
    )
    told = [words for holds, words in said if holds]
    return listing(told, SPACE) if told else NOTHING


def _name_fate(fate: Fate) -> Words:
    rank, likely = fate.rank
    if fate.reach is not None and fate.reach.missing > 0.0 and fate.reach.cause == "no_project":
        return say("no project for it")
    if fate.outcome.is_circular:
        return say("met if carried out")
    if rank == MET and likely < LIKELY:
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
    if len(set(shown)) > 1:
        chances = [each.likely.by_target[key] for each in options if key not in each.dropped]
        if len(chances) < len(options) or max(chances) - min(chances) > NOISE:
            return BETWEEN.join(shown)
        return say("all {chance}", chance=say("{low} or more", low=show_share(min(chances))))
    return shown[0] if len(options) == 1 else say("all {chance}", chance=shown[0])


def find_shared(answer: Answer, option: Option) -> list[str]:
    """The targets of an option met by sharing the gap without a figure: how sure all together are is then a property of the sharing."""
    outcomes = answer.verification.outcomes
    return [
        each.key for each in outcomes if each.is_met and each.evidence == "shared" and each.key not in option.dropped
    ]
