"""The months of ``scenarios/delivery`` and the kinds of work of every project: complete, in order, and cited."""

import csv
from pathlib import Path
from typing import Any, get_args

import pytest

from conftest import load
from peakfolio.plan.delivery_tables import Condition, DeliveryKind, StageDuration, Tranche
from peakfolio.plan.rows import Row, Source
from peakfolio.plan.vocabulary import ConditionName, FundingSource, ProjectSize, Stage, WorkType
from transcription import SCENARIOS


def read_rows(path: Path, row_type: type[Row]) -> list[Any]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row_type.model_validate({k: v for k, v in row.items() if v != ""}) for row in csv.DictReader(file)]


def test_every_kind_of_work_has_months_for_every_size_and_stage() -> None:
    rows = read_rows(SCENARIOS / "delivery" / "stages.csv", StageDuration)
    keys = [(row.work_type, row.size, row.stage) for row in rows]
    wanted = {
        (work, size, stage)
        for work in get_args(WorkType)
        for size in get_args(ProjectSize)
        for stage in get_args(Stage)
    }
    assert len(keys) == len(set(keys))
    assert set(keys) == wanted
    assert all(row.low <= row.mode <= row.high for row in rows)


def test_a_larger_project_of_a_kind_is_not_expected_to_be_built_faster() -> None:
    rows = read_rows(SCENARIOS / "delivery" / "stages.csv", StageDuration)
    totals = {
        (work, size): sum(row.mode for row in rows if (row.work_type, row.size) == (work, size))
        for work in get_args(WorkType)
        for size in get_args(ProjectSize)
    }
    for work in get_args(WorkType):
        assert totals[work, "small"] <= totals[work, "medium"] <= totals[work, "large"], work


def test_every_row_of_months_names_a_source_that_exists() -> None:
    sources = read_rows(SCENARIOS / "delivery" / "sources.csv", Source)
    known = {source.source_id for source in sources}
    assert len(known) == len(sources)
    assert {row.source_id for row in read_rows(SCENARIOS / "delivery" / "stages.csv", StageDuration)} <= known
    assert all(source.reasoning for source in sources if source.kind == "assumption")
    assert all(source.citation for source in sources if source.kind == "publication")


TABLES: tuple[tuple[str, type[Row], str, Any], ...] = (
    ("tranches.csv", Tranche, "funding_source", FundingSource),
    ("conditions.csv", Condition, "condition", ConditionName),
)


@pytest.mark.parametrize(("file", "row_type", "column", "words"), TABLES)
def test_every_word_has_one_row_in_order_with_a_source(file: str, row_type: type[Row], column: str, words: Any) -> None:
    rows = read_rows(SCENARIOS / "delivery" / file, row_type)
    assert sorted(getattr(row, column) for row in rows) == sorted(get_args(words))
    assert all(row.low <= row.mode <= row.high for row in rows)
    sources = {source.source_id for source in read_rows(SCENARIOS / "delivery" / "sources.csv", Source)}
    assert {row.source_id for row in rows} <= sources
    assert all(row.reasoning and row.reasoning_zh for row in rows)


def test_conditions_are_shares_or_months_as_their_names_say() -> None:
    for row in read_rows(SCENARIOS / "delivery" / "conditions.csv", Condition):
        assert row.unit == ("months" if row.condition.endswith("_months") else "share")
        assert row.unit == "months" or row.high <= 1.0


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_every_project_with_a_cost_has_its_kind_of_work(region: str) -> None:
    plan = load(region)
    rows = read_rows(SCENARIOS / region / "delivery.csv", DeliveryKind)
    assert [row.project_id for row in rows] == [project.project_id for project in plan.projects]
    assert {row.source_id for row in rows} <= set(plan.source_by_id)
    for row in rows:
        months = (row.construction_low, row.construction_mode, row.construction_high)
        assert months == (None, None, None) or months[0] <= months[1] <= months[2]
