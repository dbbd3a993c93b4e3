"""Damages plan packages at random but repeatably: cells, headers, rows, values of plan.toml, encodings, and what is cut off."""

import csv
import io
import random
import re
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

ODD_CELLS = (
    "", " ", "0", "-1", "1e308", "-1e300", "1e-300", "nan", "inf", "1_000", "１２３", "1,000", "2O24", "9" * 5000, "x" * 20_000,
    "true", "None",
    "=1+1", "@SUM(A1)", "\x00", "\ufffe", "\u202e", "<script>alert(1)</script>", "P01", "I01", "2025", "2100", "1949", "3.5", "-0", "%",
    "{}", "'", '"',
    "a;b", "of=A;by=B", "category_zh", "0.5;0.5", "1;nan", "-" * 1000, "(" * 90 + "1" + ")" * 90, "1/0", "9e999", "group", "reaches", "excludes",
    "improve", "less", "none", "分", "亿元", "1e12", "-1e12", "1e10", "100000", "100",
    "minus", "times", "divided_by", "at_most", "cost", "unit_cost", "unit_effect", "parameter", "shared", "order", "law", "estimated", "行政村", "亩",
    "L/d/人",
)  # fmt: skip
ODD_VALUES = (
    "nan", "inf", "-1", "1e308", "9" * 5000, '"x"', "[]", "{}", "true", "[[[[]]]]", "[2025, 2025]", "2099", '"nowhere"', "{a=1}", "0", '""',
    "[" * 300, "1_0", "2025.5", '["P01", "P01"]', "-inf", "1e-300", "[[1]]", '"\\u0000"',
)  # fmt: skip
Damage = Callable[[random.Random, Path], str]


def damage_package(source: Path, folder: Path, seed: int, tables: Sequence[str] = ()) -> str:
    """A copy of a package with one to three damages, and what they were; only to cells, headers and rows of some tables if any are named."""
    luck = random.Random(seed)
    shutil.copytree(source, folder)
    damages = tuple(partial(each, tables=tables) for each in TABLE_DAMAGES) if tables else DAMAGES
    return "; ".join(luck.choice(damages)(luck, folder) for _ in range(luck.choice((1, 1, 2, 3))))


def _pick_table(luck: random.Random, folder: Path, wanted: Sequence[str] = ()) -> tuple[Path, list[list[str]]]:
    tables = sorted(path for path in folder.glob("*.csv") if not wanted or path.name in wanted)
    full = [path for path in tables if path.read_bytes().count(b"\n") > 1] or tables
    path = luck.choice(full)
    text = path.read_bytes().decode("utf-8-sig", errors="replace").replace("\x00", "")
    try:
        return path, list(csv.reader(io.StringIO(text, newline=""))) or [[""]]
    except csv.Error:
        return path, [line.split(",") for line in text.splitlines()] or [[""]]


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def change_cell(luck: random.Random, folder: Path, tables: Sequence[str] = ()) -> str:
    path, rows = _pick_table(luck, folder, tables)
    row = luck.randrange(min(1, len(rows) - 1), len(rows))
    place = luck.randrange(max(len(rows[row]), 1))
    said = luck.choice(ODD_CELLS)
    if rows[row]:
        rows[row][place] = said
    _write(path, rows)
    return f"{path.name} row {row + 1} cell {place}: {said[:20]!r}"


def swap_cells(luck: random.Random, folder: Path, tables: Sequence[str] = ()) -> str:
    """Puts into a cell what another row of the same column says: each cell is in order, the rows may not be."""
    path, rows = _pick_table(luck, folder, tables)
    if len(rows) < 3:
        return f"{path.name} is short"
    one, other = luck.sample(range(1, len(rows)), 2)
    place = luck.randrange(min(len(rows[one]), len(rows[other])) or 1)
    if rows[one] and rows[other]:
        rows[one][place] = rows[other][place]
    _write(path, rows)
    return f"{path.name} row {one + 1} cell {place} from row {other + 1}"


def clear_column(luck: random.Random, folder: Path, tables: Sequence[str] = ()) -> str:
    path, rows = _pick_table(luck, folder, tables)
    place = luck.randrange(max(len(rows[0]), 1))
    said = luck.choice(("", "0", "1e308", "1"))
    for row in rows[1:]:
        if place < len(row):
            row[place] = said
    _write(path, rows)
    return f"{path.name} column {rows[0][place] if rows[0] else ''}: {said!r}"


def change_header(luck: random.Random, folder: Path, tables: Sequence[str] = ()) -> str:
    path, rows = _pick_table(luck, folder, tables)
    kind = luck.choice(("rename", "twice", "drop", "blank", "wide"))
    place = luck.randrange(max(len(rows[0]), 1))
    if kind == "blank":
        rows.insert(0, [])
    elif kind == "wide":
        rows[0] = rows[0] * 200
    elif kind == "drop":
        rows = [row[:place] + row[place + 1 :] for row in rows]
    elif rows[0]:
        rows[0][place] = rows[0][0] if kind == "twice" else "colour"
    _write(path, rows)
    return f"{path.name} header {kind}"


def change_rows(luck: random.Random, folder: Path, tables: Sequence[str] = ()) -> str:
    path, rows = _pick_table(luck, folder, tables)
    kind = luck.choice(("drop", "twice", "shuffle", "cut", "longer", "empty", "many"))
    row = luck.randrange(min(1, len(rows) - 1), len(rows))
    if kind == "drop":
        del rows[row]
    elif kind == "twice":
        rows.insert(row, list(rows[row]))
    elif kind == "shuffle":
        body = rows[1:]
        luck.shuffle(body)
        rows = [rows[0], *body]
    elif kind == "cut":
        rows[row] = rows[row][: len(rows[row]) // 2]
    elif kind == "longer":
        rows[row] = [*rows[row], "more"]
    elif kind == "empty":
        rows = rows[:1]
    else:
        rows += [list(rows[row])] * 6000
    _write(path, rows)
    return f"{path.name} row {row + 1} {kind}"


def change_bytes(luck: random.Random, folder: Path) -> str:
    path = luck.choice(sorted([*folder.glob("*.csv"), folder / "plan.toml"]))
    content = path.read_bytes() if path.is_file() else b""
    kind = luck.choice(("gbk", "utf-16", "cut", "noise", "gone", "void", "bom", "crlf", "quote"))
    if kind == "gone":
        path.unlink(missing_ok=True)
        return f"{path.name} gone"
    text = content.decode("utf-8", errors="replace")
    place = luck.randrange(len(content) + 1)
    changed = {
        "gbk": text.encode("gb18030", errors="replace"),
        "utf-16": text.encode("utf-16"),
        "cut": content[:place],
        "noise": content[:place] + luck.randbytes(8) + content[place:],
        "void": b"",
        "bom": b"\xef\xbb\xbf" + content,
        "crlf": content.replace(b"\n", b"\r\n"),
        "quote": content[:place] + b'"' + content[place:],
    }[kind]
    path.write_bytes(changed)
    return f"{path.name} {kind} at {place}"


def change_setting(luck: random.Random, folder: Path) -> str:
    path = folder / "plan.toml"
    text = path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else ""
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if re.match(r"\s*\w+\s*=", line)]
    if not places:
        return "plan.toml has no settings"
    place = luck.choice(places)
    key = lines[place].split("=")[0].strip()
    kind = luck.choice(("value", "value", "value", "drop", "rename", "number"))
    said = luck.choice(ODD_VALUES)
    if kind == "value":
        lines[place] = f"{key} = {said}"
    elif kind == "number":
        lines[place] = re.sub(
            r"\d+", lambda found: str(int(found[0][:9]) + luck.choice((-10, -1, 1, 10, 1000))), lines[place]
        )
    elif kind == "rename":
        lines[place] = f"colour = {said}"
    else:
        del lines[place]
    path.write_text("\n".join(lines), encoding="utf-8")
    return f"plan.toml {key} {kind} {said[:20]!r}"


def add_scenario(luck: random.Random, folder: Path) -> str:
    """Adds a setting that no shipped plan has."""
    path = folder / "plan.toml"
    text = path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else ""
    said = luck.choice(
        (
            'groups = [{name = "g", members = ["P01", "P99"], at_least = 1}]',
            'groups = [{name = "g", members = ["P01", "P02"], at_least = 2, at_most = 1}]',
            'balances = [{category_zh = "无", min_share = 0.5}]',
            "balances = [{min_share = 0.9}]",
            "milestone = 2029",
            "milestones = [2025, 2025]",
            "target_values = {I01 = 1e11}",
            "target_values = {I01 = nan}",
            'dropped_targets = ["I01@2029"]',
            "budgets = [{ceiling_wan_yuan = 1e9, year = 1999}]",
            "discount_rate = 0.999",
            "latest_delay_years = 30",
            "robust_budget = 1e5",
            "shared_high_factor = 1e6",
            "weights = {binding = 0, anticipatory = 0, reference = 0, unstated = 0}",
            "emission_cuts = [{wan_tco2 = 1e11, year = 2025}]",
            'question = "smallest_shortfall"\nbudget_wan_yuan = 0',
            'question = "most_points"',
            'question = "cheapest_rule"',
            'question = "cheapest_abatement"\nabatement_wan_tco2 = 1e6',
        )
    )
    section = "" if re.search(r"^\[scenario\]", text, re.MULTILINE) else "\n[scenario]\n"
    text = text.replace("[scenario]\n", f"[scenario]\n{said}\n") if not section else f"{text}{section}{said}\n"
    path.write_text(text, encoding="utf-8")
    return f"plan.toml {said!r}"


TABLE_DAMAGES = (
    change_cell, change_cell, change_cell, change_cell, swap_cells, swap_cells, clear_column, change_header, change_rows,
)  # fmt: skip
DAMAGES: tuple[Damage, ...] = (*TABLE_DAMAGES, change_bytes, change_setting, change_setting, add_scenario)
