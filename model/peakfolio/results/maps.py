"""The tables behind the commands that argue: why, rank, frontier, alternatives, sample, compare."""

from collections.abc import Mapping, Sequence

import pandas as pd

from peakfolio.language import Language, Sentence
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.chance import ChanceAnswer
from peakfolio.portfolio.choosing import Choice, Portfolio
from peakfolio.portfolio.frontier import DrawSummary, FrontierPoint
from peakfolio.portfolio.pricing import MoneyUse, ProjectPrice, TargetPrice
from peakfolio.portfolio.ranges import Range
from peakfolio.portfolio.ranking import RankedProject
from peakfolio.portfolio.relaxing import Relaxation
from peakfolio.portfolio.verification import verify_portfolio
from peakfolio.results import wording
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


def explain_price(plan: Plan, price: ProjectPrice) -> Sentence:
    """One sentence on what replacing a chosen project costs, or what would bring a rejected one in."""
    if price.is_chosen:
        return _explain_replacement(plan, price)
    if price.standing == "locked_out":
        return Sentence("情景设定不建，任何价格都不会入选", "locked out by the scenario, whatever its price")
    parts = []
    if price.entry_cost is not None:
        money = wording.show_limit(price.entry_cost, is_least=False)
        parts.append(Sentence(f"成本低于 {money.zh}才会入选", f"would enter below {money.en}"))
    for key, level in price.raised_targets.items():
        name, shown = wording.name_indicator(plan, key), wording.show_value(plan, key, level)
        parts.append(
            Sentence(f"没有它，{name.zh}到不了 {shown.zh} 以上", f"without it {name.en} cannot go beyond {shown.en}")
        )
    if price.span is None:
        parts.append(Sentence("什么价格会入选，求解未能确定", "the price at which it would enter could not be settled"))
    elif price.entry_cost is None:
        parts.append(Sentence("任何价格都不会入选", "no price would bring it in"))
    return Sentence("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _explain_replacement(plan: Plan, price: ProjectPrice) -> Sentence:
    if price.standing == "imposed":
        return Sentence(
            "无可替代：没有它，锁定、关系、分组或上限的要求不能同时成立",
            "irreplaceable: without it the locks, relations, groups or limits cannot all be kept",
        )
    if price.replacement_cost is None:
        names = [wording.name_indicator(plan, key) for key in price.lost]
        zh, en = "、".join(name.zh for name in names), "; ".join(name.en for name in names)
        if not names:
            return Sentence(
                "无可替代：没有它，所求结果要打折扣", "irreplaceable: without it less of what was asked is reached"
            )
        return Sentence(f"无可替代：没有它 {zh}达不到", f"irreplaceable: without it {en} fails")
    money, others = wording.show_money(abs(price.replacement_cost)), ", ".join(price.substitutes)
    swap = Sentence(f"（换入 {others}）", f" (with {others})") if others else Sentence("", "")
    if price.replacement_cost < 0:
        return Sentence(
            f"情景设定必建；不锁定可省 {money.zh}{swap.zh}",
            f"locked in by the scenario; without the lock {money.en} less{swap.en}",
        )
    return Sentence(f"换掉它要多花 {money.zh}{swap.zh}", f"replacing it costs {money.en} more{swap.en}")


def explain_relaxation(answer: Answer, each: Relaxation) -> Sentence:
    """One relaxation in words; what it asks is rounded up, so that it is enough."""
    name = wording.name_indicator(answer.plan, each.key)
    if each.kind == "money":
        money = wording.show_limit(each.amount, is_least=True)
        if not each.raises:
            return Sentence(f"{name.zh}：多花 {money.zh}", f"{name.en}: spending another {money.en}")
        where = [_name_raise(*part) for part in each.raises]
        zh, en = "、".join(part.zh for part in where), ", ".join(part.en for part in where)
        return Sentence(f"{name.zh}：资金上限提高 {money.zh}（{zh}）", f"{name.en}: {money.en} more allowed ({en})")
    if each.kind == "deadline":
        return Sentence(f"{name.zh}：期限推后 {each.amount:.0f} 年", f"{name.en}: {each.amount:.0f} years later")
    digits = 2 if each.amount >= 1 else 4
    shown = wording.show_difference(answer.plan, each.key, wording.round_on(each.amount, is_least=True, digits=digits))
    return Sentence(f"{name.zh}：目标放低 {shown.zh}", f"{name.en}: the target lower by {shown.en}")


def _name_raise(raised: str, amount: float) -> Sentence:
    """A ceiling that has to rise, and by how much."""
    source, _, year = raised.removeprefix("raise[").removesuffix("]").partition(",")
    money = wording.show_limit(amount, is_least=True)
    whose = Sentence("全部资金", "all money") if source == "all" else wording.FUNDING[source]
    when = Sentence("总额", "in total") if year == "total" else Sentence(f"{year} 年", f"in {year}")
    return Sentence(f"{whose.zh}{when.zh} {money.zh}", f"{whose.en} {when.en} {money.en}")


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


def explain_range(answer: Answer, each: Range) -> Sentence:
    """One range in words: optimal as long as this figure stays there."""
    name = wording.name_action(answer.plan, each.action_id)
    if each.kind == "cost":
        bounds = []
        if each.lowest is not None:
            money = wording.show_limit(each.lowest, is_least=True)
            bounds.append(Sentence(f"不低于 {money.zh}", f"at least {money.en}"))
        if each.highest is not None:
            money = wording.show_limit(each.highest, is_least=False)
            bounds.append(Sentence(f"不超过 {money.zh}", f"at most {money.en}"))
        zh, en = "，".join(bound.zh for bound in bounds), " and ".join(bound.en for bound in bounds)
        return Sentence(f"{each.action_id} {name.zh}：投资{zh}", f"{each.action_id} {name.en}: costs {en}")
    key = each.key or ""
    target = wording.name_indicator(answer.plan, key)
    now = wording.show_difference(answer.plan, key, each.now)
    lowest = each.lowest or 0.0
    digits = 2 if lowest >= 1 else 4
    least = wording.show_difference(answer.plan, key, wording.round_on(lowest, is_least=True, digits=digits))
    return Sentence(
        f"{each.action_id} {name.zh} → {target.zh}：成效（现取 {now.zh}）不低于 {least.zh}",
        f"{each.action_id} {name.en} -> {target.en}: the effect (now {now.en}) is at least {least.en}",
    )


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
    """Every breakpoint of a frontier."""
    return pd.DataFrame(
        [
            {
                "cost_wan_yuan": round(point.cost_wan_yuan, 2),
                "reached": round(point.reached, 4),
                "entering": " ".join(point.entering),
                "leaving": " ".join(point.leaving),
            }
            for point in points
        ],
        columns=["cost_wan_yuan", "reached", "entering", "leaving"],
    )


def make_alternative_table(choice: Choice, others: Sequence[Portfolio]) -> pd.DataFrame:
    """Near-optimal portfolios: what each costs more, and what it swaps."""
    best = choice.portfolio
    return pd.DataFrame(
        [
            {
                "cost_wan_yuan": round(each.discounted_cost, 2),
                "more": round(each.discounted_cost - best.discounted_cost, 2),
                "instead": " ".join(key for key in each.starts if key not in best.starts),
                "dropped": " ".join(key for key in best.starts if key not in each.starts),
            }
            for each in others
        ],
        columns=["cost_wan_yuan", "more", "instead", "dropped"],
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
