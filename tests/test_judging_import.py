"""The judge of imports is judged itself: by imports made by hand, whose mistakes are known."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from contents import make_county
from judging_import import MARKED, MISSING, RIGHT, UNMARKED, Verdict, judge_import
from layouts import draw_layout, lay_out
from peakfolio.plan.claims import StatedTotal
from peakfolio.plan.settings import Settings
from peakfolio.plan.tables import Funding, Indicator, Observation, Project, Target
from tiny import SETTINGS
from truths import Truth


@dataclass(frozen=True)
class Marked:
    """A cell of an import that carries a mark."""

    table: str
    key: str
    column: str
    mark: str


@dataclass
class HandMade:
    """An import made by hand."""

    rows: dict[str, list[Any]]
    cells: list[Marked] = field(default_factory=list)
    documents: tuple[Any, ...] = ()
    settings: Settings = SETTINGS


def write_import(truth: Truth) -> HandMade:
    """An import that finds all there is."""
    rows: dict[str, list[Any]] = {name: [] for name in ("indicators", "observations", "targets", "projects", "funding")}
    for number, true in enumerate(truth.indicators, start=1):
        own = {"indicator_id": f"I{number:02}", "lines": None}
        rows["indicators"].append(
            Indicator.model_construct(**own, name_zh=true.name, domain_zh=true.domain, unit=true.unit)
        )
        if true.base_as_written:
            base = {"year": true.base_year, "value": true.base_value, "as_written": true.base_as_written}
            rows["observations"].append(Observation.model_construct(**own, role="base", **base))
        rows["targets"] += [
            Target.model_construct(
                **own,
                standard=each.standard,
                year=each.year,
                relation=each.relation,
                value=each.value,
                as_written=each.as_written,
            )
            for each in true.targets
        ]
    for number, true in enumerate(truth.projects, start=1):
        own = {"project_id": f"P{number:02}", "lines": None}
        rows["projects"].append(
            Project.model_construct(
                **own,
                name_zh=true.name,
                content_zh=true.content,
                cost_wan_yuan=true.cost,
                start_year=true.start,
                end_year=true.end,
                category_zh=true.category,
                lead_zh=true.lead,
                supports_as_written=true.supports,
            )
        )
        rows["funding"] += [
            Funding.model_construct(**own, funding_source=source, amount_wan_yuan=amount)
            for source, amount in true.funding
        ]
    rows["stated_totals"] = [
        StatedTotal.model_construct(
            kind=each.kind,
            scope=f"category_zh={each.category}" if each.category else None,
            value=each.value,
            unit="万元",
        )
        for each in truth.totals
    ]
    return HandMade(rows)


@pytest.fixture(params=range(4))
def truth(request: pytest.FixtureRequest) -> Truth:
    rng = Random(request.param)
    return lay_out(make_county(request.param), draw_layout(rng), rng)[1]


def count(verdicts: list[Verdict]) -> Counter[str]:
    return Counter(each.outcome for each in verdicts)


def test_a_whole_import_is_right_everywhere(truth: Truth) -> None:
    verdicts = judge_import(write_import(truth), truth)
    assert count(verdicts) == {RIGHT: len(verdicts)}
    assert len(verdicts) > 300


def test_an_empty_import_misses_all_and_is_wrong_nowhere(truth: Truth) -> None:
    whole = judge_import(write_import(truth), truth)
    verdicts = judge_import(HandMade({}), truth)
    assert count(verdicts) == {MISSING: len(verdicts)}
    assert Counter(each.field for each in verdicts) == Counter(each.field for each in whole)


def test_a_wrong_value_is_wrong_once_and_its_mark_is_seen(truth: Truth) -> None:
    made = write_import(truth)
    at = next(at for at, each in enumerate(made.rows["targets"]) if each.value is not None and each.year)
    right = made.rows["targets"][at]
    made.rows["targets"][at] = right.model_copy(update={"value": right.value + 1})
    wrong = [each for each in judge_import(made, truth) if each.outcome != RIGHT]
    assert [(each.field, each.outcome) for each in wrong] == [("target: value", UNMARKED)]
    made.cells.append(Marked("targets", f"{right.indicator_id};{right.standard};{right.year}", "value", "check"))
    wrong = [each for each in judge_import(made, truth) if each.outcome != RIGHT]
    assert [(each.field, each.outcome) for each in wrong] == [("target: value", MARKED)]


def test_a_sum_read_as_a_project_is_wrong_though_nothing_is_missing(truth: Truth) -> None:
    made = write_import(truth)
    made.rows["projects"].insert(
        3, Project.model_construct(project_id="P99", name_zh="小计", lines=None, cost_wan_yuan=9.0)
    )
    wrong = [each for each in judge_import(made, truth) if each.outcome != RIGHT]
    assert [(each.field, each.outcome) for each in wrong] == [("project: name", UNMARKED)]


def test_a_project_left_out_misses_each_of_its_values(truth: Truth) -> None:
    made = write_import(truth)
    del made.rows["projects"][2]
    wrong = [each for each in judge_import(made, truth) if each.outcome != RIGHT]
    assert {each.outcome for each in wrong} == {MISSING}
    assert {"project: name", "project: cost", "project: start"} <= {each.field for each in wrong}


def test_costs_in_yi_yuan_taken_for_wan_yuan_are_wrong(truth: Truth) -> None:
    made = write_import(truth)
    made.rows["projects"] = [
        each.model_copy(update={"cost_wan_yuan": each.cost_wan_yuan / 1e4}) for each in made.rows["projects"]
    ]
    wrong = Counter(each.field for each in judge_import(made, truth) if each.outcome == UNMARKED)
    assert wrong == {"project: cost": len(truth.projects)}


def test_a_target_of_another_year_is_wrong_in_its_year(truth: Truth) -> None:
    made = write_import(truth)
    at = next(at for at, each in enumerate(made.rows["targets"]) if each.year == 2030)
    made.rows["targets"][at] = made.rows["targets"][at].model_copy(update={"year": 2035})
    wrong = [(each.field, each.outcome) for each in judge_import(made, truth) if each.outcome != RIGHT]
    assert wrong == [("target: year", UNMARKED)]


def test_a_tier_read_as_a_target_is_wrong(truth: Truth) -> None:
    made = write_import(truth)
    extra = {"standard": "provincial", "year": None, "relation": "at_least", "value": 3.0, "as_written": "9＞A≥3"}
    made.rows["targets"].append(Target.model_construct(indicator_id="I01", lines=None, **extra))
    wrong = [(each.field, each.outcome) for each in judge_import(made, truth) if each.outcome != RIGHT]
    assert wrong == [("target: relation", UNMARKED)]


def test_the_same_name_twice_is_not_mixed_up() -> None:
    rng = Random(1)
    content = make_county(1)
    twice = tuple(each for each in content.works[:3])
    renamed = tuple(type(each)(**{**each.__dict__, "name": "水生态修复"}) for each in twice)
    truth = lay_out(type(content)(**{**content.__dict__, "works": renamed}), draw_layout(rng), rng)[1]
    made = write_import(truth)
    made.rows["projects"].reverse()
    assert count(judge_import(made, truth)).keys() == {RIGHT}
