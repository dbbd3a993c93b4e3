"""The laws of delivery: SimPy against plain arithmetic, what more time or one more crew may do, and what luck depends on."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr, triang

from conftest import load
from peakfolio.delivery.build import build_delivery, count_at_once, schedule_starts
from peakfolio.delivery.critical_path import find_critical_dates, find_work_end
from peakfolio.delivery.draws import Draws, draw_samples, spread_pace
from peakfolio.delivery.ensemble import BATCH, Delivery, deliver, fingerprint
from peakfolio.delivery.model import NEVER, STAGES, Capacities, DeliveryModel, Schedule
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.delivery.simulation import (
    ACCEPTANCE,
    APPROVAL,
    ASKED,
    BEGUN,
    CONSTRUCTION,
    DESIGN,
    ENDED,
    TENDER,
    Records,
    find_box,
    finish_work,
    plan_bills,
    plan_tranches,
    simulate_runs,
)
from peakfolio.plan.settings import DeliverySettings
from tiny import make_project
from tiny_delivery import (
    REGIONS,
    UNLIMITED,
    Spread,
    find_accepted,
    find_luck,
    free_of_chance,
    free_of_queues,
    limit_crews,
    make_book,
    make_delivery_plan,
    pose_unlimited,
    require,
    run_once,
    set_months,
)

KEYS = ("A", "B", "C", "D")
FIRST_YEAR = dict.fromkeys(KEYS, 2023)
LEAST = 0.01  # months; work of no length at all has a test of its own


def pose_chain() -> DeliveryModel:
    """Four projects that stop for rain; C requires A, D requires C; no queue, all money at once."""
    plan = make_delivery_plan(
        projects=tuple(make_project(key, 100.0, 2023, 2024) for key in KEYS),
        kinds={key: {"stops_for_rain": True} for key in KEYS},
        relations=(require("C", "A"), require("D", "C")),
        delivery=DeliverySettings(rainy_months=(6, 7, 8, 9), winter_months=(1,)),
    )
    return pose_unlimited(plan)


CHAIN = pose_chain()


@cache
def pose_region(region: str) -> DeliveryModel:
    return build_delivery(load(region))


def schedule_all(model: DeliveryModel) -> Schedule:
    return schedule_starts(model, {job.action_id: job.printed_start for job in model.jobs})


def cut_at_horizon(model: DeliveryModel, months: np.ndarray) -> np.ndarray:
    return np.where(months < model.horizon, months, NEVER)


def refuse_different_dates(
    model: DeliveryModel, schedule: Schedule, luck: Draws, *, own_money: bool = False
) -> Records:
    """SimPy and plain arithmetic give the same dates, run by run and project by project."""
    records = simulate_runs(model, schedule, luck)
    begun, ended, accepted = find_critical_dates(model, schedule, luck, own_money=own_money)
    for found, expected in (
        (records.find_begins("construction"), begun),
        (records.find_ends("construction"), ended),
        (records.accepted, accepted),
    ):
        np.testing.assert_allclose(found, cut_at_horizon(model, expected), rtol=0, atol=1e-6)
    return records


# SimPy against plain arithmetic


@pytest.mark.parametrize("region", REGIONS)
def test_without_queues_every_date_is_the_critical_path(region: str) -> None:
    model = free_of_queues(pose_region(region))
    records = refuse_different_dates(model, schedule_all(model), draw_samples(model, 3, 0, 40))
    assert np.isfinite(records.accepted).mean() > 0.9
    assert records.accepted.std(axis=0).max() > 1.0


@pytest.mark.parametrize("region", REGIONS)
def test_a_project_alone_waits_only_for_its_own_money(region: str) -> None:
    model = pose_region(region)
    poor = replace(model.conditions, cash_box_wan_yuan=0.0)
    model = replace(model, capacities=UNLIMITED, conditions=poor)
    luck, waited = draw_samples(model, 4, 0, 6), 0.0
    for job in model.jobs:
        for start in {job.printed_start, 2026}:
            alone = schedule_starts(model, {job.action_id: start})
            waited += refuse_different_dates(model, alone, luck, own_money=True).unpaid.sum()
    assert waited > 0.0


def test_a_project_whose_source_pays_half_is_never_finished_by_either() -> None:
    model = pose_region("dongchuan")
    source = next(iter(model.jobs[0].funding))
    poor = replace(model.conditions, cash_box_wan_yuan=0.0)
    model = replace(model, capacities=UNLIMITED, conditions=poor, source_factors={source: 0.5, "loan": 0.9})
    key = model.jobs[0].action_id
    records = refuse_different_dates(
        model, schedule_starts(model, {key: 2023}), draw_samples(model, 1, 0, 5), own_money=True
    )
    assert np.isinf(records.accepted).all()


@pytest.mark.parametrize("region", REGIONS)
def test_where_nothing_is_left_to_chance_every_run_is_the_critical_path(region: str) -> None:
    model = free_of_queues(free_of_chance(pose_region(region)))
    records = refuse_different_dates(model, schedule_all(model), draw_samples(model, 5, 0, 4))
    assert (records.times == records.times[:1]).all()


@pytest.mark.parametrize("region", REGIONS)
def test_where_nothing_is_left_to_chance_every_run_is_equal_queues_and_all(region: str) -> None:
    model = free_of_chance(pose_region(region))
    records = simulate_runs(model, schedule_all(model), draw_samples(model, 6, 0, 3))
    for found in (records.times, records.paid, records.unpaid):
        np.testing.assert_array_equal(found, np.broadcast_to(found[:1], found.shape))
    assert (records.times[..., BEGUN] > records.times[..., ASKED]).any()


Paces = st.lists(st.one_of(st.just(0.0), st.floats(0.05, 1.0)), min_size=1, max_size=12)


@given(paces=Paces, begin=st.floats(0.0, 14.0), months=st.floats(LEAST, 15.0))
def test_work_ends_at_the_same_moment_by_loops_and_by_arrays(paces: list[float], begin: float, months: float) -> None:
    done = np.concatenate([[0.0], np.cumsum(paces)])
    by_loop = finish_work(begin, months, done.tolist())
    by_array = float(find_work_end(np.array([begin]), np.array([months]), done[None])[0])
    assert by_loop >= begin + months - 1e-9  # no pace is above 1
    assert by_array == pytest.approx(by_loop, abs=1e-6)


@settings(max_examples=40)
@given(begin=st.floats(0.0, 30.0))
def test_work_of_no_length_ends_when_it_begins(begin: float) -> None:
    months = np.zeros((4, len(STAGES)))
    months[:, APPROVAL] = begin
    accepted = simulate_runs(CHAIN, schedule_starts(CHAIN, FIRST_YEAR), find_luck(CHAIN, months)).accepted
    assert accepted.tolist() == [pytest.approx([begin] * 4)]


@given(paces=Paces, begin=st.floats(0.0, 14.0))
def test_work_of_no_length_does_not_end_before_it_begins(paces: list[float], begin: float) -> None:
    done = np.concatenate([[0.0], np.cumsum(paces)])
    assert finish_work(begin, 0.0, done.tolist()) >= begin
    assert find_work_end(np.array([begin]), np.zeros(1), done[None])[0] >= begin - 1e-9


# A second voice: what the records say is added up again


def list_held(records: Records, run: int, rows: list[int], stage: int, horizon: float) -> list[tuple[float, float]]:
    """From when to when projects hold a place in a queue."""
    times = records.times[run, rows, stage]
    known = times[np.isfinite(times[:, BEGUN])]
    return [(float(begun), float(min(ended, horizon))) for _, begun, ended in known]


def list_queues(model: DeliveryModel, schedule: Schedule) -> Iterator[tuple[int, float, list[int]]]:
    """Every queue: its stage, its capacity and the rows of its projects."""
    jobs = [model.job_by_id[key] for key in schedule.action_ids]
    everyone = list(range(len(jobs)))
    yield APPROVAL, model.capacities.approval, everyone
    yield DESIGN, model.capacities.design, everyone
    for trade, crews in model.capacities.crews.items():
        yield CONSTRUCTION, crews, [row for row in everyone if jobs[row].trade == trade]


def refuse_overspending(model: DeliveryModel, schedule: Schedule, luck: Draws, records: Records, run: int) -> None:
    """At every payment: what all sources together lack may not exceed what the county can lend."""
    tranches = plan_tranches(model, schedule)
    moves: list[tuple[float, int, str, float]] = []
    for number, (source, amounts) in enumerate(tranches.items()):
        for year, amount in enumerate(amounts):
            moves.append((12 * year + luck.tranches[run, number, year], 0, source, amount))
    for row, bills in enumerate(plan_bills(model, schedule)):
        for slice_number, amounts in enumerate(bills):
            when = records.paid[run, row, slice_number]
            if np.isfinite(when):
                moves += [(float(when), 1, source, -amount) for source, amount in amounts.items()]
    purses = dict.fromkeys(tranches, 0.0)
    box = find_box(model, tranches)
    for (_, kind), group in itertools.groupby(sorted(moves), key=lambda move: move[:2]):
        for _, _, source, amount in group:
            purses[source] += amount
        lent = -sum(min(purse, 0.0) for purse in purses.values())
        assert kind == 0 or lent <= box + 1e-3


@pytest.mark.parametrize("rule", ["plan_order", "first_come"])
@pytest.mark.parametrize("region", REGIONS)
def test_records_keep_order_capacity_need_and_money(region: str, rule: str) -> None:
    model = replace(pose_region(region), rule=rule)
    schedule, luck = schedule_all(model), draw_samples(model, 8, 0, 4)
    records = simulate_runs(model, schedule, luck)
    times, rows = records.times, {key: row for row, key in enumerate(schedule.action_ids)}
    assert ((times[..., ASKED] <= times[..., BEGUN]) & (times[..., BEGUN] <= times[..., ENDED])).all()
    for stage, following in itertools.pairwise(range(len(STAGES))):
        fresh = np.isfinite(times[:, :, stage, ENDED])
        assert (times[:, :, stage, ENDED] <= times[:, :, following, ASKED])[fresh].all()
    for key in schedule.action_ids:
        for other in set(model.job_by_id[key].requires) & set(rows):
            assert (times[:, rows[key], CONSTRUCTION, BEGUN] >= times[:, rows[other], ACCEPTANCE, ENDED]).all()
    for run in range(len(luck)):
        refuse_overspending(model, schedule, luck, records, run)
        for stage, capacity, places in list_queues(model, schedule):
            assert count_at_once(list_held(records, run, places, stage, model.horizon)) <= capacity
    assert (times[..., CONSTRUCTION, BEGUN] > times[..., CONSTRUCTION, ASKED]).any()


@pytest.mark.parametrize("region", REGIONS)
def test_who_comes_first_is_served_first_where_that_is_the_rule(region: str) -> None:
    model = replace(pose_region(region), rule="first_come", is_money_limited=False)
    schedule = schedule_all(model)
    records = simulate_runs(model, schedule, draw_samples(model, 9, 0, 5))
    for stage, _, places in list_queues(model, schedule):
        for run in records.times[:, places, stage]:
            known = run[np.isfinite(run[:, BEGUN])]
            order = known[np.argsort(known[:, ASKED], kind="stable")]
            assert (np.diff(order[:, BEGUN]) >= -1e-9).all()


# More time, one more crew


def list_months(least: float) -> st.SearchStrategy[np.ndarray]:
    rows = st.lists(st.floats(least, 24.0), min_size=20, max_size=20)
    return rows.map(lambda each: np.array(each).reshape(4, 5))


@settings(max_examples=40)
@given(months=list_months(LEAST), more=list_months(0.0))
def test_longer_stages_never_end_a_project_earlier_where_nothing_queues(months: np.ndarray, more: np.ndarray) -> None:
    schedule = schedule_starts(CHAIN, FIRST_YEAR)
    before = simulate_runs(CHAIN, schedule, find_luck(CHAIN, months)).accepted
    after = simulate_runs(CHAIN, schedule, find_luck(CHAIN, months + more)).accepted
    assert (after >= before - 1e-9).all()


@settings(max_examples=40)
@given(months=list_months(LEAST), more=list_months(0.0), box=st.floats(0.0, 60.0))
def test_longer_stages_never_end_a_project_earlier_that_is_alone_with_its_money(
    months: np.ndarray, more: np.ndarray, box: float
) -> None:
    model = replace(CHAIN, is_money_limited=True, conditions=replace(CHAIN.conditions, cash_box_wan_yuan=box))
    schedule = schedule_starts(model, {"A": 2023})
    before = simulate_runs(model, schedule, find_luck(model, months)).accepted
    after = simulate_runs(model, schedule, find_luck(model, months + more)).accepted
    assert (after >= before - 1e-9).all()
    free = simulate_runs(replace(model, is_money_limited=False), schedule, find_luck(model, months)).accepted
    assert (before >= free - 1e-9).all()


SIX = tuple("ABCDEF")
QUEUE = pose_unlimited(
    make_delivery_plan(
        projects=tuple(make_project(key, 100.0, 2023, 2024) for key in SIX),
        kinds={key: {"stops_for_rain": key < "D"} for key in SIX},
        delivery=DeliverySettings(rainy_months=(6, 7, 8, 9)),
    ),
    rule="first_come",
)


@settings(max_examples=60)
@given(
    come=st.lists(st.floats(0.0, 30.0), min_size=6, max_size=6),
    work=st.lists(st.floats(LEAST, 30.0), min_size=6, max_size=6),
    crews=st.integers(1, 5),
)
def test_one_more_crew_never_makes_a_project_later_where_the_first_to_come_is_served_first(
    come: list[float], work: list[float], crews: int
) -> None:
    months = np.zeros((6, len(STAGES)))
    months[:, APPROVAL], months[:, CONSTRUCTION] = come, work
    schedule, luck = schedule_starts(QUEUE, dict.fromkeys(SIX, 2023)), find_luck(QUEUE, months)
    few = simulate_runs(replace(QUEUE, capacities=limit_crews(crews)), schedule, luck).accepted
    more = simulate_runs(replace(QUEUE, capacities=limit_crews(crews + 1)), schedule, luck).accepted
    assert (more <= few + 1e-9).all()


def test_one_more_crew_can_make_a_project_later_where_the_plan_orders_the_queue() -> None:
    # Graham (1969), SIAM Journal on Applied Mathematics 17. In order of the plan: H, three M of 11 months, two L of 60. All but H
    # come at 4, H at 28. One crew: M 4-15, 15-26, 26-37, then H, first in order, 37-45, accepted at 47. Two crews: M 4-15 twice, 15-26;
    # an L takes the idle crew at 15 to 75 and the other at 26 to 86; H comes at 28 and must wait for 75: 75-83, accepted at 85.
    keys = ("H", "M1", "M2", "M3", "L1", "L2")
    plan = make_delivery_plan(projects=tuple(make_project(key, 100.0, 2023, 2024) for key in keys))
    model = pose_unlimited(plan)
    for key, months in {"M1": 11.0, "M2": 11.0, "M3": 11.0, "L1": 60.0, "L2": 60.0}.items():
        model = set_months(model, key, construction=months)
    starts = {**dict.fromkeys(keys, 2023), "H": 2025}
    one = find_accepted(run_once(replace(model, capacities=limit_crews(1)), starts))
    two = find_accepted(run_once(replace(model, capacities=limit_crews(2)), starts))
    assert (one["H"], two["H"]) == (47.0, 85.0)
    assert all(two[key] <= one[key] for key in keys if key != "H")


def test_one_more_desk_can_make_a_project_later_at_the_next_queue() -> None:
    # X needs 10 months of approval, L 2, and L is long to build. One desk: X 0-10, at work 12-20, L behind it. Two desks: L is approved at
    # 2 and takes the only crew from 4 to 64; X, approved at 10 as before, must wait for it: 64-72.
    plan = make_delivery_plan(projects=tuple(make_project(key, 100.0, 2023, 2024) for key in ("X", "L")))
    model = set_months(pose_unlimited(plan, rule="first_come"), "X", approval=10.0)
    model, starts = set_months(model, "L", construction=60.0), {"X": 2023, "L": 2023}
    limits = Capacities(1, NEVER, {"pipe_layers": 1})
    one = find_accepted(run_once(replace(model, capacities=limits), starts))
    two = find_accepted(run_once(replace(model, capacities=replace(limits, approval=2)), starts))
    assert (one["X"], two["X"]) == (22.0, 74.0)


def test_a_larger_cash_box_never_makes_a_lone_project_later() -> None:
    model = build_delivery(make_delivery_plan(projects=(make_project("A", 100.0, 2023, 2025),)))
    accepted = [
        find_accepted(
            run_once(replace(model, conditions=replace(model.conditions, cash_box_wan_yuan=box)), {"A": 2023})
        )["A"]
        for box in (0.0, 3.0, 10.0, 20.0, 40.0, 100.0)
    ]
    assert accepted == sorted(accepted, reverse=True)
    assert (accepted[-1], accepted[0] > accepted[-1]) == (14.0, True)


# Luck

IN_TIME = 10.0
SPREADS: Mapping[str, Spread] = {"A": (4.0, 8.0, 16.0), "B": (6.0, 9.0, 12.0)}


def find_chance(spread: Spread, month: float) -> float:
    """P(a triangular draw is at most a month), by scipy."""
    low, mode, high = spread if isinstance(spread, tuple) else (spread,) * 3
    return float(triang.cdf(month, (mode - low) / (high - low), low, high - low))


def deliver_two(common_luck: float, runs: int) -> Delivery:
    """Two projects of which only the work takes time, and that varies."""
    nothing = dict.fromkeys(("approval", "design", "tender", "acceptance"), 0.0)
    book = make_book(nothing, common_luck=common_luck)
    model = pose_unlimited(
        make_delivery_plan(projects=tuple(make_project(key, 100.0, 2023, 2024) for key in SPREADS), book=book)
    )
    for key, spread in SPREADS.items():
        model = set_months(model, key, construction=spread)
    return deliver(model, schedule_starts(model, dict.fromkeys(SPREADS, 2023)), SimulationSettings(runs=runs))


@pytest.mark.parametrize("common_luck", [0.0, 1.0])
def test_two_projects_are_both_in_time_as_often_as_their_luck_is_shared(common_luck: float) -> None:
    runs = 3000
    each = {key: find_chance(spread, IN_TIME) for key, spread in SPREADS.items()}
    both = min(each.values()) if common_luck else each["A"] * each["B"]
    found = deliver_two(common_luck, runs).records.accepted <= IN_TIME
    for seen, chance in ((found.all(axis=1), both), (found[:, 0], each["A"]), (found[:, 1], each["B"])):
        assert abs(seen.mean() - chance) < 4 * (chance * (1 - chance) / runs) ** 0.5
    assert abs(each["A"] * each["B"] - min(each.values())) > 0.1  # so the test can tell the two apart


@pytest.mark.parametrize("common_luck", [0.0, 0.3, 0.8, 1.0])
def test_common_luck_is_the_rank_correlation_of_any_two_stages(common_luck: float) -> None:
    book = make_book(dict.fromkeys(STAGES, (1.0, 2.0, 5.0)), common_luck=common_luck)
    model = pose_unlimited(make_delivery_plan(book=book))
    months = draw_samples(model, 0, 0, 4000).months
    for one, other in ((months[:, 0, 0], months[:, 1, 3]), (months[:, 2, 1], months[:, 2, 4])):
        assert spearmanr(one, other).statistic == pytest.approx(common_luck, abs=0.05)


def test_more_runs_of_a_seed_begin_with_the_same_runs() -> None:
    model = pose_region("panzhihua-dongqu")
    schedule = schedule_starts(model, {job.action_id: job.printed_start for job in model.jobs[:6]})
    few, many = (
        deliver(model, schedule, SimulationSettings(runs=runs, seed=2)).records for runs in (BATCH + 20, 2 * BATCH + 20)
    )
    for name in ("times", "paid", "unpaid"):
        np.testing.assert_array_equal(getattr(many, name)[: BATCH + 20], getattr(few, name))
    assert not np.array_equal(many.times[:BATCH], many.times[BATCH : 2 * BATCH])


def test_another_seed_is_other_luck() -> None:
    model = pose_region("dongchuan")
    assert not np.array_equal(draw_samples(model, 0, 0, 5).months, draw_samples(model, 1, 0, 5).months)
    np.testing.assert_array_equal(draw_samples(model, 0, 3, 5).tranches, draw_samples(model, 0, 3, 5).tranches)


def test_a_project_has_the_same_luck_alone_and_in_company() -> None:
    model = pose_region("dongchuan")
    everyone, compared = simulate_runs(model, schedule_all(model), draw_samples(model, 0, 0, 5)), 0
    for row, job in enumerate(model.jobs[:12]):
        alone = schedule_starts(model, {job.action_id: job.printed_start + 2})
        times = simulate_runs(model, alone, draw_samples(model, 0, 0, 5)).times[:, 0]
        for stage in (APPROVAL, DESIGN, TENDER, ACCEPTANCE):
            known = np.isfinite(times[:, stage, BEGUN]) & np.isfinite(everyone.times[:, row, stage, ENDED])
            found, expected = times[known, stage], everyone.times[known, row, stage]
            np.testing.assert_allclose(np.diff(found[:, 1:]), np.diff(expected[:, 1:]), atol=1e-9)
            compared += len(found)
    assert compared > 100


def test_weather_is_drawn_once_a_year_for_all_and_spread_over_its_months() -> None:
    model = CHAIN
    luck = find_luck(model, np.zeros((4, 5)))
    done = spread_pace(model, luck)[0]
    assert np.diff(done)[:12].tolist() == [0.25, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1]
    assert done[24] == 2 * done[12]


# Order of rows


@settings(max_examples=20)
@given(order=st.permutations(range(44)))
def test_the_order_of_the_delivery_rows_changes_nothing(order: list[int]) -> None:
    plan = load("dongchuan")
    book = plan.delivery_book
    backwards = replace(book, stages=book.stages[::-1], tranches=book.tranches[::-1], conditions=book.conditions[::-1])
    shuffled = replace(plan, delivery=tuple(plan.delivery[place] for place in order), delivery_book=backwards)
    model = build_delivery(shuffled)
    assert model == pose_region("dongchuan")
    schedule = schedule_all(model)
    assert fingerprint(model, schedule, 0) == fingerprint(pose_region("dongchuan"), schedule, 0)


def test_the_order_in_which_a_portfolio_is_written_changes_nothing() -> None:
    model = pose_region("dongchuan")
    starts = {job.action_id: job.printed_start for job in model.jobs}
    assert schedule_starts(model, dict(reversed(starts.items()))) == schedule_starts(model, starts)


def test_another_model_schedule_or_seed_has_another_fingerprint() -> None:
    model = pose_region("dongchuan")
    schedule = schedule_all(model)
    other = schedule_starts(model, {job.action_id: job.printed_start + 1 for job in model.jobs})
    names = {
        fingerprint(model, schedule, 0),
        fingerprint(model, schedule, 1),
        fingerprint(model, other, 0),
        fingerprint(replace(model, rule="first_come"), schedule, 0),
        fingerprint(replace(model, source_factors={"special": 0.5}), schedule, 0),
    }
    assert len(names) == 5
