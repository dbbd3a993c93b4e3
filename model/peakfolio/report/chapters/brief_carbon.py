"""The carbon path on the page to decide by, in one sentence."""

from peakfolio.carbon.outlook import PEAK_YEAR, CarbonOutlook
from peakfolio.report.carbon.summary import find_chance, find_place
from peakfolio.words import Words, say, show_share

HARDLY = 0.01  # of the emissions of a year: less is no reason to build or not to build


def say_carbon(outlook: CarbonOutlook) -> Words:
    """How likely emissions have peaked by the year of the national target, as a range over how levers change, and what projects do to it."""
    main = outlook.main
    chances = sorted((find_chance(main), outlook.other_shapes[main.pathway_name][1]))
    low, high = (show_share(each) for each in chances)
    if high == show_share(1.0):
        shown = high if low == high else say("{low} or more", low=low)
    else:
        shown = low if low == high else say("{low} to {high}", low=low, high=high)
    return say(
        "Carbon: a peak by {year} has a chance of {chance} if the plan's cuts are made, {baseline} with present policies; {effect}",
        year=PEAK_YEAR,
        chance=shown,
        baseline=show_share(find_chance(outlook.baseline)),
        effect=_say_effect(outlook),
    )


def _say_effect(outlook: CarbonOutlook) -> Words:
    """Whether projects move emissions at all."""
    place = find_place(outlook.main, PEAK_YEAR)
    nothing = float(outlook.variants["none"][place])
    if not outlook.costs:
        return say("what the projects do to emissions is unknown.")
    saved = (nothing - float(outlook.variants["all"][place])) / nothing if nothing else 0.0
    if abs(saved) < HARDLY:
        return say("projects hardly change emissions.")
    share = f"{abs(saved):.0%}"
    if saved > 0:
        return say("all projects together cut emissions of that year by {share}.", share=share)
    return say("all projects together add {share} to emissions of that year.", share=share)
