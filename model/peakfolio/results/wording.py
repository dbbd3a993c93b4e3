"""The words of an answer: one sentence for each status, cause, role and reason, in Chinese and English."""

import re
from collections.abc import Mapping

from peakfolio.language import Sentence, format_number
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect, Project
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choosing import Reach
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.problem import OpenTarget

CLAUSE_END = re.compile(r"[，。；]")
STATUSES: Mapping[str, Sentence] = {
    "met": Sentence("已达标", "met"),
    "not_met": Sentence("未达标", "not met"),
    "partly_met": Sentence("部分达标", "partly met"),
    "unknown": Sentence("无现状值", "base unknown"),
    "untestable": Sentence("无法检验", "untestable"),
}
CLASSES: Mapping[str, Sentence] = {
    "exceeded": Sentence("超预期", "exceeded"),
    "on_track": Sentence("符合预期", "on track"),
    "behind": Sentence("需加快推进", "behind"),
    "adjust": Sentence("需要调整", "to adjust"),
}
SEVERITIES: Mapping[str, Sentence] = {
    "error": Sentence("矛盾", "error"),
    "warning": Sentence("警示", "warning"),
    "note": Sentence("提示", "note"),
}
CAUSES: Mapping[str, Sentence] = {
    "no_project": Sentence("项目库中没有项目支撑它", "no project in the pool supports it"),
    "only_shared": Sentence(
        "支撑它的项目都没有数字，而本情景不采用分摊成效", "its supporters carry no figure, and shared effects are off"
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
    "not_enough_money": Sentence("预算不够", "not enough money"),
    "unpriced": Sentence(
        "支撑它的项目没有投资数字，未能参与优选", "its supporters print no cost and could not be weighed"
    ),
    "not_asked": Sentence("本问题不要求它", "the question does not ask for it"),
    "conflict": Sentence("与其他目标、锁定或关系冲突", "it conflicts with other targets, locks or relations"),
}
ROLES: Mapping[str, Sentence] = {
    "needed": Sentence("目标所需", "needed"),
    "nearer": Sentence("可选：缩小缺口", "optional: narrows a gap"),
    "locked_in": Sentence("已锁定", "locked in"),
    "not_needed": Sentence("不需要", "not needed"),
    "unpriced": Sentence("无投资数字", "no cost printed"),
}
BASES: Mapping[str, Sentence] = {
    "stated": Sentence("文件承诺", "stated"),
    "quantified": Sentence("按文件数量推算", "quantified"),
    "shared": Sentence("按规则分摊", "shared"),
    "user": Sentence("用户给定", "user"),
}
ORDER = Sentence("行政命令", "order")


def name_basis(plan: Plan, effect: Effect) -> Sentence:
    """What an effect rests on; that of a measure is an order of the administration, whatever the text promises besides."""
    return ORDER if effect.action_id in plan.measure_by_id else BASES[effect.basis]


FUNDING: Mapping[str, Sentence] = {
    "government": Sentence("政府投入", "government"),
    "special": Sentence("专项资金", "special funds"),
    "central": Sentence("中央投资", "central"),
    "provincial": Sentence("省级资金", "provincial"),
    "municipal": Sentence("市级资金", "municipal"),
    "local": Sentence("地方配套", "local"),
    "enterprise": Sentence("企业投入", "enterprise"),
    "social": Sentence("社会资本", "social capital"),
    "bond": Sentence("债券", "bond"),
    "loan": Sentence("贷款", "loan"),
    "unstated": Sentence("未注明", "not stated"),
}
LEVELS: Mapping[str, Sentence] = {
    "low": Sentence("低值", "low"),
    "central": Sentence("中值", "central"),
    "high": Sentence("高值", "high"),
}


CATEGORIES: Mapping[str, Sentence] = {
    "生态制度": Sentence("生态制度", "ecological institutions"),
    "生态安全": Sentence("生态安全", "ecological security"),
    "生态空间": Sentence("生态空间", "ecological space"),
    "生态经济": Sentence("生态经济", "ecological economy"),
    "生态生活": Sentence("生态生活", "ecological living"),
    "生态文化": Sentence("生态文化", "ecological culture"),
    "生态人居": Sentence("生态人居", "ecological settlements"),
    "生态屏障": Sentence("生态屏障", "ecological barrier"),
    "生态环境": Sentence("生态环境", "ecological environment"),
}
AREAS: Mapping[str, Sentence] = {
    "all": Sentence("全域", "whole area"),
    "urban": Sentence("城区", "urban"),
    "township": Sentence("乡镇", "townships"),
    "rural": Sentence("农村", "rural"),
}
STANDARDS: Mapping[str, Sentence] = {
    "plan": Sentence("规划目标", "plan"),
    "text": Sentence("规划正文", "text of the plan"),
    "national": Sentence("国家标准", "national standard"),
    "provincial": Sentence("省级标准", "provincial standard"),
    "municipal": Sentence("市级标准", "municipal standard"),
}
UNITS: Mapping[str, str] = {
    "个": "",
    "平方公里": "km2",
    "千克/亩": "kg/mu",
    "立方米/万元": "m3 per 10,000 yuan",
    "吨标准煤/万元": "tce per 10,000 yuan",
    "平方米/人": "m2 per person",
    "平方米": "m2",
    "亿立方米": "100 million m3",
    "吨": "t",
    "万吨": "10,000 t",
    "万吨标准煤": "10,000 tce",
    "万千瓦": "10 MW",
    "公顷": "ha",
    "微克/立方米": "μg/m3",
    "毫克/升": "mg/L",
}


def name_category(category_zh: str) -> Sentence:
    """A category of projects; one without a known English name keeps the document's."""
    return CATEGORIES.get(category_zh, Sentence(category_zh, category_zh))


def split_key(key: str) -> tuple[str, int | None]:
    """The indicator and the milestone behind a target's key; None where only one milestone counts."""
    indicator_id, _, year = key.partition("#")[0].partition("@")
    return indicator_id, int(year) if year else None


def name_indicator(plan: Plan, key: str) -> Sentence:
    """The name behind a target's key; a part carries the name of its whole, several milestones their year."""
    indicator_id, year = split_key(key)
    row = plan.indicator_by_id[indicator_id]
    zh, en = row.name_zh, row.name_en
    if row.parent_id is not None:
        whole = plan.indicator_by_id[row.parent_id]
        if zh == whole.name_zh:
            zh, en = AREAS[row.area].zh, AREAS[row.area].en
        zh, en = f"{whole.name_zh}·{zh}", f"{whole.name_en}: {en}"
    return Sentence(zh, en) if year is None else Sentence(f"{zh}（{year} 年）", f"{en} ({year})")


def name_action(plan: Plan, key: str) -> Sentence:
    """A project's or measure's name; where several share one, the first clause of the content tells them apart."""
    row = plan.name_action(key)
    project = plan.project_by_id.get(key)
    twins = [each for each in plan.projects if each.name_zh == row.name_zh]
    if project is not None and project.content_zh and len(twins) > 1:
        first = CLAUSE_END.split(project.content_zh, maxsplit=1)[0]
        return Sentence(f"{row.name_zh}：{shorten(first, 32)}", row.name_en)
    return Sentence(row.name_zh, row.name_en)


def shorten(text: str, length: int) -> str:
    """A text cut to a length, with a sign that it was cut."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def show_number(value: float) -> str:
    """A number for reading: two decimals, more only where it is small."""
    return format_number(value, 2 if abs(value) >= 1 else 4)


def show_value(plan: Plan, key: str, value: float) -> Sentence:
    """A value with the unit of its indicator."""
    unit = plan.indicator_by_id[split_key(key)[0]].unit or ""
    number = show_number(value)
    if unit in ("", "-", "—"):
        return Sentence(number, number)
    if unit == "%":
        return Sentence(f"{number}%", f"{number}%")
    return Sentence(f"{number} {unit}", f"{number} {UNITS.get(unit, unit)}".strip())


def show_unit(unit: str | None) -> Sentence:
    """The unit of an indicator; nothing where it has none."""
    if unit in (None, "", "-", "—"):
        return Sentence("", "")
    return Sentence(str(unit), UNITS.get(str(unit), str(unit)))


def show_difference(plan: Plan, key: str, value: float) -> Sentence:
    """A difference of two values: of shares in percentage points."""
    if plan.indicator_by_id[split_key(key)[0]].unit == "%":
        return Sentence(f"{show_number(value)} 个百分点", f"{show_number(value)} percentage points")
    return show_value(plan, key, value)


def show_money(wan_yuan: float) -> Sentence:
    """An amount of money, 万元 in Chinese and millions of CNY in English."""
    return Sentence(f"{format_number(wan_yuan, 2)} 万元", f"CNY {format_number(wan_yuan / 100.0, 2)} million")


def show_state(value: float) -> Sentence:
    """The value of an indicator that is established or not."""
    return Sentence("已落实", "in force") if value >= 1.0 else Sentence("未落实", "not in force")


def show_level(answer: Answer, key: str, value: float) -> Sentence:
    """A level of an open target, as a number with its unit or as a state."""
    if find_target(answer, key).is_state:
        return show_state(value)
    return show_value(answer.plan, key, value)


def find_target(answer: Answer, key: str) -> OpenTarget:
    """The open target behind a key."""
    return next(each for each in answer.problem.all_targets if each.key == key)


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
        "related_fails": Sentence("因与所选项目的关系而必须同建。", "Kept because a chosen project needs it."),
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
        parts.append(Sentence(f"{name.zh}的缺口缩小 {shown.zh}{zh}", f"narrows the gap of {name.en} by {shown.en}{en}"))
    if not parts:
        return Sentence("缩小缺口。", "Narrows a gap.")
    english = "; ".join(part.en for part in parts)
    return Sentence("；".join(part.zh for part in parts) + "。", english[0].upper() + english[1:] + ".")


def explain_reach(answer: Answer, reach: Reach) -> Sentence:
    """How near the pool can come to a target that is missed, and why not nearer."""
    target, name, cause = find_target(answer, reach.key), name_indicator(answer.plan, reach.key), CAUSES[reach.cause]
    if target.is_state or target.is_trend:
        wanted = (
            Sentence("须有改善", "it is to improve") if target.is_trend else Sentence("须落实", "it is to be in force")
        )
        return Sentence(f"{name.zh}：{wanted.zh}；{cause.zh}。", f"{name.en}: {wanted.en}; {cause.en}.")
    best, wanted = show_level(answer, reach.key, reach.best_level), show_level(answer, reach.key, target.level)
    if reach.missing == 0:
        return Sentence(
            f"{name.zh}：目标 {wanted.zh}，够得着但未达到；{cause.zh}。",
            f"{name.en}: {wanted.en} is in reach but not met; {cause.en}.",
        )
    return Sentence(
        f"{name.zh}：目标 {wanted.zh}，最多只能到 {best.zh}；{cause.zh}。",
        f"{name.en}: the target is {wanted.en}, the best reachable is {best.en}; {cause.en}.",
    )


def show_years(project: Project, start: int, duration: int) -> str:
    """The years a project is built in, marked where they differ from the printed ones."""
    years = f"{start}-{start + duration - 1}" if duration > 1 else str(start)
    return years if project.start_year in (None, start) else f"{years}*"


SERVICES: Mapping[str, Sentence] = {
    "serves": Sentence("支撑{}", "serves {}"),
    "too_late": Sentence("支撑{}，但最早也要在目标年之后见效", "serves {}, but works only after the milestone"),
    "out_of_reach": Sentence(
        "支撑{}，但该目标任何组合都达不到，且它不能明显缩小缺口",
        "serves {}, out of reach of every portfolio and hardly brought nearer",
    ),
    "met_by_others": Sentence(
        "支撑{}，但其他入选项目已经达到，且总成本更低", "serves {}, which others meet at a lower total cost"
    ),
    "not_chosen": Sentence(
        "支撑{}，但本问题或预算不取它", "serves {}, but the question or the budget does not take it"
    ),
}
EVIDENCE: Mapping[str, Sentence] = {
    "figure": Sentence("有数字", "figure"),
    "promise": Sentence("仅重复目标值的承诺", "promise that repeats the target"),
    "order": ORDER,
    "shared": Sentence("分摊，无数字", "shared, no figure"),
}
STEPS: Mapping[str, Sentence] = {
    "fewest missed targets": Sentence("尽量少的目标落空", "fewest missed targets"),
    "nearest to missed targets": Sentence("尽量接近落空的目标", "nearest to missed targets"),
    "least cost": Sentence("最低成本", "least cost"),
    "fewest missed binding targets": Sentence("尽量少的约束性目标落空", "fewest missed binding targets"),
    "smallest weighted shortfall": Sentence("加权缺口最小", "smallest weighted shortfall"),
    "most points": Sentence("得分最高（相对现状，负号表示增加）", "most points (gain over now, negative sign)"),
    "fewest points missing": Sentence("与所求分数的差最小", "fewest points missing"),
    "fewest failing binding indicators": Sentence("尽量少的约束性指标不达标", "fewest failing binding indicators"),
    "fewest missing reference indicators": Sentence("参考性指标的差额最小", "fewest missing reference indicators"),
    "least abatement missing": Sentence("与所求减排量的差最小", "least abatement missing"),
    "most abatement": Sentence("减排最多（负号表示减少排放）", "most abatement (negative sign)"),
    "stated order": Sentence("按既定次序取唯一解", "stated order among equals"),
}


def scenario_title(answer: Answer) -> Sentence:
    """The title of the scenario that was asked for."""
    return Sentence(answer.scenario.title_zh, answer.scenario.title_en)


REACHED: Mapping[str, tuple[Sentence, tuple[str, str]]] = {
    "targets": (Sentence("达到目标", "Targets met"), ("项", "targets")),
    "points": (Sentence("得分", "Points"), ("分", "points")),
    "abatement": (Sentence("年减排量", "Yearly abatement"), ("万tCO2e", "10,000 t CO2e")),
}


def find_measure(answer: Answer) -> str:
    """What money is held against: points, abatement, or targets met."""
    question = answer.scenario.question
    for word in ("points", "abatement"):
        if question.endswith(word):
            return word
    return "targets"


def name_measure(answer: Answer) -> Sentence:
    """What money is held against, with its unit, for an axis."""
    name, unit = REACHED[find_measure(answer)]
    return Sentence(
        f"{name.zh}（{unit[0]}）", f"{name.en.lower()} ({unit[1]})" if unit[1] != "targets" else name.en.lower()
    )
