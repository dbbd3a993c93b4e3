import json
import subprocess
import sys
import zipfile
from pathlib import Path

import frictionless
import pytest

from conftest import load
from peakfolio.errors import PlanFaults
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import describe_package, write_blank_package
from transcription import ROOT


def test_descriptor_says_what_the_code_reads(region_folder: Path) -> None:
    said = json.loads((region_folder / "datapackage.json").read_text(encoding="utf-8"))
    assert said == describe_package(load(region_folder.name).settings)


@pytest.mark.filterwarnings("ignore")  # frictionless and its dependencies warn about themselves
def test_other_tools_can_read_and_validate_the_package(region_folder: Path) -> None:
    report = frictionless.validate(str(region_folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


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
        assert {
            f"peakfolio/scenarios/{region}/{name}" for name in ("plan.toml", "projects.csv", "datapackage.json")
        } <= names
    assert "peakfolio/results/fonts/NotoSansSC-Regular-GBK.otf" in names
    assert "peakfolio/results/templates/report.html.j2" in names
