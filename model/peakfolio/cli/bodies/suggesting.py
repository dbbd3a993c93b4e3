"""Effects proposed and decided on: suggest."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from peakfolio.assess.counting import count_effects
from peakfolio.assess.questions import answer_figure, list_questions
from peakfolio.assess.suggesting import list_rows, suggest_effects
from peakfolio.carbon.opening import open_plan
from peakfolio.cli.calling import Reader, note_idle
from peakfolio.cli.values import read_figure
from peakfolio.errors import PeakfolioError
from peakfolio.importing.deciding import (
    Decided,
    accept,
    accept_all_sure,
    change,
    list_proposals,
    propose_effects,
    refuse,
    set_unknown,
)
from peakfolio.importing.storing import write_decided
from peakfolio.importing.texts import read_texts
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.chains import Pair
from peakfolio.plan.decisions import read_decisions
from peakfolio.plan.limits import shorten
from peakfolio.plan.plan import Plan
from peakfolio.plan.writing import write_rows
from peakfolio.render.console.plan import show_proposals, show_questions, show_suggestions
from peakfolio.render.console.screen import Screen
from peakfolio.report.suggesting import make_proposal_table, make_question_table, make_suggestion_table
from peakfolio.report.undecided import say_counts
from peakfolio.words import say

SURE = "sure"
CHANGE_PARTS = 5  # project, indicator, cautious, central, hopeful


@dataclass(frozen=True)
class Wanted:
    """What the options decide, in the order in which it is done: figures first, for proposals rest on them."""

    answered: Sequence[str]
    accepted: Sequence[str]
    changed: Sequence[str]
    refused: Sequence[str]
    unknown: Sequence[str]
    reason: str

    def decide(self, plan: Plan) -> Decided:
        """Everything that is wanted, one after the other."""
        decided = accept_all_sure(plan) if SURE in self.accepted else Decided(plan)
        for said in self.accepted:
            if said != SURE:
                decided = _join(decided, accept(decided.plan, read_pair("--accept", said)))
        for said in self.changed:
            pair, figures = read_change(said)
            decided = _join(decided, change(decided.plan, pair, figures, self.reason))
        for said in self.refused:
            decided = _join(decided, refuse(decided.plan, read_pair("--refuse", said), self.reason))
        for said in self.unknown:
            decided = _join(decided, set_unknown(decided.plan, read_pair("--unknown", said), self.reason))
        return decided


def _join(before: Decided, made: Decided) -> Decided:
    return Decided(made.plan, (*before.decisions, *made.decisions))


def suggest(reader: Reader, region: str, folder: Path | None, write: bool, **wanted: Sequence[str] | str) -> None:
    """Effects that could be put into the plan, what is to be asked for first, and what a person decides about it."""
    asked = Wanted(**wanted)  # type: ignore[arg-type]
    is_decided = any((asked.answered, asked.accepted, asked.changed, asked.refused, asked.unknown))
    if asked.reason and not is_decided:
        note_idle("--reason", "suggest")
    if write or is_decided:
        _decide(reader, region, asked)
        return
    place = find_region(region)
    plan = open_plan(place)
    suggestions = suggest_effects(plan)
    if folder is not None:
        write_rows(list_rows(suggestions), folder)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(make_suggestion_table(suggestions).to_records())
    elif folder is None:
        show_proposals(screen, plan, list_proposals(plan))
        show_suggestions(screen, suggestions)
        show_questions(screen, list_questions(plan, read_texts(plan, place)))
        screen.say(say_counts(plan))
    else:
        screen.say(
            say(
                "{folder}: rows to look at and to put into the plan; a row replaces the one without a figure.",
                folder=folder,
            )
        )


def _decide(reader: Reader, region: str, asked: Wanted) -> None:
    """Proposes, decides and writes; then what is still open."""
    place = find_region(region)
    if region in list_regions():
        raise PeakfolioError(
            say(
                "{region} ships with peakfolio and is not changed; copy it first: peakfolio new FOLDER --from {region}",
                region=region,
            )
        )
    before, kept = open_plan(place), read_decisions(place)
    texts = read_texts(before, place)
    plan = _answer_all(before, asked.answered, asked.reason)
    made = asked.decide(propose_effects(plan, kept))
    changed = write_decided(before, kept, made, place, datetime.now(UTC).date())
    screen, plan = Screen(reader.language), made.plan
    proposals, questions = list_proposals(plan), list_questions(plan, texts)
    if reader.as_json:
        screen.show_json(
            {
                "changed": list(changed),
                "effects": asdict(count_effects(plan)),
                "proposals": make_proposal_table(plan, proposals).to_records(),
                "questions": make_question_table(questions).to_records(),
            }
        )
        return
    show_proposals(screen, plan, proposals)
    show_questions(screen, questions)
    screen.say(say_counts(plan))


def _answer_all(plan: Plan, answers: Iterable[str], reason: str) -> Plan:
    for said in answers:
        key, _, value = said.partition(":")
        plan = answer_figure(plan, key, _read("--answer", said, value), reason)
    return plan


def read_pair(option: str, said: str) -> Pair:
    """A project and an indicator written as P01:I08. Raises PeakfolioError."""
    action, _, key = said.partition(":")
    if not action or not key or ":" in key:
        shown = shorten(said)
        raise PeakfolioError(
            say("{option} '{shown}': write project:indicator, such as P01:I08.", option=option, shown=shown)
        )
    return action, key


def read_change(said: str) -> tuple[Pair, tuple[float, float, float]]:
    """A project, an indicator and three figures written as P01:I08:1:2:3. Raises PeakfolioError."""
    parts = said.split(":")
    if len(parts) != CHANGE_PARTS:
        raise PeakfolioError(
            say(
                "--change '{shown}': write project:indicator:cautious:central:hopeful, such as P01:I08:1:2:3.",
                shown=shorten(said),
            )
        )
    low, central, high = (_read("--change", said, each) for each in parts[2:])
    return (parts[0], parts[1]), (low, central, high)


def _read(option: str, said: str, text: str) -> float:
    try:
        return read_figure(text)
    except PeakfolioError as error:
        raise PeakfolioError(
            say("{option} '{shown}': {said}.", option=option, shown=shorten(said), said=error.said)
        ) from error
