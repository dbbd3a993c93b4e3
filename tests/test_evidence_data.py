"""The reference classes of ``scenarios/evidence``: the arithmetic, the units, who may carry a centre, and the sources."""

import json
import math
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from peakfolio.units import is_known_unit
from transcription import SCENARIOS, SEEDS, read_lines, read_rows, squeeze

EVIDENCE = SCENARIOS / "evidence"
TABLES = ("classes", "unit_costs", "unit_effects", "price_changes", "sources")
POOLS = ("dongchuan", "panzhihua-dongqu", "yongchuan")
CARRYING_GRADES = ("plan", "official")
FEW = 4
COUNTED = {"行政村", "自然村", "村民小组", "小区"}  # villages, groups and estates: counted, never converted
TWO_LANGUAGES = {
    "classes": ("name", "note"),
    "unit_costs": ("place", "note"),
    "unit_effects": ("name", "place", "note"),
}


def read(table: str) -> list[dict[str, str]]:
    return read_rows(EVIDENCE / f"{table}.csv")


def costs_of(class_id: str) -> list[dict[str, str]]:
    return [row for row in read("unit_costs") if row["class_id"] == class_id]


def find_known(row: dict[str, str]) -> list[float]:
    return [float(row[column]) for column in ("low", "central", "high") if row[column]]


@cache
def read_document(source_id: str) -> list[str]:
    source = next(source for source in read("sources") if source["source_id"] == source_id)
    return (SEEDS / source["file"]).read_text(encoding="utf-8").split("\n")


def find_strange_quotations(rows: list[dict[str, str]]) -> list[str]:
    """The quotations of a plan that do not stand in their lines."""
    return [
        row["as_written"]
        for row in rows
        if squeeze(row["as_written"]) not in read_lines(row["lines"], read_document(row["source_id"]))
    ]


def find_strange_costs(rows: list[dict[str, str]]) -> list[str]:
    """The rows whose cost is not printed in their lines, neither in 万元 nor in 亿元."""
    strange = []
    for row in rows:
        cost, document = float(row["cost_wan_yuan"]), read_document(row["source_id"])
        parts = [part.partition("-") for part in row["lines"].split(";")]
        cited = [line for first, _, last in parts for line in document[int(first) - 1 : int(last or first)]]
        text = "\n".join(cited).replace(",", "")
        forms = (f"{cost:.10g}", f"{cost:.2f}", f"{cost / 1e4:g}亿")
        if not any(re.search(rf"(?<![\d.]){re.escape(form)}(?![\d])", text) for form in forms):
            strange.append(f"{row['cost_id']}: {cost:g}")
    return strange


@pytest.mark.parametrize("table", TABLES)
def test_descriptor_and_table_have_the_same_columns_and_no_key_twice(table: str) -> None:
    described = json.loads((EVIDENCE / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    schema = next(resource["schema"] for resource in described if resource["name"] == table)
    rows = read(table)
    assert [field["name"] for field in schema["fields"]] == list(rows[0])
    keys = Counter(tuple(row[column] for column in schema["primaryKey"]) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []
    for field in schema["fields"]:
        rules = field.get("constraints", {})
        if rules.get("required"):
            assert all(row[field["name"]] for row in rows), field["name"]
        if "enum" in rules:
            assert {row[field["name"]] for row in rows} <= {*rules["enum"], ""}, field["name"]


def test_every_row_names_a_class_and_a_source_that_exist() -> None:
    classes = {row["class_id"] for row in read("classes")}
    sources = {row["source_id"]: row for row in read("sources")}
    for table in ("unit_costs", "unit_effects"):
        assert {row["class_id"] for row in read(table)} <= classes
        for row in read(table):
            assert row["grade"] == sources[row["source_id"]]["grade"], row
    assert {row["source_id"] for row in read("price_changes")} <= set(sources)


def test_no_source_stands_idle_but_a_plan() -> None:
    used = {row["source_id"] for table in TABLES[1:4] for row in read(table)}
    assert {row["source_id"] for row in read("sources") if row["source_id"] not in used} <= {"plan_lufeng"}


def test_every_unit_is_known() -> None:
    units = {row["quantity_unit"] for row in read("classes")} | {row["unit"] for row in read("unit_effects")}
    parts = {part for unit in units for part in unit.split("/")} - COUNTED
    assert sorted(part for part in parts if not is_known_unit(part)) == []


def test_a_cost_over_its_quantity_is_the_figure() -> None:
    for row in read("unit_costs"):
        found = float(row["cost_wan_yuan"]) / float(row["quantity"])
        assert math.isclose(found, float(row["central"] or row["low"]), rel_tol=0.005), row["cost_id"]
        assert found > 0, row["cost_id"]


@pytest.mark.parametrize("table", ["unit_costs", "unit_effects"])
def test_ranges_run_from_low_to_high(table: str) -> None:
    for row in read(table):
        known = find_known(row)
        assert known == sorted(known), row
        assert known, row


def test_a_step_has_a_central_value_and_both_ends_or_none() -> None:
    for row in read("unit_effects"):
        assert row["central"], row["step_id"]
        assert bool(row["low"]) == bool(row["high"]), row["step_id"]


def test_only_plans_and_official_pages_that_were_read_carry_a_centre() -> None:
    sources = {row["source_id"]: row for row in read("sources")}
    carriers = [row for row in read("unit_costs") if row["carries_centre"] == "true"]
    assert len(carriers) > 60
    for row in carriers:
        assert row["grade"] in CARRYING_GRADES, row["cost_id"]
        assert sources[row["source_id"]]["is_read"] == "true", row["cost_id"]
        assert row["central"], row["cost_id"]


def test_a_mixed_or_partial_cost_carries_no_centre() -> None:
    words = ("Mixed:", "lower bound", "Lower bound", "Central subsidy", "life-cycle")
    partial = [row for row in read("unit_costs") if any(word in row["note"] for word in words)]
    assert len(partial) > 25
    assert [row["cost_id"] for row in partial if row["carries_centre"] == "true"] == []


def test_a_copy_has_no_address_and_a_page_that_was_read_has_one() -> None:
    for row in read("sources"):
        read_pages = row["grade"] in ("official", "press")
        assert bool(row["address"]) == read_pages, row["source_id"]
        assert not row["address"] or row["address"].startswith(("http://", "https://")), row["source_id"]
        assert (row["is_read"] == "true") == (row["grade"] != "reprint"), row["source_id"]
        if row["grade"] == "reprint":
            assert "original not read" in row["citation"], row["source_id"]
            assert "未读原文" in row["citation_zh"], row["source_id"]
        if row["kind"] == "assumption":
            assert row["reasoning"], row["source_id"]
            assert row["reasoning_zh"], row["source_id"]
            assert row["title_zh"], row["source_id"]


def test_the_five_plans_are_cited_by_the_files_of_their_packages() -> None:
    cited = {row["source_id"]: row["file"] for row in read("sources") if row["kind"] == "document"}
    regions = [path.parent.name for path in SCENARIOS.glob("*/plan.toml")]
    assert len(regions) == 5
    for region in regions:
        plan = next(row for row in read_rows(SCENARIOS / region / "sources.csv") if row["source_id"] == "plan")
        assert cited[f"plan_{region}"] == plan["file"]
    assert len(cited) == 5


def test_a_row_of_a_plan_names_its_project_so_that_it_can_be_left_out() -> None:
    projects = {
        (region, row["project_id"]): row for region in POOLS for row in read_rows(SCENARIOS / region / "projects.csv")
    }
    rows = [row for row in read("unit_costs") if row["grade"] == "plan"]
    for row in rows:
        assert row["source_id"] == f"plan_{row['region_id']}", row["cost_id"]
        assert row["lines"], row["cost_id"]
        if row["region_id"] != "kunming":
            project = projects[row["region_id"], row["project_id"]]
            assert row["project_zh"] == project["name_zh"], row["cost_id"]
            assert float(row["cost_wan_yuan"]) <= float(project["cost_wan_yuan"]), row["cost_id"]
    others = [row for row in read("unit_costs") if row["grade"] != "plan"]
    assert not any(row["region_id"] or row["project_id"] or row["lines"] for row in others)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the plans' plain text is not beside this checkout")
def test_quotations_and_costs_of_the_plans_stand_in_their_lines() -> None:
    rows = [row for table in ("unit_costs", "unit_effects") for row in read(table) if row["grade"] == "plan"]
    assert len(rows) > 90
    assert find_strange_quotations(rows) == []
    assert find_strange_costs([row for row in rows if row.get("cost_id")]) == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the plans' plain text is not beside this checkout")
def test_one_wrong_digit_of_a_plan_is_found() -> None:
    row = next(row for row in read("unit_costs") if row["cost_id"] == "dongchuan_P39")
    assert find_strange_costs([row | {"cost_wan_yuan": "28399.19"}])
    assert find_strange_quotations([row | {"as_written": row["as_written"].replace("300", "301")}])


def test_one_index_carries_the_prices_of_each_year() -> None:
    used = [row for row in read("price_changes") if row["is_used"] == "true"]
    assert sorted(int(row["year"]) for row in used) == list(range(1995, 2026))
    first, later = min(int(row["year"]) for row in used), max(int(row["year"]) for row in used)
    deflated = {row["class_id"] for row in read("classes") if row["is_deflated"] == "true"}
    years = {int(row["price_year"]) for row in read("unit_costs") if row["class_id"] in deflated}
    assert first - 1 <= min(years) <= max(years) <= later
    assert all(abs(float(row["percent"])) < 20 for row in used)


def test_what_technology_makes_cheaper_is_not_deflated() -> None:
    flat = {row["class_id"] for row in read("classes") if row["is_deflated"] == "false"}
    assert {"pv_power", "wind_power", "electric_bus"} <= flat


def test_thirty_classes_have_figures_and_twelve_have_four_costs() -> None:
    counts = Counter(row["class_id"] for row in read("unit_costs"))
    figures = set(counts) | {row["class_id"] for row in read("unit_effects")}
    assert len(figures) >= 30
    assert sum(count >= FEW for count in counts.values()) >= 12


def test_the_readme_counts_its_rows_and_classes() -> None:
    text = (EVIDENCE / "README.md").read_text(encoding="utf-8")
    for table in TABLES:
        assert f"| `{table}.csv` | {len(read(table))} |" in text, table
    costs = Counter(row["class_id"] for row in read("unit_costs"))
    figures = set(costs) | {row["class_id"] for row in read("unit_effects")}
    centres = {row["class_id"] for row in read("unit_costs") if row["carries_centre"] == "true"}
    bare = len(read("classes")) - len(figures)
    many = sum(count >= FEW for count in costs.values())
    assert f"{len(figures)} classes have a figure: {len(costs)} a cost" in text
    assert f"{many} have four costs or more, {len(centres)} a centre. The remaining {bare} have" in text
    assert (
        f"{len(figures)}类有数据，{len(costs)}类有造价，{many}类有四行以上造价，{len(centres)}类有中值；其余{bare}类"
        in text
    )


def test_a_thin_class_says_so() -> None:
    steps = {row["class_id"] for row in read("unit_effects")}
    for row in read("classes"):
        costs = costs_of(row["class_id"])
        is_carried = any(cost["carries_centre"] == "true" for cost in costs)
        says = {"Thin:": len(costs) < FEW or not is_carried, "No cost row": False, "No figure yet": False}
        if not costs:
            says = {
                "Thin:": False,
                "No cost row": row["class_id"] in steps,
                "No figure yet": row["class_id"] not in steps,
            }
        assert {word: word in row["note"] for word in says} == says, row["class_id"]


def test_erosion_control_costs_what_approvals_say() -> None:
    rows = costs_of("erosion_control")
    assert all(28 <= figure <= 49 for row in rows for figure in find_known(row))
    assert sum(row["carries_centre"] == "true" for row in rows) >= 3


def test_what_is_said_is_said_in_both_languages() -> None:
    for table, columns in TWO_LANGUAGES.items():
        for row in read(table):
            for column in columns:
                english, chinese = row.get(f"{column}_en", row.get(column)), row[f"{column}_zh"]
                assert bool(english) == bool(chinese), (table, row[next(iter(row))], column)
    for row in read("sources"):
        assert row["title_en"] or row["title_zh"] or not re.search(r"[一-鿿]", row["title"]), row["source_id"]


def test_projects_of_the_pools_have_a_class_that_exists() -> None:
    classes = {row["class_id"] for row in read("classes")}
    data = Path(__file__).parent / "data"
    expected = read_rows(data / "suggest_expected.csv")
    assert {row["class_id"] for row in expected} <= classes
    assert {row["class_id"] for row in read_rows(data / "suggest_heldout.csv")} <= classes
    priced = {
        (region, row["project_id"])
        for region in POOLS
        for row in read_rows(SCENARIOS / region / "projects.csv")
        if float(row["cost_wan_yuan"] or 0)
    }
    assert priced <= {(row["plan"], row["project_id"]) for row in expected}


def test_no_word_points_to_a_class_twice() -> None:
    for row in read("classes"):
        for column in ("keywords_zh", "excludes_zh"):
            words = row[column].split(";") if row[column] else []
            assert len(words) == len(set(words)), (row["class_id"], column)
            assert all(word == word.strip() and word for word in words), (row["class_id"], column)
        assert not set(row["keywords_zh"].split(";")) & set(row["excludes_zh"].split(";")) - {""}, row["class_id"]
