"""From tables of projects to projects, who pays for them, and what they support."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from peakfolio.importing.cleaning import is_blank, label, squeeze
from peakfolio.importing.documents import Cell
from peakfolio.importing.funding_rows import make_funding
from peakfolio.importing.making import Made, Unread, Value, make_row, mark_of
from peakfolio.importing.money_cells import MoneyReading, read_money
from peakfolio.importing.project_items import Item, Pool, find_money_unit
from peakfolio.importing.year_cells import YearsReading, read_years
from peakfolio.plan.tables import Project, Support
from peakfolio.words import Words, say

MOST_USUAL = 1e7  # 万元
DEPARTMENT = re.compile(r"(?<=[局委办府司心处院站队部会所社])\s+(?=[\u4e00-\u9fff])")


def read_project(pool: Pool, item: Item) -> Iterator[Made]:
    """Everything the table says of a project."""
    name = _read_name(item)
    if name is None:
        yield say("A row of {place} names no project", place=item.table.place)
        return
    cost, cost_cell, cost_doubts = _read_cost(item)
    years, year_values = _read_years(item)
    values = {"name_zh": name, "category_zh": _read_category(item), **_read_texts(item), **year_values}
    if cost_cell is not None:
        values["cost_as_written"] = Value(label(cost_cell.text), item.told(cost_cell))
        mark, why = mark_of(cost_doubts)
        if cost.is_read and cost.wan_yuan is not None:
            values["cost_wan_yuan"] = Value(cost.wan_yuan, item.told(cost_cell), mark, why)
        else:
            yield Unread(
                "projects", item.key, "cost_wan_yuan", item.told(cost_cell), say("the cell was not understood")
            )
    if not years.is_read:
        told = next((each.told for each in year_values.values()), name.told)
        yield Unread("projects", item.key, "start_year", told, say("the cell was not understood"))
    cited = _cite(pool, item)
    yield from make_row("projects", Project, values, project_id=item.key, number=item.number, name_en="", **cited)
    yield from make_funding(item, cost, cited)
    yield from _make_supports(pool, item, cited)


def _cite(pool: Pool, item: Item) -> Mapping[str, object]:
    lines = sorted({cell.line for line in item.lines for cell in line.cells if not cell.is_repeat and cell.line > 0})
    if not lines:
        return {"source_id": pool.frame.sources[item.table.file]}
    joined = ";".join(str(each) for each in lines)
    if len(lines) > 1 and lines == list(range(lines[0], lines[-1] + 1)):
        joined = f"{lines[0]}-{lines[-1]}"
    return {"source_id": pool.frame.sources[item.table.file], "lines": joined}


def _read_name(item: Item) -> Value | None:
    for place in item.table.find("project"):
        text = label(item.lines[0].text(place))
        if text and not is_blank(text):
            more = [label(item.lines[0].text(each)) for each in item.table.find("project:more")]
            extra = [each for each in more if each and each != text]
            return Value("".join([text, *(f"（{each}）" for each in extra)]), item.told(item.lines[0].cells[place]))
    content = item.find("content")
    if content is None:
        return None
    return Value(
        label(content.text)[:40], item.told(content), "check", say("no name is printed; the content was taken")
    )


def _read_category(item: Item) -> Value:
    told = item.told(item.lines[0].cells[0])
    for place in item.table.find("category"):
        told = item.told(item.lines[0].cells[place])
        if place in item.lines[0].taken:
            return Value(item.category, told, "check", say("its cell is empty; that of the row above was taken"))
    if item.is_category_sure:
        return Value(item.category, told)
    return Value(
        item.category, told, "check", say("the table names no category; its caption or a general word was taken")
    )


def _read_texts(item: Item) -> dict[str, Value]:
    """The columns that are taken over as words."""
    found: dict[str, Value] = {}
    for field, column in (
        ("content", "content_zh"),
        ("lead", "lead_zh"),
        ("supports", "supports_as_written"),
        ("note", "note_zh"),
    ):
        cell = item.find(field)
        if cell is not None:
            words = DEPARTMENT.sub("、", cell.text) if field == "lead" else cell.text
            found[column] = Value(label(words), item.told(cell))
    return found


def _read_cost(item: Item) -> tuple[MoneyReading, Cell | None, tuple[Words, ...]]:
    """The cost of a project; several amounts under one number are added up, and that is said."""
    places = item.table.find("cost")
    cells = [cell for place in places[:1] for cell in item.cells[place]]
    if not cells:
        return MoneyReading(), None, ()
    unit = find_money_unit(item, "cost")
    readings = [read_money(each.text, unit) for each in cells]
    written = replace(cells[0], text="；".join(each.text.strip() for each in cells))
    if len(readings) == 1:
        return readings[0], written, (*readings[0].doubts, *_doubt_cost(item, places, readings[0]))
    if any(not each.is_read or each.wan_yuan is None for each in readings):
        return MoneyReading(is_read=False), written, ()
    total = float(f"{sum(each.wan_yuan or 0.0 for each in readings):.10g}")
    doubt = say("several amounts under one number were added up")
    return MoneyReading(total), written, (*(doubt for each in readings for doubt in each.doubts), doubt)


def _doubt_cost(item: Item, places: tuple[int, ...], reading: MoneyReading) -> Iterator[Words]:
    if (reading.wan_yuan or 0.0) > MOST_USUAL:
        yield say("the amount is larger than any county spends on a project")
    if item.is_sum:
        yield say("it is the sum of other rows: the row may be a subtotal and no project")
    said = {
        squeeze(cell.text) for place in places if item.table.heads[place].mark == "sure" for cell in item.cells[place]
    }
    if len(said) > 1:
        yield say("several columns give a cost; the first was taken")


def _read_years(item: Item) -> tuple[YearsReading, dict[str, Value]]:
    cells = {field: item.find(field) for field in ("years", "start", "end")}
    told = {field: item.told(cell) for field, cell in cells.items() if cell is not None}
    readings = {
        field: read_years(cell.text, is_end=field == "end", is_start=field == "start")
        for field, cell in cells.items()
        if cell is not None
    }
    if not readings:
        return YearsReading(), {}
    written = "；".join(label(cell.text) for cell in cells.values() if cell is not None)
    first = next(iter(told.values()))
    values = {"years_as_written": Value(written, first)}
    if any(not each.is_read for each in readings.values()):
        return YearsReading(is_read=False), values
    start = next((each.start for each in readings.values() if each.start is not None), None)
    end = next((each.end for each in readings.values() if each.end is not None), None)
    if start is not None and end is not None and end < start:
        return YearsReading(is_read=False), values
    mark, why = mark_of([doubt for each in readings.values() for doubt in each.doubts])
    values |= {"start_year": Value(start, first, mark, why)} if start is not None else {}
    values |= {"end_year": Value(end, told.get("end", first), mark, why)} if end is not None else {}
    return YearsReading(start, end), values


def _make_supports(pool: Pool, item: Item, cited: Mapping[str, object]) -> Iterator[Made]:
    cell = item.find("supports")
    if cell is None:
        return
    for name in pool.names.split(cell.text):
        meant = pool.names.find(name)
        why: Words | None
        if meant is None:
            why = say("no indicator of the plan has this name")
            values = {
                "as_written": Value(name, item.told(cell)),
                "indicator_id": Value(None, item.told(cell), "unread", why),
            }
        else:
            why = None if meant.is_sure else say("the name is near to that of an indicator")
            values = {
                "as_written": Value(name, item.told(cell)),
                "indicator_id": Value(meant.indicator_id, item.told(cell), "sure" if meant.is_sure else "check", why),
            }
        yield from make_row("supports", Support, values, project_id=item.key, **cited)
