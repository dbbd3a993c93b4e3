"""Every figure by its name: drawn for documents with matplotlib, plotted for the screen with Plotly, from one data frame."""

from collections.abc import Callable, Mapping

import pandas as pd
from matplotlib.figure import Figure
from plotly.graph_objects import Figure as Plot

from peakfolio.language import Language, Sentence
from peakfolio.results import carbon_charts, charts, delivery_charts, delivery_plots, plotly_charts

Words = Mapping[str, Sentence]


def draw_figure(name: str, data: pd.DataFrame, words: Words, language: Language) -> Figure:
    """The figure for a document; ``words`` are what its function takes besides the data (subject, region, ends, result, milestone, alpha)."""
    return PICTURES[name](data, words, language)


def plot_figure(name: str, data: pd.DataFrame, words: Words, language: Language) -> Plot:
    """The same figure for the screen."""
    return PLOTS[name](data, words, language)


def read_number(words: Words, name: str) -> float:
    """A number that travels among the words of a figure."""
    return float(words[name].en)


Draw = Callable[[pd.DataFrame, Words, Language], Figure]
Plotter = Callable[[pd.DataFrame, Words, Language], Plot]
PICTURES: Mapping[str, Draw] = {
    "gaps": lambda data, _, language: charts.draw_gaps(data, language),
    "spending": lambda data, _, language: charts.draw_spending(data, language),
    "money": lambda data, _, language: charts.draw_money(data, language),
    "frontier": lambda data, words, language: charts.draw_frontier(data, words["measure"], language),
    "carbon_pathways": lambda data, words, language: carbon_charts.draw_pathways(data, words["region"], language),
    "carbon_fan": lambda data, words, language: carbon_charts.draw_fan(data, words["subject"], language),
    "carbon_chance": lambda data, words, language: carbon_charts.draw_chance(data, words["region"], language),
    "carbon_waterfall": lambda data, words, language: carbon_charts.draw_waterfall(
        data, (words["start"], words["end"]), words["subject"], language
    ),
    "carbon_wedges": lambda data, words, language: carbon_charts.draw_wedges(data, words["subject"], language),
    "carbon_mix": lambda data, words, language: carbon_charts.draw_mix(data, words["subject"], language),
    "carbon_tornado": lambda data, words, language: carbon_charts.draw_tornado(data, words["result"], language),
    "carbon_macc": lambda data, words, language: carbon_charts.draw_macc(data, words["region"], language),
    "delivery_gantt": lambda data, words, language: delivery_charts.draw_gantt(
        data, int(read_number(words, "milestone")), language
    ),
    "delivery_finish": lambda data, _, language: delivery_charts.draw_finish(data, language),
    "delivery_met": lambda data, _, language: delivery_charts.draw_met(data, language),
    "delivery_by_year": lambda data, words, language: delivery_charts.draw_by_year(
        data, read_number(words, "alpha"), language
    ),
    "delivery_certainty": lambda data, words, language: delivery_charts.draw_certainty(
        data, read_number(words, "alpha"), language
    ),
    "delivery_spending": lambda data, _, language: delivery_charts.draw_spending_curve(data, language),
}
PLOTS: Mapping[str, Plotter] = {
    "gaps": lambda data, _, language: plotly_charts.plot_gaps(data, language),
    "spending": lambda data, _, language: plotly_charts.plot_spending(data, language),
    "money": lambda data, _, language: plotly_charts.plot_money(data, language),
    "frontier": lambda data, words, language: plotly_charts.plot_frontier(data, words["measure"], language),
    "carbon_pathways": lambda data, words, language: plotly_charts.plot_pathways(data, words["region"], language),
    "carbon_fan": lambda data, words, language: plotly_charts.plot_fan(data, words["subject"], language),
    "carbon_chance": lambda data, words, language: plotly_charts.plot_chance(data, words["region"], language),
    "carbon_waterfall": lambda data, words, language: plotly_charts.plot_waterfall(
        data, (words["start"], words["end"]), words["subject"], language
    ),
    "carbon_wedges": lambda data, words, language: plotly_charts.plot_wedges(data, words["subject"], language),
    "carbon_mix": lambda data, words, language: plotly_charts.plot_mix(data, words["subject"], language),
    "carbon_tornado": lambda data, words, language: plotly_charts.plot_tornado(data, words["result"], language),
    "carbon_macc": lambda data, words, language: plotly_charts.plot_macc(data, words["region"], language),
    "delivery_gantt": lambda data, words, language: delivery_plots.plot_gantt(
        data, int(read_number(words, "milestone")), language
    ),
    "delivery_finish": lambda data, _, language: delivery_plots.plot_finish(data, language),
    "delivery_met": lambda data, _, language: delivery_plots.plot_met(data, language),
    "delivery_by_year": lambda data, words, language: delivery_plots.plot_by_year(
        data, read_number(words, "alpha"), language
    ),
    "delivery_certainty": lambda data, words, language: delivery_plots.plot_certainty(
        data, read_number(words, "alpha"), language
    ),
    "delivery_spending": lambda data, _, language: delivery_plots.plot_spending_curve(data, language),
}
