"""Uploads and downloads of packages without a browser: what is taken in is a plan, what is refused leaves nothing behind."""

import io
import os
import re
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook

from conftest import load
from peakfolio.app import limits, uploads
from peakfolio.app.downloads import pack_plan
from peakfolio.app.reading_apart import Faulty, read_apart
from peakfolio.app.sessions import Opened
from peakfolio.app.uploads import import_package, looks_like_formula
from peakfolio.app.workbooks import pack_workbook, pack_zip
from peakfolio.errors import PeakfolioError, PlanFaults
from peakfolio.importing import archives, xml_parts
from peakfolio.importing.refusing import Refused
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import DESCRIPTOR, write_plan
from tiny import make_tiny_plan
from tiny_carbon import make_carbon_plan
from transcription import SCENARIOS


def pack(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def tiny_files(tmp_path: Path) -> dict[str, bytes]:
    write_plan(make_tiny_plan(), tmp_path / "tiny")
    return {path.name: path.read_bytes() for path in (tmp_path / "tiny").iterdir()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def list_kept(place: Path) -> list[Path]:
    return list(place.rglob("*")) if place.exists() else []


@pytest.mark.parametrize("region", list_regions())
def test_a_shipped_plan_comes_back_whole_from_both_templates(region: str, place: Path) -> None:
    for name, content in (("p.zip", pack_zip(SCENARIOS / region)), ("p.xlsx", pack_workbook(SCENARIOS / region))):
        _, plan = import_package(name, content, place)
        assert plan == load(region), name


def test_a_downloaded_plan_carries_our_descriptor_whatever_came_in(tiny_files: dict[str, bytes], place: Path) -> None:
    folder, plan = import_package("mine.zip", pack(tiny_files | {DESCRIPTOR: b"{}"}), place)
    content = pack_plan(SimpleNamespace(folder=folder, plan=plan))  # of a session it asks no more
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == tiny_files


def test_blank_lines_and_blanks_in_a_header_do_not_spoil_the_template(
    tiny_files: dict[str, bytes], tmp_path: Path, place: Path
) -> None:
    header, rest = tiny_files["projects.csv"].split(b"\n", 1)
    (tmp_path / "tiny" / "projects.csv").write_bytes(header.replace(b",", b" , ") + b"\n\n" + rest)
    content = pack_workbook(tmp_path / "tiny")
    _, plan = import_package("mine.xlsx", content, place)
    assert plan.projects == make_tiny_plan().projects
    assert pack_workbook(tmp_path / "tiny") == content


def test_a_zip_may_hold_one_folder_and_other_files(tiny_files: dict[str, bytes], place: Path) -> None:
    nested = {f"my plan/{name}": data for name, data in tiny_files.items()} | {"my plan/script.sh": b"rm", "x.txt": b""}
    folder, plan = import_package("Plan.ZIP", pack(nested), place)
    assert plan == read_plan(folder)
    assert {path.name for path in folder.iterdir()} == set(tiny_files) - {DESCRIPTOR}


@pytest.mark.parametrize(
    ("name", "files", "said"),
    [
        ("a.zip", {"../plan.toml": b""}, "outside its folder"),
        ("a.zip", {"/etc/plan.toml": b""}, "outside its folder"),
        ("a.zip", {"C:\\plan.toml": b""}, "outside its folder"),
        ("a.zip", {"..\\..\\plan.toml": b""}, "outside its folder"),
        ("a.zip", {"readme.txt": b"hello"}, "no plan.toml"),
        ("a.zip", {f"{number}.csv": b"" for number in range(201)}, "more than 200"),
        ("a.xlsx", {"xl/vbaProject.bin": b"macro"}, "macros"),
        ("a.xlsx", {"xl/externalLinks/externalLink1.xml": b"<a/>"}, "external links"),
        ("a.xlsx", {"xl/workbook.xml": b'<!DOCTYPE lolz [<!ENTITY a "b">]><a/>'}, "DOCTYPE"),
        ("a.xlsx", {"hello.txt": b"no workbook"}, "cannot be read"),
        ("a.xlsm", {"xl/workbook.xml": b""}, "macros"),
        ("a.exe", {"plan.toml": b""}, "Only .zip"),
        ("<script>.html", {"plan.toml": b""}, "Only .zip"),
    ],
)
def test_harmful_and_wrong_files_are_refused(name: str, files: dict[str, bytes], said: str, place: Path) -> None:
    with pytest.raises(Refused, match=said) as refused:
        import_package(name, pack(files), place)
    assert refused.value.said.zh
    assert list_kept(place) == []


def test_a_bomb_is_not_unpacked(place: Path) -> None:
    bomb = pack({"plan.toml": b"0" * (60 * 2**20)})
    assert len(bomb) < uploads.MOST_BYTES
    with pytest.raises(Refused, match="too large"):
        import_package("a.zip", bomb, place)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = pack({"plan.toml": b"0" * 1000, "projects.csv": b"1" * 1000})
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 1500)
    monkeypatch.setattr(archives, "refuse_harm", lambda *looked_at: None)
    with pytest.raises(Refused, match="too large"):
        import_package("a.zip", content, place)


def test_a_file_of_200_megabytes_is_refused_before_it_is_opened(place: Path) -> None:
    with pytest.raises(Refused, match="10 MB"):
        import_package("a.zip", bytes(200 * 2**20), place)


def test_a_damaged_archive_is_refused(tiny_files: dict[str, bytes], place: Path) -> None:
    whole = pack(tiny_files)
    for broken in (whole[: len(whole) // 2], b"PK\x03\x04 no archive", b""):
        with pytest.raises(Refused, match="damaged"):
            import_package("a.zip", broken, place)


def test_a_link_in_an_archive_is_refused(place: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("plan.toml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Refused, match="outside"):
        import_package("a.zip", buffer.getvalue(), place)


def test_every_fault_is_named_and_nothing_is_kept(tiny_files: dict[str, bytes], place: Path) -> None:
    tiny_files["projects.csv"] = tiny_files["projects.csv"].replace(b",100,", b",much,").replace(b"P2,", b"2P,")
    with pytest.raises(PlanFaults) as found:
        import_package("mine.zip", pack(tiny_files), place)
    assert len(found.value.faults) >= 2
    assert {fault.file for fault in found.value.faults} >= {"projects.csv"}
    assert str(place) not in str(found.value)
    assert list_kept(place) == []


def test_what_a_chinese_spreadsheet_saves_is_read_and_a_wrong_encoding_is_named(
    tiny_files: dict[str, bytes], place: Path
) -> None:
    plain = tiny_files["projects.csv"].decode()
    tiny_files["projects.csv"] = plain.encode("gb18030")
    assert import_package("mine.zip", pack(tiny_files), place)[1] == make_tiny_plan()
    tiny_files["projects.csv"] = plain.encode("utf-16")
    with pytest.raises(PlanFaults, match="neither UTF-8 nor GB18030"):
        import_package("mine.zip", pack(tiny_files), place)


def test_a_formula_is_a_fault_in_a_sheet_and_in_a_csv(
    tiny_files: dict[str, bytes], tmp_path: Path, place: Path
) -> None:
    book = load_workbook(io.BytesIO(pack_workbook(tmp_path / "tiny")))
    book["projects"]["C2"] = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(PlanFaults, match=r"row 2.*formula"):
        import_package("mine.xlsx", buffer.getvalue(), place)
    tiny_files["projects.csv"] = tiny_files["projects.csv"].replace("工程".encode(), b"=HYPERLINK()", 1)
    with pytest.raises(PlanFaults, match="like a formula"):
        import_package("mine.zip", pack(tiny_files), place)
    assert list_kept(place) == []


def test_formulas_and_all_other_faults_are_named_together_and_each_cell_once(
    tiny_files: dict[str, bytes], place: Path
) -> None:
    tiny_files["projects.csv"] = tiny_files["projects.csv"].replace(b",100,", b",=SUM(A1),", 1)
    tiny_files["indicators.csv"] = tiny_files["indicators.csv"].replace(b"numeric", b"number", 1)
    with pytest.raises(PlanFaults) as found:
        import_package("mine.zip", pack(tiny_files), place)
    cells = [(fault.file, fault.row, fault.column) for fault in found.value.faults]
    assert len(set(cells)) == len(cells)
    assert {"projects.csv", "indicators.csv"} <= {fault.file for fault in found.value.faults}
    assert any("like a formula" in fault.finding.en for fault in found.value.faults)
    assert list_kept(place) == []


def test_what_looks_like_a_formula() -> None:
    assert all(looks_like_formula(cell) for cell in ("=A1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-HYPERLINK(1)"))
    assert not any(
        looks_like_formula(cell) for cell in ("-5", "-", "+3.2", "—", "-5(吨)", "-(280+280)*2000/10", "≥60", "", "a=b")
    )


def test_numbers_typed_in_a_workbook_are_read_as_written(
    tmp_path: Path, tiny_files: dict[str, bytes], place: Path
) -> None:
    """A planner types 0.1, 2025 and 432 as numbers; lines stay text, years stay whole."""
    assert tiny_files
    book = load_workbook(io.BytesIO(pack_workbook(tmp_path / "tiny")))
    sheet = book["projects"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["cost_wan_yuan"]).value = 0.1
    sheet.cell(2, columns["start_year"]).value = 2023.0
    sheet.cell(2, columns["lines"]).value = 432
    buffer = io.BytesIO()
    book.save(buffer)
    _, plan = import_package("mine.xlsx", buffer.getvalue(), place)
    project = plan.projects[0]
    assert (project.cost_wan_yuan, project.start_year, project.lines) == (0.1, 2023, "432")


def test_a_workbook_without_the_sheet_plan_is_refused(place: Path) -> None:
    book = Workbook()
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(Refused, match="no sheet named plan"):
        import_package("mine.xlsx", buffer.getvalue(), place)


# ------------------------------------------------------------------------------------------ hostile files


def change_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return pack({name: change(name, archive.read(name)) for name in archive.namelist()})


def change_part(ending: str, change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda content: change_parts(content, lambda name, data: change(data) if name.endswith(ending) else data)


def declare(words: str, code: str) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", "", data.decode())
        return f'<?xml version="1.0" encoding="{code}"?>{words}{text}'.encode(code)

    return change_part("xl/workbook.xml", change)


ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]>'
STYLE = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
HOSTILE_WORKBOOKS: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
    ("a document type", declare(ENTITY, "utf-8"), "DOCTYPE"),
    ("a document type after many bytes", declare(f"<!--{'x' * 6000}-->{ENTITY}", "utf-8"), "DOCTYPE"),
    ("a document type in another encoding", declare(ENTITY, "utf-16"), "DOCTYPE"),
    ("an encoding one parser knows and another does not", declare("", "gb18030"), "encoding"),
    ("an encoding that hides what stands there", declare("", "utf-7"), "encoding"),
    (
        "styles",
        change_part("styles.xml", lambda data: data.replace(b"</cellXfs>", STYLE * 5000 + b"</cellXfs>")),
        "4000",
    ),
    (
        "sheets",
        change_part("workbook.xml", lambda data: data.replace(b"</sheets>", b'<sheet name="s"/>' * 200 + b"</sheets>")),
        "kind sheet",
    ),
    ("depth", change_part("app.xml", lambda data: b"<a>" * 100 + b"</a>" * 100), "levels of nesting"),
    ("elements", change_part("app.xml", lambda data: b"<a>" + b"<b/>" * 150_000 + b"</a>"), "elements"),
    ("torn XML", change_part("styles.xml", lambda data: data[: len(data) // 2]), "no sound XML"),
)


@pytest.mark.parametrize(("what", "spoil", "said"), HOSTILE_WORKBOOKS, ids=[each[0] for each in HOSTILE_WORKBOOKS])
def test_a_hostile_workbook_is_refused_before_it_is_read(
    what: str,
    spoil: Callable[[bytes], bytes],
    said: str,
    tmp_path: Path,
    tiny_files: dict[str, bytes],
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert tiny_files
    monkeypatch.setattr(xml_parts, "MOST_ELEMENTS", 100_000)
    with pytest.raises(Refused, match=said) as refused:
        import_package("mine.xlsx", spoil(pack_workbook(tmp_path / "tiny")), place)
    assert refused.value.said.zh != refused.value.said.en, what
    assert list_kept(place) == []


def add_rows(rows: str) -> Callable[[bytes], bytes]:
    """The workbook with further rows in the sheet of projects."""

    def change(content: bytes) -> bytes:
        part = dict(load_workbook(io.BytesIO(content), read_only=True).__dict__)["_sheets"]
        name = next(sheet._worksheet_path.lstrip("/") for sheet in part if sheet.title == "projects")
        return change_part(name, lambda data: data.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))(content)

    return change


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="6001"><c r="B6001"><v>1</v></c></row>', "projects.csv, row 6001, B: holds something"),
        ('<row r="90"><c r="XFD90"><v>1</v></c></row>', "projects.csv, row 90, XFD: holds something"),
        ('<row r="90"><c r="A90" t="e"><v>#REF!</v></c></row>', "row 90, project_id: holds an error"),
        ('<row r="90"><c r="A90"><f>1+1</f><v>2</v></c></row>', "row 90, project_id: holds a formula"),
        (
            f'<row r="90"><c r="A90" t="inlineStr"><is><t>{"x" * 40_000}</t></is></c></row>',
            "row 90, project_id: is longer",
        ),
    ],
)
def test_cells_that_cannot_be_taken_are_named_by_row_and_column(
    rows: str, said: str, tmp_path: Path, tiny_files: dict[str, bytes], place: Path
) -> None:
    assert tiny_files
    with pytest.raises(PlanFaults, match=re.escape(said)):
        import_package("mine.xlsx", add_rows(rows)(pack_workbook(tmp_path / "tiny")), place)
    assert list_kept(place) == []


@pytest.mark.parametrize(
    "rows", ['<row r="9000"/><row r="90"><c r="A90"><v>1</v></c></row>', '<row r="90"><c r="A91"><v>1</v></c></row>']
)
def test_cells_out_of_order_are_refused(rows: str, tmp_path: Path, tiny_files: dict[str, bytes], place: Path) -> None:
    """One reader would skip what another shows."""
    assert tiny_files
    with pytest.raises(Refused, match="out of order"):
        import_package("mine.xlsx", add_rows(rows)(pack_workbook(tmp_path / "tiny")), place)


def test_cells_that_are_only_formatted_do_no_harm(tmp_path: Path, tiny_files: dict[str, bytes], place: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="XFD{row}" s="0"/></row>' for row in range(90, 9000))
    _, plan = import_package("mine.xlsx", add_rows(rows)(pack_workbook(tmp_path / "tiny")), place)
    assert len(plan.projects) == len(make_tiny_plan().projects)
    assert tiny_files


@pytest.mark.parametrize("kind", [0o020666, 0o060666, 0o010666, 0o140666, 0o120777])
def test_only_ordinary_files_are_taken_from_an_archive(kind: int, place: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("plan.toml")
        entry.external_attr = kind << 16
        archive.writestr(entry, "x")
    with pytest.raises(Refused, match="no ordinary file"):
        import_package("a.zip", buffer.getvalue(), place)


def test_damage_is_said_in_words_of_our_own(tiny_files: dict[str, bytes], place: Path) -> None:
    content = bytearray(pack(tiny_files))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        begin = archive.getinfo("projects.csv").header_offset + 30 + len("projects.csv")
    for offset in range(begin + 3, begin + 40):
        content[offset] ^= 0xFF
    with pytest.raises(Refused, match=r"'projects\.csv' in the archive is damaged") as refused:
        import_package("a.zip", bytes(content), place)
    assert not re.search("zlib|inflate|Error -3|CRC", f"{refused.value.said}")


def test_odd_packings_bombs_and_doubles_are_refused(tiny_files: dict[str, bytes], place: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("plan.toml", b"x")
    with pytest.raises(Refused, match="packed in a way"):
        import_package("a.zip", buffer.getvalue(), place)
    with pytest.raises(Refused, match="200 times its size"):
        import_package("a.zip", pack({**tiny_files, "x.bin": bytes(5 * 2**20)}), place)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("plan.toml", b"x")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("plan.toml", b"y")
    with pytest.raises(Refused, match="two files named"):
        import_package("a.zip", buffer.getvalue(), place)


@pytest.mark.parametrize(
    "before",
    [
        "",
        " ",
        "\n",
        "\t",
        "\u00a0",
        "\u3000",
        "\u200b",
        "\ufeff",
        " \r\n ",
        "'",
        '"',
        " ' ",
        "\u201c",
        "\u00ad",
        "\u202e",
        "\u3164",
    ],
)
def test_blanks_before_a_formula_do_not_hide_it(before: str) -> None:
    assert all(looks_like_formula(before + cell) for cell in ("=1+1", "@SUM(A1)", "＝1", "＠a", "+cmd|x", "-F(1)"))
    assert not any(looks_like_formula(f" {cell}") for cell in ("-5", "+3.2", "a=b", "—", "≥60", "“碳”", '"x" = 1'))


def test_texts_of_the_settings_are_no_formulas_either(tiny_files: dict[str, bytes], place: Path) -> None:
    text = tiny_files["plan.toml"].decode()
    tiny_files["plan.toml"] = re.sub(r'name_en = "[^"]*"', 'name_en = " =HYPERLINK(1)"', text, count=1).encode()
    with pytest.raises(PlanFaults, match=r"plan\.toml.*like a formula"):
        import_package("mine.zip", pack(tiny_files), place)


def test_formulas_without_number_are_counted_not_listed(tiny_files: dict[str, bytes], place: Path) -> None:
    header = tiny_files["projects.csv"].split(b"\n")[0]
    row = b",".join([b"=1"] * (header.count(b",") + 1))
    tiny_files["projects.csv"] = b"\n".join([header, *[row] * 1000])
    with pytest.raises(PlanFaults) as found:
        import_package("mine.zip", pack(tiny_files), place)
    said = [fault for fault in found.value.faults if "like a formula" in fault.finding.en]
    assert len(said) == 51
    assert any("more cells" in fault.finding.en for fault in said)


def test_faults_beyond_those_that_are_kept_are_counted_for_the_page_too(
    tiny_files: dict[str, bytes], place: Path
) -> None:
    tiny_files["projects.csv"] += b"x,y\n" * 400
    faulty = read_apart("mine.zip", pack(tiny_files), place)
    assert isinstance(faulty, Faulty)
    assert faulty.count == 400
    assert len(faulty.faults) == limits.MOST_SHOWN
    (line,) = faulty.kinds
    assert (line.file, line.rows, line.count) == ("projects.csv", "6-405", 400)


def test_a_plan_whose_pathways_cannot_be_walked_is_not_taken_in(place: Path) -> None:
    write_plan(make_carbon_plan(levers=()), place.parent / "carbon")
    files = {path.name: path.read_bytes() for path in (place.parent / "carbon").iterdir()}
    with pytest.raises(PeakfolioError, match="gdp_growth"):
        import_package("a.zip", pack(files), place)
    assert list_kept(place) == []
    with pytest.raises(Refused, match="gdp_growth"):
        read_apart("a.zip", pack(files), place)
    assert list_kept(place) == []


# --------------------------------------------------------------------------------- the process that reads


def sleep_forever(name: str, content: bytes, place: Path) -> None:
    (place / "half").write_bytes(content)
    time.sleep(600)


def compute_forever(name: str, content: bytes, place: Path) -> None:
    (place / "half").write_bytes(content)
    resource.setrlimit(
        resource.RLIMIT_CPU, (1, 1)
    )  # sooner than the workbench would; the limit of the workbench can only be lowered
    while True:
        pass


def fill_memory(name: str, content: bytes, place: Path) -> None:
    (place / "half").write_bytes(content)
    bytearray(700 * 2**20)


def fill_disk(name: str, content: bytes, place: Path) -> None:
    (place / "half").write_bytes(bytes(40 * 2**20))


def stumble(name: str, content: bytes, place: Path) -> None:
    raise LookupError(name)


def die(name: str, content: bytes, place: Path) -> None:
    os._exit(1)


def say_too_much(name: str, content: bytes, place: Path) -> bytes:
    return bytes(70 * 2**20)


@pytest.mark.parametrize(
    "read",
    [
        compute_forever,
        fill_memory,
        *(
            pytest.param(each, marks=pytest.mark.slow)
            for each in (sleep_forever, fill_disk, stumble, die, say_too_much)
        ),
    ],
)
def test_a_process_that_reads_too_long_or_too_much_is_ended_and_leaves_nothing(
    read: Callable[..., object], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 1.0 if read is sleep_forever else 60.0)
    with pytest.raises(Refused) as refused:
        read_apart("a.zip", b"x", place, read)
    assert refused.value.said.zh != refused.value.said.en
    assert list_kept(place) == []


def test_an_upload_read_apart_is_opened_or_its_faults_come_back(tiny_files: dict[str, bytes], place: Path) -> None:
    opened = read_apart("mine.zip", pack(tiny_files), place)
    assert isinstance(opened, Opened)
    assert opened.plan == read_plan(opened.folder)
    assert [each.name for each in place.iterdir()] == [opened.folder.name]
    tiny_files["projects.csv"] = tiny_files["projects.csv"].replace(b",100,", b",much,", 1)
    faulty = read_apart("mine.zip", pack(tiny_files), place)
    assert isinstance(faulty, Faulty)
    assert (faulty.count, faulty.faults[0].file, faulty.faults[0].row) == (1, "projects.csv", 2)
    assert [each.name for each in place.iterdir()] == [opened.folder.name]


def test_a_workspace_that_takes_no_files_is_named(tiny_files: dict[str, bytes], place: Path) -> None:
    place.write_text("a file where the workspace should be")
    with pytest.raises(Refused, match="cannot take this file: there is a file in this place") as refused:
        read_apart("mine.zip", pack(tiny_files), place)
    assert "放不下" in refused.value.said.zh


def test_of_two_plans_in_an_archive_none_is_picked(tiny_files: dict[str, bytes], place: Path) -> None:
    both = {f"{home}/{name}": data for home in ("north", "south") for name, data in tiny_files.items()}
    with pytest.raises(Refused, match="in 'north' and in 'south'"):
        import_package("a.zip", pack(both), place)
    inner = {f"older/{name}": data for name, data in tiny_files.items()}
    import_package("a.zip", pack(tiny_files | inner), place)  # the nearest one is meant


@pytest.mark.parametrize("before", ["./", "my plan\\", "./my plan/"])
def test_names_as_other_programs_write_them(before: str, tiny_files: dict[str, bytes], place: Path) -> None:
    folder, _ = import_package("a.zip", pack({before + name: data for name, data in tiny_files.items()}), place)
    assert {path.name for path in folder.iterdir()} == set(tiny_files) - {DESCRIPTOR}
    with pytest.raises(Refused, match="two files named"):
        import_package("a.zip", pack({"projects.csv": b"", "./projects.csv": b""}), place)
