"""The tables behind the commands that argue: why, rank, frontier, alternatives, sample, compare."""

from collections.abc import Mapping, Sequence

import pandas as pd

from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.cost_ranging import Range
from peakfolio.portfolio.frontier import DrawSummary, Frontier, FrontierPoint
from peakfolio.portfolio.optimise import Choice, Portfolio, list_reached
from peakfolio.portfolio.pricing import MoneyUse, ProjectPrice, TargetPrice
from peakfolio.portfolio.ranking import RankedProject
from peakfolio.portfolio.relaxing import Relaxation
from peakfolio.portfolio.sample_average import ChanceAnswer
from peakfolio.portfolio.verify import verify_portfolio
from peakfolio.report import names as wording
from peakfolio.report.arguments import explain_price, explain_range, explain_relaxation
from peakfolio.report.reasons import explain_reason
from peakfolio.words import Language, Words, listing, round_on, say, say_in

STANDINGS: Mapping[str, Words] = {
    "always": say("always"),
    "often": say("often"),
    "sometimes": say("sometimes"),
    "never": say("never"),
}
HEADINGS: Mapping[str, Words] = {
    "rank": say("Rank"),
    "action_id": say("No."),
    "name": say("Name"),
    "cost_wan_yuan": say("10,000 yuan"),
    "standing": say("Standing"),
    "frequency": say("Frequency"),
    "by_budget": say("Budgets"),
    "by_draw": say("Draws"),
    "by_alternative": say("Near-optimal"),
    "reason": say("Reason"),
    "replacement": say("Replacement"),
    "target": say("Target"),
    "step_cost": say("Saved without it (the others stay met; re-solve)"),
    "instead_met": say("The money would meet instead"),
    "shadow_price": say("Shadow price (LP, per unit)"),
    "range": say("The choice holds as long as (one figure at a time)"),
    "relaxation": say("Relaxation"),
    "reached": say("Reached"),
    "entering": say("Entering"),
    "leaving": say("Leaving"),
    "more": say("Costs more"),
    "more_shortfall": say("Weighted shortfall more by"),
    "fewer_points": say("Points fewer"),
    "less_abatement": say("Abates less (10,000 tCO2e)"),
    "points": say("Breakpoints shown"),
    "at_least": say("There are at least"),
    "stops_at_wan_yuan": say("Stops at (10,000 yuan)"),
    "untraced": say("Side not traced"),
    "instead": say("In"),
    "dropped": say("Out"),
    "probability": say("Probability met"),
    "evidence": say("Evidence"),
    "portfolio": say("Portfolio"),
    "in_sample": say("All met in the sample"),
    "fresh": say("All met in fresh draws"),
    "scenario": say("Scenario"),
    "met": say("Targets met"),
    "open": say_in("column", "Open targets"),
    "projects": say("Projects"),
    "nature": say_in("column", "Nature"),
}
NATURES: Mapping[str, Words] = {
    "binding": say("binding"),
    "anticipatory": say("anticipatory"),
    "reference": say("reference"),
    "unstated": say("not stated"),
    "none": say("no met target"),
}


def make_price_table(answer: Answer, prices: Sequence[ProjectPrice], language: Language) -> pd.DataFrame:
    """Every project with a cost: why it is in or out, and at what price that changes."""
    reasons = {reason.action_id: reason for reason in answer.reasons}
    return pd.DataFrame(
        [
            {
                "action_id": price.action_id,
                "name": wording.name_action(answer.plan, price.action_id).read(language),
                "cost_wan_yuan": answer.plan.project_by_id[price.action_id].cost_wan_yuan,
                "reason": explain_reason(answer, reasons[price.action_id]).read(language),
                "replacement": explain_price(answer.plan, price).read(language),
            }
            for price in prices
        ]
    )


def make_target_table(plan: Plan, prices: Sequence[TargetPrice], language: Language) -> pd.DataFrame:
    """Marginal cost of every target that is met: the true step and the shadow price, told apart, and what else the money would buy."""
    return pd.DataFrame(
        [
            {
                "target": wording.name_indicator(plan, price.key).read(language),
                "step_cost": None if price.step_cost is None else round(price.step_cost, 2),
                "instead_met": listing(
                    (wording.name_indicator(plan, key) for key in price.instead), say_in("between targets", ";")
                ).read(language),
                "shadow_price": None if price.shadow_price is None else round(price.shadow_price, 2),
            }
            for price in prices
        ],
        columns=["target", "step_cost", "instead_met", "shadow_price"],
    )


def make_money_table(money: MoneyUse, language: Language) -> pd.DataFrame:
    """Money by the weightiest nature of the targets it serves."""
    rows = [*money.by_nature.items(), ("none", money.without_target)]
    return pd.DataFrame(
        [{"nature": NATURES[key].read(language), "cost_wan_yuan": round(value, 2)} for key, value in rows]
    )


def make_relaxation_table(answer: Answer, found: Sequence[Relaxation], language: Language) -> pd.DataFrame:
    """What would have to give for each missed target, least effort first."""
    rows = [
        {"rank": rank, "relaxation": explain_relaxation(answer, each).read(language)}
        for rank, each in enumerate(found, 1)
    ]
    return pd.DataFrame(rows, columns=["rank", "relaxation"])


def make_range_table(answer: Answer, ranges: Sequence[Range], language: Language) -> pd.DataFrame:
    """As long as what the choice stays as it is."""
    rows = [{"range": explain_range(answer, each).read(language)} for each in ranges]
    return pd.DataFrame(rows, columns=["range"])


def make_rank_table(answer: Answer, ranked: Sequence[RankedProject], language: Language) -> pd.DataFrame:
    """The priority list, each line with its reason."""
    reasons = {reason.action_id: reason for reason in answer.reasons}
    return pd.DataFrame(
        [
            {
                "rank": each.rank,
                "action_id": each.action_id,
                "name": wording.name_action(answer.plan, each.action_id).read(language),
                "cost_wan_yuan": answer.plan.project_by_id[each.action_id].cost_wan_yuan,
                "standing": STANDINGS[each.standing].read(language),
                "frequency": round(each.frequency, 2),
                "by_budget": round(each.by_budget, 2),
                "by_draw": round(each.by_draw, 2),
                "by_alternative": round(each.by_alternative, 2),
                "reason": explain_reason(answer, reasons[each.action_id]).read(language),
            }
            for each in ranked
        ]
    )


def make_frontier_table(points: Sequence[FrontierPoint]) -> pd.DataFrame:
    """Every breakpoint of a frontier; its money is rounded up, so that it buys what stands beside it."""
    return pd.DataFrame(
        [
            {
                "cost_wan_yuan": round_on(point.cost_wan_yuan, is_least=True),
                "reached": round(point.reached, 4),
                "entering": " ".join(point.entering),
                "leaving": " ".join(point.leaving),
            }
            for point in points
        ],
        columns=["cost_wan_yuan", "reached", "entering", "leaving"],
    )


def make_cut_table(points: Frontier) -> pd.DataFrame:
    """How many points a frontier that was cut shows, how many there are at least, and where it stops."""
    last = points.last_traced
    rows = [] if last is None else [
        {
            "points": len(points),
            "at_least": len(points) + 1,
            "stops_at_wan_yuan": round_on(last.cost_wan_yuan, is_least=True),
            "untraced": "cheaper" if points.is_from_top else "dearer",
        }
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["points", "at_least", "stops_at_wan_yuan", "untraced"])


SOFT: Mapping[str, tuple[str, Words]] = {
    "smallest_shortfall": ("more_shortfall", say("the weighted shortfall")),
    "most_points": ("fewer_points", say("the points gained")),
    "most_abatement": ("less_abatement", say("the abatement")),
}


def make_alternative_table(choice: Choice, others: Sequence[Portfolio]) -> pd.DataFrame:
    """Near-optimal portfolios: what each costs more, what it swaps, and where less is reached by how much."""
    best, soft = choice.portfolio, SOFT.get(choice.problem.scenario.question)
    names = () if soft is None else (soft[0],)
    ours = list_reached(best, choice.problem)
    return pd.DataFrame(
        [
            {
                "cost_wan_yuan": round(each.discounted_cost, 2),
                "more": round(each.discounted_cost - best.discounted_cost, 2),
                **{name: round(max(list_reached(each, choice.problem)[0] - ours[0], 0.0), 6) for name in names},
                "instead": " ".join(key for key in each.starts if key not in best.starts),
                "dropped": " ".join(key for key in best.starts if key not in each.starts),
            }
            for each in others
        ],
        columns=["cost_wan_yuan", "more", *names, "instead", "dropped"],
    )


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


def make_sample_table(answer: Answer, summary: DrawSummary, language: Language) -> pd.DataFrame:
    """How likely each target is met by the portfolio, over fresh draws of the effects, and what that rests on."""
    evidence = {each.key: each.evidence for each in answer.verification.outcomes}
    rows = [
        {
            "target": wording.name_indicator(answer.plan, key).read(language),
            "evidence": wording.EVIDENCE[evidence[key]].read(language),
            "probability": round(value, 3),
        }
        for key, value in summary.by_target.items()
    ]
    return pd.DataFrame(rows, columns=["target", "evidence", "probability"])


def make_together_table(
    answer: Answer, summary: DrawSummary, bought: ChanceAnswer | None, language: Language
) -> pd.DataFrame:
    """How often all aimed targets are met together: by the answer, and by the portfolio bought for a probability."""
    found: list[tuple[Words, Portfolio, float | None, float]] = [
        (say_in("portfolio", "this answer"), answer.choice.portfolio, None, summary.all_met)
    ]
    if bought is not None:
        name = say("cheapest for {wanted}", wanted=f"{bought.wanted:.0%}")
        found.append((name, bought.portfolio, bought.in_sample, bought.fresh))
    rows = [
        {
            "portfolio": name.read(language),
            "cost_wan_yuan": round(verify_portfolio(answer.plan, answer.problem, portfolio).cost_wan_yuan, 2),
            "in_sample": "" if in_sample is None else f"{in_sample:.1%}",
            "fresh": f"{fresh:.1%}",
            "projects": " ".join(key for key in portfolio.starts if key in answer.plan.project_by_id),
        }
        for name, portfolio, in_sample, fresh in found
    ]
    return pd.DataFrame(rows)


def list_sample_notes(summary: DrawSummary, bought: ChanceAnswer | None, answer: Answer) -> tuple[Words, ...]:
    """What a reader of the probabilities must know."""
    notes = [
        say(
            "{draws} draws; every effect triangular between low, central and high, all independent (an assumption).",
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


def make_comparison_table(answers: Sequence[Answer]) -> pd.DataFrame:
    """Scenarios side by side: cost, targets met, and the projects by which each differs from the first."""
    first = {key for key in answers[0].choice.portfolio.starts if key in answers[0].plan.project_by_id}
    rows = []
    for answer in answers:
        own = {key for key in answer.choice.portfolio.starts if key in answer.plan.project_by_id}
        rows.append(
            {
                "scenario": answer.scenario_name,
                "cost_wan_yuan": round(answer.verification.cost_wan_yuan, 2),
                "met": sum(outcome.is_met for outcome in answer.verification.outcomes),
                "open": len(answer.verification.outcomes),
                "instead": " ".join(sorted(own - first)),
                "dropped": " ".join(sorted(first - own)),
            }
        )
    return pd.DataFrame(rows)
