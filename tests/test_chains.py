"""Chains from money to indicators: by hand, by law, and as they are drawn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.conftest import load
from tests.tiny import CITE, make_effect, make_tiny_plan
from tests.tiny_chains import (
    MONEY_TO_SEWAGE,
    SEWAGE,
    make_chained_plan,
    make_evidence,
    make_parameter,
    make_steps,
    make_unit_cost,
    make_unit_effect,
)

from peakfolio.errors import Flaw, MissingData, PeakfolioError, VerificationFailure
from peakfolio.plan.chains import Chain, ChainFigures, build_chain
from peakfolio.plan.evidence_book import EvidenceBook
from peakfolio.plan.evidence_tables import PriceChange
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.answering import answer_question
from peakfolio.portfolio.rereading.chaining import reread_effects
from peakfolio.portfolio.sampling import draw_effects, list_drawn, read_draw, size_effect
from peakfolio.units import find_scale


def build(*said: tuple[str, str, str | None], unit: str = "%", **figures: object) -> Chain:
    known = {"parameters": {}, "costs": {"P1": 100.0}, "evidence": make_evidence(5, 10, 10, 20)} | figures
    chain = build_chain(
        make_steps("P1", "sewage", *said), ChainFigures(region_id="tiny", price_year=2023, **known), unit
    )
    assert isinstance(chain, Chain), chain
    return chain


def refuse(*said: tuple[str, str, str | None], **figures: object) -> tuple[int, Flaw]:
    known = {"parameters": {}, "costs": {"P1": 100.0}, "evidence": make_evidence(5, 10, 10, 20)} | figures
    found = build_chain(
        make_steps("P1", "sewage", *said), ChainFigures(region_id="tiny", price_year=2023, **known), "%"
    )
    assert not isinstance(found, Chain)
    step, flaw = found
    return step.step, flaw


def index(*rows: object) -> dict[str, object]:
    return {"parameters": {row.parameter_id: row for row in rows}}


VILLAGES = make_parameter("villages", 40, "行政村", low=30, high=50)


def test_money_becomes_villages_becomes_points() -> None:
    """100 万元 over 10 (5 to 20) 万元 a village over 40 (30 to 50) villages: 25 points, 10 to 66.7."""
    spread = build(*MONEY_TO_SEWAGE, **index(VILLAGES)).spread
    assert (spread.low, spread.central, spread.high) == pytest.approx((10.0, 25.0, 200 / 3))


def test_units_are_converted_on_the_way() -> None:
    """3,000 m3/d over 817,500 people at 185 L each: 1.98 %."""
    rows = (make_parameter("works", 3000, "m3/d"), make_parameter("people", 81.75, "万人"))
    evidence = replace(make_evidence(10), unit_effects=(make_unit_effect("water", 185, "L/d/人"),))
    chain = build(
        ("plus", "parameter", "works"),
        ("divided_by", "parameter", "people"),
        ("divided_by", "unit_effect", "water"),
        evidence=evidence,
        **index(*rows),
    )
    assert chain.spread.central == pytest.approx(100 * 3000 / (817500 * 0.185))


def test_terms_add_up_and_take_away() -> None:
    rows = (make_parameter("up", 5, "%", low=4, high=6), make_parameter("down", 2, "%", low=1, high=4))
    spread = build(("plus", "parameter", "up"), ("minus", "parameter", "down"), **index(*rows)).spread
    assert (spread.low, spread.central, spread.high) == (0.0, 3.0, 5.0)


def test_a_cap_holds_in_its_own_unit() -> None:
    rows = (make_parameter("planted", 100, "km2", low=50, high=200), make_parameter("most", 12_000, "hm2"), VILLAGES)
    chain = build(("plus", "parameter", "planted"), ("at_most", "parameter", "most"), unit="km2", **index(*rows))
    assert (chain.spread.low, chain.spread.central, chain.spread.high) == pytest.approx((50, 100, 120))
    sizes = chain.work_out(lambda link: np.array([50.0, 200.0]) if link.draw_id == "parameter planted" else 12_000.0)
    assert sizes == pytest.approx([50, 120])


def test_a_negative_figure_turns_a_term_round() -> None:
    """A change of -25 (-35 to -15) per cent on a fifth (0.1 to 0.3) of the fields: -5, from -10.5 to -1.5."""
    rows = (make_parameter("change", -25, "%", low=-35, high=-15), make_parameter("part", 0.2, "-", low=0.1, high=0.3))
    spread = build(("plus", "parameter", "change"), ("times", "parameter", "part"), **index(*rows)).spread
    assert (spread.low, spread.central, spread.high) == pytest.approx((-10.5, -5.0, -1.5))


@pytest.mark.parametrize(
    ("said", "figures", "step", "finding"),
    [
        ((("times", "cost", None),), {}, 1, "stands before any term"),
        ((("plus", "parameter", "nothing"),), {}, 1, '"nothing" is not in parameters.csv'),
        ((("plus", "cost", None),), {"costs": {"P1": None}}, 1, "the cost of P1 is unknown"),
        ((("plus", "cost", None), ("divided_by", "unit_cost", "x")), {}, 2, '"x" is no class of the evidence'),
        ((("plus", "cost", None), ("times", "unit_effect", "x")), {}, 2, '"x" is no step of the evidence with a figure'),
        ((("plus", "cost", None), ("divided_by", "unit_cost", SEWAGE.class_id)), {}, 2, "the steps give 万元·行政村/万元, not %"),
        (
            (("plus", "cost", None), ("divided_by", "parameter", "zero")),
            index(make_parameter("zero", 1, "万元", low=0, high=2)),
            2,
            "can be nought, and nothing is divided by nought",
        ),
        (
            (("plus", "cost", None), ("at_most", "parameter", "most")),
            index(make_parameter("most", 1, "km2")),
            2,
            "this cap is not in the unit of the term up to it",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_step_is_said_of_that_step(
    said: tuple[tuple[str, str, str | None], ...], figures: dict[str, object], step: int, finding: str
) -> None:
    where, flaw = refuse(*said, **figures)
    assert (where, flaw.finding.read("en")) == (step, finding)


def test_what_falls_is_cautious_at_its_larger_value() -> None:
    plan = make_chained_plan("P1")
    row = next(row for row in plan.effects if row.basis == "estimated")
    assert (row.low, row.central, row.high) == pytest.approx((10.0, 25.0, 200 / 3))
    falling = tuple(
        row.model_copy(update={"direction": "less"}) if row.indicator_id == "sewage" else row for row in plan.indicators
    )
    steps = tuple(row.model_copy(update={"operation": "minus"}) if row.step == 1 else row for row in plan.chains)
    turned = make_chained_plan("P1", indicators=falling, chains=steps)
    row = next(row for row in turned.effects if row.basis == "estimated")
    assert (row.low, row.central, row.high) == pytest.approx((-10.0, -25.0, -200 / 3))


# --- the evidence ---


def test_a_class_is_read_by_its_median_and_its_ends() -> None:
    found = make_evidence(5, 10, 14, 20).find_unit_cost(SEWAGE.class_id, 2023)
    assert (found.low, found.central, found.high, found.is_thin) == (5, 12, 20, False)


def test_a_thin_class_reaches_from_half_to_double() -> None:
    found = make_evidence(10).find_unit_cost(SEWAGE.class_id, 2023)
    assert (found.low, found.central, found.high, found.is_thin) == (5, 10, 20, True)


def test_the_judged_project_is_no_judge_of_itself() -> None:
    rows = (make_unit_cost("own", 100, region_id="tiny", project_id="P1"), *make_evidence(5, 10, 10, 20).unit_costs)
    book = EvidenceBook(classes=(SEWAGE,), unit_costs=rows)
    assert book.find_unit_cost(SEWAGE.class_id, 2023, ("tiny", "P1")).high == 20
    assert book.find_unit_cost(SEWAGE.class_id, 2023, ("tiny", "P2")).high == 100


def test_only_what_carries_the_centre_makes_it() -> None:
    rows = (make_unit_cost("press", 100, grade="press", carries_centre=False), *make_evidence(10, 10, 10).unit_costs)
    found = EvidenceBook(classes=(SEWAGE,), unit_costs=rows).find_unit_cost(SEWAGE.class_id, 2023)
    assert (found.central, found.high) == (10, 100)
    with pytest.raises(MissingData, match="carries its centre"):
        EvidenceBook(classes=(SEWAGE,), unit_costs=rows[:1]).find_unit_cost(SEWAGE.class_id, 2023)


def test_prices_are_carried_to_the_year_of_the_plan() -> None:
    """5 % in 2022 and 10 % in 2023: 100 of 2021 are 115.5 of 2023, and back; where technology drives a price it stays."""
    said = {"index_id": "made", "name_zh": "指数", "name_en": "index", "is_used": True, **CITE}
    changes = (PriceChange(year=2022, percent=5, **said), PriceChange(year=2023, percent=10, **said))
    rows = (make_unit_cost("one", 100, price_year=2021),)
    book = EvidenceBook(classes=(SEWAGE,), unit_costs=rows, price_changes=changes)
    assert book.find_unit_cost(SEWAGE.class_id, 2023).central == pytest.approx(115.5)
    assert book.carry_price(115.5, 2023, 2021) == pytest.approx(100)
    still = replace(book, classes=(SEWAGE.model_copy(update={"is_deflated": False}),))
    assert still.find_unit_cost(SEWAGE.class_id, 2023).central == 100


# --- laws ---


@given(some.floats(1, 1000), some.floats(1, 1000), some.floats(1.0, 5.0))
def test_a_dearer_unit_cost_never_raises_an_effect(cost: float, price: float, times: float) -> None:
    def size(each: float) -> tuple[float, float, float]:
        spread = build(
            *MONEY_TO_SEWAGE, **(index(VILLAGES) | {"costs": {"P1": cost}, "evidence": make_evidence(each)})
        ).spread
        return spread.low, spread.central, spread.high

    assert all(dear <= cheap for dear, cheap in zip(size(price * times), size(price), strict=True))


@given(some.integers(1, 500), some.integers(0, 100), some.floats(1, 600), some.floats(0, 300))
def test_more_villages_treated_never_lower_it(treated: int, more: int, all_of_them: float, wide: float) -> None:
    def size(count: int) -> tuple[float, float, float]:
        rows = (
            make_parameter("treated", count, "行政村"),
            make_parameter("villages", all_of_them, "行政村", low=all_of_them, high=all_of_them + wide),
        )
        spread = build(("plus", "parameter", "treated"), ("divided_by", "parameter", "villages"), **index(*rows)).spread
        return spread.low, spread.central, spread.high

    assert all(many >= few for many, few in zip(size(treated + more), size(treated), strict=True))


@given(some.lists(some.floats(0, 1), min_size=2, max_size=2))
def test_no_draw_lies_outside_the_ends(luck: list[float]) -> None:
    plan = make_chained_plan("P1")
    chain, drawn_of = plan.chain_by_effect["P1", "sewage"], ("parameter villages", f"unit_cost {SEWAGE.class_id}")
    assert list_drawn(plan, Scenario()) == drawn_of
    drawn = read_draw(plan, Scenario(), dict(zip(drawn_of, luck, strict=True)))["P1", "sewage", "adds"]
    assert chain.spread.low - 1e-9 <= drawn <= chain.spread.high + 1e-9


def test_an_unknown_supporter_never_changes_the_optimum() -> None:
    tiny = make_tiny_plan()
    unknown = make_effect("P1", "forest", None, basis="shared", low=None, high=None)
    answers = [
        answer_question(plan, "asked", Scenario()) for plan in (tiny, replace(tiny, effects=(*tiny.effects, unknown)))
    ]
    assert answers[0].choice.portfolio.starts == answers[1].choice.portfolio.starts
    assert answers[0].verification.cost_wan_yuan == answers[1].verification.cost_wan_yuan


def test_no_project_is_chosen_for_a_circular_share_by_default() -> None:
    tiny = make_tiny_plan()
    rows = tuple(
        row.model_copy(update={"basis": "shared", "low": None, "central": None, "high": None}) for row in tiny.effects
    )
    assert answer_question(replace(tiny, effects=rows), "asked", Scenario()).choice.portfolio.starts == {}
    asked = answer_question(replace(tiny, effects=rows), "asked", Scenario(use_shared_effects=True))
    assert asked.choice.portfolio.starts


# --- draws ---


def test_a_shared_figure_is_one_draw() -> None:
    """P1 and P3 count over the same villages at the same price: their effects are in the ratio of their money in every draw."""
    plan = make_chained_plan("P1", "P3")
    rng = np.random.default_rng(7)
    for _ in range(50):
        drawn = draw_effects(plan, Scenario(), rng)
        assert drawn["P1", "sewage", "adds"] / drawn["P3", "sewage", "adds"] == pytest.approx(100 / 80)
    assert list_drawn(plan, Scenario()) == ("parameter villages", f"unit_cost {SEWAGE.class_id}")


def test_draws_of_a_chain_are_spread_as_their_figures_are() -> None:
    """The mean of 1 / triangular(30, 40, 50), times money over price, against numerical integration."""
    plan = make_chained_plan("P1", evidence=make_evidence(10, 10, 10, 10))
    rng = np.random.default_rng(3)
    drawn = [draw_effects(plan, Scenario(), rng)["P1", "sewage", "adds"] for _ in range(4000)]
    levels = np.linspace(30, 50, 20001)
    weights = np.where(levels < 40, (levels - 30) / 100, (50 - levels) / 100)
    expected = np.trapezoid(weights * 100 * 10 / levels, levels)
    assert np.mean(drawn) == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize(("low", "high"), [(30, 40), (40, 50)])
def test_of_a_range_to_one_side_half_is_as_read(low: float, high: float) -> None:
    """40 villages or fewer, 40 or more: half of the draws are 40, the others triangular from there, never beyond the ends."""
    villages = make_parameter("villages", 40, "行政村", low=low, high=high)
    plan = make_chained_plan("P1", evidence=make_evidence(10, 10, 10, 10), parameters=(villages,))
    luck = np.linspace(0.0005, 0.9995, 1000)
    drawn = size_effect(
        plan, Scenario(), next(row for row in plan.effects if row.basis == "estimated"), {"parameter villages": luck}
    )
    counts = 100 / 10 / (drawn / 100)
    assert np.all(np.diff(counts) >= -1e-9)
    assert np.mean(np.isclose(counts, 40)) == pytest.approx(0.5, abs=0.02)
    assert counts.min() >= low - 1e-9
    assert counts.max() <= high + 1e-9
    assert np.median(np.abs(counts - 40)[~np.isclose(counts, 40)]) == pytest.approx(10 * (1 - 0.5**0.5), rel=0.05)


def test_scales_are_those_of_the_units() -> None:
    assert find_scale((("村", 1), ("村", -1)), "%") == pytest.approx(100)
    assert find_scale((("万元", 1), ("元/亩", -1)), "亩") == pytest.approx(1e4)
    assert find_scale((("亩", 1), ("km2", -1)), "-") == pytest.approx(666.6666666666666 / 1e6)
    with pytest.raises(PeakfolioError, match="the steps give 村, not 户"):
        find_scale((("村", 1),), "户")
    with pytest.raises(PeakfolioError, match="is unknown"):
        find_scale((("斛", 1),), "村")


def test_a_plan_finds_its_chains(tiny: Plan) -> None:
    assert tiny.chain_by_effect == {}
    assert set(make_chained_plan("P1", "P3").chain_by_effect) == {("P1", "sewage"), ("P3", "sewage")}


@pytest.mark.parametrize("region", ["dongchuan", "panzhihua-dongqu", "yongchuan"])
def test_the_second_voice_works_every_chain_out_by_itself(region: str) -> None:
    plan = load(region)
    for ours, theirs in zip(plan.effects, reread_effects(plan), strict=True):
        for end in ("low", "central", "high"):
            found, expected = getattr(theirs, end), getattr(ours, end)
            assert found == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12)), (ours, end)
    assert plan.chain_by_effect


def test_an_effect_that_does_not_follow_from_its_chain_is_found_out() -> None:
    """The optimiser is given 40 points of P1 where its chain says 25: the verification says so."""
    plan = make_chained_plan("P1")
    wrong = tuple(
        row.model_copy(update={"low": 40.0, "central": 40.0, "high": 40.0}) if row.basis == "estimated" else row
        for row in plan.effects
    )
    with pytest.raises(VerificationFailure):
        answer_question(replace(plan, effects=wrong), "asked", Scenario(locked_in=("P1",)))


def test_taken_at_its_word_a_document_that_only_names_a_project_gives_it_a_share() -> None:
    """P1 is reckoned at 25 of 30 points; at the document's word P1 and P3 share what P2's 15 leave, by cost: all three are needed."""
    plan = make_chained_plan("P1", "P3")
    named = tuple(
        row.model_copy(update={"is_named_only": True}) if row.basis == "estimated" else row for row in plan.effects
    )
    plan = replace(plan, effects=named)
    reckoned, at_word = (answer_question(plan, "asked", Scenario(use_shared_effects=asked)) for asked in (False, True))
    assert set(at_word.choice.portfolio.starts) == {"P1", "P2", "P3"}
    assert set(reckoned.choice.portfolio.starts) == {"P2", "P3"}
    assert [each.evidence for each in at_word.verification.outcomes if each.key == "sewage"] == ["shared"]
    assert list_drawn(plan, Scenario(use_shared_effects=True)) == ("effect P1 sewage adds", "effect P3 sewage adds")


@pytest.mark.parametrize(("region", "cost"), [("dongchuan", 12316.4), ("yongchuan", 124590.0)])
def test_as_the_document_says_the_answers_stand_as_far_as_printed_works_reach(region: str, cost: float) -> None:
    plan = load(region)
    said = answer_question(plan, "asked", plan.find_scenario("as-the-document-says"))
    assert said.verification.cost_wan_yuan == pytest.approx(cost)


@pytest.mark.parametrize(
    ("region", "costs", "met", "circles"),
    [
        ("dongchuan", {"P07": 2400, "P21": 3910.18, "P23": 195.94, "P24": 2800, "P40": 960.28}, 8, {"I01", "I03"}),
        (
            "panzhihua-dongqu",
            {"P04": 3, "P20": 451.75, "P27": 8581, "P33": 38989, "P44": 6000, "P45": 920},
            9,
            {"I01", "I05", "I32"},
        ),
        ("yongchuan", {"P44": 200, "P53": 9000, "P68": 200}, 6, {"I23", "I30"}),
    ],
)
def test_the_answers_of_the_three_pools_stand_on_figures(
    region: str, costs: dict[str, float], met: int, circles: set[str]
) -> None:
    """What is bought, at its printed costs; how many targets that meets; and the orders among them, which are all that is circular."""
    plan = load(region)
    answer = answer_question(plan, "base", plan.find_scenario("base"))
    assert {key for key in answer.choice.portfolio.starts if key in plan.project_by_id} == set(costs)
    assert answer.verification.cost_wan_yuan == pytest.approx(sum(costs.values()))
    outcomes = answer.verification.outcomes
    assert sum(each.is_met for each in outcomes) == met
    undecided = {each.key for each in outcomes if each.is_undecided}  # 93 % and a task without a number in one cell
    assert undecided == ({"I17"} if region == "dongchuan" else set())
    assert {each.key for each in outcomes if each.is_circular} == circles
    assert {each.evidence for each in outcomes if each.is_circular} == {"order"}
