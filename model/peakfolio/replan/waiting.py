"""What must start in the first year that is open and what can wait: the value of waiting, by asking again without that year."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.standing import Standing
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.conflicts import Conflict
from peakfolio.portfolio.optimise import choose_only
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.verify import verify_portfolio

CENT = 0.005  # 万元: half of the last digit that is shown


@dataclass(frozen=True)
class Delay:
    """What the best answer loses where some projects start later: targets, money (万元; None where there is no answer), and who steps in."""

    lost: tuple[str, ...] = ()
    more_wan_yuan: float | None = 0.0
    others: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether it costs neither a target nor money."""
        return not self.lost and self.more_wan_yuan is not None and self.more_wan_yuan <= CENT


@dataclass(frozen=True)
class Wait:
    """A chosen project that has not begun: when it starts, the last start at which all is met at no more money, and what a year costs.

    ``delay`` is what is lost where it may not start in the first year that is open; nothing where it does not start then.
    """

    project_id: str
    start: int
    latest_start: int
    first_year: int
    delay: Delay

    @property
    def must_start(self) -> bool:
        """Whether it has to start in the first year that is open."""
        return self.start == self.first_year and not self.delay.is_free


@dataclass(frozen=True)
class Rolling:
    """What can wait and what cannot; ``together`` is what is lost where everything that can wait by itself waits at once."""

    waits: tuple[Wait, ...] = ()
    together: Delay = Delay()


def weigh_waiting(now: Answer, standing: Standing, settings: SolverSettings | None = None) -> Rolling:
    """What waiting means for the projects of today's answer that have not begun."""
    first, starts = standing.base_year + 1, now.choice.portfolio.starts
    projects = [key for key in starts if key in now.plan.project_by_id and starts[key] >= first]
    projects.sort(key=lambda each: (starts[each], each))
    waits = tuple(_weigh(now, key, first, settings) for key in projects)
    free = [each.project_id for each in waits if each.start == first and not each.must_start]
    return Rolling(waits, _delay(now, free, first + 1, now.scenario, settings) if len(free) > 1 else Delay())


def _weigh(now: Answer, key: str, first: int, settings: SolverSettings | None) -> Wait:
    start = now.choice.portfolio.starts[key]
    delay = _delay(now, (key,), first + 1, now.scenario, settings) if start == first else Delay()
    return Wait(key, start, max(_list_starts(now, key, start, settings), default=start), first, delay)


def _list_starts(now: Answer, key: str, start: int, settings: SolverSettings | None) -> Iterator[int]:
    """The later starts of a project, one after the other, with which it stays chosen and the answer as good."""
    locked = now.scenario.model_copy(update={"locked_in": tuple({*now.scenario.locked_in, key})})
    for year in range(start + 1, now.problem.milestone + 1):
        if not _delay(now, (key,), year, locked, settings).is_free:
            return
        yield year


def _delay(now: Answer, keys: Collection[str], year: int, scenario: Scenario, settings: SolverSettings | None) -> Delay:
    """The question again where some projects may not start before a year."""
    later = _start_later(now.plan, keys, year)
    problem = build_problem(later, scenario)
    try:
        found = choose_only(problem, settings=settings)
    except Conflict:
        found = None
    if found is None:
        return Delay((), None)
    verified = verify_portfolio(later, problem, found)
    lost = tuple(each for each in found.lost if each not in now.choice.portfolio.lost)
    return Delay(lost, verified.cost_wan_yuan - now.verification.cost_wan_yuan, tuple(_list_new(now, found)))


def _list_new(now: Answer, found: Portfolio) -> Iterator[str]:
    old, projects = now.choice.portfolio.starts, now.plan.project_by_id
    return (key for key in found.starts if key in projects and key not in old)


def _start_later(plan: Plan, keys: Collection[str], year: int) -> Plan:
    rows = []
    for row in plan.projects:
        if row.project_id not in keys:
            rows.append(row)
            continue
        early = max(row.earliest_start or year, year)
        late = None if row.latest_start is None else max(row.latest_start, early)
        rows.append(row.model_copy(update={"earliest_start": early, "latest_start": late}))
    return replace(plan, projects=tuple(rows))
