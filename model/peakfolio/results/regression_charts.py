"""The figure of a ridge regression: how its coefficients settle as the penalty grows."""

from matplotlib.figure import Figure

from peakfolio.carbon.regression import Regression
from peakfolio.results.charts import CYCLE, GREY, start_figure
from peakfolio.words import Language, say

TITLE = say("Ridge trace")
AXIS = say("standardised coefficient")
CHOSEN = say("chosen k")


def draw_ridge_trace(found: Regression, language: Language) -> Figure:
    """Standardised coefficients against the ridge parameter k, with the chosen k marked."""
    figure, axes = start_figure(f"{TITLE.read(language)}: {found.sample.name}", height=3.6)
    for place, (driver, colour) in enumerate(zip(found.sample.drivers, CYCLE, strict=False)):
        axes.plot(found.trace.ks, found.trace.standardised[:, place], color=colour, label=driver.name)
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    chosen = f"{CHOSEN.read(language)} = {found.ridge.k:.3g} ({found.ridge.k_rule})"
    axes.axvline(found.ridge.k, color="black", linestyle=":", label=chosen)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("k")
    axes.set_ylabel(AXIS.read(language))
    axes.legend(frameon=False)
    return figure
