"""One run of delivery in SimPy: every project a process that queues for desks, designers, crews and money.

A project asks for an approval desk, then for a design institute, goes through the tender, waits for what it requires, asks for a crew of its
trade, is paid for and works off four quarters, and is accepted. A crew stays on its site through rain and missing money. Nothing is drawn
here: all luck comes in as numbers, so a run is a pure function of model, schedule and luck.
"""

from bisect import bisect_left
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import simpy

from peakfolio.delivery.cash_flow import Amounts, Treasury
from peakfolio.delivery.draws import Draws, Floats, spread_pace
from peakfolio.delivery.model import (
    ACCEPTANCE,
    APPROVAL,
    ASKED,
    BEGUN,
    CONSTRUCTION,
    DESIGN,
    ENDED,
    MONTHS,
    NEVER,
    SLICES,
    STAGES,
    TENDER,
    DeliveryModel,
    Job,
    Schedule,
)
from peakfolio.plan.vocabulary import FundingSource, Stage

Steps = Generator[simpy.Event, None, None]
SETTLING = 1e6  # added to the priority of a settlement: work under way is paid first


@dataclass(frozen=True)
class Records:
    """What happened, in months; infinite is not within the simulated time.

    ``times``: (runs, projects, stages, 3), when a stage was asked for, begun and ended; equal where nothing is waited for. ``paid``:
    (runs, projects, 5), when each quarter of the work and the settlement were paid. ``unpaid``: (runs, projects), months the work stood still for
    money. Projects stand in the order of ``action_ids``.
    """

    action_ids: tuple[str, ...]
    times: Floats
    paid: Floats
    unpaid: Floats

    @property
    def accepted(self) -> Floats:
        """When each project was accepted: (runs, projects)."""
        return self.find_ends("acceptance")

    def find_ends(self, stage: Stage) -> Floats:
        """When a stage of each project ended: (runs, projects)."""
        return np.asarray(self.times[:, :, STAGES.index(stage), ENDED])

    def find_begins(self, stage: Stage) -> Floats:
        """When a stage of each project really began: (runs, projects)."""
        return np.asarray(self.times[:, :, STAGES.index(stage), BEGUN])


def simulate_runs(model: DeliveryModel, schedule: Schedule, luck: Draws) -> Records:
    """Every run of some luck, one after the other."""
    keys, done = schedule.action_ids, spread_pace(model, luck)
    places = [model.place_by_id[key] for key in keys]
    tranches, bills = plan_tranches(model, schedule), plan_bills(model, schedule)
    times = np.full((len(luck), len(keys), len(STAGES), 3), NEVER)
    paid = np.full((len(luck), len(keys), SLICES + 1), NEVER)
    unpaid = np.zeros((len(luck), len(keys)))
    for run in range(len(luck)):
        months, arrivals = luck.months[run, places].tolist(), luck.tranches[run].tolist()
        one = _Run(model, schedule, months, arrivals, done[run].tolist(), tranches, bills)
        one.go()
        if keys:
            times[run], paid[run], unpaid[run] = one.times, one.paid, one.unpaid
    return Records(keys, times, paid, unpaid)


def plan_tranches(model: DeliveryModel, schedule: Schedule) -> dict[FundingSource, list[float]]:
    """What each source pays in each simulated year, 万元: the spending of the projects over their printed years."""
    tranches: dict[FundingSource, list[float]] = {source: [0.0] * len(model.years) for source in model.arrivals}
    for key, begin in schedule.begins.items():
        job = model.job_by_id[key]
        first = int(begin // MONTHS)
        for source, part in job.funding.items():
            factor = (model.source_factors or {}).get(source, 1.0) * part * schedule.shares.get(key, 1.0)
            for number, share in enumerate(job.spending_shares):
                tranches[source][min(first + number, len(model.years) - 1)] += factor * share * job.cost_wan_yuan
    return tranches


def plan_bills(model: DeliveryModel, schedule: Schedule) -> list[list[Amounts]]:
    """What each project pays before each quarter of its work and at the settlement, 万元 by source."""
    payments = model.conditions.payments
    bills: list[list[Amounts]] = []
    for key in schedule.action_ids:
        job = model.job_by_id[key]
        cost = job.cost_wan_yuan * schedule.shares.get(key, 1.0)
        bills.append([{source: cost * share * part for source, part in job.funding.items()} for share in payments])
    return bills


def find_box(model: DeliveryModel, tranches: dict[FundingSource, list[float]]) -> float:
    """Money the county can lend, 万元: the region's own figure, or a share of what is spent in a mean year with spending."""
    said = model.conditions
    if said.cash_box_wan_yuan is not None:
        return said.cash_box_wan_yuan
    yearly = [sum(amounts) for amounts in zip(*tranches.values(), strict=True)]
    spent = [amount for amount in yearly if amount > 0]
    return said.cash_box_share * sum(spent) / len(spent) if spent else 0.0


def finish_work(begin: float, months: float, done: Sequence[float]) -> float:
    """When so many working months are done if weather slows the work; ``done`` is the work possible by the end of each month."""
    whole = int(begin)
    if whole >= len(done) - 1:
        return begin + months
    wanted = done[whole] + (begin - whole) * (done[whole + 1] - done[whole]) + months
    if wanted >= done[-1]:
        return len(done) - 1 + wanted - done[-1]
    month = bisect_left(done, wanted) - 1
    if month < whole:
        return begin
    pace = done[month + 1] - done[month]
    return max(month + (wanted - done[month]) / pace, begin)


@dataclass
class _Run:
    """One run while it happens, with what it has written down so far."""

    model: DeliveryModel
    schedule: Schedule
    months: list[list[float]]
    arrivals: list[list[float]]
    done: list[float]
    tranches: dict[FundingSource, list[float]]
    bills: list[list[Amounts]]

    def __post_init__(self) -> None:
        environment, limits, keys = simpy.Environment(), self.model.capacities, self.schedule.action_ids
        self.environment = environment
        self.times = [[[NEVER] * 3 for _ in STAGES] for _ in keys]
        self.paid = [[NEVER] * (SLICES + 1) for _ in keys]
        self.unpaid = [0.0 for _ in keys]
        self.unpaid_since: dict[int, float] = {}
        self.desks = {APPROVAL: self._open(limits.approval), DESIGN: self._open(limits.design)}
        trades = dict.fromkeys(job.trade for job in self.model.jobs)
        self.crews = {trade: self._open(limits.find_crews(trade)) for trade in trades}
        self.treasury = Treasury(environment, find_box(self.model, self.tranches))
        self.finished = {key: environment.event() for key in keys}

    def go(self) -> None:
        """Runs until every project is finished or the simulated time is over.

        Projects are let in by rank, so that of those that ask in the same moment the first by the rule is served first.
        """
        model, environment = self.model, self.environment
        if model.is_money_limited:
            for number, source in enumerate(model.arrivals):
                environment.process(self._pay_tranches(source, self.arrivals[number]))
        jobs = [(row, model.job_by_id[key], begin) for row, (key, begin) in enumerate(self.schedule.begins.items())]
        for row, job, begin in sorted(jobs, key=lambda each: (self._rank(each[1]), each[1].order)):
            environment.process(self._deliver(row, job, begin))
        environment.run(until=model.horizon)
        for row, since in self.unpaid_since.items():
            self.unpaid[row] += model.horizon - since

    def _open(self, capacity: float) -> simpy.PriorityResource | None:
        return simpy.PriorityResource(self.environment, int(capacity)) if capacity < NEVER else None

    def _pay_tranches(self, source: FundingSource, months: list[float]) -> Steps:
        for year, amount in enumerate(self.tranches[source]):
            if amount > 0:
                yield self.environment.timeout(max(MONTHS * year + months[year] - self.environment.now, 0.0))
                self.treasury.receive(source, amount)

    def _deliver(self, row: int, job: Job, begin: float) -> Steps:
        environment, priority = self.environment, self._rank(job)
        yield environment.timeout(begin)
        if not job.is_started:
            for stage, desk in self.desks.items():
                yield from self._occupy(row, stage, desk, priority, self._pass(row, stage))
            yield from self._occupy(row, TENDER, None, priority, self._pass(row, TENDER))
        for other in job.requires:
            if other in self.finished:
                yield self.finished[other]
        yield from self._occupy(row, CONSTRUCTION, self.crews[job.trade], priority, self._build(row, job, priority))
        yield from self._occupy(row, ACCEPTANCE, None, priority, self._pass(row, ACCEPTANCE))
        self.finished[job.action_id].succeed()
        unpaid = self._ask_money(self.bills[row][SLICES], priority + SETTLING)
        if unpaid is not None:
            yield unpaid
        self.paid[row][SLICES] = environment.now

    def _occupy(self, row: int, stage: int, desk: simpy.PriorityResource | None, priority: int, work: Steps) -> Steps:
        """Does the work of a stage while holding a place in a queue, where there is one."""
        self.times[row][stage][ASKED] = self.environment.now
        if desk is None:
            yield from work
        else:
            with desk.request(priority=priority) as turn:
                if not turn.triggered:
                    yield turn
                yield from work

    def _pass(self, row: int, stage: int) -> Steps:
        record = self.times[row][stage]
        record[BEGUN] = self.environment.now
        yield self.environment.timeout(self.months[row][stage])
        record[ENDED] = self.environment.now

    def _build(self, row: int, job: Job, priority: int) -> Steps:
        environment, record, bills = self.environment, self.times[row][CONSTRUCTION], self.bills[row]
        quarter = self.months[row][CONSTRUCTION] / SLICES
        record[BEGUN] = environment.now
        for number in range(SLICES):
            unpaid = self._ask_money(bills[number], priority)
            if unpaid is not None:
                self.unpaid_since[row] = environment.now
                yield unpaid
                self.unpaid[row] += environment.now - self.unpaid_since.pop(row)
            self.paid[row][number] = environment.now
            if job.stops_for_weather:
                yield environment.timeout(finish_work(environment.now, quarter, self.done) - environment.now)
            else:
                yield environment.timeout(quarter)
        if environment.now < job.open_until:
            yield environment.timeout(job.open_until - environment.now)
        record[ENDED] = environment.now

    def _ask_money(self, amounts: Amounts, priority: float) -> simpy.Event | None:
        return self.treasury.ask(amounts, priority) if self.model.is_money_limited else None

    def _rank(self, job: Job) -> int:
        if self.model.rule == "first_come":
            return 0
        return job.order if self.model.rule == "plan_order" else self.model.priorities[job.action_id]
