"""The annex of the report: what is printed of it, in which digits and words, and what is left to workbook and screen."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from peakfolio.render.page import render_page
from peakfolio.report.chapters.compose import compose_content
from peakfolio.report.content import share_column
from peakfolio.report.document import Chapter, Column, Document, Figure, Table, Text
from peakfolio.report.names import show_about
from peakfolio.report.numbering import read_document
from peakfolio.words import LANGUAGES, Language
from remembering import make_run

REGIONS = ("dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan")
FILED = ("base_figures", "carbon_inventory", "inputs")  # of every plan with emissions
FILE_NAME, FOUND_KEY = re.compile(r"\b[a-z_]+\.csv\b"), re.compile(r"(?<![A-Za-z_/.])[a-z]+(?:_[a-z0-9]+)+")
TENTH = re.compile(r"\d\.\d")


@cache
def compose(region: str, language: Language) -> Document:
    return read_document(compose_content(make_run(region)), language)


def list_annex(document: Document) -> list[Chapter]:
    return [each for each in document.chapters if each.is_appendix]


def list_tables(document: Document) -> list[Table]:
    return [block for chapter in list_annex(document) for block in chapter.blocks if isinstance(block, Table)]


def find_table(document: Document, name: str) -> Table:
    return next(each for each in document.tables if each.name == name)


def read_texts(tables: list[Table]) -> Iterator[str]:
    for table in tables:
        yield table.title
        yield table.note
        for row in table.rows:
            yield from (each.show(cell) for each, cell in zip(table.columns, row, strict=True))


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_looked_up_is_not_printed_and_is_listed_where_it_stands(region: str) -> None:
    document = compose(region, "zh")
    filed = [each for each in (*document.tables, *document.figures) if each.is_filed]
    assert set(FILED) <= {each.name for each in filed}
    assert all(each.rows for each in document.tables), "a head without a row tells nobody anything"
    listed = find_table(document, "filed_tables")
    assert {(row[0], row[1]) for row in listed.rows} == {(f"{each.label} {each.number}", each.title) for each in filed}
    printed = document.printed
    assert not [each for each in (*printed.tables, *printed.figures) if each.is_filed]
    assert len(printed.tables) + len(printed.figures) == len(document.tables) + len(document.figures) - len(filed)


@pytest.mark.parametrize("region", REGIONS)
def test_numbers_of_what_is_printed_have_no_gap(region: str) -> None:
    printed = compose(region, "en").printed
    found: dict[str, list[int]] = {}
    for block in (*printed.tables, *printed.figures):
        found.setdefault(block.label, []).append(block.number)
    assert set(found) <= {"Table", "Figure", "Appendix table"}
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in found.values())


def test_a_chapter_is_not_mistaken_for_a_figure_of_its_name() -> None:
    document = compose("dongchuan", "en")
    assert {"money"} <= {each.name for each in document.chapters} & {each.name for each in document.figures}
    places = {row[3] for row in find_table(document, "key_figures").rows}
    assert not [each for each in places if str(each).startswith(("Figure", "Electronic"))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", REGIONS)
def test_shares_and_certainties_are_whole_per_cents(region: str, language: Language) -> None:
    names = (
        "option_intervals",
        "delivery_intervals",
        "project_delays",
        "delivery_what_if",
        "delivery_robust",
        "carbon_classes",
    )
    tables = [each for each in list_tables(compose(region, language)) if each.name in names]
    for table in tables:
        for place, column in enumerate(table.columns):
            if column.unit == "%" or column.key == "interval":
                assert not [row[place] for row in table.rows if TENTH.search(column.show(row[place]))], table.name
    assert tables


def test_a_share_has_no_decimals_unless_asked() -> None:
    assert share_column("chance", "P").digits == 0


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0019, "<0.1"), (-0.021, "≈0"), (0.04, "<0.1"), (0.0, "0"), (0.05, "0.1")]
)
def test_what_is_little_is_told_without_digits_nobody_reads(value: float, shown: str) -> None:
    assert Column("months", "x", "number", digits=1).show(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.6148, "0.61"),
        (0.0218, "0.022"),
        (3.07, "3.07"),
        (20.29, "20.3"),
        (152555.0, "152,555"),
        (27472.44, "27,472"),
        (1.0, "1"),
    ],
)
def test_what_was_reckoned_has_three_digits_at_most_behind_the_first(value: float, shown: str) -> None:
    assert show_about(value) == shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", REGIONS)
def test_no_file_and_no_key_of_the_program_stands_in_the_annex(region: str, language: Language) -> None:
    tables = [each for each in list_tables(compose(region, language)) if each.name not in ("inputs", "identity")]
    texts = [re.sub(r"https?://\S+", "", each) for each in read_texts(tables)]
    assert not [each for each in texts if FILE_NAME.search(each)]
    keys = {key for each in texts for key in FOUND_KEY.findall(each)}
    assert not keys & {
        "other_ghg",
        "energy_co2",
        "plant_co2",
        "rural_water_supply",
        "cropland_remediation",
        "closure_of_forest_land",
    }
    if language == "zh":
        assert not [each for each in texts if re.search(r"\bplan:\d", each)]
        assert not [each for each in texts if "循环论证" in each]
    else:
        assert not [each for each in texts if re.search(r"\bcircular\b(?! econom)", each)]


@pytest.mark.parametrize("region", REGIONS)
def test_a_range_of_abatement_has_a_row_for_each_ledger_and_no_empty_one(region: str) -> None:
    document = compose(region, "zh")
    tables = [each for each in document.tables if each.name == "carbon_ranges" and each.rows]
    for table in tables:
        places = [table.columns.index(each) for each in table.columns if each.key.startswith("abates_")]
        assert len(table.columns) == 8
        assert all(any(row[place] for place in places) for row in table.rows)


@pytest.mark.parametrize("region", REGIONS)
def test_the_printed_inventory_adds_up_to_the_whole_one(region: str) -> None:
    document = compose(region, "zh")
    short, whole = (find_table(document, name) for name in ("inventory_by_sector", "carbon_inventory"))
    assert len(short.rows) < len(whole.rows)
    sector, energy, carbon, *fuels = short.rows[-1]
    assert (energy, carbon) == pytest.approx(whole.rows[-1][2:])
    assert sum(float(each or 0) for each in fuels) == pytest.approx(carbon, abs=1e-4)
    assert sector == "合计"


def test_every_part_of_the_annex_says_something() -> None:
    for region in REGIONS:
        for chapter in list_annex(compose(region, "zh")):
            headings = [isinstance(each, Text) and each.role == "heading" for each in chapter.blocks]
            assert not any(first and second for first, second in pairwise(headings))
            assert not headings[-1]
            assert any(isinstance(each, Table | Figure) for each in chapter.blocks)


CITED = (
    "publications",
    "further_sources",
    "filed_sources",
    "carbon_sources",
    "findings",
)  # titles of works and quotations


@pytest.mark.parametrize("region", REGIONS)
def test_english_tables_hold_chinese_only_as_quotations(region: str) -> None:
    tables = [each for each in list_tables(compose(region, "en").printed) if each.name not in CITED]
    texts = [re.sub(r"'[^']*'|\([^()]*\)", "", each) for each in read_texts(tables)]
    assert not [each for each in texts if re.search("[\u4e00-\u9fff]", each)]


def test_on_the_page_what_is_not_printed_is_folded_up_and_long_tables_take_the_breadth() -> None:
    document = compose("lufeng", "en")
    page = render_page(document, {each.name: b"" for each in document.figures})
    for table in list_tables(document):
        before = page[: page.index(f'<table id="{table.name}">')]
        assert (before.rfind("<details>") > before.rfind("</details>")) == table.is_filed, table.name
        assert before.rstrip().endswith('<div class="scroll wide">' if table.is_wide else '<div class="scroll">')
