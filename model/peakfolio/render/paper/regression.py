"""The figure of a ridge regression: how its coefficients settle as the penalty grows."""

from matplotlib.figure import Figure

from peakfolio.carbon.regression import Regression
from peakfolio.render.paper.charts import CYCLE, start_figure
from peakfolio.report.palette import GREY
from peakfolio.words import Language, say


def draw_ridge_trace(found: Regression, language: Language) -> Figure:
    """Standardised coefficients against the ridge parameter k, with the chosen k marked."""
    figure, axes = start_figure(say("Ridge trace: {sample}", sample=found.sample.name).read(language), height=3.6)
    for place, (driver, colour) in enumerate(zip(found.sample.drivers, CYCLE, strict=False)):
        axes.plot(found.trace.ks, found.trace.standardised[:, place], color=colour, label=driver.name)
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    chosen = say("chosen k = {k:.3g} ({rule})", k=found.ridge.k, rule=found.ridge.k_rule)
    axes.axvline(found.ridge.k, color="black", linestyle=":", label=chosen.read(language))
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("k")
    axes.set_ylabel(say("standardised coefficient").read(language))
    axes.legend(frameon=False)
    return figure
