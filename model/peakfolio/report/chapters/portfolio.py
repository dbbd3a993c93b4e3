"""The chapter on the portfolio: what is recommended and why, what every target rests on, and what stays missed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.report import names
from peakfolio.report.chapters.figures import list_answer_figures, pick_figures
from peakfolio.report.chapters.options import list_options
from peakfolio.report.chapters.scheme import list_grounds, list_scheme
from peakfolio.report.content import BETWEEN_PARTS, Block, Caveat, Chapter, Text, bullets, caveats, heading, refer
from peakfolio.report.portfolio import list_chosen, list_measures, list_optional
from peakfolio.report.reasons import explain_reach
from peakfolio.report.summary import headline, rank_caveats, tell_choice, tell_optional
from peakfolio.report.undecided import list_undecided_tables
from peakfolio.run import Run
from peakfolio.words import SPACE, listing, say, say_many

TITLE = say("Projects to build and reasons")

NO_COSTS = say(
    "The document prints no project with an investment, so no projects can be compared or recommended; where the indicators stand, what "
    "contradicts itself and what becomes of emissions is appraised all the same."
)


def tell_portfolio(run: Run) -> Chapter:
    """The chosen projects with a reason for each; where there is no portfolio, why."""
    if run.answer is None:
        return Chapter("portfolio", TITLE, (Text("answer", NO_COSTS),))
    answer = run.answer
    if answer.is_undecided:
        return _tell_undecided(answer)
    measures, found, grounds = list_measures(answer), rank_caveats(answer), list_grounds(answer)
    blocks: list[Block] = [
        Text("answer", tell_choice(answer)),
        *caveats(found, "decides"),
        heading(say("Projects and measures")),
        _list_scheme(run, answer),
        *_list_reasons(answer),
        *([measures] if measures.rows else []),
        heading(say("What each target rests on")),
        *([grounds] if grounds.rows else []),
        heading(say("Targets that stay missed")),
        _list_missed(answer),
        *pick_figures(list_answer_figures(answer), "gaps"),
        *_list_nearer(answer),
        heading(say("What is left out, and what limits this answer")),
        _count_rejected(answer),
        *caveats(_drop_optional(answer, found), "limits"),
    ]
    return Chapter("portfolio", TITLE, tuple(blocks))


def _drop_optional(answer: Answer, found: Sequence[Caveat]) -> list[Caveat]:
    """The caveats without what more money would bring nearer, where a table says so."""
    told = {each.en for each in tell_optional(answer)} if list_optional(answer).rows else set()
    return [each for each in found if each.said.en not in told]


def _list_scheme(run: Run, answer: Answer) -> Block:
    """The projects, named by their option where there are options, with where the others differ."""
    table = list_scheme(answer)
    if run.delivery is None or not run.delivery.aims:
        return table
    others = [each.letter for each in list_options(run.delivery, run.points)][1:]
    differ = say("How options {letters} differ: {options}.", letters=" ".join(others), options=refer("options"))
    note = listing((table.note, *([differ] if others else [])), SPACE)
    return replace(table, title=say("Projects of option A, the cheapest on paper"), note=note)


def _tell_undecided(answer: Answer) -> Chapter:
    """Before any effect is known: where the indicators stand, what the pool costs, who is named for what; nothing is called the cheapest."""
    measures = list_measures(answer)
    blocks: list[Block] = [
        Text("answer", headline(answer)),
        *([measures] if measures.rows else []),
        *list_undecided_tables(answer),
        heading(say("Targets that stay missed")),
        _list_missed(answer),
        *caveats(rank_caveats(answer), "decides", "limits"),
    ]
    return Chapter("portfolio", TITLE, tuple(blocks))


def _list_reasons(answer: Answer) -> Iterator[Block]:
    """What happens without each project, if nothing else changes."""
    table = list_chosen(answer)
    said = [
        say("{key} {name}: {reason}", key=key, name=name, reason=reason)
        for key, name, reason in table.pick("action_id", "name", "reason").rows
        if key
    ]
    if said:
        yield say("Why each is in, if it alone is taken out and nothing else changes:")
        yield bullets(said)


def _list_nearer(answer: Answer) -> Iterator[Block]:
    """The projects that meet no target but narrow a gap."""
    table = list_optional(answer)
    if table.rows:
        note = say("What each would bring: {all_projects}.", all_projects=refer("all_projects"))
        title = say("Projects that meet no target but would bring one nearer (optional)")
        yield table.drop("reason", note=note, title=title).add_up()


def _list_missed(answer: Answer) -> Block:
    if not answer.choice.reaches:
        return say("None: every target is met.")
    return bullets(explain_reach(answer, each) for each in answer.choice.reaches)


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
