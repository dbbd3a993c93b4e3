"""Whether the problem that was posed is the one the plan and the scenario put: targets, actions, effects, money, relations, points.

A portfolio can be added up right and still answer another question. So what the optimiser was given is compared with the plan
as it is read again. A family of rows is one check; each row that differs is named beside it.
"""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache

from peakfolio.plan.tables import Project
from peakfolio.plan.vocabulary import Ledger
from peakfolio.plan.words import LEDGERS
from peakfolio.portfolio.problem import Action, OpenTarget, PortfolioProblem, ScoredIndicator
from peakfolio.portfolio.rereading.asking import Demand, can_be_met, find_nature, list_demands, may_stay_open
from peakfolio.portfolio.rereading.book import TOLERANCE, Book, Built, Check, make_check
from peakfolio.portfolio.rereading.keeping import add_abatement, find_least_share, list_cut_years, list_starts
from peakfolio.portfolio.rereading.moving import Aim, list_pushes
from peakfolio.portfolio.rereading.paying import list_ceilings, split_funding
from peakfolio.portfolio.rereading.scoring import list_better_tiers, list_judged, list_points_today, make_tier_aims
from peakfolio.portfolio.rereading.standing import make_aim
from peakfolio.words import say

NOISE = 1e-9  # what shares and money that are nought may differ by: rounding, where a relative tolerance says nothing
Amounts = Mapping[tuple[str, int, str], tuple[float, float]]


@lru_cache(maxsize=8)
def match_problem(book: Book, problem: PortfolioProblem) -> tuple[Check, ...]:
    """Every check of the problem that does not depend on a portfolio."""
    years = (book.base_year, book.horizon, book.milestones)
    posed = (problem.base_year, problem.horizon, problem.milestones)
    return (
        make_check(say("base year, last year and milestones"), 1.0, years == posed),
        *_match_targets(book, problem),
        *_match_held(book, problem),
        *_match_settled(book, problem),
        *_match_actions(book, problem),
        *_match_effects(book, problem),
        *_match_impositions(book, problem),
        *_match_question(book, problem),
        *_match_abatement(book, problem),
    )


def _match_targets(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    posed = {target.key: target for target in problem.targets}
    demands = {each.key: each for each in list_demands(book)}
    for key, demand in demands.items():
        if demand.is_dropped:
            yield make_check(say("{key} is left out", key=key), 0.0, key in posed)
        elif demand.is_open:
            yield make_check(say("{key} is an open target", key=key), 1.0, key in posed)
            yield from _match_target(book, demand, posed[key]) if key in posed else ()
    known = {key for key, demand in demands.items() if demand.is_open or demand.is_dropped}
    for key in posed:
        yield make_check(say("{key} is asked and missed today", key=key), 1.0, key in known)


def _match_held(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    """Targets that are posed because an action can break them are not missed today."""
    held = {demand.key for demand in list_demands(book) if demand.is_asked and demand.verdict.status != "not_met"}
    for target in problem.held:
        yield make_check(say("{key} is not missed today", key=target.key), 1.0, target.key in held)


def _match_target(book: Book, demand: Demand, target: OpenTarget) -> Iterator[Check]:
    key, indicator = demand.key, demand.indicator
    said = (target.indicator_id, target.milestone, target.nature, target.is_state, target.is_trend, target.is_undecided)
    kinds = (demand.is_state, demand.is_trend, may_stay_open(book, demand))
    read = (indicator.indicator_id, demand.milestone, find_nature(book, demand), *kinds)
    if _contradicts_itself(book, demand, target):
        return
    yield make_check(say("{key} has its year, nature and kind", key=key), 1.0, said == read)
    yield make_check(say("{key} starts from its base value", key=key), demand.base_value, target.base)
    level = demand.verdict.level if demand.verdict.level is not None and not demand.is_state else 1.0
    asked = say("{key} is asked to reach {level:g} by {year}", key=key, level=level, year=demand.milestone)
    yield make_check(asked, level, target.level)
    yield make_check(say("{target}, its gap today", target=asked), demand.gap, target.gap)
    if not demand.is_state:
        yield make_check(say("{key} improves the way the plan says", key=key), demand.sign, target.sign)


def _contradicts_itself(book: Book, demand: Demand, target: OpenTarget) -> bool:
    """Whether two gaps are read because no value at all meets what is asked; both are missed whatever is built."""
    is_same = math.isclose(demand.gap, target.gap, rel_tol=TOLERANCE) and demand.sign == target.sign
    return not (is_same and demand.is_trend == target.is_trend) and not demand.is_state and not can_be_met(book, demand)


def _match_settled(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    """Targets that give the optimiser nothing to do, and those the scenario leaves out, with the status they have today."""
    demands = list_demands(book)
    settled = [each for each in demands if not each.is_dropped and not each.is_open]
    dropped = [each for each in demands if each.is_dropped]
    for name, rows, mine in (
        (say("targets already settled"), problem.settled, settled),
        (say("targets the scenario leaves out"), problem.dropped, dropped),
    ):
        read = {(each.indicator.indicator_id, each.milestone, each.verdict.status) for each in mine}
        said = {(row.indicator_id, row.milestone, row.status) for row in rows}
        yield make_check(name, len(read | said), len(read & said))


def _match_actions(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    """Years, length, cost, profile, funding and parts of everything that can be chosen."""
    keys = tuple(key for key in (*book.plan.measure_by_id, *book.plan.project_by_id) if book.is_priced(key))
    wrong = [key for key in keys if not _is_as_printed(book, problem.action_by_id.get(key), key)]
    found = len(keys) - len(wrong)
    yield make_check(say("projects and measures that can be chosen"), len(keys), len(problem.actions))
    yield make_check(say("years, costs and funding of projects"), len(keys), found)
    for key in wrong:
        yield make_check(say("{key} is posed as the plan prints it", key=key), 1.0, 0.0)


def _is_as_printed(book: Book, action: Action | None, key: str) -> bool:
    return action is not None and _has_printed_years(book, action) and _has_printed_money(book, action)


def _has_printed_years(book: Book, action: Action) -> bool:
    """Start years, length, units, place and whether it is under way."""
    key, project = action.action_id, book.plan.project_by_id.get(action.action_id)
    printed = book.find_printed_start(key)
    years = (tuple(list_starts(book, key)), book.lengths[key], printed)
    said = (action.units, action.is_committed, action.category_zh, action.township_zh)
    if (action.starts, action.duration_years, action.printed_start) != years:
        return False
    if project is None:
        return said[:2] == (None, False)
    return said == (_find_units(project), printed <= book.base_year, project.category_zh, project.township_zh)


def _has_printed_money(book: Book, action: Action) -> bool:
    """Cost by year and by source, operation, and the least part that can be bought."""
    key, price = action.action_id, book.find_price(action.action_id)
    project = book.plan.project_by_id.get(key)
    funding = split_funding(book, key) if price > 0 else action.funding
    upkeep = (project.operation_wan_yuan_per_year or 0.0) if project is not None else 0.0
    sources = sorted(funding.keys() | action.funding.keys())
    read = [
        price,
        upkeep,
        find_least_share(book, key),
        *book.list_profile(key),
        *(funding.get(each, 0.0) for each in sources),
    ]
    said = [action.cost_wan_yuan, action.operation_wan_yuan, action.least_share, *action.spending_shares]
    said += [action.funding.get(each, 0.0) for each in sources]
    return len(said) == len(read) and all(
        math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=NOISE) for one, other in zip(said, read, strict=True)
    )


def _find_units(project: Project) -> int | None:
    """None for what is built whole, 0 for any share, else the number of units."""
    if project.divisible == "whole":
        return None
    return (project.unit_count or 0) if project.divisible == "integer" else 0


def _match_effects(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    """What every start of every action brings to every target: central and cautious, as it has arrived by the milestone."""
    demands = {each.key: each for each in list_demands(book)}
    aims = {key: make_aim(each) for key, each in demands.items()} | dict(make_tier_aims(book))
    for target in problem.all_targets:
        demand = demands.get(target.key)
        if target.key not in aims or (demand is not None and _contradicts_itself(book, demand, target)):
            continue
        said, read = _read_posed(problem, target), _read_aim(book, aims[target.key])
        wrong = [key for key in said.keys() | read.keys() if not _is_same_effect(target, said.get(key), read.get(key))]
        count = len(said.keys() | read.keys())
        yield make_check(say("effects on {key} as the plan states them", key=target.key), count, count - len(wrong))
        for key in sorted(wrong)[:1]:
            name = say("effect on {key} of {action} from {year}", key=target.key, action=key[0], year=key[1])
            yield make_check(name, read.get(key, (0.0, 0.0))[0], said.get(key, (0.0, 0.0))[0])


def _read_posed(problem: PortfolioProblem, target: OpenTarget) -> Amounts:
    return {
        (each.action_id, each.start, each.mode): (each.amount, each.cautious)
        for each in problem.contributions_by_key[target.key]
    }


def _read_aim(book: Book, aim: Aim) -> Amounts:
    found: dict[tuple[str, int, str], tuple[float, float]] = {}
    for key in {row.action_id for row in book.effects.get(aim.indicator.indicator_id, ())}:
        for start in list_starts(book, key):
            for push in list_pushes(book, aim, {key: Built(start, 1.0)}):
                if push.amount or push.is_unknown:
                    found[key, start, "reaches" if push.is_level else "adds"] = (push.amount, push.cautious)
    return found


def _is_same_effect(target: OpenTarget, said: tuple[float, float] | None, read: tuple[float, float] | None) -> bool:
    """Both sizes as read; on a trend, which any improvement meets, only whether it helps or harms."""
    if said is None or read is None:
        return False
    if target.is_trend:
        return (said[0] < 0) == (read[0] < 0)
    return all(
        math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE * abs(read[0]))
        for one, other in zip(said, read, strict=True)
    )


def _match_impositions(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    """Ceilings of money and relations between projects."""
    rows = sorted(list_ceilings(book), key=str)
    said = sorted(((row.funding_source, row.year, row.ceiling_wan_yuan) for row in problem.ceilings), key=str)
    yield make_check(
        say("ceilings of money"), len(rows), sum(one == other for one, other in zip(rows, said, strict=False))
    )
    yield make_check(say("number of ceilings"), len(rows), len(said))
    pairs = [row for row in book.plan.relations if book.is_priced(row.action_id) or book.is_priced(row.other_id)]
    yield make_check(say("relations between projects"), len(pairs), len(set(pairs) & set(problem.relations)))


def _match_question(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    """What a question of points or of the rule asks."""
    scenario, rules = book.scenario, book.plan.settings.assessment
    wanted = [scenario.points if scenario.points is not None else rules.pass_points, rules.reference_share]
    asked = [problem.points_needed, problem.reference_share]
    yield make_check(say("points and share asked for"), 1.0, wanted == asked)
    if problem.scored:
        tiers = {
            (each.indicator_id, points) for each in problem.scored for points, _ in each.tiers if points > each.earned
        }
        better = list_better_tiers(book)
        yield make_check(say("better tiers of points"), len(better), len(better & tiers))
        today = list_points_today(book)
        right = sum(_keeps_points(each, today.get(each.indicator_id)) for each in problem.scored)
        yield make_check(say("points of today"), len(today), right)
    if scenario.question == "cheapest_rule":
        judged = {(each.indicator_id, each.nature, each.is_undecided) for each in list_judged(book)}
        ruled = {(each.indicator_id, each.nature, each.is_blocked) for each in problem.ruled}
        yield make_check(say("indicators the rule judges"), len(judged | ruled), len(judged & ruled))


def _keeps_points(scored: ScoredIndicator, today: float | None) -> bool:
    """Whether today's points are either had for good, or, where an action can take them away, a tier to be kept."""
    return scored.earned == today or (not scored.earned and today in {points for points, _ in scored.tiers})


def _match_abatement(book: Book, problem: PortfolioProblem) -> Iterator[Check]:
    """What every start abates in the year after the last milestone, and what it takes off each emission ceiling."""
    cuts = book.scenario.emission_cuts
    yield _match_amounts(book, problem.abatement, tuple(book.scenario.ledgers), book.years_after)
    yield make_check(say("number of emission ceilings"), len(cuts), len(problem.cuts))
    for asked, cut in zip(cuts, problem.cuts, strict=False):
        yield make_check(say("cut asked of {ledger}", ledger=LEDGERS[asked.ledger]), asked.wan_tco2, cut.wanted)
        yield _match_amounts(book, cut.amounts, (asked.ledger,), list_cut_years(book, asked), asked.grid_ratios)


def _match_amounts(
    book: Book,
    amounts: Mapping[str, Mapping[int, float]],
    ledgers: tuple[Ledger, ...],
    years: range,
    ratios: tuple[float, ...] = (),
) -> Check:
    read = said = 0.0
    for key in book.abatements:
        for start in list_starts(book, key):
            read += add_abatement(book, {key: Built(start, 1.0)}, ledgers, years, ratios)
            said += amounts.get(key, {}).get(start, 0.0)
    return make_check(say("abatement of every start together"), read, said)
