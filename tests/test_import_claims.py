"""What prose and small tables print of the plan itself becomes a claim; what only looks like it does not."""

import pytest

from importing_files import import_files
from peakfolio.assess.audit.totals import compute_claim
from peakfolio.importing.imported import Imported
from peakfolio.plan.claims import StatedTotal
from tiny import make_tiny_plan

HEAD = "某县生态文明建设规划（2023—2030年）\n规划以2022年为基准年，近期到2025年，远期到2030年。\n"
LIST = "指标名称\t单位\t2022年现状值\t2025年目标值\n森林覆盖率\t%\t47.57\t≥48\n农村生活污水治理率\t%\t31\t≥45\n"
WORKS = (
    "项目名称\t项目类别\t建设内容\t总投资（万元）\n造林工程\t生态安全体系建设\t造林\t300\n水源保护工程\t生态安全体系建设\t围网\t200\n"
    "污水工程\t生态生活体系建设\t管网\t500\n"
)


def read(prose: str, *tables: str) -> Imported:
    return import_files({"规划.txt": "\n".join((HEAD + prose, *tables)).encode()})


def list_claims(prose: str, *tables: str) -> list[tuple[str, str | None, str | None, float, str]]:
    rows = read(prose, *tables).rows.get("stated_totals", ())
    claims = [each for each in rows if isinstance(each, StatedTotal)]
    return [(each.kind, each.scope, each.formula, each.value, each.unit) for each in claims]


def list_figures(prose: str) -> list[tuple[str, object]]:
    rows = read(prose, "表1 指标", LIST).rows["observations"]
    return [(each.as_written, each.value) for each in rows if getattr(each, "is_used", True) is False]


@pytest.mark.parametrize(
    ("prose", "formula", "share"),
    [
        ("总投资1000万元。其中生态安全类投资500万元，占总投资的50%。", "500/1000*100", 50.0),
        ("总投资12.6亿元，其中农村环境整治投资3150万元，占规划总投资比重为2.5%。", "3150/10000/12.6*100", 2.5),
        ("总投资5000万元；中央资金0.2亿元，占总投资的40%。", "0.2*10000/5000*100", 40.0),
    ],
)
def test_a_share_of_the_investment_is_the_division_it_claims(prose: str, formula: str, share: float) -> None:
    found = [each for each in list_claims(f"规划重点工程{prose}") if each[0] == "formula"]
    assert found == [("formula", None, formula, share, "%")]
    (claim,) = (each for each in read(f"规划重点工程{prose}").rows["stated_totals"] if each.formula)
    assert isinstance(claim, StatedTotal)
    assert compute_claim(make_tiny_plan(), claim) == pytest.approx(share)


def test_a_share_without_the_whole_or_without_its_part_is_no_claim() -> None:
    for prose in ("生态安全类投资500万元，占总投资的50%。", "规划总投资1000万元，生态安全类占总投资的50%。"):
        assert [each for each in list_claims(prose) if each[0] == "formula"] == []


def test_what_is_said_of_a_category_is_compared_with_its_projects() -> None:
    prose = "规划重点工程3个，总投资1000万元。其中：生态安全类2个，投资500万元；二是生态生活工程1项，投资0.05亿元。"
    scope = "category_zh=生态安全体系建设", "category_zh=生态生活体系建设"
    assert {each for each in list_claims(prose, "表2 重点工程", WORKS) if each[1]} == {
        ("project_count", scope[0], None, 2.0, "个"),
        ("project_cost_sum", scope[0], None, 500.0, "万元"),
        ("project_count", scope[1], None, 1.0, "个"),
        ("project_cost_sum", scope[1], None, 0.05, "亿元"),
    }


def test_a_year_of_a_category_is_not_the_category() -> None:
    prose = "规划重点工程总投资1000万元。2024年，生态安全类2个，投资300万元；生态安全类已完成投资100万元。"
    assert [each for each in list_claims(prose, "表2 重点工程", WORKS) if each[1]] == []


@pytest.mark.parametrize("prose", ["本规划共设指标26项，", "本规划共设26项指标，"])
def test_parts_of_a_count_add_up_to_it(prose: str) -> None:
    found = list_claims(f"{prose}其中约束性12项、预期性14项。")
    assert ("indicator_count", None, None, 26.0, "项") in found
    assert ("formula", None, "12+14", 26.0, "项") in found


def test_parts_that_need_not_be_all_are_not_added_up() -> None:
    found = list_claims("本规划共设26项指标，其中达标20项、未达标4项，无数据2项。")
    assert [each for each in found if each[0] == "formula"] == []


@pytest.mark.parametrize("prose", ["其中预期达标的指标有2项。", "到2025年，26项指标达标。", "预计达标指标20项。"])
def test_what_is_hoped_for_is_no_judgement(prose: str) -> None:
    assert [each for each in list_claims(prose) if each[0] in ("status_count", "not_recomputable")] == []


ENERGY = (
    "品种\t消费量（万吨标准煤）\t占比（%）\n煤炭\t31.4\t54.0\n油品\t9.3\t16.0\n其他\t17.5\t30.0\n合计\t58.2\t100.0\n"
)


def test_a_small_table_adds_up_and_divides() -> None:
    found = [each[2:4] for each in list_claims("基础。", "表2 2022年能源消费构成", ENERGY)]
    assert found == [
        ("31.4+9.3+17.5", 58.2),
        ("54.0+16.0+30.0", 100.0),
        ("31.4/58.2*100", 54.0),
        ("9.3/58.2*100", 16.0),
        ("17.5/58.2*100", 30.0),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("油品\t9.3", "其中：油品\t9.3"),
        ("油品\t9.3", "油品\t-"),
        ("合计", "全国"),
        ("油品\t9.3\t16.0\n其他", "小计\t9.3\t16.0\n其他"),
    ],
)
def test_a_table_of_other_make_is_not_added_up(before: str, after: str) -> None:
    assert before in ENERGY
    formulas = [each[2] for each in list_claims("基础。", "表2 能源消费", ENERGY.replace(before, after))]
    assert not any(each and "+9.3+" in each for each in formulas)
    assert not any(each and each.startswith("31.4+17.5") for each in formulas)


def test_a_figure_of_prose_is_a_second_place_of_its_indicator() -> None:
    assert list_figures("2022年，全县森林覆盖率为50.17%，位居前列。") == [("森林覆盖率为50.17%", 50.17)]


@pytest.mark.parametrize(
    "prose",
    [
        "2021年，全县森林覆盖率为50.17%。",  # another year
        "到2025年，森林覆盖率达到50.17%。",
        "2022年，全省森林覆盖率为50.17%。",  # another place
        "2022年，国有林场森林覆盖率为50.17%。",
        "2022年，森林覆盖率提高到2025年的50.17%。",
        "2022年，全县森林覆盖率为50.17公顷。",  # another unit
        "与2020年相比，2022年森林覆盖率为50.17%。",  # two years
        "规划要求2022年森林覆盖率达到50.17%。",
    ],
)
def test_what_is_said_of_another_year_place_or_unit_is_not(prose: str) -> None:
    assert list_figures(prose) == []
