"""Asks a plan again on a later day: the former answer, today's, what differs and why, the money, and what can wait."""

from dataclasses import dataclass

from peakfolio.assess.judging import Verdict, judge_all
from peakfolio.errors import MissingData
from peakfolio.plan.answerable import Lack, list_chapters
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.standing import Silent, Standing, report_silent, stand_at
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.portfolio.optimise import Watch
from peakfolio.portfolio.scenario_targets import choose_milestones, choose_standard
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.replan.comparing import Change, compare_answers
from peakfolio.replan.spending import Money, count_money
from peakfolio.replan.waiting import Rolling, weigh_waiting
from peakfolio.words import Words


@dataclass(frozen=True)
class Asked:
    """What is asked: a day, the years to be met (by default the plan's own to come), a scenario, and how silent projects are taken."""

    day: str
    milestones: tuple[int, ...] = ()
    scenario_name: str = "base"
    silent: Silent = "planned"


@dataclass(frozen=True)
class Stand:
    """A target of a year to come as it stands today: the verdict, the year it was first asked of where it is carried, and its key."""

    key: str
    milestone: int
    verdict: Verdict
    carried_from: int | None


@dataclass(frozen=True)
class Reading:
    """The plan under one reading of the silent projects: how it stands, its targets, and the answer, or why there is none."""

    silent: Silent
    standing: Standing
    stands: tuple[Stand, ...]
    answer: Answer | None
    refusal: Words | None

    @property
    def is_weighed(self) -> bool:
        """Whether projects were weighed at all."""
        return self.answer is not None and not self.answer.is_undecided

    @property
    def met(self) -> int:
        """How many of the targets are met today or by the answer."""
        already = sum(each.verdict.status == "met" for each in self.stands)
        if self.answer is None:
            return already
        outcomes = self.answer.verification.outcomes
        return already + sum(each.is_met for each in outcomes) - len(self.answer.choice.portfolio.broken)


@dataclass(frozen=True)
class Replan:
    """A plan asked again.

    ``written`` is the plan with its own answer ``former`` (None: ``former_refusal`` says why), ``now`` today's reading, ``other`` the one
    with the silent projects taken otherwise (None where none is silent). ``unasked`` are milestones of which the plan asks nothing
    itself; ``lacks`` what the package would need for a portfolio.
    """

    written: Plan
    asked: Asked
    former: Answer | None
    former_refusal: Words | None
    now: Reading
    other: Reading | None
    changes: tuple[Change, ...]
    money: Money
    rolling: Rolling
    unasked: tuple[int, ...]
    lacks: tuple[Lack, ...]

    @property
    def milestones(self) -> tuple[int, ...]:
        """The years asked of the plan today."""
        scenario = self.now.standing.plan.find_scenario(self.asked.scenario_name)
        return tuple(sorted(choose_milestones(self.now.standing.plan, scenario)))


def replan(plan: Plan, asked: Asked, settings: SolverSettings | None = None, watch: Watch | None = None) -> Replan:
    """Asks a written plan again on a day.

    Raises PeakfolioError for a day before the plan's base year or a milestone that has passed, and what the portfolio raises.
    """
    former, former_refusal = _answer(plan, asked.scenario_name, settings, watch)
    base = stand_at(plan, asked.day, asked.milestones)
    readings: dict[Silent, Reading] = {}
    kinds: tuple[Silent, ...] = ("planned", "done") if base.silent else (asked.silent,)
    for kind in kinds:
        standing = base
        if kind == "done" and base.silent:
            standing = stand_at(report_silent(plan, base), asked.day, asked.milestones)
        readings[kind] = _read(kind, standing, asked.scenario_name, settings, watch)
    now = readings[asked.silent]
    other = next((each for kind, each in readings.items() if kind != asked.silent), None)
    rolling = Rolling()
    if now.answer is not None and now.is_weighed:
        rolling = weigh_waiting(now.answer, now.standing, settings)
    return Replan(
        written=plan,
        asked=asked,
        former=former,
        former_refusal=former_refusal,
        now=now,
        other=other,
        changes=compare_answers(former, now.answer, now.standing, plan),
        money=count_money(plan, now.standing, now.answer),
        rolling=rolling,
        unasked=_list_unasked(plan, now.standing.plan, asked.scenario_name),
        lacks=next(each.lacks for each in list_chapters(plan) if each.name == "portfolio"),
    )


def _answer(
    plan: Plan, name: str, settings: SolverSettings | None, watch: Watch | None
) -> tuple[Answer | None, Words | None]:
    """The answer of a plan, or why it has none; what a plan with costs lacks is the reader's to mend, and is raised."""
    try:
        return answer_question(plan, name, plan.find_scenario(name), settings, watch), None
    except MissingData as error:
        return None, error.said


def _read(kind: Silent, standing: Standing, name: str, settings: SolverSettings | None, watch: Watch | None) -> Reading:
    answer, refusal = _answer(standing.plan, name, settings, watch)
    return Reading(
        kind, standing, tuple(_list_stands(standing.plan, standing.plan.find_scenario(name))), answer, refusal
    )


def _list_stands(plan: Plan, scenario: Scenario) -> list[Stand]:
    """Every target of the years to come as it stands today."""
    standard, milestones = choose_standard(plan, scenario), choose_milestones(plan, scenario)
    found: list[Stand] = []
    for milestone in sorted(milestones):
        verdicts = judge_all(plan, standard, milestone, at_latest=False, improve_step=scenario.improve_step)
        for key, verdict in verdicts.items():
            found.append(Stand(key, milestone, verdict, _find_origin(plan, key, standard, milestone)))
    return found


def _find_origin(plan: Plan, key: str, standard: str, milestone: int) -> int | None:
    """The year a carried target was first asked of; None where the plan asks it of the milestone itself."""
    stands = plan.standpoint
    if stands is None:
        return None
    standards = ("plan", "text") if standard == "plan" else (standard,)
    carried = [
        row for row in stands.carried if (row.indicator_id, row.year) == (key, milestone) and row.standard in standards
    ]
    if not carried:
        return None
    own = (
        row for row in stands.written.targets if row.is_used and row.indicator_id == key and row.standard in standards
    )
    return max((row.year for row in own if row.year is not None and row.year < milestone), default=None)


def _list_unasked(written: Plan, moved: Plan, name: str) -> tuple[int, ...]:
    """The milestones of which the written plan asks nothing."""
    own = {row.year for row in written.targets if row.is_used}
    return tuple(sorted(year for year in choose_milestones(moved, moved.find_scenario(name)) if year not in own))
