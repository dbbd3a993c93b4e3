"""An audit says what is wrong and nothing else: rounding, the document's own words, one finding for one fact."""

import dataclasses
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import load
from peakfolio.assess.audit import SEVERITIES, Finding, audit_plan
from peakfolio.assess.audit.explaining import explain
from peakfolio.assess.audit.joining import join_facts
from peakfolio.assess.audit.rounding import find_formula_slack
from peakfolio.cli.main import main
from peakfolio.plan.claims import PrintedAssessment, Quantity, StatedTotal
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import AssessmentSettings
from peakfolio.words import say
from tiny import CITE, make_effect, make_indicator, make_measure, make_observation, make_project, make_target

FIGURES = (
    "total_differs", "quantity_differs", "value_differs", "target_differs", "status_does_not_follow", "points_differ",
    "progress_differs", "progress_is_time", "class_does_not_follow", "condition_cannot_hold_in_time", "funding_differs",
)  # fmt: skip


def make_claim(key: str, kind: str, value: float, unit: str = "%", **changes: Any) -> StatedTotal:
    said = {"name_zh": "合计", "name_en": "total", "as_written": f"{value:g}", **CITE, **changes}
    return StatedTotal(claim_id=key, kind=kind, value=value, unit=unit, **said)


def make_quantity(key: str, topic: str, value: float, unit: str = "%", **changes: Any) -> Quantity:
    said = {"name_zh": topic, "name_en": topic, "as_written": f"{value:g}", "year": 2022, **CITE, **changes}
    return Quantity(quantity_id=key, topic=topic, domain="land", value=value, unit=unit, **said)


def find(plan: Plan, *codes: str) -> list[Finding]:
    return [finding for finding in audit_plan(plan) if finding.code in codes]


def audit_claims(plan: Plan, *claims: StatedTotal, **changes: Any) -> list[Finding]:
    return find(dataclasses.replace(plan, stated_totals=claims, **changes), "total_differs")


@pytest.mark.parametrize(
    ("formula", "slack"),
    [
        ("72.1+4.4+34.8+9.9+1.4", 0.25),  # five times half a tenth
        ("58+101+612", 0.0),  # counts are exact
        ("16.39+100*75/130", 0.005),
        ("100*0.26/0.44", 100 * (0.005 / 0.44 + 0.26 / 0.44 - 0.26 / 0.445)),
        ("1/0.5*2.0", 1 / 0.5 * 2 - 1 / 0.55 * 2 + 0.05 / 0.5),
    ],
)
def test_slack_is_half_a_unit_of_each_rounded_figure(formula: str, slack: float) -> None:
    assert find_formula_slack(formula) == pytest.approx(slack)


def test_a_divisor_that_may_be_nought_leaves_everything_open() -> None:
    assert find_formula_slack("1/(2.55-2.5)") == float("inf")


@pytest.mark.parametrize(
    ("value", "formula", "severity"),
    [
        (122.5, "72.1+4.4+34.8+9.9+1.4", None),  # 122.6, within 0.25
        (122.2, "72.1+4.4+34.8+9.9+1.4", "error"),
        (772.0, "58+101+612", "error"),  # counts that miss by one
        (25.594, "100*477.596/1866.19", "note"),  # 25.592: the third decimal
        (25.62, "100*477.596/1866.19", "error"),
        (36.6, "100*62/169", "note"),  # cut off
    ],
)
def test_a_sum_of_rounded_parts_may_miss_by_their_rounding(
    tiny: Plan, value: float, formula: str, severity: str | None
) -> None:
    found = audit_claims(tiny, make_claim("C1", "formula", value, formula=formula))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("kind", "values", "unit", "printed", "is_wrong"),
    [
        ("ratio", (0.26, 0.44), "%", 60.0, False),  # 57 to 61 by rounding
        ("ratio", (0.26, 0.44), "%", 62.0, True),
        ("ratio", (26.0, 44.0), "%", 60.0, True),  # counts are exact
        ("difference", (12.32, 12.06), "%", 0.27, False),  # two figures of half a hundredth each, and the printed one
        ("difference", (12.32, 12.06), "%", 0.28, True),
        ("growth", (1.1, 1.0001), "%", 12.0, False),
        ("growth", (1.1, 1.0001), "%", 18.0, True),
    ],
)
def test_what_is_made_of_two_rounded_figures_carries_their_rounding(
    tiny: Plan, kind: str, values: tuple[float, float], unit: str, printed: float, is_wrong: bool
) -> None:
    rows = tuple(make_quantity(key, key, value) for key, value in zip(("a", "b"), values, strict=True))
    claim = make_claim("C1", kind, printed, unit, scope="of=a;by=b")
    assert len(audit_claims(tiny, claim, quantities=rows)) == is_wrong


def test_a_sum_of_costs_carries_the_rounding_of_its_decimals(tiny: Plan) -> None:
    projects = tuple(make_project(f"P{n}", 10.1, 2023, 2024, cost_as_written="10.1") for n in range(4))
    right, wrong = (make_claim("C1", "project_cost_sum", value, "万元") for value in (40.6, 40.7))
    assert not audit_claims(tiny, right, projects=projects, effects=())
    assert len(audit_claims(tiny, wrong, projects=projects, effects=())) == 1


def test_a_total_stated_in_three_places_is_wrong_once(tiny: Plan) -> None:
    claims = (
        make_claim("C1", "project_cost_sum", 0.03, "亿元", lines="1", as_written="0.030亿元"),
        make_claim("C2", "project_cost_sum", 300.0, "万元", lines="2"),
        make_claim("C3", "project_cost_sum", 300.0, "万元", lines="3"),
        make_claim("C4", "project_cost_sum", 310.0, "万元", lines="4"),  # another wrong figure is another fact
    )
    three, one = audit_claims(tiny, *claims)
    assert (three.subject, three.also) == ("C2", ("C1", "C3"))  # the sharpest print leads
    assert [place.lines for place in three.places] == ["1", "2", "3"]
    assert three.figures == ("300 万元", "280 万元")
    assert one.subject == "C4"


def test_the_cause_of_a_wrong_sum_is_named_where_the_figures_tell_it(tiny: Plan) -> None:
    parts = (
        make_claim("C1", "project_cost_sum", 270.0, "万元", scope="category_zh=工程"),  # without P4
        make_claim("C2", "project_cost_sum", 270.0, "万元"),
    )
    left_out, whole = audit_claims(tiny, *parts)
    assert "The difference is the cost of P4." in left_out.sentence.en
    assert "The difference is the cost of P4." in whole.sentence.en
    projects = (*tiny.projects, make_project("P5", 5.0, 2023, 2024, category_zh="管理"))
    claims = (
        make_claim("C1", "project_cost_sum", 273.0, "万元", scope="category_zh=工程"),  # 7 less
        make_claim("C2", "project_cost_sum", 6.0, "万元", scope="category_zh=管理"),  # 1 more
        make_claim("C3", "project_cost_sum", 279.0, "万元"),  # 6 less, as its parts
    )
    *_, total = audit_claims(tiny, *claims, projects=projects)
    assert "The difference is that of its parts: total, total." in total.sentence.en
    *_, other = audit_claims(tiny, *claims[:2], make_claim("C3", "project_cost_sum", 260.0, "万元"), projects=projects)
    assert "The difference" not in other.sentence.en


def test_a_quantity_printed_thrice_with_two_figures_is_one_finding(tiny: Plan) -> None:
    rows = (
        make_quantity("a", "share", 98.84, lines="1"),
        make_quantity("b", "share", 99.03, lines="2"),
        make_quantity("c", "share", 99.03, lines="3"),
        make_quantity("d", "share", 97.0, year=2021),  # another year
    )
    (finding,) = find(dataclasses.replace(tiny, quantities=rows), "quantity_differs")
    assert (finding.severity, finding.figures) == ("error", ("98.84%", "99.03%"))
    assert (finding.subject, finding.also) == ("a", ("b", "c"))
    assert [place.lines for place in finding.places] == ["1", "2", "3"]


def test_a_value_cut_off_instead_of_rounded_is_a_note(tiny: Plan) -> None:
    def audit_two(one: float, other: float) -> list[str]:
        rows = (
            make_observation("forest", one, as_written=f"{one:g}"),
            make_observation("forest", other, as_written=f"{other:g}", is_used=False),
        )
        return [f.severity for f in find(dataclasses.replace(tiny, observations=rows), "value_differs")]

    assert audit_two(92.75, 92.0) == ["note"]
    assert audit_two(92.75, 93.0) == []
    assert audit_two(92.75, 91.0) == ["error"]


@pytest.mark.parametrize(
    ("text", "severity", "reason"),
    [
        ("扣除境外生物质焚烧传输影响后,优良天数比例达99.4%", "note", "扣除境外生物质焚烧传输影响后"),
        ("优良天数比例99.4%（按新口径计算）", "note", "优良天数比例99.4%（按新口径计算）"),
        ("由于数据尚未公布，用2021年数据", "error", "由于数据尚未公布"),
        ("99.4%，因统计较晚", "error", "因统计较晚"),
        ("因此优良天数比例达99.4%", "error", None),
        ("因民镇、阿旺镇99.4%", "error", None),
        ("优良天数比例达99.4%", "error", None),
    ],
)
def test_the_reason_in_the_same_sentence_is_quoted(text: str, severity: str, reason: str | None) -> None:
    finding = explain(Finding("value_differs", "error", "x", say("note"), None, ()), [text])
    assert (finding.severity, finding.explanation) == (severity, reason)
    assert (reason or "note") in finding.sentence.en


def test_a_quantity_that_is_an_indicator_too_is_found_once(tiny: Plan) -> None:
    plan = dataclasses.replace(
        tiny,
        quantities=(make_quantity("a", "sewage", 40.0, lines="7"), make_quantity("b", "sewage", 45.0, lines="8")),
        observations=(
            make_observation("sewage", 40.0, lines="7"),
            make_observation("sewage", 45.0, lines="8", is_used=False),
        ),
    )
    (finding,) = find(plan, "value_differs", "quantity_differs")
    assert (finding.code, finding.subject, finding.also) == ("value_differs", "sewage", ("a", "b"))


def test_facts_are_joined_with_the_gravest_severity_and_others_are_left_alone() -> None:
    def make(
        code: str, severity: Any, subject: str, figures: tuple[str, str] | None = ("95.42%", "95.8411%")
    ) -> Finding:
        return Finding(code, severity, subject, say("note"), figures, ())

    found = (
        make("total_differs", "error", "C1"),
        make("progress_differs", "note", "I1", ("95.42%", "level 95.84%, time passed 60.00%")),
        make("total_differs", "error", "C2"),  # another total of the same line and figure is another fact
        make("progress_differs", "error", "I2", ("95.42%", "level 71.00%")),
        make("cost_is_unknown", "warning", "P1", None),
    )
    joined, *rest = join_facts(found[:2] + found[3:])
    assert (joined.code, joined.severity, joined.also) == ("progress_differs", "error", ("C1",))
    assert rest == list(found[3:])
    assert join_facts((found[0], found[2])) == (found[0], found[2])


def test_one_sentence_against_two_years_of_the_table_is_one_finding(tiny: Plan) -> None:
    rows = [
        make_target("sewage", 90.0, lines="1"),
        make_target("sewage", 90.0, year=2030, lines="2"),
        *(
            make_target(
                "sewage", value, year=year, standard="text", is_used=False, lines="3", as_written="92%、93%以上"
            )
            for year, value in ((2025, 92.0), (2030, 93.0))
        ),
    ]
    (finding,) = find(dataclasses.replace(tiny, targets=tuple(rows)), "target_differs")
    assert finding.figures == ("≥90.0", "92%、93%以上")
    assert [place.lines for place in finding.places] == ["1", "2", "3"]
    assert "2025, 2030" in finding.sentence.en


def test_targets_without_a_number_are_one_finding_for_each_kind(tiny: Plan) -> None:
    words = {"relation": "assigned", "as_written": "完成任务"}
    targets = (
        make_target("sewage", None, **words),
        make_target("sewage", None, standard="text", **{**words, "as_written": "完成上级任务"}),  # the same in prose
        make_target("sewage", None, year=2030, **words),
        make_target("forest", None, **words),
        make_target("forest", None, year=2030, relation="assigned_or_hold", as_written="完成任务；保持稳定"),
    )
    assigned, held = find(dataclasses.replace(tiny, targets=targets), "target_untestable")
    assert (assigned.subject, assigned.also) == ("sewage", ("forest",))
    assert assigned.sentence.en.startswith("3 targets ('完成任务')")
    assert held.subject == "forest"


def test_a_target_weaker_than_the_base_in_two_years_is_one_finding(tiny: Plan) -> None:
    targets = (make_target("forest", 45.0), make_target("forest", 48.0, year=2030), make_target("sewage", 70.0))
    (finding,) = find(dataclasses.replace(tiny, targets=targets), "target_weaker_than_base")
    assert (finding.subject, finding.figures) == ("forest", ("50", "≥45.0 / ≥48.0"))


def test_no_project_is_missed_where_the_document_lists_none(tiny: Plan) -> None:
    alone = dataclasses.replace(tiny, effects=())
    assert len(find(alone, "unmet_unsupported")) == 2
    assert not find(dataclasses.replace(alone, projects=()), "unmet_unsupported", "money_without_unmet_target")


def test_an_order_of_the_text_is_quoted_where_no_project_serves(tiny: Plan) -> None:
    plan = dataclasses.replace(
        tiny,
        measures=(make_measure("M01", as_written="推进植树造林。", lines="88"),),
        effects=(make_effect("P1", "sewage", 20.0), make_effect("M01", "forest", 10.0)),
    )
    (finding,) = find(plan, "unmet_unsupported", "unmet_by_order_only")
    assert (finding.code, finding.severity, finding.subject) == ("unmet_by_order_only", "note", "forest")
    assert "推进植树造林。" in finding.sentence.en
    assert "88" in {place.lines for place in finding.places}
    served = dataclasses.replace(plan, effects=(*plan.effects, make_effect("P2", "forest", 1.0)))
    assert not find(served, "unmet_unsupported", "unmet_by_order_only")


def test_projects_with_the_same_fault_are_one_finding(tiny: Plan) -> None:
    projects = (
        make_project("P1", None, 2021, 2024),
        make_project("P2", None, 2023, 2031, years_as_written="2023～2031"),
        make_project("P3", 5.0, 2023, 2030),
    )
    plan = dataclasses.replace(tiny, projects=projects, effects=())
    (costs,) = find(plan, "cost_is_unknown")
    (strays,) = find(plan, "project_outside_horizon")
    for finding in (costs, strays):
        assert (finding.subject, finding.also) == ("P1", ("P2",))
    assert strays.figures == ("2021-2024 / 2023～2031", "2023-2030")


def make_evaluation(tiny: Plan, latest: float, base: float, target: float, **printed: Any) -> Plan:
    """A plan evaluated three of five years after its base."""
    settings = tiny.settings.model_copy(
        update={
            "assessment": AssessmentSettings(rule="elapsed_progress", milestone=2025, standards=("plan",)),
            "years": tiny.settings.years.model_copy(update={"base_year": 2020}),
        }
    )
    return dataclasses.replace(
        tiny,
        settings=settings,
        indicators=(make_indicator("parks", unit="%"),),
        targets=(make_target("parks", target),),
        observations=(
            make_observation("parks", base, year=2020),
            make_observation("parks", latest, year=2023, role="latest"),
        ),
        printed_assessments=(PrintedAssessment(indicator_id="parks", year=2023, **printed, **CITE),),
        effects=(),
    )


@pytest.mark.parametrize(
    ("latest", "base", "percent", "expected"),
    [
        (12.32, 12.06, 60.0, ("progress_is_time", "note")),  # 0.26 of 0.44 is 59.09, and 60 within the rounding
        (12.2, 12.06, 60.0, ("progress_is_time", "error")),  # 0.14 of 0.44
        (12.32, 12.06, 59.09, None),
        (12.32, 12.06, 57.0, None),  # within the rounding of the figures
        (12.32, 12.06, 75.0, ("progress_differs", "error")),
    ],
)
def test_printed_progress_is_compared_within_the_rounding_of_its_figures(
    tiny: Plan, latest: float, base: float, percent: float, expected: tuple[str, str] | None
) -> None:
    plan = make_evaluation(tiny, latest, base, 12.5, progress_percent=percent, as_written=f"完成{percent:g}%")
    found = find(plan, "progress_is_time", "progress_differs")
    assert [(finding.code, finding.severity) for finding in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("latest", "printed", "severity"),
    [
        (100.0, "exceeded", None),  # 超预期 is 提前完成
        (100.0, "on_track", None),
        (101.0, "on_track", "note"),  # the document says less than it could
        (76.0, "on_track", None),  # 52 % of the way: 时间过半、任务过半
        (74.0, "on_track", "error"),  # 48 %
        (99.0, "exceeded", "error"),
        (60.0, "behind", None),
        (90.0, "adjust", None),
    ],
)
def test_classes_are_judged_by_the_words_of_the_document(
    tiny: Plan, latest: float, printed: str, severity: str | None
) -> None:
    plan = make_evaluation(tiny, latest, 50.0, 100.0, progress_class=printed, as_written="进度")
    found = find(plan, "class_does_not_follow")
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("region", "errors"),
    [
        (
            "dongchuan",
            {
                ("total_differs", "C11"),  # 2.4 亿元 in the content of P39, 28,399.18 万元 in its cost (1366, 1368)
                ("total_differs", "C26"),  # 821 relics, 58+101+612 = 771 (930)
                ("total_differs", "C29"),  # 75 more villages do not make 90 % (749)
                ("total_differs", "C30"),  # 33 villages do not make 70 % (1321)
                ("total_differs", "C31"),  # eight towns named, seven counted
                ("quantity_differs", "Q_soil_loss_share"),  # 56.47 and 68 % on one line
                ("quantity_differs", "Q_provincial_forest_villages"),  # 11 in line 24, 4 in line 25
                ("value_differs", "I08b"),  # PM2.5 18 in the table, 20 in line 23
                ("target_differs", "I31"),  # 90 in the table, 30 in line 903
                ("target_differs", "I39"),  # 80 in the table, 98 in line 927
                ("target_differs", "I40"),  # 80 in the table, 96 in line 927
            },
        ),
        (
            "panzhihua-dongqu",
            {
                ("total_differs", "C09"),  # without P19, 499.10 (879, 1117)
                ("total_differs", "C10"),  # 50 more than its projects (884, 1185)
                ("total_differs", "C14"),  # the two differences above (864, 903, 1378)
                ("value_differs", "I21b"),  # manure 100 in the table, 95 in line 18
                ("status_does_not_follow", "I10"),  # 44.66 against 40 is printed 未达标 (217-219)
            },
        ),
        (
            "yongchuan",
            {
                ("total_differs", "C28"),  # 95 points expected, the targets of 2023 give 94 (1122)
                ("total_differs", "C46"),  # 727 schools and health posts, 697 by kind (39)
                ("total_differs", "C38"),  # 0.92 亩 a head, 49,802 ha over 114.92万 people give 0.65 (31, 34)
                ("target_differs", "I21b"),  # 90 and 90 in the table, 92 and 93 in line 1191
                ("target_differs", "I21c"),  # 87 and 87 in the table, 88 and 90 in line 1190
                ("condition_cannot_hold_in_time", "B1"),  # two years from October 2022 are not over in 2023
            },
        ),
        (
            "kunming",
            {
                ("total_differs", "C-52"),  # 190.15 of 247 is 76.98, printed 82.31 (100)
                ("total_differs", "C-62"),  # 89 % green power, 85.89 at the most (197)
                ("total_differs", "C-66"),  # 26 of 33 rivers is 78.8, printed 81.8 (240)
                ("progress_differs", "I04c"),  # 0.9817 of 1.0243 is 95.84, printed 95.42 (36)
                ("class_does_not_follow", "I04"),  # 超预期, but COD 95.84 % and VOC 49.70 % (32, 36)
                ("quantity_differs", "Q_green_building_share_now"),  # 98.84 and 99.03 (198, 172)
                ("quantity_differs", "Q_soil_units_33"),  # 33 and 67 enterprises (177, 116)
                ("quantity_differs", "Q_events"),  # 5 and 7 of one series (280, 346)
                ("value_differs", "I20"),  # 50.68 in line 54, 58.84 of 行政村 in line 269
            },
        ),
        ("lufeng", {("target_differs", "I17")}),  # 2023 in line 32, 2024 in line 72
    ],
)
def test_the_errors_in_figures_of_the_five_plans_are_these(region: str, errors: set[tuple[str, str]]) -> None:
    found = [(f.code, f.subject) for f in find(load(region), *FIGURES) if f.severity == "error"]
    assert sorted(found) == sorted(errors)  # each once


@pytest.mark.parametrize(
    ("region", "code", "subject"),
    [
        ("dongchuan", "total_differs", "C14"),  # 25.594 against 25.592 %
        ("panzhihua-dongqu", "value_differs", "I21a"),  # 92.75 cut off to 92
        ("yongchuan", "total_differs", "C37"),  # 6.2487 cut off to 6.24
        ("kunming", "value_differs", "I14"),  # 扣除境外生物质焚烧传输影响后
        ("kunming", "progress_is_time", "I24"),  # 59.09 or 60
        ("kunming", "class_does_not_follow", "C09"),  # 92.76 against 90, called 符合预期
        ("kunming", "total_differs", "C-46"),  # 36.69 cut off to 36.6, in two places
    ],
)
def test_differences_nobody_could_act_on_are_notes(region: str, code: str, subject: str) -> None:
    assert {f.severity for f in find(load(region), code) if f.subject == subject} == {"note"}


@pytest.mark.parametrize(
    ("region", "code", "subject"),
    [
        ("yongchuan", "total_differs", "C42"),  # 122.5 of parts that add up to 122.6
        ("kunming", "total_differs", "C-39"),  # 0.26 of 0.44
        ("kunming", "class_does_not_follow", "I03"),  # reached before its year
        ("kunming", "class_does_not_follow", "C03"),
        ("kunming", "class_does_not_follow", "I24"),  # 时间过半、任务过半
        ("kunming", "unmet_unsupported", "I26"),  # an evaluation lists no projects
    ],
)
def test_what_is_no_fault_is_not_reported(region: str, code: str, subject: str) -> None:
    assert subject not in {key for f in find(load(region), code) for key in (f.subject, *f.also)}


def test_the_explanation_of_kunming_is_quoted_and_told_in_the_files() -> None:
    (row,) = (row for row in _read_json("kunming") if row["subject"] == "I14" and row["code"] == "value_differs")
    assert row["explanation"] == "扣除境外生物质焚烧传输影响后"
    assert row["also"] == "Q_good_air_2023, Q_good_air_2023_corrected"


def test_the_keys_of_the_findings_stay() -> None:
    keys = ["severity", "code", "subject", "sentence_zh", "sentence_en", "printed", "found", "lines"]
    assert list(_read_json("lufeng")[0])[:8] == keys


def _read_json(region: str) -> list[dict[str, Any]]:
    return json.loads(CliRunner().invoke(main, ["audit", region, "--json"]).output)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_audit_fits_a_console_of_80_columns_and_begins_with_its_counts(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = CliRunner().invoke(main, ["--language", language, "audit", "panzhihua-dongqu"]).output.splitlines()
    counts = [sum(f.severity == each for f in audit_plan(load("panzhihua-dongqu"))) for each in SEVERITIES]
    assert [int(number) for number in re.findall(r"\d+", shown[0])] == counts
    wide = [line for line in shown if sum(2 if ord(sign) > 0x2E7F else 1 for sign in line.rstrip()) > 80]
    assert not wide
    headings = {"zh": ["矛盾", "警示", "提示"], "en": ["Errors", "Warnings", "Notes"]}[language]
    assert [line for line in shown if line in headings] == headings
