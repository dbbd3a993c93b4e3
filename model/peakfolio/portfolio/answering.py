"""From a plan and a question to a verified, explained answer, and to what changes when the effects are read otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from peakfolio.errors import MissingData, PeakfolioError, UnknownName
from peakfolio.plan.own_figures import set_parameters
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Ceiling, EffectLevel, Scenario
from peakfolio.plan.wrong_values import describe_invalid
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice, Portfolio
from peakfolio.portfolio.conflicts import Conflict
from peakfolio.portfolio.drawn import Certainty, find_certainty
from peakfolio.portfolio.explaining import Reason, explain_choice
from peakfolio.portfolio.optimise import Watch, choose_only, choose_portfolio
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.verify import Verification, verify_portfolio
from peakfolio.words import listing, say

CERTAINTY_RUNS = 2000  # a share is known to about one per cent
LEVELS: tuple[EffectLevel, ...] = ("low", "central", "high")
# Settings that a change adds to; any other it replaces.
ADDED = ("locked_in", "locked_out", "budgets", "dropped_targets", "target_values", "parameter_values")


@dataclass(frozen=True)
class Switch:
    """The answer under another reading of the effects, next to the one that was asked for."""

    effects: str
    use_shared_effects: bool
    cost_wan_yuan: float
    met: int
    open_targets: int
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """One question answered: the choice, its re-addition, the reasons, what other readings of the effects change, and how sure it is."""

    plan: Plan
    scenario_name: str
    scenario: Scenario
    choice: Choice
    verification: Verification
    best_effort: Verification
    reasons: tuple[Reason, ...]
    switches: tuple[Switch, ...]
    certainty: Certainty | None = None

    @property
    def problem(self) -> PortfolioProblem:
        """The problem that was solved."""
        return self.choice.problem

    @property
    def is_undecided(self) -> bool:
        """Whether targets are open and no project brings anything that could be counted, so that projects were not weighed at all."""
        problem, projects = self.problem, self.plan.project_by_id
        counted = {each.action_id for each in problem.contributions} | set(problem.abatement)
        return bool(problem.targets) and not (counted | set(self.choice.portfolio.starts)) & set(projects)


def change_scenario(plan: Plan, name: str = "base", **wanted: object) -> tuple[str, Scenario]:
    """A named scenario with single settings changed, and a name that tells the changes.

    ``wanted`` holds fields of ``Scenario``; None and empty values change nothing. Locks, ceilings and targets are added to those the
    scenario has. Raises UnknownName where a scenario, project or measure does not exist, PeakfolioError where a value does not
    fit.
    """
    base = plan.find_scenario(name)
    _refuse_locks(plan, base, wanted)
    given = {key: value for key, value in wanted.items() if value is not None and value not in ((), {})}
    all_values = {key: _add(getattr(base, key), value) if key in ADDED else value for key, value in given.items()}
    changes = {key: value for key, value in all_values.items() if value != getattr(base, key)}
    if not changes:
        return name, base
    marks = [f"{key.replace('_', '-')}-{_mark(value)}" for key, value in changes.items()]
    try:
        return "_".join([name, *marks]), Scenario.model_validate({**base.model_dump(), **changes})
    except ValueError as error:
        wrong = describe_invalid(error)
        raise PeakfolioError(say("The scenario does not fit: {wrong}.", wrong=wrong)) from error


def _refuse_locks(plan: Plan, base: Scenario, wanted: Mapping[str, object]) -> None:
    """Raises UnknownName for a lock on what the plan does not have, PeakfolioError for what would be locked in and out."""
    known = (*plan.measure_by_id, *plan.project_by_id)
    inside, outside = (_as_tuple(wanted.get(column)) for column in ("locked_in", "locked_out"))
    for key in (*inside, *outside):
        if key not in known:
            raise UnknownName(say("project or measure"), str(key), known)
    both = {*inside, *base.locked_in} & {*outside, *base.locked_out}
    if both:
        names = sorted(str(each) for each in both)
        raise PeakfolioError(say("{names} cannot be locked in and out at once.", names=listing(names)))


def _add(own: object, value: object) -> object:
    """The scenario's own values and others: of one target the other number, of locks and ceilings both."""
    if isinstance(own, dict) and isinstance(value, dict):
        return {**own, **value}
    return (*_as_tuple(own), *_as_tuple(value))


def _as_tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _mark(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(_mark(each) for each in value)
    if isinstance(value, dict):
        return "+".join(f"{key}.{_mark(each)}" for key, each in value.items())
    if isinstance(value, Ceiling):
        return f"{value.funding_source or 'all'}.{value.year or 'total'}.{value.ceiling_wan_yuan:g}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def answer_plan(
    plan: Plan,
    scenario_name: str = "base",
    scenario: Scenario | None = None,
    settings: SolverSettings | None = None,
    watch: Watch | None = None,
) -> Answer:
    """The cheapest portfolio under a scenario, verified and explained.

    ``scenario`` overrides the named one. Raises MissingData where the plan cannot be optimised, VerificationFailure where the
    portfolio does not add up.
    """
    asked = scenario or plan.find_scenario(scenario_name)
    answer = answer_question(plan, scenario_name, asked, settings, watch)
    return replace(answer, switches=flip_switches(answer, settings))


def answer_question(
    plan: Plan, scenario_name: str, asked: Scenario, settings: SolverSettings | None = None, watch: Watch | None = None
) -> Answer:
    """The same without the switches, for a reader who waits; ``flip_switches`` adds them.

    The plan of the answer carries the figures of chains that the scenario sets.
    """
    plan = set_parameters(plan, asked.parameter_values)
    choice = choose_portfolio(build_problem(plan, asked), settings, watch)
    return Answer(
        plan=plan,
        scenario_name=scenario_name,
        scenario=asked,
        choice=choice,
        verification=verify_portfolio(plan, choice.problem, choice.portfolio, asked),
        best_effort=verify_portfolio(plan, choice.problem, choice.best_effort, asked),
        reasons=explain_choice(plan, choice),
        switches=(),
        certainty=find_certainty(
            plan, choice.problem, choice.portfolio, CERTAINTY_RUNS, (settings or SolverSettings()).seed
        ),
    )


def find_portfolio(plan: Plan, asked: Scenario, *, is_needed: bool, watch: Watch | None = None) -> Portfolio | None:
    """The verified portfolio of a scenario; None where no project has a cost and no portfolio is needed."""
    try:
        return answer_question(plan, "", asked, watch=watch).choice.portfolio
    except MissingData:
        if is_needed or any(row.cost_wan_yuan is not None for row in plan.projects):
            raise
        return None


def _asks_same(one: PortfolioProblem, other: PortfolioProblem) -> bool:
    return one.contributions == other.contributions and one.cuts == other.cuts and one.abatement == other.abatement


def flip_switches(
    answer: Answer, settings: SolverSettings | None = None, watch: Watch | None = None
) -> tuple[Switch, ...]:
    """The question under every reading of the effects; a reading that changes nothing is not solved again.

    A reading under which what the user imposes cannot hold is left out.
    """
    plan, asked = answer.plan, answer.scenario
    found = []
    solved = [(answer.problem, answer.choice.portfolio)]
    for use_shared in (False, True):
        for level in LEVELS:
            changed = asked.model_copy(update={"effects": level, "use_shared_effects": use_shared})
            problem = build_problem(plan, changed)
            same = next((known for posed, known in solved if _asks_same(posed, problem)), None)
            if watch is not None:
                watch(f"{level} {use_shared}")
            try:
                portfolio = same or choose_only(problem, settings=settings)
            except Conflict:
                continue
            if portfolio is None:
                continue
            solved.append((problem, portfolio))
            verified = verify_portfolio(plan, problem, portfolio, changed)
            met = sum(outcome.is_met for outcome in verified.outcomes)
            projects = tuple(key for key in portfolio.starts if key in plan.project_by_id)
            found.append(Switch(level, use_shared, verified.cost_wan_yuan, met, len(verified.outcomes), projects))
    return tuple(found)
