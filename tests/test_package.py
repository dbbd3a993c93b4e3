import json
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import frictionless
import pytest

from conftest import load
from peakfolio.errors import PlanFaults
from peakfolio.plan.catalogue import find_delivery, find_evidence, find_factors, find_starters, find_systems
from peakfolio.plan.reading import hash_inputs, read_plan
from peakfolio.plan.writing import (
    DESCRIPTOR,
    describe_delivery_book,
    describe_evidence,
    describe_factors,
    describe_package,
    describe_starters,
    describe_systems,
    write_blank_package,
    write_copy,
    write_plan,
)
from tiny import make_tiny_plan
from transcription import ROOT

SHARED = {
    find_factors: describe_factors,
    find_delivery: describe_delivery_book,
    find_evidence: describe_evidence,
    find_systems: describe_systems,
    find_starters: describe_starters,
}


@pytest.fixture
def copy(region_folder: Path, tmp_path: Path) -> Path:
    """A copy of a shipped plan as ``peakfolio new FOLDER --from REGION`` makes it."""
    write_copy(region_folder, load(region_folder.name).settings, tmp_path / "mine")
    return tmp_path / "mine"


def validate(folder: Path) -> None:
    report = frictionless.validate(str(folder / DESCRIPTOR))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


@pytest.mark.filterwarnings("ignore")  # frictionless and its dependencies warn about themselves
def test_other_tools_can_read_and_validate_a_copy_of_a_plan(copy: Path) -> None:
    validate(copy)


def test_a_copy_holds_the_plan_as_it_is_and_a_descriptor(copy: Path, region_folder: Path) -> None:
    copied = {path.name: path.read_bytes() for path in copy.iterdir()}
    described = describe_package(load(region_folder.name).settings)
    assert json.loads(copied.pop(DESCRIPTOR)) == {**described, "name": "mine"}
    shipped = {path.name: path.read_bytes() for path in region_folder.iterdir()}
    renamed = f'id = "mine"\nbegun_from = "{region_folder.name}"'.encode()
    assert copied.pop("plan.toml") == shipped.pop("plan.toml").replace(f'id = "{region_folder.name}"'.encode(), renamed)
    assert copied == shipped


def test_a_copy_is_another_region_whose_projects_the_evidence_still_knows(copy: Path, region_folder: Path) -> None:
    plan, shipped = read_plan(copy), load(region_folder.name)
    assert (plan.settings.region.id, plan.settings.region.evidence_id) == ("mine", shipped.settings.region.id)
    assert plan.effects == shipped.effects  # what a project costs itself is still left out of its own class
    write_copy(copy, plan.settings, copy.parent / "again")
    assert read_plan(copy.parent / "again").settings.region.begun_from == region_folder.name


def test_a_copy_is_named_however_its_settings_are_written(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "tiny")
    path = tmp_path / "tiny" / "plan.toml"
    plain = path.read_text(encoding="utf-8")
    names = (
        'region.name_zh = "小县"\nregion.name_en = "Tiny"\nregion.province_zh = "省"\nregion.province_en = "Province"\n'
    )
    rest = plain.split("[region]")[1].split("[", 1)[1]
    for place, text in enumerate(
        (plain, plain.replace("[region]", "# [region] of old\n  [ region ]  # the place"), f"{names}[{rest}")
    ):
        path.write_bytes(text.encode("gb18030"))
        write_copy(tmp_path / "tiny", read_plan(tmp_path / "tiny").settings, tmp_path / f"copy{place}")
        region = read_plan(tmp_path / f"copy{place}").settings.region
        assert (region.id, region.begun_from, region.name_zh) == (f"copy{place}", "tiny", "小县")


def test_a_copy_carries_what_lies_beside_the_tables(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "tiny")
    texts = {"source-1.txt": "一\n", "imported.csv": "table\n", "import.toml": "", "decisions.csv": "action_id\n"}
    for name, text in {**texts, "other.txt": "", "source-x.txt": ""}.items():
        (tmp_path / "tiny" / name).write_text(text, encoding="utf-8")
    write_copy(tmp_path / "tiny", make_tiny_plan().settings, tmp_path / "copy")
    copied = {path.name for path in (tmp_path / "copy").iterdir()}
    assert set(texts) <= copied
    assert not {"other.txt", "source-x.txt"} & copied
    assert hash_inputs(tmp_path / "tiny").keys().isdisjoint(texts)


@pytest.mark.filterwarnings("ignore")
def test_other_tools_can_read_and_validate_what_is_written(tmp_path: Path) -> None:
    write_plan(make_tiny_plan(), tmp_path / "tiny")
    validate(tmp_path / "tiny")
    write_blank_package(tmp_path / "blank")
    validate(tmp_path / "blank")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("find", SHARED)
def test_other_tools_can_read_and_validate_what_all_plans_share(find: Callable[[], Path]) -> None:
    assert json.loads((find() / DESCRIPTOR).read_text(encoding="utf-8")) == SHARED[find]()
    validate(find())


def test_blank_package_lacks_nothing_but_what_there_is_to_judge(tmp_path: Path) -> None:
    write_blank_package(tmp_path / "new")
    with pytest.raises(PlanFaults) as caught:
        read_plan(tmp_path / "new")
    assert [fault.file for fault in caught.value.faults] == ["indicators.csv", "targets.csv"]
    assert "没有指标，无可评估" in caught.value.read("zh")


def test_the_wheel_carries_the_plans_and_the_font(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for region in ("dongchuan", "kunming", "lufeng", "panzhihua-dongqu", "yongchuan"):
        assert {f"peakfolio/scenarios/{region}/{name}" for name in ("plan.toml", "projects.csv", "README.md")} <= names
    assert "peakfolio/render/fonts/NotoSansSC-Regular-GBK.otf" in names
    assert {f"peakfolio/render/templates/report.{ending}" for ending in ("html.j2", "zh.docx", "en.docx")} <= names
    assert "peakfolio/locale/zh/LC_MESSAGES/peakfolio.po" in names


@pytest.mark.parametrize(("name", "key"), [("qingxi-2026", "qingxi-2026"), ("青溪县", "plan-")])
def test_a_blank_package_is_named_after_its_folder(name: str, key: str, tmp_path: Path) -> None:
    write_blank_package(tmp_path / name)
    said = tomllib.loads((tmp_path / name / "plan.toml").read_text(encoding="utf-8"))
    assert said["region"]["id"].startswith(key)
    assert "my-county" not in (tmp_path / name / "plan.toml").read_text(encoding="utf-8")


def test_two_blank_packages_do_not_share_their_results(tmp_path: Path) -> None:
    keys = set()
    for name in ("青溪县", "白石县", "one", "two"):
        write_blank_package(tmp_path / name)
        keys.add(tomllib.loads((tmp_path / name / "plan.toml").read_text(encoding="utf-8"))["region"]["id"])
    assert len(keys) == 4
