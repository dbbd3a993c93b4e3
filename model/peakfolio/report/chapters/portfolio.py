"""The chapter on the portfolio: what is chosen and why, what stays missed, when the money is spent, and what would change it."""

from collections.abc import Iterator

from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.report import names
from peakfolio.report.chapters.figures import list_answer_figures
from peakfolio.report.content import (
    BETWEEN_PARTS,
    MONEY,
    Block,
    Chapter,
    Row,
    Table,
    Text,
    bullets,
    heading,
    number_column,
    refer,
    year_column,
)
from peakfolio.report.information import INFORMATION, list_information_notes, make_information_table, say_worth
from peakfolio.report.portfolio import READINGS, list_chosen, list_measures, list_optional, make_switch_table
from peakfolio.report.reasons import explain_reach
from peakfolio.report.summary import headline
from peakfolio.report.undecided import list_undecided_tables
from peakfolio.run import Run
from peakfolio.words import listing, say, say_many

TITLE = say("The portfolio and its reasons")


def tell_portfolio(run: Run) -> Chapter:
    """The chosen projects with a reason for each; where there is no portfolio, why."""
    if run.answer is None:
        return Chapter("portfolio", TITLE, (Text("answer", run.refusal or say("There is no portfolio.")),))
    answer = run.answer
    if answer.is_undecided:
        return _tell_undecided(answer)
    figures, measures = list_answer_figures(answer), list_measures(answer)

    def pick(name: str) -> list[Block]:
        return [figures[name]] if name in figures else []

    blocks: list[Block] = [
        Text("answer", headline(answer)),
        heading(say("Projects the targets really need")),
        say(
            "'Without it' is what happens if this project alone is taken out and nothing else changes. * marks years that "
            "differ from the printed ones."
        ),
        list_chosen(answer),
        *([measures] if measures.rows else []),
        *_list_nearer(answer),
        heading(say("Targets that stay missed")),
        _list_missed(answer),
        *pick("gaps"),
        say("Level, target and evidence of every open target: {open_targets}.", open_targets=refer("open_targets")),
        heading(say("When and from where the money comes")),
        _list_spending(answer),
        *pick("spending"),
        heading(say("Where the money of the pool goes")),
        _count_rejected(answer),
        *pick("money"),
        heading(say("What changes if the effects are read otherwise")),
        *_list_switches(answer),
        *_tell_information(run),
        heading(say("Proof and re-addition")),
        _tell_proof(answer),
    ]
    return Chapter("portfolio", TITLE, tuple(blocks))


def _tell_undecided(answer: Answer) -> Chapter:
    """Before any effect is known: where the indicators stand, what the pool costs, who is named for what; nothing is called the cheapest."""
    measures = list_measures(answer)
    blocks: list[Block] = [
        Text("answer", headline(answer)),
        *([measures] if measures.rows else []),
        *list_undecided_tables(answer),
        heading(say("Targets that stay missed")),
        _list_missed(answer),
    ]
    return Chapter("portfolio", TITLE, tuple(blocks))


def _list_nearer(answer: Answer) -> Iterator[Block]:
    table = list_optional(answer)
    if table.rows:
        yield heading(table.title)
        yield say("These meet no target but narrow a gap; their cost is not in the total above.")
        yield table


def _list_missed(answer: Answer) -> Block:
    if not answer.choice.reaches:
        return say("None: every target is met.")
    return bullets(explain_reach(answer, each) for each in answer.choice.reaches)


def _list_spending(answer: Answer) -> Block:
    """The spending with a row for each year and a column for each source, both added up."""
    spending = answer.verification.spending
    if not spending:
        return say("The portfolio costs nothing.")
    sources = list(dict.fromkeys(source for source, _ in sorted(spending, key=lambda each: (each[1], each[0]))))
    columns = (
        year_column("year", say("Year")),
        *(number_column(name, FUNDING[name], MONEY) for name in sources),
        number_column("total", say("Total"), MONEY),
    )
    rows: list[Row] = []
    for year in sorted({year for _, year in spending}):
        amounts = [spending.get((source, year), 0.0) for source in sources]
        rows.append((year, *amounts, sum(amounts)))
    return Table("spending", say("Spending of the portfolio by year"), columns, tuple(rows)).add_up()


def _count_rejected(answer: Answer) -> Block:
    """What the projects that were left out are for, in numbers."""
    plan = answer.plan
    costs: dict[str, list[float]] = {"idle": [], "unsized": [], "spare": [], "vain": [], "unpriced": []}
    for each in answer.reasons:
        if each.action_id in plan.project_by_id and each.role in ("not_needed", "unpriced"):
            costs[_sort_rejected(each)].append(plan.project_by_id[each.action_id].cost_wan_yuan or 0.0)
    count = {use: len(each) for use, each in costs.items()}
    money = {use: names.show_money(sum(each)) for use, each in costs.items()}
    nearer = sum(each.role == "nearer" and each.action_id in plan.project_by_id for each in answer.reasons)
    said = [
        (True, say("{count} projects ({money}) support no open target", count=count["idle"], money=money["idle"])),
        (
            count["unsized"],
            say(
                "{count} ({money}) are named for open targets and nothing settled says how much they bring",
                count=count["unsized"],
                money=money["unsized"],
            ),
        ),
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
    return say(
        "Left out: {groups}. Every project with its reason: {all_projects}. 'Supports no open target' does not mean "
        "worthless: a project may hold an indicator that is met, or serve what no indicator measures.",
        groups=listing((words for is_said, words in said if is_said), BETWEEN_PARTS),
        all_projects=refer("all_projects"),
    )


def _sort_rejected(reason: Reason) -> str:
    """What a rejected project is for: nothing open, a target others meet, or only targets it cannot help in time."""
    if reason.role == "unpriced":
        return "unpriced"
    if not reason.could_serve:
        return "idle"
    if set(reason.could_serve.values()) == {"unknown"}:
        return "unsized"
    return "vain" if set(reason.could_serve.values()) <= {"too_late", "out_of_reach", "unknown"} else "spare"


def _list_switches(answer: Answer) -> Iterator[Block]:
    yield say(
        "Effects have a low, a central and a high value, and supporters without a figure may or may not share a gap. The "
        "table holds the answer to the same question under each reading; measures are in the number met, not in the list of "
        "projects."
    )
    yield make_switch_table(answer).pick(*READINGS)


def _tell_information(run: Run) -> Iterator[Block]:
    """What to count or measure before money is spent, and what that rests on."""
    if run.answer is None or run.information is None:
        return
    yield heading(INFORMATION)
    yield say_worth(run.answer, run.information)
    table = make_information_table(run.answer, run.information)
    if table.rows:
        yield say(
            "Who knows a figure chooses after it, who does not before: what that saves on average, in money and in targets "
            "missed, is the most that finding it out may cost."
        )
        yield table
    yield bullets(list_information_notes(run.answer, run.information))


def _tell_proof(answer: Answer) -> Block:
    checks = len(answer.verification.checks) + len(answer.best_effort.checks)
    steps = answer.choice.portfolio.steps
    if not answer.choice.portfolio.starts:
        return say(
            "Nothing was chosen, so there is nothing to prove; the reason stands at the head of this chapter. Targets and "
            "budgets without any project were added up again without the solver: {checks} checks, all agree.",
            checks=checks,
        )
    proof = say("not every step is proved optimal; the table gives the gaps")
    if answer.choice.portfolio.is_proved:
        proof = say("each step is proved optimal")
    return say(
        "The search has {steps} steps ({at_steps}); {proof}. Every cost, effect, budget and target of the portfolio was "
        "added up again without the solver: {checks} checks, all agree.",
        steps=len(steps),
        proof=proof,
        checks=checks,
        at_steps=refer("steps"),
    )
