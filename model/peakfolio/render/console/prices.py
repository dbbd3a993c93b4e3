"""What the command line shows of the commands that argue about an answer: what each project and target is worth, and the ranking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.cost_ranging import Range
from peakfolio.portfolio.information import Information
from peakfolio.portfolio.preflight import check_problem
from peakfolio.portfolio.pricing import MoneyUse, ProjectPrice, TargetPrice
from peakfolio.portfolio.ranking import RankedProject
from peakfolio.portfolio.relaxing import Relaxation
from peakfolio.render.console.screen import Screen
from peakfolio.report.arguments import explain_range, explain_relaxation, list_range_notes
from peakfolio.report.content import Table
from peakfolio.report.grouping import group_reasons, group_rejected, group_replacements, list_never
from peakfolio.report.information import list_information_notes, make_information_table
from peakfolio.report.prices import make_money_table, make_rank_table, make_target_table
from peakfolio.words import Words, say

RANKED = ("rank", "action_id", "name", "cost_wan_yuan", "standing", "frequency")
KNOWN = ("figure", "range", "worth_wan_yuan", "changes")
SAVED = ("target", "step_cost", "instead_met")


@dataclass(frozen=True)
class Worth:
    """What an answer is argued with: the worth of its figures, projects and targets, where its money goes, how long it holds, what may give."""

    figures: Information
    projects: Sequence[ProjectPrice]
    targets: Sequence[TargetPrice]
    money: MoneyUse
    ranges: Sequence[Range]
    relaxations: Sequence[Relaxation]


def show_worth(screen: Screen, answer: Answer, worth: Worth) -> None:
    """Why each project is in or out first, then what would have to give, what targets cost, and what is worth knowing."""
    chosen = [each.action_id for each in worth.projects if each.is_chosen]
    _list(screen, say("Chosen, because:"), group_reasons(answer, chosen))
    _list(screen, say("What replacing them costs:"), group_replacements(answer, worth.projects))
    _list(screen, say("Not chosen, because:"), group_rejected(answer, worth.projects))
    relaxations = [explain_relaxation(answer, each) for each in worth.relaxations]
    _list(screen, say("What would have to give for targets that stay missed, least effort first:"), relaxations)
    targets = make_target_table(answer.plan, worth.targets).retitle(step_cost=say("Saved"))
    others = any(row.instead for row in worth.targets)
    _show(
        screen,
        say("Saved if a target that is met is not asked for, the others still met:"),
        targets.pick(*(SAVED if others else SAVED[:2])),
    )
    money = make_money_table(worth.money)
    if sum(cost != 0 for _, cost in money.rows) > 1:
        _show(screen, say("Where the money goes:"), money)
    notes = list_information_notes(answer, worth.figures)
    _list(screen, say("What is worth knowing before money is spent:"), notes)
    known = make_information_table(answer, worth.figures)
    if known.rows:
        screen.show_table(known.pick(*KNOWN))
    ranges = [explain_range(answer, each) for each in worth.ranges]
    _list(screen, say("The choice holds as long as (one figure at a time):"), ranges)
    if ranges:
        screen.say_each(list_range_notes(answer), "")
    _list(screen, say("Before solving:"), check_problem(answer.problem, answer.plan))


def _list(screen: Screen, head: Words, points: Iterable[Words]) -> None:
    said = list(points)
    if said:
        screen.console.print()
        screen.say(head, "bold")
        screen.say_each(said, "  - ")


def _show(screen: Screen, head: Words, table: Table) -> None:
    if table.rows:
        screen.console.print()
        screen.say(head, "bold")
        screen.show_table(table)


def show_ranking(screen: Screen, answer: Answer, ranked: Sequence[RankedProject]) -> None:
    """The projects that are ever chosen in their order, why, and the others together."""
    never = [each for each in ranked if each.standing == "never"]
    ever = [each for each in ranked if each.standing != "never"]
    if ever:
        screen.show_table(make_rank_table(answer, ever).pick(*RANKED))
        _list(screen, say("Why:"), group_reasons(answer, [each.action_id for each in ever]))
    if never:
        screen.console.print()
        screen.say(list_never(answer, never))
