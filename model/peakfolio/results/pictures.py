"""Every figure by its name: drawn for documents with matplotlib, plotted for the screen with Plotly, from one data frame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure
from plotly.graph_objects import Figure as Plot

from peakfolio.language import Language, Sentence
from peakfolio.results import carbon_charts, charts, delivery_charts, delivery_plots, plotly_charts

Words = Mapping[str, Sentence]


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
    "gaps": Picture(charts.draw_gaps, plotly_charts.plot_gaps),
    "spending": Picture(charts.draw_spending, plotly_charts.plot_spending),
    "money": Picture(charts.draw_money, plotly_charts.plot_money),
    "frontier": Picture(charts.draw_frontier, plotly_charts.plot_frontier, _take("measure")),
    "carbon_pathways": Picture(carbon_charts.draw_pathways, plotly_charts.plot_pathways, _take("region")),
    "carbon_fan": Picture(carbon_charts.draw_fan, plotly_charts.plot_fan, _take("subject")),
    "carbon_chance": Picture(carbon_charts.draw_chance, plotly_charts.plot_chance, _take("region")),
    "carbon_waterfall": Picture(carbon_charts.draw_waterfall, plotly_charts.plot_waterfall, _take_ends),
    "carbon_wedges": Picture(carbon_charts.draw_wedges, plotly_charts.plot_wedges, _take("subject")),
    "carbon_mix": Picture(carbon_charts.draw_mix, plotly_charts.plot_mix, _take("subject")),
    "carbon_tornado": Picture(carbon_charts.draw_tornado, plotly_charts.plot_tornado, _take("result")),
    "carbon_macc": Picture(carbon_charts.draw_macc, plotly_charts.plot_macc, _take("region")),
    "delivery_gantt": Picture(delivery_charts.draw_gantt, delivery_plots.plot_gantt, _take_milestone),
    "delivery_finish": Picture(delivery_charts.draw_finish, delivery_plots.plot_finish),
    "delivery_met": Picture(delivery_charts.draw_met, delivery_plots.plot_met),
    "delivery_by_year": Picture(delivery_charts.draw_by_year, delivery_plots.plot_by_year, _take_alpha),
    "delivery_certainty": Picture(delivery_charts.draw_certainty, delivery_plots.plot_certainty, _take_alpha),
    "delivery_spending": Picture(delivery_charts.draw_spending_curve, delivery_plots.plot_spending_curve),
}
