"""The chapter on the portfolio: what is chosen and why, what stays missed, when the money is spent, and what would change it."""

from collections.abc import Sequence

import pandas as pd

from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.report import names as wording
from peakfolio.report.chapters.figures import list_answer_figures
from peakfolio.report.content import (
    BETWEEN_PARTS,
    MONEY,
    Block,
    Cell,
    Chapter,
    Column,
    Table,
    bullets,
    heading,
    number_column,
    paragraph,
    refer,
    text_column,
    year_column,
)
from peakfolio.report.frames import stack_spending
from peakfolio.report.reasons import explain_reach, explain_reason
from peakfolio.report.summary import headline
from peakfolio.report.tables import make_spending_table
from peakfolio.run import Run
from peakfolio.words import listing, say, say_in, say_many

CENT = 0.005
TITLE = say("The portfolio and its reasons")


def tell_portfolio(run: Run) -> Chapter:
    """The chosen projects with a reason for each; where there is no portfolio, why."""
    voice = Voice(language)
    title = TITLE
    if run.answer is None:
        refusal = run.refusal or say("There is no portfolio.")
        return Chapter("portfolio", title, (Text("answer", refusal),))
    answer = run.answer
    figures = list_answer_figures(answer, language)
    blocks: list[Block] = [
        Text("answer", headline(answer)),
        heading(say("Projects the targets really need")),
        paragraph(
            say(
                "'Without it' is what happens if this project alone is taken out and nothing else changes. * marks years that "
                "differ from the printed ones."
            )
        ),
        _list_chosen(answer),
        *_list_measures(answer),
        *_list_nearer(answer),
        heading(say_in("portfolio", "Targets that stay missed")),
        *_list_missed(answer),
        figures["gaps"],
        paragraph(
            say("Level, target and evidence of every open target: {open_targets}.", open_targets=refer("open_targets"))
        ),
        heading(say("When and from where the money comes")),
        *_list_spending(answer),
        figures["spending"],
        heading(say("Where the money of the pool goes")),
        *_count_rejected(answer),
        figures["money"],
        heading(say("What changes if the effects are read otherwise")),
        *_list_switches(answer),
        heading(say("Proof and re-addition")),
        _tell_proof(answer),
    ]
    return Chapter("portfolio", title, tuple(blocks))


def _list_chosen(answer: Answer) -> Table:
    rows = _describe_projects(answer, ("needed", "locked_in"))
    listed, whole = _sum_costs(answer, ("needed", "locked_in")), answer.verification.cost_wan_yuan
    if abs(whole - listed) >= CENT:
        rest = say("Operation, and parts of divisible projects")
        rows.append(("", rest, whole - listed, "", ""))
    rows.append(("", say("Total"), whole, "", ""))
    title = say("Chosen projects and their reasons")
    return Table("chosen", title, _list_columns(), tuple(rows), has_total=True)


def _list_columns() -> tuple[Column, ...]:
    return (
        text_column("action_id", say("No."), 0.7),
        text_column("name", say("Project"), 2.2),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        text_column("years", say_in("years of building", "Years"), 0.9),
        text_column("reason", say("Reason"), 2.8),
    )


def _sum_costs(answer: Answer, roles: Sequence[str]) -> float:
    keys = [reason.action_id for reason in answer.reasons if reason.role in roles]
    return sum(wording.find_cost(answer, key) or 0.0 for key in keys)


def _describe_projects(answer: Answer, roles: Sequence[str]) -> list[tuple[Cell, ...]]:
    plan = answer.plan
    rows: list[tuple[Cell, ...]] = []
    for reason in answer.reasons:
        project = plan.project_by_id.get(reason.action_id)
        if reason.role in roles and project is not None and reason.start is not None:
            duration = answer.problem.action_by_id[reason.action_id].duration_years
            rows.append(
                (
                    reason.action_id,
                    wording.name_action(plan, reason.action_id),
                    wording.find_cost(answer, reason.action_id),
                    wording.show_years(project, reason.start, duration),
                    explain_reason(answer, reason),
                )
            )
    return rows


def _list_measures(answer: Answer) -> list[Block]:
    """The measures that must go with the projects; none where none is needed."""
    found = [each for each in answer.reasons if each.action_id in answer.plan.measure_by_id and each.start is not None]
    chosen = [each for each in found if each.role in ("needed", "locked_in")]
    if not chosen:
        return []
    rows = tuple(
        (each.action_id, wording.name_action(answer.plan, each.action_id), each.start, explain_reason(answer, each))
        for each in chosen
    )
    columns = (
        text_column("action_id", say("No."), 0.7),
        text_column("name", say("Policy measure"), 2.6),
        year_column("start", say("From")),
        text_column("reason", say("Reason"), 3.0),
    )
    title = say("Policy measures that must go with it (no investment)")
    return [Table("measures", title, columns, rows)]


def _list_nearer(answer: Answer) -> list[Block]:
    rows = _describe_projects(answer, ("nearer",))
    if not rows:
        return []
    return [
        heading(say("Optional projects")),
        paragraph(say("These meet no target but narrow a gap; their cost is not in the total above.")),
        Table("optional_projects", say("Optional projects"), _list_columns(), tuple(rows)),
    ]


def _list_missed(answer: Answer) -> list[Block]:
    reaches = answer.choice.reaches
    if not reaches:
        return [paragraph(say("None: every target is met."))]
    return [bullets(explain_reach(answer, each) for each in reaches)]


def _list_spending(answer: Answer) -> list[Block]:
    spending = make_spending_table(answer)
    if spending.empty:
        return [paragraph(say("The portfolio costs nothing."))]
    stacked: pd.DataFrame = stack_spending(spending)
    sources = [str(name) for name in stacked.columns]
    columns = (
        year_column("year", say("Year")),
        *(number_column(name, FUNDING[name], MONEY) for name in sources),
        number_column("total", say("Total"), MONEY),
    )
    rows: list[tuple[Cell, ...]] = [
        (int(str(year)), *(each for each in amounts), sum(amounts))
        for year, amounts in zip(stacked.index, stacked.to_numpy().tolist(), strict=True)
    ]
    totals = stacked.sum()
    rows.append((say("Total"), *(each for each in totals), float(totals.sum())))
    title = say("Spending of the portfolio by year")
    return [Table("spending", title, columns, tuple(rows), has_total=True)]


def _count_rejected(answer: Answer) -> list[Block]:
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
        paragraph(
            say(
                "Left out: {groups}. Every project with its reason: {all_projects}. 'Supports no open target' does not mean "
                "worthless: a project may hold an indicator that is met, or serve what no indicator measures.",
                groups=listing((words for is_said, words in said if is_said), BETWEEN_PARTS),
                all_projects=refer("all_projects"),
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


def _list_switches(answer: Answer) -> list[Block]:
    rows = tuple(
        (
            wording.LEVELS[each.effects],
            say("used") if each.use_shared_effects else say("not used"),
            each.cost_wan_yuan,
            each.met,
            each.open_targets,
            " ".join(each.chosen) or say("none"),
        )
        for each in answer.switches
    )
    columns = (
        text_column("effects", say_in("reading", "Effects"), 0.8),
        text_column("shared", say("Shared effects"), 0.9),
        number_column("cost_wan_yuan", say("Cost"), MONEY),
        number_column("met", say("Met"), say("targets"), 0),
        number_column("open", say("Open before"), say("targets"), 0),
        text_column("projects", say_in("chosen", "Projects"), 3.0),
    )
    said = paragraph(
        say(
            "Effects have a low, a central and a high value, and supporters without a figure may or may not share a gap. The "
            "table holds the answer to the same question under each reading. Without shared effects orders for which the "
            "document prints no level do not count either; measures are in the number met, not in the list of projects."
        )
    )
    title = say("The answer under other readings of the effects")
    return [said, Table("switches", title, columns, rows)]


def _tell_proof(answer: Answer) -> Block:
    checks = len(answer.verification.checks) + len(answer.best_effort.checks)
    steps = answer.choice.portfolio.steps
    if not answer.choice.portfolio.starts:
        return paragraph(
            say(
                "Nothing was chosen, so there is nothing to prove; the reason stands at the head of this chapter. Targets and "
                "budgets without any project were added up again without the solver: {checks} checks, all agree.",
                checks=checks,
            )
        )
    proof = say("not every step is proved optimal; the table gives the gaps")
    if answer.choice.portfolio.is_proved:
        proof = say("each step is proved optimal")
    return paragraph(
        say(
            "The search has {steps} steps ({at_steps}); {proof}. Every cost, effect, budget and target of the portfolio was "
            "added up again without the solver: {checks} checks, all agree.",
            steps=len(steps),
            proof=proof,
            checks=checks,
            at_steps=refer("steps"),
        )
    )
