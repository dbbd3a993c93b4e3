"""The decisions of one user about the proposals of a plan: each can be taken back alone, and the plan follows all that stand."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from peakfolio.app.saved_plans import copy_version, drop_versions
from peakfolio.app.sessions import Opened, open_folder
from peakfolio.assess.questions import OpenFigure, Place, Texts, answer_figure, list_questions
from peakfolio.errors import PeakfolioError
from peakfolio.importing.deciding import (
    Decided,
    Proposed,
    accept,
    change,
    list_proposals,
    propose_effects,
    refuse,
    set_unknown,
)
from peakfolio.importing.texts import read_texts
from peakfolio.keeping import write_file
from peakfolio.plan.chains import Pair
from peakfolio.plan.decisions import DECISIONS, Decision, Verdict, read_decisions, remember, write_decisions
from peakfolio.plan.own_figures import Figures
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import clear_chained, dump_table, find_place

Standing = Verdict | Literal["open"]
Apply = Callable[[Decided], Decided]


@dataclass(frozen=True)
class Act:
    """What a person did: about one effect, or about a figure of the county (then ``pair`` is None)."""

    key: str
    pair: Pair | None
    apply: Apply


@dataclass(frozen=True)
class Item:
    """A proposal and how it stands; ``decision`` is None while nobody has decided."""

    proposed: Proposed
    decision: Decision | None

    @property
    def pair(self) -> Pair:
        """The project and the indicator."""
        return self.proposed.pair

    @property
    def standing(self) -> Standing:
        """Open, or what was decided."""
        return "open" if self.decision is None else self.decision.decision


@dataclass
class Review:
    """The plan as it was found, with its proposals; what was done to it since; and what follows."""

    begun: Decided
    proposals: tuple[Proposed, ...]
    texts: Texts = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    now: Decided = field(init=False)
    questions: tuple[OpenFigure, ...] = field(init=False)
    seen: dict[Pair, Proposed] = field(init=False)

    def __post_init__(self) -> None:
        """Begins with nothing done."""
        self.now, self.seen = self.begun, {each.pair: each for each in self.proposals}
        self.questions = list_questions(self.now.plan, self.texts)

    @property
    def answered(self) -> tuple[Act, ...]:
        """The questions that were answered."""
        return tuple(each for each in self.acts if each.pair is None)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every proposal in the order of the projects, also those that came after an answer."""
        decided = {each.pair: each for each in self.now.decisions}
        standing = {each.pair: each for each in list_proposals(self.now.plan)}
        own = {each.key for each in self.acts}
        known = {
            pair: each for pair, each in self.seen.items() if pair in decided and name_pair(pair) in own
        } | standing
        places = {row.project_id: place for place, row in enumerate(self.now.plan.projects)}
        pairs = sorted(known, key=lambda pair: places.get(pair[0], len(places)))
        return tuple(Item(known[pair], decided.get(pair)) for pair in pairs)

    @property
    def earlier(self) -> tuple[Decision, ...]:
        """What was decided before, and is no proposal any more."""
        known = {each.pair for each in self.items}
        return tuple(each for each in self.now.decisions if each.pair not in known)

    @property
    def counts(self) -> Mapping[Standing, int]:
        """How many proposals stand how."""
        return Counter(each.standing for each in self.items)

    @property
    def sure(self) -> tuple[Pair, ...]:
        """The open proposals that nothing speaks against."""
        return tuple(each.pair for each in self.items if each.standing == "open" and each.proposed.is_sure)

    def do(self, *acts: Act) -> None:
        """Does something more; what was decided before about the same is replaced. Raises PeakfolioError where it cannot be done."""
        keys = {each.key for each in acts}
        tried = (*(each for each in self.acts if each.key not in keys), *acts)
        self._settle(replay(self.begun, tried, strict=keys), tried)

    def take_back(self, key: str) -> None:
        """Undoes one act; what can no longer be done without it goes too. What was decided before this session is opened again."""
        if key not in {each.key for each in self.acts}:
            self.do(*(act_reopen(each.pair) for each in self.now.decisions if name_pair(each.pair) == key))
            return
        kept = tuple(each for each in self.acts if each.key != key)
        self._settle(replay(self.begun, kept), kept)

    def _settle(self, now: Decided, acts: tuple[Act, ...]) -> None:
        """The plan as it now is; what is still asked follows the answers."""
        before = self.answered
        self.seen |= {each.pair: each for each in list_proposals(now.plan)}
        self.now, self.acts = now, acts
        if self.answered != before:
            self.questions = list_questions(now.plan, self.texts)


def begin_review(plan: Plan, folder: Path) -> Review:
    """The review of a plan: what was decided before stands, everything else that can be worked out is proposed."""
    decisions = read_decisions(folder)
    proposed = propose_effects(plan, decisions)
    return Review(Decided(proposed, decisions), list_proposals(proposed), read_texts(plan, folder))


def replay(begun: Decided, acts: Sequence[Act], strict: frozenset[str] | set[str] = frozenset()) -> Decided:
    """The plan after all acts in order; one that no longer holds is left out, but those named in ``strict`` raise."""
    now = begun
    for act in acts:
        try:
            now = act.apply(now)
        except PeakfolioError:
            if act.key in strict:
                raise
    return now


def _add(now: Decided, made: Decided) -> Decided:
    """What was decided before, and what was decided now."""
    return Decided(made.plan, remember(now.decisions, made.decisions))


def name_pair(pair: Pair) -> str:
    """The key of what is decided about one effect."""
    return "→".join(pair)


def act_accept(pair: Pair) -> Act:
    """Takes a proposal as it is."""
    return Act(name_pair(pair), pair, lambda now: _add(now, accept(now.plan, pair)))


def act_change(pair: Pair, figures: Figures, reason: str) -> Act:
    """Takes other figures, from cautious to hopeful."""
    return Act(name_pair(pair), pair, lambda now: _add(now, change(now.plan, pair, figures, reason)))


def act_refuse(pair: Pair, reason: str = "") -> Act:
    """Does without it."""
    return Act(name_pair(pair), pair, lambda now: _add(now, refuse(now.plan, pair, reason)))


def act_unknown(pair: Pair, reason: str = "") -> Act:
    """Says that nobody knows."""
    return Act(name_pair(pair), pair, lambda now: _add(now, set_unknown(now.plan, pair, reason)))


def act_answer(key: str, value: float, reason: str, place: Place | None = None) -> Act:
    """Answers what a figure of the county is; what waited for it is proposed at once."""

    def apply(now: Decided) -> Decided:
        return Decided(
            propose_effects(answer_figure(now.plan, key, value, reason, place), now.decisions), now.decisions
        )

    return Act(name_figure(key), None, apply)


def act_reopen(pair: Pair) -> Act:
    """Opens again what was decided before this session."""
    return Act(f"open {name_pair(pair)}", pair, lambda now: _reopen(now, pair))


def _reopen(now: Decided, pair: Pair) -> Decided:
    """Without a decision: what was accepted is a proposal again, what was changed or refused is proposed anew."""
    verdicts = {each.pair: each.decision for each in now.decisions}
    rest = tuple(each for each in now.decisions if each.pair != pair)
    own = [row for row in now.plan.effects if (row.action_id, row.indicator_id) == pair and row.mode == "adds"]
    if verdicts.get(pair) == "changed" and own and now.plan.find_chain(own[0]) is None:
        kept = tuple(row for row in now.plan.effects if row not in own)
        return Decided(propose_effects(replace(now.plan, effects=kept), rest), rest)
    opened = tuple(
        row.model_copy(update={"basis": "proposed"}) if row in own and row.basis != "shared" else row
        for row in now.plan.effects
    )
    return Decided(propose_effects(replace(now.plan, effects=opened), rest), rest)


def name_figure(key: str) -> str:
    """The key of the answer to a question."""
    return f"figure {key}"


def write_version(decided: Decided, opened: Opened, place: Path) -> Opened:
    """The plan in a folder of its own below ``place``, beside it the files that stood beside it; versions long past go."""
    folder = copy_version(opened.folder, place)
    write_tables(opened.plan, decided, folder)
    drop_versions(folder.parent)
    return open_folder(folder, decided.plan)


def write_tables(before: Plan, decided: Decided, folder: Path) -> None:
    """Writes the tables that decisions changed, and the decisions; every other file stays as it is."""
    for table in TABLES:
        if getattr(before, table) != getattr(decided.plan, table):
            rows = clear_chained(decided.plan) if table == "effects" else getattr(decided.plan, table)
            write_file(find_place(table, folder), dump_table(table, rows))
    if decided.decisions or (folder / DECISIONS).is_file():
        write_decisions(decided.decisions, folder, datetime.now(UTC).date())
