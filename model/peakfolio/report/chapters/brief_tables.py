"""The tables of the page to decide by: projects and options."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from peakfolio.portfolio.answering import Answer
from peakfolio.report import names as wording
from peakfolio.report.chapters.brief_fates import NO_FIGURE, find_shared
from peakfolio.report.chapters.options import Option, compare_starts, count_aims, list_bare
from peakfolio.report.content import (
    COUNTED,
    MONEY,
    Cell,
    Column,
    Row,
    Table,
    name_column,
    number_column,
    tabulate,
    text_column,
    year_column,
)
from peakfolio.words import SEMICOLON, SPACE, Words, listing, say, say_in, show_share

MOST_PROJECTS = 12  # rows that leave the page one page
SERVED = 2  # targets named for a project before the rest is counted


def list_projects(
    answer: Answer, options: Sequence[Option], most: int = MOST_PROJECTS, *, is_narrow: bool = False
) -> Table:
    """Projects of any option with lead unit, cost, years and targets, then the measures; long lists end with what is left.

    A narrow list leaves out the measures, and the years of the options but the first that builds a project.
    """
    plan = answer.plan
    starts: dict[str, int] = {}
    for each in (answer.choice.portfolio, *(option.portfolio for option in options)):
        starts = {**each.starts, **starts}
    keys = [key for key in plan.project_by_id if key in starts]
    keys += [] if is_narrow else [key for key in plan.measure_by_id if key in starts]
    served = _find_served(answer)
    table = tabulate(
        "brief_projects",
        say("Projects to build") if is_narrow else say("Projects to build, and measures to put in force"),
        keys,
        (text_column("action_id", say("No."), 0.5), lambda key: key),
        (name_column("name", say("Project"), 2.2), lambda key: wording.name_action(plan, key)),
        (Column("lead_zh", say("Lead unit"), width=1.2, only="zh"), lambda key: _find_lead(answer, key)),
        (number_column("cost_wan_yuan", say("Cost"), MONEY, 0), lambda key: _find_cost(answer, key)),
        (
            name_column("years", say_in("years of building", "Years"), 0.9),
            lambda key: (
                _show_span(answer, key, starts[key]) if is_narrow else _show_years(answer, key, starts[key], options)
            ),
        ),
        (name_column("targets", say("For which targets"), 2.0), lambda key: _name_served(answer, served.get(key, ()))),
        (text_column("options", say("In option"), 0.6), lambda key: _list_letters(key, options)),
    )
    whole = _close_with_totals(answer, table, most, say("Total of option A") if len(options) > 1 else say("Total"))
    return whole if len(options) > 1 else whole.drop("options")


def _close_with_totals(answer: Answer, table: Table, most: int, head: Words) -> Table:
    """The first rows, what the others cost together, what is paid for besides, and what the portfolio costs."""
    place, cost = table.keys.index("cost_wan_yuan"), answer.verification.cost_wan_yuan

    def make_row(name: Words, amount: float) -> Row:
        said: dict[str, Cell] = {"name": name, "cost_wan_yuan": amount}
        return tuple(said.get(key, "") for key in table.keys)

    most = most if len(table.rows) > most + 1 else len(table.rows)  # a row for one project may as well name it
    rows, left = table.rows[:most], table.rows[most:]
    own = sum(wording.find_cost(answer, key) or 0.0 for key in answer.choice.portfolio.starts)
    if left:
        amount = sum(cell for cell in (row[place] for row in left) if isinstance(cell, int | float))
        rows = (*rows, make_row(say("{count} more", count=len(left)), amount))
    if abs(cost - own) >= wording.CENT:
        rows = (*rows, make_row(say("Operation, and parts of divisible projects"), cost - own))
    return replace(table, rows=(*rows, make_row(head, cost)), has_total=True)


def _find_lead(answer: Answer, key: str) -> str | None:
    project = answer.plan.project_by_id.get(key)
    return "" if project is None else project.lead_zh


def _find_cost(answer: Answer, key: str) -> Cell:
    """What is spent on it; of a measure that nothing is."""
    if key not in answer.plan.project_by_id:
        return say("no investment")
    return wording.find_cost(answer, key)


def _show_years(answer: Answer, key: str, first: int, options: Sequence[Option]) -> Words | str:
    """The years of the first option that builds it, and of those that begin it in others, theirs: 2024-2025 (B C: 2023-2024)."""
    letters: dict[int, list[str]] = {}
    for each in options:
        start = each.portfolio.starts.get(key, first)
        if start != first:
            letters.setdefault(start, []).append(each.letter)
    others = (f"{' '.join(own)}: {_show_span(answer, key, start).rstrip('*')}" for start, own in letters.items())
    span, more = _show_span(answer, key, first), "; ".join(others)
    shown = f"{span} ({more})" if more else span
    is_yearly = any(each.arrives == "each_year" for each in answer.plan.effects if each.action_id == key)
    return say("{years} yearly", years=shown) if is_yearly and key in answer.plan.project_by_id else shown


def _show_span(answer: Answer, key: str, start: int) -> str:
    project, action = answer.plan.project_by_id.get(key), answer.problem.action_by_id[key]
    return str(start) if project is None else wording.show_years(project, start, action.duration_years)


def _find_served(answer: Answer) -> Mapping[str, tuple[str, ...]]:
    """The targets that need an action or that it serves, by action."""
    needed = {key for each in answer.reasons for key in each.fails_without}
    shared = {each.key for each in answer.verification.outcomes if each.is_reached} - needed  # met by several together
    return {
        each.action_id: (*each.fails_without, *(key for key in each.could_serve if key in shared))
        or tuple(each.could_serve)
        for each in answer.reasons
        if each.fails_without or each.could_serve
    }


def _name_served(answer: Answer, keys: Sequence[str]) -> Words:
    names = [wording.name_briefly(answer.plan, key) for key in keys]
    if len(names) <= SERVED:
        return listing(names, wording.LONG)
    shown = listing(names[:SERVED], wording.LONG)
    return say("{names} and {rest} more", names=shown, rest=len(names) - SERVED, count=len(names))


def _list_letters(key: str, options: Sequence[Option]) -> str:
    return " ".join(each.letter for each in options if key in each.portfolio.starts)


def list_brief_options(answer: Answer, options: Sequence[Option]) -> Table:
    """The options with cost and certainty; with delays and effects drawn together first, then by delay alone."""
    is_choice, bare = len(options) > 1, list_bare(answer)
    table = tabulate(
        "brief_options",
        say("The options to decide between") if is_choice else say("What option A comes to"),
        options,
        (name_column("option", say("Option"), 1.8), lambda each: say("{key} {name}", key=each.letter, name=each.name)),
        (number_column("cost_wan_yuan", say("Cost"), MONEY, 0), lambda each: each.cost_wan_yuan),
        (number_column("aims", say("Targets"), COUNTED), lambda each: count_aims(each, bare)),
        (year_column("by", say("By the end of")), lambda each: each.by),
        (number_column("likely", say("How sure")), lambda each: _show_sure(answer, each)),
        (number_column("chance", say("Dates alone")), lambda each: show_share(each.chance)),
        (name_column("changes", say("Against A"), 2.2), lambda each: _tell_changes(answer, options[0], each)),
        note=_warn_of_options(answer, options),
    )
    return table if is_choice else table.drop("changes")


def _tell_changes(answer: Answer, first: Option, other: Option) -> Words | str:
    """What an option gives up, builds or begins otherwise than the first, and its later date."""
    if other is first:
        return ""
    names = [wording.name_briefly(answer.plan, key) for key in other.dropped]
    said = [
        *([say("gives up {names}", names=listing(names, wording.LONG))] if names else []),
        *(
            []
            if other.portfolio.starts == first.portfolio.starts
            else [compare_starts(first.portfolio, other.portfolio)]
        ),
    ]
    return listing(said, SEMICOLON) if said else say("same projects and years, a later date")


def _warn_of_options(answer: Answer, options: Sequence[Option]) -> Words:
    """What the probabilities rest on, that fewer targets look surer by that alone, and which count by their number."""
    said = [say("How sure: all targets together; building months mostly judged.")]
    if list_bare(answer) & options[0].likely.by_target.keys():
        said.append(say("+: number reached, rest unchecked."))
    return listing(said, SPACE)


def _show_sure(answer: Answer, option: Option) -> str:
    return NO_FIGURE if find_shared(answer, option) else show_share(option.likely.all_met)
