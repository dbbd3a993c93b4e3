"""Every number that stands in two places is the same number: page one, chapters, planner's workbook, files of the run folder, and JSON."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest

from peakfolio.report.chapters.brief import find_options
from peakfolio.report.chapters.brief_words import Facts
from peakfolio.report.chapters.compose import compose_content
from peakfolio.report.document import Document, Grid, Table
from peakfolio.report.numbering import read_document
from peakfolio.words import show_share
from remembering import find_run_folder, make_run

REGIONS = ("dongchuan", "panzhihua-dongqu", "yongchuan")
SUBJECTS = ("action_id", "indicator_id", "option")  # what a row may be about in several tables
# Columns of one key that tell another thing in a table of the workbook: where the ticked projects bring a target and not where it stands,
# what is missing today and not what is missing in the end, and what is paid and not what it would cost.
# An abatement is derived in the unit of its form, and elsewhere told in tonnes.
OTHERS = {
    ("target", "value"),
    ("target", "missing"),
    ("money", "cost"),
    *(("abatements", each) for each in ("low", "central", "high")),
}
LETTERS = "ABCD"


@cache
def compose(region: str) -> Document:
    return read_document(compose_content(make_run(region)), "en")


def list_tables(document: Document) -> Iterator[Table]:
    assert document.brief is not None
    for chapter in (document.brief, *document.chapters):
        yield from (block for block in chapter.blocks if isinstance(block, Table))
    for sheet in document.sheets:
        yield from (part.table for part in sheet.parts if isinstance(part, Grid))


def find_subject(cell: object) -> object:
    """An option by its letter, whatever it is called."""
    return cell[0] if isinstance(cell, str) and cell[:1] in LETTERS and cell[1:2] in (" ", "") else cell


@pytest.mark.parametrize("region", REGIONS)
def test_a_number_of_one_subject_under_one_key_is_the_same_in_every_table(region: str) -> None:
    found: dict[tuple[object, ...], dict[str, tuple[float, int]]] = defaultdict(dict)
    for table in list_tables(compose(region)):
        first, *columns = table.columns
        if first.key not in SUBJECTS:
            continue
        for subject, *cells in table.rows:
            for column, cell in zip(columns, cells, strict=True):
                if subject and isinstance(cell, int | float) and (table.name, column.key) not in OTHERS:
                    found[first.key, find_subject(subject), column.key][table.name] = float(cell), column.digits
    twice = {key: said for key, said in found.items() if len(said) > 1}
    assert len(twice) > 60
    for key, said in twice.items():
        digits = min(digits for _, digits in said.values())
        shown = [value for value, _ in said.values()]
        assert max(shown) - min(shown) <= 0.51 * 10.0**-digits + (0.5 if key[-1] == "chance" else 0.0), (key, said)


@pytest.mark.parametrize("region", REGIONS)
def test_options_of_page_one_are_those_of_the_json(region: str) -> None:
    run, folder = make_run(region), find_run_folder(region)
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    options = find_options(Facts.of_run(run))
    page = next(each for each in list_tables(compose(region)) if each.name == "brief_options")
    rows = [dict(zip((each.key for each in page.columns), row, strict=True)) for row in page.rows]
    assert [row["cost_wan_yuan"] for row in rows] == pytest.approx([each.cost_wan_yuan for each in options])
    assert rows[0]["chance"] == show_share(told["delivery"]["portfolios"]["chosen"]["chance"])
    assert rows[0]["likely"] == show_share(told["delivery"]["likely"]["chosen"]["all"])
    assert rows[0]["cost_wan_yuan"] == pytest.approx(told["cost_wan_yuan"])
    assert {row["likely"] for row in rows} <= {show_share(each["all"]) for each in told["delivery"]["likely"].values()}


@pytest.mark.parametrize("region", REGIONS)
def test_projects_and_targets_of_page_one_are_those_of_the_files(region: str) -> None:
    folder, tables = find_run_folder(region), {each.name: each for each in list_tables(compose(region))}

    def read(name: str) -> dict[str, dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return {next(iter(row.values())): row for row in csv.DictReader(file)}

    projects = read("portfolio")
    table = tables["brief_projects"]
    place = [each.key for each in table.columns].index("cost_wan_yuan")
    for row in table.rows:
        if isinstance(row[place], int | float) and row[0]:
            assert row[place] == pytest.approx(float(projects[str(row[0])]["cost_wan_yuan"])), row[0]
    results = [row["status"] for row in read("indicators").values()]
    fates = [
        row[[each.key for each in tables["brief_targets"].columns].index("fate")]
        for row in tables["brief_targets"].rows
    ]
    for names, status in (
        (("met", "met on paper", "met if carried out"), "met"),
        (("not reached", "unknown", "no project for it"), "missed"),
        (("number reached",), "undecided"),
    ):
        assert sum(fates.count(name) for name in names) == results.count(status), status


@pytest.mark.parametrize("region", REGIONS)
def test_the_workbook_begins_with_the_figures_of_page_one(region: str) -> None:
    document, run = compose(region), make_run(region)
    assert run.answer is not None
    grids = {part.table.name: part.table for sheet in document.sheets for part in sheet.parts if isinstance(part, Grid)}
    cost = (
        sum(float(row[-1]) for row in grids["money"].rows if isinstance(row[-1], int | float))
        if "money" in grids
        else None
    )
    numbers = {cell for table in grids.values() for row in table.rows for cell in row if isinstance(cell, int | float)}
    assert cost is not None
    assert any(abs(each - run.answer.verification.cost_wan_yuan) < 0.01 for each in numbers)
    assert sum(each.is_met for each in run.answer.verification.outcomes) in numbers
