"""The portfolio problem a second time, written from the documents alone: what a plan asks, and what any portfolio does.

Nothing of ``peakfolio.portfolio`` is used. Effects are added up on the value of the indicator itself, targets are the values at
which they are met, and a portfolio is one option (a start year and a built share) for each action. ``independent_search.py``
looks at any number of portfolios at once, also at all of them, so that its optimum needs no solver; the same tables feed the
integer program of ``independent_milp.py``.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from independent_chains import work_out_effects
from independent_nouns import NEAR, STRICT, Act, Cell, Demand, Floats, Line, Option, Span, Truths, join_spans, meet_each
from peakfolio.assess.bounding import find_most
from peakfolio.assess.judging import judge_indicator, judge_target
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Effect, Indicator, Measure, Observation, Project, Relation, Target


def reads(effect: Effect, level: str) -> float:
    return float(getattr(effect, level) or 0.0)


def arrives(effect: Effect, start: int, years: int, by: int) -> float:
    """Share of an effect that has arrived by the end of a year."""
    if effect.arrives == "each_year":
        return float(by - effect.lag_years - start >= 0)
    if effect.arrives == "pro_rata":
        return min(max((by - effect.lag_years - start + 1) / years, 0.0), 1.0)
    since = by - (start + years - 1 + effect.lag_years) + 1
    if effect.ramp_years == 0:
        return float(since > 0)
    return min(max(since / effect.ramp_years, 0.0), 1.0)


class Case:
    """A plan and a scenario, posed from the documents."""

    def __init__(self, plan: Plan, scenario: Scenario) -> None:
        self.plan, self.scenario = replace(plan, effects=work_out_effects(plan)), scenario
        if scenario.use_shared_effects:
            self.plan = replace(self.plan, effects=tuple(row.at_word for row in self.plan.effects))
        years = plan.settings.years
        self.base_year, self.first_year, self.horizon = years.base_year, years.first_year, years.last_year
        milestone = scenario.milestone or plan.settings.assessment.milestone
        self.milestones = tuple(sorted(set(scenario.milestones))) or (milestone,)
        own = plan.settings.assessment.standards[0] if scenario.question == "cheapest_rule" else "plan"
        self.least_part = scenario.least_part
        self.standard = scenario.standard or own
        priced = [row for row in plan.projects if row.cost_wan_yuan is not None]
        self.acts = tuple(
            [self._read_measure(row) for row in plan.measures] + [self._read_project(row) for row in priced]
        )
        self.act = {act.key: act for act in self.acts}
        self.printed = {row.measure_id: row.start_year for row in plan.measures}
        self.printed |= {row.project_id: row.start_year or self.first_year for row in priced}
        self.demands = tuple(
            demand
            for milestone in self.milestones
            for indicator in plan.measured_indicators
            if (demand := self._pose(indicator, milestone)) is not None
        )

    # What can be done

    def _read_measure(self, row: Measure) -> Act:
        years = row.duration_years
        starts = tuple(range(row.start_year, max(self.horizon - years + 1, row.start_year) + 1))
        return Act(
            row.measure_id, 0.0, 0.0, starts, years, (1 / years,) * years, {}, "whole", 1, False, "", None
        )  # fmt: skip

    def _read_project(self, row: Project) -> Act:
        begin = row.start_year or self.first_year
        years = (row.end_year or begin) - begin + 1
        is_committed = row.start_year is not None and row.start_year <= self.base_year
        first = row.earliest_start or (self.first_year if self.scenario.early_starts else begin)
        last = row.latest_start or begin + self.scenario.latest_delay_years
        starts = tuple(range(first, max(min(last, self.horizon - years + 1), first) + 1))
        profile = tuple(float(each) for each in (row.spending_profile or "").split(";") if each)
        cost = row.cost_wan_yuan or 0.0
        return Act(
            key=row.project_id,
            cost=cost,
            operation=row.operation_wan_yuan_per_year or 0.0,
            starts=(begin,) if is_committed else starts,
            years=years,
            profile=profile or (1 / years,) * years,
            sources=self._split(row.project_id, cost),
            divisible=row.divisible,
            units=row.unit_count or 1,
            is_committed=is_committed,
            category_zh=row.category_zh,
            township_zh=row.township_zh,
        )

    def _split(self, key: str, cost: float) -> dict[str, float]:
        """Share of each source; sources without an amount share the rest, and without any the rest is unstated."""
        rows = [row for row in self.plan.funding if row.project_id == key]
        shares = {row.funding_source: row.amount_wan_yuan / cost for row in rows if row.amount_wan_yuan and cost}
        rest, blank = 1.0 - sum(shares.values()), [row for row in rows if row.amount_wan_yuan is None]
        for row in blank:
            shares[row.funding_source] = shares.get(row.funding_source, 0.0) + rest / len(blank)
        if not blank and rest > 1e-12:
            shares["unstated"] = shares.get("unstated", 0.0) + rest
        return shares

    def options(self, act: Act) -> tuple[Option | None, ...]:
        """What may be done with an action: nothing, or a start and a share."""
        is_in = act.key in self.locked_in
        shares = [1.0]
        if act.divisible == "integer" and not is_in:
            shares = [unit / act.units for unit in range(1, act.units + 1)]
        elif act.divisible == "continuous" and not is_in:
            raise ValueError("a share can be anything")
        done = tuple(itertools.product(act.starts, shares))
        if is_in:
            return done
        return (None,) if act.key in self.scenario.locked_out else (None, *done)

    @cached_property
    def locked_in(self) -> set[str]:
        committed = {act.key for act in self.acts if act.is_committed} if self.scenario.lock_committed else set()
        return {*self.scenario.locked_in, *(committed - set(self.scenario.locked_out))}

    def may_follow(self, row: Relation, start: Floats, other: Floats) -> Truths:
        """Whether an action is in service no sooner than what it requires."""
        first, second = self.act[row.action_id], self.act[row.other_id]
        return np.asarray(start + first.years >= other + second.years)

    # What is asked

    def _list_targets(self, indicator: Indicator, milestone: int, *, edited: bool) -> tuple[Target, ...]:
        key = indicator.indicator_id
        values = self.scenario.target_values
        value = values.get(f"{key}@{milestone}", values.get(key))
        if value is None or not edited:
            return self.plan.find_targets(key, self.standard, milestone)
        relation = "at_most" if indicator.direction == "less" else "at_least"
        return (
            Target(
                indicator_id=key, standard=self.standard, year=milestone, relation=relation, value=value,
                as_written="asked", source_id="asked",
            ),
        )  # fmt: skip

    def _pose(self, indicator: Indicator, milestone: int) -> Demand | None:
        key = indicator.indicator_id
        if {key, f"{key}@{milestone}"} & set(self.scenario.dropped_targets):
            return None
        targets, base = self._list_targets(indicator, milestone, edited=True), self.plan.find_base(key)
        step = self.scenario.improve_step
        verdict = judge_indicator(self.plan, indicator, targets, base, improve_step=step)
        spans = [] if base is None or base.value is None else self._span_all(indicator, targets, base)
        is_numbered = bool(spans) and any(self._span_one(indicator, row, base.value) is not None for row in targets)
        if verdict is None or not (verdict.status in ("met", "not_met") or is_numbered):
            return None
        name = f"{key}@{milestone}" if len(self.milestones) > 1 else key
        is_open = verdict.status == "not_met"
        is_wordy = verdict.level is None if is_open else not is_numbered
        if is_wordy or base is None or base.value is None:
            if not is_open:
                return None
            return Demand(
                name, self.draw(indicator, milestone), indicator.nature, (Span(1.0),), (Span(1.0),), 1.0, True, False
            )
        is_trend = is_open and not verdict.gap
        line = self.draw(indicator, milestone, self._find_sign(indicator, base.value, spans))
        if not is_open and not (line.adds or line.levels):
            return None
        moved = tuple(each for span in spans if (each := line.reach(span)) is not None)
        gap = 1.0 if is_trend else (verdict.gap or 0.0) if is_open else 0.0
        asked = tuple(each.step_in(STRICT * NEAR * gap) for each in moved or map(line.move, spans))
        sure = self._span_all(indicator, targets, base, is_sure=True)
        return Demand(name, line, indicator.nature, moved, asked, gap, is_open, is_trend, sure != spans)

    def _find_sign(self, indicator: Indicator, base: float, spans: Sequence[Span]) -> int:
        """Towards the target; where it is met, towards what the indicator calls better."""
        if all(span.high < base for span in spans) and spans:
            return -1
        if all(span.low > base for span in spans) and spans:
            return 1
        return -1 if indicator.direction == "less" else 1

    def _span_all(
        self, indicator: Indicator, targets: Iterable[Target], base: Observation, *, is_sure: bool = False
    ) -> list[Span]:
        """Values at which nothing asked is known to be missed, or all is known to be met; of alternatives one, with all its rows."""
        rows = list(targets)
        if any(row.standard == "text" and not row.relation.startswith("assigned") for row in rows):
            plain = [row for row in rows if row.standard == "plan" and not row.relation.startswith("assigned")]
            rows = rows if plain else [row for row in rows if row.standard == "text"]
        ways: dict[object, dict[object, list[Span]]] = {}
        for place, row in enumerate(rows):
            group = ways.setdefault((row.standard, row.year, row.any_of or place), {})
            spans = self._span_row(indicator, row, base, is_sure=is_sure)
            group[row.all_of or place] = meet_each(group.get(row.all_of or place, [Span()]), spans)
        found = [Span()]
        for group in ways.values():
            found = meet_each(found, [span for spans in group.values() for span in spans])
        return join_spans(found)

    def _span_row(self, indicator: Indicator, row: Target, base: Observation, *, is_sure: bool) -> list[Span]:
        """Values at which one row is not missed: all of them, or none, where no number decides."""
        span = self._span_one(indicator, row, base.value)
        if span is not None:
            return [span]
        status = judge_target(indicator, row, base, base, improve_step=self.scenario.improve_step).status
        return [Span()] if status == "met" or (status != "not_met" and not is_sure) else []

    def _span_one(self, indicator: Indicator, target: Target, base: float) -> Span | None:
        """Values at which one target is met; None where no number decides."""
        is_less, value, step = indicator.direction == "less", target.value, self.scenario.improve_step
        if target.relation == "improve" and value is None:
            if step is None:
                return Span(high=base, is_high_open=True) if is_less else Span(low=base, is_low_open=True)
            return Span(high=base - step) if is_less else Span(low=base + step)
        if target.relation == "hold" and value is None:
            return Span(high=base) if is_less else Span(low=base)
        if value is None:
            return None
        spans = {
            "at_least": Span(low=value),
            "at_most": Span(high=value),
            "above": Span(low=value, is_low_open=True),
            "below": Span(high=value, is_high_open=True),
            "equal": Span(value, value),
            "between": Span(value, target.upper_value if target.upper_value is not None else math.inf),
        }
        return spans.get(target.relation, Span(high=value) if is_less else Span(low=value))

    # What actions do

    def draw(self, indicator: Indicator, milestone: int, sign: int | None = None) -> Line:
        key, base = indicator.indicator_id, self.plan.find_base(indicator.indicator_id)
        value = base.value if base is not None and base.value is not None else 0.0
        towards = sign or (-1 if indicator.direction == "less" else 1)
        adds: dict[Cell, tuple[float, float]] = {}
        levels: dict[Cell, tuple[float, float]] = {}
        sizes = self._share_gap(indicator, milestone)
        is_trend = self._is_trend(indicator, milestone)
        for effect in self.plan.effects:
            act = self.act.get(effect.action_id)
            if effect.indicator_id != key or act is None:
                continue
            for start in act.starts:
                part = arrives(effect, start, act.years, milestone)
                full = self._find_sizes(effect, act, sizes, towards, value, milestone, is_trend=is_trend)
                if full is None or part == 0.0:
                    continue
                both = (
                    (full[0], full[1])
                    if is_trend and effect.basis in ("shared", "order")
                    else (full[0] * part, full[1] * part)
                )
                (adds if effect.mode == "adds" else levels)[act.key, start] = both
        bounds = (indicator.lower_bound, indicator.upper_bound) if base is not None and base.value is not None else ()
        lower, upper = bounds or (None, None)
        return Line(key, milestone, value, towards, lower, upper, adds, levels)

    def _find_sizes(
        self, effect: Effect, act: Act, shares: Mapping[str, float], sign: int, base: float, milestone: int, *, is_trend: bool
    ) -> tuple[float, float] | None:  # fmt: skip
        """Full improvement as the scenario reads effects, and at the low value; None where it does not count."""
        scenario = self.scenario
        if effect.basis == "shared" and not scenario.use_shared_effects:
            return None
        if effect.mode == "enables":
            return 1.0, 1.0
        if effect.basis in ("shared", "order"):
            if is_trend:
                trifle = self._find_trifle(effect.indicator_id, sign)
                return trifle, trifle
            printed = arrives(effect, self.printed[act.key], act.years, milestone)
            whole = shares.get("") if effect.mode == "reaches" else shares.get(act.key)
            if whole is None or printed == 0.0:
                return None
            factors = {"low": scenario.shared_low_factor, "central": 1.0, "high": scenario.shared_high_factor}
            if effect.basis == "order":
                factors = dict.fromkeys(factors, 1.0)
            most = find_most(self.plan).get((act.key, effect.indicator_id)) if effect.mode == "adds" else None
            if (
                effect.basis == "shared" and most is not None
            ):  # once all has arrived; a share is what has arrived as printed
                return tuple(
                    min(min(whole / printed, most) * factors[each], most) for each in (scenario.effects, "low")
                )
            return whole / printed * factors[scenario.effects], whole / printed * factors["low"]
        found = sign * reads(effect, scenario.effects), sign * reads(effect, "low")
        return (found[0] - sign * base, found[1] - sign * base) if effect.mode == "reaches" else found

    def _find_trifle(self, key: str, sign: int) -> float:
        """What a supporter without a figure does on a trend: enough by itself, and never enough against figured harm."""
        rows = [row for row in self.plan.effects if row.indicator_id == key and row.mode == "adds"]
        sizes = [sign * reads(row, level) for row in rows for level in (self.scenario.effects, "low")]
        return 0.02 * min(abs(size) for size in sizes if size) if min(sizes, default=0.0) < 0 else 1.0

    def _is_trend(self, indicator: Indicator, milestone: int) -> bool:
        verdict = self.judge(indicator, milestone, edited=True)
        return verdict is not None and verdict.status == "not_met" and verdict.gap == 0.0

    def judge(self, indicator: Indicator, milestone: int, *, edited: bool = True):
        targets = self._list_targets(indicator, milestone, edited=edited)
        base, step = self.plan.find_base(indicator.indicator_id), self.scenario.improve_step
        return judge_indicator(self.plan, indicator, targets, base, improve_step=step)

    def _share_gap(self, indicator: Indicator, milestone: int) -> dict[str, float]:
        """Improvement of each supporter without a figure by the milestone, started as printed; "" is the whole gap."""
        own, asked = (self.judge(indicator, milestone, edited=edited) for edited in (False, True))
        is_own = own is not None and own.status == "not_met" and own.target.relation != "improve"
        verdict, base = own if is_own else asked, self.plan.find_base(indicator.indicator_id)
        if verdict is None or verdict.status != "not_met":
            return {"": 0.0}
        gap = 1.0 if verdict.gap is None else verdict.gap
        if verdict.target is not None and verdict.target.relation in ("above", "below"):
            gap += STRICT * NEAR * gap  # a level that must be exceeded is closed by exceeding it
        key, found = indicator.indicator_id, {"": gap}
        rows = [row for row in self.plan.effects if row.indicator_id == key and row.action_id in self.act]
        sign = 1
        if base is not None and base.value is not None:
            targets = self._list_targets(indicator, milestone, edited=not is_own)
            sign = self._find_sign(indicator, base.value, self._span_all(indicator, targets, base))
        figured = sum(
            max(sign * reads(row, "central"), 0.0)
            for row in rows
            if row.mode == "adds" and row.basis not in ("shared", "order")
        )
        sharing = [
            row.action_id
            for row in rows
            if row.mode == "adds"
            and row.basis == "shared"
            and arrives(row, self.printed[row.action_id], self.act[row.action_id].years, milestone) > 0
        ]
        weights = {key: self.act[key].cost if self.scenario.shared_rule == "cost" else 1.0 for key in sharing}
        if not any(weights.values()):
            weights = dict.fromkeys(sharing, 1.0)
        left = max(gap - figured, 0.0)
        return found | {key: left * weight / sum(weights.values()) for key, weight in weights.items()}
