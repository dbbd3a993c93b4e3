import dataclasses
from collections import Counter

import pytest

from conftest import load
from peakfolio.assess.audit import audit_plan
from peakfolio.assess.audit.finding import Amount
from peakfolio.plan.arithmetic import calculate
from peakfolio.plan.claims import BasicCondition, Quantity, StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.printed import agrees, count_decimals
from peakfolio.plan.tables import Funding, Support
from tiny import CITE, make_observation, make_project, make_target, make_tiny_plan


def make_claim(kind: str, value: float, unit: str = "万元", **changes: object) -> StatedTotal:
    said = {
        "claim_id": "C1", "kind": kind, "name_zh": "合计", "name_en": "total", "value": value, "unit": unit,
        "as_written": f"{value}", **CITE, **changes,
    }  # fmt: skip
    return StatedTotal(**said)


def make_quantity(key: str, topic: str, value: float, unit: str, text: str | None = None) -> Quantity:
    return Quantity(
        quantity_id=key, topic=topic, domain="land", name_zh=topic, name_en=topic, year=2022, value=value, unit=unit,
        as_written=text or f"{value}", **CITE,
    )  # fmt: skip


def find_codes(plan: Plan) -> Counter[str]:
    return Counter(finding.code for finding in audit_plan(plan))


@pytest.mark.parametrize(
    ("claim", "is_wrong"),
    [
        (make_claim("project_cost_sum", 280.0), False),
        (make_claim("project_cost_sum", 281.0), True),
        (make_claim("project_cost_sum", 0.03, "亿元", as_written="0.03亿元"), False),
        (make_claim("project_count", 4, "个"), False),
        (make_claim("project_count", 5, "个"), True),
        (make_claim("indicator_count", 1, "项", scope="nature=binding"), False),
        (make_claim("category_count", 1, "类"), False),
        (make_claim("formula", 26.9, "%", formula="100*7/26"), False),
        (make_claim("formula", 81.8, "%", formula="100*26/33"), True),
        (make_claim("not_recomputable", 99, "项"), False),
    ],
)
def test_claims_are_recomputed_from_their_parts(tiny: Plan, claim: StatedTotal, is_wrong: bool) -> None:
    assert find_codes(dataclasses.replace(tiny, stated_totals=(claim,)))["total_differs"] == is_wrong


def test_a_number_cut_off_instead_of_rounded_is_only_a_note(tiny: Plan) -> None:
    claim = make_claim("formula", 36.6, "%", formula="100*62/169")
    (finding,) = (f for f in audit_plan(dataclasses.replace(tiny, stated_totals=(claim,))) if f.code == "total_differs")
    assert finding.severity == "note"


def test_an_unknown_cost_makes_a_sum_unknown_and_not_smaller(tiny: Plan) -> None:
    plan = dataclasses.replace(
        tiny,
        projects=(*tiny.projects, make_project("P5", None, 2023, 2024)),
        stated_totals=(make_claim("project_cost_sum", 280.0),),
    )
    assert find_codes(plan)["total_differs"] == 0
    assert find_codes(plan)["cost_is_unknown"] == 1


def test_the_same_quantity_in_two_units_agrees_and_a_different_one_does_not(tiny: Plan) -> None:
    same = (make_quantity("a", "area", 477.6, "km2"), make_quantity("b", "area", 47759.60, "公顷", "47759.60"))
    other = (make_quantity("a", "area", 477.6, "km2"), make_quantity("b", "area", 47800.0, "公顷"))
    assert find_codes(dataclasses.replace(tiny, quantities=same))["quantity_differs"] == 0
    assert find_codes(dataclasses.replace(tiny, quantities=other))["quantity_differs"] == 1


def test_targets_that_allow_falling_back_or_fall_back_later_are_found(tiny: Plan) -> None:
    targets = (
        make_target("sewage", 35.0),
        make_target("sewage", 30.0, year=2030),
        make_target("sewage", 38.0, standard="national", year=None),
        make_target("forest", None, relation="assigned", as_written="完成上级任务"),
    )
    codes = find_codes(dataclasses.replace(tiny, targets=targets))
    assert codes["target_weaker_than_base"] == 1  # both years in one finding
    assert codes["target_falls_back"] == 1
    assert codes["target_weaker_than_standard"] == 1
    assert codes["target_untestable"] == 1


def test_unmet_targets_without_support_and_money_without_purpose_are_found(tiny: Plan) -> None:
    plan = dataclasses.replace(tiny, effects=tuple(row for row in tiny.effects if row.indicator_id == "sewage"))
    codes = find_codes(plan)
    assert codes["unmet_unsupported"] == 1
    assert codes["money_without_unmet_target"] == 1


def test_names_that_are_no_indicator_and_empty_cells_stay_visible(tiny: Plan) -> None:
    support = Support(project_id="P1", as_written="重金属污染防治", **CITE)
    found = {f.code: f for f in audit_plan(dataclasses.replace(tiny, supports=(support,)))}
    assert found["support_names_no_indicator"].subject == "P1"
    assert (found["support_is_empty"].subject, *found["support_is_empty"].also) == ("P2", "P3", "P4")


def test_funding_that_does_not_add_up_is_found(tiny: Plan) -> None:
    rows = tuple(
        Funding(project_id="P1", funding_source=source, amount_wan_yuan=amount, as_written="x", **CITE)
        for source, amount in (("central", 60.0), ("local", 39.0))
    )
    assert find_codes(dataclasses.replace(tiny, funding=rows))["funding_differs"] == 1


def test_a_condition_of_two_years_cannot_hold_after_one() -> None:
    condition = BasicCondition(
        condition_id="B1", name_zh="实施2年以上", name_en="in force two years", state_zh="无", status="not_met",
        years_required=2.0, starts_on="2024-10-11", **CITE,
    )  # fmt: skip
    assert (
        find_codes(dataclasses.replace(make_tiny_plan(), basic_conditions=(condition,)))[
            "condition_cannot_hold_in_time"
        ]
        == 1
    )


def test_two_values_for_one_year_are_both_shown(tiny: Plan) -> None:
    other = make_observation("sewage", 45.0, is_used=False, lines=None, as_written="45%")
    (finding,) = (
        f
        for f in audit_plan(dataclasses.replace(tiny, observations=(*tiny.observations, other)))
        if f.code == "value_differs"
    )
    assert finding.figures == ("40", "45")


def test_every_finding_has_both_languages_and_a_place(region_folder: object) -> None:
    for finding in audit_plan(load(region_folder.name)):  # type: ignore[attr-defined]
        assert finding.sentence.read("zh")
        assert finding.sentence.read("en")
        assert finding.places
        assert all(place.lines for place in finding.places)


@pytest.mark.parametrize(
    ("region", "code", "subject"),
    [
        ("panzhihua-dongqu", "total_differs", "C09"),  # 213,116.75 printed, its projects add up to 213,615.85
        ("panzhihua-dongqu", "status_does_not_follow", "I10"),
        ("yongchuan", "condition_cannot_hold_in_time", "B1"),
        ("yongchuan", "total_differs", "C28"),  # 95 points expected in 2023, the plan's own targets give 94
        ("kunming", "progress_differs", "I04c"),
        ("kunming", "progress_is_time", "I24"),
        ("dongchuan", "target_differs", "I31"),  # 90 in the table, 30 in line 903
        ("dongchuan", "unmet_by_order_only", "I42"),
        ("lufeng", "target_differs", "I17"),  # 2023 in line 32, 2024 in line 72
    ],
)
def test_known_contradictions_of_the_real_plans_are_found(region: str, code: str, subject: str) -> None:
    assert (code, subject) in {(finding.code, finding.subject) for finding in audit_plan(load(region))}


def test_totals_that_are_right_are_not_reported() -> None:
    wrong = {finding.subject for finding in audit_plan(load("dongchuan")) if finding.code == "total_differs"}
    sums = {
        row.claim_id
        for row in load("dongchuan").stated_totals
        if row.kind == "project_cost_sum" and row.scope != "project_id=P39"
    }
    assert len(sums) >= 7
    assert not sums & wrong


@pytest.mark.parametrize(
    ("printed", "computed", "text", "expected"),
    [
        (22.75, 22.74859311, "22.75亿元", True),
        (25.594, 25.592, "25.594%", False),
        (87.0, 87.4, "87分", True),
        (-2.5, 2.5, "2.5", True),
    ],
)
def test_figures_agree_at_their_printed_precision(printed: float, computed: float, text: str, expected: bool) -> None:
    assert agrees(printed, computed, text) is expected


def test_decimals_are_counted_in_print() -> None:
    assert count_decimals("１２．３０％", 12.3) == 2


@pytest.mark.parametrize("formula", ["__import__('os')", "2**9", "1/0", "a+1", "", "1,2"])
def test_formulas_hold_arithmetic_only(formula: str) -> None:
    with pytest.raises(ValueError, match=r"arithmetic|allowed"):
        calculate(formula)


def test_a_number_in_english_has_its_multiples_written_out() -> None:
    said = {
        (2.4, "亿元"): "CNY 240 million",
        (213116.75, "万元"): "CNY 2,131.1675 million",
        (0.2, "万亩"): "2,000 mu",
        (95.0, "分"): "95 points",
        (821.0, "件"): "821",
        (3.0, "万千瓦"): "30,000 kW",
        (4.0, "千克/亩"): "4 kg/mu",
    }
    assert {each: Amount(*each).read("en") for each in said} == said
