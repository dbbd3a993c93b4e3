"""The plan as it stands on a later day: what came about takes the place of what was foreseen, each thing once."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from conftest import load
from peakfolio.errors import PeakfolioError
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Years
from peakfolio.plan.standing import Standing, report_silent, stand_at
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.portfolio.conflicts import Conflict
from random_plans import draw_case
from tiny import SETTINGS, make_effect, make_target, make_tiny_plan
from tiny_progress import draw_reports, make_break, make_outcome, make_report

DAY = "2026-11"
SEEDS = range(40)
COSTED = ("dongchuan", "panzhihua-dongqu", "yongchuan")


def ask(standing: Standing) -> Answer:
    return answer_question(standing.plan, "base", standing.plan.find_scenario("base"))


def try_answer(plan: Plan) -> Answer | None:
    """The answer, or None where what is imposed cannot hold together or nothing is asked."""
    try:
        return answer_question(plan, "base", plan.find_scenario("base"))
    except (Conflict, PeakfolioError):
        return None


def tell(standing: Standing, **rows: object) -> Standing:
    """The same plan on the same day with other rows."""
    return stand_at(replace(make_tiny_plan(), **rows), DAY, (2030,))


def draw_plan(seed: int) -> Plan:
    plan, scenario = draw_case(seed)
    return replace(plan, settings=plan.settings.model_copy(update={"scenario": scenario}))


@pytest.mark.parametrize("region", list_regions())
def test_a_day_that_knows_no_more_than_the_plan_gives_the_plan_itself(region: str) -> None:
    plan = replace(load(region), outcomes=(), progress=())
    assert stand_at(plan, None).plan is plan
    assert stand_at(plan, str(plan.settings.years.base_year)).plan is plan


@pytest.mark.parametrize("seed", SEEDS)
def test_no_day_and_the_own_day_give_a_random_plan_itself(seed: int) -> None:
    plan = draw_plan(seed)
    assert stand_at(plan, None).plan is plan
    assert stand_at(plan, "2022-12-31").plan is plan
    assert plan.standpoint is None


def test_a_day_before_the_base_year_and_a_milestone_that_has_passed_are_refused(tiny: Plan) -> None:
    with pytest.raises(PeakfolioError, match="2021-05 lies before the plan's base year 2022"):
        stand_at(tiny, "2021-05")
    with pytest.raises(PeakfolioError, match="2026 has passed on 2026-11"):
        stand_at(tiny, DAY, (2026, 2030))
    with pytest.raises(ValueError, match="as_of must not lie before base_year"):
        Years(**{**SETTINGS.years.model_dump(), "as_of": "2021-12"})
    assert Years(**{**SETTINGS.years.model_dump(), "as_of": "2026-11"}).as_of == DAY


def test_entering_the_same_outcome_twice_changes_nothing(tiny: Plan) -> None:
    row = make_outcome("sewage", 2025, 55.0)
    once, twice = (stand_at(replace(tiny, outcomes=rows), DAY) for rows in ((row,), (row, row)))
    assert once.started == twice.started
    assert once.plan.observations == twice.plan.observations
    assert once.plan.standpoint is not None
    assert twice.plan.standpoint is not None
    assert once.plan.standpoint.taken == twice.plan.standpoint.taken == (row,)


def test_an_outcome_known_after_the_day_is_not_seen(tiny: Plan) -> None:
    rows = (make_outcome("sewage", 2025, 55.0, known_on="2026-12"),)
    assert stand_at(replace(tiny, outcomes=rows), DAY).started == stand_at(tiny, DAY).started
    later = stand_at(replace(tiny, outcomes=rows), "2026-12")
    assert {each.kept for each in later.started if each.indicator_id == "sewage"} == {"outcome"}


def test_an_outcome_that_says_nothing_or_is_not_used_takes_no_values_place(tiny: Plan) -> None:
    for row in (make_outcome("sewage", 2025, None, state="unknown"), make_outcome("sewage", 2025, 9.0, is_used=False)):
        standing = stand_at(replace(tiny, outcomes=(row,)), DAY)
        assert standing.plan.find_base("sewage") == tiny.find_base("sewage")


def test_of_outcomes_of_one_year_the_newest_counts_and_then_the_best_source(tiny: Plan) -> None:
    press = make_outcome("sewage", 2025, 60.0, grade="press")
    official, newer = make_outcome("sewage", 2025, 55.0), make_outcome("sewage", 2025, 56.0, known_on="2026-03")
    for rows, value in (((press, official), 55.0), ((official, press), 55.0), ((newer, official), 56.0)):
        base = stand_at(replace(tiny, outcomes=rows), DAY).plan.find_base("sewage")
        assert base is not None
        assert base.value == value


def test_a_break_between_keeps_the_old_value_and_names_the_outcome_apart(tiny: Plan) -> None:
    row = make_outcome("sewage", 2025, 20.0)
    broken = replace(tiny, outcomes=(row,), breaks=(make_break("sewage", 2024),))
    started = next(each for each in stand_at(broken, DAY).started if each.indicator_id == "sewage")
    assert (started.kept, started.value) == ("plan", tiny.find_base("sewage"))
    assert started.apart == (row,)
    before = replace(broken, outcomes=(make_outcome("sewage", 2023, 45.0),))
    assert stand_at(before, DAY).started[0].kept == "outcome"


def test_a_missed_target_is_asked_of_the_next_milestone_and_never_twice(tiny: Plan) -> None:
    standing = stand_at(tiny, DAY, (2030,))
    assert [(row.indicator_id, row.year) for row in standing.carried] == [("sewage", 2030), ("forest", 2030)]
    assert [each.key for each in ask(standing).problem.targets] == ["sewage", "forest"]
    own = replace(tiny, targets=(*tiny.targets, make_target("sewage", 65.0, year=2030, standard="text")))
    asked = [row for row in stand_at(own, DAY, (2030,)).plan.targets if row.year == 2030]
    assert [(row.indicator_id, row.value) for row in asked] == [("sewage", 65.0), ("forest", 60.0)]
    idle = replace(tiny, targets=(*tiny.targets, make_target("sewage", 65.0, year=2030, is_used=False)))
    assert len(stand_at(idle, DAY, (2030,)).carried) == 2


def test_a_task_without_a_number_takes_no_numbers_place(tiny: Plan) -> None:
    task = make_target("sewage", None, year=2030, relation="assigned", as_written="完成上级任务")
    carried = stand_at(replace(tiny, targets=(*tiny.targets, task)), DAY, (2030,)).carried
    assert [(row.indicator_id, row.value) for row in carried] == [("sewage", 70.0), ("forest", 60.0)]


def test_later_milestones_carry_what_the_earlier_ones_ask(tiny: Plan) -> None:
    own = replace(tiny, targets=(*tiny.targets, make_target("sewage", 80.0, year=2030)))
    carried = [(row.indicator_id, row.year, row.value) for row in stand_at(own, DAY, (2030, 2035)).carried]
    assert carried == [("forest", 2030, 60.0), ("forest", 2035, 60.0), ("sewage", 2035, 80.0)]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_target_is_asked_twice_of_a_milestone(seed: int) -> None:
    standing = stand_at(draw_plan(seed), DAY, (2030, 2035))
    rows = [row for row in standing.plan.targets if row.is_used and row.year in (2030, 2035)]
    keys = [(row.indicator_id, row.standard, row.year, row.relation, row.value, row.any_of, row.all_of) for row in rows]
    assert len(keys) == len(set(keys))


def test_a_target_that_asks_for_better_than_base_asks_it_of_the_base_the_plan_had(tiny: Plan) -> None:
    better = replace(tiny, targets=(make_target("sewage", None, relation="improve", as_written="提高"),))
    worse = stand_at(replace(better, outcomes=(make_outcome("sewage", 2025, 35.0),)), DAY)
    assert [each.key for each in ask(worse).problem.targets] == ["sewage"]
    assert ask(worse).problem.targets[0].level == pytest.approx(40.0, abs=1e-3)


def test_what_a_done_project_brought_is_counted_once(tiny: Plan) -> None:
    done = make_report("P2", "done", finish_year=2024, spent_wan_yuan=90.0)
    before = ask(stand_at(replace(tiny, progress=(done,)), DAY, (2030,)))
    assert {each.key: each.value for each in before.verification.outcomes} == {"sewage": 70.0, "forest": 60.0}
    assert (before.verification.cost_wan_yuan, set(before.choice.portfolio.starts)) == (80.0, {"P2", "P3"})
    seen = (make_outcome("sewage", 2025, 55.0), make_outcome("forest", 2025, 60.0))
    after = ask(stand_at(replace(tiny, progress=(done,), outcomes=seen), DAY, (2030,)))
    assert {each.key: each.value for each in after.verification.outcomes} == {"sewage": 70.0}
    assert (after.verification.cost_wan_yuan, set(after.choice.portfolio.starts)) == (80.0, {"P3"})
    early = (make_outcome("sewage", 2023, 42.0),)
    since = ask(stand_at(replace(tiny, progress=(done,), outcomes=early), DAY, (2030,)))
    assert next(each.value for each in since.verification.outcomes if each.key == "sewage") >= 57.0


def test_of_what_grows_year_by_year_only_the_rest_is_still_to_come(tiny: Plan) -> None:
    growing = (make_effect("P1", "sewage", 20.0, arrives="pro_rata"), *tiny.effects[1:])
    running = make_report("P1", "under_way", start_year=2023, finish_year=2027, to_come_wan_yuan=10.0)
    plan = replace(tiny, effects=growing, progress=(running,), outcomes=(make_outcome("sewage", 2025, 52.0),))
    left = next(row for row in stand_at(plan, DAY, (2030,)).plan.effects if row.action_id == "P1")
    assert left.central == pytest.approx(20.0 * 2 / 5)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dropped_project_is_never_chosen_nor_what_needs_it(seed: int) -> None:
    plan = draw_plan(seed)
    gone = plan.projects[seed % len(plan.projects)].project_id
    standing = stand_at(replace(plan, progress=(make_report(gone, "dropped"),)), DAY, (2030,))
    needing = {row.action_id for row in plan.relations if row.kind == "requires" and row.other_id == gone}
    answer = try_answer(standing.plan)
    assert gone not in standing.plan.project_by_id
    assert answer is None or not {gone, *needing} & set(answer.choice.portfolio.starts)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_running_project_is_not_charged_its_past_money(seed: int) -> None:
    plan = draw_plan(seed)
    standing = stand_at(replace(plan, progress=draw_reports(plan, seed)), DAY, (2030,))
    for row in standing.plan.projects:
        status = standing.find_status(row.project_id)
        if row.spending_profile is not None:
            shares = [float(each) for each in row.spending_profile.split(";")]
            assert math.isclose(math.fsum(shares), 1.0, abs_tol=1e-9)
            assert len(shares) == (row.end_year or 0) - (row.start_year or 0) + 1
        if status == "under_way":
            assert row.cost_wan_yuan is None or not row.cost_wan_yuan or row.spending_profile is not None
    answer = try_answer(standing.plan)
    if answer is not None:
        assert answer.verification.sunk_wan_yuan == 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_sunk_money_never_changes_the_choice_among_what_is_left(seed: int) -> None:
    plan = draw_plan(seed)
    answers = []
    for spent in (0.0, 7.0, 4000.0):
        reports = tuple(
            row.model_copy(update={"spent_wan_yuan": spent, "to_come_wan_yuan": row.to_come_wan_yuan or 0.0})
            for row in draw_reports(plan, seed)
        )
        answers.append(try_answer(stand_at(replace(plan, progress=reports), DAY, (2030,)).plan))
    for one, other in pairwise(answers):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.choice.portfolio.starts == other.choice.portfolio.starts
            assert one.verification.cost_wan_yuan == other.verification.cost_wan_yuan


def test_a_project_that_ran_when_nobody_knew_what_it_cost_keeps_the_spending_of_the_years_to_come(tiny: Plan) -> None:
    running = make_report("P1", "under_way", start_year=2023, finish_year=2027)
    row = stand_at(replace(tiny, progress=(running,)), DAY, (2030,)).plan.project_by_id["P1"]
    assert row.cost_wan_yuan == pytest.approx(100.0 / 5)
    assert (row.start_year, row.end_year, row.whole_cost) == (2023, 2027, 100.0)


def test_a_plan_of_a_later_start_keeps_its_length_and_a_reported_finish_its_year(tiny: Plan) -> None:
    late, told = (
        make_report("P1", "approved", start_year=2028),
        make_report("P3", "planned", start_year=2027, finish_year=2029),
    )
    moved = stand_at(replace(tiny, progress=(late, told)), DAY, (2030,)).plan.project_by_id
    assert {key: (row.start_year, row.end_year) for key, row in moved.items()} == {
        "P1": (2028, 2029), "P2": (2027, 2029), "P3": (2027, 2029), "P4": (2027, 2029),
    }  # fmt: skip


@pytest.mark.parametrize("value", [0.0, 5.0, 20.0])
@pytest.mark.parametrize("finish", [2024, 2025])
def test_an_outcome_equal_to_what_the_plan_expects_changes_no_choice_among_what_is_left(
    value: float, finish: int
) -> None:
    """The plan's own model expects of a year its base and the effects of what is reported as done by then."""
    plan = make_tiny_plan()
    effects = (*plan.effects[1:], make_effect("P1", "sewage", value))
    plan = replace(plan, effects=effects, progress=(make_report("P1", "done", finish_year=finish),))
    without = ask(stand_at(plan, DAY, (2030,)))
    told = replace(plan, outcomes=(make_outcome("sewage", 2025, 40.0 + value), make_outcome("forest", 2025, 50.0)))
    assert _list_left(ask(stand_at(told, DAY, (2030,))), {"P1"}) == _list_left(without, {"P1"})


@pytest.mark.parametrize("seed", SEEDS)
def test_an_expected_outcome_changes_no_choice_of_a_random_plan(seed: int) -> None:
    """Where effects add up; a level reached is no sum, so an outcome at a level is a new start for what adds to it."""
    plan = draw_plan(seed)
    done = {row.project_id for row in plan.projects[:2]}
    bases = {row.indicator_id: plan.find_base(row.indicator_id) for row in plan.indicators if row.kind == "numeric"}
    values = {key: base.value for key, base in bases.items() if base is not None and base.value is not None}
    signs = {row.indicator_id: -1.0 if row.direction == "less" else 1.0 for row in plan.indicators}
    inside = {key: value for key, value in values.items() if 10.0 <= value + 4.0 * signs[key] <= 90.0}
    effects = [row for row in plan.effects if row.action_id not in done]
    effects += [make_effect(each, key, 2.0 * signs[key]) for each in sorted(done) for key in inside]
    chains = tuple(row for row in plan.chains if row.action_id not in done)
    scenario = plan.settings.scenario.model_copy(update={"robust_budget": 0.0, "effects": "central"})
    plan = replace(
        plan,
        effects=tuple(effects),
        chains=chains,
        relations=(),
        settings=plan.settings.model_copy(update={"scenario": scenario}),
        progress=tuple(make_report(key, "done", start_year=2023, finish_year=2023) for key in sorted(done)),
    )
    outcomes = tuple(make_outcome(key, 2025, value + 2.0 * signs[key] * len(done)) for key, value in inside.items())
    without, told = (try_answer(stand_at(each, DAY, (2030,)).plan) for each in (plan, replace(plan, outcomes=outcomes)))
    assert (without is None) == (told is None)
    if without is not None and told is not None:
        assert _list_left(told, done) == _list_left(without, done)


def _list_left(answer: Answer, done: set[str]) -> dict[str, int]:
    return {key: year for key, year in answer.choice.portfolio.starts.items() if key not in done}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("region", list_regions())
def test_the_second_voice_agrees_on_every_plan_whatever_is_reported(region: str, seed: int) -> None:
    plan = load(region)
    standing = stand_at(replace(plan, progress=draw_reports(plan, seed)), DAY, (2030,))
    answer = try_answer(standing.plan)
    assert (answer is not None) or region not in COSTED
    if answer is not None:
        assert all(check.is_right for check in answer.verification.checks)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_second_voice_agrees_on_random_plans_whatever_is_reported(seed: int) -> None:
    plan = draw_plan(seed)
    answer = try_answer(stand_at(replace(plan, progress=draw_reports(plan, seed)), DAY, (2030, 2035)).plan)
    assert answer is None or all(check.is_right for check in answer.verification.checks)


def test_silent_projects_can_be_taken_as_built_as_printed(tiny: Plan) -> None:
    standing = stand_at(tiny, DAY, (2030,))
    assert standing.silent == ("P1", "P2", "P3", "P4")
    built = stand_at(report_silent(tiny, standing), DAY, (2030,))
    assert {key: built.find_status(key) for key in standing.silent} == dict.fromkeys(standing.silent, "done")
    answer = ask(built)
    assert answer.verification.cost_wan_yuan == 0.0
    assert {each.key for each in answer.verification.outcomes if each.is_met} == {"sewage", "forest"}


def test_a_named_target_of_a_year_that_has_passed_is_changed_in_the_year_it_is_carried_to(tiny: Plan) -> None:
    scenario = tiny.settings.scenario.model_copy(update={"target_values": {"sewage@2025": 60.0}, "locked_in": ("P4",)})
    plan = replace(tiny, settings=tiny.settings.model_copy(update={"scenario": scenario}))
    moved = stand_at(replace(plan, progress=(make_report("P4", "dropped"),)), DAY, (2030,)).plan.settings.scenario
    assert (moved.target_values, moved.locked_in) == ({"sewage@2030": 60.0}, ())
