"""The words of an answer: statuses, roles, sources of money, names, values and units, in Chinese and English."""

import re
from collections.abc import Mapping
from decimal import Decimal

from peakfolio.language import Sentence, format_number, round_on
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Pathway
from peakfolio.plan.tables import Effect, Project
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.problem import OpenTarget
from peakfolio.units import name_in_chinese, name_in_english

EXACT = 8
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


def find_digits(*values: float) -> int | None:
    """Decimals at which values that differ look different; None where those a reader is used to are enough."""
    different = len({format_number(value, EXACT) for value in values})
    if len({show_number(value) for value in values}) == different:
        return None
    return next(n for n in range(3, EXACT + 1) if len({format_number(value, n) for value in values}) == different)


def show_value(plan: Plan, key: str, value: float, digits: int | None = None) -> Sentence:
    """A value with the unit of its indicator; with more digits where it stands beside one that would look the same."""
    unit = name_in_chinese(plan.indicator_by_id[split_key(key)[0]].unit)
    number = show_number(value) if digits is None else format_number(value, digits)
    if not unit:
        return Sentence(number, number)
    if unit == "%":
        return Sentence(f"{number}%", f"{number}%")
    return Sentence(f"{number} {unit}", f"{number} {name_in_english(unit)}".strip())


def show_unit(unit: str | None) -> Sentence:
    """The unit of an indicator; nothing where it has none."""
    return Sentence(name_in_chinese(unit), name_in_english(unit or ""))


def show_difference(plan: Plan, key: str, value: float) -> Sentence:
    """A difference of two values: of shares in percentage points."""
    if plan.indicator_by_id[split_key(key)[0]].unit == "%":
        return Sentence(f"{show_number(value)} 个百分点", f"{show_number(value)} percentage points")
    return show_value(plan, key, value)


def show_money(wan_yuan: float, *, is_exact: bool = False) -> Sentence:
    """An amount of money, 万元 in Chinese and millions of CNY in English; a limit is shown exactly, so that no two look alike."""
    digits = EXACT if is_exact else 2
    millions = Decimal(repr(float(wan_yuan))) / 100
    return Sentence(f"{format_number(wan_yuan, digits)} 万元", f"CNY {format_number(float(millions), digits)} million")


def show_limit(wan_yuan: float, *, is_least: bool) -> Sentence:
    """An amount that something stops at, to 100 yuan: the least rounded up, the most rounded down, never across it."""
    return show_money(round_on(wan_yuan, is_least=is_least), is_exact=True)


def show_state(value: float) -> Sentence:
    """The value of an indicator that is established or not."""
    return Sentence("已落实", "in force") if value >= 1.0 else Sentence("未落实", "not in force")


def show_level(answer: Answer, key: str, value: float, digits: int | None = None) -> Sentence:
    """A level of an open target, as a number with its unit or as a state."""
    if find_target(answer, key).is_state:
        return show_state(value)
    return show_value(answer.plan, key, value, digits)


def find_target(answer: Answer, key: str) -> OpenTarget:
    """The open target behind a key."""
    return next(each for each in answer.problem.all_targets if each.key == key)


def show_years(project: Project, start: int, duration: int) -> str:
    """The years a project is built in, marked where they differ from the printed ones."""
    years = f"{start}-{start + duration - 1}" if duration > 1 else str(start)
    return years if project.start_year in (None, start) else f"{years}*"


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

READINGS: Mapping[str, Sentence] = {
    "low": Sentence("成效取低值", "effects at low"),
    "central": Sentence("成效取中值", "effects at central"),
    "high": Sentence("成效取高值", "effects at high"),
}
SHARED: Mapping[str, Sentence] = {
    "True": Sentence("采用分摊成效", "with shared ones"),
    "False": Sentence("不采用分摊成效", "without shared ones"),
}


def name_step(step: str, pathways: Mapping[str, Pathway]) -> Sentence:
    """A step of the work in words: what is sought, a reading of the effects, or a pathway; any other, such as a count, as it is."""
    level, _, shared = step.partition(" ")
    if step in STEPS:
        return STEPS[step]
    if level in READINGS and shared in SHARED:
        return Sentence(f"{READINGS[level].zh}，{SHARED[shared].zh}", f"{READINGS[level].en}, {SHARED[shared].en}")
    if step in pathways:
        return Sentence(f"排放路径：{pathways[step].title_zh}", f"pathway: {pathways[step].title_en}")
    return Sentence(step, step)


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


def find_cost(answer: Answer, action_id: str) -> float | None:
    """What a project costs in the answer, 万元: of one built in part its part, of one not chosen the printed cost; None where none is printed."""
    project = answer.plan.project_by_id.get(action_id)
    if project is None:
        return 0.0
    if project.cost_wan_yuan is None:
        return None
    chosen = answer.choice.portfolio if action_id in answer.choice.portfolio.starts else answer.choice.best_effort
    return project.cost_wan_yuan * chosen.shares.get(action_id, 1.0)
