"""Effects nobody has decided on: proposed, accepted, changed, refused, not known; and a plan that has none yet."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from tests.test_suggest import make_plan as make_suggested_plan
from tests.tiny import (
    CITE,
    change_scenario,
    make_effect,
    make_indicator,
    make_measure,
    make_observation,
    make_project,
    make_target,
    make_tiny_plan,
)

from peakfolio.assess.audit import audit_plan
from peakfolio.assess.bounding import find_most
from peakfolio.assess.questions import answer_figure, find_places, list_questions
from peakfolio.assess.scoping import is_elsewhere
from peakfolio.assess.suggesting import suggest_effects
from peakfolio.assess.wholes import LAND, RESIDENTS, URBAN_PEOPLE, VILLAGES, Figure
from peakfolio.cli.main import main
from peakfolio.delivery.likelihood import Likelihood
from peakfolio.delivery.outlook import search_choices
from peakfolio.delivery.robust import RobustChoice
from peakfolio.delivery.settings import RiskSettings
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
from peakfolio.importing.texts import read_texts
from peakfolio.plan.decisions import Decision, read_decisions, remember, write_decisions
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.rows import Source
from peakfolio.plan.settings import Scenario
from peakfolio.plan.tables import Support
from peakfolio.plan.writing import write_plan
from peakfolio.portfolio.answering import answer_plan, answer_question
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.drawn import draw_many
from peakfolio.render.run_folder import write_run
from peakfolio.report.prices import make_comparison_table
from peakfolio.report.reasons import explain_reach
from peakfolio.report.summary import headline
from peakfolio.report.undecided import list_undecided_tables
from peakfolio.run import run_plan
from peakfolio.words import Language

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


# --- what a project can do at most ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("villages", "met"), [(3, 0), (4, 1)])
@pytest.mark.parametrize("level", ["low", "central", "high"])
def test_a_share_of_the_gap_is_no_larger_than_what_the_printed_works_can_bring(
    villages: int, met: int, level: str
) -> None:
    """The gap is 10 points of 40 villages: 4 villages close it if all of them count, 3 never do, whatever the document says."""
    plan = make_claimed_plan(f"新建{villages}个行政村农村生活污水治理设施，铺设污水管网")
    assert find_most(plan) == {PAIR: pytest.approx(2.5 * villages)}
    assert count_met(plan, use_shared_effects=True, effects=level) == (0 if level == "low" else met)


def test_draws_of_a_share_are_capped_too() -> None:
    plan = make_claimed_plan("新建4个行政村农村生活污水治理设施，铺设污水管网")
    problem = build_problem(plan, Scenario(use_shared_effects=True))
    luck = {"effect P1 I31 adds": np.array([0.001, 0.5, 0.999])}
    (push,) = draw_many(plan, problem, luck, 3).pushes["I31"]
    assert push.sizes == pytest.approx([10 * 0.7, 10.0, 10.0], rel=0.02)


def test_a_class_that_is_not_sure_bounds_nothing() -> None:
    assert find_most(make_claimed_plan("新建3个行政村设施")) == {}


def test_a_fall_stops_at_the_lowest_value_of_its_indicator() -> None:
    plan = make_claimed_plan("新建40个行政村农村生活污水治理设施，铺设污水管网")
    falling = plan.indicators[0].model_copy(update={"direction": "less"})
    (found,) = suggest_effects(replace(plan, indicators=(falling,)))
    assert found.spread is not None
    assert found.spread.low == pytest.approx(-20.0)


@pytest.mark.parametrize(
    ("project", "indicator", "lack"),
    [
        ("乡镇生活污水治理项目", "县城污水处理率", "elsewhere"),
        ("农村生活污水治理项目", "城镇污水处理率", "elsewhere"),
        ("城区污水管网项目", "农村生活污水治理率", "elsewhere"),
        ("城乡污水管网项目", "农村生活污水治理率", None),
        ("银江镇污水管网项目", "农村生活污水治理率", None),
        ("乡镇污水管网项目", "城镇污水处理率", None),
    ],
)
def test_works_in_another_part_of_the_region_are_refused_with_the_reason(
    project: str, indicator: str, lack: str | None
) -> None:
    plan = make_claimed_plan()
    row = plan.projects[0].model_copy(update={"name_zh": project, "content_zh": "污水管网5千米"})
    rate = plan.indicators[0].model_copy(update={"name_zh": indicator})
    (found,) = suggest_effects(replace(plan, projects=(row,), indicators=(rate,)))
    assert (found.lack == "elsewhere") == (lack == "elsewhere")
    assert is_elsewhere(row, rate) == (lack == "elsewhere")


# --- figures that are asked for ------------------------------------------------------------------------------------------------

TEXT = (
    "某县辖8个乡镇、132个行政村。",
    "2022年末常住人口23.38万人，其中城镇常住人口10.49万人。",
    "国土面积1565平方公里。",
    "项目涉及10个行政村。",
)


def make_asking_plan() -> Plan:
    plan = make_claimed_plan()
    return replace(plan, parameters=())


def test_a_figure_that_is_missing_is_asked_for_once_with_what_waits_and_where_it_may_stand() -> None:
    plan = make_asking_plan()
    second = plan.projects[0].model_copy(update={"project_id": "P2"})
    named = plan.effects[0].model_copy(update={"action_id": "P2"})
    plan = replace(plan, projects=(*plan.projects, second), effects=(*plan.effects, named))
    (asked,) = list_questions(plan, {"plan": TEXT})
    assert (asked.key, asked.projects, asked.targets) == ("villages", ("P1", "P2"), ("I31",))
    assert [(each.value, each.line) for each in asked.places] == [(132.0, 1), (10.0, 4)]
    assert asked.outcomes[132.0][PAIR] == pytest.approx(0.7 * 1000 / 132)
    assert list_questions(plan)[0].outcomes == {}


@pytest.mark.parametrize(
    ("figure", "values"), [(RESIDENTS, [233800.0]), (URBAN_PEOPLE, [104900.0]), (LAND, [1565.0]), (VILLAGES, [132, 10])]
)
def test_a_part_is_not_taken_for_the_whole_and_units_are_turned(figure: Figure, values: list[float]) -> None:
    assert [each.value for each in find_places(figure, {"plan": TEXT})] == values


def test_an_answered_figure_gives_the_proposals_that_waited_for_it() -> None:
    plan = make_asking_plan()
    (place, _) = list_questions(plan, {"made": TEXT})[0].places
    from_text = answer_figure(plan, "villages", place.value, "", place)
    own = answer_figure(plan, "villages", 40.0, "the register of the civil affairs bureau")
    assert (from_text.parameters[-1].source_id, from_text.parameters[-1].lines) == ("made", "1")
    assert own.parameters[-1].source_id in own.source_by_id
    assert [row.central for row in propose_effects(own).effects] == pytest.approx([17.5])
    assert not list_questions(own)
    for key, value, reason in (("nothing", 1.0, "why"), ("villages", 0.0, "why"), ("villages", 40.0, " ")):
        with pytest.raises(PeakfolioError):
            answer_figure(plan, key, value, reason)


def test_the_text_of_a_document_lies_beside_its_package(tmp_path: Path) -> None:
    document = Source(source_id="plan", kind="document", title="规划", file="source-1.txt")
    plan = replace(make_asking_plan(), sources=(MADE, document))
    assert read_texts(plan, tmp_path) == {}
    (tmp_path / "source-1.txt").write_text("\n".join(TEXT), encoding="utf-8")
    assert read_texts(plan, tmp_path) == {"plan": TEXT}


# --- before any effect is known ------------------------------------------------------------------------------------------------


def make_named_plan() -> Plan:
    """Two open targets; the document's column names a project for one of them, and nothing says how much it brings."""
    plan = make_claimed_plan()
    forest = make_indicator("I18", name_zh="森林覆盖率", name_en="Forest cover")
    named = Support(project_id="P1", as_written="农村生活污水治理率", indicator_id="I31", **CITE)
    return replace(
        plan,
        effects=(),
        parameters=(),
        supports=(named,),
        indicators=(*plan.indicators, forest),
        targets=(*plan.targets, make_target("I18", 60.0)),
        observations=(*plan.observations, make_observation("I18", 70.0)),
    )


def read_headline(plan: Plan, language: Language) -> str:
    return headline(answer_plan(plan)).read(language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_before_any_effect_is_known_nothing_is_called_the_cheapest(language: Language) -> None:
    said = read_headline(make_named_plan(), language)
    for claim in ("proved", "cheapest portfolio that", "已证明", "最低成本", "0 projects", " 0 个项目", "。0 个项目"):
        assert claim not in said
    assert {"en": "Effects: 0 decided, 0 proposed, 1 unknown.", "zh": "成效：已定 0，拟定 0，不明 1。"}[
        language
    ] in said
    assert {"en": "Now 1 indicators meet", "zh": "现已达到 1 项指标，未达到 1 项"}[language] in said
    assert {"en": "CNY 1 million in all", "zh": "合计100 万元"}[language] in said


def test_who_claims_what_stands_in_the_tables_and_in_the_reasons() -> None:
    answer = answer_plan(make_named_plan())
    stand, pool, claims = list_undecided_tables(answer)
    assert [(row["indicator_id"], row["status"], row["named"]) for row in stand.to_records()] == [
        ("I31", "not_met", "P1"),
        ("I18", "met", ""),
    ]
    assert pool.to_records()[-1]["cost_wan_yuan"] == 100.0
    assert [(row["project_id"], row["knowledge"]) for row in claims.to_records()] == [("P1", "unknown")]
    (reason,) = answer.reasons
    assert reason.could_serve == {"I31": "unknown"}
    (reach,) = answer.choice.reaches
    said = explain_reach(answer, reach)
    assert "P1" in said.read("zh")
    assert "最多只能到" not in said.read("zh")
    assert "best" not in said.read("en")


def test_a_proposal_accepted_changes_the_answer() -> None:
    plan = propose_effects(answer_figure(make_named_plan(), "villages", 40.0, "the register"))
    waiting, decided = answer_plan(plan), answer_plan(accept(plan, PAIR).plan)
    assert waiting.is_undecided
    assert not decided.is_undecided
    assert [each.is_met for each in decided.verification.outcomes] == [True]
    assert "1 proposed" in headline(waiting).read("en")
    assert "proposed for P1 and wait" in explain_reach(waiting, waiting.choice.reaches[0]).read("en")
    assert "1 decided, 0 proposed, 0 unknown" in headline(decided).read("en")


def test_some_effects_known_and_others_not_is_an_answer_that_says_so() -> None:
    plan = make_tiny_plan()
    rows = tuple(row.unsized if row.action_id == "P4" else row for row in plan.effects)
    said = headline(answer_plan(replace(plan, effects=rows))).read("en")
    assert "proved to be the cheapest" in said
    assert "Effects: 4 decided, 0 proposed, 1 unknown." in said


def test_audit_does_not_call_money_idle_that_the_plan_names_a_purpose_for() -> None:
    codes = {each.code for each in audit_plan(make_named_plan())}
    bare = {each.code for each in audit_plan(replace(make_named_plan(), supports=()))}
    assert "money_without_unmet_target" not in codes
    assert "money_without_unmet_target" in bare


def test_an_order_alone_is_no_weighing_of_projects() -> None:
    plan = make_named_plan()
    order = make_effect("M1", "I31", None, mode="reaches", basis="order", low=None, high=None)
    answer = answer_plan(replace(plan, measures=(make_measure("M1"),), effects=(order,)))
    assert answer.is_undecided
    assert "1 policy measures alone meet 1 of the targets." in headline(answer).read("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_plan(replace(make_named_plan(), sources=(MADE,)), tmp_path / "own")
    return tmp_path / "own"


@pytest.mark.parametrize("command", ["optimise", "why", "rank", "frontier", "alternatives", "sample", "deliver"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_says_what_is_known_and_no_more(command: str, language: str, folder: Path) -> None:
    result = CliRunner().invoke(main, ["--language", language, command, str(folder)], env={"COLUMNS": "100"})
    said = "".join(result.output.split())
    assert result.exit_code == 0, result.output
    assert {"en": "Effects:0decided,0proposed,1unknown.", "zh": "成效：已定0，拟定0，不明1。"}[language] in said
    for claim in ("proved", "已证明", "100%", "0.0%"):
        assert claim not in said


def test_json_says_that_nothing_was_weighed(folder: Path) -> None:
    found = json.loads(CliRunner().invoke(main, ["optimise", str(folder), "--json"]).output)
    assert found["is_undecided"] is True
    assert found["effects"] == {"decided": 0, "proposed": 0, "unknown": 1, "silent": 0}
    assert found["certificates"] == {}
    assert [row["named"] for row in found["standing_now"]] == ["P1", ""]
    priced = json.loads(CliRunner().invoke(main, ["why", str(folder), "--json"]).output)
    assert priced["is_undecided"] is True


def test_a_run_writes_the_status_and_neither_curve_nor_delivery(folder: Path, tmp_path: Path) -> None:
    found = run_plan(folder)
    assert not found.frontier
    assert found.delivery is None
    place = write_run(found, tmp_path)
    assert (place / "standing_now.csv").is_file()
    text = (place / "report.html").read_text(encoding="utf-8")
    assert "已证明" not in text
    assert "没有对项目进行比选" in text


# --- the command ---------------------------------------------------------------------------------------------------------------


def suggest(folder: Path, *options: str, language: str = "en") -> tuple[int, str]:
    result = CliRunner().invoke(
        main, ["--language", language, "suggest", str(folder), *options], env={"COLUMNS": "110"}
    )
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A package of one's own, with its text beside it."""
    document = Source(source_id="plan", kind="document", title="某县规划", file="source-1.txt")
    named = make_named_plan()
    project = named.projects[0].model_copy(update={"name_zh": "农村生活污水治理项目"})
    write_plan(replace(named, projects=(project,), sources=(MADE, document)), tmp_path / "county")
    (tmp_path / "county" / "source-1.txt").write_text("\n".join(TEXT), encoding="utf-8")
    return tmp_path / "county"


def test_a_planner_without_the_workbench_can_go_through_the_proposals(county: Path) -> None:
    code, said = suggest(county)
    assert code == 0
    assert "132 (line 1" in said
    code, said = suggest(county, "--answer", "villages:132", "--reason", "the plan's text")
    assert code == 0
    assert "Effects: 0 decided, 1 proposed, 0 unknown." in said
    waiting = json.loads(suggest(county, "--write", "--json")[1])
    assert [(row["project_id"], row["indicator_id"]) for row in waiting["proposals"]] == [PAIR]
    assert suggest(county, "--refuse", "P1:I31", "--reason", "only repairs")[0] == 0
    assert [(row.decision, row.reason) for row in read_decisions(county)] == [("refused", "only repairs")]
    assert json.loads(suggest(county, "--write", "--json")[1])["proposals"] == []
    code, said = suggest(county, "--change", "P1:I31:1:2:3", "--reason", "counted", language="zh")
    assert code == 0
    assert "成效：已定 1，拟定 0，不明 0。" in said
    assert [row.basis for row in read_plan(county).effects] == ["user"]


def test_decisions_leave_every_other_file_as_it_is(county: Path) -> None:
    before = {path.name: path.read_bytes() for path in county.iterdir()}
    suggest(county, "--answer", "villages:132", "--reason", "text", "--accept", "sure")
    after = {path.name: path.read_bytes() for path in county.iterdir()}
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {"effects.csv", "chains.csv", "parameters.csv", "sources.csv", "decisions.csv"}
    assert read_plan(county).effects


@pytest.mark.parametrize(
    "options",
    [
        ("--accept", "P1"),
        ("--accept", "P9:I31"),
        ("--answer", "villages:many"),
        ("--answer", "villages:132"),
        ("--answer", "moons:1", "--reason", "why"),
        ("--change", "P1:I31:1:2", "--reason", "why"),
        ("--change", "P1:I31:1:2:3"),
        ("--refuse", "P1:I31:x"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_decided_is_said_and_nothing_is_written(
    options: tuple[str, ...], language: str, county: Path
) -> None:
    before = {path.name: path.read_bytes() for path in county.iterdir()}
    code, said = suggest(county, *options, language=language)
    assert code == 2
    assert "Traceback" not in said
    assert before == {path.name: path.read_bytes() for path in county.iterdir()}


def test_a_plan_that_ships_is_not_changed() -> None:
    code, said = suggest(Path("dongchuan"), "--write")
    assert code == 2
    assert "copy it first" in said


# --- choices of nothing --------------------------------------------------------------------------------------------------------


LIKELY = Likelihood(1, 0.1, {"a": 0.1, "b": 0.1})


@dataclass
class Searching:
    """A search that reaches the wanted certainty only where every target is given up."""

    settings: RiskSettings = field(default_factory=RiskSettings)
    study: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(problem=SimpleNamespace(milestone=2025)))

    def choose(self, alpha: float, *, by: int | None = None, may_drop: bool = False) -> RobustChoice:
        none = Portfolio({}, {}, 0.0, ("a", "b"), None, (), ())
        aims, dropped, share = ((), ("a", "b"), 1.0) if may_drop else (("a", "b"), (), 0.1)
        return RobustChoice(alpha, by, none, 0.0, aims, dropped, share, share, share, (share, share), LIKELY, 1)


def test_giving_up_every_target_is_no_robust_choice() -> None:
    robust, promise, later = search_choices(Searching(), lambda step: None)  # type: ignore[arg-type]
    assert not robust.is_reached
    assert promise is None
    assert later is None


def test_scenarios_side_by_side_show_no_cost_of_what_was_not_weighed() -> None:
    (row,) = make_comparison_table([answer_plan(make_named_plan())]).to_records()
    assert (row["cost_wan_yuan"], row["met"], row["open"]) == (None, None, 1)
