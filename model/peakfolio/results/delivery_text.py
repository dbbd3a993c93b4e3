"""The answer on delivery in sentences: how likely the targets are met in time, what decides it, and what certainty costs."""

from collections.abc import Iterator, Mapping, Sequence

from peakfolio.carbon.delivering import DelayedPath
from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.delivery.courses import Course
from peakfolio.delivery.meeting import bound_chance
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.robust import RobustChoice
from peakfolio.language import Sentence, format_number, show_share
from peakfolio.results.carbon_text import show_tonnes
from peakfolio.results.delivery_wording import COURSE_NAMES, RULES, TRADES
from peakfolio.results.wording import name_action, name_indicator, show_money

TOP = 3
NAMED = 4
LEAST_SHIFT = 0.005  # 万tCO2 a year, half of what is shown
RARE = 0.05


def headline_delivery(outlook: DeliveryOutlook) -> Sentence:
    """The answer: P(all aims in time) of the plan as written and of the chosen portfolio, what decides it, and the robust choice."""
    chosen, written, count = outlook.chosen, outlook.written, len(outlook.aims)
    year = chosen.ledger.problem.milestone
    if not count:
        return Sentence(
            "所选组合在纸面上没有达到任何未达标目标，无从计算按期概率。",
            "The chosen portfolio meets no open target on paper, so there is no probability to give.",
        )
    span = _show_interval(chosen.interval)
    deciders = _name_deciders(outlook)
    sure = describe_choice(outlook)
    return Sentence(
        f"实施：所选组合按其年份建设，纸面上能达到的 {count} 个目标在 {year} 年底前全部达到的概率为 {show_share(chosen.chance)}"
        f"（{chosen.delivery.runs:,} 次模拟，95% 区间 {span}）；整个项目库按规划年份建设为 {show_share(written.chance)}。{deciders.zh}{sure.zh}",
        f"Delivery: built in its own years, the chosen portfolio meets all {count} targets it meets on paper by the end of {year} with "
        f"probability {show_share(chosen.chance)} ({chosen.delivery.runs:,} runs, 95% interval {span}); the whole pool in its printed years "
        f"with {show_share(written.chance)}. {deciders.en}{sure.en}",
    )


def describe_choice(outlook: DeliveryOutlook) -> Sentence:
    """What the wanted certainty costs, or how near it the pool comes and what can be promised instead."""
    robust, alpha = outlook.robust, show_share(outlook.settings.alpha)
    problem = outlook.chosen.ledger.problem
    if robust.is_reached:
        money, more = show_money(robust.cost_wan_yuan), _compare_cost(outlook, robust)
        return Sentence(
            f"要有 {alpha} 把握：{money.zh}{more.zh}，新抽样检验为 {show_share(robust.fresh)}。",
            f"To be {alpha} sure: {money.en}{more.en}; tested on new draws it is {show_share(robust.fresh)}.",
        )
    best = show_money(robust.cost_wan_yuan)
    if robust.portfolio.starts == outlook.choice.portfolio.starts:
        zh = f"项目库中没有找到把握达到 {alpha} 的组合，找到的最好的就是所选组合本身（新抽样检验约 {show_share(robust.fresh)}）。"
        en = (
            f"No portfolio of the pool was found that is {alpha} sure: the best found is the chosen portfolio itself (about "
            f"{show_share(robust.fresh)} on new draws). "
        )
    else:
        zh = f"项目库中没有找到把握达到 {alpha} 的组合，找到的最好组合约为 {show_share(robust.fresh)}（{best.zh}）。"
        en = f"No portfolio of the pool was found that is {alpha} sure: the best found holds in about {show_share(robust.fresh)} ({best.en}). "
    promise, later = outlook.promise, outlook.later
    if promise is not None and promise.is_reached:
        money, given_up = show_money(promise.cost_wan_yuan), _list_targets(outlook, promise.dropped)
        sure, count = show_share(promise.fresh), len(promise.aims)
        zh += f"放弃{given_up.zh}，则 {count} 个目标在 {problem.milestone} 年底前全部达到的概率为 {sure}（{money.zh}，新抽样检验）。"
        en += (
            f"Giving up {given_up.en}, the other {count} are met together by the end of {problem.milestone} with {sure} ({money.en}, tested on "
            "new draws). "
        )
    if later is not None and later.is_reached and later.by is not None:
        money, sure = show_money(later.cost_wan_yuan), show_share(later.fresh)
        how, own = _compare_starts(outlook, later), show_share(outlook.chosen.chance_by_year[later.by])
        zh += f"全部 {len(later.aims)} 个要到 {later.by} 年底：{how.zh}（{money.zh}）为 {sure}"
        en += f"All {len(later.aims)} need until the end of {later.by}: {how.en} ({money.en}) is {sure} sure"
        is_same = later.portfolio.starts == outlook.choice.portfolio.starts
        zh += "。" if is_same else f"，所选组合按其年份为 {own}。"
        en += "." if is_same else f", the chosen portfolio in its own years {own}."
    return Sentence(zh, en.strip())


def list_delivery_caveats(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> tuple[Sentence, ...]:
    """What a reader must know before using these probabilities."""
    return (*_list_data_caveats(outlook), *_list_reading_caveats(outlook), *_list_carbon_shifts(outlook, delays))


def _list_data_caveats(outlook: DeliveryOutlook) -> Iterator[Sentence]:
    book, said = outlook.plan.delivery_book, outlook.model.conditions
    kinds = {row.source_id: row.kind for row in book.sources}
    assumed = sum(kinds.get(row.source_id) == "assumption" for row in book.stages)
    yield Sentence(
        f"各阶段月数来自缺省表：{len(book.stages)} 行中 {assumed} 行的最可能值为判断值，其余依据法规时限或报道的实例；"
        "上下限均为判断值。结果说明的是这些假设的后果，不是对实际的预测。",
        f"Months of stages come from default tables: the most likely value is judgement in {assumed} of {len(book.stages)} rows, in the others a "
        "legal limit or a reported case; low and high are always judgement. The probabilities say what follows from that, not what will happen.",
    )
    told = {row.project_id for row in outlook.plan.delivery if row.construction_mode is not None}
    own = [job.action_id for job in outlook.chosen.delivery.jobs if job.action_id in told]
    if own:
        yield Sentence(
            f"所选项目中 {len(own)} 个（{' '.join(own)}）的施工月数不取缺省表，而由文件所写年份等推得；它们是否按期因此主要取决于这一推算。",
            f"Of {len(own)} of the chosen projects ({' '.join(own)}) the months of construction are not taken from the tables but from the printed "
            "years and the like; whether they are in time hangs on that reckoning.",
        )
    limits = outlook.model.capacities
    trades_zh = "、".join(f"{TRADES[name].zh} {count:g}" for name, count in limits.crews.items())
    trades_en = ", ".join(f"{TRADES[name].en} {count:g}" for name, count in limits.crews.items())
    rain = "、".join(str(month) for month in said.rainy_months) or "-"
    yield Sentence(
        f"假设：审批窗口 {limits.approval:g}、设计单位 {limits.design:g}、施工队伍（{trades_zh}），除规划另有规定外均为高峰需要量的一半；"
        f"排队{RULES[outlook.model.rule].zh}；雨季 {rain} 月；可垫付资金为年均支出的 {said.cash_box_share:.0%}；"
        f"各阶段快慢相关系数 {said.common_luck:g}；政策措施按规划年份落实；投资按规划年份均摊到位。",
        f"Assumed: {limits.approval:g} approval desks, {limits.design:g} design institutes, crews ({trades_en}), half of what the peak needs; "
        f"queues {RULES[outlook.model.rule].en}; rainy months {rain.replace('、', ', ')}; advances of up to "
        f"{said.cash_box_share:.0%} of a year's spending; rank correlation of all stages {said.common_luck:g}; measures keep "
        "their printed years; money comes evenly over the planned years.",
    )
    held = {row.project_id for row in outlook.plan.delivery if row.is_reserve}
    reserve = [job.action_id for job in outlook.chosen.delivery.jobs if job.action_id in held]
    if reserve:
        yield Sentence(
            f"所选项目中 {len(reserve)} 个在文件中列为储备项目（条件成熟时实施）；模拟假定它们按所列年份启动，条件不成熟则更晚。",
            f"{len(reserve)} of the chosen projects are only a reserve in the document, to be built when conditions are ripe; the simulation lets "
            "them begin in their years, and they come later where conditions are not.",
        )
    unstated = [job.action_id for job in outlook.chosen.delivery.jobs if "unstated" in job.funding]
    if unstated:
        yield Sentence(
            f"所选项目中 {len(unstated)} 个未注明资金来源，按本级预算的到位时间计。",
            f"{len(unstated)} of the chosen projects name no source of money; it is taken to come as the place's own budget does.",
        )


def _list_reading_caveats(outlook: DeliveryOutlook) -> Iterator[Sentence]:
    problem, chances = outlook.chosen.ledger.problem, outlook.chosen.meeting.chances
    shared = {each.key for each in problem.contributions if each.is_shared}
    tight = [key for key in outlook.aims if key in shared and chances[key] < RARE]
    if tight:
        names = _list_targets(outlook, tuple(tight))
        yield Sentence(
            f"所选组合按其年份建设时，{names.zh}几乎不能按期达到，因为分摊成效在纸面上恰好补足缺口，任何延误都会使其不足。",
            f"Built in its own years the chosen portfolio will hardly meet {names.en} in time, because shared effects close the gap exactly on "
            "paper: any delay leaves it short.",
        )
    yield Sentence(
        "成效取情景的取值，概率只反映工期；" + _describe_drawn(outlook).zh,
        "Effects are read as the scenario says, so these probabilities hold the risk of delay alone; "
        + _describe_drawn(outlook).en,
    )
    if outlook.secure_choice is not None and outlook.secure.starts:
        early = [
            job.action_id for job in outlook.secure.delivery.jobs
            if outlook.secure.starts[job.action_id] < job.printed_start
        ]  # fmt: skip
        if early:
            yield Sentence(
                f"稳健组合让 {'、'.join(early)} 早于文件所写年份开工。",
                f"The robust portfolio starts {', '.join(early)} before the years printed for {'it' if len(early) == 1 else 'them'}.",
            )


def _describe_drawn(outlook: DeliveryOutlook) -> Sentence:
    if outlook.drawn is None:
        return Sentence("成效本身的不确定未计入。", "the uncertainty of the effects themselves is not in them.")
    return Sentence(
        f"若成效也在低、中、高之间抽样，所选组合的概率为 {show_share(outlook.drawn)}。",
        f"with effects drawn between low, central and high as well, the chosen portfolio has {show_share(outlook.drawn)}.",
    )


def _list_carbon_shifts(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> Iterator[Sentence]:
    """What delays do to the carbon path, for each portfolio; of one without a known abatement nothing can be said."""
    known = {row.action_id for row in outlook.plan.abatements if row.form != "none_known"}
    for name, path in delays.items():
        course = COURSE_NAMES[name]
        if not known & set(getattr(outlook, name).starts):
            yield Sentence(
                f"碳路径（{course.zh}）：其项目没有可用的减排数字，延误对排放的影响未知。",
                f"Carbon ({course.en}): its projects have no known abatement, so what delays do to emissions is unknown.",
            )
            continue
        before, after = path.find_chance(PEAK_YEAR)
        place = int(abs(path.shift).argmax())
        year, shift = int(path.planned.years[place]), float(path.shift[place])
        runs = f"{path.planned.runs:,}"
        chance_zh = f"{PEAK_YEAR} 年及以前达峰的概率 {show_share(before)}→{show_share(after)}（另一组 {runs} 次抽样）"
        chance_en = f"P(peak ≤ {PEAK_YEAR}) {show_share(before)} → {show_share(after)} ({runs} draws of their own)"
        if abs(shift) < LEAST_SHIFT:
            yield Sentence(
                f"碳路径（{course.zh}）：延误使能源活动二氧化碳的年变化不足 0.01 万tCO2；{chance_zh}。",
                f"Carbon ({course.en}): delays move energy CO2 by less than 100 t in any year; {chance_en}.",
            )
            continue
        zh, en = ("增加", "more") if shift > 0 else ("减少", "less")
        shown = format_number(abs(shift), 2)
        yield Sentence(
            f"碳路径（{course.zh}）：延误的影响在 {year} 年最大，能源活动二氧化碳平均{zh} {shown} 万tCO2；{chance_zh}。",
            f"Carbon ({course.en}): delays matter most in {year}, {show_tonnes(abs(shift), 2)} {en} energy CO2 on average; {chance_en}.",
        )


def _name_deciders(outlook: DeliveryOutlook) -> Sentence:
    """The projects that decide it: those whose own delay alone makes an aim fail."""
    worst = [each for each in outlook.deciders if each.breaks > 0][:TOP]
    if not worst:
        return Sentence(
            "没有哪个项目仅因自身延误就使目标落空。", "No project makes a target fail by its own delay alone. "
        )
    named = [(each, name_action(outlook.plan, each.action_id)) for each in worst]
    zh = "；".join(f"{each.action_id} {name.zh}（{show_share(each.breaks)}）" for each, name in named)
    en = "; ".join(f"{each.action_id} {name.en} ({show_share(each.breaks)})" for each, name in named)
    return Sentence(
        f"仅其自身延误就使目标落空的项目（概率）：{zh}。",
        f"Projects whose delay alone makes a target fail (probability): {en}. ",
    )


def _compare_cost(outlook: DeliveryOutlook, choice: RobustChoice) -> Sentence:
    """How much more a robust choice costs than the chosen portfolio."""
    extra = choice.cost_wan_yuan - sum(
        job.cost_wan_yuan * outlook.chosen.shares.get(job.action_id, 1.0) for job in outlook.chosen.delivery.jobs
    )
    if abs(extra) < 0.005:
        return Sentence("，与所选组合同价", ", no more than the chosen portfolio")
    money = show_money(abs(extra))
    return Sentence(
        f"，比所选组合{'多' if extra > 0 else '少'} {money.zh}",
        f", {money.en} {'more' if extra > 0 else 'less'} than the chosen portfolio",
    )


def _compare_starts(outlook: DeliveryOutlook, choice: RobustChoice) -> Sentence:
    """A robust choice against the chosen portfolio: the same, the same begun earlier, or another one."""
    own, other = outlook.choice.portfolio.starts, choice.portfolio.starts
    if own == other:
        return Sentence("就是所选组合，只把期限后移", "the chosen portfolio itself, with a later date,")
    if own.keys() != other.keys():
        return Sentence("另一组合，可提前开工", "another portfolio, with earlier starts allowed,")
    moved = [key for key, year in other.items() if year != own[key]]
    return Sentence(
        f"项目同所选组合，{'、'.join(moved)} 改变开工年份",
        f"the same projects with {', '.join(moved)} begun in other years",
    )


def _list_targets(outlook: DeliveryOutlook, keys: Sequence[str]) -> Sentence:
    names = [name_indicator(outlook.plan, key) for key in keys]
    rest = len(names) - NAMED
    zh, en = "、".join(each.zh for each in names[:NAMED]), "; ".join(each.en for each in names[:NAMED])
    return Sentence(f"{zh}等 {len(names)} 项" if rest > 0 else zh, f"{en} and {rest} more" if rest > 0 else en)


def describe_course(course: Course) -> Sentence:
    """P(all aims) of one course with its interval."""
    low, high = bound_chance(course.chance, course.delivery.runs)
    shown = f"{show_share(course.chance)} ({_show_interval((low, high))})"
    return Sentence(shown, shown)


def _show_interval(interval: tuple[float, float]) -> str:
    return f"{100 * interval[0]:.1f}-{100 * interval[1]:.1f}%"
