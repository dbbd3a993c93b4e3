"""Looks at any number of portfolios at once, in plain sums, and at all of them: an optimum without a solver."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from independent import Case
from independent_nouns import NEAR, Demand, Floats, Headline, Line, Look, Option, Part, Scored, Span, Truths
from peakfolio.plan.abating import find_service_share, sum_service, weigh_abatement
from peakfolio.plan.tables import Indicator, ScoreTier

Choices = Sequence[tuple[Option | None, ...]]
Picks = np.ndarray


@dataclass(frozen=True)
class Best:
    """The best portfolio: its wishes in order, its cost last, and what is started."""

    wishes: tuple[float, ...]
    starts: Mapping[str, int]
    shares: Mapping[str, float]


class Search:
    """A case and what may be done with each of its actions; ``ease`` widens every tolerance."""

    def __init__(self, case: Case, choices: Choices, ease: float = 1.0) -> None:
        self.case, self.choices, self.ease = case, choices, ease
        self.place = {act.key: place for place, act in enumerate(case.acts)}

    def column(self, place: int, value, picks: Picks) -> Floats:
        """A figure of each option of one action, looked up for every portfolio."""
        return np.array([0.0 if each is None else float(value(each)) for each in self.choices[place]])[picks[:, place]]

    def improve(self, line: Line, picks: Picks) -> tuple[Floats, Floats]:
        """Improvement of an indicator before its bounds, in the worst case and as read: what is added up, or a level reached."""
        budget = self.case.scenario.robust_budget
        total, losses = np.zeros(len(picks)), []
        worst_level, level = np.full(len(picks), -np.inf), np.full(len(picks), -np.inf)
        for place, act in enumerate(self.case.acts):
            cells = {start: line.adds[act.key, start] for start in act.starts if (act.key, start) in line.adds}
            if cells:
                total += self.column(place, lambda each, cells=cells: cells.get(each[0], (0.0,))[0] * each[1], picks)
                losses.append(
                    self.column(
                        place, lambda each, cells=cells: np.subtract(*cells.get(each[0], (0.0, 0.0))) * each[1], picks
                    )
                )
            level = np.maximum(level, self._reach(line, place, picks, cautious=False))
            worst_level = np.maximum(worst_level, self._reach(line, place, picks, cautious=budget >= 1))
        taken = np.zeros(len(picks))
        if losses and budget > 0:
            ranked = -np.sort(-np.array(losses), axis=0)
            takes = np.clip(budget - np.arange(len(losses)), 0.0, 1.0)
            taken = (takes[:, None] * ranked).sum(axis=0)
        return np.maximum(total - taken, worst_level), np.maximum(total, level)

    def _reach(self, line: Line, place: int, picks: Picks, *, cautious: bool) -> Floats:
        """Level an action built whole reaches, as improvement; a level worse than the base does nothing."""
        act = self.case.acts[place]
        found = np.full(len(self.choices[place]), -np.inf)
        for number, each in enumerate(self.choices[place]):
            both = line.levels.get((act.key, each[0])) if each is not None else None
            if both is not None and each is not None and each[1] > 1 - NEAR and both[cautious] >= 0:
                found[number] = both[cautious]
        return found[picks[:, place]]

    def look(self, picks: Picks) -> Look:
        """Everything about some portfolios."""
        case = self.case
        moved = {demand.key: self.improve(demand.line, picks) for demand in case.demands}
        met = {each.key: lies_within(each.spans, *moved[each.key], each.slack, self.ease) for each in case.demands}
        points = sum((self._score(each, picks) for each in list_scored(case)), np.zeros(len(picks)))
        abated = self.abate(picks)
        wishes = self._wish(met, moved, points, abated, len(picks))
        wishes["cost"] = self.cost(picks)
        return Look(self.allow(picks), wishes, met, {key: both[0] for key, both in moved.items()}, points, abated)

    def _wish(
        self,
        met: Mapping[str, Truths],
        moved: Mapping[str, tuple[Floats, Floats]],
        points: Floats,
        abated: Floats,
        count: int,
    ) -> dict[str, Floats]:
        case, zero = self.case, np.zeros(count)
        scenario, question = case.scenario, case.scenario.question
        missed = sum((~each for each in met.values()), zero)
        if question == "cheapest":
            return {"missed": missed}
        if question == "binding_first":
            binding = [~met[each.key] for each in case.demands if each.nature == "binding"]
            return {"binding": sum(binding, zero), "missed": missed}
        if question == "smallest_shortfall":
            weights = scenario.weights.model_dump()
            short = [weights[each.nature] * lack(each, *moved[each.key], met[each.key]) for each in case.demands]
            return {"shortfall": sum(short, zero)}
        if question == "most_points":
            return {"points": -points}
        if question == "cheapest_points":
            wanted = scenario.points if scenario.points is not None else case.plan.settings.assessment.pass_points
            return {"points": np.maximum((wanted or 0.0) - points, 0.0)}
        if question == "cheapest_rule":
            return count_rule(case, met, zero)
        if question == "cheapest_abatement":
            return {"abatement": np.maximum((scenario.abatement_wan_tco2 or 0.0) - abated, 0.0)}
        return {"abatement": -abated}

    def cost(self, picks: Picks) -> Floats:
        """Money of the base year."""
        case = self.case
        return sum(
            (
                self.column(place, lambda each, act=act: price(case, act, each[0]) * each[1], picks)
                for place, act in enumerate(case.acts)
            ),
            np.zeros(len(picks)),
        )

    def abate(self, picks: Picks) -> Floats:
        """Yearly abatement, in the ledgers asked for."""
        case = self.case
        return sum(
            (
                self.column(place, lambda each, act=act: abate_yearly(case, act.key, each[0]) * each[1], picks)
                for place, act in enumerate(case.acts)
            ),
            np.zeros(len(picks)),
        )

    def _score(self, scored: Scored, picks: Picks) -> Floats:
        """Points of the tier in which the worst part stands."""
        worst = np.zeros(len(picks), dtype=int)
        for part in scored.parts:
            rank = np.full(len(picks), len(scored.points))
            moved = self.improve(part.line, picks)[0] if part.line is not None else np.zeros(len(picks))
            for tier in range(len(scored.points) - 1, -1, -1):
                span = part.tiers[tier]
                holds = span if isinstance(span, bool) else lies_within((span,), moved, moved, 1e-7, self.ease)
                rank = np.where(holds, tier, rank)
            worst = np.maximum(worst, rank)
        return np.array([*scored.points, 0.0])[worst]

    # What is allowed

    def allow(self, picks: Picks) -> Truths:
        """Whether each portfolio keeps locks, relations, groups, ceilings, balances and cuts."""
        begun = np.array([self.column(place, lambda each: each[0], picks) for place in range(len(self.case.acts))])
        kept = (
            self._keep_locks(begun),
            self._keep_relations(begun),
            self._keep_groups(begun),
            self._keep_ceilings(picks),
            self._keep_balances(picks),
            self._keep_cuts(picks),
        )
        return np.logical_and.reduce(kept)

    def start_of(self, begun: Floats, key: str) -> Floats:
        """Start year of an action by portfolio, 0 where it is not built (or has no cost)."""
        return begun[self.place[key]] if key in self.place else np.zeros(begun.shape[1])

    def _keep_locks(self, begun: Floats) -> Truths:
        good = np.ones(begun.shape[1], dtype=bool)
        for key in self.case.locked_in:
            good &= self.start_of(begun, key) > 0
        for key in self.case.scenario.locked_out:
            good &= self.start_of(begun, key) == 0
        return good

    def _keep_relations(self, begun: Floats) -> Truths:
        good = np.ones(begun.shape[1], dtype=bool)
        for row in self.case.plan.relations:
            first, second = (self.start_of(begun, key) for key in (row.action_id, row.other_id))
            if row.kind == "requires":
                good &= (first == 0) | (second > 0)
                if {row.action_id, row.other_id} <= set(self.place):
                    good &= (first == 0) | (second == 0) | self.case.may_follow(row, first, second)
            elif row.kind == "excludes":
                good &= (first == 0) | (second == 0)
            else:
                good &= (first > 0) == (second > 0)
        return good

    def _keep_groups(self, begun: Floats) -> Truths:
        good = np.ones(begun.shape[1], dtype=bool)
        for group in self.case.scenario.groups:
            count = sum((self.start_of(begun, key) > 0 for key in group.members), np.zeros(begun.shape[1]))
            good &= (count >= group.at_least) & (count <= (math.inf if group.at_most is None else group.at_most))
        return good

    def spent(self, source: str | None, years: Sequence[int] | None, picks: Picks) -> Floats:
        """Money of one source (or all) in some years (or all after the base year)."""
        case, total = self.case, np.zeros(len(picks))
        for place, act in enumerate(case.acts):
            total += self.column(place, lambda each, act=act: spend(case, act, each[0], source, years) * each[1], picks)
        return total

    def _keep_ceilings(self, picks: Picks) -> Truths:
        good = np.ones(len(picks), dtype=bool)
        for source, years, ceiling in list_ceilings(self.case):
            good &= self.spent(source, years, picks) <= ceiling + self.ease * NEAR * max(1.0, ceiling)
        return good

    def _keep_balances(self, picks: Picks) -> Truths:
        case, good = self.case, np.ones(len(picks), dtype=bool)
        for balance in case.scenario.balances:
            whole, part = np.zeros(len(picks)), np.zeros(len(picks))
            for place, act in enumerate(case.acts):
                money = self.column(place, lambda each, act=act: act.cost * each[1], picks)
                whole += money
                part += money * counts_in(balance, act)
            good &= part >= balance.min_share * whole - self.ease * NEAR * np.maximum(whole, 1.0)
            good &= part <= balance.max_share * whole + self.ease * NEAR * np.maximum(whole, 1.0)
        return good

    def _keep_cuts(self, picks: Picks) -> Truths:
        case, good = self.case, np.ones(len(picks), dtype=bool)
        for cut in case.scenario.emission_cuts:
            total = np.zeros(len(picks))
            for place, act in enumerate(case.acts):
                total += self.column(
                    place, lambda each, act=act, cut=cut: cut_by(case, cut, act.key, each[0]) * each[1], picks
                )
            good &= total >= cut.wan_tco2 - self.ease * NEAR
        return good


def lies_within(spans: Sequence[Span], worst: Floats, read: Floats, slack: float, ease: float) -> Truths:
    """Whether the worst case reaches a span and what is read does not overshoot it."""
    found = np.zeros(len(worst), dtype=bool)
    for span in spans:
        low, high = span.ends(slack, ease)
        found |= (worst >= low) & (read <= high)
    return found


def lack(demand: Demand, worst: Floats, read: Floats, met: Truths) -> Floats:
    """What is missing of a target or too much of it, measured by its unit; all of it for a trend, which has no half-way."""
    if demand.is_trend or not demand.asked:
        return np.where(met, 0.0, 1.0)
    most, short = demand.line.most, []
    for span in demand.asked:
        over = np.maximum(read - span.high, 0.0) if span.high < most else 0.0
        short.append(np.maximum(span.low - np.minimum(worst, most), 0.0) + over)
    return np.where(met, 0.0, np.min(short, axis=0) / demand.unit)


def price(case: Case, act, start: int) -> float:
    rate = case.scenario.discount_rate
    return sum(money / (1 + rate) ** (year - case.base_year) for year, money in act.spend(start, case.horizon).items())


def spend(case: Case, act, start: int, source: str | None, years: Sequence[int] | None) -> float:
    """Money of a source in some years; what is spent up to the base year is sunk."""
    share = 1.0 if source is None else act.sources.get(source, 0.0)
    money = act.spend(start, case.horizon).items()
    return share * sum(each for year, each in money if year > case.base_year and (years is None or year in years))


def list_ceilings(case: Case) -> list[tuple[str | None, tuple[int, ...] | None, float]]:
    """Source, years and money of every ceiling; with carry-over the ceilinged years up to each are one."""
    scenario = case.scenario
    rows = [(row.funding_source, row.year, row.ceiling_wan_yuan) for row in (*case.plan.budgets, *scenario.budgets)]
    if scenario.budget_wan_yuan is not None:
        rows.append((None, None, scenario.budget_wan_yuan))
    found: list[tuple[str | None, tuple[int, ...] | None, float]] = []
    yearly: dict[tuple[str | None, int], float] = {}
    for source, year, money in rows:
        if year is None:
            found.append((source, None, money))
        elif year > case.base_year:
            yearly[source, year] = min(money, yearly.get((source, year), math.inf))
    for source, year in yearly:
        years = (year,)
        if scenario.carry_over:
            years = tuple(sorted(each for other, each in yearly if other == source and each <= year))
        found.append((source, years, sum(yearly[source, each] for each in years)))
    return found


def counts_in(balance, act) -> bool:
    if balance.category_zh is not None:
        return bool(act.category_zh == balance.category_zh)
    return bool(act.township_zh == balance.township_zh)


def abate_yearly(case: Case, key: str, start: int) -> float:
    """Abatement of the year after the last milestone."""
    year = max(case.milestones) + 1
    return sum(
        weigh_abatement(case.plan, row, case.scenario.effects)
        * find_service_share(row, case.act[key].finish(start), year)
        for row in case.plan.abatements
        if row.action_id == key and row.ledger in case.scenario.ledgers
    )


def cut_by(case: Case, cut, key: str, start: int) -> float:
    """What an action takes off a ledger in the year of a cut, or in all years of its horizon."""
    carbon = case.plan.settings.carbon
    last = carbon.horizon if carbon is not None else case.horizon
    first = carbon.base_year if carbon is not None else case.base_year
    years = range(cut.year, cut.year + 1) if cut.year is not None else range(first + 1, last + 1)
    return sum(
        weigh_abatement(case.plan, row, case.scenario.effects)
        * sum_service(row, case.act[key].finish(start), years, cut.grid_ratios)
        for row in case.plan.abatements
        if row.action_id == key and row.ledger == cut.ledger
    )


def list_scored(case: Case) -> tuple[Scored, ...]:
    """Every indicator with tiers, where the question is about points."""
    if case.scenario.question not in ("most_points", "cheapest_points"):
        return ()
    found = []
    for key in dict.fromkeys(row.indicator_id for row in case.plan.score_tiers):
        tiers = sorted((row for row in case.plan.score_tiers if row.indicator_id == key), key=lambda row: row.tier)
        parts = tuple(make_part(case, part, tiers) for part in case.plan.find_parts(key))
        found.append(Scored(key, tuple(tier.points for tier in tiers), parts))
    return tuple(found)


def make_part(case: Case, part: Indicator, tiers: Sequence[ScoreTier]) -> Part:
    """Each tier of one part, or a better one, as improvements on its base, or as what its state decides."""
    base = case.plan.find_base(part.indicator_id)
    state = base.state if base is not None else None
    line = case.draw(part, max(case.milestones))
    spans: list[Span | bool] = []
    for tier in tiers:
        ends = (tier.at_most, tier.below) if part.direction == "less" else (tier.at_least, tier.above)
        if ends == (None, None):
            wanted = tier.requires_state or "done"
            spans.append(state == wanted or (Span(1.0) if wanted == "done" else False))
        elif base is None or base.value is None:
            spans.append(state == "done" and tier.tier == 1)
        else:
            closed, opened = ends
            end, is_open = (closed, False) if closed is not None else (opened, True)
            span = (
                Span(high=end, is_high_open=is_open) if part.direction == "less" else Span(low=end, is_low_open=is_open)
            )
            spans.append(line.reach(span) or False)
    return Part(line if any(isinstance(span, Span) for span in spans) else None, tuple(spans))


def list_headlines(case: Case) -> tuple[Headline, ...]:
    """The indicators the rule counts, with the targets they need; what nothing decides is as the document prints it."""
    printed = {row.indicator_id: row.status for row in case.plan.printed_assessments if row.status is not None}
    found = []
    for indicator in case.plan.headline_indicators:
        needs, statuses, dropped = [], set(), False
        for part, milestone in itertools.product(case.plan.find_parts(indicator.indicator_id), case.milestones):
            if {part.indicator_id, f"{part.indicator_id}@{milestone}"} & set(case.scenario.dropped_targets):
                dropped = True
                continue
            verdict = case.judge(part, milestone)
            own = [
                each
                for each in case.demands
                if (each.line.indicator_id, each.line.milestone) == (part.indicator_id, milestone)
            ]
            needs += [each.key for each in own]
            statuses |= {verdict.status} if verdict is not None else set()
            statuses |= {"untestable" for each in own if each.is_open and each.is_undecided}
        if dropped and not statuses:
            continue
        is_decided = bool(statuses) and not statuses & {"unknown", "untestable"}
        is_blocked = not is_decided and printed.get(indicator.indicator_id) != "met"
        found.append(Headline(indicator.indicator_id, indicator.nature, tuple(needs), is_blocked))
    return tuple(found)


def count_rule(case: Case, met: Mapping[str, Truths], zero: Floats) -> dict[str, Floats]:
    """Binding indicators that fail, and reference ones missing to more than the share."""
    passed = {
        each.indicator_id: np.logical_and.reduce([zero == 0, *(met[key] for key in each.needs)]) & (not each.is_blocked)
        for each in list_headlines(case)
    }
    natures = {each.indicator_id: each.nature for each in list_headlines(case)}
    binding = sum((~passed[key] for key in passed if natures[key] == "binding"), zero)
    reference = [passed[key] for key in passed if natures[key] == "reference"]
    wanted = needed_references(case, len(reference))
    return {"binding": binding, "reference": np.maximum(wanted - sum(reference, zero), 0.0)}


def needed_references(case: Case, count: int) -> int:
    return math.floor(case.plan.settings.assessment.reference_share * count + 1e-9) + 1 if count else 0


def list_picks(choices: Choices) -> Picks:
    """Every portfolio."""
    grids = np.meshgrid(*[np.arange(len(each)) for each in choices], indexing="ij")
    return np.stack(grids, axis=-1).reshape(-1, len(choices))


def try_everything(case: Case) -> Best | None:
    """The best of all portfolios; None where none is allowed."""
    choices = [case.options(act) for act in case.acts]
    picks = list_picks(choices)
    look = Search(case, choices).look(picks)
    left = look.feasible
    if not left.any():
        return None
    best = []
    for values in look.wishes.values():
        least = float(values[left].min())
        left = left & (values <= least + NEAR * max(1.0, abs(least)))
        best.append(least)
    place = int(np.flatnonzero(left)[0])
    built = {act.key: choices[number][picks[place, number]] for number, act in enumerate(case.acts)}
    starts = {key: each[0] for key, each in built.items() if each is not None}
    return Best(tuple(best), starts, {key: each[1] for key, each in built.items() if each is not None})


def find_nearest(case: Case) -> dict[str, float]:
    """The least that must be missing of each target, in its unit, whatever is built; all portfolios are tried."""
    choices = [case.options(act) for act in case.acts]
    search, picks = Search(case, choices), list_picks(choices)
    look = search.look(picks)
    found = {}
    for demand in case.demands:
        lacks = lack(demand, *search.improve(demand.line, picks), look.met[demand.key]) * demand.unit
        found[demand.key] = float(lacks[look.feasible].min())
    return found


def look_at(
    case: Case, starts: Mapping[str, int], shares: Mapping[str, float] | None = None, ease: float = 10.0
) -> Look:
    """Everything about one portfolio."""
    built = shares or {}
    choices = [((starts[act.key], built.get(act.key, 1.0)),) if act.key in starts else (None,) for act in case.acts]
    return Search(case, choices, ease).look(np.zeros((1, len(choices)), dtype=int))
