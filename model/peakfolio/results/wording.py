"""The words of an answer: one sentence for each status, cause, role and reason, in Chinese and English."""

from collections.abc import Mapping

from peakfolio.language import Sentence, format_number
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Project
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.choosing import Reach
from peakfolio.portfolio.explaining import Reason

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
    "not_enough_effect": Sentence("全部支撑项目加起来也不够", "all supporting projects together are not enough"),
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


UNITS: Mapping[str, str] = {
    "个": "",
    "平方公里": "km2",
    "千克/亩": "kg/mu",
    "立方米/万元": "m3 per 10,000 yuan",
    "吨标准煤/万元": "tce per 10,000 yuan",
    "平方米/人": "m2 per person",
    "平方米": "m2",
    "亿立方米": "100 million m3",
    "万吨": "10,000 t",
    "万千瓦": "10 MW",
    "公顷": "ha",
    "微克/立方米": "μg/m3",
    "毫克/升": "mg/L",
}


def name_indicator(plan: Plan, key: str) -> Sentence:
    """An indicator's name; a part carries the name of its whole."""
    row = plan.indicator_by_id[key]
    if row.parent_id is None:
        return Sentence(row.name_zh, row.name_en)
    whole = plan.indicator_by_id[row.parent_id]
    return Sentence(f"{whole.name_zh}·{row.name_zh}", f"{whole.name_en}: {row.name_en}")


def name_action(plan: Plan, key: str) -> Sentence:
    """A project's or measure's name."""
    row = plan.name_action(key)
    return Sentence(row.name_zh, row.name_en)


def show_value(plan: Plan, key: str, value: float) -> Sentence:
    """A value with the unit of its indicator."""
    unit = plan.indicator_by_id[key].unit or ""
    number = format_number(value)
    if unit in ("", "-", "—"):
        return Sentence(number, number)
    if unit == "%":
        return Sentence(f"{number}%", f"{number}%")
    return Sentence(f"{number} {unit}", f"{number} {UNITS.get(unit, unit)}".strip())


def show_state(value: float) -> Sentence:
    """The value of an indicator that is established or not."""
    return Sentence("已落实", "in force") if value >= 1.0 else Sentence("未落实", "not in force")


def show_level(answer: Answer, key: str, value: float) -> Sentence:
    """A level of an open target, as a number with its unit or as a state."""
    if answer.plan.indicator_by_id[key].kind != "numeric":
        return show_state(value)
    return show_value(answer.plan, key, value)


def explain_reason(answer: Answer, reason: Reason) -> Sentence:
    """One sentence why a project or measure is in or out."""
    plan = answer.plan
    if reason.cause in ("target_fails", "brings_nearer"):
        return _explain_loss(answer, reason)
    serves = Sentence(
        "、".join(name_indicator(plan, key).zh for key in reason.could_serve),
        "; ".join(name_indicator(plan, key).en for key in reason.could_serve),
    )
    said = {
        "related_fails": Sentence("因与所选项目的关系而必须同建。", "Kept because a chosen project needs it."),
        "locked_in": Sentence(
            "按情景设定必建；没有它目标也不受影响。", "Locked in by the scenario; no target fails without it."
        ),
        "no_open_target": Sentence("不支撑任何尚未达标的目标。", "Supports no target that is still open."),
        "too_late": Sentence(
            f"支撑{serves.zh}，但最早也要在目标年之后见效。",
            f"Supports {serves.en}, but arrives after the milestone at the earliest.",
        ),
        "cheaper_elsewhere": Sentence(
            f"支撑{serves.zh}，但其他入选项目已以更低成本达到。", f"Supports {serves.en}, but others reach it for less."
        ),
        "not_enough": Sentence(
            f"支撑{serves.zh}，但该目标即使全部项目上马也达不到，且它不能再缩小缺口。",
            f"Supports {serves.en}, which no portfolio can meet, and it brings it no nearer.",
        ),
        "locked_out": Sentence("按情景设定不建。", "Locked out by the scenario."),
        "no_cost": Sentence("文件没有给出投资，无法比较。", "The document prints no cost, so it cannot be compared."),
    }
    return said[reason.cause]


def _explain_loss(answer: Answer, reason: Reason) -> Sentence:
    """What goes missing without the project, the unit with it; a state is simply not established."""
    plan, parts_zh, parts_en = answer.plan, [], []
    trends = {target.indicator_id for target in answer.problem.targets if target.is_trend}
    for key, missing in reason.fails_without.items():
        name = name_indicator(plan, key)
        is_number = plan.indicator_by_id[key].kind == "numeric"
        shown = show_value(plan, key, missing)
        if key in trends:
            parts_zh.append(f"{name.zh}看不到改善")
            parts_en.append(f"{name.en} does not visibly improve")
        else:
            parts_zh.append(f"{name.zh}差 {shown.zh}" if is_number else f"{name.zh}不能落实")
            parts_en.append(f"{name.en} falls short by {shown.en}" if is_number else f"{name.en} is not in force")
    return Sentence(f"没有它，{'；'.join(parts_zh)}。", f"Without it: {'; '.join(parts_en)}.")


def explain_reach(answer: Answer, reach: Reach) -> Sentence:
    """How near the pool can come to a target it cannot meet, and why not nearer."""
    plan = answer.plan
    target = next(each for each in answer.problem.targets if each.indicator_id == reach.indicator_id)
    name, cause = name_indicator(plan, reach.indicator_id), CAUSES[reach.cause]
    best = show_level(answer, reach.indicator_id, reach.best_level)
    if target.is_trend:
        base = show_level(answer, reach.indicator_id, target.base)
        return Sentence(
            f"{name.zh}：目标是比现状 {base.zh} 有可见改善，最多只能到 {best.zh}；{cause.zh}。",
            f"{name.en}: it is to improve visibly on {base.en}, the best reachable is {best.en}; {cause.en}.",
        )
    wanted = show_level(answer, reach.indicator_id, target.level)
    return Sentence(
        f"{name.zh}：目标 {wanted.zh}，最多只能到 {best.zh}；{cause.zh}。",
        f"{name.en}: the target is {wanted.en}, the best reachable is {best.en}; {cause.en}.",
    )


def show_years(project: Project, start: int, duration: int) -> str:
    """The years a project is built in, marked where they differ from the printed ones."""
    years = f"{start}-{start + duration - 1}" if duration > 1 else str(start)
    return years if project.start_year in (None, start) else f"{years}*"


STEPS: Mapping[str, Sentence] = {
    "fewest missed targets": Sentence("尽量少的目标落空", "fewest missed targets"),
    "nearest to missed targets": Sentence("尽量接近落空的目标", "nearest to missed targets"),
    "least cost": Sentence("最低成本", "least cost"),
    "stated order": Sentence("按既定次序取唯一解", "stated order among equals"),
}


def scenario_title(answer: Answer) -> Sentence:
    """The title of the scenario that was asked for."""
    return Sentence(answer.scenario.title_zh, answer.scenario.title_en)
