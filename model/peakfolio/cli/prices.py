"""The commands that argue about an answer: why, rank, frontier, alternatives, sample, compare."""

from typing import Any

import click

from peakfolio.cli.options import answer_region, json_option, region_argument, report_errors, scenario_options
from peakfolio.cli.values import DRAWS, SHARE, Number
from peakfolio.words import Language, say


@click.command()
@region_argument
@scenario_options
@json_option
@click.pass_obj
@report_errors
def why(language: Language, region: str, as_json: bool, **options: Any) -> None:
    """Say what each project and target is worth, and what would have to give. 说明每个项目与目标的代价。"""
    from peakfolio.portfolio.cost_ranging import list_ranges
    from peakfolio.portfolio.preflight import check_problem
    from peakfolio.portfolio.pricing import divide_money, price_projects, price_targets
    from peakfolio.portfolio.relaxing import rank_relaxations
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.arguments import list_range_notes
    from peakfolio.report.prices import (
        make_money_table,
        make_price_table,
        make_range_table,
        make_relaxation_table,
        make_target_table,
    )

    answer, settings = answer_region(region, options)
    choice = answer.choice
    prices = price_projects(answer.plan, choice, settings)
    tables = (
        make_price_table(answer, prices),
        make_target_table(answer.plan, price_targets(choice, settings)),
        make_money_table(divide_money(answer.plan, choice)),
        make_range_table(answer, list_ranges(choice, prices)),
        make_relaxation_table(answer, rank_relaxations(answer.plan, choice, settings)),
    )
    screen = Screen(language)
    if not as_json:
        screen.say(say("Before solving:"))
        screen.say_each(check_problem(answer.problem), "  - ")
    screen.show_tables(tables, as_json=as_json)
    if not as_json:
        screen.say_each(list_range_notes(answer), "")


@click.command()
@region_argument
@scenario_options
@json_option
@click.option("--draws", type=DRAWS, default=100, show_default=True, help="Draws of the effects. 抽样次数。")
@click.option(
    "--within", type=Number(0, 100), default=10.0, show_default=True, help="Near-optimal, per cent. 近优幅度（%）。"
)
@click.pass_obj
@report_errors
def rank(language: Language, region: str, as_json: bool, draws: int, within: float, **options: Any) -> None:
    """Rank the projects by a stated rule: the list to publish. 按公开规则给出项目优先次序。"""
    from peakfolio.portfolio.ranking import rank_projects
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.prices import make_rank_table

    answer, settings = answer_region(region, options)
    ranked = rank_projects(answer.plan, answer.choice, draws, within / 100.0, settings)
    screen = Screen(language)
    if not as_json:
        screen.say(
            say(
                "Rule: mean frequency over all budgets, {draws} draws of the effects, and portfolios within {within:g}%; ties by "
                "replacement cost, then by the plan's order.",
                draws=draws,
                within=within,
            )
        )
    screen.show_tables((make_rank_table(answer, ranked),), as_json=as_json)


@click.command()
@region_argument
@scenario_options
@json_option
@click.option("--of", "measure", type=click.Choice(["targets", "points", "shortfall", "abatement"]), default="targets", show_default=True,
              help="What the money buys. 以什么衡量。")  # fmt: skip
@click.option(
    "--most",
    type=Number(1, 10000, is_whole=True),
    default=200,
    show_default=True,
    help="Breakpoints at most; a frontier that is cut says so. 最多几个拐点；没有算完会说明。",
)
@click.pass_obj
@report_errors
def frontier(language: Language, region: str, as_json: bool, measure: str, most: int, **options: Any) -> None:
    """Show what every budget buys, breakpoint by breakpoint. 预算前沿：逐个精确拐点。"""
    from peakfolio.portfolio.frontier import trace_abatement, trace_points, trace_shortfall, trace_targets
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.arguments import explain_frontier
    from peakfolio.report.prices import BREAKPOINTS, make_cut_table, make_frontier_table

    questions = {"points": "most_points", "abatement": "most_abatement"}
    answer, settings = answer_region(region, {**options, "question": options.get("question") or questions.get(measure)})
    traces = {"points": trace_points, "shortfall": trace_shortfall, "abatement": trace_abatement}
    if measure == "targets":
        points = trace_targets(answer.plan, answer.problem, settings)
    else:
        points = traces[measure](answer.plan, answer.problem, settings, most)
    screen = Screen(language)
    cut = (make_cut_table(points),) if as_json and points.is_cut else ()
    screen.show_tables((make_frontier_table(points, measure).pick(*BREAKPOINTS), *cut), as_json=as_json)
    if not as_json:
        screen.say(explain_frontier(points))


@click.command()
@region_argument
@scenario_options
@json_option
@click.option(
    "--within", type=Number(0, 1000), default=10.0, show_default=True, help="How much dearer, per cent. 可贵多少（%）。"
)
@click.option("--most", type=Number(1, 500, is_whole=True), default=10, show_default=True, help="How many. 最多几个。")
@click.pass_obj
@report_errors
def alternatives(language: Language, region: str, as_json: bool, within: float, most: int, **options: Any) -> None:
    """List portfolios that are nearly as cheap and meet as much. 列出近优的替代组合。"""
    from peakfolio.portfolio.frontier import find_alternatives
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.prices import explain_margin, make_alternative_table

    answer, settings = answer_region(region, options)
    others = find_alternatives(answer.choice, within / 100.0, most, settings)
    screen = Screen(language)
    if not as_json:
        screen.say(explain_margin(answer.choice, within))
    screen.show_tables((make_alternative_table(answer.choice, others),), as_json=as_json)


@click.command()
@region_argument
@scenario_options
@json_option
@click.option("--draws", type=DRAWS, default=200, show_default=True, help="Draws of the effects. 抽样次数。")
@click.option(
    "--alpha", type=SHARE, help="Also the cheapest that holds with this probability. 另求达到此概率的最低成本。"
)
@click.pass_obj
@report_errors
def sample(language: Language, region: str, as_json: bool, draws: int, alpha: float | None, **options: Any) -> None:
    """Draw the effects at random and see how often targets are met. 成效随机抽样，看目标达到的概率。"""
    from peakfolio.portfolio.sample_average import choose_with_chance
    from peakfolio.portfolio.sampling import sample_choices
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.prices import list_sample_notes, make_sample_table, make_together_table

    answer, settings = answer_region(region, options)
    summary = sample_choices(answer.plan, answer.choice, draws, settings.seed, settings)
    bought = None
    if alpha is not None:
        bought = choose_with_chance(answer.plan, answer.choice, alpha, draws, settings.seed, settings)
    screen = Screen(language)
    tables = (make_sample_table(answer, summary), make_together_table(answer, summary, bought))
    screen.show_tables(tables, as_json=as_json)
    if not as_json:
        screen.say_each(list_sample_notes(summary, bought, answer), "")


@click.command()
@region_argument
@click.argument("scenarios", nargs=-1, required=True)
@json_option
@click.pass_obj
@report_errors
def compare(language: Language, region: str, scenarios: tuple[str, ...], as_json: bool) -> None:
    """Put named scenarios side by side; the first is the yardstick. 情景并列比较。"""
    from peakfolio.carbon.opening import open_plan
    from peakfolio.plan.catalogue import find_region
    from peakfolio.portfolio.answering import answer_question
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.prices import make_comparison_table

    plan = open_plan(find_region(region))
    answers = [answer_question(plan, name, plan.find_scenario(name)) for name in scenarios]
    Screen(language).show_tables((make_comparison_table(answers),), as_json=as_json)


MAP_COMMANDS = (why, rank, frontier, alternatives, sample, compare)
