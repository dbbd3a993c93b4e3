"""Chains small enough to work out by hand: money over a unit cost, over the villages of the district."""

from dataclasses import replace
from typing import Any

from peakfolio.plan.chain_tables import ChainStep, Parameter
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.evidence_tables import ReferenceClass, UnitCost, UnitEffect
from peakfolio.plan.own_figures import size_effects
from peakfolio.plan.plan import Plan
from tiny import CITE, make_effect, make_tiny_plan

SEWAGE = ReferenceClass(
    class_id="village_sewage", name_zh="村庄污水", name_en="village sewage", effect_kind="count", quantity_unit="行政村"
)


def make_unit_cost(key: str, central: float, **changes: Any) -> UnitCost:
    said = {
        "cost_id": key,
        "class_id": SEWAGE.class_id,
        "central": central,
        "price_year": 2023,
        "grade": "official",
        "carries_centre": True,
        **CITE,
        **changes,
    }
    return UnitCost(**said)


def make_evidence(*centres: float, **parts: Any) -> EvidenceBook:
    rows = tuple(make_unit_cost(f"C{number}", each) for number, each in enumerate(centres))
    return EvidenceBook(classes=(SEWAGE,), unit_costs=rows, **parts)


def make_parameter(key: str, central: float, unit: str, **changes: Any) -> Parameter:
    said = {"parameter_id": key, "name_zh": key, "name_en": key, "unit": unit, "central": central, **CITE, **changes}
    return Parameter(**said)


def make_unit_effect(key: str, central: float, unit: str, **changes: Any) -> UnitEffect:
    said = {
        "step_id": key,
        "class_id": SEWAGE.class_id,
        "name_zh": key,
        "name_en": key,
        "unit": unit,
        "central": central,
        "grade": "official",
        **CITE,
        **changes,
    }
    return UnitEffect(**said)


def make_steps(action: str, indicator: str, *said: tuple[str, str, str | None]) -> tuple[ChainStep, ...]:
    """Steps from (operation, takes, of)."""
    return tuple(
        ChainStep(action_id=action, indicator_id=indicator, step=number, operation=operation, takes=takes, of=of)
        for number, (operation, takes, of) in enumerate(said, start=1)
    )


MONEY_TO_SEWAGE = (
    ("plus", "cost", None),
    ("divided_by", "unit_cost", SEWAGE.class_id),
    ("divided_by", "parameter", "villages"),
)


def make_chained_plan(*actions: str, **changes: Any) -> Plan:
    """The tiny plan in which some projects raise the sewage rate by what their money builds, of 40 (30 to 50) villages.

    A village costs 10 (5 to 20) 万元: P1 with 100 builds 10 villages, 25 points (from 100/20/50 to 100/5/30).
    """
    actions = actions or ("P1",)
    tiny = make_tiny_plan()
    kept = tuple(row for row in tiny.effects if row.action_id not in actions or row.indicator_id != "sewage")
    own = tuple(make_effect(each, "sewage", None, low=None, high=None, basis="estimated") for each in actions)
    said = {
        "effects": (*kept, *own),
        "parameters": (make_parameter("villages", 40, "行政村", low=30, high=50),),
        "chains": tuple(step for each in actions for step in make_steps(each, "sewage", *MONEY_TO_SEWAGE)),
        "evidence": make_evidence(5, 10, 10, 20),
    }
    return size_effects(replace(tiny, **(said | changes)))
