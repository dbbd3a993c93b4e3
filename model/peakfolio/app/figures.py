"""Figures only the workbench needs: the frontier one clicks on, the years of building, statuses, scenarios side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from peakfolio.app.plots import fill, plain, start_plot
from peakfolio.app.texts import say
from peakfolio.language import Language
from peakfolio.plan.assessment import Assessment
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.frontier import FrontierPoint
from peakfolio.results.charts import BLUE, CYCLE, GREEN, GREY, ORANGE, PURPLE, RED
from peakfolio.results.wording import ROLES, STATUSES, name_action

STATUS_STYLES = {
    "met": (GREEN, ""),
    "partly_met": (ORANGE, "."),
    "not_met": (RED, "/"),
    "unknown": (GREY, ""),
    "untestable": ("#777777", "x"),
}
ROLE_COLOURS = {"needed": (GREEN, ""), "locked_in": (PURPLE, "x"), "nearer": (ORANGE, "/")}


def plot_statuses(assessment: Assessment, language: Language) -> go.Figure:
    """One bar: indicators by status."""
    counts = assessment.count_statuses()
    figure = start_plot(say("indicators_by_status", language), 170, barmode="stack")
    for status, (colour, pattern) in STATUS_STYLES.items():
        if counts.get(status):
            label = STATUSES[status].read(language)
            figure.add_bar(
                y=[""],
                x=[counts[status]],
                name=f"{label} {counts[status]}",
                text=[str(counts[status])],
                textfont={"color": "white" if status in ("met", "not_met", "untestable") else "#222", "size": 14},
                orientation="h",
                marker=fill(colour, pattern),
                customdata=[status],
            )
    return figure


def plot_categories(plan: Plan, language: Language) -> go.Figure:
    """Bars: the money of the pool by category."""
    money: Counter[str] = Counter()
    for row in plan.projects:
        money[row.category_zh] += row.cost_wan_yuan or 0.0  # type: ignore[assignment]
    figure = start_plot(say("money_by_category", language), 110 + 30 * max(len(money), 2))
    figure.add_bar(
        y=[plain(name, 24) for name in money],
        x=list(money.values()),
        orientation="h",
        marker={"color": BLUE},
        customdata=list(money),
    )
    figure.update_yaxes(autorange="reversed")
    return figure


def plot_frontier(points: Sequence[FrontierPoint], answer: Answer, language: Language) -> go.Figure:
    """Steps: what the least money reaches; the answer shown stands on it as a diamond. A click on a point carries its cost."""
    kind = answer.scenario.question
    word = "points" if "points" in kind else "abated" if "abatement" in kind else "targets_met"
    figure = start_plot(say("frontier", language), 300)
    figure.add_scatter(
        x=[each.cost_wan_yuan for each in points],
        y=[each.reached for each in points],
        customdata=[each.cost_wan_yuan for each in points],
        mode="lines+markers",
        line={"shape": "hv", "color": BLUE},
        marker={"size": 11, "color": BLUE},
        name=say("least_money", language),
        hovertemplate="%{x:,.0f}: %{y:.4g}<extra></extra>",
    )
    own = answer.verification
    met = float(sum(outcome.is_met for outcome in own.outcomes))
    reached = {"points": own.points or 0.0, "abated": own.abatement_wan_tco2, "targets_met": met}[word]
    figure.add_scatter(
        x=[own.cost_wan_yuan],
        y=[reached],
        mode="markers",
        marker={"size": 15, "color": RED, "symbol": "diamond-open", "line": {"width": 3}},
        name=say("this_answer", language),
        hoverinfo="skip",
    )
    figure.update_xaxes(title=say("wan_yuan", language), rangemode="tozero")
    figure.update_yaxes(title=say(word, language), rangemode="tozero")
    return figure


def plot_years(answer: Answer, language: Language) -> go.Figure:
    """Bars from first to last year of building of everything that is built, the milestone as a line."""
    built = [each for each in answer.reasons if each.start is not None and each.role in ROLE_COLOURS]
    built.sort(key=lambda each: (each.start or 0, each.action_id))
    figure = start_plot(say("years_of_building", language), 130 + 22 * max(len(built), 3), barmode="overlay")
    for role, (colour, pattern) in ROLE_COLOURS.items():
        rows = [each for each in built if each.role == role]
        names = [
            plain(f"{each.action_id} {name_action(answer.plan, each.action_id).read(language)}", 30) for each in rows
        ]
        figure.add_bar(
            y=names,
            base=[each.start for each in rows],
            x=[answer.problem.action_by_id[each.action_id].duration_years for each in rows],
            orientation="h",
            name=ROLES[role].read(language),
            customdata=[each.action_id for each in rows],
            marker=fill(colour, pattern),
            visible=bool(rows),
        )
    order = [plain(f"{each.action_id} {name_action(answer.plan, each.action_id).read(language)}", 30) for each in built]
    figure.update_yaxes(categoryorder="array", categoryarray=order[::-1])
    figure.add_vline(x=answer.problem.milestone + 1, line={"dash": "dash", "color": RED})
    first = min([answer.problem.base_year + 1, *(each.start or answer.problem.base_year for each in built)])
    years = list(range(first, answer.problem.horizon + 1))
    figure.update_xaxes(
        range=[first, years[-1] + 1],
        tickvals=[year + 0.5 for year in years],
        ticktext=[str(year) if place % 2 == 0 else "" for place, year in enumerate(years)],
        tickangle=0,
        showgrid=True,
    )
    return figure


def plot_comparison(answers: Mapping[str, Answer], language: Language) -> go.Figure:
    """Saved scenarios as points: money against targets met."""
    figure = start_plot(say("compare_plot", language), 320)
    for (name, answer), colour in zip(answers.items(), CYCLE * 4, strict=False):
        met = sum(outcome.is_met for outcome in answer.verification.outcomes)
        figure.add_scatter(
            x=[answer.verification.cost_wan_yuan],
            y=[met],
            mode="markers+text",
            text=[plain(name, 20)],
            textposition="top center",
            marker={"size": 14, "color": colour, "line": {"width": 1, "color": "#222"}},
            name=plain(name, 30),
            cliponaxis=False,
        )
    figure.update_xaxes(title=say("wan_yuan", language), rangemode="tozero")
    figure.update_yaxes(title=say("targets_met", language), rangemode="tozero")
    return figure
