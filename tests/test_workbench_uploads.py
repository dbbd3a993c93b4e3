"""Uploads and downloads of packages without a browser: what is taken in is a plan, what is refused leaves nothing behind."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from conftest import load
from peakfolio.app import uploads
from peakfolio.app.uploads import Refused, looks_like_formula, take_in
from peakfolio.app.workbooks import pack_workbook, pack_zip
from peakfolio.errors import PlanFaults
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_plan
from tiny import make_tiny_plan
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
        _, plan = take_in(name, content, place)
        assert plan == load(region), name


def test_a_zip_may_hold_one_folder_and_other_files(tiny_files: dict[str, bytes], place: Path) -> None:
    nested = {f"my plan/{name}": data for name, data in tiny_files.items()} | {"my plan/script.sh": b"rm", "x.txt": b""}
    folder, plan = take_in("Plan.ZIP", pack(nested), place)
    assert plan == read_plan(folder)
    assert {path.name for path in folder.iterdir()} == set(tiny_files)


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
        take_in(name, pack(files), place)
    assert refused.value.said.zh
    assert list_kept(place) == []


def test_a_bomb_is_not_unpacked(place: Path) -> None:
    bomb = pack({"plan.toml": b"0" * (60 * 2**20)})
    assert len(bomb) < uploads.MOST_BYTES
    with pytest.raises(Refused, match="too large"):
        take_in("a.zip", bomb, place)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = pack({"plan.toml": b"0" * 1000, "projects.csv": b"1" * 1000})
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 1500)
    monkeypatch.setattr(uploads, "_refuse_harm", lambda archive: None)
    with pytest.raises(Refused, match="too large"):
        take_in("a.zip", content, place)


def test_a_file_of_200_megabytes_is_refused_before_it_is_opened(place: Path) -> None:
    with pytest.raises(Refused, match="10 MB"):
        take_in("a.zip", bytes(200 * 2**20), place)


def test_a_damaged_archive_is_refused(tiny_files: dict[str, bytes], place: Path) -> None:
    whole = pack(tiny_files)
    for broken in (whole[: len(whole) // 2], b"PK\x03\x04 no archive", b""):
        with pytest.raises(Refused, match="damaged"):
            take_in("a.zip", broken, place)


def test_a_link_in_an_archive_is_refused(place: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("plan.toml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Refused, match="outside"):
        take_in("a.zip", buffer.getvalue(), place)


def test_every_fault_is_named_and_nothing_is_kept(tiny_files: dict[str, bytes], place: Path) -> None:
    tiny_files["projects.csv"] = tiny_files["projects.csv"].replace(b",100,", b",much,").replace(b"P2,", b"2P,")
    with pytest.raises(PlanFaults) as found:
        take_in("mine.zip", pack(tiny_files), place)
    assert len(found.value.faults) >= 2
    assert {fault.file for fault in found.value.faults} >= {"projects.csv"}
    assert str(place) not in str(found.value)
    assert list_kept(place) == []


def test_the_wrong_encoding_is_named(tiny_files: dict[str, bytes], place: Path) -> None:
    tiny_files["projects.csv"] = tiny_files["projects.csv"].decode().encode("gb18030")
    with pytest.raises(PlanFaults, match="GB18030"):
        take_in("mine.zip", pack(tiny_files), place)


def test_a_formula_is_a_fault_in_a_sheet_and_in_a_csv(
    tiny_files: dict[str, bytes], tmp_path: Path, place: Path
) -> None:
    book = load_workbook(io.BytesIO(pack_workbook(tmp_path / "tiny")))
    book["projects"]["C2"] = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(PlanFaults, match=r"row 2.*formula"):
        take_in("mine.xlsx", buffer.getvalue(), place)
    tiny_files["projects.csv"] = tiny_files["projects.csv"].replace("工程".encode(), b"=HYPERLINK()", 1)
    with pytest.raises(PlanFaults, match="like a formula"):
        take_in("mine.zip", pack(tiny_files), place)
    assert list_kept(place) == []


def test_formulas_and_all_other_faults_are_named_together_and_each_cell_once(
    tiny_files: dict[str, bytes], place: Path
) -> None:
    tiny_files["projects.csv"] = tiny_files["projects.csv"].replace(b",100,", b",=SUM(A1),", 1)
    tiny_files["indicators.csv"] = tiny_files["indicators.csv"].replace(b"numeric", b"number", 1)
    with pytest.raises(PlanFaults) as found:
        take_in("mine.zip", pack(tiny_files), place)
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
    _, plan = take_in("mine.xlsx", buffer.getvalue(), place)
    project = plan.projects[0]
    assert (project.cost_wan_yuan, project.start_year, project.lines) == (0.1, 2023, "432")


def test_a_workbook_without_the_sheet_plan_is_refused(place: Path) -> None:
    book = Workbook()
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(Refused, match="no sheet named plan"):
        take_in("mine.xlsx", buffer.getvalue(), place)
