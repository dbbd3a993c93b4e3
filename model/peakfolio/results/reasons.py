"""Why a project is in or out, and why a target is missed, in sentences."""

from collections.abc import Mapping

from peakfolio.language import Sentence, format_number
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.causes import Cause
from peakfolio.portfolio.choosing import Reach
from peakfolio.portfolio.explaining import Reason
from peakfolio.results.wording import (
    find_digits,
    find_target,
    name_indicator,
    show_difference,
    show_level,
    show_value,
    split_key,
)

CAUSES: Mapping[Cause, Sentence] = {
    "no_project": Sentence("项目库和措施中没有一项对它有已知成效", "no project or measure has a known effect on it"),
    "unpriced": Sentence(
        "支撑它的项目没有投资数字，未能参与优选", "its supporters print no cost and could not be weighed"
    ),
    "only_shared": Sentence(
        "支撑它的项目都没有数字，而本情景不采用分摊成效", "its supporters carry no figure, and shared effects are off"
    ),
    "beyond_bound": Sentence(
        "所要求的数值超出指标本身的取值范围", "the level lies beyond the bounds of the indicator itself"
    ),
    "locked_out": Sentence("所需的项目被情景设定为不建", "the scenario locks out what it needs"),
    "locked_in": Sentence("情景设定必建的项目妨碍它", "what the scenario locks in stands in its way"),
    "excluded": Sentence(
        "项目之间的关系（互斥、以另一项目为前提或须同建）不允许",
        "relations between projects (one excludes or requires another) do not allow it",
    ),
    "group": Sentence("分组的项目个数要求不允许", "the number of projects asked of a group does not allow it"),
    "balance": Sentence("资金占比的要求不允许", "the shares of the money that are asked for do not allow it"),
    "not_enough_money": Sentence("预算不够", "not enough money"),
    "emission_cut": Sentence("排放上限的要求不允许", "the ceiling on emissions does not allow it"),
    "overshoot": Sentence(
        "支撑项目会使它越过上限，没有恰好落在区间内的组合",
        "its projects overshoot it, and no portfolio ends inside the band",
    ),
    "harmed": Sentence("组合所需的项目会使它变差", "projects that are needed make it worse"),
    "worst_case": Sentence(
        "支撑项目按所取成效足够，按最不利情况不够", "its projects are enough as expected, but not in the worst case"
    ),
    "too_late": Sentence("支撑项目建成太晚", "the projects that support it finish too late"),
    "ripens_late": Sentence(
        "支撑项目能按期建成，但成效到期时还没有全部显现",
        "its projects can be built in time, but their effects ripen later",
    ),
    "ripens_late_and_short": Sentence(
        "支撑项目的成效到期时还没有全部显现，全部显现也不够",
        "the effects of its projects ripen later, and even in full they are not enough",
    ),
    "not_enough_effect": Sentence("全部支撑项目加起来也不够", "all supporting projects together are not enough"),
    "not_asked": Sentence("本问题不要求它", "the question does not ask for it"),
    "not_searched": Sentence("求解提前停止，没有找到能达到它的组合", "the search was stopped before it found a way"),
    "conflict": Sentence("与其他达到的目标冲突", "it conflicts with other targets that are met"),
}
SERVICES: Mapping[str, Sentence] = {
    "serves": Sentence("支撑{}", "serves {}"),
    "too_late": Sentence("支撑{}，但最早也要在目标年之后见效", "serves {}, but works only after the milestone"),
    "out_of_reach": Sentence(
        "支撑{}，但该目标任何组合都达不到，且它不能明显缩小缺口",
        "serves {}, out of reach of every portfolio and hardly brought nearer",
    ),
    "excluded": Sentence("支撑{}，但与入选项目不能同建", "serves {}, but must not be built beside a chosen project"),
    "met_by_others": Sentence(
        "支撑{}，但其他入选项目已经达到，且总成本更低", "serves {}, which others meet at a lower total cost"
    ),
    "not_chosen": Sentence(
        "支撑{}，但本问题或预算不取它", "serves {}, but the question or the budget does not take it"
    ),
}


def explain_reason(answer: Answer, reason: Reason) -> Sentence:
    """One sentence why a project or measure is in or out."""
    if reason.cause == "target_fails":
        return _explain_loss(answer, reason)
    if reason.cause == "brings_nearer":
        return _explain_widening(answer, reason)
    if reason.cause == "services":
        return _explain_services(answer, reason)
    lost = format_number(reason.points_lost)
    said = {
        "points_lost": Sentence(
            f"没有它，少得 {lost} 分。", f"Without it {lost} {'point is' if lost == '1' else 'points are'} lost."
        ),
        "abates": Sentence("没有它，减排量减少。", "Without it less is abated."),
        "related_fails": Sentence(
            "所选项目以它为前提，或须与它同建。",
            "Kept because a chosen project requires it or goes only together with it.",
        ),
        "group": Sentence("为凑足分组要求的项目个数。", "Kept for the number of projects asked of a group."),
        "balance": Sentence("为满足资金占比的要求。", "Kept for the shares of the money that are asked for."),
        "imposed": Sentence(
            "没有它也不会有目标落空，但情景的要求不能同时成立。",
            "No target fails without it, but what the scenario asks would not hold.",
        ),
        "locked_in": Sentence(
            "按情景设定必建；没有它也不会有目标落空。", "Locked in by the scenario; no target fails without it."
        ),
        "no_open_target": Sentence("不支撑任何尚未达标的目标。", "Supports no target that is still open."),
        "locked_out": Sentence("按情景设定不建。", "Locked out by the scenario."),
        "no_cost": Sentence("文件没有给出投资，无法比较。", "The document prints no cost, so it cannot be compared."),
    }
    return said[reason.cause]


def _explain_services(answer: Answer, reason: Reason) -> Sentence:
    """For each open target a rejected action serves, why that does not bring it in."""
    by_cause: dict[str, list[Sentence]] = {}
    for key, cause in reason.could_serve.items():
        by_cause.setdefault(cause, []).append(name_indicator(answer.plan, key))
    parts = []
    for why, names in by_cause.items():
        zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        parts.append(Sentence(SERVICES[why].zh.format(zh), SERVICES[why].en.format(en)))
    english = "; ".join(part.en for part in parts)
    return Sentence("；".join(part.zh for part in parts) + "。", english[0].upper() + english[1:] + ".")


def _explain_loss(answer: Answer, reason: Reason) -> Sentence:
    """What goes missing without the project; where its effect is a share without any figure, no number is given."""
    parts, shared = [], _find_shared(answer, reason)
    for key, missing in reason.fails_without.items():
        name, target = name_indicator(answer.plan, key), find_target(answer, key)
        if target.is_state:
            parts.append(Sentence(f"{name.zh}不能落实", f"{name.en} is not in force"))
        elif target.is_trend:
            parts.append(Sentence(f"{name.zh}没有改善", f"{name.en} does not improve"))
        elif key in shared and reason.action_id in answer.plan.measure_by_id:
            parts.append(Sentence(f"{name.zh}达不到（行政命令）", f"{name.en} falls short (an order)"))
        elif key in shared:
            parts.append(
                Sentence(
                    f"{name.zh}达不到（分摊，无数字依据）", f"{name.en} falls short (a share, no figure behind it)"
                )
            )
        else:
            shown = show_difference(answer.plan, key, missing)
            parts.append(Sentence(f"{name.zh}差 {shown.zh}", f"{name.en} falls short by {shown.en}"))
    return Sentence(
        f"没有它，{'；'.join(part.zh for part in parts)}。", f"Without it: {'; '.join(part.en for part in parts)}."
    )


def _find_shared(answer: Answer, reason: Reason) -> set[str]:
    """The targets to which an action brings only a share without a figure."""
    return {each.key for each in answer.problem.contributions if each.action_id == reason.action_id and each.is_shared}


def _explain_widening(answer: Answer, reason: Reason) -> Sentence:
    """By how much more a target that is missed anyway would be missed."""
    parts, shared = [], _find_shared(answer, reason)
    for key, more in reason.fails_without.items():
        name, shown = name_indicator(answer.plan, key), show_difference(answer.plan, key, more)
        zh, en = ("（分摊，无数字依据）", " (a share, no figure behind it)") if key in shared else ("", "")
        span = _say_range(answer, reason, key)
        parts.append(
            Sentence(
                f"{name.zh}的缺口缩小 {shown.zh}{zh}{span.zh}",
                f"narrows the gap of {name.en} by {shown.en}{en}{span.en}",
            )
        )
    if not parts:
        return Sentence("缩小缺口。", "Narrows a gap.")
    english = "; ".join(part.en for part in parts)
    return Sentence("；".join(part.zh for part in parts) + "。", english[0].upper() + english[1:] + ".")


def _say_range(answer: Answer, reason: Reason, key: str) -> Sentence:
    """How far the effect behind it reaches from its low to its high value, where these differ."""
    indicator_id = split_key(key)[0]
    for each in answer.plan.effects:
        is_own = (each.action_id, each.indicator_id) == (reason.action_id, indicator_id)
        if is_own and each.low is not None and each.high is not None and each.low != each.high:
            show = show_value if each.mode == "reaches" else show_difference
            low, high = show(answer.plan, key, each.low), show(answer.plan, key, each.high)
            return Sentence(f"（成效取值 {low.zh} 至 {high.zh}）", f" (the effect ranges from {low.en} to {high.en})")
    return Sentence("", "")


def explain_causes(plan: Plan, reach: Reach) -> Sentence:
    """Why a target is missed; causes that would have to go together stand side by side.

    Where the document names projects for it that the package knows no effect of, these are named.
    """
    named = plan.list_named(split_key(reach.key)[0]) if reach.cause == "no_project" else ()
    if named:
        return Sentence(
            f"文件写明由 {'、'.join(named)} 支撑它，但没有给出数字，数据包中也没有这些项目的成效",
            f"the document names {', '.join(named)} for it, but gives no figure, and the package holds no effect of theirs",
        )
    found = [CAUSES[each] for each in (reach.cause, *reach.also)]
    return Sentence("，而且".join(each.zh for each in found), ", and ".join(each.en for each in found))


def explain_reach(answer: Answer, reach: Reach) -> Sentence:
    """How near the pool can come to a target that is missed, and why not nearer."""
    target, name = find_target(answer, reach.key), name_indicator(answer.plan, reach.key)
    cause = explain_causes(answer.plan, reach)
    if reach.key in answer.choice.portfolio.broken:
        return Sentence(
            f"{name.zh}：现已达标，但所选组合会使它不再达标；{cause.zh}。",
            f"{name.en}: met today, but the portfolio breaks it; {cause.en}.",
        )
    if target.is_state or target.is_trend:
        wanted = (
            Sentence("须有改善", "it is to improve") if target.is_trend else Sentence("须落实", "it is to be in force")
        )
        return Sentence(f"{name.zh}：{wanted.zh}；{cause.zh}。", f"{name.en}: {wanted.en}; {cause.en}.")
    digits = find_digits(reach.best_level, target.level)
    best = show_level(answer, reach.key, reach.best_level, digits)
    wanted = show_level(answer, reach.key, target.level, digits)
    if reach.missing == 0:
        return Sentence(
            f"{name.zh}：目标 {wanted.zh}，够得着但未达到；{cause.zh}。",
            f"{name.en}: {wanted.en} is in reach but not met; {cause.en}.",
        )
    if reach.cause == "not_searched":
        return Sentence(
            f"{name.zh}：目标 {wanted.zh}，目前求得的最好值为 {best.zh}；{cause.zh}。",
            f"{name.en}: the target is {wanted.en}, the best found so far is {best.en}; {cause.en}.",
        )
    return Sentence(
        f"{name.zh}：目标 {wanted.zh}，最多只能到 {best.zh}；{cause.zh}。",
        f"{name.en}: the target is {wanted.en}, the best reachable is {best.en}; {cause.en}.",
    )
