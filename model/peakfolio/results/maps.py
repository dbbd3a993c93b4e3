"""The tables behind the commands that argue: why, rank, frontier, alternatives, sample, compare."""

from collections.abc import Mapping, Sequence

import pandas as pd

from peakfolio.language import Language, Sentence, round_on
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.chance import ChanceAnswer
from peakfolio.portfolio.choosing import Choice, Portfolio, list_reached
from peakfolio.portfolio.frontier import DrawSummary, Frontier, FrontierPoint
from peakfolio.portfolio.pricing import MoneyUse, ProjectPrice, TargetPrice
from peakfolio.portfolio.ranges import Range
from peakfolio.portfolio.ranking import RankedProject
from peakfolio.portfolio.relaxing import Relaxation
from peakfolio.portfolio.verification import verify_portfolio
from peakfolio.results import wording
from peakfolio.results.arguments import explain_price, explain_range, explain_relaxation
from peakfolio.results.reasons import explain_reason

STANDINGS: Mapping[str, Sentence] = {
    "always": Sentence("总是入选", "always"),
    "often": Sentence("常常入选", "often"),
    "sometimes": Sentence("有时入选", "sometimes"),
    "never": Sentence("从不入选", "never"),
}
HEADINGS: Mapping[str, Sentence] = {
    "rank": Sentence("名次", "Rank"),
    "action_id": Sentence("编号", "No."),
    "name": Sentence("名称", "Name"),
    "cost_wan_yuan": Sentence("万元", "10,000 yuan"),
    "standing": Sentence("稳定性", "Standing"),
    "frequency": Sentence("入选频率", "Frequency"),
    "by_budget": Sentence("各预算", "Budgets"),
    "by_draw": Sentence("抽样", "Draws"),
    "by_alternative": Sentence("近优组合", "Near-optimal"),
    "reason": Sentence("理由", "Reason"),
    "replacement": Sentence("替代成本", "Replacement"),
    "target": Sentence("目标", "Target"),
    "step_cost": Sentence("去掉它可省（其余照样达到，重新求解）", "Saved without it (the others stay met; re-solve)"),
    "instead_met": Sentence("省下的钱还可达到", "The money would meet instead"),
    "shadow_price": Sentence("影子价格（线性松弛，万元/单位）", "Shadow price (LP, per unit)"),
    "range": Sentence("只要……，本组合仍最优（一次只变一个数）", "The choice holds as long as (one figure at a time)"),
    "relaxation": Sentence("让步", "Relaxation"),
    "reached": Sentence("达到", "Reached"),
    "entering": Sentence("新进项目", "Entering"),
    "leaving": Sentence("退出项目", "Leaving"),
    "more": Sentence("贵多少", "Costs more"),
    "more_shortfall": Sentence("加权缺口多", "Weighted shortfall more by"),
    "fewer_points": Sentence("少得分", "Points fewer"),
    "less_abatement": Sentence("少减排（万tCO2e）", "Abates less (10,000 tCO2e)"),
    "points": Sentence("列出拐点", "Breakpoints shown"),
    "at_least": Sentence("至少有", "There are at least"),
    "stops_at_wan_yuan": Sentence("止于（万元）", "Stops at (10,000 yuan)"),
    "untraced": Sentence("未计算的一侧", "Side not traced"),
    "instead": Sentence("换入", "In"),
    "dropped": Sentence("换出", "Out"),
    "probability": Sentence("达到的概率", "Probability met"),
    "evidence": Sentence("依据", "Evidence"),
    "portfolio": Sentence("组合", "Portfolio"),
    "in_sample": Sentence("样本内全部达到", "All met in the sample"),
    "fresh": Sentence("新抽样全部达到", "All met in fresh draws"),
    "scenario": Sentence("情景", "Scenario"),
    "met": Sentence("达到目标", "Targets met"),
    "open": Sentence("未达标目标", "Open targets"),
    "projects": Sentence("项目", "Projects"),
    "nature": Sentence("指标属性", "Nature"),
}
NATURES: Mapping[str, Sentence] = {
    "binding": Sentence("约束性", "binding"),
    "anticipatory": Sentence("预期性", "anticipatory"),
    "reference": Sentence("参考性", "reference"),
    "unstated": Sentence("未注明", "not stated"),
    "none": Sentence("不支撑任何达到的目标", "no met target"),
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
                "instead_met": (";" if language == "en" else "；").join(
                    wording.name_indicator(plan, key).read(language) for key in price.instead
                ),
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


SOFT: Mapping[str, tuple[str, Sentence]] = {
    "smallest_shortfall": ("more_shortfall", Sentence("加权缺口", "the weighted shortfall")),
    "most_points": ("fewer_points", Sentence("得分", "the points gained")),
    "most_abatement": ("less_abatement", Sentence("减排量", "the abatement")),
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


def explain_margin(choice: Choice, percent: float) -> Sentence:
    """What counts as nearly as good."""
    soft = SOFT.get(choice.problem.scenario.question)
    if soft is None:
        return Sentence(
            f"近优：所求照样达到，投资至多贵 {percent:g}%。",
            f"Nearly as good: as much is reached, at most {percent:g}% dearer.",
        )
    return Sentence(
        f"近优：投资至多贵 {percent:g}%，{soft[1].zh}至多差 {percent:g}%。",
        f"Nearly as good: at most {percent:g}% dearer, and {soft[1].en} at most {percent:g}% worse.",
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
    found: list[tuple[Sentence, Portfolio, float | None, float]] = [
        (Sentence("本答案", "this answer"), answer.choice.portfolio, None, summary.all_met)
    ]
    if bought is not None:
        wanted = f"{bought.wanted:.0%}"
        name = Sentence(f"要求 {wanted} 的最低成本", f"cheapest for {wanted}")
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


def list_sample_notes(summary: DrawSummary, bought: ChanceAnswer | None, answer: Answer) -> tuple[Sentence, ...]:
    """What a reader of the probabilities must know."""
    notes = [
        Sentence(
            f"{summary.draws} 次抽样；各成效在低、中、高值之间按三角分布独立抽取（假设）。",
            f"{summary.draws} draws; every effect triangular between low, central and high, all independent (an assumption).",
        )
    ]
    shared = sum(each.is_met and each.evidence == "shared" for each in answer.verification.outcomes)
    if shared:
        notes.append(
            Sentence(
                f"有 {shared} 个目标靠没有数字的分摊成效：中值恰好补足缺口，所以照其构造约有一半抽样达不到，除非是趋势目标。",
                f"{shared} targets rest on shared effects without a figure: their central value just closes the gap, so unless the target is "
                "a trend about half of the draws miss it by construction.",
            )
        )
    if bought is not None and bought.in_sample < bought.wanted:
        notes.append(
            Sentence(
                "样本内低于要求：再增加投资也做不到更高。",
                "Below what was asked in the sample: no portfolio of the pool does better, at any price.",
            )
        )
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
