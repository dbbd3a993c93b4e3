"""From grids to tables: heads, categories, sums, parts and broken tables, in layouts plans are printed in."""

import pytest

from imported_grids import ABOVE, LEFT, make_document, print_document
from peakfolio.importing.heads import read_head
from peakfolio.importing.imported import Imported, Wishes
from peakfolio.importing.importing import import_documents

TITLE = "云南省某县生态文明建设示范区规划（2023-2030年）"
YEARS = "规划基准年为2022年，近期2023-2025年，远期2026-2030年。"
TWO_ROWS = [
    ["领域", "序号", "指标名称", "指标值", LEFT, "单位", "2022年现状值", "目标值", LEFT],
    [ABOVE, ABOVE, ABOVE, "国家级", "省级", ABOVE, ABOVE, "近期", "远期"],
]
PROJECT_HEADS = ["序号", "项目名称", "建设内容", "建设年限", "投资（万元）", "责任单位"]


def read(*blocks: str | list[list[str]], wishes: Wishes | None = None) -> Imported:
    return import_documents([make_document(TITLE, YEARS, *blocks)], wishes)


def list_targets(imported: Imported, key: str) -> list[tuple[object, ...]]:
    rows = [row for row in imported.rows["targets"] if row.indicator_id == key]
    return [(row.standard, row.year, row.relation, row.value) for row in rows]


def list_bases(imported: Imported) -> dict[str, object]:
    return {row.indicator_id: row.value for row in imported.rows["observations"]}


@pytest.mark.parametrize(
    ("lines", "field", "unit", "year"),
    [
        (["总投资（亿元）"], "cost", "亿元", None),
        (["2025年目标值"], "target", None, 2025),
        (["目标值", "近期(2025)"], "target", None, 2025),
        (["现状值", "2022年"], "base", None, 2022),
        (["2023-2025年目标"], "target", None, 2025),
        (["指标值", "国家级"], "standard:national", None, None),
        (["资金来源（万元）", "中央"], "split:central", "万元", None),
        (["资金来源", "企业自筹"], "split:enterprise", None, None),
        (["生\n态\n领\n域", "领域"], "domain", None, None),
        (["主要支撑指标"], "supports", None, None),
        (["完成时限"], "end", None, None),
        (["配合单位"], None, None, None),
        (["投资（万元）", "2023年"], None, "万元", 2023),
    ],
)
def test_heads_are_known_by_their_words(
    lines: list[str], field: str | None, unit: str | None, year: int | None
) -> None:
    head = read_head(lines)
    assert (head.field, head.unit, head.year) == (field, unit, year)
    assert head.mark == "sure"


@pytest.mark.parametrize("words", ["2025年", "某某情况", "项目实施单位", "自筹"])
def test_heads_that_can_mean_several_things_are_marked(words: str) -> None:
    assert read_head([words]).mark == "check"


def test_two_rows_of_heads_are_one() -> None:
    found = read("表1 建设指标表", [*TWO_ROWS, ["生态制度", "1", "考核占比", "≥20", LEFT, "%", "9", "≥20", "≥25"]])
    assert list_targets(found, "I01") == [
        ("national", None, "at_least", 20.0),
        ("provincial", None, "at_least", 20.0),
        ("plan", 2025, "at_least", 20.0),
        ("plan", 2030, "at_least", 25.0),
    ]


def test_titles_and_lines_of_units_are_no_rows() -> None:
    heads = ["序号", "项目名称", "建设内容", "建设年限", "总投资", "责任单位"]
    rows = [["附表 重点工程表", *[LEFT] * 5], ["", "", "", "", "", "单位：亿元"], heads]
    found = read([*rows, ["1", "污水厂", "新建", "2023-2025", "1.2", "住建局"]])
    assert [(row.name_zh, row.cost_wan_yuan) for row in found.rows["projects"]] == [("污水厂", 12000.0)]


def test_a_row_of_one_text_names_what_stands_below_it() -> None:
    rows = [PROJECT_HEADS, ["一、生态安全", *[LEFT] * 5], ["1", "甲", "新建", "2023", "10", "局"]]
    rows += [["二、生态经济", *[LEFT] * 5], ["2", "乙", "新建", "2023", "20", "局"]]
    found = read("附表", rows)
    assert [(row.project_id, row.category_zh) for row in found.rows["projects"]] == [
        ("P01", "生态安全"),
        ("P02", "生态经济"),
    ]


def test_sums_are_claims_and_no_projects() -> None:
    rows = [PROJECT_HEADS, ["生态安全", LEFT, LEFT, LEFT, "30", ""], ["1", "甲", "新建", "2023", "10", "局"]]
    rows += [["2", "乙", "新建", "2023", "20", "局"], ["生态经济", LEFT, LEFT, LEFT, "5", ""]]
    rows += [["3", "丙", "新建", "2023", "5", "局"], ["合计", LEFT, LEFT, LEFT, "36", ""]]
    found = read("附表", rows)
    assert len(found.rows["projects"]) == 3
    claims = [(row.kind, row.scope, row.value) for row in found.rows["stated_totals"]]
    assert claims == [
        ("project_cost_sum", "category_zh=生态安全", 30.0),
        ("project_cost_sum", "category_zh=生态经济", 5.0),
        ("project_cost_sum", None, 36.0),
    ]


def test_a_sum_below_its_category_is_of_that_category() -> None:
    rows = [PROJECT_HEADS, ["一、安全", *[LEFT] * 5], ["1", "甲", "新建", "2023", "10", "局"]]
    rows += [["小计", LEFT, LEFT, LEFT, "10", ""], ["二、经济", *[LEFT] * 5], ["2", "乙", "新建", "2023", "7", "局"]]
    rows += [["小计", LEFT, LEFT, LEFT, "8", ""], ["总计", LEFT, LEFT, LEFT, "17", ""]]
    scopes = [(row.scope, row.value) for row in read("附表", rows).rows["stated_totals"]]
    assert scopes == [("category_zh=安全", 10.0), ("category_zh=经济", 8.0), (None, 17.0)]


def test_a_table_broken_over_pages_is_one() -> None:
    first = [PROJECT_HEADS, ["一、安全", *[LEFT] * 5], ["1", "甲", "新建", "2023", "10", "局"]]
    second = [PROJECT_HEADS, ["2", "乙", "新建", "2023", "20", "局"]]
    found = read("附表 重点工程", first, "续表", second)
    assert [(row.name_zh, row.category_zh) for row in found.rows["projects"]] == [("甲", "安全"), ("乙", "安全")]
    assert len(found.tables) == 1


def test_a_page_without_heads_goes_on() -> None:
    first = [PROJECT_HEADS, ["1", "甲", "新建", "2023", "10", "局"]]
    found = read("附表 重点工程", first, [["2", "乙", "新建", "2023", "20", "局"]])
    assert [row.name_zh for row in found.rows["projects"]] == ["甲", "乙"]


def test_parts_below_a_number_are_parts_of_its_indicator() -> None:
    rows = [
        ["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"],
        ["8", "环境空气质量", LEFT, LEFT, LEFT],
        ["", "优良天数比例", "%", "99.4", "≥99"],
        ["", "PM2.5浓度", "μg/m3", "18", "≤20"],
        ["9", "森林覆盖率", "%", "40", "≥42"],
    ]
    found = read("表1 建设指标", rows)
    shown = [(row.indicator_id, row.parent_id, row.kind, row.direction) for row in found.rows["indicators"]]
    assert shown == [
        ("I08", None, "group", "none"),
        ("I08a", "I08", "numeric", "more"),
        ("I08b", "I08", "numeric", "less"),
        ("I09", None, "numeric", "more"),
    ]


def test_several_rows_under_one_name_are_parts_where_their_targets_differ() -> None:
    rows = [
        ["序号", "指标名称", "单位", "省级标准", "2022年现状值", "2025年目标值"],
        ["5", "农业废弃物利用率\n1.秸秆\n2.粪污", "%", "≥85", "91", "≥92"],
        [ABOVE, ABOVE, ABOVE, "≥70", "80", "≥81"],
    ]
    found = read("表1 建设指标", rows)
    assert list_bases(found) == {"I05a": 91.0, "I05b": 80.0}
    assert [row.name_zh for row in found.rows["indicators"]] == ["农业废弃物利用率", "秸秆", "粪污"]


def test_tiers_of_points_are_no_targets() -> None:
    rows = [
        ["序号", "指标名称", "单位", "市级标准", "2022年现状值", "分值", "2025年目标值"],
        ["22", "固体废物利用率", "%", "≥80", "83.7", "2", "≥85"],
        [ABOVE, ABOVE, ABOVE, "80＞A≥70", "", "1", ABOVE],
    ]
    found = read("表1 建设指标", rows)
    assert list_targets(found, "I22") == [("municipal", None, "at_least", 80.0), ("plan", 2025, "at_least", 85.0)]


def test_values_of_places_are_parts_with_areas() -> None:
    rows = [
        ["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"],
        ["9", "水源水质优良比例", "%", "城区100，乡镇96", "城区100，乡镇100"],
    ]
    found = read("表1 建设指标", rows)
    assert [(row.indicator_id, row.area) for row in found.rows["indicators"]][1:] == [
        ("I09a", "urban"),
        ("I09b", "township"),
    ]
    assert list_bases(found) == {"I09a": 100.0, "I09b": 96.0}


def test_a_standard_by_terrain_is_asked_once_and_not_guessed() -> None:
    rows = [
        ["序号", "指标名称", "单位", "省级标准", "2022年现状值", "2025年目标值"],
        ["11", "森林覆盖率", "%", "山区≥60\n丘陵≥40\n平原≥18", "38", "≥39"],
    ]
    found = read("表1 建设指标", rows)
    assert [each.key for each in found.asked] == ["terrain"]
    assert list_targets(found, "I11") == [("plan", 2025, "at_least", 39.0)]
    answered = read("表1 建设指标", rows, wishes=Wishes(answers={"terrain": "丘陵"}))
    assert ("provincial", None, "at_least", 40.0) in list_targets(answered, "I11")


def test_a_change_is_worked_out_from_the_base_year_only() -> None:
    rows = [
        ["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"],
        ["1", "单位地区生产总值用水量", "立方米/万元", "50", "较2022年下降10%"],
        ["2", "单位地区生产总值能耗", "吨标准煤/万元", "0.5", "较2020年下降10%"],
    ]
    found = read("表1 建设指标", rows)
    assert list_targets(found, "I01") == [("plan", 2025, "at_most", 45.0)]
    assert list_targets(found, "I02") == []
    marks = {(each.key, each.mark) for each in found.cells if each.table == "targets" and each.column == "value"}
    assert marks == {("I01|plan|2025", "check"), ("I02|plan|2025", "unread")}


def test_units_of_cells_are_put_into_those_of_the_indicator() -> None:
    rows = [
        ["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"],
        ["1", "生态保护红线面积", "公顷", "477.6平方公里", "≥480平方公里"],
        ["2", "优良天数比例", "%", "97", "≥330天"],
    ]
    found = read("表1 建设指标", rows)
    assert list_bases(found)["I01"] == 47760.0
    assert list_targets(found, "I01") == [("plan", 2025, "at_least", 48000.0)]
    assert list_targets(found, "I02") == []


def test_columns_of_sources_pay_for_a_project() -> None:
    heads = [["序号", "项目名称", "建设内容", "总投资（万元）", "资金来源（万元）", LEFT, LEFT]]
    heads += [[ABOVE, ABOVE, ABOVE, ABOVE, "中央", "省级", "企业自筹"]]
    found = read("附表 重点工程", [*heads, ["1", "甲", "新建", "100", "60", "", "40"]])
    assert [(row.funding_source, row.amount_wan_yuan) for row in found.rows["funding"]] == [
        ("central", 60.0),
        ("enterprise", 40.0),
    ]


def test_sources_that_pay_more_than_the_cost_are_a_claim_and_no_amounts() -> None:
    heads = ["序号", "项目名称", "建设内容", "总投资（万元）", "资金来源"]
    found = read("附表 重点工程", [heads, ["1", "甲", "新建", "100", "中央80万元、省级30万元"]])
    assert [row.amount_wan_yuan for row in found.rows["funding"]] == [None, None]
    claim = found.rows["stated_totals"][0]
    assert (claim.kind, claim.formula, claim.value) == ("formula", "80+30", 100.0)


def test_supported_indicators_are_found_by_name() -> None:
    indicators = [["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"], ["1", "森林覆盖率", "%", "40", "≥42"]]
    indicators += [["2", "自然保护地、生态保护红线重点问题整改率", "%", "90", "≥95"]]
    heads = ["序号", "项目名称", "建设内容", "总投资（万元）", "支撑指标"]
    rows = [heads, ["1", "甲", "造林", "100", "森林覆盖率、自然保护地、生态保护红线重点问题整改率、生态补偿机制"]]
    found = read("表1 建设指标", indicators, "附表 重点工程", rows)
    assert [(row.as_written, row.indicator_id) for row in found.rows["supports"]] == [
        ("森林覆盖率", "I01"),
        ("自然保护地、生态保护红线重点问题整改率", "I02"),
        ("生态补偿机制", None),
    ]


def test_what_the_prose_counts_is_a_claim() -> None:
    found = read(
        "本规划共有 5 大工程，44 个项目，总投资 22.75 亿元。包含４２项建设指标。",
        "全县辖 132 个行政村，国土面积 1565 平方公里。",
        "附表 重点工程",
        [PROJECT_HEADS, ["1", "甲", "新建", "2023", "10", "局"]],
    )
    claims = {(row.kind, row.value, row.unit) for row in found.rows["stated_totals"]}
    assert claims == {
        ("project_count", 44.0, "个"),
        ("category_count", 5.0, "个"),
        ("project_cost_sum", 22.75, "亿元"),
        ("indicator_count", 42.0, "项"),
    }
    assert {(row.topic, row.value, row.lines) for row in found.rows["quantities"]} == {
        ("villages", 132.0, "4"),
        ("land_area", 1565.0, "4"),
    }


def test_a_year_holds_on_behind_a_semicolon_and_is_to_be_checked() -> None:
    indicators = [["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"], ["1", "森林覆盖率", "%", "40", "≥42"]]
    said = "2022年末常住人口23.6万人；地区生产总值186.5亿元。户籍人口30万人。"
    found = read(said, "表1 建设指标", indicators)
    years = {row.topic: row.year for row in found.rows["quantities"]}
    assert years == {"resident_population": 2022, "gdp": 2022, "registered_population": None}
    marks = {row.key: row.mark for row in found.cells if row.table == "quantities" and row.column == "value"}
    assert marks == {"resident_population": "sure", "gdp": "check", "registered_population": "check"}


@pytest.mark.parametrize(
    ("name", "direction"),
    [("单位地区生产总值能耗下降", "more"), ("单位地区生产总值能耗", "less"), ("单位GDP碳排放强度降低", "more")],
)
def test_a_fall_is_better_the_more_it_is(name: str, direction: str) -> None:
    rows = [["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"], ["1", name, "%", "3", "5"]]
    assert [row.direction for row in read("表1 建设指标", rows).rows["indicators"]] == [direction]


def test_two_lists_of_indicators_are_both_shown() -> None:
    first = [["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"], ["1", "森林覆盖率", "%", "40", "≥42"]]
    second = [["编号", "指标", "单位", "2022年现状", "2030年目标"], ["1", "湿地保护率", "%", "40", "≥42"]]
    found = read("表1 建设指标", first, "表2 特色指标", second)
    assert [(each.kind, each.mark) for each in found.tables] == [("indicators", "sure"), ("indicators", "check")]
    assert {row.chapter for row in found.rows["indicators"]} == {"main", "list2"}


def test_a_table_of_other_things_is_left_out_and_named() -> None:
    found = read("表2 人口", [["乡镇", "人口"], ["甲镇", "12"]])
    assert "indicators" not in found.rows
    assert [each.kind for each in found.tables] == ["other"]
    assert "表2 人口" in found.left_out[0].read("zh")


def test_the_plans_as_printed_are_read() -> None:
    """Every indicator and project of the plans that are seen, with values as people read them."""
    from editions import read_edition
    from transcription import SCENARIOS, read_rows

    for plan, indicators, projects in (("dongchuan", 63, 44), ("yongchuan", 55, 68)):
        found = import_documents([print_document(read_edition(plan))])
        assert (len(found.rows["indicators"]), len(found.rows["projects"])) == (indicators, projects)
        costs = [float(row["cost_wan_yuan"]) for row in read_rows(SCENARIOS / plan / "projects.csv")]
        assert [row.cost_wan_yuan for row in found.rows["projects"]] == costs


def test_indicators_that_a_sentence_calls_unmet_are_judged_so() -> None:
    rows = [["序号", "指标名称", "单位", "2022年现状值", "2025年目标值"], ["1", "森林覆盖率", "%", "40", "≥42"]]
    rows += [["2", "农村生活污水治理率", "%", "16", "≥40"], ["3", "湿地保护率", "%", "50", "≥52"]]
    found = read("某县不达标指标主要有：森林覆盖率（林业）、农村生活污水治理率。", "表1 建设指标", rows)
    judged = [(row.indicator_id, row.status, row.as_written) for row in found.rows["printed_assessments"]]
    assert judged == [("I01", "not_met", "森林覆盖率（林业）"), ("I02", "not_met", "农村生活污水治理率")]


def test_the_year_of_present_values_is_asked_where_nothing_says_it() -> None:
    rows = [["序号", "指标名称", "单位", "现状值", "2025年目标值"], ["1", "森林覆盖率", "%", "40", "≥42"]]
    document = make_document("表1 建设指标", rows)
    assert [each.key for each in import_documents([document]).asked] == ["base_year"]
    answered = import_documents([document], Wishes(answers={"base_year": "2021"}))
    assert [row.year for row in answered.rows["observations"]] == [2021]


def test_a_unit_behind_a_head_is_its_unit_and_foreign_money_is_not_read() -> None:
    assert (read_head(["投资额/亿元"]).unit, read_head(["总投资", "亿元"]).unit) == ("亿元", "亿元")
    assert read_head(["目标值（‰）"]).unit == "‰"
    rows = [["单位：万元", *[LEFT] * 2], ["序号", "项目名称", "总投资（万美元）"], ["1", "污水厂", "3.5"]]
    found = read(rows)
    assert [row.cost_wan_yuan for row in found.rows["projects"]] == [None]
    assert [each.mark for each in found.cells if each.column == "cost_wan_yuan"] == ["unread"]
    rows = [["单位：万元", *[LEFT] * 2], ["序号", "项目名称", "投资额/亿元"], ["1", "污水厂", "3.5"]]
    assert [row.cost_wan_yuan for row in read(rows).rows["projects"]] == [35000.0]


def test_what_was_spent_so_far_is_no_cost() -> None:
    heads = ["序号", "项目名称", "已完成投资（万元）", "总投资（万元）", "建设年限"]
    found = read([heads, ["1", "污水厂", "100", "3500", "2023-2025"]])
    assert [row.cost_wan_yuan for row in found.rows["projects"]] == [3500.0]


def test_columns_of_one_indicator_may_have_units_of_their_own() -> None:
    heads = ["指标", "2022年现状值（吨）", "2025年目标值（万吨）"]
    found = read([heads, ["化肥施用量", "12000", "≤1"]])
    assert list_bases(found) == {"I01": 12000.0}
    assert list_targets(found, "I01") == [("plan", 2025, "at_most", 10000.0)]


@pytest.mark.parametrize(
    ("base", "target", "marked"),
    [
        ("2023年：60.5", "≥65", {"observations"}),
        ("60.5", "2030年≥65", {"targets"}),
        ("60.5", "+5", {"targets"}),
        ("(5)", "≥65", {"observations"}),
        ("2022年60.5", "2025年≥65", set()),
    ],
)
def test_a_cell_that_speaks_against_its_column_is_marked(base: str, target: str, marked: set[str]) -> None:
    found = read([["指标", "单位", "2022年现状值", "2025年目标值"], ["森林覆盖率", "%", base, target]])
    cells = [each for each in found.cells if each.column == "value"]
    assert {each.table for each in cells if each.mark == "check"} == marked


def test_a_rise_of_what_measures_a_fall_is_marked() -> None:
    found = read([["指标", "单位", "2022年现状值", "2025年目标值"], ["能耗下降率", "%", "5", "提高15%"]])
    assert [each.mark for each in found.cells if (each.table, each.column) == ("targets", "value")] == ["check"]


def test_a_row_under_a_chinese_number_among_digits_is_a_category_with_its_sum() -> None:
    rows = [
        ["一", "水环境", "", "", "4700", ""],
        ["1", "污水厂", "新建", "2023", "3500", ""],
        ["2", "管网", "", "", "1200", ""],
    ]
    found = read([PROJECT_HEADS, *rows])
    assert [(row.name_zh, row.category_zh) for row in found.rows["projects"]] == [
        ("污水厂", "水环境"),
        ("管网", "水环境"),
    ]
    assert [row.value for row in found.rows["stated_totals"]] == [4700.0]


def test_a_row_that_adds_up_others_is_marked() -> None:
    rows = [
        ["1", "水环境", "", "", "4700", ""],
        ["1.1", "污水厂", "新建", "2023", "3500", ""],
        ["1.2", "管网", "新建", "2023", "1200", ""],
        ["2", "林业", "", "", "300", ""],
        ["2.1", "造林", "新建", "2023", "300", ""],
        ["", "3个项目", "", "", "5000", ""],
    ]
    found = read([PROJECT_HEADS, *rows])
    marks = [each.mark for each in found.cells if each.column == "cost_wan_yuan"]
    assert marks == ["check", "sure", "sure", "check", "sure", "check"]
