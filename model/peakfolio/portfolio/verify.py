"""Reads every answer again without the optimiser, and refuses what does not agree.

This is the second voice. What a portfolio costs, which targets it meets and which rules it keeps is read from the plan, the
scenario and the portfolio's own start years (``rereading``), and compared with everything the optimiser says: the problem as
it was posed (``matching``), the portfolio, and the certificate of each step. It runs on every answer; an answer that does not
agree is never shown.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from peakfolio.errors import VerificationFailure
from peakfolio.plan.plan import Plan
from peakfolio.plan.settings import Scenario
from peakfolio.portfolio.choice import Portfolio
from peakfolio.portfolio.matching import match_problem
from peakfolio.portfolio.outcomes import Outcome, make_outcome
from peakfolio.portfolio.problem import PortfolioProblem
from peakfolio.portfolio.rereading.asking import can_be_met, find_nature
from peakfolio.portfolio.rereading.book import Book, Check, make_check, open_book
from peakfolio.portfolio.rereading.reading import Reading, build, read_again
from peakfolio.portfolio.rereading.scoring import add_points, list_judged, list_lost
from peakfolio.portfolio.rereading.standing import Standing
from peakfolio.words import SEMICOLON, Words, format_number, listing, say

SHOWN_FAILURES = 8  # one cause shows in a few checks; more would bury it
NEARLY = 1e-9  # so that a share of a count which is a whole number in decimals (0.29 * 100) counts as that number


@dataclass(frozen=True)
class Verification:
    """The portfolio read again: cost, spending by (source, year), outcome of each open target, points, and every check.

    ``cost_wan_yuan`` is undiscounted and includes operation; ``sunk_wan_yuan`` is what falls into the base year or before.
    ``broken`` are the targets that are met today and no longer with the portfolio.
    """

    cost_wan_yuan: float
    sunk_wan_yuan: float
    spending: Mapping[tuple[str, int], float]
    outcomes: tuple[Outcome, ...]
    points: float | None
    abatement_wan_tco2: float
    checks: tuple[Check, ...]
    broken: tuple[Outcome, ...] = ()


def verify_portfolio(
    plan: Plan, problem: PortfolioProblem, portfolio: Portfolio, scenario: Scenario | None = None
) -> Verification:
    """Reads a portfolio again and compares; ``scenario`` is what was asked, by default what the problem says was asked.

    Raises VerificationFailure where a sum, a target, a start year, a lock, a ceiling, a relation or a certificate does not agree.
    """
    asked = scenario or problem.scenario
    reading = read_again(plan, asked, portfolio.starts, portfolio.shares)
    checks = (
        make_check(say("the scenario is the one asked"), 1.0, problem.scenario == asked),
        *match_problem(open_book(plan, asked), problem),
        *_compare_standings(portfolio, reading),
        *_compare_results(problem, portfolio, reading),
        *_compare_certificates(plan, problem, portfolio, reading),
        *reading.checks,
    )
    wrong = tuple(check for check in checks if not check.is_right)
    if wrong:
        raise _fail(wrong)
    standings = {each.demand.key: each for each in reading.standings}
    return Verification(
        cost_wan_yuan=reading.cost_wan_yuan,
        sunk_wan_yuan=reading.sunk_wan_yuan,
        spending=reading.spending,
        outcomes=tuple(make_outcome(standings[target.key]) for target in problem.targets),
        points=reading.points,
        abatement_wan_tco2=reading.abatement_wan_tco2,
        checks=checks,
        broken=tuple(make_outcome(each) for each in reading.standings if _is_broken(each)),
    )


def score_portfolio(plan: Plan, scenario: Scenario, portfolio: Portfolio) -> float | None:
    """Points at the values a portfolio reaches, whatever it was asked for; None where the plan is not scored."""
    return add_points(open_book(plan, scenario), build(portfolio.starts, portfolio.shares))


def find_lost_points(plan: Plan, scenario: Scenario, portfolio: Portfolio) -> tuple[str, ...]:
    """The scored indicators that do not earn all their points under a portfolio; none where the plan is not scored."""
    return list_lost(open_book(plan, scenario), build(portfolio.starts, portfolio.shares))


def _fail(wrong: tuple[Check, ...]) -> VerificationFailure:
    shown, rest = wrong[:SHOWN_FAILURES], len(wrong) - SHOWN_FAILURES
    parts: list[Words] = [
        say(
            "{name}: {expected} against {found}", name=each.name, expected=_show(each.expected), found=_show(each.found)
        )
        for each in shown
    ]
    if rest > 0:
        parts.append(say("and {count} more", count=rest))
    return VerificationFailure(
        say(
            "The answer does not stand up to the independent verification and is not shown. {checks}.",
            checks=listing(parts, SEMICOLON),
        )
    )


def _show(value: float) -> str:
    return format_number(value, 6)


def _is_broken(standing: Standing) -> bool:
    return standing.demand.is_asked and not standing.demand.is_open and standing.status == "not_met"


def _compare_standings(portfolio: Portfolio, reading: Reading) -> Iterator[Check]:
    """Each target that is asked: missed, or broken though met today, exactly where the optimiser says so."""
    said = {*portfolio.missed, *portfolio.broken}
    for each in reading.standings:
        if each.demand.is_asked:
            key = each.demand.key
            yield make_check(
                say("{key} is missed or met as the optimiser says", key=key), key in said, each.status == "not_met"
            )
    known = {each.demand.key for each in reading.standings if each.demand.is_asked}
    yield make_check(say("the optimiser speaks of no other target"), 0.0, len(said - known))


def _compare_results(problem: PortfolioProblem, portfolio: Portfolio, reading: Reading) -> Iterator[Check]:
    yield make_check(say("cost equals the optimiser's"), portfolio.discounted_cost, reading.discounted_cost)
    if portfolio.points is not None and reading.points is not None:
        yield make_check(say("points are at least the optimiser's"), portfolio.points, reading.points, ">=")
    if problem.scenario.question == "cheapest_rule":
        same = set(reading.fails) & set(portfolio.fails)
        both = set(reading.fails) | set(portfolio.fails)
        yield make_check(say("the same indicators fail the rule"), len(both), len(same))


def _compare_certificates(
    plan: Plan, problem: PortfolioProblem, portfolio: Portfolio, reading: Reading
) -> Iterator[Check]:
    """What each step was proved to reach against what the portfolio comes to; a step that was stopped may have been bettered since."""
    found = _list_reached(open_book(plan, problem.scenario), problem, reading)
    for step in portfolio.steps:
        said = step.certificate.objective
        if step.name in found and said is not None:
            sense = "=" if step.certificate.is_proved else "<="
            yield make_check(say("certificate of {step}", step=step.name), said, found[step.name], sense)


def _list_reached(book: Book, problem: PortfolioProblem, reading: Reading) -> Mapping[str, float]:
    """What a portfolio comes to in each wish, read from the plan alone, by the name of the wish."""
    scenario = book.scenario
    missed = [each for each in reading.standings if each.demand.is_asked and each.status == "not_met"]
    binding = [each for each in missed if find_nature(book, each.demand) == "binding"]
    reached = {
        "least cost": reading.discounted_cost,
        "fewest missed targets": float(len(missed)),
        "fewest missed binding targets": float(len(binding)),
        "most abatement": -reading.abatement_wan_tco2,
        "least abatement missing": max((scenario.abatement_wan_tco2 or 0.0) - reading.abatement_wan_tco2, 0.0),
    }
    if scenario.question == "smallest_shortfall" and _has_one_shortfall(book, problem, missed):
        reached["smallest weighted shortfall"] = _weigh_shortfall(book, missed)
    if scenario.question == "cheapest_rule":
        reached |= _count_failing(book, reading)
    if reading.points is not None:
        reached |= _count_points(book, problem, reading.points)
    return reached


def _count_points(book: Book, problem: PortfolioProblem, points: float) -> Mapping[str, float]:
    """A wish is made smallest: the points nothing can take away, which matching has compared with today's, less those reached."""
    asked = book.scenario.points if book.scenario.points is not None else book.plan.settings.assessment.pass_points
    return {
        "most points": math.fsum(each.earned for each in problem.scored) - points,
        "fewest points missing": max((asked or 0.0) - points, 0.0),
    }


def _weigh_shortfall(book: Book, missed: list[Standing]) -> float:
    """What is missing, each as a share of its gap (all of it on a trend), by the weight of its nature."""
    weights = book.scenario.weights.model_dump()
    return math.fsum(
        weights[find_nature(book, each.demand)]
        * (1.0 if each.demand.is_trend else (each.missing + each.beyond) / each.demand.gap)
        for each in missed
    )


def _has_one_shortfall(book: Book, problem: PortfolioProblem, missed: list[Standing]) -> bool:
    """Whether what is missing can be read in one way only.

    Not so for what is broken, which has no gap to be a share of; for demands that contradict themselves; and in the worst case
    for bands, which can be missed below in that case and above as read.
    """
    is_two_sided = problem.scenario.robust_budget > 0 and any(target.room is not None for target in problem.targets)
    return not is_two_sided and all(each.demand.is_open and can_be_met(book, each.demand) for each in missed)


def _count_failing(book: Book, reading: Reading) -> Mapping[str, float]:
    judged = list_judged(book)
    failing = [each for each in judged if each.indicator_id in reading.fails]
    reference = sum(each.nature == "reference" for each in judged)
    passed = reference - sum(each.nature == "reference" for each in failing)
    needed = int(book.plan.settings.assessment.reference_share * reference + NEARLY) + 1 if reference else 0
    return {
        "fewest failing binding indicators": float(sum(each.nature == "binding" for each in failing)),
        "fewest missing reference indicators": float(max(needed - passed, 0)),
    }
