"""Every chart by the name of its figure, built from the content of a document."""

from collections.abc import Callable, Mapping

from peakfolio.report import charts
from peakfolio.report.carbon import charts as carbon
from peakfolio.report.carbon import deciding
from peakfolio.report.delivery import charts as delivery
from peakfolio.report.document import Figure, read_frame
from peakfolio.report.marks import Chart


def build_chart(figure: Figure) -> Chart:
    """What a figure shows."""
    build, takes = CHARTS[figure.name]
    given = {**figure.words, **figure.settings}
    return build(read_frame(figure), *(given[name] for name in takes if name in given))


CHARTS: Mapping[
    str, tuple[Callable[..., Chart], tuple[str, ...]]
] = {  # and the names and numbers each takes besides its data
    "gaps": (charts.chart_gaps, ()),
    "spending": (charts.chart_spending, ()),
    "money": (charts.chart_money, ()),
    "frontier": (charts.chart_frontier, ("measure", "unit")),
    "carbon_pathways": (carbon.chart_pathways, ("region",)),
    "carbon_fan": (carbon.chart_fan, ("subject",)),
    "carbon_chance": (carbon.chart_chance, ("region",)),
    "carbon_waterfall": (carbon.chart_waterfall, ("start", "end", "subject")),
    "carbon_wedges": (carbon.chart_wedges, ("subject",)),
    "carbon_mix": (carbon.chart_mix, ("subject",)),
    "carbon_tornado": (deciding.chart_tornado, ("result", "year")),
    "carbon_macc": (deciding.chart_costs, ("region",)),
    "delivery_gantt": (delivery.chart_gantt, ("milestone",)),
    "delivery_finish": (delivery.chart_finish, ()),
    "delivery_met": (delivery.chart_met, ("alpha", "secure")),
    "delivery_by_year": (delivery.chart_by_year, ("alpha", "secure")),
    "delivery_certainty": (delivery.chart_certainty, ("alpha",)),
    "delivery_spending": (delivery.chart_spending_curve, ()),
}
