"""Certainty and its price: a cheap slow project and a dear fast one, with chances in closed form; samples against brute force."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakfolio.delivery.attainment import bound_chance, make_study
from peakfolio.delivery.build import build_delivery, schedule_starts
from peakfolio.delivery.delivered import PlannedPortfolio, deliver_portfolio
from peakfolio.delivery.ensemble import deliver
from peakfolio.delivery.outlook import DeliveryOutlook, assess_delivery
from peakfolio.delivery.robust import RobustChoice, RobustSearch, allow_early_starts, join_draws
from peakfolio.delivery.settings import RiskSettings, SimulationSettings
from peakfolio.delivery.what_if import RULES
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import DeliverySettings, Scenario
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.sample_average import Promise, Sample, hold_samples
from peakfolio.portfolio.verify import verify_portfolio
from tiny import change_scenario, make_effect, make_project, make_target, make_tiny_plan
from tiny_delivery import Spread, make_book, make_delivery_plan, own_months

# Either project alone closes the gap of sewage, 30, if it is in service by the end of 2025, month 36. Only building takes time, and it varies:
# Slow 20, 30, 60 months: in time with 1 - 24^2 / (40 * 30) = 0.52; Fast 10, 20, 60: 1 - 24^2 / (50 * 40) = 0.712; either 1 - 0.48 * 0.288.
# By the end of 2026, month 48: Slow 1 - 12^2 / (40 * 30) = 0.88.
SLOW: Spread = (20.0, 30.0, 60.0)
FAST: Spread = (10.0, 20.0, 60.0)
CHANCES = {("Slow",): 0.52, ("Fast",): 0.712, ("Slow", "Fast"): 1 - 0.48 * 0.288}
COSTS = {("Slow",): 50.0, ("Fast",): 120.0, ("Slow", "Fast"): 170.0}
AIMS = ("sewage", "forest")
HOPELESS: Spread = (30.0, 45.0, 60.0)  # in time with 6^2 / (30 * 15) = 0.08
WIDE = DeliverySettings(approval_desks=99, design_institutes=99, crews={"pipe_layers": 99})
INSTANT = make_book(
    dict.fromkeys(("approval", "design", "tender", "acceptance"), 0.0), {"unstated": 0.0}
)  # money of a year comes on its first day


def make_plan(
    projects: Mapping[str, tuple[float, Spread, str]], delivery: DeliverySettings = WIDE, **changes: Any
) -> Plan:
    """Projects by their cost, months of building and the target whose gap they close; all their money comes in their first year."""
    gaps = {"sewage": 30.0, "forest": 10.0}
    plan = make_delivery_plan(
        book=INSTANT,
        delivery=delivery,
        kinds={key: own_months(months) for key, (_, months, _) in projects.items()},
        projects=tuple(
            make_project(key, cost, 2023, 2025, spending_profile="1;0;0") for key, (cost, _, _) in projects.items()
        ),
        effects=tuple(make_effect(key, aim, gaps[aim]) for key, (_, _, aim) in projects.items()),
        **changes,
    )
    return change_scenario(plan, latest_delay_years=0)


PAIR = {"Slow": (50.0, SLOW, "sewage"), "Fast": (120.0, FAST, "sewage")}


def search(
    plan: Plan, aims: tuple[str, ...] = ("sewage",), first: Portfolio | None = None, samples: int = 150
) -> RobustSearch:
    problem = build_problem(plan, plan.settings.scenario)
    study = make_study(plan, problem, build_delivery(plan, problem))
    return RobustSearch(study, aims, RiskSettings(runs=300, samples=samples), first)


@pytest.fixture(scope="module")
def pair() -> RobustSearch:
    return search(make_plan(PAIR))


def find_built(choice: RobustChoice) -> tuple[str, ...]:
    return tuple(sorted(choice.portfolio.starts, reverse=True))


@pytest.mark.parametrize(("alpha", "built"), [(0.3, ("Slow",)), (0.6, ("Fast",)), (0.8, ("Slow", "Fast"))])
def test_more_certainty_swaps_to_the_dear_project_and_then_adds_it(
    pair: RobustSearch, alpha: float, built: tuple[str, ...]
) -> None:
    found = pair.choose(alpha)
    assert find_built(found) == built
    assert found.cost_wan_yuan == COSTS[built]
    assert found.is_reached
    for seen, runs in ((found.in_sample, pair.settings.samples), (found.fresh, pair.settings.runs)):
        assert abs(seen - CHANCES[built]) < 4 * (CHANCES[built] * (1 - CHANCES[built]) / runs) ** 0.5


def test_in_sample_is_counted_from_the_very_luck_of_the_samples(pair: RobustSearch) -> None:
    months = join_draws(pair.study.model, pair.settings.seed, pair.settings.samples).months[:, :, 3]
    slow, fast = (months[:, pair.study.model.place_by_id[key]] <= 36.0 for key in ("Slow", "Fast"))
    for alpha, met in ((0.3, slow), (0.6, fast), (0.8, slow | fast)):
        assert pair.choose(alpha).in_sample == pytest.approx(met.mean())


@pytest.mark.parametrize("alpha", [0.1, 0.3, 0.5, 0.6, 0.7, 0.8])
def test_what_is_claimed_is_what_is_simulated_where_nothing_queues(pair: RobustSearch, alpha: float) -> None:
    found = pair.choose(alpha)
    assert found.claimed == found.in_sample >= alpha
    assert found.rounds <= 1  # 0 where an earlier question has found it


def test_the_share_on_unseen_luck_lies_in_its_interval_and_is_told_again_by_a_simulation(pair: RobustSearch) -> None:
    found = pair.choose(0.6)
    assert found.interval[0] < found.fresh < found.interval[1]
    assert found.interval == bound_chance(found.fresh, pair.settings.runs)
    delivery = deliver(
        pair.study.model,
        schedule_starts(pair.study.model, found.portfolio.starts),
        SimulationSettings(runs=pair.settings.runs, seed=pair.settings.seed + 1),
    )
    assert found.fresh == pytest.approx((delivery.in_service <= 36.0).all(axis=1).mean())


def test_intervals_hold_the_true_chance_as_often_as_they_say() -> None:
    plan = make_plan(PAIR)
    model = build_delivery(plan)
    held = 0
    for seed in range(60):
        accepted = deliver(
            model, schedule_starts(model, {"Slow": 2023}), SimulationSettings(runs=50, seed=seed)
        ).records.accepted
        low, high = bound_chance(float((accepted <= 36.0).mean()), 50)
        held += low <= CHANCES["Slow",] <= high
    assert 52 <= held < 60  # 57 of 60 are expected; 51 or fewer, or all, would be rare


def test_certainty_never_gets_cheaper_and_the_curve_ends_where_no_portfolio_reaches_it(pair: RobustSearch) -> None:
    told: list[str] = []
    curve = pair.trace((0.1, 0.5, 0.6, 0.8, 0.99, 1.0), told.append)
    costs = [each.cost_wan_yuan for each in curve]
    assert costs == sorted(costs)
    assert [each.is_reached for each in curve] == [True, True, True, True, False]
    assert told == ["10%", "50%", "60%", "80%", "99%"]
    assert set(find_built(curve[-1])) == {"Slow", "Fast"}  # not reached: the likeliest


def test_where_certainty_cannot_be_had_it_says_so(pair: RobustSearch) -> None:
    found = pair.choose(0.99)
    assert not found.is_reached
    assert found.in_sample < 0.99
    assert found.dropped == ()


def test_a_later_year_never_costs_more(pair: RobustSearch) -> None:
    for alpha in (0.3, 0.6, 0.8):
        costs = [pair.choose(alpha, by=year).cost_wan_yuan for year in (2025, 2026, 2027)]
        assert costs == sorted(costs, reverse=True)
    assert pair.choose(0.8).cost_wan_yuan == 170.0
    assert find_built(pair.choose(0.8, by=2026)) == ("Slow",)  # 0.88 by then
    assert pair.choose(0.6, by=2025).portfolio.starts == pair.choose(0.6).portfolio.starts


def test_asked_twice_it_gives_the_same_choice(pair: RobustSearch) -> None:
    assert pair.choose(0.6) is pair.choose(0.6)
    assert search(make_plan(PAIR)).choose(0.6).portfolio.starts == pair.choose(0.6).portfolio.starts


def test_only_the_hopeless_aim_is_given_up() -> None:
    plan = make_plan({**PAIR, "Late": (30.0, HOPELESS, "forest")})
    found = search(plan, AIMS)
    whole, some = found.choose(0.6), found.choose(0.6, may_drop=True)
    assert (whole.is_reached, whole.dropped) == (False, ())
    assert (some.is_reached, some.dropped, some.aims) == (True, ("forest",), ("sewage",))
    assert find_built(some) == ("Fast",)
    none = found.choose(0.01, may_drop=True)
    assert (none.dropped, set(none.portfolio.starts)) == ((), {"Slow", "Late"})


def test_the_fewest_aims_are_given_up_even_where_giving_up_more_is_cheaper() -> None:
    # Both aims can be had with certainty, for 400; giving up the forest would cost 100.
    closed = {"Sure": (100.0, 20.0, "sewage"), "Dear": (300.0, 20.0, "forest")}
    found = search(make_plan(closed), AIMS).choose(0.9, may_drop=True)
    assert (found.dropped, found.cost_wan_yuan, found.fresh) == ((), 400.0, 1.0)


def test_an_earlier_start_is_bought_before_a_dearer_project() -> None:
    # Printed 2024: at work 12-42, too late. Begun in 2023: 0-30. The other project would cost more.
    plan = make_plan({"Near": (50.0, 30.0, "sewage"), "Dear": (90.0, 20.0, "sewage")})
    moved = tuple(
        row.model_copy(update={"start_year": 2024, "end_year": 2026}) if row.project_id == "Near" else row
        for row in plan.projects
    )
    plan = replace(plan, projects=moved)
    assert allow_early_starts(plan, build_problem(plan, plan.settings.scenario)).action_by_id["Near"].starts == (
        2023,
        2024,
    )
    assert dict(search(plan).choose(0.9).portfolio.starts) == {"Near": 2023}


def make_queued_plan(**others: tuple[float, Spread, str]) -> Plan:
    """One crew for One and Two, 20 months' work each, so the second serves at 40; the others are built by another trade."""
    projects = {"One": (50.0, 20.0, "sewage"), "Two": (40.0, 20.0, "forest"), **others}
    plan = make_plan(projects, WIDE.model_copy(update={"crews": {"pipe_layers": 1}}))
    rows = (row.model_copy(update={"trade": "builders"}) if row.project_id in others else row for row in plan.delivery)
    return replace(plan, delivery=tuple(rows))


OTHER = (200.0, 20.0, "forest")


def test_a_queue_that_the_program_does_not_know_is_learned() -> None:
    # The program claims One and Two for 90 and is wrong in every sample; told of the delay of Two it takes Other.
    found = search(make_queued_plan(Other=OTHER), AIMS, samples=20).choose(0.9)
    assert dict(found.portfolio.starts) == {"One": 2023, "Other": 2023}
    assert (found.claimed, found.in_sample, found.fresh, found.cost_wan_yuan) == (1.0, 1.0, 1.0, 250.0)
    assert found.rounds == 2


def test_a_first_portfolio_teaches_its_queue_before_anything_is_chosen() -> None:
    plan = make_queued_plan(Other=OTHER)
    first = choose_portfolio(build_problem(plan, plan.settings.scenario)).portfolio
    assert set(first.starts) == {"One", "Two"}
    found = search(plan, AIMS, samples=20, first=first).choose(0.9)
    assert (set(found.portfolio.starts), found.rounds) == ({"One", "Other"}, 1)


def test_what_was_simulated_for_one_certainty_is_a_candidate_for_the_next() -> None:
    plan = make_queued_plan(Other=OTHER)
    sought = search(plan, AIMS, samples=20)
    found = [sought.choose(alpha) for alpha in (0.9, 0.95, 0.5)]
    assert [each.cost_wan_yuan for each in found] == [250.0, 250.0, 250.0]
    assert [each.rounds for each in found] == [2, 0, 0]


def test_a_delay_learned_in_one_company_is_believed_in_every_other() -> None:
    # The known limit: Alt and Two share no crew and would do for 100, but Two was late behind One and is not tried again.
    plan = make_queued_plan(Other=OTHER, Alt=(60.0, 20.0, "sewage"))
    sought = search(plan, AIMS, samples=20)
    found = sought.choose(0.9)
    assert (found.is_reached, found.cost_wan_yuan) == (True, 250.0)
    cheaper = deliver(
        sought.study.model, schedule_starts(sought.study.model, {"Alt": 2023, "Two": 2023}), SimulationSettings(runs=20)
    )
    assert (cheaper.in_service == 20.0).all()


def test_the_last_word_is_the_simulation_with_all_queues() -> None:
    # One crew for both: Fast, second in the plan, waits for Slow, so together they hold no more often than Slow alone.
    plan = make_plan(PAIR, WIDE.model_copy(update={"crews": {"pipe_layers": 1}}))
    found = search(plan)
    for alpha in (0.3, 0.6, 0.8):
        choice = found.choose(alpha)
        delivery = deliver(
            found.study.model,
            schedule_starts(found.study.model, choice.portfolio.starts),
            SimulationSettings(runs=found.settings.samples, seed=found.settings.seed),
        )
        assert choice.in_sample == pytest.approx((delivery.in_service <= 36.0).any(axis=1).mean())
    assert found.choose(0.6).is_reached
    assert not found.choose(0.8).is_reached


def test_luck_joined_from_batches_is_the_luck_of_the_ensemble(pair: RobustSearch) -> None:
    luck = join_draws(pair.study.model, 0, 120)
    delivery = deliver(
        pair.study.model, schedule_starts(pair.study.model, {"Slow": 2023, "Fast": 2023}), SimulationSettings(runs=120)
    )
    assert len(luck) == 120
    np.testing.assert_allclose(delivery.records.accepted, luck.months[:, :, 3])


# The outlook


@pytest.fixture(scope="module")
def outlooks() -> dict[float, DeliveryOutlook]:
    """The pair, and a sure project for the forest."""
    plan = make_plan({**PAIR, "Sure": (10.0, 20.0, "forest")})
    choice = choose_portfolio(build_problem(plan, plan.settings.scenario))
    return {
        alpha: assess_delivery(plan, choice, RiskSettings(runs=100, samples=100, alpha=alpha, curve=(0.4, 0.8)))
        for alpha in (0.8, 0.95)
    }


Outlooks = Mapping[float, DeliveryOutlook]


def test_an_outlook_promises_all_aims_where_it_can(outlooks: Outlooks) -> None:
    found = outlooks[0.8]
    assert (found.aims, set(found.chosen.starts)) == (AIMS, {"Slow", "Sure"})
    assert set(found.written.starts) == {"Slow", "Fast", "Sure"}
    assert (found.promise, found.later, found.secure_choice) == (None, None, found.robust)
    assert found.secure.chance == found.robust.fresh
    assert found.written.chance > found.chosen.chance
    assert [each.cost_wan_yuan for each in found.curve] == [60.0, 180.0]


def test_an_outlook_that_cannot_promise_all_aims_in_time_gives_up_some_or_waits(outlooks: Outlooks) -> None:
    found = outlooks[0.95]
    assert not found.robust.is_reached
    assert found.promise is not None
    assert found.later is not None
    assert (found.promise.dropped, found.promise.cost_wan_yuan) == (("sewage",), 10.0)
    assert (found.later.by, found.later.is_reached, found.later.dropped) == (2026, True, ())
    assert found.secure_choice is found.promise
    assert (found.secure.aims, found.secure.chance) == (("forest",), 1.0)


def test_an_outlook_tells_what_its_parts_tell(outlooks: Outlooks) -> None:
    found = outlooks[0.8]
    study = make_study(found.plan, found.choice.problem, build_delivery(found.plan))
    meant = PlannedPortfolio("chosen", found.chosen.starts, aims=found.aims)
    again = deliver_portfolio(study, meant, SimulationSettings(runs=100))
    assert again.chance == found.chosen.chance
    assert [each.action_id for each in found.deciders] == ["Slow", "Sure"]
    assert found.deciders[0].breaks == found.deciders[0].cures == pytest.approx(1 - found.chosen.chance)
    frozen = next(each for each in found.differences if each.change.kind == "freeze")
    assert (frozen.change.subject, frozen.chance, frozen.gained) == ("Slow", 0.0, -found.chosen.chance)
    assert {each.change.subject for each in found.rules} == set(RULES)


# Samples against brute force

TINY = change_scenario(make_tiny_plan(), latest_delay_years=0)
PROBLEM = build_problem(TINY, TINY.settings.scenario)


def list_portfolios(problem: PortfolioProblem) -> Iterator[tuple[str, ...]]:
    keys = [action.action_id for action in problem.actions]
    for size in range(len(keys) + 1):
        yield from itertools.combinations(keys, size)


def count_held(samples: Sequence[Sample], built: tuple[str, ...], aims: tuple[str, ...]) -> int:
    gaps = {target.key: target.gap for target in PROBLEM.targets}

    def holds(sample: Sample) -> bool:
        sums = {key: sum(each.amount for each in sample if each.key == key and each.action_id in built) for key in aims}
        return all(sums[key] >= gaps[key] * (1 - 1e-6) for key in aims)

    return sum(holds(sample) for sample in samples)


def find_best(samples: Sequence[Sample], alpha: float, *, may_drop: bool) -> tuple[int, int, float, int]:
    """Fewest samples lacking, fewest aims given up, least cost, most samples held: by trying everything."""
    wanted = int(np.ceil(alpha * len(samples) - 1e-9))
    costs = {action.action_id: action.cost_wan_yuan for action in PROBLEM.actions}
    drops = [each for size in range(len(AIMS) + 1 if may_drop else 1) for each in itertools.combinations(AIMS, size)]
    found = []
    for built, dropped in itertools.product(list_portfolios(PROBLEM), drops):
        held = count_held(samples, built, tuple(key for key in AIMS if key not in dropped))
        found.append((max(wanted - held, 0), len(dropped), sum(costs[key] for key in built), -held))
    lack, given_up, cost, held = min(found)
    return lack, given_up, cost, -held


def make_samples(works: Sequence[Sequence[bool]]) -> list[Sample]:
    """Samples in which each contribution counts, or does not. What P4 does too late by itself counts too."""
    whole = [replace(each, amount=each.full) for each in PROBLEM.contributions]
    return [tuple(each for each, counts in zip(whole, row, strict=True) if counts) for row in works]


Works = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=8)


@settings(max_examples=25)
@given(works=Works, alpha=st.sampled_from([0.2, 0.5, 0.8, 1.0]), may_drop=st.booleans())
def test_the_cheapest_that_holds_is_the_one_found_by_trying_everything(
    works: list[list[bool]], alpha: float, may_drop: bool
) -> None:
    samples = make_samples(works)
    lack, given_up, cost, most = find_best(samples, alpha, may_drop=may_drop)
    found = hold_samples(PROBLEM, samples, Promise(AIMS, alpha, may_drop))
    kept = tuple(key for key in AIMS if key not in found.dropped)
    held = count_held(samples, tuple(found.portfolio.starts), kept)
    wanted = int(np.ceil(alpha * len(samples) - 1e-9))
    bought = sum(PROBLEM.action_by_id[key].cost_wan_yuan for key in found.portfolio.starts)
    assert (max(wanted - held, 0), len(found.dropped), bought, held) == (lack, given_up, cost, most)
    assert found.share == pytest.approx(held / len(samples))
    assert found.portfolio.discounted_cost == pytest.approx(bought)


@settings(max_examples=10)
@given(works=Works, alpha=st.sampled_from([0.4, 0.7, 1.0]))
def test_samples_that_ask_the_same_are_one_row_and_change_nothing(works: list[list[bool]], alpha: float) -> None:
    # Three times the samples, backwards; and the same samples a hair apart, so that no two are one row.
    samples = make_samples(works)
    once = hold_samples(PROBLEM, samples, Promise(AIMS, alpha))
    apart = [
        tuple(replace(each, amount=each.amount * (1 - 1e-10 * number)) for each in sample)
        for number, sample in enumerate(samples)
    ]
    for other in ((samples * 3)[::-1], apart):
        found = hold_samples(PROBLEM, other, Promise(AIMS, alpha))
        assert found.portfolio.starts == once.portfolio.starts
        assert found.share == pytest.approx(once.share)


def test_a_level_that_suffices_holds_and_one_that_does_not_adds_nothing() -> None:
    reach = make_effect("P1", "sewage", 69.0, mode="reaches")
    for level, expected in ((70.0, {"P1"}), (69.0, {"P3", "P2"})):
        plan = replace(
            make_tiny_plan(),
            targets=(make_target("sewage", 70.0),),
            effects=(
                reach.model_copy(update=dict.fromkeys(("low", "central", "high"), level)),
                make_effect("P2", "sewage", 15.0),
                make_effect("P3", "sewage", 15.0),
            ),
        )
        problem = build_problem(plan, Scenario(latest_delay_years=0))
        found = hold_samples(problem, [problem.contributions] * 3, Promise(("sewage",), 1.0))
        assert (set(found.portfolio.starts), found.share) == (expected, 1.0)
        verify_portfolio(plan, problem, found.portfolio)
