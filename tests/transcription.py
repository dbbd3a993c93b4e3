"""Holds the tables of a plan package against the plain text they were taken from.

Run ``python tests/transcription.py REGION`` to read the disagreements of one region; the tests run it for all of them.
White space is ignored, because the plain text breaks cells across lines; every other character counts.
"""

import csv
import math
import re
import sys
import unicodedata
from pathlib import Path

from pydantic import ValidationError

from peakfolio.plan.package import TABLES

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
SEEDS = ROOT.parent / "shared" / "seeds"
QUOTED = (
    "as_written",
    "years_as_written",
    "cost_as_written",
    "lead_zh",
    "supports_as_written",
    "content_zh",
    "state_zh",
    "target_near_zh",
    "target_far_zh",
)
UNCITED = ("sources", "chains")  # a step of a chain cites nothing: its figure does
COUNTED = (1.0, 2.0, 100.0)  # what is counted in words or by names (一个村), and per cent
NAMED_TABLES = ("indicators", "projects", "basic_conditions")
NUMBERS_IN = {
    "targets": (("value", "as_written"), ("upper_value", "as_written")),
    "observations": (("value", "as_written"),),
    "printed_assessments": (("progress_percent", "as_written"), ("points", "as_written")),
    "score_tiers": (
        ("at_least", "as_written"),
        ("above", "as_written"),
        ("below", "as_written"),
        ("at_most", "as_written"),
        ("points", "as_written"),
    ),
    "projects": (
        ("cost_wan_yuan", "cost_as_written"),
        ("start_year", "years_as_written"),
        ("end_year", "years_as_written"),
    ),
    "funding": (("amount_wan_yuan", "as_written"),),
    "stated_totals": (("value", "as_written"),),
    "quantities": (("value", "as_written"),),
    "activities": (("value", "as_written"),),
}


def squeeze(text: str) -> str:
    """The text without bookmarks and white space."""
    return re.sub(r"\s+", "", re.sub(r"\[bookmark: [^\]]*\]", "", text))


def find_numbers(text: str) -> list[float]:
    """All numbers in a text; full-width digits, thousands commas and blanks inside numbers are read as people do."""
    plain = unicodedata.normalize("NFKC", squeeze(text))
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    return [float(found) for found in re.findall(r"\d+(?:\.\d+)?", plain)]


def calculate(formula: str) -> float:
    """The value of a formula in plain arithmetic; nothing but numbers, brackets and + - * / is accepted."""
    if not re.fullmatch(r"[\d.+\-*/() ]+", formula):
        raise ValueError(f"not plain arithmetic: {formula}")
    return float(eval(formula, {"__builtins__": {}}))  # the pattern above lets nothing but arithmetic through


def list_line_numbers(cited: str) -> list[int]:
    """The lines cited, such as '344;346-348'."""
    parts = (part.partition("-") for part in cited.split(";"))
    return [number for first, _, last in parts for number in range(int(first), int(last or first) + 1)]


def read_lines(cited: str, document: list[str]) -> str:
    """The cited lines as one squeezed text."""
    return squeeze("".join(document[number - 1] for number in list_line_numbers(cited)))


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def check_shape(table: str, number: int, row: dict[str, str]) -> list[str]:
    try:
        TABLES[table].model_validate({key: (value or None) for key, value in row.items() if value})
    except ValidationError as error:
        return [
            f"{table}.csv row {number}, {'.'.join(map(str, e['loc']))}: {e['msg']}; found {e['input']!r}"
            for e in error.errors()
        ]
    return []


def check_text(table: str, number: int, row: dict[str, str], cited: str) -> list[str]:
    columns = QUOTED + (("name_zh",) if table in NAMED_TABLES else ())
    return [
        f"{table}.csv row {number}, {column}: not in line {row['lines']}: {row[column]!r}"
        for column in columns
        if row.get(column) and not (column == "as_written" and row[column] == "-") and squeeze(row[column]) not in cited
    ]


def check_numbers(table: str, number: int, row: dict[str, str]) -> list[str]:
    faults = []
    for value_column, text_column in NUMBERS_IN.get(table, ()):
        if not row.get(value_column):
            continue
        found = find_numbers(row.get(text_column) or "")
        formula = row.get("formula")
        if formula and table == "observations":
            if not math.isclose(calculate(formula), float(row[value_column]), rel_tol=1e-9):
                faults.append(f"{table}.csv row {number}, formula: {formula} is not {row[value_column]}")
            strange = [each for each in find_numbers(formula.replace("-", " - ")) if each not in found]
            if strange:
                faults.append(f"{table}.csv row {number}, formula: {strange} not among {found}")
            continue
        if not any(math.isclose(abs(float(row[value_column])), each, rel_tol=1e-12) for each in found):
            faults.append(f"{table}.csv row {number}, {value_column}: {row[value_column]} is not among {found}")
    return faults


def check_parameter(number: int, row: dict[str, str], document: list[str]) -> list[str]:
    """What a chain takes from the document: the number itself, or those of its formula, stand in the cited lines."""
    lines = [document[number - 1] for number in list_line_numbers(row["lines"])]
    printed = [each for line in (*lines, "".join(lines)) for each in find_numbers(line)]
    found = [*printed, *(each * 1e4 for each in printed), *(each / 1e4 for each in printed), *COUNTED]  # 万
    wanted = find_numbers(row["formula"].replace("-", " - ")) if row.get("formula") else [abs(float(row["central"]))]
    strange = [each for each in wanted if not any(math.isclose(each, one, rel_tol=1e-9) for one in found)]
    return (
        [f"parameters.csv row {number}, {row['parameter_id']}: {strange} not in line {row['lines']}"] if strange else []
    )


def find_disagreements(region: Path, seeds: Path = SEEDS) -> list[str]:
    """Every place where a table of the region does not say what its cited line says."""
    documents = {
        row["source_id"]: (seeds / row["file"]).read_text(encoding="utf-8").split("\n")
        for row in read_rows(region / "sources.csv")
        if row["kind"] == "document"
    }
    known_sources = {row["source_id"] for row in read_rows(region / "sources.csv")}
    faults = []
    for table in TABLES:
        path = region / f"{table}.csv"
        if not path.exists():
            faults.append(f"{table}.csv is missing (a table with no rows still has its header)")
            continue
        seen = set()
        for number, row in enumerate(read_rows(path), start=2):
            faults += check_shape(table, number, row)
            key = tuple(row.get(column) for column in TABLES[table].key)
            if key in seen:
                faults.append(f"{table}.csv row {number}: duplicate key {key}")
            seen.add(key)
            if table in UNCITED:
                continue
            if row.get("source_id") not in known_sources:
                faults.append(f"{table}.csv row {number}: unknown source {row.get('source_id')!r}")
            document = documents.get(row.get("source_id", ""))
            if document is not None:
                faults += check_cited(table, number, row, document)
    return faults


def check_cited(table: str, number: int, row: dict[str, str], document: list[str]) -> list[str]:
    """A row of a document against the lines it cites."""
    if not row.get("lines"):
        return [f"{table}.csv row {number}: a document row needs its lines"]
    cited = read_lines(row["lines"], document)
    faults = check_text(table, number, row, cited) + check_numbers(table, number, row)
    return faults + (check_parameter(number, row, document) if table == "parameters" else [])


if __name__ == "__main__":
    problems = find_disagreements(SCENARIOS / sys.argv[1])
    print("\n".join(problems) or "no disagreement")
    raise SystemExit(bool(problems))
