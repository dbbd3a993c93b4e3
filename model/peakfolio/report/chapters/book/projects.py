"""The first sheet: every project with its tick, and what the ticked ones cost together."""

from collections.abc import Iterator, Mapping

from peakfolio.plan.words import FUNDING
from peakfolio.portfolio.answering import Answer
from peakfolio.portfolio.explaining import Reason
from peakfolio.report import names
from peakfolio.report.chapters.book.grids import WORDS, Book, make_grid, write_number
from peakfolio.report.chapters.book.money import list_sources, list_sunk_years, list_years
from peakfolio.report.chapters.book.rules import check_rules
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
from peakfolio.words import NOTHING, say, say_in

TICKED = say("Chosen")
WHAT_FOLLOWS = say(
    "Yellow cells can be changed: choose yes or no, type another cost, start year or budget, and every sum follows. Prefilled is what the "
    "model found to be the cheapest; whether another choice is the cheapest only the model can tell (solve again in the workbench). A "
    "start year stays within the years the model allows the project; targets that a moved project can change ask to be solved again."
)
NOTHING_FOUND = say(
    "Yellow cells can be changed: choose yes or no, type a cost or a budget, and every sum follows. The model found no portfolio here, so "
    "nothing is chosen."
)
NO_PROJECTS = say(
    "The documents list no project, so there is nothing to choose from. Where the indicators stand, how emissions go and where the "
    "documents contradict themselves is on the sheets that follow. Add projects with their costs to the plan, and they stand here."
)


def list_projects(book: Book) -> Sheet:
    """Every project and measure of the pool, and the sums."""
    sheet = say_in("sheet", "Projects")
    if not book.projects and not book.ticks:
        return Sheet("projects", sheet, (NO_PROJECTS,), ())
    refusal = book.run.refusal
    notes = (WHAT_FOLLOWS,) if book.run.answer is not None else (NOTHING_FOUND, *((refusal,) if refusal else ()))
    parts = (
        _sum_up(book),
        _list_pool(book),
        *_sum_categories(book),
        *_sum_sources(book),
        *_sum_years(book),
        *check_rules(book),
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
        number_column("counted_cost", say("Cost counted"), MONEY, 0),
        year_column("start", say("Start year")),
        year_column("finish", say("Finish year")),
        year_column("found", say("Model's start year")),
        text_column("serves", say("Supports"), 1.5),
        text_column("role", say("Conclusion"), 0.9, names.ROLES),
        name_column("reason", say("Reason"), 2.8),
        number_column("counted", say("Part counted"), digits=4),
        number_column("moved", say("Moved"), digits=0),
    )
    rows = [_describe(book, key) for key in (*(each.project_id for each in book.projects), *plan.measure_by_id)]
    return make_grid(
        make_table("project", say("Every project of the pool; policy measures last"), columns, rows),
        {
            "counted": [
                f'IF({{ticked}}="@yes",{write_number(_find_part(book, str(row["action_id"])))},0)' for row in rows
            ],
            "counted_cost": [_count_cost(book, str(row["action_id"])) for row in rows],
            "finish": [_find_last(book, str(row["action_id"])) for row in rows],
            "moved": "IF(AND({counted}>0,{start}<>{found}),1,0)",
        },
        inputs=("ticked", "cost", *(("start",) if book.ticks else ())),
        choices={"ticked": ("yes", "no")},
        limits={"start": tuple(_limit_start(book, str(row["action_id"])) for row in rows)} if book.ticks else {},
        is_main=True,
    )


def _find_part(book: Book, key: str) -> float:
    """What part of a project its tick stands for: all of it but where the model builds less."""
    return book.ticks[key].part if key in book.ticks else 1.0


def _limit_start(book: Book, key: str) -> tuple[int, int] | None:
    """The years a project may start in; nothing where there is but one."""
    tick = book.ticks.get(key)
    if tick is None or len(tick.action.starts) < 2:
        return None
    return min(tick.action.starts), max(tick.action.starts)


def _find_last(book: Book, key: str) -> str:
    """The last year of building, which follows the first."""
    tick = book.ticks.get(key)
    return "" if tick is None else f"{{start}}+{tick.action.duration_years - 1}"


def find_operation(book: Book, key: str) -> float:
    """What operation costs to the horizon if the project is built whole, 万元."""
    answer, tick = book.run.answer, book.ticks.get(key)
    if answer is None or tick is None:
        return 0.0
    return tick.action.operation_wan_yuan * max(answer.problem.horizon - tick.finish, 0)


def _count_cost(book: Book, key: str) -> str:
    """The part that is built of the cost, and of the operation from the end of building to the horizon."""
    answer, tick = book.run.answer, book.ticks.get(key)
    if answer is None or tick is None or not tick.action.operation_wan_yuan > 0:
        return "{counted}*N({cost})"
    operation = f"{write_number(tick.action.operation_wan_yuan)}*MAX(0,{answer.problem.horizon}-{{finish}})"
    return f"{{counted}}*(N({{cost}})+{operation})"


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
        "found": tick.start if tick is not None else None,
        "moved": 0,
    }
    return said | ({} if answer is None else _give_reason(answer, key))


def _give_reason(answer: Answer, key: str) -> dict[str, Cell]:
    reason: Reason | None = next((each for each in answer.reasons if each.action_id == key), None)
    if reason is None:
        return {}
    return {"serves": " ".join(reason.could_serve), "role": reason.role, "reason": explain_reason(answer, reason)}


def _sum_up(book: Book) -> Grid:
    """One row: how many, how much, within what budget, and how many targets."""
    unpriced = any(each.cost_wan_yuan is None for each in book.projects)
    columns = (
        text_column("ticks", say("The choice is"), 2.0, WORDS),
        number_column("projects", say("Chosen projects"), COUNTED, 0),
        number_column("cost", say("Cost"), MONEY, 0),
        number_column("budget", say("Budget, to type"), MONEY),
        number_column("left", say("Left"), MONEY, 0),
        text_column("within", say("Budget kept"), 1.0, WORDS),
        number_column("met", say("Targets met of {open}", open=len(book.ticking.targets)), digits=0),
        number_column("unpriced", say("Chosen without a cost, not counted"), COUNTED, 0),
    )
    ahead = "({cost}" + "".join(f"-SUM(money_y{year})" for year in list_sunk_years(book)) + ")"
    formulas = {
        "projects": 'SUMPRODUCT((project_category_zh<>"@measure")*(project_counted>0))',
        "cost": "SUM(project_counted_cost)",
        "left": f'IF(ISNUMBER({{budget}}),{{budget}}-{ahead},"")',
        "within": f'IF(ISNUMBER({{budget}}),IF({ahead}<={{budget}}+0.005,"@within","@over"),"@unset")',
        "ticks": 'IF(SUMPRODUCT(--(project_ticked<>project_optimised))+SUM(project_moved)=0,"@same","@changed")',
        **({"met": 'COUNTIF(target_result,"@met")'} if book.ticking.targets else {}),
        **({"unpriced": 'SUMPRODUCT((project_counted>0)*(project_cost=""))'} if unpriced else {}),
    }
    table = make_table("sum", NOTHING, columns, [_add_up(book)])
    return make_grid(
        table if unpriced else table.drop("unpriced"),
        formulas,
        inputs=("budget",),
        under={
            "ticks": "name", "projects": "category_zh", "unpriced": "ticked:optimised", "cost": "cost",
            "budget": "counted_cost", "left": "start:finish", "within": "serves", "met": "role",
        },
    )  # fmt: skip


def _add_up(book: Book) -> Mapping[str, Cell]:
    """The sums of the model's choice; of nothing without an answer."""
    answer = book.run.answer
    if answer is None:
        return {"projects": 0, "cost": 0.0, "left": "", "within": "unset", "met": 0, "ticks": "same", "unpriced": 0}
    cost, budget = answer.verification.cost_wan_yuan, answer.scenario.budget_wan_yuan
    ahead = cost - answer.verification.sunk_wan_yuan  # what is spent already is under no budget
    return {
        "projects": len(names.list_projects(answer.plan, answer.choice.portfolio)),
        "cost": cost,
        "budget": budget,
        "left": "" if budget is None else budget - ahead,
        "within": "unset" if budget is None else "within" if ahead <= budget + names.CENT else "over",
        "met": sum(each.is_met for each in answer.verification.outcomes),
        "ticks": "same",
        "unpriced": 0,
    }


def _sum_categories(book: Book) -> Iterator[Grid]:
    """Number and cost of the ticked projects by category, beside what the whole pool costs."""
    found = dict.fromkeys(each.category_zh for each in book.projects)
    columns = (
        text_column("category", say("By category"), 1.0, CATEGORIES),
        number_column("projects", say("Chosen projects"), COUNTED, 0),
        number_column("pool", say("Cost of the whole pool"), MONEY, 0),
        number_column("cost", say("Cost of what is chosen"), MONEY, 0),
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
        number_column("cost", say("Cost of what is chosen"), MONEY, 0),
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
    columns = (year_column("year", say("By year")), number_column("cost", say("Cost of what is chosen"), MONEY, 0))
    if rows:
        yield make_grid(
            make_table("year", say("Chosen projects by year"), columns, rows),
            {"cost": [f"SUM(money_y{each})" for each in years]},
            under={"year": "name", "cost": "counted_cost"},
        )


def _add_spending(book: Book, source: str | None = None, year: int | None = None) -> float:
    spending = {} if book.run.answer is None else book.run.answer.verification.spending
    return sum(amount for (one, when), amount in spending.items() if source in (None, one) and year in (None, when))
