"""Reads what a person types or pastes into a cell of a plan's own tables: by the grammar of the import, in the words of a package."""

from collections.abc import Mapping
from typing import Any

from peakfolio.errors import Flaw
from peakfolio.importing.cleaning import clean, is_blank
from peakfolio.importing.counting import find_numbers
from peakfolio.importing.money_cells import read_money
from peakfolio.importing.target_cells import Condition, read_target
from peakfolio.importing.year_cells import read_years
from peakfolio.plan.cell_tables import list_codes
from peakfolio.plan.chinese_codes import find_code
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.row_checks import holds_number
from peakfolio.plan.row_forms import write_cell
from peakfolio.plan.tables import NUMERIC_RELATIONS
from peakfolio.units import convert, measures_same
from peakfolio.words import say

Cells = Mapping[str, str]
MONEY = frozenset(
    {
        "cost_wan_yuan",
        "operation_wan_yuan_per_year",
        "amount_wan_yuan",
        "spent_wan_yuan",
        "to_come_wan_yuan",
        "final_cost_wan_yuan",
    }
)
YEARS = frozenset({"start_year", "end_year", "year", "earliest_start", "latest_start", "finish_year", "first_year"})
WRITE_NUMBER = say("write one number, such as 12.5")


def read_typed(plan: Plan, table: str, row: Cells, column: str, text: str) -> Cells | Flaw:
    """The cells of a package that a typed cell stands for, an empty one for what is cleared; a flaw where it is not understood."""
    kind = TABLES[table]
    if is_blank(text):
        return {column: ""}
    if column in kind.references:
        return {column: _find_key(plan, kind.references[column], text)}
    if column in MONEY:
        return _read_cost(column, text)
    if column in YEARS:
        return _read_years(table, column, text)
    codes = list_codes(kind, column)
    if codes:
        return _read_code(table, column, text, codes)
    if table == "targets" and column == "value":
        return _read_target(plan, row, text)
    annotation: Any = kind.model_fields[column].annotation
    if holds_number(annotation):
        return _read_number(plan, row, column, text)
    return {column: text.strip()}


def _find_key(plan: Plan, target: str, text: str) -> str:
    """The key that is meant: itself, the key before a name, or the name or number that one row alone has; else what was written."""
    tables = ("projects", "measures") if target == "actions" else (target,)
    rows = {getattr(row, TABLES[table].key[0]): row for table in tables for row in getattr(plan, table)}
    said = " ".join(text.split())
    if said.split(" ")[0] in rows:
        return said.split(" ")[0]
    names = {
        key: {row.name.zh, row.name.en, str(getattr(row, "number", None))}
        for key, row in rows.items()
        if hasattr(row, "name")
    }
    found = [key for key, known in names.items() if said in known]
    return found[0] if len(found) == 1 else said


def _read_cost(column: str, text: str) -> Cells | Flaw:
    reading = read_money(text, "万元")
    if not reading.is_read or reading.wan_yuan is None:
        finding = say('is no amount of money; found "{text}"', text=text)
        return Flaw(column, finding, say("write such as 4240, '4240万元' or '0.424亿元'"))
    if reading.shares:
        return Flaw(
            column, say("splits the cost"), say("write the whole cost here; who pays stands in the table of money")
        )
    return {column: write_cell(reading.wan_yuan)}


def _read_years(table: str, column: str, text: str) -> Cells | Flaw:
    reading = read_years(text)
    if not reading.is_read or (reading.start is None and reading.end is None):
        return Flaw(column, say('is no year; found "{text}"', text=text), say("write a year such as 2027"))
    first, last = reading.start or reading.end, reading.end or reading.start
    if first != last:
        end = "finish_year" if table == "progress" else "end_year"
        if column not in ("start_year", end):
            return Flaw(column, say('names several years; found "{text}"', text=text), say("write one year"))
        return {"start_year": str(first), end: str(last)}
    return {column: str(first)}


def _read_code(table: str, column: str, text: str, codes: tuple[str, ...]) -> Cells:
    code = find_code(text, codes)
    if code not in codes and table == "targets" and column == "relation":
        said = read_target(text).conditions
        code = said[0].relation or code if len(said) == 1 and said[0].value is None else code
    if table == "targets" and column == "relation" and code in codes:
        return {
            column: code,
            **({} if code in NUMERIC_RELATIONS else {"value": ""}),
            **({} if code == "between" else {"upper_value": ""}),
        }
    return {column: code}


def _read_target(plan: Plan, row: Cells, text: str) -> Cells | Flaw:
    reading = read_target(text)
    if not reading.is_read or not reading.conditions:
        return Flaw(
            "value",
            say('is not understood; found "{text}"', text=text),
            say("write such as 65, '≥65', 3-5 or '不降低'"),
        )
    if len(reading.conditions) > 1:
        return Flaw(
            "value",
            say("asks for several things"),
            say("write one row for each, and the same word in any_of where one is enough"),
        )
    (said,) = reading.conditions
    if said.change_from is not None:
        return Flaw("value", say("is a change against another year"), say("write the value that is to be reached"))
    if said.value is None:
        return {"relation": said.relation or "", "value": "", "upper_value": ""}
    return _set_target(plan, row, said)


def _set_target(plan: Plan, row: Cells, said: Condition) -> Cells | Flaw:
    indicator = plan.indicator_by_id.get(row.get("indicator_id", ""))
    numbers = [each for each in (said.value, said.upper) if each is not None]
    if said.unit and indicator is not None and indicator.unit:
        if not measures_same(said.unit, indicator.unit):
            finding = say(
                "{unit} does not fit the unit of the indicator, {wanted}", unit=said.unit, wanted=indicator.unit
            )
            return Flaw("value", finding, WRITE_NUMBER)
        numbers = [convert(each, said.unit, indicator.unit) for each in numbers]
    relation = said.relation or row.get("relation", "")
    if (said.relation is None and relation not in NUMERIC_RELATIONS) or (relation == "between" and said.upper is None):
        ways = {"more": "at_least", "less": "at_most"}
        relation = ways.get(indicator.direction, "") if indicator is not None else ""
    upper = write_cell(numbers[1]) if len(numbers) > 1 else ""
    return {"relation": relation, "value": write_cell(numbers[0]), "upper_value": upper}


def _read_number(plan: Plan, row: Cells, column: str, text: str) -> Cells | Flaw:
    bare = clean(text).text.strip()
    numbers = find_numbers(bare)
    if len(numbers) != 1 or bare[: numbers[0].begin].strip("+ ") not in ("", "-") or bare[numbers[0].end :].strip():
        return Flaw(column, say('is no number; found "{text}"', text=text), WRITE_NUMBER)
    (number,) = numbers
    value = -number.value if bare.startswith("-") and number.value > 0 else number.value
    indicator = plan.indicator_by_id.get(row.get("indicator_id", ""))
    if number.unit and indicator is not None and indicator.unit:
        if not measures_same(number.unit, indicator.unit):
            finding = say(
                "{unit} does not fit the unit of the indicator, {wanted}", unit=number.unit, wanted=indicator.unit
            )
            return Flaw(column, finding, WRITE_NUMBER)
        value = convert(value, number.unit, indicator.unit)
    return {column: write_cell(value)}
