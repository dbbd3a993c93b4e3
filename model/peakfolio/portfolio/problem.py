"""The nouns of the portfolio problem: what can be started, what is still open, and what each start does about it.

``build.py`` builds them from a plan. Everything the optimiser, the explanation and the verification need is in one frozen
``PortfolioProblem``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from peakfolio.assess.judging import Status
from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.tables import Relation

ActionKind = Literal["project", "measure"]
Mode = Literal["adds", "reaches"]
ROUNDING = 1e-9  # what a share of a count lacks of the whole number it is


@dataclass(frozen=True)
class Action:
    """A project or measure that can be started.

    ``starts`` are the years it may start in, the printed year first where it is allowed; it is in service at the end of
    ``start + duration_years - 1``. ``spending_shares`` hold one share of the cost for each year of building, ``funding`` one
    share for each source. Money is 万元 at constant prices. ``units`` is None for a whole project, 0 for one that can be built
    in any share, else the number of its units; ``least_share`` is the least part of it that may be built.
    """

    action_id: str
    kind: ActionKind
    order: int
    cost_wan_yuan: float
    printed_start: int
    starts: tuple[int, ...]
    duration_years: int
    spending_shares: tuple[float, ...]
    funding: Mapping[str, float]
    operation_wan_yuan: float
    is_committed: bool
    units: int | None
    category_zh: str
    township_zh: str | None
    least_share: float = 1.0

    def find_finish(self, start: int) -> int:
        """Year at whose end the action is in service."""
        return start + self.duration_years - 1

    def spread_cost(self, start: int, horizon: int) -> dict[int, float]:
        """Spending by year: the cost over the years of building, then operation up to the horizon."""
        years = range(start, start + self.duration_years)
        spending = {year: self.cost_wan_yuan * share for year, share in zip(years, self.spending_shares, strict=True)}
        if self.operation_wan_yuan > 0:
            spending |= dict.fromkeys(range(self.find_finish(start) + 1, horizon + 1), self.operation_wan_yuan)
        return spending


@dataclass(frozen=True)
class OpenTarget:
    """A target that the base value misses, or one that is met today and that an action can break.

    ``key`` is its ``TargetKey``. ``gap`` is the least improvement that meets it, in the indicator's unit: positive where it is
    open, 0 or less where it is met today; a state that must be established and a trend without a number (逐年提高, any
    improvement meets it) count as a gap of 1.
    ``room`` is the greatest improvement that still meets it, None where more is never too much. ``unreachable`` is what of the
    gap lies beyond the indicator's own bounds. ``sign`` is -1 where less is better, so that ``sign * (value - base)`` is
    improvement. ``supporters`` are all actions the plan's effects name, whether or not they count here. ``shared_gap`` is the
    plan's own gap where the scenario asks for another number: supporters without a figure share that, however much is asked.
    ``unit`` is what a gap of 1 stands for on a trend that can be overshot. ``elsewhere`` are the improvements, from least to
    greatest, of other values that would meet it as well, beyond a gap. ``is_undecided`` says that closing the gap may leave it
    open whether the target is met: it asks for a task besides, of which the document prints no number. ``is_barred`` says that it
    asks besides for something established that is missing, which no number heals.
    """

    key: str
    indicator_id: str
    milestone: int
    is_state: bool
    is_trend: bool
    nature: str
    base: float
    level: float
    gap: float
    sign: int
    supporters: tuple[str, ...]
    shared_gap: float | None = None
    room: float | None = None
    unreachable: float = 0.0
    unit: float = 1.0
    elsewhere: tuple[tuple[float, float], ...] = ()
    is_undecided: bool = False
    is_barred: bool = False


@dataclass(frozen=True)
class SettledTarget:
    """A target that gives the optimiser nothing to do, and why."""

    indicator_id: str
    milestone: int
    status: Status


@dataclass(frozen=True)
class Contribution:
    """What one action does to one open target if it starts in a given year, as improvement.

    ``amount`` is what has arrived by the milestone, ``full`` what arrives in the end, both negative where it does harm;
    ``cautious`` is the amount at the low value of the effect, ``most`` what a share may not exceed, None where nothing bounds it.
    """

    key: str
    action_id: str
    start: int
    mode: Mode
    amount: float
    full: float
    cautious: float
    is_shared: bool
    most: float | None = None


def find_falls(contributions: Iterable[Contribution], *, is_robust: bool) -> dict[str, float]:
    """The most that each action's additions can take off a target, 0 or less; at their low values where the worst case counts."""
    falls: dict[str, float] = {}
    for each in contributions:
        if each.mode == "adds":
            worst = min(each.amount, each.cautious) if is_robust else each.amount
            falls[each.action_id] = min(falls.get(each.action_id, 0.0), worst)
    return falls


@dataclass(frozen=True)
class ScoredIndicator:
    """An indicator that earns points: those it has, and for each better tier its points and the targets it needs."""

    indicator_id: str
    earned: float
    tiers: tuple[tuple[float, tuple[str, ...]], ...]


@dataclass(frozen=True)
class RuledIndicator:
    """A headline indicator of the 四川 rule: its nature, the open targets it needs, and whether anything else blocks it."""

    indicator_id: str
    nature: str
    needs: tuple[str, ...]
    is_blocked: bool


@dataclass(frozen=True)
class Cut:
    """What must come off the emissions of a ledger: ``wanted`` and, by action and start year, what each takes off, 万tCO2e."""

    ledger: str
    year: int | None
    wanted: float
    amounts: Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, eq=False)
class PortfolioProblem:
    """Everything that decides a portfolio; two problems are the same only if they are one object.

    ``abatement`` holds, by action and start year, what is abated in the year after the last milestone, 万tCO2e; ``dropped`` the
    targets the scenario leaves out, with the status they have; ``held`` those met today that some action can break.
    """

    region: str
    base_year: int
    horizon: int
    milestones: tuple[int, ...]
    scenario: Scenario
    actions: tuple[Action, ...]
    unpriced: tuple[str, ...]
    targets: tuple[OpenTarget, ...]
    tier_targets: tuple[OpenTarget, ...]
    settled: tuple[SettledTarget, ...]
    contributions: tuple[Contribution, ...]
    relations: tuple[Relation, ...]
    ceilings: tuple[Ceiling, ...]
    scored: tuple[ScoredIndicator, ...]
    ruled: tuple[RuledIndicator, ...]
    reference_share: float
    points_needed: float | None
    abatement: Mapping[str, Mapping[int, float]]
    cuts: tuple[Cut, ...] = ()
    dropped: tuple[SettledTarget, ...] = ()
    held: tuple[OpenTarget, ...] = ()

    @property
    def reference_needed(self) -> int:
        """The least number of reference indicators that is more than the share the rule asks; none where the plan has none."""
        count = sum(ruled.nature == "reference" for ruled in self.ruled)
        return int(self.reference_share * count + ROUNDING) + 1 if count else 0

    @property
    def milestone(self) -> int:
        """The last year whose targets count."""
        return max(self.milestones)

    @cached_property
    def action_by_id(self) -> dict[str, Action]:
        """Actions by their key."""
        return {action.action_id: action for action in self.actions}

    @property
    def counted(self) -> tuple[OpenTarget, ...]:
        """The targets that count: the open ones and those met today that could be broken."""
        return (*self.targets, *self.held)

    @cached_property
    def all_targets(self) -> tuple[OpenTarget, ...]:
        """Targets of the plan, those met today that can be broken, and tiers of points: whatever has a row in the formulation."""
        return (*self.counted, *self.tier_targets)

    @cached_property
    def contributions_by_key(self) -> dict[str, tuple[Contribution, ...]]:
        """What can be done about each target by its milestone, for good or for ill."""
        found: dict[str, list[Contribution]] = {target.key: [] for target in self.all_targets}
        for each in self.contributions:
            if each.amount != 0 and each.key in found:
                found[each.key].append(each)
        return {key: tuple(rows) for key, rows in found.items()}

    def list_contributions(self, key: str, mode: Mode | None = None) -> tuple[Contribution, ...]:
        """What can be done about one target by its milestone, in one mode or in both."""
        return tuple(each for each in self.contributions_by_key[key] if mode is None or each.mode == mode)
