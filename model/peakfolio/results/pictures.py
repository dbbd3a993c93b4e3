"""Every figure by its name: drawn for documents with matplotlib, plotted for the screen with Plotly, from one data frame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure
from plotly.graph_objects import Figure as Plot

from peakfolio.results import carbon_charts, carbon_plots, charts, delivery_charts, delivery_plots, plots
from peakfolio.words import Language, Words

Words = Mapping[str, Words]


@dataclass(frozen=True)
class Picture:
    """One figure in its two forms, which take the same data, the same words and the language."""

    draw: Callable[..., Figure]
    plot: Callable[..., Plot]
    list_words: Callable[[Words], tuple[object, ...]] = lambda words: ()


def draw_figure(name: str, data: pd.DataFrame, words: Words, language: Language) -> Figure:
    """The figure for a document; ``words`` are what its function takes besides the data (subject, region, ends, result, milestone, alpha)."""
    picture = PICTURES[name]
    return picture.draw(data, *picture.list_words(words), language)


def plot_figure(name: str, data: pd.DataFrame, words: Words, language: Language) -> Plot:
    """The same figure for the screen."""
    picture = PICTURES[name]
    return picture.plot(data, *picture.list_words(words), language)


def _take(name: str) -> Callable[[Words], tuple[object, ...]]:
    return lambda words: (words[name],)


def _take_ends(words: Words) -> tuple[object, ...]:
    return (words["start"], words["end"]), words["subject"]


def _take_milestone(words: Words) -> tuple[object, ...]:
    return (int(words["milestone"].en),)


def _take_alpha(words: Words) -> tuple[object, ...]:
    return (float(words["alpha"].en),)


PICTURES: Mapping[str, Picture] = {
    "gaps": Picture(charts.draw_gaps, plots.plot_gaps),
    "spending": Picture(charts.draw_spending, plots.plot_spending),
    "money": Picture(charts.draw_money, plots.plot_money),
    "frontier": Picture(charts.draw_frontier, plots.plot_frontier, _take("measure")),
    "carbon_pathways": Picture(carbon_charts.draw_pathways, carbon_plots.plot_pathways, _take("region")),
    "carbon_fan": Picture(carbon_charts.draw_fan, carbon_plots.plot_fan, _take("subject")),
    "carbon_chance": Picture(carbon_charts.draw_chance, carbon_plots.plot_chance, _take("region")),
    "carbon_waterfall": Picture(carbon_charts.draw_waterfall, carbon_plots.plot_waterfall, _take_ends),
    "carbon_wedges": Picture(carbon_charts.draw_wedges, carbon_plots.plot_wedges, _take("subject")),
    "carbon_mix": Picture(carbon_charts.draw_mix, carbon_plots.plot_mix, _take("subject")),
    "carbon_tornado": Picture(carbon_charts.draw_tornado, carbon_plots.plot_tornado, _take("result")),
    "carbon_macc": Picture(carbon_charts.draw_macc, carbon_plots.plot_macc, _take("region")),
    "delivery_gantt": Picture(delivery_charts.draw_gantt, delivery_plots.plot_gantt, _take_milestone),
    "delivery_finish": Picture(delivery_charts.draw_finish, delivery_plots.plot_finish),
    "delivery_met": Picture(delivery_charts.draw_met, delivery_plots.plot_met),
    "delivery_by_year": Picture(delivery_charts.draw_by_year, delivery_plots.plot_by_year, _take_alpha),
    "delivery_certainty": Picture(delivery_charts.draw_certainty, delivery_plots.plot_certainty, _take_alpha),
    "delivery_spending": Picture(delivery_charts.draw_spending_curve, delivery_plots.plot_spending_curve),
}
