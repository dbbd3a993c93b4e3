"""Frontiers, alternatives, prices, draws and rankings: hand-worked on the tiny plan, lawful on the real ones."""

import dataclasses
import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import load
from peakfolio.cli.main import main
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.cost_ranging import list_ranges
from peakfolio.portfolio.frontier import (
    find_alternatives,
    trace_abatement,
    trace_points,
    trace_shortfall,
    trace_targets,
)  # fmt: skip
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.pricing import divide_money, price_projects, price_targets
from peakfolio.portfolio.ranking import rank_projects
from peakfolio.portfolio.sample_average import choose_with_chance
from peakfolio.portfolio.sampling import sample_choices
from peakfolio.portfolio.solver import SolverSettings
from peakfolio.portfolio.verify import verify_portfolio
from peakfolio.report.prices import make_frontier_table
from test_questions import make_scored_plan, with_abatement
from tiny import make_effect, make_project, make_target, make_tiny_plan
from tiny_delivery import require

REAL = ("dongchuan", "panzhihua-dongqu", "yongchuan")


def choose(plan: Plan, **changes: object) -> Choice:
    return choose_portfolio(build_problem(plan, Scenario(**changes)))


def test_every_breakpoint_between_cost_and_targets(tiny: Plan) -> None:
    points = trace_targets(tiny, build_problem(tiny, Scenario()))
    assert [(point.cost_wan_yuan, point.reached) for point in points] == [(0.0, 0.0), (90.0, 1.0), (170.0, 2.0)]
    assert [(point.entering, point.leaving) for point in points] == [((), ()), (("P2",), ()), (("P3",), ())]


def test_every_breakpoint_between_cost_and_points() -> None:
    plan = make_scored_plan()
    points = trace_points(plan, build_problem(plan, Scenario(question="most_points")))
    assert [(point.cost_wan_yuan, point.reached) for point in points] == [(0.0, 0.0), (100.0, 2.0), (170.0, 5.0)]


def test_every_breakpoint_between_cost_and_abatement(tiny: Plan) -> None:
    plan = with_abatement(tiny)
    points = trace_abatement(plan, build_problem(plan, Scenario(question="most_abatement")))
    assert [(p.cost_wan_yuan, p.reached) for p in points] == [
        (0.0, 0.0), (80.0, 4.0), (100.0, 5.0), (170.0, 8.0), (180.0, 9.0), (270.0, 13.0),
    ]  # fmt: skip


def test_shortfall_frontier_is_complete(tiny: Plan) -> None:
    """Against every subset: no other portfolio closes more for the same money."""
    problem = build_problem(tiny, Scenario(latest_delay_years=0))
    points = trace_shortfall(tiny, problem)
    worth = {"P1": (100, 20 / 30, 0.0), "P2": (90, 0.5, 1.0), "P3": (80, 0.5, 0.0)}
    for size in range(4):
        for chosen in itertools.combinations(worth, size):
            cost = sum(worth[key][0] for key in chosen)
            closed = min(sum(worth[key][1] for key in chosen), 1.0) + min(sum(worth[key][2] for key in chosen), 1.0)
            best = max(point.reached for point in points if point.cost_wan_yuan <= cost + 1e-9)
            assert best >= closed - 1e-6
    table = make_frontier_table(points, "shortfall")
    reached = table.keys.index("reached")
    assert table.columns[reached].title.read("en") == "Weighted gaps closed"
    assert [row[reached] for row in table.rows] == sorted(row[reached] for row in table.rows)  # type: ignore[type-var]


@pytest.mark.parametrize("region", REAL)
def test_frontiers_of_the_real_plans_rise_and_verify(region: str) -> None:
    plan = load(region)
    problem = build_problem(plan, plan.find_scenario(None))
    points = trace_targets(plan, problem)
    assert points[0].cost_wan_yuan == 0.0
    for cheaper, dearer in itertools.pairwise(points):
        assert cheaper.cost_wan_yuan < dearer.cost_wan_yuan
        assert cheaper.reached < dearer.reached
    for point in points:
        assert verify_portfolio(plan, problem, point.portfolio).cost_wan_yuan == pytest.approx(point.cost_wan_yuan)
    best = choose_portfolio(problem).portfolio
    assert points[-1].cost_wan_yuan == pytest.approx(best.discounted_cost)


def test_every_breakpoint_of_dongchuan_is_the_least_money_for_its_targets() -> None:
    plan = load("dongchuan")
    points = trace_targets(plan, build_problem(plan, plan.find_scenario(None)))
    assert len(points) > 2
    for before, point in itertools.pairwise(points):
        enough, short = (
            choose(plan, budget_wan_yuan=budget) for budget in (point.cost_wan_yuan, point.cost_wan_yuan - 0.01)
        )
        assert len(enough.problem.targets) - len(enough.portfolio.missed) == point.reached
        assert len(short.problem.targets) - len(short.portfolio.missed) == before.reached


def test_alternatives_differ_verify_and_stay_within_the_margin(tiny: Plan) -> None:
    choice = choose(tiny)
    others = find_alternatives(choice, 0.2, 10)
    assert [sorted(other.starts) for other in others] == [["P1", "P2"]]
    assert others[0].discounted_cost == pytest.approx(190.0)
    assert find_alternatives(choice, 0.1, 10) == ()


def test_what_points_are_asked_for_no_alternative_and_no_replacement_gives_up() -> None:
    plan = load("yongchuan")
    choice = choose(plan, question="cheapest_points", points=93.0)
    assert find_alternatives(choice, 0.5, 10) == ()
    prices = {each.action_id: each for each in price_projects(plan, choice)}
    assert set(choice.portfolio.starts) == {"P44", "P45", "P46"}
    assert all(prices[key].replacement_cost is None for key in choice.portfolio.starts)
    cheaper = choose(plan, question="cheapest_points", points=92.0)
    for other in find_alternatives(cheaper, 5.0, 5):
        assert verify_portfolio(plan, cheaper.problem, other).points >= 92.0


@pytest.mark.parametrize("region", REAL)
def test_alternatives_of_the_real_plans(region: str) -> None:
    plan = load(region)
    choice = choose_portfolio(build_problem(plan, plan.find_scenario(None)))
    best = set(choice.portfolio.starts)
    others = find_alternatives(choice, 0.5, 8)
    sets = [frozenset(other.starts) for other in others]
    assert len(set(sets)) == len(sets)
    for other in others:
        assert best - set(other.starts), "an alternative leaves something out"
        assert len(other.missed) <= len(choice.portfolio.missed)
        assert other.discounted_cost <= 1.5 * choice.portfolio.discounted_cost + 1e-3
        verify_portfolio(plan, choice.problem, other)


def test_prices_say_what_replacing_and_entering_cost(tiny: Plan) -> None:
    prices = {price.action_id: price for price in price_projects(tiny, choose(tiny))}
    assert prices["P2"].replacement_cost is None
    assert prices["P2"].lost == ("forest",)
    assert prices["P3"].replacement_cost == pytest.approx(20.0)  # P1+P2 at 190 instead of 170
    assert prices["P3"].substitutes == ("P1",)
    assert prices["P1"].entry_cost == pytest.approx(80.0)  # cheaper than P3 it would take its place
    assert prices["P4"].entry_cost is None
    assert prices["P1"].raised_targets == {"sewage": pytest.approx(70.0)}  # P2 and P3 alone reach 70


def test_entry_price_is_a_real_threshold(tiny: Plan) -> None:
    for cost, is_chosen in ((79.0, True), (81.0, False)):
        projects = (tiny.projects[0].model_copy(update={"cost_wan_yuan": cost}), *tiny.projects[1:])
        assert ("P1" in choose(dataclasses.replace(tiny, projects=projects)).portfolio.starts) is is_chosen


def test_ranges_say_as_long_as_what_the_choice_holds(tiny: Plan) -> None:
    choice = choose(tiny)
    ranges = {(each.kind, each.action_id, each.key): each for each in list_ranges(choice, price_projects(tiny, choice))}
    assert ranges["cost", "P3", None].highest == pytest.approx(100.0)  # 80 and 20 of replacement cost
    assert ranges["cost", "P1", None].lowest == pytest.approx(80.0)
    assert ranges["effect", "P2", "sewage"].lowest == pytest.approx(15.0)  # 15 + 15 leave nothing to spare
    assert ranges["effect", "P2", "forest"].lowest == pytest.approx(10.0)
    for cost, holds in ((99.0, True), (101.0, False)):
        projects = tuple(
            row.model_copy(update={"cost_wan_yuan": cost}) if row.project_id == "P3" else row for row in tiny.projects
        )
        assert ("P3" in choose(dataclasses.replace(tiny, projects=projects)).portfolio.starts) is holds


def test_target_prices_tell_step_from_shadow(tiny: Plan) -> None:
    prices = {price.key: price for price in price_targets(choose(tiny))}
    assert prices["sewage"].step_cost == pytest.approx(80.0)  # without it P2 alone, 90
    assert prices["forest"].step_cost == pytest.approx(0.0)  # P2+P3 is cheapest for sewage anyway
    assert prices["sewage"].shadow_price > 0


def test_money_goes_to_the_weightiest_target(tiny: Plan) -> None:
    money = divide_money(tiny, choose(tiny))
    assert money.by_nature == {"binding": pytest.approx(170.0)}
    assert money.without_target == 0.0


def test_money_for_what_another_project_needs_goes_where_that_one_goes(tiny: Plan) -> None:
    """P5 (5) has no effect; P3 needs it, so it is part of what sewage costs. Only locked in, it serves nothing."""
    plan = dataclasses.replace(tiny, projects=(*tiny.projects, make_project("P5", 5.0, 2023, 2024)))
    needed = dataclasses.replace(plan, relations=(require("P3", "P5"),))
    for asked, binding, without in (({}, 175.0, 0.0), ({"locked_in": ("P5",)}, 170.0, 5.0)):
        used = plan if asked else needed
        money = divide_money(used, choose(used, **asked))
        assert (money.by_nature, money.without_target) == ({"binding": pytest.approx(binding)}, pytest.approx(without))


def test_draws_without_spread_give_the_central_answer(tiny: Plan) -> None:
    choice = choose(tiny)
    summary = sample_choices(tiny, choice, 10, seed=1)
    assert summary.all_met == 1.0
    assert summary.frequency == {"P2": 1.0, "P3": 1.0}


def make_uncertain(tiny: Plan) -> Plan:
    """P2 and P3 give 15 each at best, P1 15 to 25: only with P1 is 30 ever sure."""
    changed = []
    for row in tiny.effects:
        central = row.central or 0.0
        low = {"P2": 12.0, "P3": 12.0}.get(row.action_id, central) if row.indicator_id == "sewage" else central
        changed.append(row.model_copy(update={"low": low}))
    return dataclasses.replace(tiny, effects=tuple(changed))


def test_draws_repeat_with_their_seed_and_differ_without(tiny: Plan) -> None:
    plan = make_uncertain(tiny)
    choice = choose(plan)
    assert sample_choices(plan, choice, 30, seed=3) == sample_choices(plan, choice, 30, seed=3)
    both = sample_choices(
        plan, choice, 200, seed=3
    ).all_met  # two effects must both be at their centre, each in half of the draws
    assert both == pytest.approx(0.25, abs=0.1)


def test_certainty_is_bought_and_holds_on_fresh_draws(tiny: Plan) -> None:
    plan = make_uncertain(tiny)
    choice = choose(plan)
    bought = choose_with_chance(plan, choice, 0.9, 60, SolverSettings(seed=5))
    assert set(bought.portfolio.starts) == {"P1", "P2"}
    assert bought.in_sample >= 0.9
    assert bought.fresh >= 0.9
    assert bought.portfolio.discounted_cost > choice.portfolio.discounted_cost


def test_a_probability_nothing_can_reach_is_not_claimed(tiny: Plan) -> None:
    plan = make_uncertain(dataclasses.replace(tiny, targets=(make_target("sewage", 89.0), tiny.targets[1])))
    bought = choose_with_chance(plan, choose(plan), 0.99, 60, SolverSettings(seed=5))
    assert bought.in_sample < 0.99


def test_ranking_puts_the_irreplaceable_first_and_repeats(tiny: Plan) -> None:
    choice = choose(tiny)
    ranked = rank_projects(tiny, choice, draws=5)
    assert [each.action_id for each in ranked] == ["P2", "P3", "P1", "P4"]
    assert ranked == rank_projects(tiny, choice, draws=5)
    assert ranked[-1].standing == "never"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tiny plan with points, abatements and a second scenario, in a folder of its own."""
    plan = with_abatement(make_scored_plan())
    scenarios = {"poor": Scenario(budget_wan_yuan=100.0)}
    plan = dataclasses.replace(plan, settings=plan.settings.model_copy(update={"scenarios": scenarios}))
    folder = tmp_path_factory.mktemp("own") / "mine"
    write_plan(plan, folder)
    return str(folder)


@pytest.mark.parametrize(
    "arguments",
    [
        ("why",),
        ("rank", "--draws", "5"),
        ("frontier",),
        ("frontier", "--of", "points"),
        ("frontier", "--of", "shortfall"),
        ("frontier", "--of", "abatement"),
        ("alternatives", "--within", "30", "--most", "3"),
        ("sample", "--draws", "5", "--alpha", "0.8"),
        ("compare", "base", "poor"),
    ],
)
def test_commands_show_tables_in_both_languages_and_json(own: str, arguments: tuple[str, ...]) -> None:
    command, *options = arguments
    shown = [
        CliRunner().invoke(main, ["--language", language, command, own, *options, *form])
        for language, form in (("zh", ()), ("en", ()), ("zh", ("--json",)))
    ]
    assert [each.exit_code for each in shown] == [0, 0, 0], [each.output for each in shown]
    zh, en, said = (each.output for each in shown)
    assert zh != en
    assert len(zh.splitlines()) > 3
    assert all(isinstance(rows, list) for rows in json.loads(said).values())


@pytest.mark.parametrize(
    "arguments",
    [
        ("why", "dongchuan"),
        ("rank", "dongchuan", "--draws", "5"),
        ("frontier", "dongchuan"),
        ("frontier", "panzhihua-dongqu", "--of", "shortfall"),
        ("alternatives", "dongchuan", "--within", "1000", "--most", "2"),
        ("compare", "yongchuan", "base", "low-effects"),
    ],
)
def test_commands_answer_for_real_plans(arguments: tuple[str, ...]) -> None:
    said = CliRunner().invoke(main, [*arguments, "--json"])
    assert said.exit_code == 0, said.output
    assert any(json.loads(said.output).values())


def test_sample_tells_how_often_all_targets_hold_and_why_it_is_half_at_best(tmp_path: Path) -> None:
    """P1 (100) closes sewage by a share of 0.7 to 1.3 of the gap, P2 (90) the forest by what it prints: 190."""
    tiny = make_tiny_plan()
    effects = (make_effect("P1", "sewage", None, basis="shared"), make_effect("P2", "forest", 10.0))
    write_plan(dataclasses.replace(tiny, effects=effects), tmp_path / "mine")
    arguments = ["sample", str(tmp_path / "mine"), "--draws", "40", "--alpha", "0.8"]
    runner = CliRunner()
    shown = " ".join(runner.invoke(main, ["--language", "en", *arguments, "--shared"]).output.split())
    assert "1 targets rest on shared effects" in shown
    assert "by construction" in shown
    assert "at any price" in shown
    said = json.loads(runner.invoke(main, [*arguments, "--shared", "--json"]).output)
    answer, bought = said["together"]
    assert answer["cost_wan_yuan"] == pytest.approx(190.0)
    assert bought["cost_wan_yuan"] >= answer["cost_wan_yuan"]
    sure = {row["evidence"]: row["probability"] for row in said["targets"]}
    assert sure["figure"] == 1.0
    assert sure["shared, no figure"] == pytest.approx(0.5, abs=0.25)
    assert "by construction" not in runner.invoke(main, ["--language", "en", *arguments]).output


def test_sample_of_a_real_plan_starts_from_its_answer() -> None:
    said = json.loads(
        CliRunner().invoke(main, ["sample", "dongchuan", "--draws", "20", "--alpha", "0.8", "--json"]).output
    )
    answer, bought = said["together"]
    assert answer["cost_wan_yuan"] == pytest.approx(choose(load("dongchuan")).portfolio.discounted_cost)
    assert bought["cost_wan_yuan"] >= answer["cost_wan_yuan"]


def test_every_breakpoint_of_points_of_yongchuan_is_the_least_money_for_them() -> None:
    output = CliRunner().invoke(main, ["frontier", "yongchuan", "--of", "points", "--json"]).output
    said = json.loads(output)["frontier"]
    plan = load("yongchuan")
    assert [row["cost_wan_yuan"] for row in said] == sorted(row["cost_wan_yuan"] for row in said)
    assert said[-1]["reached"] == choose(plan, question="most_points").portfolio.points
    for before, row in itertools.pairwise(said):
        asked = choose(plan, question="cheapest_points", points=row["reached"])
        assert asked.portfolio.discounted_cost == pytest.approx(row["cost_wan_yuan"])
        short = choose(plan, question="most_points", budget_wan_yuan=row["cost_wan_yuan"] - 0.01)
        assert short.portfolio.points == before["reached"]


def test_the_frontier_of_yongchuan_ends_at_93_points() -> None:
    """The parks of P60 to P63 do not reach 12 m2 a person, and township sewage has no project: 95 are out of reach."""
    said = json.loads(CliRunner().invoke(main, ["frontier", "yongchuan", "--of", "points", "--json"]).output)[
        "frontier"
    ]
    assert [(row["cost_wan_yuan"], row["reached"]) for row in said] == [(0, 87), (200, 92), (2400, 93)]


def test_abatement_frontier_of_a_plan_without_abatement_says_so(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "mine")
    result = CliRunner().invoke(main, ["frontier", str(tmp_path / "mine"), "--of", "abatement"])
    assert result.exit_code == 2
    assert "abatements.csv" in result.output


def test_abatement_frontier_of_dongchuan_starts_with_nothing_and_rises() -> None:
    result = CliRunner().invoke(main, ["frontier", "dongchuan", "--of", "abatement", "--json"])
    points = json.loads(result.output)["frontier"]
    reached = [point["reached"] for point in points]
    assert reached == sorted(reached)
    assert reached[-1] > 0.2  # P39, the waste-to-energy plant, is the pool's only large saver of energy CO2
