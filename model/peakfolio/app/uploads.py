"""Takes in a plan package that somebody uploads: a zip of its files, or a workbook with one sheet for each table.

Nothing in such a file is trusted. It is looked at before it is unpacked, only files of a package are taken out, under names
of our own, into a folder that is removed unless the reader accepts the plan as a whole. All of this runs in a process of its own
(``reading_apart``), which is ended where it takes too long or too much.
"""

import csv
import io
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from peakfolio.app.limits import MOST_FORMULAS
from peakfolio.app.workbooks import read_workbook
from peakfolio.carbon.opening import open_plan
from peakfolio.errors import Fault, PlanFaults
from peakfolio.importing.archives import find_path, open_archive, read_within, refuse_macros, refuse_size, shorten_name
from peakfolio.importing.limits import MOST_BYTES, MOST_UNPACKED
from peakfolio.importing.refusing import Refused
from peakfolio.importing.xml_parts import check_parts
from peakfolio.plan.chinese_heads import name_file
from peakfolio.plan.csv_files import decode
from peakfolio.plan.limits import MOST_ROWS
from peakfolio.plan.package import SETTINGS_FILE, is_side_file
from peakfolio.plan.plan import Plan
from peakfolio.words import Words, say

# letters without width, which str.strip leaves
BLANKS = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
QUOTES = "'\"\u2018\u2019\u201c\u201d\uff07\uff02"  # a spreadsheet may take a quote mark before a formula away
BEFORE = re.compile(rf"^[\s{BLANKS}{QUOTES}]+")
CALLS = re.compile(r"[A-Za-z]\(|[|!]")
WRITE_VALUE = say("write its value")


def import_package(name: str, content: bytes, workspace: Path) -> tuple[Path, Plan]:
    """The folder and the plan of an uploaded package.

    Raises Refused where the file is none or could do harm, and what ``open_plan`` raises, the faults of all rows at once; then
    nothing is kept.
    """
    if len(content) > MOST_BYTES:
        raise refuse_size()
    files, formulas = _open(name, content)
    formulas = _merge(formulas, _list_formulas(files))
    workspace.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="plan-", dir=workspace))
    try:
        for file, data in files.items():
            (folder / file).write_bytes(data)
        plan = open_plan(folder)
        formulas = _merge(formulas, _find_in_settings(plan))
        if formulas:
            raise PlanFaults(folder.name, formulas)
        return folder, plan
    except PlanFaults as faults:
        shutil.rmtree(folder, ignore_errors=True)
        raise PlanFaults(PurePosixPath(name).name, _merge(formulas, faults.faults), faults.left_out) from faults
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _merge(first: tuple[Fault, ...], second: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """The faults of both in the order of their places; of a cell that is faulty in the first, what the second says is left out."""
    taken = {(fault.file, fault.row, fault.column) for fault in first}
    both = (*first, *(fault for fault in second if (fault.file, fault.row, fault.column) not in taken))
    return tuple(sorted(both, key=lambda fault: (fault.file, fault.row or 0)))


def _open(name: str, content: bytes) -> tuple[Mapping[str, bytes], tuple[Fault, ...]]:
    """The files of a package, and the formulas of a workbook as faults."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix in (".xlsm", ".xlsb", ".xltm"):
        raise refuse_macros()
    if suffix not in (".zip", ".xlsx"):
        raise Refused(say("Only .zip and .xlsx files are taken."))
    with open_archive(content) as archive:
        return (_unpack(archive), ()) if suffix == ".zip" else _convert(archive)


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The files of the package, from the folder that holds plan.toml; everything else in the archive stays in it."""
    entries = {find_path(entry): entry for entry in archive.infolist() if not entry.is_dir()}
    homes = sorted((path.parent for path in entries if path.name == SETTINGS_FILE), key=lambda home: len(home.parts))
    if not homes:
        raise Refused(say("There is no plan.toml in the archive; download a template first."))
    nearest = [home for home in homes if len(home.parts) == len(homes[0].parts)]
    if len(nearest) > 1:
        first, second = (shorten_name(str(home)) for home in nearest[:2])
        raise Refused(
            say(
                "The archive holds several plans: there is a plan.toml in '{first}' and in '{second}'. Upload one at a time.",
                first=first,
                second=second,
            )
        )
    left, files = MOST_UNPACKED, {}
    for path, entry in sorted(entries.items()):
        file = _name_file(path.name) if path.parent == homes[0] else None
        if file in files:
            raise Refused(say("The archive holds two files named '{name}'.", name=file))
        if file is not None:
            files[file] = data = read_within(archive, entry, left)
            left -= len(data)
    return files


def _name_file(name: str) -> str | None:
    """The name under which a file of the package is kept: its own, a table's, or a side file's; None where it is none of these.

    Where the archive does not say how its names are written, programs on Chinese Windows write them in GBK, which is read as CP437.
    """
    if name == SETTINGS_FILE or is_side_file(name):
        return name
    if not name.endswith(".csv"):
        return None
    stem = name.removesuffix(".csv")
    try:
        meant = stem.encode("cp437").decode("gb18030")
    except UnicodeError:
        meant = stem
    return name_file(stem) or name_file(meant)


def _convert(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """The sheets of a workbook as files of a package, and every cell that is not taken as a fault."""
    checked = check_parts(archive)
    try:
        book = read_workbook(checked)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused(say("The workbook cannot be read; save it again as .xlsx with a spreadsheet program.")) from error
    if book.settings is None:
        raise Refused(
            say(
                "The workbook has no sheet named plan, which a plan package has. Download a template first; lists of your own are "
                "brought in by the import."
            )
        )
    files = {SETTINGS_FILE: book.settings.encode("utf-8")}
    left = MOST_UNPACKED - len(files[SETTINGS_FILE])
    if left < 0:
        raise refuse_size()
    for file, rows in book.tables.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for row in rows:
            writer.writerow(row)
            if text.tell() > left:
                raise refuse_size()
        files[file] = text.getvalue().encode("utf-8")
        left -= text.tell()
    return files, book.faults


def _list_formulas(files: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """A cell that a spreadsheet would run as a formula when the results are opened there is a fault."""
    faults: list[Fault] = []
    for name, data in files.items():
        if name.endswith(".csv"):
            found = list(_find_formulas(name, data))
            faults += found[:MOST_FORMULAS]
            if len(found) > MOST_FORMULAS:
                more = len(found) - MOST_FORMULAS
                finding = say("{more} more cells begin like a formula", more=more)
                faults.append(Fault(name, None, None, finding, WRITE_VALUE))
    return tuple(faults)


def _find_formulas(name: str, data: bytes) -> Iterator[Fault]:
    text = decode(data)
    if text is None:
        return  # the reader names what is wrong with such a file
    try:
        rows = csv.reader(io.StringIO(text, newline=""))
        header: list[str] = next(rows, [])
        for number, row in enumerate(rows, start=2):
            if number > MOST_ROWS + 1:
                return  # the reader refuses so long a table
            for column, cell in zip(header, row, strict=False):
                if looks_like_formula(cell):
                    yield Fault(name, number, column, _describe_formula(cell), WRITE_VALUE)
    except csv.Error:
        return  # so it does here


def _find_in_settings(plan: Plan) -> tuple[Fault, ...]:
    """Texts of plan.toml reach the result tables too."""
    said = plan.settings.model_dump(mode="json")
    return tuple(
        Fault(SETTINGS_FILE, None, key or None, _describe_formula(text), WRITE_VALUE)
        for key, text in list_texts(said, "")
        if looks_like_formula(text)
    )[:MOST_FORMULAS]


def list_texts(said: Any, key: str) -> Iterator[tuple[str, str]]:
    """Every text of nested tables with its key, and every key that is itself a name."""
    if isinstance(said, str):
        yield key, said
    elif isinstance(said, dict):
        for name, each in said.items():
            yield key, str(name)
            yield from list_texts(each, f"{key}.{name}".lstrip("."))
    elif isinstance(said, list | tuple):
        for each in said:
            yield from list_texts(each, key)


def _describe_formula(cell: str) -> Words:
    shown = " ".join(cell[:40].split())
    return say('begins like a formula; found "{shown}"', shown=shown)


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet would run a cell: it begins with = or @, or with a sign and calls something; plain arithmetic may stay.

    Blanks, line ends, quote marks and letters without width before it do not help it, nor do the wide forms of the signs.
    """
    if cell.startswith(("\t", "\r")):
        return True
    bare = BEFORE.sub("", cell)
    first = unicodedata.normalize("NFKC", bare[:1])
    if first in ("=", "@"):
        return True
    return first in ("+", "-") and CALLS.search(bare) is not None
