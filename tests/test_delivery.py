"""Delivery worked by hand: queues, money, weather and failures, which targets are met, who decides it, and what a change does."""

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from conftest import load
from peakfolio.delivery.attainment import bound_chance, make_study
from peakfolio.delivery.build import build_delivery, count_at_once, schedule_starts
from peakfolio.delivery.cash_flow import Treasury
from peakfolio.delivery.delivered import (
    DeliveredPortfolio,
    PlannedPortfolio,
    deliver_portfolio,
    find_critical_projects,
    find_finish_years,
)
from peakfolio.delivery.ensemble import deliver
from peakfolio.delivery.model import NEVER, Capacities, Conditions, DeliveryModel, Range
from peakfolio.delivery.queues import find_queues, find_stage_months, find_waits
from peakfolio.delivery.service import Service, find_arrived, find_service, plan_service
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.delivery.simulation import finish_work
from peakfolio.delivery.spending import plan_by_month, spend_by_month
from peakfolio.delivery.what_if import (
    Comparison,
    WhatIf,
    compare_rules,
    compare_what_if,
    is_scarce,
    list_what_ifs,
    measure_comparison,
    rank_by_cost,
    rank_critical_projects,
    read_what_if,
)
from peakfolio.errors import MissingData, PeakfolioError, UnknownName
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import DeliverySettings, Scenario
from peakfolio.plan.tables import Effect, Funding
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Choice
from peakfolio.portfolio.effects import find_arrived_share
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.outcomes import find_outcomes
from peakfolio.portfolio.problem import PortfolioProblem
from tiny import CITE, make_effect, make_measure, make_project
from tiny_delivery import (
    REGIONS,
    UNLIMITED,
    find_accepted,
    find_times,
    limit_crews,
    make_book,
    make_delivery_plan,
    own_months,
    pose_unlimited,
    require,
    run_once,
    set_months,
)

Starts = Mapping[str, int]
ABCD = {"A": 2023, "B": 2023, "C": 2023, "D": 2023}


def make_projects(*keys: str, cost: float = 100.0, end: int = 2024) -> tuple[Any, ...]:
    return tuple(make_project(key, cost, 2023, end) for key in keys)


def fund(*sources: str, key: str = "A", amount: float | None = None) -> tuple[Funding, ...]:
    return tuple(
        Funding(project_id=key, funding_source=source, amount_wan_yuan=amount, as_written="-", **CITE)
        for source in sources
    )


# Stages and queues


def test_a_project_goes_through_its_stages_one_after_the_other() -> None:
    model = pose_unlimited(make_delivery_plan(projects=make_projects("A")))
    found = run_once(model, {"A": 2023})
    assert [find_times(found, "A", stage)[1:] for stage in ("approval", "design", "tender")] == [(0, 2), (2, 3), (3, 4)]
    assert find_times(found, "A", "construction") == (4.0, 4.0, 12.0)
    assert find_times(found, "A", "acceptance") == (12.0, 12.0, 14.0)
    assert found.in_service.tolist() == [[14.0]]
    assert found.planned.tolist() == [24.0]  # the two printed years


@pytest.mark.parametrize(
    ("rule", "begun"),
    [
        ("plan_order", {"A": 4.0, "B": 14.0, "C": 24.0, "D": 34.0}),
        ("first_come", {"A": 4.0, "D": 14.0, "C": 24.0, "B": 34.0}),
        ("criticality", {"A": 4.0, "C": 14.0, "D": 24.0, "B": 34.0}),
        ("cost_effectiveness", {"A": 4.0, "C": 14.0, "D": 24.0, "B": 34.0}),
    ],
)
def test_one_crew_serves_who_waits_by_the_rule(rule: str, begun: Mapping[str, float]) -> None:
    # A comes to the crew at month 4 and works to 14. Meanwhile come D at 5, C at 6 and B at 7; each works 10 months.
    # A has the last rank, but is alone when the crew is free, and nobody is sent away.
    model = pose_unlimited(make_delivery_plan(projects=make_projects(*ABCD)), rule=rule, capacities=limit_crews(1))
    for key, approval in {"A": 2.0, "D": 3.0, "C": 4.0, "B": 5.0}.items():
        model = set_months(model, key, approval=approval, construction=10.0)
    found = run_once(replace(model, priorities={"C": 0, "D": 1, "B": 2, "A": 3}), ABCD)
    assert {key: find_times(found, key, "construction")[1] for key in ABCD} == begun
    assert find_accepted(found) == {key: month + 12.0 for key, month in begun.items()}


def test_two_crews_serve_two_at_once() -> None:
    # All come at 4: A and B work to 12, C and D from 12 to 20.
    model = pose_unlimited(make_delivery_plan(projects=make_projects(*ABCD)), capacities=limit_crews(2))
    assert find_accepted(run_once(model, ABCD)) == {"A": 14.0, "B": 14.0, "C": 22.0, "D": 22.0}


def test_crews_of_another_trade_do_not_help() -> None:
    kinds = {"B": {"trade": "builders"}}
    plan = make_delivery_plan(projects=make_projects("A", "B", "C"), kinds=kinds)
    model = pose_unlimited(plan, capacities=Capacities(NEVER, NEVER, {"pipe_layers": 1, "builders": 1}))
    assert find_accepted(run_once(model, ABCD)) == {"A": 14.0, "B": 14.0, "C": 22.0}


def test_desks_and_designers_are_queues_too_and_waits_are_told_by_cause() -> None:
    # One desk, one designer with 3 months of work. A: desk 0-2, design 2-5. B: desk 2-4, waits for A's designer, design 5-8.
    # C: desk 4-6, waits, design 8-11. Then tender 1, construction 8, acceptance 2.
    plan = make_delivery_plan(projects=make_projects("A", "B", "C"), book=make_book({"design": 3.0}))
    found = run_once(pose_unlimited(plan, capacities=Capacities(1, 1, {})), ABCD)
    assert [find_times(found, key, "approval") for key in "ABC"] == [(0, 0, 2), (0, 2, 4), (0, 4, 6)]
    assert [find_times(found, key, "design") for key in "ABC"] == [(2, 2, 5), (4, 5, 8), (6, 8, 11)]
    assert find_accepted(found) == {"A": 16.0, "B": 19.0, "C": 22.0}
    waits = find_waits(found)
    assert {cause: months.tolist() for cause, months in waits.items()} == {
        "desk": [0.0, 2.0, 4.0],
        "designer": [0.0, 1.0, 2.0],
        "crew": [0.0, 0.0, 0.0],
        "money": [0.0, 0.0, 0.0],
    }
    desk, designer = find_queues(found)
    assert (desk.kind, desk.projects, desk.waited, desk.busy, desk.longest) == ("desk", 3, 2.0, 1.0, 2.0)
    assert (designer.kind, designer.waited, designer.busy, designer.longest) == ("designer", 1.0, 1.0, 1.0)
    assert find_stage_months(found)["design"].tolist() == [3.0, 3.0, 3.0]


def test_a_wait_that_the_end_of_time_cuts_short_is_still_a_wait() -> None:
    # 18 simulated years are 216 months. A holds the crew from 4 to 204; B waits and is at work when time is over.
    model = pose_unlimited(make_delivery_plan(projects=make_projects("A", "B")), capacities=limit_crews(1))
    model = set_months(model, "A", construction=200.0)
    found = run_once(set_months(model, "B", construction=100.0), {"A": 2023, "B": 2023})
    assert model.horizon == 216.0
    assert find_times(found, "B", "construction") == (4.0, 204.0, NEVER)
    assert find_waits(found)["crew"].tolist() == [0.0, 200.0]


def test_what_is_not_finished_in_the_simulated_time_never_is() -> None:
    model = set_months(pose_unlimited(make_delivery_plan(projects=make_projects("A"))), "A", construction=210.0)
    found = run_once(model, {"A": 2023})
    assert find_times(found, "A", "construction") == (4.0, 4.0, 214.0)
    assert found.in_service.tolist() == [[NEVER]]  # 216, the last moment, is too late


def test_a_project_waits_until_what_it_requires_is_accepted() -> None:
    # A is accepted at 14; B is ready at 4 but works from 14 to 22. C requires B: 24 to 32.
    relations = (require("B", "A"), require("C", "B"))
    model = pose_unlimited(make_delivery_plan(projects=make_projects("A", "B", "C"), relations=relations))
    assert find_accepted(run_once(model, ABCD)) == {"A": 14.0, "B": 24.0, "C": 34.0}
    assert find_accepted(run_once(model, {"B": 2023})) == {"B": 14.0}  # what is not built is not waited for


def test_a_project_that_waits_for_another_holds_no_crew() -> None:
    # B waits for A outside the queue, so one crew serves A (4-12) and C (12-20) before B comes at 14.
    model = pose_unlimited(
        make_delivery_plan(projects=make_projects("A", "B", "C"), relations=(require("B", "A"),)),
        capacities=limit_crews(1),
    )
    found = run_once(model, ABCD)
    assert find_times(found, "B", "construction") == (14.0, 20.0, 28.0)


def test_a_started_project_skips_preparation_and_does_not_end_while_the_document_lists_it() -> None:
    # Printed 2021-2024, base year 2022: month 0 is January 2021, so the document still lists it at month 24. Work from 0 would end at 8.
    kinds = {"A": {"is_started": True}}
    plan = make_delivery_plan(projects=(make_project("A", 100.0, 2021, 2024),), kinds=kinds)
    found = run_once(pose_unlimited(plan), {"A": 2021})
    assert find_times(found, "A", "approval") == (NEVER, NEVER, NEVER)
    assert find_times(found, "A", "construction") == (0.0, 0.0, 24.0)
    assert find_accepted(found) == {"A": 26.0}
    later = run_once(set_months(pose_unlimited(plan), "A", construction=30.0), {"A": 2021})
    assert find_accepted(later) == {"A": 32.0}


def test_a_started_project_of_a_later_year_may_end_at_any_time() -> None:
    plan = make_delivery_plan(projects=make_projects("A"), kinds={"A": {"is_started": True}})
    assert find_accepted(run_once(pose_unlimited(plan), {"A": 2023})) == {"A": 10.0}


def test_a_programme_serves_when_its_work_ends() -> None:
    plan = make_delivery_plan(projects=make_projects("A", "B"), kinds={"B": {"work_type": "programme"}})
    found = run_once(pose_unlimited(plan), ABCD)
    assert found.in_service.tolist() == [[14.0, 12.0]]


def test_own_months_of_construction_stand_before_those_of_the_kind() -> None:
    plan = make_delivery_plan(projects=make_projects("A"), kinds={"A": own_months((3.0, 5.0, 9.0))})
    assert build_delivery(plan).jobs[0].months["construction"] == Range(3.0, 5.0, 9.0)


def test_a_failed_tender_and_a_failed_acceptance_add_their_months() -> None:
    # 14 months; a new tender adds 3, mending adds 5.
    for conditions, accepted in (
        ({"tender_failure": 1.0}, 17.0),
        ({"acceptance_failure": 1.0}, 19.0),
        ({"tender_failure": 1.0, "acceptance_failure": 1.0}, 22.0),
    ):
        plan = make_delivery_plan(projects=make_projects("A"), book=make_book(**conditions))
        assert find_accepted(run_once(pose_unlimited(plan), {"A": 2023})) == {"A": accepted}


def test_failures_come_as_often_as_the_conditions_say() -> None:
    book = make_book(tender_failure=0.12, acceptance_failure=0.3)
    model = pose_unlimited(make_delivery_plan(projects=make_projects("A"), book=book))
    accepted = deliver(model, schedule_starts(model, {"A": 2023}), SimulationSettings(runs=2000)).records.accepted[:, 0]
    for months, chance in ((14.0, 0.88 * 0.7), (17.0, 0.12 * 0.7), (19.0, 0.88 * 0.3), (22.0, 0.12 * 0.3)):
        assert abs((accepted == months).mean() - chance) < 4 * (chance * (1 - chance) / 2000) ** 0.5


# Weather


def test_rainy_months_slow_only_work_that_stops_for_weather() -> None:
    # Both begin on 1 May (month 4) with 6 months of work. B: May 1, June to September half each, October 1 makes 4, November 5,
    # December 6: done at month 12. A: done at month 10.
    plan = make_delivery_plan(
        projects=make_projects("A", "B"),
        kinds={"A": own_months(6.0), "B": {"stops_for_rain": True, **own_months(6.0)}},
        delivery=DeliverySettings(rainy_months=(6, 7, 8, 9)),
    )
    assert find_accepted(run_once(pose_unlimited(plan), ABCD)) == pytest.approx({"A": 12.0, "B": 14.0})


def test_winter_months_slow_work_by_their_own_pace() -> None:
    # From May: eight months of the year are done by December; then January and February a quarter each: 8.5, half of March: 9.
    plan = make_delivery_plan(
        projects=make_projects("A"),
        kinds={"A": {"stops_for_rain": True, **own_months(9.0)}},
        delivery=DeliverySettings(winter_months=(1, 2)),
    )
    assert find_accepted(run_once(pose_unlimited(plan), ABCD)) == pytest.approx({"A": 16.5})


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        (0.0, 1.0, 1.0),
        (0.0, 1.5, 2.0),  # month 1 to 2 is slow: half a month's work in it
        (0.5, 0.75, 1.5),  # half in the first month, a quarter takes half of the second
        (1.5, 0.25, 2.0),
        (1.5, 1.25, 3.0),
        (2.0, 0.0, 2.0),
        (0.0, 2.5, 3.0),
        (0.0, 4.5, 5.0),  # beyond the months known the pace is normal
        (3.5, 2.0, 5.5),
    ],
)
def test_work_is_finished_when_so_many_working_months_are_done(begin: float, months: float, end: float) -> None:
    assert finish_work(begin, months, [0.0, 1.0, 1.5, 2.5]) == pytest.approx(end)


# Money


def pose_paid(*keys: str, box: float = 0.0, **changes: Any) -> DeliveryModel:
    """Projects of 100 over two years, 50 each; 10 are paid before the first quarter, then 10, 20, 20, and 40 after acceptance."""
    plan = make_delivery_plan(
        projects=make_projects(*keys), delivery=DeliverySettings(cash_box_wan_yuan=box), **changes
    )
    return replace(build_delivery(plan), capacities=UNLIMITED)


def test_payments_bring_the_paid_share_of_the_work_before_each_quarter() -> None:
    def pay(advance: float, paid: float) -> tuple[float, ...]:
        one = Range(1.0, 1.0, 1.0)
        return Conditions(0.0, one, 0.0, one, advance, paid, (), one, (), one, 0.0, 0.0, None).payments

    assert pay(0.1, 0.8) == pytest.approx((0.1, 0.1, 0.2, 0.2, 0.4))
    assert pay(0.3, 0.8) == pytest.approx((0.3, 0.0, 0.1, 0.2, 0.4))
    assert pay(0.0, 1.0) == pytest.approx((0.0, 0.25, 0.25, 0.25, 0.25))


def test_work_waits_for_the_money_of_its_year() -> None:
    # Ready at 4, the first 50 come at 6: quarters 6-8 (10 paid), 8-10 (20), 10-12 (40); the last needs 60 and waits for month 18.
    # Done at 20, accepted and settled at 22. It stood still 2 and 6 months.
    found = run_once(pose_paid("A"), {"A": 2023})
    assert find_times(found, "A", "construction") == (4.0, 4.0, 20.0)
    assert found.records.paid.tolist() == [[[6.0, 8.0, 10.0, 18.0, 22.0]]]
    assert found.records.unpaid.tolist() == [[8.0]]
    assert find_accepted(found) == {"A": 22.0}


def test_the_cash_box_lends_and_is_paid_back() -> None:
    # 10 in the box. At 4 it lends the first 10: 4-6. At 6 come 50, 10 go back, 10 are paid: 6-8. At 8 20 are paid: 8-10. At 10 the purse
    # holds 10 and the box lends 10: 10-12. Accepted at 14. Of the 50 of month 18, 10 go back and 40 settle.
    found = run_once(pose_paid("A", box=10.0), {"A": 2023})
    assert found.records.paid.tolist() == [[[4.0, 6.0, 8.0, 10.0, 18.0]]]
    assert found.records.unpaid.tolist() == [[0.0]]
    assert find_accepted(found) == {"A": 14.0}
    # A box of 5 is not enough for either gap.
    assert find_accepted(run_once(pose_paid("A", box=5.0), {"A": 2023})) == {"A": 22.0}


def test_the_cash_box_is_a_share_of_what_a_year_spends_where_the_region_names_none() -> None:
    # 50 a year; a fifth of it is the 10 of the test above.
    plan = make_delivery_plan(projects=make_projects("A"), book=make_book(cash_box_share=0.2))
    model = replace(build_delivery(plan), capacities=UNLIMITED)
    assert run_once(model, {"A": 2023}).records.paid.tolist() == [[[4.0, 6.0, 8.0, 10.0, 18.0]]]


def test_every_source_must_pay_its_part() -> None:
    # Half from each; the local half comes at month 3, the special half at month 9, so work begins at 9 and not at 4.
    # Quarters 9-11, 11-13, 13-15; the last needs 60: local is there at 15, special at 21. Done at 23.
    moments = {"local": 3.0, "special": 9.0}
    found = run_once(pose_paid("A", book=make_book(tranches=moments), funding=fund("local", "special")), {"A": 2023})
    assert found.records.paid[0, 0, :4].tolist() == [9.0, 11.0, 13.0, 21.0]
    assert find_accepted(found) == {"A": 25.0}


def test_one_notice_pays_all_projects_of_a_source_and_the_first_in_order_takes_from_it() -> None:
    # 100 come at 6. A takes 10, B 10; both pay 10, 20 as they work; at 12 20 are left of 100: A's last quarter is paid,
    # B waits for month 18.
    found = run_once(pose_paid("A", "B"), ABCD)
    assert found.records.paid[0, :, :4].tolist() == [[6.0, 8.0, 10.0, 12.0], [6.0, 8.0, 10.0, 18.0]]


def test_a_source_that_pays_half_leaves_the_work_standing() -> None:
    # 25 at 6 and 25 at 18: 10, 10, then 20 at 18, and the last 20 never.
    model = replace(pose_paid("A"), source_factors={"unstated": 0.5})
    found = run_once(model, {"A": 2023})
    assert found.records.paid.tolist() == [[[6.0, 8.0, 18.0, NEVER, NEVER]]]
    assert find_accepted(found) == {"A": NEVER}


def test_work_under_way_is_paid_before_what_is_only_to_be_settled() -> None:
    # 60 of 100 come for each, in one year; 30 are paid before work, then 0, 10, 20, and 40 after acceptance. A works 6-14 and asks at 16 for
    # its 40; B, later in the plan, asks at 16 for its 30. Of the 60 of month 18 B works 18-26; A's 40 would have left too little.
    projects = (make_project("A", 100.0, 2023, 2023), make_project("B", 100.0, 2024, 2024))
    plan = make_delivery_plan(projects=projects, book=make_book(advance_share=0.3))
    model = replace(build_delivery(plan), capacities=UNLIMITED, source_factors={"unstated": 0.6})
    found = run_once(model, {"A": 2023, "B": 2024})
    assert find_accepted(found) == {"A": 16.0, "B": 28.0}
    assert found.records.paid[0].tolist() == [[6.0, 8.0, 10.0, 12.0, NEVER], [18.0, 20.0, 22.0, 24.0, NEVER]]


def test_a_treasury_serves_in_order_lends_and_is_paid_back_first() -> None:
    # Who is paid at once gets nothing to wait for.
    treasury = Treasury(simpy.Environment(), box=10.0)
    assert treasury.ask({"local": 6.0}, priority=1) is None  # lent: 4 are left
    second, first = treasury.ask({"local": 5.0}, priority=2), treasury.ask({"local": 5.0}, priority=1)
    assert treasury.ask({"special": 3.0}, priority=9) is None  # smaller than those before it; lent: 1 is left
    assert first is not None
    assert second is not None
    treasury.receive(
        "local", 8.0
    )  # 6 go back: the box holds 7. The first takes the 2 of the purse and 3 of the box; 4 are too few
    assert (first.triggered, second.triggered) == (True, False)
    treasury.receive("special", 4.0)  # 3 go back: the box holds 7, so 5 can be lent
    assert second.triggered


def test_a_claim_on_two_sources_is_paid_whole_or_not_at_all() -> None:
    treasury = Treasury(simpy.Environment(), box=0.0)
    treasury.receive("local", 5.0)
    both = treasury.ask({"local": 5.0, "special": 5.0}, priority=0)
    assert both is not None
    assert treasury.ask({"local": 5.0}, priority=1) is None  # nothing was taken for the first
    treasury.receive("special", 5.0)
    assert not both.triggered
    treasury.receive("local", 5.0)
    assert both.triggered


def test_all_money_is_spent_in_the_month_it_is_paid() -> None:
    found = run_once(pose_paid("A"), {"A": 2023})
    (spent,) = spend_by_month(found).values()
    assert {month: spent[0, month] for month in np.flatnonzero(spent[0])} == pytest.approx(
        {6: 10.0, 8: 10.0, 10: 20.0, 18: 20.0, 22: 40.0}
    )
    planned = plan_by_month(found)
    assert (planned[11], planned[23], planned[-1]) == pytest.approx((50.0, 100.0, 100.0))


def test_a_share_of_a_project_costs_its_share() -> None:
    model = pose_paid("A")
    found = deliver(model, schedule_starts(model, {"A": 2023}, {"A": 0.5}), SimulationSettings(runs=1))
    assert sum(spent.sum() for spent in spend_by_month(found).values()) == pytest.approx(50.0)
    assert find_accepted(found) == {"A": 22.0}


# Posing


def test_spans_that_touch_do_not_overlap() -> None:
    assert count_at_once([(0.0, 2.0), (2.0, 4.0)]) == 1
    assert count_at_once([(0.0, 3.0), (2.0, 4.0), (2.5, 2.6)]) == 3
    assert count_at_once([]) == 0


def test_capacities_are_a_share_of_the_peak_of_the_printed_years_and_at_least_two() -> None:
    # Six projects begin at once: 6 desks, 6 designers, 6 crews at the peak. Half is 3; a tenth would be 1, but two is the least.
    keys = tuple("ABCDEF")
    for margin, expected in ((1.0, 6), (0.5, 3), (0.1, 2)):
        plan = make_delivery_plan(projects=make_projects(*keys), book=make_book(capacity_margin=margin))
        limits = build_delivery(plan).capacities
        assert (limits.approval, limits.design, dict(limits.crews)) == (expected, expected, {"pipe_layers": expected})


def test_a_region_says_its_own_capacities_and_agencies_are_limited_only_by_it() -> None:
    kinds = {"A": {"trade": "agencies"}}
    plan = make_delivery_plan(projects=make_projects("A", "B"), kinds=kinds)
    assert build_delivery(plan).capacities.find_crews("agencies") == NEVER
    own = DeliverySettings(approval_desks=1, design_institutes=4, crews={"agencies": 7, "pipe_layers": 1})
    limits = build_delivery(make_delivery_plan(projects=make_projects("A", "B"), kinds=kinds, delivery=own)).capacities
    assert (limits.approval, limits.design, dict(limits.crews)) == (1, 4, {"pipe_layers": 1, "agencies": 7})


def test_a_project_without_a_kind_of_work_is_named() -> None:
    plan = make_delivery_plan(projects=make_projects("A", "B"))
    with pytest.raises(MissingData, match="B"):
        build_delivery(replace(plan, delivery=plan.delivery[:1]))


def test_the_model_says_in_which_year_a_month_lies() -> None:
    model = pose_unlimited(make_delivery_plan(projects=make_projects("A")))
    assert [model.year_of(month) for month in (0.0, 0.1, 12.0, 12.1)] == [2023, 2023, 2023, 2024]
    assert model.end_of(2025) == 36.0


# Meeting


@cache
def find_choice(region: str) -> Choice:
    plan = load(region)
    return choose_portfolio(build_problem(plan, plan.find_scenario(None)))


def list_printed(problem: PortfolioProblem) -> dict[str, int]:
    return {action.action_id: action.printed_start for action in problem.actions}


@pytest.mark.parametrize("region", REGIONS)
def test_planned_dates_meet_what_the_portfolio_says_they_meet(region: str) -> None:
    plan, choice = load(region), find_choice(region)
    problem, model = choice.problem, build_delivery(plan, choice.problem)
    study = make_study(plan, problem, model)
    rng = np.random.default_rng(7)
    cases = [(choice.portfolio.starts, choice.portfolio.shares), (list_printed(problem), {}), ({}, {})]
    for _ in range(10):
        some = [action for action in problem.actions if rng.random() < 0.6]
        cases.append(({action.action_id: int(rng.choice(action.starts)) for action in some}, {}))
    seen = set()
    for starts, shares in cases:
        met = study.judge(plan_service(model, problem, starts), shares).met
        expected = {each.key: each.is_reached for each in find_outcomes(plan, problem, starts, shares)}
        assert {key: bool(each.all()) for key, each in met.items()} == expected
        seen |= set(expected.values())
    assert seen == {True, False}


@pytest.mark.parametrize("region", REGIONS)
def test_planned_dates_bring_the_values_the_portfolio_says(region: str) -> None:
    plan, choice = load(region), find_choice(region)
    problem, model = choice.problem, build_delivery(plan, choice.problem)
    starts = list_printed(problem)
    years, values = make_study(plan, problem, model).follow(plan_service(model, problem, starts))
    at = years.index(problem.milestone)
    expected = {each.key: each.value for each in find_outcomes(plan, problem, starts) if each.key in values}
    assert {key: row[0, at] for key, row in values.items()} == pytest.approx(expected)


@pytest.mark.parametrize("region", REGIONS)
def test_effects_of_planned_dates_arrive_as_the_portfolio_says(region: str) -> None:
    plan, problem = load(region), find_choice(region).problem
    model = build_delivery(plan, problem)
    for effect in plan.effects:
        action = problem.action_by_id.get(effect.action_id)
        for start in action.starts if action is not None else ():
            service = plan_service(model, problem, {action.action_id: start})[action.action_id]
            for year in range(problem.base_year, problem.horizon + 3):
                found = float(find_arrived(model, effect, service, year)[0])
                assert found == pytest.approx(find_arrived_share(effect, action, start, year))


MADE = make_delivery_plan(projects=make_projects("A", end=2025))


@given(
    start=st.integers(2023, 2030),
    duration=st.integers(1, 6),
    lag=st.integers(0, 3),
    ramp=st.integers(0, 4),
    arrives=st.sampled_from(["on_completion", "pro_rata", "each_year"]),
    year=st.integers(2022, 2045),
)
def test_lag_and_ramp_and_programmes_arrive_as_the_portfolio_says(
    start: int, duration: int, lag: int, ramp: int, arrives: str, year: int
) -> None:
    effect = make_effect("A", "sewage", 10.0, lag_years=lag, ramp_years=ramp, arrives=arrives)
    problem, model = build_problem(MADE, Scenario()), pose_unlimited(MADE)
    action = dataclasses.replace(problem.actions[0], duration_years=duration)
    made = dataclasses.replace(problem, actions=(action,))
    service = plan_service(model, made, {"A": start})["A"]
    assert float(find_arrived(model, effect, service, year)[0]) == pytest.approx(
        find_arrived_share(effect, action, start, year)
    )


def test_an_effect_counts_from_the_year_in_which_its_project_serves() -> None:
    # Month 24 is the last moment of 2024; a moment later is 2025, and with a lag of one year 2026.
    model = pose_unlimited(MADE)
    effect, late = make_effect("A", "sewage", 10.0), make_effect("A", "sewage", 10.0, lag_years=1)
    months = np.array([24.0, 24.01, NEVER])
    service = Service(months, months, months)
    for row, year, arrived in (
        (effect, 2024, [1.0, 0.0, 0.0]),
        (effect, 2025, [1.0, 1.0, 0.0]),
        (late, 2025, [1.0, 0.0, 0.0]),
        (late, 2026, [1.0, 1.0, 0.0]),
    ):
        assert find_arrived(model, row, service, year).tolist() == arrived


def test_a_programme_that_is_never_done_has_brought_nothing_and_one_half_done_half() -> None:
    model = pose_unlimited(MADE)
    effect: Effect = make_effect("A", "sewage", 10.0, arrives="pro_rata")
    service = Service(np.array([12.0, 12.0]), np.array([36.0, NEVER]), np.array([36.0, NEVER]))
    assert find_arrived(model, effect, service, 2024).tolist() == [0.5, 0.0]


def test_a_measure_waits_for_the_project_it_requires() -> None:
    plan = make_delivery_plan(
        projects=make_projects("A", "B"), measures=(make_measure("M1"),), relations=(require("M1", "A"),)
    )
    problem, model = build_problem(plan, Scenario()), pose_unlimited(plan)
    for built, served in (("A", 14.0), ("B", 12.0)):  # the printed year of the measure ends at 12
        starts = {"M1": 2023, built: 2023}
        assert find_service(plan, problem, run_once(model, starts), starts)["M1"].in_service.tolist() == [served]


def test_an_empty_portfolio_is_delivered_at_once() -> None:
    plan = make_delivery_plan(projects=make_projects("A"), measures=(make_measure("M1"),))
    problem, model = build_problem(plan, Scenario()), build_delivery(plan)
    delivery = deliver(model, schedule_starts(model, {"M1": 2023}), SimulationSettings(runs=3))
    assert delivery.in_service.shape == (3, 0)
    assert find_service(plan, problem, delivery, {"M1": 2023})["M1"].in_service.tolist() == [12.0] * 3
    assert not any(spent.any() for spent in spend_by_month(delivery).values())


@pytest.mark.parametrize(
    ("met", "runs", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_equal_those_of_newcombe(met: int, runs: int, low: float, high: float) -> None:
    # Newcombe (1998), Statistics in Medicine 17, Table I, method 3 (Wilson without continuity correction)
    assert bound_chance(met / runs, runs) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_stays_within_nought_and_one() -> None:
    for chance in (0.0, 0.5, 1.0):
        low, high = bound_chance(chance, 10)
        assert 0.0 <= low <= chance + 1e-12
        assert chance - 1e-12 <= high <= 1.0


# Courses: who decides, and what a change does. P2 (2023-2025) and P3 (2024-2025) are needed for sewage, P2 alone for the forest, both by the end
# of 2025, month 36. P2 begins at 0, P3 at 12.

PAIR = {"P2": 2023, "P3": 2024}
BOTH = ("sewage", "forest")


def run_tiny(
    plan: Plan, model: DeliveryModel, starts: Starts = PAIR, aims: tuple[str, ...] | None = BOTH, runs: int = 1
) -> DeliveredPortfolio:
    study = make_study(plan, build_problem(plan, plan.settings.scenario), model)
    return deliver_portfolio(study, PlannedPortfolio("chosen", starts, aims=aims), SimulationSettings(runs))


def run_queued(crews: float = 1) -> DeliveredPortfolio:
    """One crew. P2 works from 4 to 28 and serves at 30. P3 comes at 16, works from 28 to 36 and serves at 38: too late."""
    plan = make_delivery_plan(kinds={"P2": own_months(24.0)})
    return run_tiny(plan, pose_unlimited(plan, capacities=limit_crews(crews)))


def run_in_time() -> DeliveredPortfolio:
    """No queue: P2 serves at 30, P3 at 26."""
    return run_queued(crews=NEVER)


def test_aims_are_what_is_met_on_paper_unless_said() -> None:
    plan = run_queued().study.plan
    assert run_tiny(plan, pose_unlimited(plan), aims=None).aims == BOTH
    assert run_tiny(plan, pose_unlimited(plan), {"P3": 2024}, None).aims == ()


def test_a_course_tells_which_aims_are_met_in_time_and_when_all_are() -> None:
    course = run_queued()
    assert dict(course.meeting.chances) == {"sewage": 0.0, "forest": 1.0}
    assert course.chance == 0.0
    assert dict(list(course.chance_by_year.items())[:3]) == {2025: 0.0, 2026: 1.0, 2027: 1.0}
    assert (course.find_year(0.8), replace(course, by=2026).chance) == (2026, 1.0)
    assert {key: years.tolist() for key, years in find_finish_years(course).items()} == {"P2": [2025.0], "P3": [2026.0]}
    years, values = course.values
    assert dict(zip(years, values["sewage"][0].tolist(), strict=True))[2025] == 55.0
    assert dict(zip(years, values["sewage"][0].tolist(), strict=True))[2026] == 70.0


@pytest.mark.parametrize("region", REGIONS)
def test_more_time_never_meets_less(region: str) -> None:
    plan, choice = load(region), find_choice(region)
    study = make_study(plan, choice.problem, build_delivery(plan, choice.problem))
    pool = PlannedPortfolio("written", list_printed(choice.problem))
    course = deliver_portfolio(study, pool, SimulationSettings(runs=20))
    chances = list(course.chance_by_year.values())
    assert chances == sorted(chances)
    assert course.chance == chances[0]


def test_the_project_that_is_late_breaks_the_aim_and_would_cure_it() -> None:
    course = run_queued()
    worst, other = find_critical_projects(course)
    assert (worst.action_id, worst.late, worst.delay) == ("P3", 1.0, (2.0, 2.0, 2.0))
    assert (worst.breaks, worst.cures) == (1.0, 1.0)
    assert (other.action_id, other.late, other.delay) == ("P2", 0.0, (-6.0, -6.0, -6.0))
    assert (other.breaks, other.cures) == (0.0, 0.0)
    assert rank_critical_projects((worst, other)) == {"P3": 0, "P2": 1}


def test_two_late_projects_both_break_and_neither_cures() -> None:
    plan = make_delivery_plan(kinds={key: own_months(36.0) for key in PAIR})
    found = find_critical_projects(run_tiny(plan, pose_unlimited(plan)))
    assert {each.action_id: (each.breaks, each.cures) for each in found} == {"P2": (1.0, 0.0), "P3": (1.0, 0.0)}


def test_a_project_that_is_never_finished_is_late_for_ever() -> None:
    plan = make_delivery_plan(kinds={"P3": own_months(300.0)})
    worst = find_critical_projects(run_tiny(plan, pose_unlimited(plan)))[0]
    assert (worst.action_id, worst.delay, worst.breaks, worst.cures) == ("P3", (NEVER, NEVER, NEVER), 1.0, 1.0)


def tell(difference: Comparison) -> tuple[float, float, float, float, float]:
    """Chance, gained, aims missed, months moved, projects unfinished."""
    return (difference.chance, difference.gained, difference.missed, difference.months, difference.unfinished)


def test_a_project_that_is_never_finished_either_way_has_not_moved() -> None:
    plan = make_delivery_plan(kinds={"P2": own_months(300.0)})
    course = run_tiny(plan, pose_unlimited(plan))
    assert tell(compare_what_if(course, WhatIf("cash_box"))) == (0.0, 0.0, 2.0, 0.0, 1.0)
    assert tell(compare_what_if(course, WhatIf("lose_year"))) == (0.0, 0.0, 2.0, 12.0, 1.0)  # P3 alone


def test_one_more_crew_brings_the_late_project_in_time() -> None:
    # P3 works from 16 and serves at 26 instead of 38; P2 does not move.
    course = run_queued()
    assert tell(compare_what_if(course, WhatIf("crew", "pipe_layers"))) == (1.0, 1.0, 0.0, -6.0, 0.0)


def test_freezing_a_project_misses_what_needs_it() -> None:
    course = run_in_time()
    assert tell(compare_what_if(course, WhatIf("freeze", "P3"))) == (0.0, -1.0, 1.0, 0.0, 1.0)
    assert tell(compare_what_if(course, WhatIf("freeze", "P2"))) == (0.0, -1.0, 2.0, 0.0, 1.0)


def test_freezing_a_project_frees_its_crew() -> None:
    # Without P2 the crew is there for P3 at 16 instead of 28.
    course = run_queued()
    assert tell(compare_what_if(course, WhatIf("freeze", "P2"))) == (0.0, 0.0, 2.0, -12.0, 1.0)


def test_freezing_the_only_project_leaves_nothing() -> None:
    plan = run_in_time().study.plan
    course = run_tiny(plan, pose_unlimited(plan), {"P2": 2023}, ("forest",))
    assert tell(compare_what_if(course, WhatIf("freeze", "P2"))) == (0.0, -1.0, 1.0, 0.0, 1.0)


def test_a_lost_year_moves_every_project_by_twelve_months() -> None:
    # P2 serves at 42, P3 at 38: both too late.
    course = run_in_time()
    assert tell(compare_what_if(course, WhatIf("lose_year"))) == (0.0, -1.0, 2.0, 12.0, 0.0)


def test_a_year_won_moves_only_what_may_begin_earlier() -> None:
    # P2 begins in the plan's first year and stays; P3 would serve at 16 + 20 + 2 = 38 and begun in 2023 serves at 26.
    plan = make_delivery_plan(kinds={"P2": own_months(24.0), "P3": own_months(20.0)})
    course = run_tiny(plan, pose_unlimited(plan))
    assert course.chance == 0.0
    assert tell(compare_what_if(course, WhatIf("start_earlier"))) == (1.0, 1.0, 0.0, -6.0, 0.0)


def test_a_project_under_way_is_not_moved() -> None:
    plan = make_delivery_plan(kinds={"P2": {"is_started": True}})
    course = run_tiny(plan, pose_unlimited(plan))
    assert tell(compare_what_if(course, WhatIf("lose_year")))[3] == 6.0  # P3 by 12, P2 by 0


def test_where_all_projects_are_under_way_no_year_is_lost_or_won() -> None:
    plan = make_delivery_plan(kinds={key: {"is_started": True} for key in ("P1", "P2", "P3", "P4")})
    course = run_tiny(plan, pose_unlimited(plan))
    for kind in ("lose_year", "start_earlier"):
        assert tell(compare_what_if(course, WhatIf(kind)))[3] == 0.0


def test_one_more_desk_or_designer_ends_the_wait_for_it() -> None:
    # Desk: approval takes 13 months, so P3 waits from 12 to 13: approved 26, at work 28-34.5, served 36.5. With two desks 35.5.
    # Designer: design takes 13 months: P2 2-15, P3 asks at 14, designed 28, at work 29-34.5, served 36.5. With two designers 35.5.
    for stage, own, kind, capacities in (
        ("approval", 6.5, "desk", Capacities(1, NEVER, {})),
        ("design", 5.5, "designer", Capacities(NEVER, 1, {})),
    ):
        plan = make_delivery_plan(book=make_book({stage: 13.0}), kinds={"P3": own_months(own)})
        course = run_tiny(plan, pose_unlimited(plan, capacities=capacities))
        assert tell(compare_what_if(course, WhatIf(kind))) == pytest.approx((1.0, 1.0, 0.0, -0.5, 0.0))


def run_paid() -> DeliveredPortfolio:
    """Money limits: 30 come at month 6, 70 at 18, 70 at 30, and the county can lend 1.

    P2 needs 9, 9, 18, 18 (36 later) for quarters of 3 months, P3 8, 8, 16, 16 (32) for quarters of 2. P2: 6-9, 9-12 (12 left), then waits for
    month 18. P3 takes 8 at 16: 16-18 (4 left). At 18 there are 74: P2 18-21 and 21-24, P3 18-20 and 20-22; at 22 14 are left, P3's
    last 16 wait for month 30: 30-32. P2 serves at 26, P3 at 34: both in time.
    """
    plan = make_delivery_plan(kinds={"P2": own_months(12.0)}, delivery=DeliverySettings(cash_box_wan_yuan=1.0))
    return run_tiny(plan, replace(build_delivery(plan), capacities=UNLIMITED))


def test_the_paid_course_is_as_worked_by_hand() -> None:
    course = run_paid()
    assert course.delivery.records.paid[0].tolist() == [[6, 9, 18, 21, 30], [16, 18, 20, 30, 34]]
    assert course.delivery.in_service.tolist() == [[26.0, 34.0]]
    assert course.chance == 1.0


def test_half_the_money_leaves_a_project_standing() -> None:
    # 15, 35, 35: P2 6-9, 18-21, its third quarter is paid only at 30 and the last 18 never come. P3: 18-24, 30-32, served at 34 as before.
    course = run_paid()
    assert tell(compare_what_if(course, WhatIf("halve", "unstated"))) == (0.0, -1.0, 2.0, 0.0, 1.0)


def test_twice_the_cash_box_pays_the_last_quarter_at_once() -> None:
    # At 22 there are 14 and 2 can be lent: P3 22-24, served at 26 instead of 34.
    course = run_paid()
    assert tell(compare_what_if(course, WhatIf("cash_box"))) == (1.0, 0.0, 0.0, -4.0, 0.0)


def test_money_a_quarter_of_a_year_sooner_ends_both_projects_sooner() -> None:
    # 30 at 3, 70 at 15, 70 at 27. P2: 4-7, 7-10, 15-18, 18-21, served at 23. P3: 16-22, its last quarter at 27, served at 31.
    course = run_paid()
    assert tell(compare_what_if(course, WhatIf("tranches_earlier"))) == (1.0, 0.0, 0.0, -3.0, 0.0)


def run_ruled() -> DeliveredPortfolio:
    """One crew. P1 works from 4 to 24; P2 has come at 7, P3 at 16. By plan order P2 serves at 34, P3 at 42; sewage has P1 and P2."""
    plan = make_delivery_plan(kinds={"P1": own_months(20.0)})
    model = set_months(pose_unlimited(plan, capacities=limit_crews(1)), "P2", approval=5.0)
    return run_tiny(plan, model, {"P1": 2023, **PAIR})


def test_another_rule_can_break_an_aim() -> None:
    # P3 first: it serves at 34, P2 at 42, so the forest is missed.
    course = run_ruled()
    assert course.chance == 1.0
    found = compare_what_if(course, WhatIf("rule", "criticality"), {"P1": 0, "P3": 1, "P2": 2})
    assert tell(found) == (0.0, -1.0, 1.0, 0.0, 0.0)


def test_every_rule_is_compared_and_its_own_changes_nothing() -> None:
    # By cost P2 stands before P1, and P1 before P3. No project breaks an aim alone; P2 is in service sooner than planned and P3 later, so
    # criticality asks P3 first.
    course = run_ruled()
    found = {each.change.subject: each for each in compare_rules(course, find_critical_projects(course))}
    assert {rule: each.gained for rule, each in found.items()} == {
        "plan_order": 0.0,
        "first_come": 0.0,
        "criticality": -1.0,
        "cost_effectiveness": 0.0,
    }
    assert found["plan_order"].months == 0.0


def test_a_rule_decides_who_is_paid_even_where_who_waits_is_never_paid() -> None:
    # Half of 200 comes, at once. Both pay 10, 10, 20 until 8, 80 in all; at 10 the last 20 go to A, the first of the plan, so B waits for ever
    # and the forest is missed. By criticality B is first and serves at 14.
    plan = make_delivery_plan(
        projects=make_projects("A", "B", end=2023),
        effects=(make_effect("A", "sewage", 30.0), make_effect("B", "forest", 10.0)),
        book=make_book(tranches={"unstated": 0.0}),
    )
    model = replace(build_delivery(plan), capacities=UNLIMITED, source_factors={"unstated": 0.5})
    course = run_tiny(plan, model, {"A": 2023, "B": 2023}, ("forest",))
    assert course.delivery.in_service.tolist() == [[14.0, NEVER]]
    found = {each.change.subject: each.chance for each in compare_rules(course, find_critical_projects(course))}
    assert found == {"plan_order": 0.0, "first_come": 0.0, "criticality": 1.0, "cost_effectiveness": 0.0}


def test_work_that_is_never_paid_has_stood_still_to_the_end() -> None:
    # Ready at 4, nothing ever comes, and 216 months are simulated.
    found = run_once(replace(pose_paid("A"), source_factors={"unstated": 0.0}), {"A": 2023})
    assert find_waits(found)["money"].tolist() == [212.0]


def test_a_rule_that_ranks_can_be_asked_without_ranks() -> None:
    course = run_ruled()
    plan = course.study.plan
    ranks = {
        "cost_effectiveness": rank_by_cost(course.study),
        "criticality": rank_critical_projects(find_critical_projects(course)),
    }
    for rule, priorities in ranks.items():
        change = read_what_if(f"rule:{rule}", plan, course.study.problem)
        assert compare_what_if(course, change) == compare_what_if(course, change, priorities)


def test_projects_are_ranked_by_the_gaps_they_close_for_their_money() -> None:
    # P1 20/30 for 100, P2 15/30 + 10/10 for 90, P3 15/30 for 80, P4 10/10 for 10: a tenth, 1/60, 1/150, 1/160.
    plan = make_delivery_plan()
    problem = build_problem(plan, Scenario())
    assert rank_by_cost(make_study(plan, problem, build_delivery(plan))) == {"P4": 0, "P2": 1, "P1": 2, "P3": 3}


def test_a_change_to_what_nobody_waits_for_is_not_simulated_and_would_change_nothing() -> None:
    plan, choice = load("dongchuan"), find_choice("dongchuan")
    problem, portfolio = choice.problem, choice.portfolio
    study, meant = (
        make_study(plan, problem, build_delivery(plan, problem)),
        PlannedPortfolio("chosen", portfolio.starts),
    )
    course = deliver_portfolio(study, meant, SimulationSettings(runs=30))
    limits = course.delivery.model.capacities
    wider = {WhatIf("desk"): replace(limits, approval=99), WhatIf("designer"): replace(limits, design=99)}
    for trade in limits.crews:
        wider[WhatIf("crew", trade)] = replace(limits, crews={**limits.crews, trade: 99})
    idle = [change for change in wider if not is_scarce(course, change)]
    assert idle
    for change in idle:
        model = replace(course.delivery.model, capacities=wider[change])
        meant = replace(meant, aims=course.aims)
        other = deliver_portfolio(replace(study, model=model), meant, SimulationSettings(runs=30))
        np.testing.assert_array_equal(other.delivery.records.times, course.delivery.records.times)
        assert compare_what_if(course, change) == measure_comparison(course, other, change)


def test_a_crew_that_is_waited_for_is_scarce_even_where_the_wait_never_ends() -> None:
    # P2 is never paid in full and holds the only crew for ever; P3 waits for it and is never begun. A second crew would let it end.
    plan = make_delivery_plan(funding=fund("special", key="P2"))
    model = replace(build_delivery(plan), capacities=limit_crews(1), source_factors={"special": 0.5})
    course = run_tiny(plan, model)
    assert course.delivery.in_service.tolist() == [[NEVER, NEVER]]
    change = WhatIf("crew", "pipe_layers")
    assert is_scarce(course, change)
    assert compare_what_if(course, change).unfinished == 1.0


def test_a_change_keeps_the_year_the_aims_are_promised_for() -> None:
    # A year later P2 serves at 42 and P3 at 38: in time for the end of 2026, month 48.
    course = run_in_time()
    later = replace(course, by=2026)
    assert tell(compare_what_if(later, WhatIf("lose_year"))) == (1.0, 0.0, 0.0, 12.0, 0.0)


def test_the_changes_asked_first_hold_one_of_each_and_the_worst_projects() -> None:
    course = run_queued()
    found = list_what_ifs(course, find_critical_projects(course))
    assert WhatIf("crew", "pipe_layers") in found
    assert WhatIf("halve", "unstated") in found
    assert [each for each in found if each.kind == "freeze"] == [WhatIf("freeze", "P3")]
    assert len(found) == len(set(found))
    for change in found:
        compare_what_if(course, change)


def test_a_change_is_read_as_it_is_said() -> None:
    course = run_queued()
    plan = course.study.plan
    problem = course.study.problem
    assert read_what_if("lose-year", plan, problem) == WhatIf("lose_year")
    assert read_what_if("freeze:P3", plan, problem) == WhatIf("freeze", "P3")
    assert read_what_if("crew:pipe_layers", plan, problem) == WhatIf("crew", "pipe_layers")
    for said in ("lose-year:2024", "freeze", "fly"):
        with pytest.raises(PeakfolioError):
            read_what_if(said, plan, problem)
    for said in ("freeze:P9", "halve:bond", "crew:foresters", "rule:lots"):
        with pytest.raises(UnknownName):
            read_what_if(said, plan, problem)


def test_the_first_runs_of_a_course_are_a_course() -> None:
    plan = make_delivery_plan(book=make_book({"construction": (4.0, 8.0, 40.0)}))
    model = pose_unlimited(plan)
    whole, part = run_tiny(plan, model, runs=60), run_tiny(plan, model, runs=20)
    assert whole.take(20).chance == part.chance
    assert whole.chance != part.chance
    assert whole.take(20).delivery.runs == 20
    assert whole.take(60) is whole


def test_what_is_not_built_counts_for_nothing() -> None:
    course = run_in_time()
    met = course.study.judge({"P2": course.services["P2"]}).met
    assert {key: bool(each[0]) for key, each in met.items()} == {"sewage": False, "forest": True}
    assert not any(each.any() for each in course.study.judge({}).met.values())


def test_half_a_project_adds_half_and_reaches_no_level() -> None:
    level = make_effect("P1", "forest", 60.0, mode="reaches")
    plan = make_delivery_plan(effects=(make_effect("P1", "sewage", 60.0), level))
    problem, model = build_problem(plan, Scenario()), pose_unlimited(plan)
    services = plan_service(model, problem, {"P1": 2023})
    study = make_study(plan, problem, model)
    for share, expected in ((1.0, (True, True)), (0.5, (True, False)), (0.4, (False, False))):
        met = study.judge(services, {"P1": share}).met
        assert tuple(bool(met[key][0]) for key in BOTH) == expected
