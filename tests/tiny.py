"""A plan small enough to solve by hand; the numbers are worked out in ``test_portfolio.py``.

Two open targets. Sewage: base 40, target 70, gap 30. Forest: base 50, target 60, gap 10.

=======  =====  ======  ======  ==========
project  cost   sewage  forest  years
=======  =====  ======  ======  ==========
P1         100     +20          2023-2024
P2          90     +15     +10  2023-2025
P3          80     +15          2024-2025
P4          10             +10  2024-2026
=======  =====  ======  ======  ==========

P4 is cheap but finishes after 2025. For sewage 30 is needed: P1+P2 (190), P1+P3 (180), P2+P3 (170). Forest needs P2.
So the optimum is P2+P3 at 170, and both targets are met.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from peakfolio.plan.plan import Plan
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import AssessmentSettings, Region, Scenario, Settings, Years
from peakfolio.plan.tables import Effect, Indicator, Measure, Observation, Project, Target

CITE: Mapping[str, Any] = {"source_id": "made", "note": None}
SETTINGS = Settings(
    region=Region(id="tiny", name_zh="小县", name_en="Tiny", province_zh="省", province_en="Province"),
    years=Years(
        title_zh="小县规划",
        title_en="Tiny plan",
        base_year=2022,
        first_year=2023,
        last_year=2030,
        milestones=(2025, 2030),
    ),
    assessment=AssessmentSettings(rule="threshold", milestone=2025, standards=("plan",)),
)


def make_indicator(key: str, **changes: Any) -> Indicator:
    said = {
        "indicator_id": key,
        "name_zh": key,
        "name_en": key,
        "kind": "numeric",
        "nature": "binding",
        "direction": "more",
        "unit": "%",
        "lower_bound": 0.0,
        "upper_bound": 100.0,
        **CITE,
        **changes,
    }
    return Indicator(**said)


def make_target(key: str, value: float | None, **changes: Any) -> Target:
    said = {
        "indicator_id": key,
        "standard": "plan",
        "year": 2025,
        "relation": "at_least",
        "value": value,
        "as_written": f"≥{value}",
        **CITE,
        **changes,
    }
    return Target(**said)


def make_observation(key: str, value: float | None, **changes: Any) -> Observation:
    said = {
        "indicator_id": key,
        "year": 2022,
        "role": "base",
        "value": value,
        "as_written": str(value),
        **CITE,
        **changes,
    }
    return Observation(**said)


def make_project(key: str, cost: float | None, start: int, end: int, **changes: Any) -> Project:
    said = {
        "project_id": key,
        "name_zh": key,
        "name_en": key,
        "category_zh": "工程",
        "start_year": start,
        "end_year": end,
        "cost_wan_yuan": cost,
        **CITE,
        **changes,
    }
    return Project(**said)


def make_effect(action: str, indicator: str, central: float | None, **changes: Any) -> Effect:
    said = {
        "action_id": action,
        "indicator_id": indicator,
        "mode": "adds",
        "basis": "stated",
        "low": central,
        "central": central,
        "high": central,
        "reasoning": "by hand",
        **CITE,
        **changes,
    }
    return Effect(**said)


def make_measure(key: str, **changes: Any) -> Measure:
    said = {
        "measure_id": key,
        "name_zh": key,
        "name_en": key,
        "start_year": 2023,
        "as_written": "做",
        **CITE,
        **changes,
    }
    return Measure(**said)


def make_tiny_plan() -> Plan:
    return Plan(
        settings=SETTINGS,
        sources=(
            Source(source_id="made", kind="assumption", title="a plan made up for tests", reasoning="worked by hand"),
        ),
        indicators=(make_indicator("sewage"), make_indicator("forest", nature="reference")),
        targets=(make_target("sewage", 70.0), make_target("forest", 60.0)),
        observations=(make_observation("sewage", 40.0), make_observation("forest", 50.0)),
        projects=(
            make_project("P1", 100.0, 2023, 2024),
            make_project("P2", 90.0, 2023, 2025),
            make_project("P3", 80.0, 2024, 2025),
            make_project("P4", 10.0, 2024, 2026),
        ),
        effects=(
            make_effect("P1", "sewage", 20.0),
            make_effect("P2", "sewage", 15.0),
            make_effect("P3", "sewage", 15.0),
            make_effect("P2", "forest", 10.0),
            make_effect("P4", "forest", 10.0),
        ),
    )


def change_scenario(plan: Plan, **changes: Any) -> Plan:
    settings = plan.settings.model_copy(update={"scenario": plan.settings.scenario.model_copy(update=changes)})
    return replace(plan, settings=settings)


BASE = Scenario()
