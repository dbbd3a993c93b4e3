"""The answer on delivery in sentences and in plain values: how likely the targets are met in time, what decides it, and what certainty costs."""

from collections.abc import Iterator, Mapping
from typing import Any

from peakfolio.carbon.delayed import DelayedPath
from peakfolio.carbon.outlook import PEAK_YEAR
from peakfolio.delivery.delivered import CriticalProject, DeliveredPortfolio
from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.robust import RobustChoice
from peakfolio.report.carbon.summary import Tonnes
from peakfolio.report.content import Caveat
from peakfolio.report.delivery.chances import count_undecided, list_targets, list_tight, tell_chance
from peakfolio.report.delivery.letters import name_courses, name_secure
from peakfolio.report.delivery.names import RULES, TRADES, show_interval
from peakfolio.report.delivery.tables import list_courses, make_difference_table, make_queue_table, make_robust_table
from peakfolio.report.names import CENT, Capitalised, name_action, read_all, show_money
from peakfolio.words import NOTHING, SEMICOLON, SPACE, Words, listing, say, say_many, show_share

TOP = 3  # as many as one can watch
LEAST_SHIFT = 0.005  # 万tCO2 a year, half of what is shown


def headline_delivery(outlook: DeliveryOutlook) -> Words:
    """The answer: P(all aims in time) of the plan as written and of the chosen portfolio, what decides it, and the robust choice."""
    chosen, written, count = outlook.chosen, outlook.written, len(outlook.aims)
    year = outlook.milestone
    if not count:
        return tell_chance(outlook)
    said = say(
        "Delivery: built in its own years, the chosen portfolio meets all {count} targets it meets on paper by the end "
        "of {year} with probability {chance} ({runs:,} runs, delays drawn, effects as read, 95% interval {span}); the whole pool "
        "in its printed years with {written}.",
        count=count,
        year=year,
        chance=show_share(chosen.chance),
        runs=chosen.delivery.runs,
        span=f"{show_interval(chosen.interval)}%",
        written=show_share(written.chance),
    )
    counted = [each for each in (count_undecided(outlook),) if each is not NOTHING]
    return listing((said, *counted, _name_deciders(outlook), describe_choice(outlook)), SPACE)


def describe_choice(outlook: DeliveryOutlook) -> Words:
    """What the wanted certainty costs, or how near it the pool comes and what can be promised instead."""
    robust, alpha, fresh = outlook.robust, show_share(outlook.settings.alpha), show_share(outlook.robust.fresh)
    money = show_money(robust.cost_wan_yuan)
    if robust.is_reached:
        return say(
            "To be {alpha} sure against delay: {money}{more}; in other cases it is {fresh}.",
            alpha=alpha,
            money=money,
            more=_compare_cost(outlook, robust),
            fresh=fresh,
        )
    if robust.portfolio.starts == outlook.choice.portfolio.starts:
        best = say(
            "No portfolio of the pool was found that is {alpha} sure: the best found is option A itself (about {fresh} in other cases).",
            alpha=alpha,
            fresh=fresh,
        )
    else:
        best = say(
            "No portfolio of the pool was found that holds in {alpha} of the cases searched; the best found ({money}) holds in {sure} of "
            "them, and in about {fresh} of other cases.",
            alpha=alpha,
            sure=show_share(robust.in_sample),
            fresh=fresh,
            money=money,
        )
    return listing((best, *_describe_promise(outlook), *_describe_later(outlook)), SPACE)


def _describe_promise(outlook: DeliveryOutlook) -> Iterator[Words]:
    """What can be promised where the fewest targets are given up."""
    promise = outlook.promise
    if promise is not None and promise.is_reached:
        yield say(
            "Giving up {names}, the other {count} are met together by the end of {year} with {chance} ({money}, in other cases).",
            names=list_targets(outlook, promise.dropped),
            count=len(promise.aims),
            year=outlook.milestone,
            chance=show_share(promise.fresh),
            money=show_money(promise.cost_wan_yuan),
        )


def _describe_later(outlook: DeliveryOutlook) -> Iterator[Words]:
    """What can be promised in a later year."""
    later = outlook.later
    if later is None or not later.is_reached or later.by is None:
        return
    is_same = later.portfolio.starts == outlook.choice.portfolio.starts
    own = say(
        ", the chosen portfolio in its own years {chance}", chance=show_share(outlook.chosen.chance_by_year[later.by])
    )
    yield say(
        "All {count} need until the end of {year}: {portfolio} ({money}) is {chance} sure{own}.",
        count=len(later.aims),
        year=later.by,
        portfolio=_compare_starts(outlook, later),
        money=show_money(later.cost_wan_yuan),
        chance=show_share(later.fresh),
        own=NOTHING if is_same else own,
    )


def list_delivery_caveats(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> tuple[Words, ...]:
    """What a reader must know before using these probabilities."""
    return tuple(each.said for each in rank_delivery_caveats(outlook, delays))


def rank_delivery_caveats(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> tuple[Caveat, ...]:
    """The same, each with its weight."""
    return (
        *_list_data_caveats(outlook),
        *(Caveat("limits", each) for each in _list_reading_caveats(outlook)),
        *(Caveat("technical", each) for each in _list_carbon_shifts(outlook, delays)),
    )


def _list_data_caveats(outlook: DeliveryOutlook) -> Iterator[Caveat]:
    book = outlook.plan.delivery_book
    kinds = {row.source_id: row.kind for row in book.sources}
    assumed = sum(kinds.get(row.source_id) == "assumption" for row in book.stages)
    months = say(
        "Months of stages come from default tables: the most likely value is judgement in {assumed} of {stages} rows, in "
        "the others a legal limit or a reported case; low and high are always judgement. The probabilities say what "
        "follows from that, not what will happen.",
        assumed=assumed,
        stages=len(book.stages),
    )
    yield Caveat("limits", months)
    told = {row.project_id for row in outlook.plan.delivery if row.construction_mode is not None}
    own = [job.action_id for job in outlook.chosen.delivery.jobs if job.action_id in told]
    if own:
        reckoned = say(
            "Of {count} projects of option A ({names}) the months of construction are not taken from the tables but from the "
            "printed years and the like; whether they are in time hangs on that reckoning.",
            count=len(own),
            names=" ".join(own),
        )
        yield Caveat("technical", reckoned)
    yield Caveat("technical", _describe_assumed(outlook))
    yield from (Caveat("limits", each) for each in _list_unsettled(outlook))


def _list_unsettled(outlook: DeliveryOutlook) -> Iterator[Words]:
    """The chosen projects whose beginning or whose money the document leaves open."""
    held = {row.project_id for row in outlook.plan.delivery if row.is_reserve}
    reserve = [job.action_id for job in outlook.chosen.delivery.jobs if job.action_id in held]
    if reserve:
        yield say(
            "{count} projects of option A are only a reserve in the document, to be built when conditions are ripe; the "
            "simulation lets them begin in their years, and they come later where conditions are not.",
            count=len(reserve),
        )
    unstated = [job.action_id for job in outlook.chosen.delivery.jobs if "unstated" in job.funding]
    if unstated:
        yield say(
            "{count} projects of option A name no source of money; it is taken to come as the place's own budget does.",
            count=len(unstated),
        )


def _describe_assumed(outlook: DeliveryOutlook) -> Words:
    """What stands in the settings rather than in a table."""
    limits, said = outlook.study.model.capacities, outlook.study.model.conditions
    return say(
        "Assumed: {desks:g} approval desks, {institutes:g} design institutes, crews ({crews}), half of what the peak "
        "needs; queues {rule}; rainy months {months}; advances of up to {advance:.0%} of a year's spending; rank "
        "correlation of all stages {correlation:g}; measures keep their printed years; money comes evenly over the "
        "planned years.",
        desks=limits.approval,
        institutes=limits.design,
        crews=listing(
            say("{trade} {count:g}", trade=TRADES[name], count=count) for name, count in limits.crews.items()
        ),
        rule=RULES[outlook.study.model.rule],
        months=listing(map(str, said.rainy_months)) if said.rainy_months else "-",
        advance=said.cash_box_share,
        correlation=said.common_luck,
    )


def _list_reading_caveats(outlook: DeliveryOutlook) -> Iterator[Words]:
    tight = list_tight(outlook)
    if tight:
        yield say(
            "Built in its own years option A will hardly meet {names} in time, because shared effects close the "
            "gap exactly on paper: any delay leaves it short.",
            names=list_targets(outlook, tight),
        )
    yield say(
        "Effects are read as the scenario says, so these probabilities hold the risk of delay alone; with effects drawn "
        "from their ranges as well (a figure that several effects share is drawn once), option A has {chance}.",
        chance=show_share(outlook.likely.all_met),
    )
    if outlook.secure_choice is not None and outlook.secure.starts:
        early = [
            job.action_id for job in outlook.secure.delivery.jobs
            if outlook.secure.starts[job.action_id] < job.printed_start
        ]  # fmt: skip
        if early:
            yield say_many(
                "{portfolio} begins {early} before the years printed for it.",
                "{portfolio} begins {early} before the years printed for them.",
                len(early),
                portfolio=Capitalised(name_secure(outlook)),
                early=listing(early),
            )


def _list_carbon_shifts(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> Iterator[Words]:
    """What delays do to the carbon path, for each portfolio; of one without a known abatement nothing can be said."""
    known = {row.action_id for row in outlook.plan.abatements if row.form != "none_known"}
    courses, names = list_courses(outlook), name_courses(outlook)
    for name, path in delays.items():
        course = names[name]
        if not known & courses[name].starts.keys():
            yield say(
                "Carbon ({course}): its projects have no known abatement, so what delays do to emissions is unknown.",
                course=course,
            )
            continue
        before, after = path.find_chance(PEAK_YEAR)
        place = int(abs(path.shift).argmax())
        year, shift = int(path.planned.years[place]), float(path.shift[place])
        chance = say(
            "P(peak ≤ {year}) {before} → {after} ({runs:,} draws of their own)",
            year=PEAK_YEAR,
            before=show_share(before),
            after=show_share(after),
            runs=path.planned.runs,
        )
        amount = Tonnes(abs(shift), 2)
        if abs(shift) < LEAST_SHIFT:
            yield say(
                "Carbon ({course}): delays move energy CO2 by less than 100 t in any year; {chance}.",
                course=course,
                chance=chance,
            )
        elif shift > 0:
            yield say(
                "Carbon ({course}): delays matter most in {year}, {amount} more energy CO2 on average; {chance}.",
                course=course,
                year=year,
                amount=amount,
                chance=chance,
            )
        else:
            yield say(
                "Carbon ({course}): delays matter most in {year}, {amount} less energy CO2 on average; {chance}.",
                course=course,
                year=year,
                amount=amount,
                chance=chance,
            )


def list_deciders(outlook: DeliveryOutlook) -> list[CriticalProject]:
    """The projects whose own delay alone most often makes a target fail."""
    return [each for each in outlook.deciders if each.breaks > 0][:TOP]


def _name_deciders(outlook: DeliveryOutlook) -> Words:
    """The projects that decide it: those whose own delay alone makes an aim fail."""
    projects = [
        say(
            "{action_id} {name} ({chance})",
            action_id=each.action_id,
            name=name_action(outlook.plan, each.action_id),
            chance=show_share(each.breaks),
        )
        for each in list_deciders(outlook)
    ]
    if not projects:
        return say("No project makes a target fail by its own delay alone.")
    return say(
        "Projects whose delay alone makes a target fail (probability): {projects}.",
        projects=listing(projects, SEMICOLON),
    )


def _compare_cost(outlook: DeliveryOutlook, choice: RobustChoice) -> Words:
    """How much more a robust choice costs than the chosen portfolio."""
    extra = choice.cost_wan_yuan - outlook.chosen.cost_wan_yuan
    if abs(extra) < CENT:
        return say(", no more than the chosen portfolio")
    money = show_money(abs(extra))
    if extra > 0:
        return say(", {money} more than the chosen portfolio", money=money)
    return say(", {money} less than the chosen portfolio", money=money)


def _compare_starts(outlook: DeliveryOutlook, choice: RobustChoice) -> Words:
    """A robust choice against the chosen portfolio: the same, the same begun earlier, or another one."""
    own, other = outlook.choice.portfolio.starts, choice.portfolio.starts
    if own == other:
        return say("the chosen portfolio itself, with a later date,")
    if own.keys() != other.keys():
        return say("another portfolio, with earlier starts allowed,")
    moved = [key for key, year in other.items() if year != own[key]]
    return say("the same projects with {moved} begun in other years", moved=listing(moved))


def describe_delivery(outlook: DeliveryOutlook, delays: Mapping[str, DelayedPath]) -> Mapping[str, Any]:
    """The answer on delivery in plain values: settings, assumptions in words, chances, deciders, what-ifs, robust choices, carbon."""
    limits = outlook.study.model.capacities
    return {
        "answer": read_all(headline_delivery(outlook)),
        "rests_on": [read_all(each) for each in list_delivery_caveats(outlook, delays)],
        "runs": outlook.chosen.delivery.runs,
        "is_complete": all(each.delivery.is_complete for each in list_courses(outlook).values()),
        "seed": outlook.settings.seed,
        "alpha": outlook.settings.alpha,
        "rule": outlook.study.model.rule,
        "capacities": {"approval": limits.approval, "design": limits.design, **limits.crews},
        "portfolios": {name: _describe_course(each) for name, each in list_courses(outlook).items()},
        "likely": describe_likelihood(outlook),
        "deciders": [
            {"action_id": each.action_id, "late": each.late, "breaks": each.breaks, "cures": each.cures}
            for each in outlook.deciders
        ],
        "what_if": make_difference_table(outlook).to_records(),
        "robust": make_robust_table(outlook).to_records(),
        "queues": make_queue_table(outlook).to_records(),
        "carbon": {
            name: dict(zip(("planned", "delivered"), path.find_chance(PEAK_YEAR), strict=True))
            for name, path in delays.items()
        },
    }


def describe_likelihood(outlook: DeliveryOutlook) -> Mapping[str, Any]:
    """How likely the aims of each portfolio are met with delays and effects drawn together."""
    choices = {"robust": outlook.robust, "promise": outlook.promise, "later": outlook.later}
    found = {"chosen": outlook.likely, **{name: each.likely for name, each in choices.items() if each is not None}}
    return {
        name: {"runs": each.runs, "all": each.all_met, "targets": dict(each.by_target)} for name, each in found.items()
    }


def _describe_course(course: DeliveredPortfolio) -> Mapping[str, Any]:
    low, high = course.interval
    return {
        "starts": dict(course.starts),
        "aims": list(course.aims),
        "by": course.by or course.study.problem.milestone,
        "chance": course.chance,
        "interval": [round(low, 6), round(high, 6)],
        "targets": dict(course.meeting.chances),
        "by_year": {str(year): share for year, share in course.chance_by_year.items()},
    }
