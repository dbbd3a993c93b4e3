"""The first sheet: every project with its tick, and what the ticked ones cost together."""

from collections.abc import Iterator, Mapping

from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.report import names
from peakfolio.report.chapters.book.grids import WORDS, Book, make_grid, write_number
from peakfolio.report.chapters.book.money import list_sources, list_years
from peakfolio.report.content import (
    COUNTED,
    MONEY,
    Cell,
    Column,
    Grid,
    Sheet,
    make_table,
    name_column,
    number_column,
    text_column,
    year_column,
)
from peakfolio.report.portfolio import CATEGORIES, MEASURE, NO
from peakfolio.report.reasons import explain_reason
from peakfolio.words import NOTHING, Words, say, say_in

TICKED = say_in("heading", "Chosen")
WHAT_FOLLOWS = say(
    "Yellow cells can be changed: choose yes or no, type another cost or a budget, and every sum follows. Prefilled is what the model "
    "found to be the cheapest; whether another choice is the cheapest only the model can tell (solve again in the workbench)."
)
NOTHING_FOUND = say(
    "Yellow cells can be changed: choose yes or no, type a cost or a budget, and every sum follows. The model found no portfolio here, so "
    "nothing is chosen."
)
NO_PROJECTS = say("The documents list no project, so there is nothing to choose from.")


def list_projects(book: Book) -> Sheet:
    """Every project and measure of the pool, and the sums."""
    sheet = say_in("sheet", "Projects")
    if not book.projects and not book.ticks:
        refusal = book.run.refusal
        return Sheet("projects", sheet, (NO_PROJECTS, *((refusal,) if refusal is not None else ())), ())
    refusal = book.run.refusal
    notes = (WHAT_FOLLOWS,) if book.run.answer is not None else (NOTHING_FOUND, *((refusal,) if refusal else ()))
    parts = (
        _sum_up(book),
        _list_pool(book),
        *_sum_categories(book),
        *_sum_sources(book),
        *_sum_years(book),
        *_check_rules(book),
    )
    return Sheet("projects", sheet, notes, parts)


def _list_pool(book: Book) -> Grid:
    plan = book.run.plan if book.run.answer is None else book.run.answer.plan
    columns = (
        text_column("action_id", NO, 0.7),
        name_column("name", say("Project"), 2.2),
        text_column("category_zh", say("Category"), 1.0, CATEGORIES),
        Column("lead_zh", say("Lead unit"), width=1.1, only="zh"),
        text_column("ticked", TICKED, 0.5, WORDS),
        text_column("optimised", say("Model's choice"), 0.5, WORDS),
        number_column("cost", say("Cost"), MONEY),
        number_column("counted_cost", say_in("cost", "Counted"), MONEY),
        year_column("start", say_in("of years", "From")),
        year_column("finish", say_in("of years", "To")),
        text_column("serves", say("Supports"), 1.5),
        text_column("role", say("Conclusion"), 0.9, names.ROLES),
        name_column("reason", say("Reason"), 2.8),
        number_column("counted", say_in("part", "Counted"), digits=4),
    )
    rows = [_describe(book, key) for key in (*(each.project_id for each in book.projects), *plan.measure_by_id)]
    return make_grid(
        make_table("project", say("Every project of the pool; policy measures last"), columns, rows),
        {
            "counted": [
                f'IF({{ticked}}="@yes",{write_number(_find_part(book, str(row["action_id"])))},0)' for row in rows
            ],
            "counted_cost": [_count_cost(book, str(row["action_id"])) for row in rows],
        },
        inputs=("ticked", "cost"),
        choices={"ticked": ("yes", "no")},
        is_main=True,
    )


def _find_part(book: Book, key: str) -> float:
    """What part of a project its tick stands for: all of it but where the model builds less."""
    return book.ticks[key].part if key in book.ticks else 1.0


def find_operation(book: Book, key: str) -> float:
    """What operation costs to the horizon if the project is built whole, 万元."""
    answer, tick = book.run.answer, book.ticks.get(key)
    if answer is None or tick is None:
        return 0.0
    spread = tick.action.spread_cost(tick.start, answer.problem.horizon)
    return sum(amount for year, amount in spread.items() if year > tick.finish)


def _count_cost(book: Book, key: str) -> str:
    operation = find_operation(book, key)
    return f"{{counted}}*(N({{cost}})+{write_number(operation)})" if operation else "{counted}*N({cost})"


def _describe(book: Book, key: str) -> dict[str, Cell]:
    """What stands beside a project or measure."""
    answer, tick = book.run.answer, book.ticks.get(key)
    plan = book.run.plan if answer is None else answer.plan
    project = plan.project_by_id.get(key)
    is_chosen = tick is not None and tick.is_chosen
    part = _find_part(book, key) if is_chosen else 0.0
    cost = 0.0 if project is None else project.cost_wan_yuan
    said: dict[str, Cell] = {
        "action_id": key,
        "name": names.name_action(plan, key),
        "category_zh": MEASURE if project is None else project.category_zh,
        "lead_zh": None if project is None else project.lead_zh,
        "ticked": "yes" if is_chosen else "no",
        "optimised": "yes" if is_chosen else "no",
        "cost": cost,
        "counted_cost": part * ((cost or 0.0) + find_operation(book, key)),
        "counted": part,
        "start": tick.start if tick is not None else project.start_year if project is not None else None,
        "finish": tick.finish if tick is not None else project.end_year if project is not None else None,
    }
    return said | ({} if answer is None else _give_reason(answer, key))


def _give_reason(answer: Answer, key: str) -> dict[str, Cell]:
    reason: Reason | None = next((each for each in answer.reasons if each.action_id == key), None)
    if reason is None:
        return {}
    return {"serves": " ".join(reason.could_serve), "role": reason.role, "reason": explain_reason(answer, reason)}


def _sum_up(book: Book) -> Grid:
    """One row: how many, how much, within what budget, and how many targets."""
    answer = book.run.answer
    budget = None if answer is None else answer.scenario.budget_wan_yuan
    cost = 0.0 if answer is None else answer.verification.cost_wan_yuan
    chosen = 0 if answer is None else len(names.list_projects(answer.plan, answer.choice.portfolio))
    met = 0 if answer is None else sum(each.is_met for each in answer.verification.outcomes)
    within = "unset" if budget is None else "within" if cost <= budget + names.CENT else "over"
    unpriced = sum(each.cost_wan_yuan is None for each in book.projects)
    columns = (
        text_column("ticks", say("The choice is"), 2.0, WORDS),
        number_column("projects", say("Chosen projects"), COUNTED, 0),
        number_column("cost", say("Cost"), MONEY),
        number_column("budget", say("Budget (type it)"), MONEY),
        number_column("left", say("Left"), MONEY),
        text_column("within", say("Budget kept"), 1.0, WORDS),
        number_column("met", say("Targets met of {open}", open=len(book.ticking.targets)), COUNTED, 0),
        number_column("unpriced", say("Chosen without a cost, not counted"), COUNTED, 0),
    )
    row: dict[str, Cell] = {
        "projects": chosen,
        "cost": cost,
        "budget": budget,
        "left": "" if budget is None else budget - cost,
        "within": within,
        "met": met,
        "ticks": "same",
        "unpriced": 0,
    }
    formulas = {
        "projects": 'SUMPRODUCT((project_category_zh<>"@measure")*(project_counted>0))',
        "cost": "SUM(project_counted_cost)",
        "left": 'IF(ISNUMBER({budget}),{budget}-{cost},"")',
        "within": 'IF(ISNUMBER({budget}),IF({cost}<={budget}+0.005,"@within","@over"),"@unset")',
        "ticks": 'IF(SUMPRODUCT(--(project_ticked<>project_optimised))=0,"@same","@changed")',
        **({"met": 'COUNTIF(target_result,"@met")'} if book.ticking.targets else {}),
        **({"unpriced": 'SUMPRODUCT((project_counted>0)*(project_cost=""))'} if unpriced else {}),
    }
    table = make_table("sum", NOTHING, columns, [row])
    return make_grid(
        table if unpriced else table.drop("unpriced"),
        formulas,
        inputs=("budget",),
        under={
            "ticks": "name", "projects": "category_zh", "unpriced": "ticked:optimised", "cost": "cost",
            "budget": "counted_cost", "left": "start:finish", "within": "serves", "met": "role",
        },
    )  # fmt: skip


def _sum_categories(book: Book) -> Iterator[Grid]:
    """Number and cost of the ticked projects by category, beside what the whole pool costs."""
    found = dict.fromkeys(each.category_zh for each in book.projects)
    columns = (
        text_column("category", say("By category"), 1.0, CATEGORIES),
        number_column("projects", say("Chosen projects"), COUNTED, 0),
        number_column("pool", say_in("cost", "Whole pool"), MONEY),
        number_column("cost", say_in("cost", "Chosen"), MONEY),
    )
    rows = []
    for category in found:
        own = [each for each in book.projects if each.category_zh == category]
        chosen = [
            each.project_id for each in own if each.project_id in book.ticks and book.ticks[each.project_id].is_chosen
        ]
        rows.append(
            {
                "category": category,
                "projects": len(chosen),
                "pool": sum(each.cost_wan_yuan or 0.0 for each in own),
                "cost": sum(float(str(_describe(book, key)["counted_cost"])) for key in chosen),
            }
        )
    formulas = {
        "projects": "SUMPRODUCT((project_category_zh={category})*(project_counted>0))",
        "pool": "SUMIF(project_category_zh,{category},project_cost)",
        "cost": "SUMIF(project_category_zh,{category},project_counted_cost)",
    }
    if rows:
        table = make_table("category", say("Chosen projects by category"), columns, rows)
        yield make_grid(
            table,
            formulas,
            under={"category": "name", "projects": "category_zh", "pool": "cost", "cost": "counted_cost"},
        )


def _sum_sources(book: Book) -> Iterator[Grid]:
    sources = list_sources(book)
    rows = [{"source": each, "cost": _add_spending(book, source=each)} for each in sources]
    columns = (
        text_column("source", say("By funding source"), 1.0, FUNDING),
        number_column("cost", say_in("cost", "Chosen"), MONEY),
    )
    if rows:
        yield make_grid(
            make_table("source", say("Chosen projects by funding source"), columns, rows),
            {"cost": [f"SUMPRODUCT(money_cost,money_from_{each}/money_printed)" for each in sources]},
            under={"source": "name", "cost": "counted_cost"},
        )


def _sum_years(book: Book) -> Iterator[Grid]:
    years = list_years(book)
    rows = [{"year": each, "cost": _add_spending(book, year=each)} for each in years]
    columns = (year_column("year", say("By year")), number_column("cost", say_in("cost", "Chosen"), MONEY))
    if rows:
        yield make_grid(
            make_table("year", say("Chosen projects by year"), columns, rows),
            {"cost": [f"SUM(money_y{each})" for each in years]},
            under={"year": "name", "cost": "counted_cost"},
        )


def _add_spending(book: Book, source: str | None = None, year: int | None = None) -> float:
    spending = {} if book.run.answer is None else book.run.answer.verification.spending
    return sum(amount for (one, when), amount in spending.items() if source in (None, one) and year in (None, when))


def _check_rules(book: Book) -> Iterator[Grid]:
    """What the plan says of pairs of projects, and whether the ticks keep it."""
    answer = book.run.answer
    if answer is None or not answer.problem.relations:
        return
    columns = (
        name_column("rule", say("Rule between projects"), 2.0),
        text_column("first", say("First"), 0.6),
        text_column("second", say("Second"), 0.6),
        text_column("state", say("Kept by the choice"), 0.8, WORDS),
    )
    said: Mapping[str, tuple[Words, str]] = {
        "requires": (say("the first requires the second"), "AND({first}>0,{second}=0)"),
        "excludes": (say("the first excludes the second"), "AND({first}>0,{second}>0)"),
        "together": (say("both or none"), "({first}>0)<>({second}>0)"),
    }
    rows, formulas = [], []
    for each in answer.problem.relations:
        words, test = said[each.kind]
        rows.append({"rule": words, "first": each.action_id, "second": each.other_id, "state": "kept"})
        ticked = {name: f"SUMIF(project_action_id,{{{name}}},project_counted)" for name in ("first", "second")}
        formulas.append(f'IF({test.format(**ticked)},"@broken","@kept")')
    yield make_grid(
        make_table("rule", say("Rules between projects"), columns, rows),
        {"state": formulas},
        under={"rule": "name", "first": "category_zh", "second": "ticked", "state": "cost"},
    )
