"""What a choice must keep besides the targets: relations of projects, groups, locks, and ceilings on money; live where sums tell it."""

from collections.abc import Iterator
from dataclasses import dataclass

from peakfolio.plan.settings import Ceiling, Group
from peakfolio.plan.tables import Relation
from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.report import names
from peakfolio.report.chapters.book.grids import WORDS, Book, make_grid, write_number
from peakfolio.report.chapters.book.money import list_sources, list_years
from peakfolio.report.content import Grid, make_table, name_column, text_column
from peakfolio.words import Words, say, say_many

AGAIN = 'IF(sum_ticks="@same","@kept","@again")'  # where the sheet cannot tell


@dataclass(frozen=True)
class Rule:
    """A rule in words, the projects it ties, and the formula that says whether it is kept."""

    said: Words
    formula: str
    first: str = ""
    second: str = ""


def check_rules(book: Book) -> Iterator[Grid]:
    """Whether the choice keeps what the plan and the scenario impose; nothing where they impose nothing."""
    answer = book.run.answer
    rules = [] if answer is None else list(_list_rules(book, answer))
    columns = (
        name_column("rule", say("Rule"), 2.0),
        text_column("first", say("First"), 0.6),
        text_column("second", say("Second"), 0.6),
        text_column("state", say("Kept by the choice"), 0.8, WORDS),
    )
    rows = [{"rule": each.said, "first": each.first, "second": each.second, "state": "kept"} for each in rules]
    if rows:
        yield make_grid(
            make_table("rule", say("Rules the choice must keep"), columns, rows),
            {"state": [each.formula for each in rules]},
            under={"rule": "name", "first": "category_zh", "second": "ticked:optimised", "state": "cost:counted_cost"},
        )


def _list_rules(book: Book, answer: Answer) -> Iterator[Rule]:
    problem, scenario = answer.problem, answer.scenario
    yield from (_relate(each) for each in problem.relations)
    yield from (_count_members(each) for each in scenario.groups)
    for key in scenario.locked_in:
        yield Rule(say("must be chosen"), f'IF({_count(key)}>0,"@kept","@broken")', key)
    for key in scenario.locked_out:
        yield Rule(say("must not be chosen"), f'IF({_count(key)}>0,"@broken","@kept")', key)
    yield from (_limit(book, answer, each) for each in problem.ceilings)
    others = len(scenario.balances) + len(problem.cuts)
    if others:
        yield Rule(
            say_many(
                "{n} rule on shares of the money or on emissions",
                "{n} rules on shares of the money or on emissions",
                others,
            ),
            AGAIN,
        )


def _count(key: str) -> str:
    return f'SUMIF(project_action_id,"{key}",project_counted)'


def _relate(row: Relation) -> Rule:
    first, second = _count(row.action_id), _count(row.other_id)
    said, broken = {
        "requires": (say("the first requires the second"), f"AND({first}>0,{second}=0)"),
        "excludes": (say("the first excludes the second"), f"AND({first}>0,{second}>0)"),
        "together": (say("both or none"), f"({first}>0)<>({second}>0)"),
    }[row.kind]
    return Rule(said, f'IF({broken},"@broken","@kept")', row.action_id, row.other_id)


def _count_members(group: Group) -> Rule:
    count = "+".join(f"({_count(each)}>0)" for each in group.members)
    members = " ".join(group.members)
    if group.at_most is None:
        said = say("{name}: at least {least} of {members}", name=group.name, least=group.at_least, members=members)
        return Rule(said, f'IF({count}>={group.at_least},"@kept","@broken")')
    said = say(
        "{name}: {least} to {most} of {members}",
        name=group.name,
        least=group.at_least,
        most=group.at_most,
        members=members,
    )
    return Rule(said, f'IF(AND({count}>={group.at_least},{count}<={group.at_most}),"@kept","@broken")')


def _limit(book: Book, answer: Answer, ceiling: Ceiling) -> Rule:
    """A ceiling on what is spent after the base year; what may be carried over only the model knows."""
    source, year = ceiling.funding_source, ceiling.year
    whose = FUNDING[source] if source else say("all money")
    money = names.show_money(ceiling.ceiling_wan_yuan, is_exact=True)
    said: Words = say("{source} at most {money}", source=whose, money=money)
    if year is not None:
        said = say("{source} in {year} at most {money}", source=whose, year=year, money=money)
    if year is not None and answer.scenario.carry_over:
        return Rule(said, AGAIN)
    years = [each for each in list_years(book) if each > answer.problem.base_year and year in (None, each)]
    parts = [_pay(book, each, source) for each in years] if source is None or source in list_sources(book) else []
    spent = "+".join(parts) or "0"
    return Rule(said, f'IF({spent}<={write_number(ceiling.ceiling_wan_yuan)}+0.005,"@kept","@broken")')


def _pay(book: Book, year: int, source: str | None) -> str:
    if source is None:
        return f"SUM(money_y{year})"
    return f"SUMPRODUCT(money_y{year},money_from_{source}/money_printed)"
