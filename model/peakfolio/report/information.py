"""What is worth knowing before money is spent, in words: figures by what knowing them saves, and what no figure says."""

from collections.abc import Iterator, Mapping
from typing import Any

from peakfolio.plan.chains import Link
from peakfolio.plan.plan import Plan
from peakfolio.plan.tables import Effect
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.information import FigureWorth, Information
from peakfolio.portfolio.sampling import find_figures, name_own
from peakfolio.report import names
from peakfolio.report.chains import name_link, name_unit, show_spread
from peakfolio.report.content import MONEY, Cell, Table, make_table, name_column, number_column, text_column
from peakfolio.words import NOTHING, SEMICOLON, Words, listing, say

INFORMATION = say("What is worth knowing before money is spent")
LEAST_WORTH = 0.5  # 万元: less is shown as nought, and is
LEAST_SHARE = 0.05  # of what a figure may turn out to be; what changes more rarely is not told
MOST_TOLD = 4  # projects named in a cell; more would drown it


def make_information_table(answer: Answer, told: Information) -> Table:
    """The figures that are worth knowing, the most first, with what knowing each would save and change."""
    columns = (
        name_column("figure", say("What to count or measure")),
        text_column("range", say("Now taken as"), 1.2),
        number_column("worth_wan_yuan", say("Worth knowing"), MONEY, 0),
        name_column("targets", say("Open targets it bears on")),
        text_column("changes", say("What it may change"), 1.5),
    )
    rows = [_describe(answer.plan, answer, each) for each in told.figures if each.worth_wan_yuan >= LEAST_WORTH]
    return make_table("information", INFORMATION, columns, rows)


def _describe(plan: Plan, answer: Answer, each: FigureWorth) -> Mapping[str, Cell]:
    link = find_link(plan, each.figure)
    shown = [names.name_indicator(plan, key) for key in each.targets]
    return {
        "figure": name_figure(answer, each.figure, link),
        "range": _show_range(answer, each.figure, link),
        "worth_wan_yuan": each.worth_wan_yuan,
        "targets": listing(shown, SEMICOLON),
        "changes": _tell_changes(each),
    }


def find_link(plan: Plan, figure: str) -> Link | None:
    """A step of a chain that takes the figure; None of an effect without a chain."""
    links = (link for chain in plan.chain_by_effect.values() for link in chain.links)
    return next((link for link in links if link.draw_id == figure), None)


def name_figure(answer: Answer, figure: str, link: Link | None) -> Words:
    """A figure by the name of its parameter, class or step, or as what a project brings."""
    if link is not None:
        return name_link(answer.plan, link)
    effect = _find_effect(answer, figure)
    return say(
        "what {action} brings to {indicator}",
        action=names.name_action(answer.plan, effect.action_id),
        indicator=names.name_indicator(answer.plan, effect.indicator_id),
    )


def _show_range(answer: Answer, figure: str, link: Link | None) -> Words:
    if link is not None:
        return show_spread(link.spread, name_unit(answer.plan, link))
    effect = _find_effect(answer, figure)
    spread = find_figures(answer.plan, answer.scenario, effect)[figure]
    # what shares a gap is drawn as a multiple of its share, whatever the unit of the indicator
    unit = None if effect.basis == "shared" else answer.plan.indicator_by_id[effect.indicator_id].unit
    return show_spread(spread, names.show_unit(unit))


def _find_effect(answer: Answer, figure: str) -> Effect:
    """The effect whose own figure it is, as the scenario reads it: what a chain reckons may be a share of the gap there."""
    return next(row for row in answer.plan.read_effects(answer.scenario) if name_own(row) == figure)


def _tell_changes(each: FigureWorth) -> Words:
    """The projects that would come in or fall out, and in how much of what the figure may turn out to be."""
    said = [*_tell(each.gained, say("would be built")), *_tell(each.dropped, say("would be left out"))]
    return listing(said, SEMICOLON) if said else say("nothing")


def _tell(shares: Mapping[str, float], what: Words) -> Iterator[Words]:
    often = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [
        pair for pair in often if LEAST_SHARE <= pair[1] < 1.0
    ]  # what comes whatever it turns out to be, knowing does not change
    for key, share in told[:MOST_TOLD]:
        yield say("{key} {what} in {share:.0%} of cases", key=key, what=what, share=share)


def names_figures(told: Information) -> bool:
    """Whether any figure is worth knowing."""
    return any(each.worth_wan_yuan > 0 for each in told.figures)


def say_worth(answer: Answer, told: Information) -> Words:
    """The figure that is most worth knowing; that none is where nothing that can be found out changes the choice."""
    if not names_figures(told):
        return say(
            "No figure that has a range would change the choice, whatever it turns out to be; money need not wait for a count."
        )
    most = told.figures[0]
    return say(
        "Most worth knowing before money is spent: {figure}, up to {worth}; it bears on {targets}.",
        figure=name_figure(answer, most.figure, find_link(answer.plan, most.figure)),
        worth=names.show_money(round(most.worth_wan_yuan)),
        targets=listing([names.name_indicator(answer.plan, key) for key in most.targets], SEMICOLON),
    )


def describe_information(told: Information) -> Mapping[str, Any]:
    """What is worth knowing as plain values."""
    return {
        "target_wan_yuan": told.target_wan_yuan,
        "all_wan_yuan": told.all_wan_yuan,
        "candidates": told.candidates,
        "figures": [
            {"figure": each.figure, "worth_wan_yuan": each.worth_wan_yuan, "targets": list(each.targets)}
            for each in told.figures
        ],
        "unknown": {key: list(actions) for key, actions in told.unknown.items()},
    }


def list_information_notes(answer: Answer, told: Information) -> tuple[Words, ...]:
    """What the worth rests on, and where no figure can be put to anything."""
    worth = names.show_money(round(told.target_wan_yuan))
    notes: list[Words] = [
        say("Meeting a target is taken to be worth {worth}, as asked.", worth=worth)
        if told.is_given
        else say(
            "Meeting a target is taken to be worth {worth}, the least at which every part of this answer is worth its money.",
            worth=worth,
        ),
        say(
            "Knowing everything would be worth {all}. {candidates} portfolios were compared.",
            all=names.show_money(round(told.all_wan_yuan)),
            candidates=told.candidates,
        ),
    ]
    idle = sum(each.worth_wan_yuan < LEAST_WORTH for each in told.figures)
    if idle:
        notes.append(say("{idle} other uncertain figures change no choice, whatever they turn out to be.", idle=idle))
    for key, actions in told.unknown.items():
        notes.append(
            say(
                "{target}: what comes of {actions} is unknown; count or measure it before it is counted on.",
                target=names.name_indicator(answer.plan, key),
                actions=listing(actions),
            )
        )
    return tuple(notes)


def say_certainty(answer: Answer) -> Words:
    """How sure the answer is with the effects drawn; nothing where no figure is uncertain."""
    sure = answer.certainty
    if sure is None or not sure.by_target:
        return NOTHING
    weakest = min(sure.by_target, key=lambda key: sure.by_target[key])
    if sure.by_target[weakest] >= 1.0:
        return say("Their figures have no range that could break this.")
    return say(
        "With every figure drawn from its range all of them are met in {share:.0%} of draws; the least sure is {target} ({least:.0%}).",
        share=sure.all_met,
        target=names.name_indicator(answer.plan, weakest),
        least=sure.by_target[weakest],
    )
