"""What each control of the scenario panel does, and why it can do nothing with a plan that lacks what it would change."""

from collections.abc import Mapping

from peakfolio.app.dead_ends import find_lack
from peakfolio.app.sessions import Session
from peakfolio.plan.plan import Plan
from peakfolio.words import Words, say

HELPS: Mapping[str, Words] = {
    "start": say(
        "The settings the plan's package brings under a name. Choosing one sets everything below to it; Undo brings back what stood "
        "there."
    ),
    "budget": say(
        "The most that all chosen projects together may cost, in 10,000 yuan. Type any amount and press Enter; empty means no limit."
    ),
    "slider": say(
        "Goes from one step of the frontier to the next: the amounts at which one more target is met. Amounts between two steps buy "
        "nothing more."
    ),
    "no_limit": say("Ticked, money is no limit: the cheapest portfolio for every target in reach is sought."),
    "ceilings": say("Limits for one funding source, for one year, or both, besides the total budget."),
    "source": say("The funding source the ceiling is for; all money counts every source together."),
    "year": say("The year the ceiling is for; all years counts everything until the last year."),
    "amount": say("How much may be spent at most, in 10,000 yuan."),
    "add": say("Adds the ceiling above and solves at once; each can be removed again."),
    "carry_over": say("On, what a year leaves under its ceiling may be spent later. It changes nothing without ceilings by year."),
    "question": say(
        "What is sought: the least money for all targets that can be met, the smallest shortfall for a budget, the most points, or the "
        "most CO2 off. Another question may choose other projects."
    ),
    "points": say("How many points the portfolio has to earn; the cheapest that earns them is sought."),
    "abatement": say("How much CO2 a year the projects have to take off; the cheapest that do so are sought."),
    "milestone": say("By the end of which year the targets have to be met; every year has its own targets."),
    "standard": say(
        "Whose numbers the portfolio is asked for: the plan's own targets, or those of a national, provincial or municipal standard. The "
        "overview goes on judging by the standard of the assessment."
    ),
    "effects": say(
        "Which end of its range every effect of a project is taken at: low is cautious, central what is likely, high hopeful. Low needs "
        "more projects for the same targets."
    ),
    "shared": say(
        "Some projects are named for a target without saying how much they bring. Off, they count for nothing. On, they share the "
        "whole gap by cost, as the document says: the targets then count as met on the document's word only."
    ),
    "committed": say("On, projects that are under way are built in any case and their money counts; the rest is chosen around them."),
    "delays": say(
        "On, late approvals, works and money are drawn at random, 500 times, and the tab Delivery says how likely each target is met in time. "
        "Off is faster; the report then holds no such probabilities."
    ),
    "again": say("The last computation was stopped or failed. This puts the same question again."),
    "reset": say("Back to the settings of the scenario chosen at the top: no budget, ceiling, lock or target of your own. Undo takes it back."),
}  # fmt: skip
MONEY = ("budget", "slider", "no_limit", "source", "year", "amount", "add", "carry_over")
ASKED = (
    "start",
    "question",
    "points",
    "abatement",
    "milestone",
    "standard",
    "effects",
    "shared",
    "committed",
    "delays",
    "reset",
)


def find_bars(session: Session) -> Mapping[str, Words]:
    """The controls that can do nothing with the plan that is open, each with the reason."""
    plan = session.plan
    if find_lack(plan) is not None:
        why = say("this plan has no project with a cost yet, so nothing can be chosen; the tab Answer leads on.")
        return dict.fromkeys((*MONEY, *ASKED), why)
    return {name: why for name, why in _list_bars(session, plan).items() if why is not None}


def _list_bars(session: Session, plan: Plan) -> Mapping[str, Words | None]:
    has_shared = any(row.basis == "shared" or row.is_named_only for row in plan.effects)
    base = plan.settings.years.base_year
    has_committed = any(row.start_year is not None and row.start_year <= base for row in plan.projects)
    has_years = any(
        year is not None
        for year in (*(each.year for each in session.scenario.budgets), *(row.year for row in plan.budgets))
    )
    is_on = session.scenario
    return {
        "shared": None if has_shared or is_on.use_shared_effects else say("every effect of this plan has a figure."),
        "committed": None if has_committed or is_on.lock_committed else say("no project of this plan is under way."),
        "delays": None
        if plan.delivery
        else say("this plan does not say yet what kind of work its projects are; begin that in the tab Delivery."),
        "carry_over": None if has_years or is_on.carry_over else say("there is no ceiling for a single year yet."),
    }
