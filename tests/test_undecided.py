"""Effects nobody has decided on: proposed, accepted, changed, refused, not known; and a plan that has none yet."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.test_suggest import make_plan as make_suggested_plan
from tests.tiny import change_scenario, make_project, make_target

from peakfolio.errors import PeakfolioError, PlanFaults
from peakfolio.importing.deciding import (
    accept,
    accept_all_sure,
    change,
    change_chain,
    list_proposals,
    propose_effects,
    refuse,
    set_unknown,
)
from peakfolio.plan.decisions import Decision, read_decisions, remember, write_decisions
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import Scenario
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import answer_question

MADE = Source(source_id="made", kind="assumption", title="made up", reasoning="worked by hand")
PAIR = ("P1", "I31")


def make_claimed_plan(content: str = "新建10个行政村农村生活污水治理设施，铺设污水管网") -> Plan:
    """One project named for a rate of 20 %, which is to be 30 %: 10 of 40 villages, of which 0.4 to all newly count."""
    plan = make_suggested_plan(content)
    return replace(plan, sources=(MADE,), targets=(make_target("I31", 30.0),))


def count_met(plan: Plan, **changes: object) -> int:
    asked = Scenario.model_validate(changes)
    answer = answer_question(plan, "base", asked)
    return sum(each.is_met for each in answer.verification.outcomes)


def test_a_proposal_is_unknown_until_it_is_accepted() -> None:
    plan = propose_effects(make_claimed_plan())
    (proposed,) = list_proposals(plan)
    assert proposed.pair == PAIR
    assert (proposed.effect.low, proposed.effect.central, proposed.effect.high) == pytest.approx((10.0, 17.5, 25.0))
    assert count_met(plan) == 0
    assert count_met(plan, use_proposed_effects=True) == 1
    decided = accept(plan, PAIR)
    assert count_met(decided.plan) == 1
    assert [row.basis for row in decided.plan.effects] == ["quantified"]
    assert [each.decision for each in decided.decisions] == ["accepted"]


def test_a_proposal_counted_unseen_says_so_in_its_evidence() -> None:
    answer = answer_question(propose_effects(make_claimed_plan()), "base", Scenario(use_proposed_effects=True))
    assert [each.evidence for each in answer.verification.outcomes] == ["proposed"]


def test_at_its_word_the_document_shares_the_gap_with_what_it_names_and_not_with_what_only_sounds_alike() -> None:
    named = propose_effects(make_claimed_plan())
    alike = propose_effects(replace(make_claimed_plan(), effects=()))
    assert [row.basis for row in alike.effects] == ["proposed"]
    assert count_met(named, use_shared_effects=True) == 1
    assert count_met(alike, use_shared_effects=True) == 0


def test_what_is_refused_is_not_proposed_again_and_what_the_document_names_stays() -> None:
    plan = propose_effects(make_claimed_plan())
    decided = refuse(plan, PAIR, "the works are repairs")
    assert [row.basis for row in decided.plan.effects] == ["shared"]
    assert not decided.plan.chains
    again = propose_effects(decided.plan, decided.decisions)
    assert not list_proposals(again)
    assert len(list_proposals(propose_effects(decided.plan))) == 1


def test_not_known_keeps_the_proposal_and_is_remembered() -> None:
    plan = propose_effects(make_claimed_plan())
    decided = set_unknown(plan, PAIR)
    assert decided.plan == plan
    assert [each.decision for each in decided.decisions] == ["unknown"]


def test_a_figure_of_ones_own_has_a_reason_and_an_order() -> None:
    plan = propose_effects(make_claimed_plan())
    decided = change(plan, PAIR, (1.0, 2.0, 3.0), "counted on the spot")
    (row,) = decided.plan.effects
    assert (row.basis, row.low, row.central, row.high, row.reasoning) == ("user", 1.0, 2.0, 3.0, "counted on the spot")
    assert not decided.plan.chains
    for figures, reason in (((3.0, 2.0, 1.0), "why"), ((1.0, 2.0, 300.0), "why"), ((1.0, 2.0, 3.0), "  ")):
        with pytest.raises(PeakfolioError):
            change(plan, PAIR, figures, reason)


def test_own_figures_of_the_chain_are_taken_and_the_effect_follows() -> None:
    plan = propose_effects(make_claimed_plan())
    decided = change_chain(plan, PAIR, {"villages": (80.0, 80.0, 80.0)}, "the new count")
    assert [row.central for row in decided.plan.effects] == pytest.approx([17.5 / 2])
    assert [each.decision for each in decided.decisions] == ["changed"]


def test_only_what_nothing_speaks_against_is_accepted_unseen() -> None:
    sure, from_money = (
        propose_effects(make_claimed_plan()),
        propose_effects(make_claimed_plan("建设农村生活污水治理设施，铺设污水管网")),
    )
    assert [each.pair for each in list_proposals(sure) if each.is_sure] == [PAIR]
    assert [row.basis for row in accept_all_sure(sure).plan.effects] == ["quantified"]
    (doubtful,) = list_proposals(from_money)
    assert [each.read("zh") for each in doubtful.doubts] == ["工程量由投资推算，原文未写明"]
    assert accept_all_sure(from_money).plan == from_money
    assert accept(from_money, PAIR).plan.effects[0].basis == "estimated"


def test_proposals_are_written_anew_and_twice_is_once() -> None:
    plan = propose_effects(make_claimed_plan())
    assert propose_effects(plan) == plan
    larger = replace(plan, projects=(make_project("P1", 100.0, 2023, 2024, name_zh="农村生活污水治理项目",
                                                  content_zh="新建20个行政村污水管网"),))  # fmt: skip
    assert [row.central for row in propose_effects(larger).effects] == pytest.approx([35.0])


def test_a_plan_with_proposals_is_read_as_it_is_written(tmp_path: Path) -> None:
    plan = propose_effects(change_scenario(make_claimed_plan(), use_proposed_effects=True))
    write_plan(plan, tmp_path / "plan")
    assert replace(read_plan(tmp_path / "plan"), evidence=plan.evidence).settings == plan.settings
    assert [row.basis for row in read_plan(tmp_path / "plan").effects] == ["proposed"]


def test_decisions_are_read_as_they_are_written_and_the_last_one_counts(tmp_path: Path) -> None:
    first = Decision(action_id="P1", indicator_id="I31", decision="refused", reason="修缮, 不新增", decided_on=None)
    last = first.model_copy(update={"decision": "accepted", "reason": None})
    other = first.model_copy(update={"indicator_id": "I32"})
    write_decisions(remember((first, other), (last,)), tmp_path, date(2026, 3, 1))
    read = read_decisions(tmp_path)
    assert [(each.pair, each.decision, each.reason, each.decided_on) for each in read] == [
        (("P1", "I31"), "accepted", None, date(2026, 3, 1)),
        (("P1", "I32"), "refused", "修缮, 不新增", date(2026, 3, 1)),
    ]
    assert read_decisions(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    "text",
    ["action_id\nP1\n", "action_id,indicator_id,decision,reason,decided_on\nP1,I1,maybe,,\n,I1,refused,,2026-13-01\n"],
)
def test_faults_of_decisions_are_named_all_at_once(text: str, tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PlanFaults) as caught:
        read_decisions(tmp_path)
    assert len(caught.value.faults) == (1 if "maybe" not in text else 3)
