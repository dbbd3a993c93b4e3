"""Figures only the workbench needs: the answer on the frontier, the years of building, statuses, scenarios side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from peakfolio.assess.assessment import Assessment
from peakfolio.plan.plan import Plan
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.portfolio.frontier import FrontierPoint
from peakfolio.render.paper.charts import CYCLE, USES
from peakfolio.render.screen import plots
from peakfolio.render.screen.plots import fill, start_bars, start_plot, write_label
from peakfolio.report.frames import make_frontier_data
from peakfolio.report.names import ROLES, STATUSES, find_measure, name_action, name_category, name_measure, shorten
from peakfolio.report.palette import BLUE, GREEN, GREY, ORANGE, RED
from peakfolio.words import Language, say

STATUS_STYLES = {
    "met": (GREEN, ""),
    "partly_met": (ORANGE, "..."),
    "not_met": (RED, "///"),
    "unknown": (GREY, ""),
    "untestable": ("#777777", "xxx"),
}
ROLE_STYLES = {role: USES[role] for role in ("needed", "locked_in", "nearer")}


def plot_statuses(assessment: Assessment, language: Language) -> go.Figure:
    """One bar: indicators by status."""
    counts = assessment.count_statuses()
    figure = start_plot(140).update_layout(barmode="stack", margin={"b": 20})
    for status, (colour, pattern) in STATUS_STYLES.items():
        if counts.get(status):
            figure.add_bar(
                y=[""],
                x=[counts[status]],
                name=f"{STATUSES[status].read(language)} {counts[status]}",
                text=[str(counts[status])],
                textfont={"color": "white" if status in ("met", "not_met", "untestable") else "#222", "size": 14},
                orientation="h",
                marker=fill(colour, pattern),
                customdata=[status],
                hovertemplate="%{fullData.name}<extra></extra>",
            )
    return figure


def plot_categories(plan: Plan, language: Language) -> go.Figure:
    """Bars: the money of the pool by category."""
    money: Counter[str] = Counter()
    for row in plan.projects:
        money[row.category_zh] += row.cost_wan_yuan or 0.0  # type: ignore[assignment]
    figure = start_bars(len(money))
    figure.add_bar(
        y=[write_label(name_category(name).read(language), 34) for name in money],
        x=list(money.values()),
        orientation="h",
        marker={"color": BLUE},
        customdata=list(money),
        hovertemplate="%{y}: %{x:,.6~g}<extra></extra>",
    )
    return figure.update_layout(margin={"b": 30})


def plot_frontier(points: Sequence[FrontierPoint], answer: Answer, language: Language) -> go.Figure:
    """What every budget buys, and on it the answer shown as a diamond."""
    figure = plots.plot_frontier(make_frontier_data(points), name_measure(answer), language)
    own = answer.verification
    met = float(sum(outcome.is_met for outcome in own.outcomes))
    reached = {"points": own.points or 0.0, "abatement": own.abatement_wan_tco2, "targets": met}[find_measure(answer)]
    figure.add_scatter(
        x=[own.cost_wan_yuan],
        y=[reached],
        mode="markers",
        marker={"size": 15, "color": RED, "symbol": "diamond-open", "line": {"width": 3}},
        name=say("this answer").read(language),
        hoverinfo="skip",
    )
    return figure.update_traces(showlegend=True)


def plot_years(answer: Answer, language: Language) -> go.Figure:
    """Bars from first to last year of building of everything that is built, the milestone as a line."""
    built = [each for each in answer.reasons if each.start is not None and each.role in ROLE_STYLES]
    built.sort(key=lambda each: (each.start or 0, each.action_id))
    figure = start_bars(len(built)).update_layout(barmode="overlay")
    for role, (colour, pattern) in ROLE_STYLES.items():
        rows = [each for each in built if each.role == role]
        figure.add_bar(
            y=[_name_bar(answer, each.action_id, language) for each in rows],
            base=[each.start for each in rows],
            x=[answer.problem.action_by_id[each.action_id].duration_years for each in rows],
            orientation="h",
            name=ROLES[role].read(language),
            customdata=[each.action_id for each in rows],
            text=[show_span(answer, each) for each in rows],
            textposition="none",
            hovertemplate="%{y}<br>%{text}<extra>%{fullData.name}</extra>",
            marker=fill(colour, pattern),
            visible=bool(rows),
        )
    order = [_name_bar(answer, each.action_id, language) for each in built]
    figure.update_yaxes(categoryorder="array", categoryarray=order)
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


def show_span(answer: Answer, reason: Reason) -> str:
    """First and last year of building."""
    last = (reason.start or 0) + int(answer.problem.action_by_id[reason.action_id].duration_years) - 1
    return f"{reason.start}-{last}"


def _name_bar(answer: Answer, action_id: str, language: Language) -> str:
    return write_label(f"{action_id} {shorten(name_action(answer.plan, action_id).read(language), 48)}", 36)


def plot_comparison(answers: Mapping[str, Answer], language: Language) -> go.Figure:
    """Saved scenarios as points: money against targets met."""
    figure = start_plot(320, say("10,000 yuan").read(language), say("targets met").read(language))
    for (name, answer), colour in zip(answers.items(), CYCLE * 4, strict=False):
        met = sum(outcome.is_met for outcome in answer.verification.outcomes)
        figure.add_scatter(
            x=[answer.verification.cost_wan_yuan],
            y=[met],
            mode="markers+text",
            text=[write_label(shorten(name, 20), 20)],
            textposition="top center",
            marker={"size": 14, "color": colour, "line": {"width": 1, "color": "#222"}},
            name=write_label(name, 60),
            cliponaxis=False,
        )
    figure.update_xaxes(rangemode="tozero")
    return figure.update_yaxes(rangemode="tozero")
