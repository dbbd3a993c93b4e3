import shutil
from collections import Counter
from pathlib import Path

import pytest

from conftest import load
from transcription import SCENARIOS, SEEDS, find_disagreements, find_numbers, read_rows

ROW_COUNTS = {
    "dongchuan": {"headline": 42, "measured": 55, "projects": 44, "funding": 45},
    "panzhihua-dongqu": {"headline": 35, "measured": 45, "projects": 48, "funding": 48},
    "yongchuan": {"headline": 38, "measured": 48, "projects": 68, "basic_conditions": 7},
    "kunming": {"headline": 43, "projects": 0},
    "lufeng": {"projects": 2, "observations": 0},
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the plans' plain text is not beside this checkout")
def test_every_transcribed_number_stands_in_its_cited_line(region_folder: Path) -> None:
    assert find_disagreements(region_folder) == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the plans' plain text is not beside this checkout")
@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("projects.csv", "28399.18", "28399.19"),
        ("targets.csv", "I31,plan,2025,at_least,90,", "I31,plan,2025,at_least,91,"),
        ("observations.csv", "I31,2022,base,16.39,", "I31,2022,base,16.93,"),
        ("projects.csv", "2024-2030", "2024-2031"),
    ],
)
def test_one_wrong_digit_is_found(tmp_path: Path, table: str, old: str, new: str) -> None:
    folder = tmp_path / "dongchuan"
    shutil.copytree(SCENARIOS / "dongchuan", folder)
    text = (folder / table).read_text(encoding="utf-8")
    assert old in text
    (folder / table).write_text(text.replace(old, new), encoding="utf-8")
    assert find_disagreements(folder)


@pytest.mark.parametrize("region", ROW_COUNTS)
def test_no_row_of_the_documents_is_missing(region: str) -> None:
    plan = load(region)
    counts = {
        "headline": len(plan.headline_indicators),
        "measured": len(plan.measured_indicators),
        "projects": len(plan.projects),
        "funding": len(plan.funding),
        "basic_conditions": len(plan.basic_conditions),
        "observations": len(plan.observations),
    }
    assert {key: counts[key] for key in ROW_COUNTS[region]} == ROW_COUNTS[region]


def test_kunming_has_31_main_and_12_chapter_indicators() -> None:
    chapters = Counter(row.chapter for row in load("kunming").headline_indicators)
    assert chapters == {"main": 31, "chapters": 12}


def test_project_21_of_dongchuan_is_paid_from_two_purses() -> None:
    rows = [row for row in load("dongchuan").funding if row.project_id == "P21"]
    assert {row.funding_source: row.amount_wan_yuan for row in rows} == {"central": 3519.0, "local": 391.18}


def test_every_row_says_where_it_comes_from(region_folder: Path) -> None:
    for table in ("indicators", "targets", "observations", "projects", "effects", "quantities"):
        assert all(row["source_id"] for row in read_rows(region_folder / f"{table}.csv")), table


def test_numbers_are_read_as_people_read_them() -> None:
    assert find_numbers("建设污水管道41. 399千米，其中 13,138 米；达到93％") == [41.399, 13138.0, 93.0]
