"""Rules of the audit for what is impossible, missing, misnamed or late: each on a plan made up to break it, and on one that does not."""

import dataclasses
from collections import Counter
from typing import Any

import pytest

from conftest import load
from peakfolio.assess.audit import audit_plan
from peakfolio.assess.audit.printed_units import find_amounts
from peakfolio.plan.claims import Activity, PrintedAssessment, Quantity, StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import ScoreTier
from tiny import CITE, SETTINGS, make_effect, make_indicator, make_observation, make_project, make_target

EVALUATION = SETTINGS.model_copy(
    update={"assessment": SETTINGS.assessment.model_copy(update={"rule": "elapsed_progress"})}
)
OWN_CODES = {
    "base_is_missing", "beyond_whole", "change_for_level", "class_rests_on_no_figure", "expects_what_recedes", "growth_differs",
    "history_jumps", "keeps_what_is_not_there", "level_for_change", "list_incomplete", "mark_not_counted", "newer_year_misses",
    "one_figure_two_names", "own_targets_not_counted", "per_head_differs", "points_out_of_reach", "progress_left_out",
    "projects_hold_less", "promise_before_completion", "promise_below_base", "share_of_larger_place", "share_open_above",
    "task_of_year_missed", "two_yardsticks", "undated_differs", "unit_does_not_fit", "unmet_not_listed", "value_in_wrong_tier",
    "value_under_two_years", "year_in_name_differs",
}  # fmt: skip


def make_quantity(topic: str, value: float, unit: str, **changes: Any) -> Quantity:
    said = {
        "quantity_id": f"Q_{topic}_{value}_{changes.get('year')}", "topic": topic, "domain": "land", "name_zh": topic,
        "name_en": topic, "value": value, "unit": unit, "as_written": f"{value:g}{unit}", **CITE, **changes,
    }  # fmt: skip
    return Quantity(**said)


def make_claim(kind: str, value: float, **changes: Any) -> StatedTotal:
    said = {
        "claim_id": "C1", "kind": kind, "name_zh": "数", "name_en": "count", "value": value, "unit": "个",
        "as_written": f"{value:g}", **CITE, **changes,
    }  # fmt: skip
    return StatedTotal(**said)


def make_judgement(key: str, as_written: str = "已达标", **changes: Any) -> PrintedAssessment:
    return PrintedAssessment(**{"indicator_id": key, "as_written": as_written, "lines": "7", **CITE, **changes})


def make_activity(key: str, value: float, unit: str, as_written: str) -> Activity:
    return Activity(project_id="P1", activity=key, value=value, unit=unit, as_written=as_written, **CITE)


def count(plan: Plan, code: str, **changes: Any) -> int:
    return Counter(finding.code for finding in audit_plan(dataclasses.replace(plan, **changes)))[code]


def test_a_part_is_no_larger_than_the_whole_it_lies_in(tiny: Plan) -> None:
    land = make_quantity("land_area", 100.0, "平方公里")
    town = make_quantity("urban_boundary_area", 5.0, "平方公里")
    green = make_quantity("green", 1.0, "万亩", name_zh="新增城市绿地")  # 6.7 km2: inside the land, outside the town
    assert count(tiny, "beyond_whole", quantities=(land, make_quantity("wood", 14.0, "万亩"))) == 0
    assert count(tiny, "beyond_whole", quantities=(land, make_quantity("wood", 16.0, "万亩"))) == 1
    assert count(tiny, "beyond_whole", quantities=(land, green)) == 0
    assert count(tiny, "beyond_whole", quantities=(land, town, green)) == 1
    planted = make_activity("afforestation", 16.0, "万亩", "造林16万亩")
    assert count(tiny, "beyond_whole", quantities=(land,), activities=(planted,)) == 1


def test_floors_lie_above_each_other(tiny: Plan) -> None:
    land = make_quantity("land_area", 1.0, "平方公里")
    for name, is_beyond in (("竣工建筑", False), ("造林", True)):
        row = make_quantity("a", 120.0, "万平方米", name_zh=name, as_written=f"{name}120万平方米")
        assert count(tiny, "beyond_whole", quantities=(land, row)) == is_beyond


def test_a_share_ends_at_a_hundred_and_a_growth_does_not(tiny: Plan) -> None:
    assert count(tiny, "beyond_whole", quantities=(make_quantity("a", 104.0, "%", name_zh="污水处理率"),)) == 1
    assert count(tiny, "beyond_whole", quantities=(make_quantity("a", 104.0, "%", name_zh="产值增速"),)) == 0
    assert count(tiny, "share_open_above", targets=(make_target("sewage", 100.0, as_written="≥100"),)) == 1
    assert count(tiny, "share_open_above", targets=(make_target("sewage", 100.0, as_written="达到100%"),)) == 0


@pytest.mark.parametrize(
    ("value", "unit", "as_written", "is_wrong"),
    [
        (300.0, "吨/日", "处理规模为300吃/天", True),
        (300.0, "吨/日", "日处理规模300吨", False),
        (235.7, "平方米", "土方235. 70平方米", True),
        (235.7, "平方米", "场地面积235. 70平方米", False),
        (25.77, "人", "常住人口25.77万", True),
        (25.77, "万人", "常住人口25.77万", False),
        (1.42, "吨标准煤/万元", "1.42", False),
        (12.0, "亿元", "投资12万元", True),
        (12.0, "个", "12座", False),
        (29464.88, "平方米", "建设29464.88米2暂存库", False),
        (54.4, "%", "石漠化面积占国土面积54.4%", False),
    ],
)
def test_a_unit_in_the_text_fits_the_figure(
    tiny: Plan, value: float, unit: str, as_written: str, is_wrong: bool
) -> None:
    row = make_quantity("a", value, unit, as_written=as_written)
    assert count(tiny, "unit_does_not_fit", quantities=(row,)) == is_wrong
    assert count(tiny, "unit_does_not_fit", activities=(make_activity("a", value, unit, as_written),)) == is_wrong


def test_amounts_are_read_with_what_stands_behind_them() -> None:
    assert list(find_amounts("约1,200余亩，2×90t/h，7家")) == [(1200.0, "亩"), (2.0, None), (90.0, "t/h"), (7.0, "家")]


def test_a_figure_a_head_follows_from_stock_and_people(tiny: Plan) -> None:
    green = make_quantity("parks", 200.0, "公顷", name_zh="城区公园绿地")
    people = make_quantity("population_urban_resident", 50.0, "万人")
    for value, is_wrong in ((4.0, False), (8.7, True)):
        plan = dataclasses.replace(
            tiny,
            indicators=(make_indicator("park", name_zh="城镇人均公园绿地面积", unit="平方米/人", upper_bound=None),),
            targets=(),
            effects=(),
            observations=(make_observation("park", value),),
        )
        assert count(plan, "per_head_differs", quantities=(green, people)) == is_wrong
        assert count(plan, "per_head_differs", quantities=(people,)) == 0  # no stock, nothing to say


def test_a_mean_growth_is_held_against_its_ends_and_an_income_is_no_stock(tiny: Plan) -> None:
    ends = tuple(make_quantity("gdp", value, "亿元", year=year) for value, year in ((100.0, 2017), (161.051, 2022)))
    for percent, is_wrong in ((10.0, False), (8.8, True)):
        growth = make_quantity("growth", percent, "%", name_zh="gdp年均增长")
        assert count(tiny, "growth_differs", quantities=(*ends, growth)) == is_wrong
    incomes = (
        make_quantity("rural", 12256.0, "元", name_zh="农村人均可支配收入"),
        make_quantity("urban", 41301.0, "元", name_zh="城镇居民可支配收入"),
        make_quantity("population", 25.0, "万人"),
    )
    assert count(tiny, "per_head_differs", quantities=incomes) == 0


def test_a_figure_without_a_year_agrees_with_a_year_or_with_all_together(tiny: Plan) -> None:
    dated = tuple(make_quantity("estates", value, "个", year=year) for value, year in ((28.0, 2021), (23.0, 2022)))
    for value, is_wrong in ((18.0, True), (51.0, False), (23.0, False)):
        assert count(tiny, "undated_differs", quantities=(make_quantity("estates", value, "个"), *dated)) == is_wrong


def test_one_figure_is_not_two_kinds_of_cover(tiny: Plan) -> None:
    wood = make_indicator("forest", name_zh="林草覆盖率")
    plan = dataclasses.replace(
        tiny, indicators=(tiny.indicators[0], wood), observations=(make_observation("forest", 44.66),)
    )
    for name, value, is_two in (("森林覆盖率", 44.66, True), ("林草覆盖率", 44.66, False), ("森林覆盖率", 40.0, False)):
        assert count(plan, "one_figure_two_names", quantities=(make_quantity("a", value, "%", name_zh=name),)) == is_two


def test_a_fall_far_larger_than_other_changes_is_another_way_of_counting(tiny: Plan) -> None:
    def follow(*values: float, **changes: Any) -> int:
        years = range(2023 - len(values), 2023)
        rows = [
            make_observation("sewage", value, year=year, role="base" if year == 2022 else "history")
            for year, value in zip(years, values, strict=True)
        ]
        return count(tiny, "history_jumps", observations=tuple(rows), **changes)

    assert follow(50.0, 52.0, 30.0) == 1
    assert follow(50.0, 56.0, 48.0) == 0  # as large as the others
    assert follow(30.0, 31.0, 60.0) == 0  # work may have been done
    assert follow(60.0, 60.4, 58.0) == 0  # less than a tenth
    assert follow(72.99, 65.68, targets=(make_target("sewage", 73.0),)) == 1  # against a rise of 0.01
    assert follow(72.99, 65.68, targets=(make_target("sewage", 80.0),)) == 0


def test_forest_cover_does_not_change_by_points_a_year(tiny: Plan) -> None:
    wood = make_indicator("forest", name_zh="森林覆盖率")
    for earlier, is_jump in ((52.62, True), (44.0, False)):
        rows = (make_observation("forest", earlier, year=2021, role="history"), make_observation("forest", 45.27))
        plan = dataclasses.replace(tiny, indicators=(tiny.indicators[0], wood), observations=rows)
        assert count(plan, "history_jumps") == is_jump


def test_an_old_value_for_a_newer_year_is_told_from_a_stable_round_one(tiny: Plan) -> None:
    for value, is_old in ((42.5, True), (90.0, False)):
        newer = make_observation("sewage", value, year=2024, role="history", is_used=False)
        assert count(tiny, "value_under_two_years", observations=(make_observation("sewage", value), newer)) == is_old


def test_a_task_for_a_year_is_held_against_the_value_of_that_year(tiny: Plan) -> None:
    task = make_target("sewage", 45.0, year=2022, standard="provincial")
    assert count(tiny, "task_of_year_missed", targets=(task,)) == 1
    assert count(tiny, "task_of_year_missed", targets=(task.model_copy(update={"value": 40.0}),)) == 0
    assert count(tiny, "task_of_year_missed", targets=(task.model_copy(update={"year": 2021}),)) == 0
    other = make_observation("sewage", 46.0, is_used=False, as_written="扣除后46%")
    plan = dataclasses.replace(tiny, targets=(task,), observations=(*tiny.observations, other))
    (finding,) = (each for each in audit_plan(plan) if each.code == "task_of_year_missed")
    assert "扣除后46%" in finding.sentence.read("en")


def test_bad_days_of_a_newer_year_are_held_against_the_target_of_good_ones(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, indicators=(make_indicator("sewage", name_zh="优良天数比例"), tiny.indicators[1]))
    for days, target, is_missed in ((14.0, 97.0, True), (14.0, 96.0, False)):
        row = make_quantity("air_exceed_days", days, "天", year=2023)
        assert (
            count(plan, "newer_year_misses", quantities=(row,), targets=(make_target("sewage", target),)) == is_missed
        )


def test_a_promise_is_not_below_what_stands_there(tiny: Plan) -> None:
    plan = dataclasses.replace(
        tiny, indicators=(make_indicator("sewage", name_en="sewage treated"), tiny.indicators[1])
    )
    for value, is_low in ((30.0, True), (60.0, False)):
        row = make_activity("sewage_collection_rate", value, "%", f"收集率达到{value}%")
        assert count(plan, "promise_below_base", activities=(row,)) == is_low
    other = make_activity("bus_share", 30.0, "%", "公交占30%")  # speaks of another thing
    assert count(plan, "promise_below_base", activities=(other,)) == 0
    now = make_quantity("bins", 87.8, "%", year=2022, name_zh="设施覆盖率")
    for value, is_low in ((80.0, True), (90.0, False)):
        aim = make_quantity("bins", value, "%", year=2025, name_zh="设施覆盖率")
        assert count(tiny, "promise_below_base", quantities=(now, aim)) == is_low


def test_a_promise_waits_for_its_work(tiny: Plan) -> None:
    project = make_project("P1", 100.0, 2023, 2025, lines="10-20", name_zh="2021年治理工程")
    for year, lines, is_early in ((2024, "12", True), (2025, "12", False), (2024, "40", False)):
        target = make_target("sewage", 70.0, year=year, standard="text", lines=lines)
        plan = dataclasses.replace(tiny, projects=(project, *tiny.projects[1:]))
        assert count(plan, "promise_before_completion", targets=(target,)) == is_early
        assert count(plan, "year_in_name_differs") == 1
    assert (
        count(tiny, "year_in_name_differs", projects=(make_project("P1", 1.0, 2021, 2025, name_zh="年产2000吨"),)) == 0
    )


def test_a_target_asks_no_less_than_the_document_promises_of_one_project(tiny: Plan) -> None:
    for level, is_less in ((75.0, True), (70.0, False)):
        effect = make_effect("P1", "sewage", level, mode="reaches")
        targets = (make_target("sewage", 70.0, year=2030),)
        assert count(tiny, "target_below_promise", effects=(effect,), targets=targets) == is_less


def test_projects_hold_what_the_text_plans(tiny: Plan) -> None:
    for value, is_less in ((75.0, True), (40.0, False)):
        claim = make_claim("held_by_projects", value, formula="33+7")
        assert count(tiny, "projects_hold_less", stated_totals=(claim,)) == is_less


def test_a_list_names_as_many_as_it_counts(tiny: Plan) -> None:
    for names, is_short in (("甲、乙、丙", False), ("甲、乙", True), ("", True)):
        claim = make_claim("named", 3.0, scope=f"names={names}")
        assert count(tiny, "list_incomplete", stated_totals=(claim,)) == is_short


def test_points_that_no_target_reaches_and_cells_in_a_row_of_a_tier_they_do_not_reach(tiny: Plan) -> None:
    tiers = tuple(
        ScoreTier(
            indicator_id="sewage", tier=tier, points=points, at_least=least, as_written=f"≥{least}", **lines, **CITE
        )
        for tier, points, least, lines in ((1, 3.0, 80.0, {"lines": "5;7"}), (2, 1.0, 60.0, {"lines": "9;11"}))
    )
    reached = (make_target("sewage", 80.0, year=2030),)
    assert count(tiny, "points_out_of_reach", score_tiers=tiers, targets=reached) == 0
    assert count(tiny, "points_out_of_reach", score_tiers=tiers, targets=(make_target("sewage", 70.0, year=2030),)) == 1
    for value, line, is_wrong in ((40.0, "10", True), (65.0, "10", False), (40.0, "12", False)):
        seen = (make_observation("sewage", value, lines=line),)
        assert count(tiny, "value_in_wrong_tier", score_tiers=tiers, observations=seen) == is_wrong


def test_an_expectation_counts_on_the_targets_of_its_own_plan(tiny: Plan) -> None:
    tiers = tuple(
        ScoreTier(indicator_id=key, tier=1, points=2.0, at_least=least, as_written="x", **CITE)
        for key, least in (("sewage", 70.0), ("forest", 60.0))
    )
    for named, is_left in (("sewage,forest", False), ("sewage", True)):
        claim = make_claim("score_sum", 2.0, unit="分", scope=f"year=2025;indicators={named}")
        assert count(tiny, "own_targets_not_counted", score_tiers=tiers, stated_totals=(claim,)) == is_left


def test_a_change_is_no_level_and_a_level_no_rise(tiny: Plan) -> None:
    def read(as_written: str, value: float | None, **changes: Any) -> Plan:
        indicators = (make_indicator("sewage", **{"upper_bound": None, **changes}), tiny.indicators[1])
        seen = (make_observation("sewage", value, as_written=as_written),)
        return dataclasses.replace(tiny, indicators=indicators, observations=seen, effects=(), targets=())

    assert count(read("下降6.51，完成任务", None, unit="吨标准煤/万元"), "change_for_level") == 1
    assert count(read("0.43，完成任务", 0.43, unit="吨标准煤/万元"), "change_for_level") == 0
    assert count(read("下降6.51", 6.51, unit="%"), "change_for_level") == 0
    assert count(read("规划目标为73，较2020年提高0.01", 72.99, unit="微克/立方米"), "change_for_level") == 0
    assert count(read("100", 100.0, name_zh="优良水体比例提高幅度"), "level_for_change") == 1
    assert count(read("3.02", 3.02, name_zh="综合利用率提高幅度"), "level_for_change") == 0
    assert count(read("20", 20.0, name_zh="产业占全州GDP的比重"), "share_of_larger_place") == 1


def test_only_what_is_reached_can_be_kept(tiny: Plan) -> None:
    for level, is_vain in ((70.0, True), (40.0, False)):
        target = make_target("sewage", level, as_written=f"处理率稳定保持{level:g}%以上")
        assert count(tiny, "keeps_what_is_not_there", targets=(target,)) == is_vain
    other = make_target("sewage", 70.0, as_written="保持水质稳定，处理率达到70%")
    assert count(tiny, "keeps_what_is_not_there", targets=(other,)) == 0


def test_a_list_of_the_unmet_names_every_unmet_indicator(tiny: Plan) -> None:
    listed = tuple(make_judgement(key, "不达标", status="not_met") for key in ("a", "b", "c"))
    plan = dataclasses.replace(
        tiny,
        indicators=(*tiny.indicators, *(make_indicator(key) for key in ("a", "b", "c"))),
        printed_assessments=listed,
    )
    for level, is_unlisted in ((50.0, True), (40.0, False)):
        standard = make_target("sewage", level, standard="national", year=None)
        assert count(plan, "unmet_not_listed", targets=(standard,)) == is_unlisted
        named = (*listed, make_judgement("sewage", "不达标", status="not_met"))
        assert count(plan, "unmet_not_listed", targets=(standard,), printed_assessments=named) == 0
        assert count(plan, "unmet_not_listed", targets=(standard,), printed_assessments=listed[:2]) == 0  # no list


def test_one_plan_is_judged_by_one_yardstick(tiny: Plan) -> None:
    targets = (*tiny.targets, make_target("sewage", 30.0, standard="national", year=None))
    targets = (*targets, make_target("forest", 30.0, standard="national", year=None))
    settings = SETTINGS.model_copy(
        update={"assessment": SETTINGS.assessment.model_copy(update={"standards": ("national", "plan")})}
    )
    plan = dataclasses.replace(tiny, targets=targets, settings=settings)
    for status, is_two in (("not_met", True), ("met", False)):
        rows = (make_judgement("sewage", status="met"), make_judgement("forest", status=status))
        assert count(plan, "two_yardsticks", printed_assessments=rows) == is_two


def test_targets_without_any_value_are_one_finding(tiny: Plan) -> None:
    assert count(tiny, "base_is_missing") == 0
    plan = dataclasses.replace(tiny, observations=())
    (finding,) = (each for each in audit_plan(plan) if each.code == "base_is_missing")
    assert (finding.severity, finding.figures) == ("warning", ("2", "2"))
    plan = dataclasses.replace(tiny, observations=tiny.observations[:1])
    (finding,) = (each for each in audit_plan(plan) if each.code == "base_is_missing")
    assert (finding.severity, finding.figures) == ("note", ("1", "2"))


def test_an_evaluation_gives_figures_for_its_classes_and_hopes(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, settings=EVALUATION)
    row = make_judgement("sewage", "预计可达到规划目标要求", progress_class="on_track")
    assert count(plan, "class_rests_on_no_figure", printed_assessments=(row,), observations=()) == 1
    assert count(plan, "class_rests_on_no_figure", printed_assessments=(row,)) == 0
    for value, is_vain in ((35.0, True), (45.0, False)):
        seen = (*tiny.observations, make_observation("sewage", value, year=2024, role="latest"))
        assert count(plan, "expects_what_recedes", printed_assessments=(row,), observations=seen) == is_vain


def test_progress_is_told_of_every_part_or_of_none(tiny: Plan) -> None:
    group = make_indicator("G", kind="group", direction="none", unit=None, lower_bound=None, upper_bound=None)
    parts = tuple(row.model_copy(update={"parent_id": "G"}) for row in tiny.indicators)
    seen = tuple(make_observation(key, 55.0, year=2024, role="latest") for key in ("sewage", "forest"))
    plan = dataclasses.replace(
        tiny, settings=EVALUATION, indicators=(group, *parts), observations=(*tiny.observations, *seen)
    )
    told = (
        make_judgement("sewage", "50%", progress_percent=50.0),
        make_judgement("forest", "50%", progress_percent=50.0),
    )
    assert count(plan, "progress_left_out", printed_assessments=told) == 0
    assert count(plan, "progress_left_out", printed_assessments=told[:1]) == 1
    assert count(plan, "progress_left_out") == 0


def test_a_mark_at_a_part_is_counted_with_the_others(tiny: Plan) -> None:
    claim = make_claim("status_count", 1.0, unit="项", scope="remark=难点")
    parts = (*tiny.indicators, make_indicator("part", parent_id="sewage"))
    rows = (
        make_judgement("sewage", "未达标，难点", status="not_met"),
        make_judgement("part", "达标，难点", status="met"),
    )
    plan = dataclasses.replace(tiny, indicators=parts, stated_totals=(claim,))
    assert count(plan, "mark_not_counted", printed_assessments=rows) == 1
    assert count(plan, "mark_not_counted", printed_assessments=rows[:1]) == 0


# Each was read against the text of the document; one more or one less is a fault of a rule or of a table.
FOUND = {
    "dongchuan": {
        ("beyond_whole", "Q_new_urban_green"),  # 79.5万亩 of new urban green, an urban boundary of 2,121 ha
        ("unit_does_not_fit", "Q_incineration_capacity_b"),  # 300吃/天
        ("unit_does_not_fit", "P40"),  # 土方235.70平方米
        ("one_figure_two_names", "I12a"),  # 47 %
        ("newer_year_misses", "I08a"),  # 14 days of 2023
        ("promise_below_base", "Q_village_waste_treatment_coverage_2025"),  # 80 in line 904, 87.8 in line 24
        ("promise_before_completion", "P34"),
        ("projects_hold_less", "C24"),  # 75 villages planned, 47 in the projects
        ("projects_hold_less", "C32"),  # 41 public toilets planned, 20 in P41
        ("projects_hold_less", "C33"),  # 14,500 household toilets planned, none in the projects
        ("unmet_not_listed", "I29"),  # line 73
        ("share_open_above", "Q_town_waste_treatment_coverage_2025"),
        ("history_jumps", "I12b"),  # line 742 explains it
        ("history_jumps", "I37"),  # line 754 explains it
        ("level_for_change", "I27"),
    },
    "panzhihua-dongqu": {
        ("undated_differs", "Q_old_areas_prose"),  # 18 against 28 and 23
        ("one_figure_two_names", "I10"),  # 44.66 %
        ("promise_below_base", "P45"),  # 60 against 71.43
        ("two_yardsticks", "I10"),
        ("year_in_name_differs", "P24"),
        ("level_for_change", "I08a"),
        ("base_is_missing", "indicators"),
    },
    "yongchuan": {
        ("per_head_differs", "I28"),  # 8.7 m2, though 220.73 ha of parks
        ("own_targets_not_counted", "C28"),  # 97 against 95
        ("change_for_level", "I17"),  # 下降6.51
        ("keeps_what_is_not_there", "I26a"),  # 稳定保持98%, base 97.68
        ("mark_not_counted", "C26"),  # four said, five marked
        ("share_open_above", "I30"),
        ("growth_differs", "Q_gdp_growth_average_since_2016_2021"),
        ("points_out_of_reach", "score"),  # 99
        ("value_in_wrong_tier", "I24"),
        ("value_in_wrong_tier", "I26b"),
        ("value_in_wrong_tier", "I28"),
    },
    "kunming": {
        ("task_of_year_missed", "I14"),
        ("history_jumps", "I26"),
        ("history_jumps", "I29"),  # line 65 explains it
        ("expects_what_recedes", "I26"),
        ("class_rests_on_no_figure", "I13"),
        ("progress_left_out", "I04b"),
        ("list_incomplete", "C-59"),  # five said, four named
        ("value_under_two_years", "I01"),
        ("base_is_missing", "indicators"),
    },
    "lufeng": {("base_is_missing", "indicators"), ("list_incomplete", "C-01"), ("share_of_larger_place", "I01")},
}


@pytest.mark.parametrize("region", FOUND)
def test_of_the_five_plans_the_rules_find_what_was_read_in_the_text_and_no_more(region: str) -> None:
    found = [(each.code, each.subject) for each in audit_plan(load(region)) if each.code in OWN_CODES]
    assert len(found) == len(set(found))
    assert set(found) == FOUND[region]


def test_eight_towns_of_seven_are_found() -> None:
    (finding,) = (each for each in audit_plan(load("dongchuan")) if each.subject == "C31")
    assert finding.figures == ("8 个", "7 个")
