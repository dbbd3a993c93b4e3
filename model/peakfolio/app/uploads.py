"""Takes in a plan package that somebody uploads: a zip of its files, or a workbook with one sheet for each table.

Nothing in such a file is trusted. It is looked at before it is unpacked, only files of a package are taken out, under names
of our own, into a folder that is removed unless the reader accepts the plan as a whole.
"""

import csv
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from peakfolio.app.workbooks import read_workbook
from peakfolio.errors import Fault, PeakfolioError, PlanFaults
from peakfolio.language import Sentence
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import SETTINGS_FILE, read_plan

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_FILES = 200
MOST_ROWS = 20_000
CHUNK = 64 * 1024
DESCRIPTOR = "datapackage.json"
FILES = frozenset({SETTINGS_FILE, *(f"{table}.csv" for table in TABLES)})
FORMULA_SIGNS = ("=", "@", "\t", "\r")
CALLS = re.compile(r"[A-Za-z]\(|[|!]")
MACRO_PARTS = ("vbaproject.bin", "macrosheets/", "activex/", "embeddings/", "externallinks/")


class Refused(PeakfolioError):
    """A file that is not taken in, and why."""


def take_in(name: str, content: bytes, workspace: Path) -> tuple[Path, Plan]:
    """The folder and the plan of an uploaded package.

    Raises Refused where the file is none or could do harm, PlanFaults with every fault of its rows; then nothing is kept.
    """
    if len(content) > MOST_BYTES:
        raise _too_large()
    files, formulas = _open(name, content)
    formulas = _merge(formulas, _list_formulas(files))
    workspace.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="plan-", dir=workspace))
    try:
        for file, data in files.items():
            (folder / file).write_bytes(data)
        plan = read_plan(folder)
        if formulas:
            raise PlanFaults(folder.name, formulas)
        return folder, plan
    except PlanFaults as faults:
        shutil.rmtree(folder, ignore_errors=True)
        raise PlanFaults(PurePosixPath(name).name, _merge(formulas, faults.faults)) from faults
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
    if suffix in (".xlsm", ".xlsb", ".xltm", ".xls"):
        raise _has_macros() if suffix != ".xls" else _wrong_kind()
    if suffix not in (".zip", ".xlsx"):
        raise _wrong_kind()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_harm(archive)
            return (_unpack(archive), ()) if suffix == ".zip" else _convert(archive, content)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, KeyError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("文件已损坏，或不是 zip / xlsx。", "The file is damaged, or it is no zip or xlsx.") from error


def _refuse_harm(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Refused(f"压缩包里的文件超过 {MOST_FILES} 个。", f"The archive holds more than {MOST_FILES} files.")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _too_large()
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename or is_link:
            raise Refused(
                "压缩包里的文件名指向文件夹之外，已拒绝。",
                "A name in the archive points outside its folder; it was refused.",
            )
        if entry.flag_bits & 1:
            raise Refused("压缩包有密码，请去掉密码再上传。", "The archive has a password; upload it without one.")
        if any(part in entry.filename.lower() for part in MACRO_PARTS):
            raise _has_macros()


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The files of the package, from the folder that holds plan.toml; everything else in the archive stays in it."""
    homes = sorted(
        {
            PurePosixPath(entry.filename).parent
            for entry in archive.infolist()
            if PurePosixPath(entry.filename).name == SETTINGS_FILE
        },
        key=lambda home: len(home.parts),
    )
    if not homes:
        raise Refused(
            "压缩包里没有 plan.toml；请先下载一份模板。",
            "There is no plan.toml in the archive; download a template first.",
        )
    wanted = {str(homes[0] / file): file for file in (*FILES, DESCRIPTOR)}
    left, files = MOST_UNPACKED, {}
    for entry in archive.infolist():
        if entry.filename in wanted:
            files[wanted[entry.filename]] = data = _read_within(archive, entry, left)
            left -= len(data)
    return files


def _read_within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of an entry; what an archive says about its size is not believed."""
    found = bytearray()
    with archive.open(entry) as file:
        while chunk := file.read(CHUNK):
            found += chunk
            if len(found) > most:
                raise _too_large()
    return bytes(found)


def _convert(archive: zipfile.ZipFile, content: bytes) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """The sheets of a workbook as files of a package, and every formula in them as a fault."""
    left = MOST_UNPACKED
    for entry in archive.infolist():
        data = _read_within(archive, entry, left)
        left -= len(data)
        if entry.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in data[:4096]:
            raise Refused(
                "工作簿的 XML 含 DOCTYPE，已拒绝。", "The XML of the workbook holds a DOCTYPE; it was refused."
            )
    try:
        settings, tables, formulas = read_workbook(content, tuple(TABLES), MOST_ROWS)
    except Exception as error:
        raise Refused("无法读取这个工作簿。", "The workbook cannot be read.") from error
    if settings is None:
        raise Refused(
            "工作簿里没有名为 plan 的工作表；请先下载一份模板。",
            "The workbook has no sheet named plan; download a template first.",
        )
    files = {SETTINGS_FILE: settings.encode("utf-8")}
    for table, rows in tables.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        files[f"{table}.csv"] = text.getvalue().encode("utf-8")
    return files, formulas


def _list_formulas(files: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """A cell that a spreadsheet would run as a formula when the results are opened there is a fault."""
    return tuple(fault for name, data in files.items() if name.endswith(".csv") for fault in _find_formulas(name, data))


def _find_formulas(name: str, data: bytes) -> Iterator[Fault]:
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        header: list[str] = next(rows, [])
        for number, row in enumerate(rows, start=2):
            if number > MOST_ROWS:
                finding = Sentence(f"超过 {MOST_ROWS} 行", f"has more than {MOST_ROWS} rows")
                yield Fault(name, number, None, finding, Sentence("把规划拆成几份", "split the plan"))
                return
            for column, cell in zip(header, row, strict=False):
                if looks_like_formula(cell):
                    finding = Sentence(
                        f"像公式一样开头，写的是“{cell[:40]}”", f'begins like a formula; found "{cell[:40]}"'
                    )
                    yield Fault(name, number, column, finding, Sentence("改写成它的值", "write its value"))
    except (UnicodeDecodeError, csv.Error):
        return  # the reader names what is wrong with such a file


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet would run a cell: it begins with = or @, or with a sign and calls something; plain arithmetic may stay."""
    if cell.startswith(FORMULA_SIGNS):
        return True
    return cell.startswith(("+", "-")) and CALLS.search(cell) is not None


def _too_large() -> Refused:
    most, unpacked = MOST_BYTES // 2**20, MOST_UNPACKED // 2**20
    return Refused(
        f"文件太大：最多 {most} MB，解压后最多 {unpacked} MB。",
        f"The file is too large: {most} MB at most, {unpacked} MB when unpacked.",
    )


def _has_macros() -> Refused:
    return Refused(
        "文件含宏、嵌入对象或外部链接；请另存为不含这些内容的 .xlsx。",
        "The file holds macros, embedded objects or external links; save it as .xlsx without them.",
    )


def _wrong_kind() -> Refused:
    return Refused("只接受 .zip 或 .xlsx 文件。", "Only .zip and .xlsx files are taken.")
