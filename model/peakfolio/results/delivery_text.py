"""The answer on delivery in sentences: how likely the targets are met in time, what decides it, and what certainty costs."""

from collections.abc import Iterator, Mapping, Sequence

from peakfolio.carbon.delivering import DelayedPath
from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.delivery.courses import Course
from peakfolio.delivery.meeting import bound_chance
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.robust import RobustChoice
from peakfolio.results.carbon_text import show_tonnes
from peakfolio.results.delivery_wording import COURSE_NAMES, RULES, TRADES
from peakfolio.results.wording import name_action, name_indicator, show_money
from peakfolio.words import Name, Words, format_number, listing, say, say_in, say_many, show_share

TOP = 3
NAMED = 4
LEAST_SHIFT = 0.005  # 万tCO2 a year, half of what is shown
RARE = 0.05


def headline_delivery(outlook: DeliveryOutlook) -> Words:
    """The answer: P(all aims in time) of the plan as written and of the chosen portfolio, what decides it, and the robust choice."""
    chosen, written, count = outlook.chosen, outlook.written, len(outlook.aims)
    year = chosen.ledger.problem.milestone
    if not count:
        return say("The chosen portfolio meets no open target on paper, so there is no probability to give.")
    span = _show_interval(chosen.interval)
    deciders = _name_deciders(outlook)
    sure = describe_choice(outlook)
    return say(
        "Delivery: built in its own years, the chosen portfolio meets all {count} targets it meets on paper by the end "
        "of {year} with probability {chance} ({runs:,} runs, 95% interval {span}); the whole pool in its printed years "
        "with {chance_2}. {deciders}{sure}",
        count=count,
        year=year,
        chance=show_share(chosen.chance),
        runs=chosen.delivery.runs,
        span=span,
        chance_2=show_share(written.chance),
        deciders=deciders,
        sure=sure,
    )


def describe_choice(outlook: DeliveryOutlook) -> Words:
    """What the wanted certainty costs, or how near it the pool comes and what can be promised instead."""
    robust, alpha = outlook.robust, show_share(outlook.settings.alpha)
    problem = outlook.chosen.ledger.problem
    if robust.is_reached:
        money, more = show_money(robust.cost_wan_yuan), _compare_cost(outlook, robust)
        return say(
            "To be {alpha} sure: {money}{more}; tested on new draws it is {fresh}.",
            alpha=alpha,
            money=money,
            more=more,
            fresh=show_share(robust.fresh),
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
    return Name(zh, en.strip())


def list_delivery_caveats(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> tuple[Words, ...]:
    """What a reader must know before using these probabilities."""
    return (*_list_data_caveats(outlook), *_list_reading_caveats(outlook), *_list_carbon_shifts(outlook, delays))


def _list_data_caveats(outlook: DeliveryOutlook) -> Iterator[Words]:
    book, said = outlook.plan.delivery_book, outlook.model.conditions
    kinds = {row.source_id: row.kind for row in book.sources}
    assumed = sum(kinds.get(row.source_id) == "assumption" for row in book.stages)
    yield say(
        "Months of stages come from default tables: the most likely value is judgement in {assumed} of {stages} rows, in "
        "the others a legal limit or a reported case; low and high are always judgement. The probabilities say what "
        "follows from that, not what will happen.",
        assumed=assumed,
        stages=len(book.stages),
    )
    told = {row.project_id for row in outlook.plan.delivery if row.construction_mode is not None}
    own = [job.action_id for job in outlook.chosen.delivery.jobs if job.action_id in told]
    if own:
        yield say(
            "Of {own} of the chosen projects ({own_2}) the months of construction are not taken from the tables but from the "
            "printed years and the like; whether they are in time hangs on that reckoning.",
            own=len(own),
            own_2=" ".join(own),
        )
    limits = outlook.model.capacities
    trades_zh = "、".join(f"{TRADES[name].zh} {count:g}" for name, count in limits.crews.items())
    trades_en = ", ".join(f"{TRADES[name].en} {count:g}" for name, count in limits.crews.items())
    rain = "、".join(str(month) for month in said.rainy_months) or "-"
    yield say(
        "Assumed: {approval:g} approval desks, {design:g} design institutes, crews ({trades}), half of what the peak "
        "needs; queues {rules}; rainy months {part}; advances of up to {cash_box_share:.0%} of a year's spending; rank "
        "correlation of all stages {common_luck:g}; measures keep their printed years; money comes evenly over the "
        "planned years.",
        approval=limits.approval,
        design=limits.design,
        trades=Name(trades_zh, trades_en),
        rules=RULES[outlook.model.rule],
        part=Name(rain, rain.replace("、", ", ")),
        cash_box_share=said.cash_box_share,
        common_luck=said.common_luck,
    )
    held = {row.project_id for row in outlook.plan.delivery if row.is_reserve}
    reserve = [job.action_id for job in outlook.chosen.delivery.jobs if job.action_id in held]
    if reserve:
        yield say(
            "{reserve} of the chosen projects are only a reserve in the document, to be built when conditions are ripe; the "
            "simulation lets them begin in their years, and they come later where conditions are not.",
            reserve=len(reserve),
        )
    unstated = [job.action_id for job in outlook.chosen.delivery.jobs if "unstated" in job.funding]
    if unstated:
        yield say(
            "{unstated} of the chosen projects name no source of money; it is taken to come as the place's own budget does.",
            unstated=len(unstated),
        )


def _list_reading_caveats(outlook: DeliveryOutlook) -> Iterator[Words]:
    problem, chances = outlook.chosen.ledger.problem, outlook.chosen.meeting.chances
    shared = {each.key for each in problem.contributions if each.is_shared}
    tight = [key for key in outlook.aims if key in shared and chances[key] < RARE]
    if tight:
        names = _list_targets(outlook, tuple(tight))
        yield say(
            "Built in its own years the chosen portfolio will hardly meet {names} in time, because shared effects close the "
            "gap exactly on paper: any delay leaves it short.",
            names=names,
        )
    yield Name(
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
            yield say_many(
                "The robust portfolio starts {early} before the years printed for it.",
                "The robust portfolio starts {early} before the years printed for them.",
                len(early),
                early=listing(early),
            )


def _describe_drawn(outlook: DeliveryOutlook) -> Words:
    if outlook.drawn is None:
        return say("the uncertainty of the effects themselves is not in them.")
    return say(
        "with effects drawn between low, central and high as well, the chosen portfolio has {drawn}.",
        drawn=show_share(outlook.drawn),
    )


def _list_carbon_shifts(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> Iterator[Words]:
    """What delays do to the carbon path, for each portfolio; of one without a known abatement nothing can be said."""
    known = {row.action_id for row in outlook.plan.abatements if row.form != "none_known"}
    for name, path in delays.items():
        course = COURSE_NAMES[name]
        if not known & set(getattr(outlook, name).starts):
            yield say(
                "Carbon ({course}): its projects have no known abatement, so what delays do to emissions is unknown.",
                course=course,
            )
            continue
        before, after = path.find_chance(PEAK_YEAR)
        place = int(abs(path.shift).argmax())
        year, shift = int(path.planned.years[place]), float(path.shift[place])
        runs = f"{path.planned.runs:,}"
        chance_zh = f"{PEAK_YEAR} 年及以前达峰的概率 {show_share(before)}→{show_share(after)}（另一组 {runs} 次抽样）"
        chance_en = f"P(peak ≤ {PEAK_YEAR}) {show_share(before)} → {show_share(after)} ({runs} draws of their own)"
        if abs(shift) < LEAST_SHIFT:
            yield say(
                "Carbon ({course}): delays move energy CO2 by less than 100 t in any year; {chance}.",
                course=course,
                chance=Name(chance_zh, chance_en),
            )
            continue
        zh, en = say_in("delivery_text", "more") if shift > 0 else say_in("delivery_text", "less")
        shown = format_number(abs(shift), 2)
        yield say(
            "Carbon ({course}): delays matter most in {year}, {shift} {part} energy CO2 on average; {chance}.",
            course=course,
            year=year,
            shift=Name(shown, show_tonnes(abs(shift), 2)),
            part=Name(zh, en),
            chance=Name(chance_zh, chance_en),
        )


def _name_deciders(outlook: DeliveryOutlook) -> Words:
    """The projects that decide it: those whose own delay alone makes an aim fail."""
    worst = [each for each in outlook.deciders if each.breaks > 0][:TOP]
    if not worst:
        return say("No project makes a target fail by its own delay alone. ")
    named = [(each, name_action(outlook.plan, each.action_id)) for each in worst]
    zh = "；".join(f"{each.action_id} {name.zh}（{show_share(each.breaks)}）" for each, name in named)
    en = "; ".join(f"{each.action_id} {name.en} ({show_share(each.breaks)})" for each, name in named)
    return say("Projects whose delay alone makes a target fail (probability): {part}. ", part=Name(zh, en))


def _compare_cost(outlook: DeliveryOutlook, choice: RobustChoice) -> Words:
    """How much more a robust choice costs than the chosen portfolio."""
    extra = choice.cost_wan_yuan - sum(
        job.cost_wan_yuan * outlook.chosen.shares.get(job.action_id, 1.0) for job in outlook.chosen.delivery.jobs
    )
    if abs(extra) < 0.005:
        return say(", no more than the chosen portfolio")
    money = show_money(abs(extra))
    return say(
        ", {money} {part} than the chosen portfolio", money=money, part=(say("more") if extra > 0 else say("less"))
    )


def _compare_starts(outlook: DeliveryOutlook, choice: RobustChoice) -> Words:
    """A robust choice against the chosen portfolio: the same, the same begun earlier, or another one."""
    own, other = outlook.choice.portfolio.starts, choice.portfolio.starts
    if own == other:
        return say("the chosen portfolio itself, with a later date,")
    if own.keys() != other.keys():
        return say("another portfolio, with earlier starts allowed,")
    moved = [key for key, year in other.items() if year != own[key]]
    return say("the same projects with {moved} begun in other years", moved=listing(moved))


def _list_targets(outlook: DeliveryOutlook, keys: Sequence[str]) -> Words:
    names = [name_indicator(outlook.plan, key) for key in keys]
    rest = len(names) - NAMED
    zh, en = "、".join(each.zh for each in names[:NAMED]), "; ".join(each.en for each in names[:NAMED])
    return say("{part} and {rest} more", part=Name(zh, en), rest=Name(len(names), rest)) if rest > 0 else Name(zh, en)


def describe_course(course: Course) -> Words:
    """P(all aims) of one course with its interval."""
    low, high = bound_chance(course.chance, course.delivery.runs)
    shown = f"{show_share(course.chance)} ({_show_interval((low, high))})"
    return Name(shown, shown)


def _show_interval(interval: tuple[float, float]) -> str:
    return f"{100 * interval[0]:.1f}-{100 * interval[1]:.1f}%"
