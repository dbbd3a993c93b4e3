"""The cheapest portfolio and start years found that meet every aim in time with a wanted probability, and what more certainty costs.

Samples of delivery become samples of the portfolio problem: in each one an effect counts only if its project would be finished in time when it
starts in that year. Queues depend on what else is built, which no linear program can know; so the portfolio found is simulated on the same
luck with all its queues, each of its projects takes the delay it really had in each sample, and the program is solved again until what it
claims is what the simulation shows. The last word is a simulation on luck that was never used to choose.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from peakfolio.delivery.attainment import Study, bound_chance, make_study
from peakfolio.delivery.build import schedule_starts
from peakfolio.delivery.critical_path import find_critical_dates
from peakfolio.delivery.draws import Draws, Floats, draw_samples
from peakfolio.delivery.ensemble import BATCH, deliver
from peakfolio.delivery.likelihood import Aims, Likelihood, draw_study, judge_likelihood
from peakfolio.delivery.model import DeliveryModel
from peakfolio.delivery.service import Service, find_arrived, find_service, plan_service
from peakfolio.delivery.settings import RiskSettings, SimulationSettings
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.effects import find_mode
from peakfolio.portfolio.problem import Action, Contribution, OpenTarget, PortfolioProblem
from peakfolio.portfolio.sample_average import ENOUGH, Held, Promise, Sample, hold_samples

ROUNDS = 6  # of choosing and simulating; what is not settled by then, the best of them answers
FRESH_SEED = 1  # added to the seed for luck that no choice has seen
MOMENTS = ("begun", "ended", "in_service")
Told = Callable[[str], None]
Delays = dict[str, Floats]


@dataclass(frozen=True)
class RobustChoice:
    """A portfolio bought for certainty.

    ``aims`` are the targets it promises together, ``dropped`` those given up for it, ``by`` the year they are promised for (None is each
    target's own milestone). ``claimed`` is the share of samples in which the program says that all aims are met, ``in_sample`` the share in
    which the simulation of the same luck does, ``fresh`` the share on unseen luck with its 95 % interval, ``likely`` the same with effects
    drawn as well. ``cost_wan_yuan`` is undiscounted.
    """

    alpha: float
    by: int | None
    portfolio: Portfolio
    cost_wan_yuan: float
    aims: tuple[str, ...]
    dropped: tuple[str, ...]
    claimed: float
    in_sample: float
    fresh: float
    interval: tuple[float, float]
    likely: Likelihood
    rounds: int

    @property
    def is_reached(self) -> bool:
        """Whether the samples hold as often as was asked; false where no portfolio of the pool was found that does."""
        return self.in_sample >= self.alpha - ENOUGH


@dataclass(frozen=True)
class _Try:
    held: Held
    share: float
    rounds: int

    def rank(self, plan: Plan, alpha: float) -> tuple[float, float, float]:
        """One that holds often enough beats one that does not; then fewer aims given up; then the cheaper, else the likelier one."""
        if self.share < alpha - ENOUGH:
            return (0.0, 0.0, self.share)
        return (1.0, -float(len(self.held.dropped)), -add_cost(plan, self.held.portfolio))


class RobustSearch:
    """The samples of one plan and its aims, and what has been learned of queues; asked for one certainty after the other.

    ``first`` is a portfolio to learn from before anything is chosen, begun as early as it may. Every portfolio that was simulated stays a
    candidate for all that is asked later, so that more certainty never costs less.
    """

    def __init__(
        self, study: Study, aims: tuple[str, ...], settings: RiskSettings, first: Portfolio | None = None
    ) -> None:
        self.study = make_study(study.plan, allow_early_starts(study.plan, study.problem), study.model)
        self.aims, self.settings = aims, settings
        self.luck = join_draws(study.model, settings.seed, settings.samples)
        self.targets = [target for target in self.study.problem.targets if target.key in aims]
        self.dates = self._find_dates()
        self.delays: Delays = {}
        self._known: list[tuple[Portfolio, Mapping[str, Service]]] = []
        self._simulated: dict[object, Mapping[str, Service]] = {}
        if first is not None:
            self._simulate_samples(self._start_early(first))
        self._found: dict[tuple[float, int | None, bool], RobustChoice] = {}

    def choose(self, alpha: float, *, by: int | None = None, may_drop: bool = False) -> RobustChoice:
        """The cheapest portfolio that meets all aims with probability ``alpha``, or the likeliest where none does.

        ``by`` moves every aim to the end of another year; with ``may_drop`` as few aims as possible are given up to reach ``alpha``.
        """
        if (alpha, by, may_drop) in self._found:
            return self._found[alpha, by, may_drop]
        choice = self._seek(alpha, by, may_drop=may_drop)
        self._found[alpha, by, may_drop] = choice
        return choice

    def _seek(self, alpha: float, by: int | None, *, may_drop: bool) -> RobustChoice:
        promise = Promise(self.aims, alpha, may_drop)
        tries = [self._try_known(portfolio, services, by) for portfolio, services in self._known]
        for number in range(1, ROUNDS + 1):
            samples = self._list_samples(by)
            # Nothing here is called proved, and what is proposed is simulated next: no second opinion on the proposal.
            held = hold_samples(self.study.problem, samples, promise, self.settings.solver, confirm=False)
            is_same = bool(tries) and tries[-1].held.portfolio.starts == held.portfolio.starts
            services, is_new = self._simulate_samples(held.portfolio)
            share = self._share_met(services, held, by)
            tries.append(_Try(held, share, number))
            if is_same or not is_new or (share >= alpha - ENOUGH and share >= held.share - ENOUGH):
                break
        best = max(tries, key=lambda each: each.rank(self.study.plan, alpha))
        unseen = self._simulate(best.held.portfolio, self.unseen)
        fresh = self._share_met(unseen, best.held, by)
        aims = tuple(key for key in self.aims if key not in best.held.dropped)
        return RobustChoice(
            alpha=alpha,
            by=by,
            portfolio=best.held.portfolio,
            cost_wan_yuan=add_cost(self.study.plan, best.held.portfolio),
            aims=aims,
            dropped=best.held.dropped,
            claimed=best.held.share,
            in_sample=best.share,
            fresh=fresh,
            interval=bound_chance(fresh, self.unseen.runs),
            likely=judge_likelihood(self.drawn, unseen, Aims(aims, by, best.held.portfolio.shares)),
            rounds=best.rounds,
        )

    def trace(self, alphas: Sequence[float], told: Told | None = None) -> tuple[RobustChoice, ...]:
        """What each certainty costs: one choice for every probability, up to the first that no portfolio reaches."""
        found: list[RobustChoice] = []
        for alpha in alphas:
            if told is not None:
                told(f"{alpha:.0%}")
            found.append(self.choose(alpha))
            if not found[-1].is_reached:
                break
        return tuple(found)

    @property
    def unseen(self) -> SimulationSettings:
        """The luck that no choice has seen, on which every choice is tested."""
        return replace(self.settings, seed=self.settings.seed + FRESH_SEED)

    @cached_property
    def drawn(self) -> Study:
        """The study with effects drawn, one draw for every run."""
        return draw_study(self.study, self.settings.runs, self.settings.seed)

    def _simulate(self, portfolio: Portfolio, settings: SimulationSettings) -> Mapping[str, Service]:
        """The service of a portfolio's actions with all queues; the same question is simulated once."""
        key = (frozenset(portfolio.starts.items()), frozenset(portfolio.shares.items()), settings.seed, settings.runs)
        if key not in self._simulated:
            plan, problem, model = self.study.plan, self.study.problem, self.study.model
            schedule = schedule_starts(model, portfolio.starts, portfolio.shares)
            delivery = deliver(model, schedule, SimulationSettings(settings.runs, settings.seed))
            self._simulated[key] = find_service(plan, problem, delivery, portfolio.starts)
        return self._simulated[key]

    def _simulate_samples(self, portfolio: Portfolio) -> tuple[Mapping[str, Service], bool]:
        """The service of a portfolio's actions in the samples with all queues, and whether that taught anything new."""
        services = self._simulate(portfolio, SimulationSettings(self.settings.samples, self.settings.seed))
        self._known.append((portfolio, services))
        return services, self._learn(services, portfolio)

    def _try_known(self, portfolio: Portfolio, services: Mapping[str, Service], by: int | None) -> _Try:
        held = Held(portfolio, 0.0, ())
        share = self._share_met(services, held, by)
        return _Try(replace(held, share=share), share, 0)

    def _start_early(self, portfolio: Portfolio) -> Portfolio:
        starts = {key: min(self.study.problem.action_by_id[key].starts) for key in portfolio.starts}
        return replace(portfolio, starts=starts)

    def _share_met(self, services: Mapping[str, Service], held: Held, by: int | None) -> float:
        kept = tuple(key for key in self.aims if key not in held.dropped)
        return float(self.study.judge(services, held.portfolio.shares, by).meet_all(kept).mean())

    def _find_dates(self) -> Mapping[tuple[str, int], Service]:
        """When an action would be in service if it started in a year and nothing queued, with tranches of its own, in every sample."""
        useful = {each.action_id for each in self.study.problem.contributions if each.key in self.aims}
        found: dict[tuple[str, int], Service] = {}
        for action in self.study.problem.actions:
            for start in action.starts if action.action_id in useful else ():
                found[action.action_id, start] = self._serve_alone(action, start)
        return found

    def _serve_alone(self, action: Action, start: int) -> Service:
        key, model = action.action_id, self.study.model
        if action.kind == "measure":
            return plan_service(model, self.study.problem, {key: start})[key]
        begun, ended, accepted = find_critical_dates(
            model, schedule_starts(model, {key: start}), self.luck, own_money=True
        )
        works = ended if model.job_by_id[key].serves_from == "construction" else accepted
        return Service(begun[:, 0], ended[:, 0], works[:, 0])

    def _list_samples(self, by: int | None) -> list[Sample]:
        """The contributions to the aims in every sample, with the delays learned so far."""
        rows: list[list[Contribution]] = [[] for _ in range(self.settings.samples)]
        for target in self.targets:
            for each in self._spread(target, by or target.milestone):
                amounts = np.broadcast_to(each[1], self.settings.samples)
                for number in np.flatnonzero(amounts > 0):
                    rows[number].append(replace(each[0], amount=float(amounts[number])))
        return [tuple(row) for row in rows]

    def _spread(self, target: OpenTarget, year: int) -> Sequence[tuple[Contribution, Floats]]:
        """Each contribution to a target with what of it has arrived by the end of a year in every sample."""
        pushes = {(each.effect.action_id, find_mode(each.effect)): each for each in self.study.pushes[target.key]}
        found = []
        for each in self.study.problem.contributions:
            service = self.dates.get((each.action_id, each.start))
            if each.key != target.key or service is None:
                continue
            push = pushes[each.action_id, each.mode]
            late = self._delay(each.action_id, service)
            arrived = find_arrived(self.study.model, push.effect, late, year) * push.scale
            arrived = np.minimum(arrived, push.scale)
            found.append((each, each.full * ((arrived > 0).astype(float) if target.is_trend else arrived)))
        return found

    def _delay(self, key: str, service: Service) -> Service:
        if key not in self.delays:
            return service
        return Service(*(getattr(service, name) + late for name, late in zip(MOMENTS, self.delays[key], strict=True)))

    def _learn(self, services: Mapping[str, Service], portfolio: Portfolio) -> bool:
        """Keeps, for every action of a simulated portfolio, by how much queues moved it in each sample; false where nothing is new."""
        changed = False
        for key, real in services.items():
            alone = self.dates.get((key, portfolio.starts[key]))
            if alone is None:
                continue
            late = np.stack([_subtract(getattr(real, name), getattr(alone, name)) for name in MOMENTS])
            if key not in self.delays or not np.allclose(self.delays[key], late):
                self.delays[key], changed = late, True
        return changed


def allow_early_starts(plan: Plan, problem: PortfolioProblem) -> PortfolioProblem:
    """The same problem with every project that is not under way free to start from the plan's first year on."""
    return build_problem(plan, problem.scenario.model_copy(update={"early_starts": True}))


def join_draws(model: DeliveryModel, seed: int, runs: int) -> Draws:
    """The luck of an ensemble's first runs, batch by batch as the ensemble draws it."""
    parts = [
        draw_samples(model, seed, number, min(BATCH, runs - start))
        for number, start in enumerate(range(0, runs, BATCH))
    ]
    return Draws(
        *(np.concatenate([getattr(each, name) for each in parts]) for name in ("months", "tranches", "rainy", "winter"))
    )


def add_cost(plan: Plan, portfolio: Portfolio) -> float:
    """Cost of a portfolio's projects, 万元, undiscounted and without operation."""
    costs = {row.project_id: row.cost_wan_yuan or 0.0 for row in plan.projects}
    return sum(costs.get(key, 0.0) * portfolio.shares.get(key, 1.0) for key in portfolio.starts)


def _subtract(real: Floats, alone: Floats) -> Floats:
    known = np.isfinite(real) & np.isfinite(np.broadcast_to(alone, real.shape))
    return np.where(
        known, np.where(known, real, 0.0) - np.where(known, alone, 0.0), np.where(np.isfinite(real), 0.0, np.inf)
    )
