"""Small plans and questions drawn at random from a seed: every kind of target, effect, rule and limit a package can hold.

Numbers are short, so that sums meet levels exactly and strictness is put to the test. Years, costs and delays are few, so
that all portfolios of most plans can be tried one by one.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from peakfolio.plan.carbon_tables import Abatement
from peakfolio.plan.chain_tables import ChainStep, Parameter
from peakfolio.plan.claims import PrintedAssessment
from peakfolio.plan.own_figures import size_effects
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import AssessmentSettings, Balance, Ceiling, EmissionCut, Group, Scenario, Weights
from peakfolio.plan.tables import (
    Budget,
    Effect,
    Funding,
    Indicator,
    Measure,
    Observation,
    Project,
    Relation,
    ScoreTier,
    Target,
)
from tiny import (
    CITE,
    SETTINGS,
    make_effect,
    make_indicator,
    make_measure,
    make_observation,
    make_project,
    make_target,
    make_tiny_plan,
)
from tiny_chains import SEWAGE, make_evidence, make_parameter, make_steps

COSTS = (0.0, 10.0, 15.0, 25.0, 40.0, 60.0, 64.5, 90.0, 120.0)
SOURCES = ("central", "local", "loan")
KINDS = (
    "at_least", "at_least", "at_least", "at_most", "at_most", "improve", "improve", "done", "above", "below", "between", "equal",
    "hold", "either", "both", "unknown",
)  # fmt: skip
JOINED = ("kept", "task", "ways")  # several conditions in one target
QUESTIONS = (
    "cheapest", "cheapest", "cheapest", "binding_first", "smallest_shortfall", "most_points", "cheapest_points", "cheapest_rule",
    "most_abatement", "cheapest_abatement",
)  # fmt: skip


@dataclass
class Draft:
    """The tables of a plan while it is being drawn."""

    dice: random.Random
    further: random.Random  # for what came later, so that a seed still gives the plan it gave before
    projects: list[Project] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    funding: list[Funding] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    tiers: list[ScoreTier] = field(default_factory=list)
    abatements: list[Abatement] = field(default_factory=list)
    printed: list[PrintedAssessment] = field(default_factory=list)

    def happens(self, chance: float) -> bool:
        return self.dice.random() < chance

    @property
    def actions(self) -> list[str]:
        return [row.project_id for row in self.projects] + [row.measure_id for row in self.measures]


def draw_case(seed: int) -> tuple[Plan, Scenario]:
    """A plan and a question; the same seed gives the same."""
    draft = Draft(random.Random(seed), random.Random(f"{seed}, further"))
    question = draft.dice.choice(QUESTIONS)
    for number in range(draft.dice.choice((3, 3, 4, 4, 5, 6, 7, 8))):
        _draw_project(draft, f"P{number}")
    for number in range(draft.dice.choice((0, 0, 1, 2))):
        _draw_measure(draft, f"M{number}")
    for number in range(draft.dice.randint(2, 6)):
        _draw_indicator(draft, f"i{number}")
    _draw_relations(draft)
    if draft.happens(0.2):
        _draw_group(draft)
    if draft.happens(0.15):
        draft.targets += [
            row.model_copy(update={"standard": "national", "year": None}) for row in draft.targets if row.year == 2025
        ]
    if question in ("most_points", "cheapest_points"):
        _draw_tiers(draft)
        question = question if draft.tiers else "cheapest"
    if "abatement" in question or draft.happens(0.1):
        _draw_abatements(draft)
    rule = AssessmentSettings(
        rule="points", milestone=2025, pass_points=float(draft.dice.randint(2, 8)), standards=("plan",),
        reference_share=draft.dice.choice((0.5, 0.8)),
    )  # fmt: skip
    plan = Plan(
        settings=SETTINGS.model_copy(update={"assessment": rule}),
        sources=make_tiny_plan().sources,
        indicators=tuple(draft.indicators),
        targets=tuple(draft.targets),
        observations=tuple(draft.observations),
        projects=tuple(draft.projects),
        measures=tuple(draft.measures),
        effects=tuple(draft.effects),
        funding=tuple(draft.funding),
        relations=tuple(draft.relations),
        budgets=tuple(draft.budgets),
        score_tiers=tuple(draft.tiers),
        abatements=tuple(draft.abatements),
        printed_assessments=tuple(draft.printed),
    )
    return _draw_grounds(random.Random(f"grounds {seed}"), plan), draw_scenario(draft.dice, plan, question)


def _draw_grounds(dice: random.Random, plan: Plan) -> Plan:
    """Measures that order a state or a level without a figure, and effects that follow from money or villages by chains."""
    measures = {row.measure_id for row in plan.measures}
    strict = {row.indicator_id for row in plan.targets if row.relation in ("above", "below")}
    parameters, steps = [make_parameter("villages", 40.0, "行政村", low=30.0, high=50.0)], list[ChainStep]()
    effects = []
    for effect in plan.effects:
        may_order = effect.mode == "enables" or effect.indicator_id not in strict
        if effect.action_id in measures and effect.mode != "adds" and may_order and dice.random() < 0.7:
            empty = {"low": None, "central": None, "high": None}
            effects.append(effect.model_copy(update={"basis": "order", **empty}))
        elif effect.central and dice.random() < 0.3:
            own = _draw_chain(dice, plan, effect, parameters)
            basis = "estimated" if any(each[1] == "unit_cost" for each in own) else "quantified"
            steps += make_steps(effect.action_id, effect.indicator_id, *own)
            effects.append(effect.model_copy(update={"basis": basis}))
        else:
            effects.append(effect)
    evidence = make_evidence(5, 10, 10, 20)
    tables = {"effects": tuple(effects), "parameters": tuple(parameters), "chains": tuple(steps), "evidence": evidence}
    return size_effects(replace(plan, **tables))


def _draw_chain(
    dice: random.Random, plan: Plan, effect: Effect, parameters: list[Parameter]
) -> tuple[tuple[str, str, str | None], ...]:
    """Villages over all villages: as many as the effect needs, or as its money builds; a level begins with where it stands."""
    base = plan.find_base(effect.indicator_id)
    stands = base.value if effect.mode == "reaches" and base is not None and base.value is not None else 0.0
    change, project = (effect.central or 0.0) - stands, plan.project_by_id.get(effect.action_id)
    key = f"{effect.action_id}_{effect.indicator_id}"
    begin = "minus" if change < 0 else "plus"
    steps: list[tuple[str, str, str | None]] = []
    if stands:
        parameters.append(make_parameter(f"stands_{key}", stands, "%"))
        steps.append(("plus", "parameter", f"stands_{key}"))
    if project is not None and project.cost_wan_yuan and dice.random() < 0.4:
        steps += [(begin, "cost", None), ("divided_by", "unit_cost", SEWAGE.class_id)]
    else:
        built = abs(change) * 0.4
        ends = {"low": 0.75 * built, "high": 1.5 * built} if dice.random() < 0.5 else {}
        parameters.append(make_parameter(f"built_{key}", built, "行政村", **ends))
        steps.append((begin, "parameter", f"built_{key}"))
    steps.append(("divided_by", "parameter", "villages"))
    if dice.random() < 0.3:
        parameters.append(make_parameter(f"most_{key}", 15.0, "%", low=10.0, high=20.0))
        steps.append(("at_most", "parameter", f"most_{key}"))
    return tuple(steps)


def _draw_project(draft: Draft, key: str) -> None:
    dice = draft.dice
    start, years = dice.choice((2021, 2022, 2023, 2023, 2023, 2024, 2024, 2025, 2026)), dice.choice((1, 1, 2, 2, 3, 4))
    changes: dict[str, Any] = {"category_zh": dice.choice("甲乙"), "township_zh": dice.choice(("东", "西", None))}
    kind = dice.choice(("whole",) * 8 + ("integer", "continuous"))
    changes["divisible"] = kind
    if kind == "integer":
        changes["unit_count"] = dice.choice((2, 3, 4, 7))
    if draft.happens(0.15) and years in (2, 3):
        changes["spending_profile"] = {2: "0.25;0.75", 3: "0.5;0;0.5"}[years]
    if draft.happens(0.1):
        changes["operation_wan_yuan_per_year"] = dice.choice((0.5, 2.0))
    if draft.happens(0.1) and start > 2022:
        changes["earliest_start"] = start + dice.randint(0, 1)
        changes["latest_start"] = changes["earliest_start"] + dice.randint(0, 1)
    cost = None if draft.happens(0.04) else dice.choice(COSTS)
    draft.projects.append(make_project(key, cost, start, start + years - 1, **changes))
    if cost and draft.happens(0.5):
        first, second = dice.sample(SOURCES, 2)
        for source, amount in ((first, cost * dice.choice((0.2, 0.5))), (second, dice.choice((None, cost * 0.5)))):
            draft.funding.append(
                Funding(project_id=key, funding_source=source, amount_wan_yuan=amount, as_written="x", **CITE)
            )


def _draw_measure(draft: Draft, key: str) -> None:
    start = draft.dice.randint(2024, 2025)
    draft.measures.append(make_measure(key, start_year=start, duration_years=draft.dice.randint(4, 6) + 2024 - start))


def _draw_indicator(draft: Draft, key: str) -> None:
    dice, kind = draft.dice, draft.dice.choice(KINDS)
    nature = dice.choice(("binding", "binding", "reference", "anticipatory", "unstated"))
    if kind == "done" or kind == "unknown":
        (_draw_state if kind == "done" else _draw_unknown)(draft, key, nature)
        return
    is_less = kind in ("at_most", "below") or (kind in ("improve", "hold", "either") and draft.happens(0.4))
    bounds = dice.choice(((0.0, 100.0), (0.0, 100.0), (None, None)))
    direction = "less" if is_less else "more"
    draft.indicators.append(
        make_indicator(key, nature=nature, direction=direction, lower_bound=bounds[0], upper_bound=bounds[1])
    )
    base = float(dice.choice((20, 40, 60, 98)) if not is_less else dice.choice((3, 40, 60, 80)))
    gap = float(dice.choice((-4, 1, 2, 5, 10, 10, 20, 20, 30)))
    draft.observations.append(make_observation(key, base))
    for year in (2025, 2030):
        for changes in _draw_targets(draft, kind, base, gap, -1 if is_less else 1):
            draft.targets.append(make_target(key, **{"year": year, "as_written": f"{len(draft.targets)}", **changes}))
        gap += float(dice.choice((0, 0, 5)))
    for action in dice.sample(draft.actions, min(len(draft.actions), dice.randint(1, 4))):
        _draw_effect(draft, action, key, base, max(abs(gap), 5.0), -1 if is_less else 1)


def _draw_group(draft: Draft) -> None:
    """The first two indicators become parts of one that has no value of its own."""
    nature = draft.dice.choice(("binding", "reference"))
    parts = [row.model_copy(update={"parent_id": "G", "nature": nature}) for row in draft.indicators[:2]]
    draft.indicators[:2] = [make_indicator("G", kind="group", direction="none", nature=nature, unit=None), *parts]


def _draw_unknown(draft: Draft, key: str, nature: str) -> None:
    """An indicator of which nobody knows how it stands, or a task without a number; the document may judge it."""
    draft.indicators.append(make_indicator(key, nature=nature))
    draft.observations.append(make_observation(key, None))
    relation = draft.dice.choice(("at_least", "assigned", "assigned_or_hold"))
    value = 50.0 if relation == "at_least" else None
    for year in (2025, 2030):
        draft.targets.append(make_target(key, value, year=year, relation=relation, as_written=f"{len(draft.targets)}"))
    if draft.happens(0.7):
        status = draft.dice.choice(("met", "not_met", "unknown"))
        draft.printed.append(PrintedAssessment(indicator_id=key, status=status, as_written="x", **CITE))
    draft.effects.append(make_effect(draft.dice.choice(draft.actions), key, 5.0))


def _draw_targets(draft: Draft, kind: str, base: float, gap: float, sign: int) -> list[dict[str, Any]]:
    level, room = base + sign * gap, float(draft.dice.choice((0, 2, 5, 10)))
    if kind in ("improve", "hold"):
        return [{"value": None, "relation": kind}]
    if kind == "between":
        return [{"value": level, "relation": kind, "upper_value": level + room}]
    if kind == "either":
        relation = "at_most" if sign < 0 else "at_least"
        rows = ({"value": level, "relation": relation}, {"value": None, "relation": "improve"})
        return [{**row, "any_of": "either"} for row in rows]
    if kind == "both":
        return [
            {"value": level, "relation": "at_least"},
            {"value": level + room + 1.0, "relation": draft.dice.choice(("at_most", "below"))},
        ]
    if kind in ("at_least", "at_most") and draft.further.random() < 0.3:
        return _join_conditions(draft.further, level, sign)
    return [{"value": level, "relation": kind}]


def _join_conditions(dice: random.Random, level: float, sign: int) -> list[dict[str, Any]]:
    """A number and no worse than today; a number and a task; a number and a task, or another number or a rise; in any order."""
    relation = "at_most" if sign < 0 else "at_least"
    number, task = {"value": level, "relation": relation}, {"value": None, "relation": "assigned"}
    kind = dice.choice(JOINED)
    if kind == "kept":
        rows = [number, {"value": None, "relation": "hold"}]
    elif kind == "task":
        rows = [number, task]
    else:
        further = {"value": level + sign * dice.choice((-2.0, 3.0)), "relation": relation}
        other = dice.choice((further, {"value": None, "relation": "improve"}))
        second = dice.choice((task, {"value": None, "relation": "hold"}))
        rows = [{**row, "any_of": "way", "all_of": "first"} for row in (number, second)]
        rows.append({**other, "any_of": "way"})
    return dice.sample(rows, len(rows))


def _draw_state(draft: Draft, key: str, nature: str) -> None:
    draft.indicators.append(make_indicator(key, kind="binary", direction="none", nature=nature, unit=None))
    state = draft.dice.choice(("not_done", "not_done", "partial", "done", "unknown"))
    draft.observations.append(make_observation(key, None, state=state))
    for year in (2025, 2030):
        draft.targets.append(make_target(key, None, year=year, relation="done", as_written=f"{len(draft.targets)}"))
    for action in draft.dice.sample(draft.actions, min(len(draft.actions), draft.dice.randint(0, 2))):
        lag = draft.dice.choice((0, 0, 1))
        draft.effects.append(make_effect(action, key, None, mode="enables", low=None, high=None, lag_years=lag))


def _draw_effect(draft: Draft, action: str, key: str, base: float, gap: float, sign: int) -> None:
    """An effect of any kind; a share of what is left of a level that must be exceeded would be a matter of trifles."""
    is_strict = any(row.indicator_id == key and row.relation in ("above", "below") for row in draft.targets)
    dice = draft.dice
    changes: dict[str, Any] = {}
    if draft.happens(0.2):
        changes["lag_years"] = 1
    if draft.happens(0.15):
        changes["ramp_years"] = dice.choice((2, 4))
    if draft.happens(0.12):
        changes["arrives"] = dice.choice(("pro_rata", "each_year"))
    mode = "reaches" if draft.happens(0.18) else "adds"
    if draft.happens(0.2) and not is_strict:
        rest = {"low": None, "high": None, "basis": "shared", **changes}
        draft.effects.append(make_effect(action, key, None, mode=mode, **rest))
        return
    size = gap * dice.choice((0.25, 0.5, 0.5, 1.0, 1.0, 1.5))
    spread = size * dice.choice((0.0, 0.2, 0.5))
    if mode == "adds" and draft.happens(0.15):
        size = -size
    ends = sorted((sign * (size - spread), sign * size, sign * (size + spread)), reverse=sign < 0)
    if mode == "reaches":
        ends = [base + each for each in ends]
    draft.effects.append(
        make_effect(action, key, ends[1], **{"low": ends[0], "high": ends[2], "mode": mode, **changes})
    )


def _draw_relations(draft: Draft) -> None:
    for _ in range(draft.dice.choice((0, 0, 1, 1, 2))):
        one, other = draft.dice.sample(draft.actions, 2)
        kind = draft.dice.choice(("requires", "requires", "excludes", "together"))
        if kind == "requires" and one > other:
            one, other = other, one
        if not any({row.action_id, row.other_id} == {one, other} for row in draft.relations):
            draft.relations.append(Relation(kind=kind, action_id=one, other_id=other, reasoning="x", **CITE))
    if draft.happens(0.1):
        draft.budgets.append(Budget(funding_source="local", year=None, ceiling_wan_yuan=60.0, **CITE))


def _draw_tiers(draft: Draft) -> None:
    """Two or three tiers on some of the indicators, best first."""
    for row in draft.indicators:
        is_shared = any(each.indicator_id == row.indicator_id and each.basis == "shared" for each in draft.effects)
        base = next((each.value for each in draft.observations if each.indicator_id == row.indicator_id), None)
        is_unknown = row.kind == "numeric" and base is None
        if row.kind == "group" or is_unknown or is_shared or (draft.tiers and draft.happens(0.2)):
            continue
        if row.kind == "binary":
            draft.tiers.append(
                ScoreTier(
                    indicator_id=row.indicator_id, tier=1, points=3, requires_state="done", as_written="x", **CITE
                )
            )
            continue
        base = base or 0.0
        sign, end = (-1, "at_most") if row.direction == "less" else (1, "at_least")
        beyond, steps = ("above" if sign < 0 else "below"), (20.0, 5.0, -5.0)[: draft.dice.randint(1, 3)]
        for tier, step in enumerate(steps, start=1):
            ends: dict[str, Any] = {end: base + sign * step}
            if tier > 1:
                ends[beyond] = base + sign * steps[tier - 2]
            draft.tiers.append(
                ScoreTier(
                    indicator_id=row.indicator_id, tier=tier, points=float(4 - tier), as_written="x", **CITE, **ends
                )
            )


def _draw_abatements(draft: Draft) -> None:
    for action in draft.actions:
        if not draft.abatements or draft.happens(0.7):
            central = float(draft.dice.choice((-5000, 10000, 20000, 35000)))
            draft.abatements.append(
                Abatement(
                    action_id=action, ledger=draft.dice.choice(("energy_co2", "energy_co2", "other_ghg")), component="x",
                    form="co2", low=central - 2000, central=central, high=central + 4000, reasoning="x",
                    ramp_years=draft.dice.choice((0, 0, 2)), life_years=draft.dice.choice((3, 20)), **CITE,
                )
            )  # fmt: skip


def draw_scenario(dice: random.Random, plan: Plan, question: str) -> Scenario:
    """A question with random limits and locks."""
    changes: dict[str, Any] = {"question": question, "latest_delay_years": dice.choice((0, 1, 1, 2))}
    for chance, key, *values in (*_list_readings(plan, question), *_list_limits(dice, plan)):
        if dice.random() < chance:
            changes[key] = dice.choice(values)
    changes["abatement_wan_tco2"] = dice.choice((1.0, 2.5, 4.0)) if question == "cheapest_abatement" else None
    changes["points"] = float(dice.randint(0, 9)) if question == "cheapest_points" else None
    return Scenario(**changes)


def _list_readings(plan: Plan, question: str) -> Iterator[tuple[Any, ...]]:
    """How the plan is read: chance, setting, values."""
    yield 0.3, "milestone", 2030
    if "points" not in question and "abatement" not in question:
        yield 0.1, "milestones", (2025, 2030)
    yield 0.3, "effects", "low", "high"
    yield 0.8, "use_shared_effects", True
    yield 0.2, "shared_rule", "equal"
    yield 0.15, "robust_budget", 0.5, 1.0, 1.5, 2.0
    yield 0.15, "improve_step", 3.0
    yield 0.15, "discount_rate", 0.05
    yield 0.15, "least_part", 0.3, 1.0
    yield 0.1, "early_starts", True
    yield 0.3, "weights", Weights(binding=5.0, reference=0.5)
    if any(row.standard == "national" for row in plan.targets):
        yield 0.6, "standard", "national"
    numbers = [row.indicator_id for row in plan.indicators if row.kind == "numeric"]
    for key in numbers[:1]:
        yield 0.1, "dropped_targets", (key,), (f"{key}@2025",)
        yield 0.1, "target_values", {numbers[-1]: 55.0}, {f"{numbers[-1]}@2025": 30.0}, {numbers[-1]: 104.0}


def _list_limits(dice: random.Random, plan: Plan) -> Iterator[tuple[Any, ...]]:
    """What is imposed: chance, setting, values."""
    keys = [row.project_id for row in plan.projects if row.cost_wan_yuan is not None]
    yield 0.35, "budget_wan_yuan", 0.0, 60.0, 100.0, 150.0, 250.0
    yield 0.1, "lock_committed", True
    ceilings = [
        Ceiling(
            funding_source=dice.choice((None, None, *SOURCES)),
            year=dice.choice((2023, 2024, 2025, 2026, None)),
            ceiling_wan_yuan=dice.choice((10.0, 30.0, 50.0, 80.0)),
        )
        for _ in range(3)
    ]
    yield 0.3, "budgets", tuple(ceilings), tuple(ceilings[:2]), tuple(ceilings[:1])
    yield 0.3, "carry_over", True
    yield 0.1, "locked_in", tuple(keys[:1])
    yield 0.1, "locked_out", tuple(keys[1:][-1:])
    if len(keys) > 2:
        least, most = dice.randint(0, 2), dice.choice((None, 2))
        yield 0.15, "groups", (Group(name="g", members=tuple(keys[:3]), at_least=least, at_most=most),)
    yield 0.08, "balances", (Balance(category_zh="甲", max_share=0.6),), (Balance(township_zh="东", min_share=0.3),)
    if plan.abatements:
        yield 0.3, "ledgers", ("energy_co2", "other_ghg")
        yield 0.25, "emission_cuts", (EmissionCut(wan_tco2=1.0, year=2027),), (EmissionCut(wan_tco2=6.0),)


def draw_setting(seed: int, plan: Plan) -> Scenario:
    """A question to a real plan with random standard, years, money, locks, demands and reading of the effects."""
    dice = random.Random(seed)
    is_scored = bool(plan.score_tiers)
    question = dice.choice([each for each in QUESTIONS if is_scored or "points" not in each])
    changes: dict[str, Any] = {"question": question, "latest_delay_years": dice.choice((0, 1, 2, 5))}
    _draw_demands(dice, plan, changes)
    _draw_money(dice, plan, changes)
    _draw_locks(dice, plan, changes)
    for chance, key, values in (
        (0.4, "effects", ("low", "high")),
        (0.6, "use_shared_effects", (True,)),
        (0.2, "shared_rule", ("equal",)),
        (0.35, "robust_budget", (0.5, 1.0, 2.0)),
        (0.2, "discount_rate", (0.03, 0.08)),
        (0.15, "lock_committed", (True,)),
        (0.15, "early_starts", (True,)),
        (0.15, "improve_step", (0.5,)),
        (0.2, "weights", (Weights(binding=10.0, reference=0.1),)),
    ):
        if dice.random() < chance:
            changes[key] = dice.choice(values)
    changes["abatement_wan_tco2"] = dice.choice((0.01, 0.1, 1.0)) if question == "cheapest_abatement" else None
    changes["points"] = float(dice.randint(85, 100)) if question == "cheapest_points" else None
    if plan.settings.carbon is not None and dice.random() < 0.1:
        changes["emission_cuts"] = (EmissionCut(wan_tco2=dice.choice((0.001, 0.05)), year=2030),)
    return Scenario(**changes)


def _draw_demands(dice: random.Random, plan: Plan, changes: dict[str, Any]) -> None:
    standards = sorted({row.standard for row in plan.targets} - {"text"})
    years = sorted({row.year for row in plan.targets if row.year in plan.settings.years.milestones})
    if dice.random() < 0.3:
        changes["standard"] = dice.choice(standards)
    if dice.random() < 0.4:
        changes["milestone"] = dice.choice(years)
    if dice.random() < 0.15 and "points" not in changes["question"]:
        changes["milestones"] = tuple(years)
    numeric = [row for row in plan.measured_indicators if row.kind == "numeric"]
    if dice.random() < 0.25:
        changes["dropped_targets"] = tuple(row.indicator_id for row in dice.sample(numeric, 3))
    if dice.random() < 0.25:
        values = {}
        for row in dice.sample(numeric, 3):
            base = plan.find_base(row.indicator_id)
            if base is not None and base.value is not None:
                values[row.indicator_id] = round(base.value * dice.choice((0.9, 1.02, 1.1, 1.4)), 2)
        changes["target_values"] = values


def _draw_money(dice: random.Random, plan: Plan, changes: dict[str, Any]) -> None:
    pool = sum(row.cost_wan_yuan or 0.0 for row in plan.projects)
    if dice.random() < 0.5:
        changes["budget_wan_yuan"] = round(pool * dice.choice((0.002, 0.01, 0.03, 0.08, 0.3)), 2)
    sources = sorted({row.funding_source for row in plan.funding})
    first = plan.settings.years.first_year
    if dice.random() < 0.35:
        changes["budgets"] = tuple(
            Ceiling(
                funding_source=dice.choice((None, *sources)),
                year=dice.choice((None, first, first + 1, first + 2)),
                ceiling_wan_yuan=round(pool * dice.choice((0.002, 0.01, 0.04)), 2),
            )
            for _ in range(dice.randint(1, 4))
        )
        changes["carry_over"] = dice.random() < 0.5


def _draw_locks(dice: random.Random, plan: Plan, changes: dict[str, Any]) -> None:
    keys = [row.project_id for row in plan.projects if row.cost_wan_yuan is not None]
    some = dice.sample(keys, min(len(keys), 12))
    if dice.random() < 0.25:
        changes["locked_in"] = tuple(some[:2])
    if dice.random() < 0.4:
        changes["locked_out"] = tuple(some[2:6])
    if dice.random() < 0.2:
        changes["groups"] = (Group(name="g", members=tuple(some[6:]), at_least=dice.randint(0, 2), at_most=3),)
    if dice.random() < 0.1:
        category = dice.choice(sorted({row.category_zh for row in plan.projects}))
        changes["balances"] = (Balance(category_zh=category, max_share=0.7),)
