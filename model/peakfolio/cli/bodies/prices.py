"""What argues about an answer: why, rank, frontier, alternatives, sample, compare."""

from dataclasses import replace

from peakfolio.cli.bodies.asking import answer_region, open_on
from peakfolio.cli.calling import Reader, is_given, note_idle
from peakfolio.cli.options import Asked
from peakfolio.portfolio.answering import Answer, answer_question
from peakfolio.portfolio.cost_ranging import list_ranges
from peakfolio.portfolio.frontier import MEASURE_QUESTIONS, find_alternatives, trace_measure
from peakfolio.portfolio.information import value_information
from peakfolio.portfolio.pricing import divide_money, price_projects, price_targets
from peakfolio.portfolio.ranking import rank_projects
from peakfolio.portfolio.relaxing import rank_relaxations
from peakfolio.portfolio.sample_average import choose_with_chance
from peakfolio.portfolio.sampling import sample_choices
from peakfolio.render.console.portfolio import show_answer
from peakfolio.render.console.prices import Worth, show_ranking, show_worth
from peakfolio.render.console.screen import Screen
from peakfolio.report.arguments import explain_frontier
from peakfolio.report.information import make_information_table
from peakfolio.report.names import read_all
from peakfolio.report.prices import (
    BREAKPOINTS,
    explain_margin,
    list_sample_notes,
    make_alternative_table,
    make_comparison_table,
    make_cut_table,
    make_frontier_table,
    make_money_table,
    make_price_table,
    make_range_table,
    make_rank_table,
    make_relaxation_table,
    make_sample_table,
    make_target_table,
    make_together_table,
)
from peakfolio.report.summary import headline
from peakfolio.report.undecided import list_undecided_tables
from peakfolio.words import say


def tell_undecided(reader: Reader, answer: Answer) -> bool:
    """Where no effect is known, says so in place of prices that would mean nothing; false where there is an answer to argue about."""
    if answer.is_undecided:
        screen = Screen(reader.language)
        if reader.as_json:
            tables = {each.name: each.to_records() for each in list_undecided_tables(answer)}
            screen.show_json({"is_undecided": True, "answer": read_all(headline(answer)), **tables})
        else:
            show_answer(screen, answer)
    return answer.is_undecided


def why(reader: Reader, asked: Asked, worth: float | None) -> None:
    """What each project and target is worth, where the money goes, what would have to give, and what is worth knowing first."""
    answer, settings = answer_region(asked)
    if tell_undecided(reader, answer):
        return
    choice = answer.choice
    prices = price_projects(answer.plan, choice, settings)
    told = value_information(answer.plan, choice, worth, settings)
    argued = Worth(
        told,
        prices,
        price_targets(choice, settings),
        divide_money(answer.plan, choice),
        list_ranges(choice, prices),
        rank_relaxations(answer.plan, choice, settings),
    )
    screen = Screen(reader.language)
    if not reader.as_json:
        show_worth(screen, answer, argued)
        return
    tables = (
        make_information_table(answer, told),
        make_price_table(answer, prices),
        make_target_table(answer.plan, argued.targets),
        make_money_table(argued.money),
        make_range_table(answer, argued.ranges),
        make_relaxation_table(answer, argued.relaxations),
    )
    screen.show_tables(tables, as_json=True)


def rank(reader: Reader, asked: Asked, draws: int, within: float) -> None:
    """The projects in the order of a stated rule."""
    answer, settings = answer_region(asked)
    if tell_undecided(reader, answer):
        return
    ranked = rank_projects(answer.plan, answer.choice, draws, within / 100.0, settings)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_tables((make_rank_table(answer, ranked),), as_json=True)
        return
    screen.say(
        say(
            "Rule: mean frequency over all budgets, {draws} draws of the effects, and portfolios within {within:g}%; ties by "
            "replacement cost, then by the plan's order.",
            draws=draws,
            within=within,
        )
    )
    show_ranking(screen, answer, ranked)


def frontier(reader: Reader, asked: Asked, measure: str, most: int) -> None:
    """What every budget buys."""
    if measure == "targets" and is_given("most"):
        note_idle("--most", "--of targets")
    question = asked.changes["question"] or MEASURE_QUESTIONS.get(measure)
    answer, settings = answer_region(replace(asked, changes={**asked.changes, "question": question}))
    if tell_undecided(reader, answer):
        return
    points = trace_measure(answer.plan, answer.problem, measure, settings, most)
    screen = Screen(reader.language)
    cut = (make_cut_table(points),) if reader.as_json and points.is_cut else ()
    screen.show_tables((make_frontier_table(points, measure).pick(*BREAKPOINTS), *cut), as_json=reader.as_json)
    if not reader.as_json:
        screen.say(explain_frontier(points))


def alternatives(reader: Reader, asked: Asked, within: float, most: int) -> None:
    """Portfolios nearly as cheap that meet as much."""
    answer, settings = answer_region(asked)
    if tell_undecided(reader, answer):
        return
    others = find_alternatives(answer.choice, within / 100.0, most, settings)
    screen = Screen(reader.language)
    if not reader.as_json:
        screen.say(explain_margin(answer.choice, within))
    screen.show_tables((make_alternative_table(answer.choice, others),), as_json=reader.as_json)


def sample(reader: Reader, asked: Asked, draws: int, alpha: float | None) -> None:
    """How often the targets are met when the effects are drawn at random."""
    answer, settings = answer_region(asked)
    if tell_undecided(reader, answer):
        return
    summary = sample_choices(answer.plan, answer.choice, draws, settings.seed, settings)
    bought = None
    if alpha is not None:
        bought = choose_with_chance(answer.plan, answer.choice, alpha, draws, settings)
    screen = Screen(reader.language)
    tables = (make_sample_table(answer, summary), make_together_table(answer, summary, bought))
    screen.show_tables(tables, as_json=reader.as_json)
    if not reader.as_json:
        screen.say_each(list_sample_notes(summary, bought, answer), "")


def compare(reader: Reader, region: str, scenarios: tuple[str, ...], as_of: str | None) -> None:
    """Named scenarios side by side."""
    plan = open_on(region, as_of)
    answers = [answer_question(plan, name, plan.find_scenario(name)) for name in scenarios]
    Screen(reader.language).show_tables((make_comparison_table(answers),), as_json=reader.as_json)
