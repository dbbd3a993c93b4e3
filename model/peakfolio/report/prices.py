"""The tables behind the commands that argue: why, rank, frontier, alternatives, sample, compare."""

from collections.abc import Mapping, Sequence

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choice import Choice, Portfolio, list_reached
from peakfolio.portfolio.cost_ranging import Range
from peakfolio.portfolio.frontier import Frontier
from peakfolio.portfolio.pricing import MoneyUse, ProjectPrice, TargetPrice
from peakfolio.portfolio.ranking import RankedProject
from peakfolio.portfolio.relaxing import Relaxation
from peakfolio.portfolio.sample_average import ChanceAnswer
from peakfolio.portfolio.sampling import DrawSummary
from peakfolio.report import names
from peakfolio.report.arguments import explain_price, explain_range, explain_relaxation
from peakfolio.report.content import (
    COST,
    ITEMS,
    MONEY,
    POINTS,
    Cell,
    Column,
    Table,
    make_table,
    name_column,
    number_column,
    share_column,
    text_column,
)
from peakfolio.report.reasons import explain_reason
from peakfolio.words import NOTHING, Words, listing, round_on, say, say_in

STANDINGS: Mapping[str, Words] = {
    "always": say("always"),
    "often": say("often"),
    "sometimes": say("sometimes"),
    "never": say("never"),
}
NATURES: Mapping[str, Words] = {**names.NATURES, "none": say("no met target")}
REACHED: Mapping[str, tuple[Words, Words]] = {**names.REACHED, "shortfall": (say("Weighted gaps closed"), NOTHING)}
EACH: Mapping[str, Words] = {
    "targets": say_in("one target", "For each more"),
    "points": say_in("one point", "For each more"),
    "abatement": say_in("10,000 t CO2e", "For each more"),
}
SOFT: Mapping[str, tuple[Column, Words]] = {
    "smallest_shortfall": (
        number_column("more_shortfall", say("Weighted shortfall more by"), digits=6),
        say("the weighted shortfall"),
    ),
    "most_points": (number_column("fewer_points", say("Points fewer")), say("the points gained")),
    "most_abatement": (
        number_column("less_abatement", say("Abates less (10,000 tCO2e)"), digits=6),
        say("the abatement"),
    ),
}
NUMBER, NAME = text_column("action_id", say("No."), 0.6), name_column("name", say("Name"), 2.2)
IN, OUT = text_column("instead", say("In"), 1.6), text_column("dropped", say("Out"), 1.6)
BREAKPOINTS = ("cost_wan_yuan", "reached", "entering", "leaving")


def make_price_table(answer: Answer, prices: Sequence[ProjectPrice]) -> Table:
    """Every project with a cost: why it is in or out, and at what price that changes."""
    columns = (NUMBER, NAME, COST, name_column("reason", say("Reason")), name_column("replacement", say("Replacement")))
    rows = (
        {**_describe_project(answer, each.action_id), "replacement": explain_price(answer.plan, each)}
        for each in prices
    )
    return make_table("projects", NOTHING, columns, rows)


def make_rank_table(answer: Answer, ranked: Sequence[RankedProject]) -> Table:
    """The priority list, each line with its reason."""
    columns = (
        number_column("rank", say("Rank"), digits=0),
        NUMBER,
        NAME,
        COST,
        text_column("standing", say("Standing"), 0.7, STANDINGS),
        share_column("frequency", say("Frequency"), 0),
        share_column("by_budget", say("Budgets"), 0),
        share_column("by_draw", say("Draws"), 0),
        share_column("by_alternative", say("Near-optimal"), 0),
        name_column("reason", say("Reason")),
    )
    rows = ({**vars(each), **_describe_project(answer, each.action_id)} for each in ranked)
    return make_table("ranking", NOTHING, columns, rows)


def _describe_project(answer: Answer, key: str) -> dict[str, Cell]:
    reason = next(each for each in answer.reasons if each.action_id == key)
    return {
        "action_id": key,
        "name": names.name_action(answer.plan, key),
        "cost_wan_yuan": answer.plan.project_by_id[key].cost_wan_yuan,
        "reason": explain_reason(answer, reason),
    }


def make_target_table(plan: Plan, prices: Sequence[TargetPrice]) -> Table:
    """Marginal cost of every target that is met: the true step and the shadow price, told apart, and what else the money would buy."""
    columns = (
        name_column("target", say("Target")),
        number_column("step_cost", say("Saved without it (the others stay met; re-solve)"), MONEY),
        name_column("instead_met", say("The money would meet instead")),
        number_column("shadow_price", say("Shadow price (LP, per unit)")),
    )
    rows = (
        {
            "target": names.name_indicator(plan, price.key),
            "step_cost": price.step_cost,
            "instead_met": listing(
                (names.name_indicator(plan, key) for key in price.instead), say_in("between targets", ";")
            ),
            "shadow_price": price.shadow_price,
        }
        for price in prices
    )
    return make_table("targets", NOTHING, columns, rows)


def make_money_table(money: MoneyUse) -> Table:
    """Money by the weightiest nature of the targets it serves."""
    columns = (text_column("nature", say("Nature"), 1.0, NATURES), COST)
    rows = {**money.by_nature, "none": money.without_target}.items()
    return make_table("money", NOTHING, columns, ({"nature": key, "cost_wan_yuan": value} for key, value in rows))


def make_range_table(answer: Answer, ranges: Sequence[Range]) -> Table:
    """As long as what the choice stays as it is."""
    columns = (name_column("range", say("The choice holds as long as (one figure at a time)")),)
    return make_table("ranges", NOTHING, columns, ({"range": explain_range(answer, each)} for each in ranges))


def make_relaxation_table(answer: Answer, found: Sequence[Relaxation]) -> Table:
    """What would have to give for each missed target, least effort first."""
    columns = (number_column("rank", say("Rank"), digits=0), name_column("relaxation", say("Relaxation")))
    rows = ({"rank": rank, "relaxation": explain_relaxation(answer, each)} for rank, each in enumerate(found, 1))
    return make_table("relaxations", NOTHING, columns, rows)


def make_frontier_table(points: Frontier, measure: str = "targets", scores: Sequence[float | None] = ()) -> Table:
    """Every breakpoint of a frontier, with the points each would earn; its money is rounded up, so that it buys what stands beside it."""
    name, unit = REACHED[measure]
    columns = (
        COST,
        number_column("reached", name, ITEMS if measure == "targets" else unit),
        number_column("more", say("More than before"), MONEY),
        number_column("each", EACH.get(measure, NOTHING), MONEY),
        number_column("points", say("Expected points"), POINTS),
        text_column("entering", say("Entering"), 1.6),
        text_column("leaving", say("Leaving"), 1.2),
    )
    rows: list[Mapping[str, Cell]] = []
    for place, point in enumerate(points):
        before = points[place - 1] if place else None
        more = 0.0 if before is None else point.cost_wan_yuan - before.cost_wan_yuan
        gained = 0.0 if before is None else point.reached - before.reached
        rows.append(
            {
                "cost_wan_yuan": round_on(point.cost_wan_yuan, is_least=True),
                "reached": point.reached,
                "more": "" if before is None else more,
                "each": more / gained if gained else "",
                "points": scores[place] if scores else None,
                "entering": " ".join(point.entering),
                "leaving": " ".join(point.leaving),
            }
        )
    cut, whole = say("Breakpoints of the budget frontier (cut)"), say("Every breakpoint of the budget frontier")
    return make_table("frontier", cut if points.is_cut else whole, columns, rows)


def make_cut_table(points: Frontier) -> Table:
    """How many points a frontier that was cut shows, how many there are at least, and where it stops."""
    columns = (
        number_column("points", say("Breakpoints shown"), digits=0),
        number_column("at_least", say("There are at least"), digits=0),
        number_column("stops_at_wan_yuan", say("Stops at (10,000 yuan)")),
        text_column("untraced", say("Side not traced")),
    )
    last = points.last_traced
    rows = () if last is None else (
        {
            "points": len(points),
            "at_least": len(points) + 1,
            "stops_at_wan_yuan": round_on(last.cost_wan_yuan, is_least=True),
            "untraced": "cheaper" if points.is_from_top else "dearer",
        },
    )  # fmt: skip
    return make_table("cut", NOTHING, columns, rows)


def make_alternative_table(choice: Choice, others: Sequence[Portfolio]) -> Table:
    """Near-optimal portfolios: what each costs more, what it swaps, and where less is reached by how much."""
    best, soft = choice.portfolio, SOFT.get(choice.problem.scenario.question)
    less = () if soft is None else soft[:1]
    columns = (COST, number_column("more", say("Costs more"), MONEY), *less, IN, OUT)
    rows = (
        {
            "cost_wan_yuan": each.discounted_cost,
            "more": each.discounted_cost - best.discounted_cost,
            **{column.key: _find_loss(choice, each) for column in less},
            "instead": " ".join(key for key in each.starts if key not in best.starts),
            "dropped": " ".join(key for key in best.starts if key not in each.starts),
        }
        for each in others
    )
    return make_table("alternatives", NOTHING, columns, rows)


def _find_loss(choice: Choice, other: Portfolio) -> float:
    """How much less another portfolio reaches of what the question asks."""
    ours, theirs = (list_reached(each, choice.problem)[0] for each in (choice.portfolio, other))
    return max(theirs - ours, 0.0)


def explain_margin(choice: Choice, percent: float) -> Words:
    """What counts as nearly as good."""
    soft = SOFT.get(choice.problem.scenario.question)
    if soft is None:
        return say("Nearly as good: as much is reached, at most {percent:g}% dearer.", percent=percent)
    return say(
        "Nearly as good: at most {percent:g}% dearer, and {soft} at most {percent:g}% worse.",
        percent=percent,
        soft=soft[1],
    )


def make_sample_table(answer: Answer, summary: DrawSummary) -> Table:
    """How likely each target is met by the portfolio, over fresh draws of the effects, and what that rests on."""
    evidence = {each.key: each.evidence for each in answer.verification.outcomes}
    columns = (
        name_column("target", say("Target")),
        text_column("evidence", say("Evidence"), 1.2, names.EVIDENCE),
        share_column("probability", say("Probability met")),
    )
    rows = (
        {"target": names.name_indicator(answer.plan, key), "evidence": evidence[key], "probability": value}
        for key, value in summary.by_target.items()
    )
    return make_table("targets", NOTHING, columns, rows)


def make_together_table(answer: Answer, summary: DrawSummary, bought: ChanceAnswer | None) -> Table:
    """How often all aimed targets are met together: by the answer, and by the portfolio bought for a probability."""
    columns = (
        name_column("portfolio", say("Portfolio")),
        COST,
        share_column("in_sample", say("All met in the sample")),
        share_column("fresh", say("All met in fresh draws")),
        text_column("projects", say("Projects")),
    )
    rows: list[Mapping[str, Cell]] = [
        {
            "portfolio": say("this answer"),
            "cost_wan_yuan": answer.verification.cost_wan_yuan,
            "fresh": summary.all_met,
            "projects": _list_projects(answer.plan, answer.choice.portfolio),
        }
    ]
    if bought is not None:
        rows.append(
            {
                "portfolio": say("cheapest for {wanted}", wanted=f"{bought.wanted:.0%}"),
                "cost_wan_yuan": bought.cost_wan_yuan,
                "in_sample": bought.in_sample,
                "fresh": bought.fresh,
                "projects": _list_projects(answer.plan, bought.portfolio),
            }
        )
    return make_table("together", NOTHING, columns, rows)


def _list_projects(plan: Plan, portfolio: Portfolio) -> str:
    return " ".join(key for key in portfolio.starts if key in plan.project_by_id)


def list_sample_notes(summary: DrawSummary, bought: ChanceAnswer | None, answer: Answer) -> tuple[Words, ...]:
    """What a reader of the probabilities must know."""
    notes = [
        say(
            "{draws} draws; every figure triangular between low, central and high. A figure that several effects share is drawn once "
            "for all of them; different figures are independent (an assumption).",
            draws=summary.draws,
        )
    ]
    shared = sum(each.is_met and each.evidence == "shared" for each in answer.verification.outcomes)
    if shared:
        notes.append(
            say(
                "{shared} targets rest on shared effects without a figure: their central value just closes the gap, so unless "
                "the target is a trend about half of the draws miss it by construction.",
                shared=shared,
            )
        )
    if bought is not None and bought.in_sample < bought.wanted:
        notes.append(say("Below what was asked in the sample: no portfolio of the pool does better, at any price."))
    return tuple(notes)


def make_comparison_table(answers: Sequence[Answer]) -> Table:
    """Scenarios side by side: cost, targets met, and the projects by which each differs from the first."""
    columns = (
        text_column("scenario", say("Scenario")),
        COST,
        number_column("met", say("Targets met"), digits=0),
        number_column("open", say("Open before"), digits=0),
        IN,
        OUT,
    )
    first, *_ = projects = [
        {key for key in answer.choice.portfolio.starts if key in answer.plan.project_by_id} for answer in answers
    ]
    rows = (
        {
            "scenario": answer.scenario_name,
            # of projects that were not weighed a cost of nought would be no answer
            "cost_wan_yuan": None if answer.is_undecided else answer.verification.cost_wan_yuan,
            "met": None if answer.is_undecided else sum(outcome.is_met for outcome in answer.verification.outcomes),
            "open": len(answer.verification.outcomes),
            "instead": " ".join(sorted(own - first)),
            "dropped": " ".join(sorted(first - own)),
        }
        for answer, own in zip(answers, projects, strict=True)
    )
    return make_table("comparison", NOTHING, columns, rows)
