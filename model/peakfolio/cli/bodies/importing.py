"""From the documents of a county to a package: import."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from peakfolio.cli.calling import Reader
from peakfolio.errors import PeakfolioError
from peakfolio.importing.imported import Change, Imported, ReadCell, ReadTable, Wishes
from peakfolio.importing.importing import import_documents, write_import
from peakfolio.importing.reading import read_document
from peakfolio.importing.side_files import read_wishes
from peakfolio.plan.naming import name_region
from peakfolio.render.console.screen import Screen
from peakfolio.report.importing import (
    count_parts,
    describe_doubt,
    describe_import,
    describe_questions,
    describe_table,
    list_doubtful,
    make_change_table,
    make_part_table,
)
from peakfolio.report.names import read_all
from peakfolio.words import listing, say, say_many

MOST_TABLES = 8
MOST_LOOKED_AT = 6  # rows of each list that one screen holds
MOST_LEFT_OUT = 4


def bring_in(
    reader: Reader, files: tuple[Path, ...], folder: Path, system: str | None, name_zh: str | None, mapping: Path | None,
    answers: tuple[tuple[str, str], ...],
) -> None:  # fmt: skip
    """Documents read into a package, or into one that an earlier import wrote."""
    before = read_wishes(folder)
    others = read_wishes(mapping, all_tables=True).mappings if mapping is not None else {}
    wishes = Wishes(
        system or before.system,
        name_zh or before.name_zh,
        {**others, **before.mappings},
        {**before.answers, **dict(answers)},
    )
    _refuse_twins(files)
    documents = tuple(read_document(each.name, each.read_bytes()) for each in files)
    imported = _name_after(import_documents(documents, wishes), folder)
    _refuse_nothing(imported)
    changes = write_import(imported, folder, wishes)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(_describe(imported, folder, changes))
        return
    _show(screen, imported, folder, changes)


def _name_after(imported: Imported, folder: Path) -> Imported:
    """The import under the key that a package in this folder has, so that the results of two packages do not meet in one place."""
    region = imported.settings.region.model_copy(update={"id": name_region(folder)})
    return replace(imported, settings=imported.settings.model_copy(update={"region": region}))


def _refuse_twins(files: Sequence[Path]) -> None:
    names = [each.name for each in files]
    twins = sorted({each for each in names if names.count(each) > 1})
    if twins:
        raise PeakfolioError(say("Two files are named {names}; give one of them another name.", names=listing(twins)))


def _refuse_nothing(imported: Imported) -> None:
    if imported.rows.get("indicators") or imported.rows.get("projects"):
        return
    found = say_many("{n} table was found", "{n} tables were found", len(imported.tables))
    raise PeakfolioError(
        say(
            "No table of indicators or projects was understood ({found}). A table needs a row of heads such as '指标名称' and "
            "'目标值', or '项目名称' and '总投资'.",
            found=found,
        )
    )


def _show(screen: Screen, imported: Imported, folder: Path, changes: Sequence[Change]) -> None:
    screen.say(describe_import(imported))
    read = [each for each in imported.tables if each.kind != "other"]
    screen.say_each((describe_table(each) for each in read[:MOST_TABLES]), "  - ")
    if len(read) > MOST_TABLES:
        screen.say(say("  and {more} more", more=len(read) - MOST_TABLES))
    screen.show_table(make_part_table(imported))
    doubtful = list_doubtful(imported)
    if doubtful:
        screen.say(say("To be looked at first (all stand in imported.csv):"), "bold")
        screen.say_each((describe_doubt(each) for each in doubtful[:MOST_LOOKED_AT]), "  - ")
    _show_changes(screen, changes)
    questions = describe_questions(imported)
    if questions:
        screen.say(say("Questions:"), "bold")
        screen.say_each(questions, "  - ")
    if imported.left_out:
        screen.say(say("Left out:"), "bold")
        screen.say_each(imported.left_out[:MOST_LEFT_OUT], "  - ")
        more = len(imported.left_out) - MOST_LEFT_OUT
        if more > 0:
            screen.say(say("  and {more} more", more=more))
    screen.say(say("Next: peakfolio check {folder}; peakfolio audit {folder}", folder=folder))


def _show_changes(screen: Screen, changes: Sequence[Change]) -> None:
    if not changes:
        return
    kept = sum(each.is_kept for each in changes)
    screen.say(
        say(
            "{count} differences to the package that stood there; {kept} of them in cells that you changed: yours were kept.",
            count=len(changes),
            kept=kept,
        )
    )
    screen.show_table(make_change_table(sorted(changes, key=lambda each: not each.is_kept)[: 2 * MOST_LOOKED_AT]))


def _describe(imported: Imported, folder: Path, changes: Sequence[Change]) -> dict[str, object]:
    return {
        "folder": str(folder),
        "rows": {table: len(rows) for table, rows in imported.rows.items()},
        "tables": [
            _list_fields(each, "file", "place", "caption", "kind", "mark") | _list_heads(each)
            for each in imported.tables
        ],
        "read": {each.key: dict(each.counts) for each in count_parts(imported)},
        "look_at": [_describe_cell(each) for each in list_doubtful(imported)],
        "asked": [_list_fields(each, "key", "choices", "answer") | read_all(each.said) for each in imported.asked],
        "left_out": [read_all(each) for each in imported.left_out],
        "changes": [_list_fields(each, "table", "key", "column", "before", "after", "is_kept") for each in changes],
    }


def _list_fields(noun: object, *names: str) -> dict[str, object]:
    return {name: getattr(noun, name) for name in names}


def _list_heads(table: ReadTable) -> dict[str, object]:
    return {"columns": [_list_fields(each, "head", "field", "mark", "unit", "year") for each in table.headings]}


def _describe_cell(cell: ReadCell) -> dict[str, object]:
    why = read_all(cell.why) if cell.why is not None else {}
    return _list_fields(cell, "table", "key", "column", "original", "file", "place", "line", "mark") | why
