"""The chapter on the portfolio: what is chosen and why, what stays missed, when the money is spent, and what would change it."""

from collections.abc import Sequence

import pandas as pd

from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.report import names as wording
from peakfolio.report.chapters.figures import list_answer_figures
from peakfolio.report.content import Block, Cell, Chapter, Column, Table
from peakfolio.report.frames import stack_spending
from peakfolio.report.reasons import explain_reach, explain_reason
from peakfolio.report.summary import headline
from peakfolio.report.tables import make_spending_table
from peakfolio.report.voice import BETWEEN_PARTS, MONEY, Voice, cell
from peakfolio.run import Run
from peakfolio.words import Language, listing, say, say_in, say_many

CENT = 0.005
TITLE = say("The portfolio and its reasons")


def tell_portfolio(run: Run, language: Language) -> Chapter:
    """The chosen projects with a reason for each; where there is no portfolio, why."""
    voice = Voice(language)
    title = voice.read(TITLE)
    if run.answer is None:
        refusal = run.refusal or say("There is no portfolio.")
        return Chapter("portfolio", title, (voice.answer(refusal),))
    answer = run.answer
    figures = list_answer_figures(answer, language)
    blocks: list[Block] = [
        voice.answer(headline(answer)),
        voice.heading(say("Projects the targets really need")),
        voice.paragraph(
            say(
                "'Without it' is what happens if this project alone is taken out and nothing else changes. * marks years that "
                "differ from the printed ones."
            )
        ),
        _list_chosen(answer, voice),
        *_list_measures(answer, voice),
        *_list_nearer(answer, voice),
        voice.heading(say_in("portfolio", "Targets that stay missed")),
        *_list_missed(answer, voice),
        figures["gaps"],
        voice.paragraph(say("Level, target and evidence of every open target: ⟦open_targets⟧.")),
        voice.heading(say("When and from where the money comes")),
        *_list_spending(answer, voice),
        figures["spending"],
        voice.heading(say("Where the money of the pool goes")),
        *_count_rejected(answer, voice),
        figures["money"],
        voice.heading(say("What changes if the effects are read otherwise")),
        *_list_switches(answer, voice),
        voice.heading(say("Proof and re-addition")),
        _tell_proof(answer, voice),
    ]
    return Chapter("portfolio", title, tuple(blocks))


def _list_chosen(answer: Answer, voice: Voice) -> Table:
    rows = _describe_projects(answer, voice, ("needed", "locked_in"))
    listed, whole = _sum_costs(answer, ("needed", "locked_in")), answer.verification.cost_wan_yuan
    if abs(whole - listed) >= CENT:
        rest = voice.read(say("Operation, and parts of divisible projects"))
        rows.append(("", rest, cell(whole - listed), "", ""))
    rows.append(("", voice.read(say("Total")), cell(whole), "", ""))
    title = voice.read(say("Chosen projects and their reasons"))
    return Table("chosen", title, _list_columns(voice), tuple(rows), has_total=True)


def _list_columns(voice: Voice) -> tuple[Column, ...]:
    return (
        voice.column("action_id", say("No."), 0.7),
        voice.column("name", say("Project"), 2.2),
        voice.number("cost_wan_yuan", say("Cost"), MONEY),
        voice.column("years", say_in("years of building", "Years"), 0.9),
        voice.column("reason", say("Reason"), 2.8),
    )


def _sum_costs(answer: Answer, roles: Sequence[str]) -> float:
    keys = [reason.action_id for reason in answer.reasons if reason.role in roles]
    return sum(wording.find_cost(answer, key) or 0.0 for key in keys)


def _describe_projects(answer: Answer, voice: Voice, roles: Sequence[str]) -> list[tuple[Cell, ...]]:
    plan = answer.plan
    rows: list[tuple[Cell, ...]] = []
    for reason in answer.reasons:
        project = plan.project_by_id.get(reason.action_id)
        if reason.role in roles and project is not None and reason.start is not None:
            duration = answer.problem.action_by_id[reason.action_id].duration_years
            rows.append(
                (
                    reason.action_id,
                    voice.read(wording.name_action(plan, reason.action_id)),
                    cell(wording.find_cost(answer, reason.action_id)),
                    wording.show_years(project, reason.start, duration),
                    voice.read(explain_reason(answer, reason)),
                )
            )
    return rows


def _list_measures(answer: Answer, voice: Voice) -> list[Block]:
    """The measures that must go with the projects; none where none is needed."""
    found = [each for each in answer.reasons if each.action_id in answer.plan.measure_by_id and each.start is not None]
    chosen = [each for each in found if each.role in ("needed", "locked_in")]
    if not chosen:
        return []
    rows = tuple(
        (
            each.action_id,
            voice.read(wording.name_action(answer.plan, each.action_id)),
            each.start,
            voice.read(explain_reason(answer, each)),
        )
        for each in chosen
    )
    columns = (
        voice.column("action_id", say("No."), 0.7),
        voice.column("name", say("Policy measure"), 2.6),
        voice.year("start", say("From")),
        voice.column("reason", say("Reason"), 3.0),
    )
    title = voice.read(say("Policy measures that must go with it (no investment)"))
    return [Table("measures", title, columns, rows)]


def _list_nearer(answer: Answer, voice: Voice) -> list[Block]:
    rows = _describe_projects(answer, voice, ("nearer",))
    if not rows:
        return []
    return [
        voice.heading(say("Optional projects")),
        voice.paragraph(say("These meet no target but narrow a gap; their cost is not in the total above.")),
        Table("optional_projects", voice.read(say("Optional projects")), _list_columns(voice), tuple(rows)),
    ]


def _list_missed(answer: Answer, voice: Voice) -> list[Block]:
    reaches = answer.choice.reaches
    if not reaches:
        return [voice.paragraph(say("None: every target is met."))]
    return [voice.bullets(explain_reach(answer, each) for each in reaches)]


def _list_spending(answer: Answer, voice: Voice) -> list[Block]:
    spending = make_spending_table(answer)
    if spending.empty:
        return [voice.paragraph(say("The portfolio costs nothing."))]
    stacked: pd.DataFrame = stack_spending(spending)
    sources = [str(name) for name in stacked.columns]
    columns = (
        voice.year("year", say("Year")),
        *(voice.number(name, FUNDING[name], MONEY) for name in sources),
        voice.number("total", say("Total"), MONEY),
    )
    rows: list[tuple[Cell, ...]] = [
        (int(str(year)), *(cell(each) for each in amounts), cell(sum(amounts)))
        for year, amounts in zip(stacked.index, stacked.to_numpy().tolist(), strict=True)
    ]
    totals = stacked.sum()
    rows.append((voice.read(say("Total")), *(cell(each) for each in totals), cell(float(totals.sum()))))
    title = voice.read(say("Spending of the portfolio by year"))
    return [Table("spending", title, columns, tuple(rows), has_total=True)]


def _count_rejected(answer: Answer, voice: Voice) -> list[Block]:
    """What the projects that were left out are for, in numbers."""
    plan = answer.plan
    groups: dict[str, list[Reason]] = {"idle": [], "spare": [], "vain": [], "unpriced": []}
    for each in answer.reasons:
        if each.action_id in plan.project_by_id and each.role in ("not_needed", "unpriced"):
            groups[_sort_rejected(each)].append(each)
    cost = {
        name: sum(plan.project_by_id[each.action_id].cost_wan_yuan or 0.0 for each in rows)
        for name, rows in groups.items()
    }
    count = {name: len(rows) for name, rows in groups.items()}
    money = {name: wording.show_money(amount) for name, amount in cost.items()}
    nearer = sum(each.role == "nearer" and each.action_id in plan.project_by_id for each in answer.reasons)
    said = [
        (True, say("{count} projects ({money}) support no open target", count=count["idle"], money=money["idle"])),
        (
            count["spare"],
            say(
                "{count} ({money}) serve a target that others meet at a lower total cost",
                count=count["spare"],
                money=money["spare"],
            ),
        ),
        (
            count["vain"],
            say(
                "{count} ({money}) serve only targets they come too late for or nothing reaches",
                count=count["vain"],
                money=money["vain"],
            ),
        ),
        (nearer, say_many("{n} only narrows a gap (optional)", "{n} only narrow a gap (optional)", nearer)),
        (count["unpriced"], say("{count} print no cost", count=count["unpriced"])),
    ]
    return [
        voice.paragraph(
            say(
                "Left out: {groups}. Every project with its reason: ⟦all_projects⟧. 'Supports no open target' does not mean "
                "worthless: a project may hold an indicator that is met, or serve what no indicator measures.",
                groups=listing((words for is_said, words in said if is_said), BETWEEN_PARTS),
            )
        )
    ]


def _sort_rejected(reason: Reason) -> str:
    """What a rejected project is for: nothing open, a target others meet, or only targets it cannot help in time."""
    if reason.role == "unpriced":
        return "unpriced"
    if not reason.could_serve:
        return "idle"
    return "vain" if set(reason.could_serve.values()) <= {"too_late", "out_of_reach"} else "spare"


def _list_switches(answer: Answer, voice: Voice) -> list[Block]:
    rows = tuple(
        (
            voice.read(wording.LEVELS[each.effects]),
            voice.read(say("used") if each.use_shared_effects else say("not used")),
            cell(each.cost_wan_yuan),
            each.met,
            each.open_targets,
            " ".join(each.chosen) or voice.read(say("none")),
        )
        for each in answer.switches
    )
    columns = (
        voice.column("effects", say_in("reading", "Effects"), 0.8),
        voice.column("shared", say("Shared effects"), 0.9),
        voice.number("cost_wan_yuan", say("Cost"), MONEY),
        voice.number("met", say("Met"), say("targets"), 0),
        voice.number("open", say("Open before"), say("targets"), 0),
        voice.column("projects", say_in("chosen", "Projects"), 3.0),
    )
    said = voice.paragraph(
        say(
            "Effects have a low, a central and a high value, and supporters without a figure may or may not share a gap. The "
            "table holds the answer to the same question under each reading. Without shared effects orders for which the "
            "document prints no level do not count either; measures are in the number met, not in the list of projects."
        )
    )
    title = voice.read(say("The answer under other readings of the effects"))
    return [said, Table("switches", title, columns, rows)]


def _tell_proof(answer: Answer, voice: Voice) -> Block:
    checks = len(answer.verification.checks) + len(answer.best_effort.checks)
    steps = answer.choice.portfolio.steps
    if not answer.choice.portfolio.starts:
        return voice.paragraph(
            say(
                "Nothing was chosen, so there is nothing to prove; the reason stands at the head of this chapter. Targets and "
                "budgets without any project were added up again without the solver: {checks} checks, all agree.",
                checks=checks,
            )
        )
    proof = say("not every step is proved optimal; the table gives the gaps")
    if answer.choice.portfolio.is_proved:
        proof = say("each step is proved optimal")
    return voice.paragraph(
        say(
            "The search has {steps} steps (⟦steps⟧); {proof}. Every cost, effect, budget and target of the portfolio was "
            "added up again without the solver: {checks} checks, all agree.",
            steps=len(steps),
            proof=proof,
            checks=checks,
        )
    )
