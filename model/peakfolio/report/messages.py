"""What each figure of a portfolio says, in one line computed from the data it is drawn from; nothing where it has nothing to say."""

from collections.abc import Mapping

import pandas as pd

from peakfolio.report.marks import take
from peakfolio.report.names import shorten, show_money
from peakfolio.words import COMMA, LANGUAGES, NOTHING, SEMICOLON, Name, Words, format_number, listing, say, show_share

HALF = 0.5  # of the money: the fewest years in a row that hold so much are named
SHORT = {"zh": 18, "en": 34}  # letters of a name that still leave room for the rest of a line


WHOLE = 1.0 - 1e-9  # of a sum, but for how sums of numbers are off


def brief(name: Words) -> Words:
    """A name cut to what a line bears."""
    return Name(*(shorten(name.read(language), SHORT[language]) for language in LANGUAGES))


def tell_gaps(data: pd.DataFrame) -> Words:
    """How many open targets can be met, how many of them on the document's word only, and how many stay missed or undecided."""
    counts = data["result"].value_counts()
    met, circular = counts.get("met", 0), int(((data["result"] == "met") & (data["circular"] > 0)).sum())
    if not len(data):
        return NOTHING
    known = {"met": int(met), "count": len(data), "circular": circular}
    said = say("Of {count} open targets {met} can be met", **known)
    if circular:
        said = say("Of {count} open targets {met} can be met ({circular} on word only)", **known)
    left = (
        ("missed", say("{count} stay missed", count=int(counts.get("missed", 0)))),
        ("undecided", say("{count} left undecided", count=int(counts.get("undecided", 0)))),
    )
    rest = listing((words for result, words in left if counts.get(result, 0)), COMMA)
    return listing((said, rest), SEMICOLON) if met < len(data) else said


def tell_spending(data: pd.DataFrame) -> Words:
    """Which years in a row, as few as possible, take half of the money."""
    if not len(data) or data["spending_wan_yuan"].sum() <= 0:
        return NOTHING
    years = data.groupby("year")["spending_wan_yuan"].sum()
    years = years.reindex(range(int(years.index.min()), int(years.index.max()) + 1), fill_value=0.0)
    total = years.sum()
    for count in range(1, len(years) + 1):
        held = years.rolling(count).sum()
        if held.max() >= HALF * total:
            last = int(years.index[int(held.fillna(0.0).argmax())])
            span = str(last) if count == 1 else f"{last - count + 1}-{last}"
            share = _show_part(float(held.max() / total))
            return say("In {span} {share} of {money} is spent", share=share, money=show_whole(total), span=span)
    return NOTHING


def show_whole(wan_yuan: float) -> Words:
    """An amount of money without decimals of 万元."""
    return show_money(float(round(wan_yuan)))


def tell_money(data: pd.DataFrame, names: Mapping[str, Words]) -> Words:
    """How much of the pool's money the targets need, and what the largest other part is for."""
    sums = data[[use for use in names if use in data]].sum()
    total = float(sums.sum())
    if total <= 0:
        return NOTHING
    needed = say(
        "The targets need {share} of the pool's {money}",
        share=_show_part(sums.get("needed", 0.0) / total),
        money=show_whole(total),
    )
    others = sums.drop("needed", errors="ignore")
    if not len(others) or others.max() <= 0:
        return needed
    largest = str(others.idxmax())
    other = say("{share}: {use}", share=_show_part(float(others.max()) / total), use=names[largest])
    return listing((needed, other), SEMICOLON)


def tell_frontier(data: pd.DataFrame, unit: Words) -> Words:
    """What the least and the most money reach, and what the last step takes of it."""
    if not len(data):
        return NOTHING
    costs, reached = take(data, "cost_wan_yuan"), take(data, "reached")
    low, high = format_number(reached[0], 1), format_number(reached[-1], 1)
    most = say("For {money} {high} {unit}", high=high, unit=unit, money=show_whole(costs[-1]))
    if len(data) == 1:
        return say("{most}; more money reaches no more", most=most)
    share = _show_part(float((costs[-1] - costs[-2]) / costs[-1]))
    begin = say("{low} for {money}", low=low, money=show_whole(costs[0]))
    if costs[0] == 0:
        begin = say("{low} without money", low=low)
    return say("{most}, {begin}; the last step takes {share}", most=most, begin=begin, share=share)


def _show_part(part: float) -> str:
    """A part of a sum of money in whole per cents: all of it is all, which a probability never is."""
    return "100%" if part >= WHOLE else show_share(part)
