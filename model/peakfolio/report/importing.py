"""What an import found, as tables: what each table was taken for, how surely each part was read, and what is to be looked at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peakfolio.importing.imported import Change, Imported, Mark, ReadCell, ReadTable
from peakfolio.report.content import Table, name_column, number_column, tabulate, text_column
from peakfolio.words import NOTHING, Words, listing, say, say_in

KINDS: Mapping[str, Words] = {
    "indicators": say("indicators"),
    "projects": say("projects"),
    "assessment": say("how indicators stand"),
    "energy": say("energy and economy"),
    "other": say("nothing that was read"),
}
MARKS: Mapping[Mark, Words] = {
    "sure": say_in("reading", "sure"),
    "check": say_in("reading", "to be checked"),
    "unread": say_in("reading", "not understood"),
}
# The parts of a package as a planner names them: by table, and by column where one table holds several.
PARTS: tuple[tuple[str, Words, tuple[str, ...], tuple[str, ...]], ...] = (
    ("plan", say("name and years of the plan"), ("plan",), ()),
    ("indicators", say("indicators"), ("indicators",), ()),
    ("targets", say("targets and standards"), ("targets",), ()),
    ("observations", say("present values"), ("observations",), ()),
    ("assessments", say("printed judgements"), ("printed_assessments", "basic_conditions"), ()),
    ("costs", say("costs of projects"), ("projects",), ("cost_wan_yuan", "cost_as_written")),
    ("years", say("years of projects"), ("projects",), ("start_year", "end_year", "years_as_written")),
    ("projects", say("projects, other columns"), ("projects",), ()),
    ("funding", say("sources of money"), ("funding",), ()),
    ("supports", say("supported indicators"), ("supports",), ()),
    ("totals", say("sums and counts that are printed"), ("stated_totals",), ()),
    ("quantities", say("figures of the county"), ("quantities", "drivers", "energy"), ()),
)
LONGEST = 40


@dataclass(frozen=True)
class PartCount:
    """How surely a part of a package was read: its cells by mark."""

    key: str
    name: Words
    counts: Mapping[Mark, int]


def count_parts(imported: Imported) -> tuple[PartCount, ...]:
    """How surely each part was read; parts of which nothing was found are left out."""
    counted: dict[str, Counter[Mark]] = {}
    for cell in imported.cells:
        counted.setdefault(_find_part(cell), Counter())[cell.mark] += 1
    names = {key: name for key, name, _, _ in PARTS}
    return tuple(PartCount(key, names[key], counted[key]) for key in names if key in counted)


def _find_part(cell: ReadCell) -> str:
    for key, _, tables, columns in PARTS:
        if cell.table in tables and (not columns or cell.column in columns):
            return key
    return "plan"


def make_part_table(imported: Imported) -> Table:
    """How surely each part was read."""
    return tabulate(
        "read",
        say("What was read"),
        count_parts(imported),
        (text_column("part", say("Part"), 2.0, {key: name for key, name, _, _ in PARTS}), lambda each: each.key),
        (number_column("sure", MARKS["sure"], digits=0), lambda each: each.counts.get("sure", 0)),
        (number_column("check", MARKS["check"], digits=0), lambda each: each.counts.get("check", 0)),
        (number_column("unread", MARKS["unread"], digits=0), lambda each: each.counts.get("unread", 0)),
    )


def describe_table(table: ReadTable) -> Words:
    """A table, what it was taken for and how surely, and its columns to look at, in one line."""
    said = say(
        "{place} '{caption}': {kind} ({mark})",
        place=table.where if table.where.zh else table.place,
        caption=shorten_words(table.caption),
        kind=KINDS[table.kind],
        mark=MARKS[table.mark],
    )
    heads = _list_doubtful_heads(table)
    return say("{said}; columns to look at: {heads}", said=said, heads=heads) if heads else said


def _list_doubtful_heads(table: ReadTable) -> str | None:
    if table.kind == "other":
        return None
    return "、".join(shorten_words(each.head) for each in table.headings if each.head and each.mark != "sure") or None


FIRST = (
    "targets",
    "observations",
    "projects",
    "indicators",
    "funding",
    "plan",
    "stated_totals",
)  # what is looked at first


def list_doubtful(imported: Imported) -> tuple[ReadCell, ...]:
    """The cells to be looked at, what was not understood first; several columns of one cell with one reason are one."""
    kept: dict[tuple[object, ...], ReadCell] = {}
    for each in imported.cells:
        if each.mark != "sure":
            kept.setdefault((each.table, each.original, each.line, each.why), each)
    order = {table: place for place, table in enumerate(FIRST)}
    return tuple(sorted(kept.values(), key=lambda each: (order.get(each.table, len(order)), each.mark != "unread")))


def describe_doubt(cell: ReadCell) -> Words:
    """A cell to be looked at, in one line: what it is of, its words, where they stand, and why."""
    return say(
        "{mark}: {part} {key} '{original}' (line {line}): {why}",
        mark=MARKS[cell.mark],
        part=dict((key, name) for key, name, _, _ in PARTS)[_find_part(cell)],
        key=cell.key.split("|")[0],
        original=shorten_words(cell.original),
        line=cell.line,
        why=cell.why or MARKS["check"],
    )


def make_change_table(changes: Sequence[Change]) -> Table:
    """What differs from the package that stood there before."""
    return tabulate(
        "changes",
        say("What changed"),
        changes,
        (text_column("table", say("Table"), 1.0), lambda each: each.table),
        (text_column("key", say("Row"), 1.2), lambda each: each.key),
        (text_column("column", say("Column"), 1.0), lambda each: each.column or None),
        (text_column("before", say("Before"), 1.5), lambda each: shorten_words(each.before) or None),
        (text_column("after", say("In the documents now"), 1.5), lambda each: shorten_words(each.after) or None),
        (name_column("kept", say("Kept"), 1.0), lambda each: say("yours was kept") if each.is_kept else NOTHING),
    )


def shorten_words(words: str) -> str:
    """Words in one line that a column can hold."""
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def describe_import(imported: Imported) -> Words:
    """What was found, in one sentence."""
    rows = imported.rows
    marks = Counter(cell.mark for cell in imported.cells)
    return say(
        "{indicators} indicators, {targets} targets, {projects} projects, {totals} printed sums and counts. Of {cells} cells "
        "{sure} were read surely, {check} are to be checked, {unread} were not understood.",
        indicators=len(rows.get("indicators", ())),
        targets=len(rows.get("targets", ())),
        projects=len(rows.get("projects", ())),
        totals=len(rows.get("stated_totals", ())),
        cells=len(imported.cells),
        sure=marks["sure"],
        check=marks["check"],
        unread=marks["unread"],
    )


def describe_questions(imported: Imported) -> tuple[Words, ...]:
    """What is asked, with the key to answer it by and the choices."""
    return tuple(
        say(
            "{said} Answer with: --answer {key}={choices}",
            said=each.said,
            key=each.key,
            choices=listing(each.choices or ("…",), say_in("between choices", " | ")),
        )
        for each in imported.asked
        if each.answer is None
    )
