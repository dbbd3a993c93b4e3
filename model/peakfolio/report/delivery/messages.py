"""What each figure of delivery says, in one line computed from the data it is drawn from; nothing where it has nothing to say."""

import numpy as np
import pandas as pd

from peakfolio.delivery.model import MONTHS
from peakfolio.report.marks import take
from peakfolio.report.messages import brief, show_whole
from peakfolio.words import NOTHING, Name, Words, say, say_many, show_share

HALF, CLOSE = 0.5, 1e-6  # of the money, and what sums of it may miss
MOMENT = 1e-6  # of a year


def name_worst(data: pd.DataFrame, place: int) -> Words:
    """The name of one row."""
    row = data.iloc[place]
    return brief(Name(str(row["name_zh"]), str(row["name_en"])))


def tell_met(data: pd.DataFrame, alpha: float) -> Words:
    """How many targets the chosen portfolio meets in time with less than the certainty wanted, and the least sure one."""
    chances = take(data, "chosen")
    if not len(chances):
        return NOTHING
    low, wanted = int((chances < alpha).sum()), show_share(alpha)
    if not low:
        return say(
            "Each of the {count} targets is met in time with {wanted} or more by dates alone",
            count=len(chances),
            wanted=wanted,
        )
    worst = int(chances.argmin())
    return say(
        "By dates alone {low} of {count} targets below {wanted}, least {name} ({chance})",
        low=low,
        count=len(chances),
        wanted=wanted,
        name=name_worst(data, worst),
        chance=show_share(float(chances[worst])),
    )


def tell_by_year(data: pd.DataFrame, alpha: float) -> Words:
    """How sure all targets of the chosen portfolio are at the milestone, and when they are as sure as wanted."""
    if not len(data):
        return NOTHING
    years, chances = data["year"].astype(int).tolist(), take(data, "chosen")
    known = {"year": years[0], "chance": show_share(float(chances[0])), "wanted": show_share(alpha)}
    if chances[0] >= alpha:
        return say("By dates alone all targets are met by the end of {year} with {chance}", **known)
    later = [year for year, chance in zip(years, chances, strict=True) if chance >= alpha]
    if later:
        return say(
            "By dates alone all targets met by the end of {year} with {chance}, with {wanted} not before {later}",
            **known,
            later=later[0],
        )
    return say(
        "By dates alone all targets met by the end of {year} with {chance}, below {wanted} even in {last}",
        **known,
        last=years[-1],
    )


def tell_certainty(data: pd.DataFrame) -> Words:
    """What the step from the cheapest to the surest portfolio costs."""
    if not len(data):
        return NOTHING
    first, best = data.iloc[int(data["cost_wan_yuan"].argmin())], data.iloc[int(data["fresh"].argmax())]
    more = float(best["cost_wan_yuan"] - first["cost_wan_yuan"])
    sure = show_share(float(best["fresh"]))
    if more <= 0:
        return say("No amount of money reaches more than {sure}", sure=sure)
    return say(
        "{more} more lift the chance that all are in time, by dates alone and begun early, from {low} to {sure}",
        more=show_whole(more),
        low=show_share(float(first["fresh"])),
        sure=sure,
    )


def tell_gantt(data: pd.DataFrame, milestone: int) -> Words:
    """How many projects are later than planned in more than half of the runs, and how many later than the milestone."""
    if not len(data):
        return NOTHING
    works = np.nan_to_num(take(data, "service_q50"), nan=np.inf)  # never is late
    late, missed = (works > take(data, "planned_end") + MOMENT), works > milestone + 1 + MOMENT
    known = {"late": int(late.sum()), "count": len(data), "year": milestone, "missed": int(missed.sum())}
    if not late.any():
        return say("None of the {count} projects is likely later than planned", **known)
    if not missed.any():
        return say(
            "Of {count} projects {late} likely later than planned, all likely ready by the end of {year}", **known
        )
    return say("Of {count} projects {late} likely later than planned, {missed} not ready by the end of {year}", **known)


def tell_finish(data: pd.DataFrame) -> Words:
    """Between what chances the projects are in service by their planned years, and which is the least sure."""
    chances = [
        float(row[str(row["planned_year"])]) if str(row["planned_year"]) in data else np.nan
        for _, row in data.iterrows()
    ]
    if not np.isfinite(chances).any():
        return NOTHING
    worst, best = int(np.nanargmin(chances)), float(np.nanmax(chances))
    low, high = show_share(chances[worst]), show_share(best)
    name = name_worst(data, worst)
    if low == high:
        return say("In service in the planned year: {low}", low=low)
    return say("In service in the planned year: {low} to {high}, least {name}", low=low, high=high, name=name)


def tell_spent(data: pd.DataFrame) -> Words:
    """How many months later than at an even pace half of the money is likely spent."""
    if not len(data):
        return NOTHING
    years, half = take(data, "year"), HALF * float(data["planned"].max())
    when = [years[take(data, key) >= half - CLOSE] for key in ("planned", "spent_q50")]
    if half <= 0 or not len(when[1]):
        return NOTHING
    months = round(MONTHS * float(when[1][0] - when[0][0]))
    if not months:
        return say("Half of the money is likely spent as at an even pace")
    if months < 0:
        return say_many(
            "Half of the money is likely spent {n} month earlier than at an even pace",
            "Half of the money is likely spent {n} months earlier than at an even pace",
            -months,
        )
    return say_many(
        "Half of the money is likely spent {n} month later than at an even pace",
        "Half of the money is likely spent {n} months later than at an even pace",
        months,
    )
