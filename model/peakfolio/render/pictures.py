"""Every figure by its name: drawn for documents with matplotlib, plotted for the screen with Plotly, from one content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matplotlib.figure import Figure as Drawing
from plotly.graph_objects import Figure as Plot

from peakfolio.render.paper import carbon as carbon_charts
from peakfolio.render.paper import charts
from peakfolio.render.paper import delivery as delivery_charts
from peakfolio.render.screen import carbon as carbon_plots
from peakfolio.render.screen import delivery as delivery_plots
from peakfolio.render.screen import plots
from peakfolio.report.document import Figure, read_frame
from peakfolio.words import Language


@dataclass(frozen=True)
class Picture:
    """One figure in its two forms, which take the same data, the same names and numbers besides, and the language."""

    draw: Callable[..., Drawing]
    plot: Callable[..., Plot]
    takes: tuple[str, ...] = ()


def draw_figure(figure: Figure, language: Language) -> Drawing:
    """The figure for a document."""
    return PICTURES[figure.name].draw(*_list_arguments(figure), language)


def plot_figure(figure: Figure, language: Language) -> Plot:
    """The same figure for the screen."""
    return PICTURES[figure.name].plot(*_list_arguments(figure), language)


def _list_arguments(figure: Figure) -> tuple[object, ...]:
    given = {**figure.words, **figure.settings}
    return read_frame(figure), *(given[name] for name in PICTURES[figure.name].takes)


PICTURES: Mapping[str, Picture] = {
    "gaps": Picture(charts.draw_gaps, plots.plot_gaps),
    "spending": Picture(charts.draw_spending, plots.plot_spending),
    "money": Picture(charts.draw_money, plots.plot_money),
    "frontier": Picture(charts.draw_frontier, plots.plot_frontier, ("measure",)),
    "carbon_pathways": Picture(carbon_charts.draw_pathways, carbon_plots.plot_pathways, ("region",)),
    "carbon_fan": Picture(carbon_charts.draw_fan, carbon_plots.plot_fan, ("subject",)),
    "carbon_chance": Picture(carbon_charts.draw_chance, carbon_plots.plot_chance, ("region",)),
    "carbon_waterfall": Picture(carbon_charts.draw_waterfall, carbon_plots.plot_waterfall, ("start", "end", "subject")),
    "carbon_wedges": Picture(carbon_charts.draw_wedges, carbon_plots.plot_wedges, ("subject",)),
    "carbon_mix": Picture(carbon_charts.draw_mix, carbon_plots.plot_mix, ("subject",)),
    "carbon_tornado": Picture(carbon_charts.draw_tornado, carbon_plots.plot_tornado, ("result",)),
    "carbon_macc": Picture(carbon_charts.draw_macc, carbon_plots.plot_macc, ("region",)),
    "delivery_gantt": Picture(delivery_charts.draw_gantt, delivery_plots.plot_gantt, ("milestone",)),
    "delivery_finish": Picture(delivery_charts.draw_finish, delivery_plots.plot_finish),
    "delivery_met": Picture(delivery_charts.draw_met, delivery_plots.plot_met),
    "delivery_by_year": Picture(delivery_charts.draw_by_year, delivery_plots.plot_by_year, ("alpha",)),
    "delivery_certainty": Picture(delivery_charts.draw_certainty, delivery_plots.plot_certainty, ("alpha",)),
    "delivery_spending": Picture(delivery_charts.draw_spending_curve, delivery_plots.plot_spending_curve),
}
