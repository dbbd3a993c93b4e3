"""Gates that hold the shape of the project: one door for each heavy library, small modules, clean files, true documents."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

import peakfolio
from transcription import ROOT

PACKAGE = ROOT / "model" / "peakfolio"
MODULES = sorted(PACKAGE.rglob("*.py"))
DOORS = {
    "pulp": ("portfolio/pulp_models.py",),
    "highspy": ("portfolio/solver.py",),
    "matplotlib": ("render/paper.py",),
    "simpy": ("delivery/simulation.py", "delivery/cash_flow.py"),
    "SALib": ("carbon/screening.py",),
    "statsmodels": ("carbon/regression.py",),
    "pymannkendall": ("carbon/trends.py",),
    "pyarrow": ("render/ensemble_files.py",),
    "duckdb": ("render/ensemble_files.py",),
    "pydantic": ("plan/",),
    "tomllib": ("plan/toml_files.py",),
    "tomli_w": ("plan/writing.py",),
    "pint": ("units.py",),
    "babel": ("words.py",),
    "jinja2": ("render/page.py",),
    "plotly": ("render/screen.py", "app/"),
    "docx": ("render/word.py", "importing/word.py"),
    "lxml": ("importing/web.py",),
    "openpyxl": ("app/workbooks.py", "importing/sheets.py"),
    "pdfminer": ("importing/pages.py",),
    "pdfplumber": ("importing/pages.py",),
    "xlsxwriter": ("render/packing.py",),
    "click": ("cli/",),
    "nicegui": ("app/",),
    "rich": ("render/console/screen.py",),
}
MACHINE_PATHS = re.compile(r"/(?:root|work|farm|home/[a-z]+|tmp/bash_jobs)/")
REGISTRY_HOSTS = re.compile(
    r"(?:pypi|pythonhosted|npmjs|debian|tuna|aliyun|mirrors?)[a-z0-9.-]*\.(?:org|com|io|cn|net)"
)


def list_tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@cache
def list_imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("library", DOORS)
def test_each_heavy_library_has_one_door(library: str) -> None:
    users = [str(path.relative_to(PACKAGE)) for path in MODULES if library in list_imports(path)]
    assert users, f"{library} is not used at all"
    assert [user for user in users if not user.startswith(DOORS[library])] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            documented = ast.get_docstring(node, clean=False)
            length -= len(documented.splitlines()) if documented else 0
            assert length <= 45, f"{path.name}: {node.name} has {length} lines"


def test_no_tracked_file_names_a_registry_host_or_a_machine_path() -> None:
    for path in list_tracked():
        if path.suffix in (".docx", ".otf", ".png", ".xlsx") or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        assert not REGISTRY_HOSTS.search(text), path
        assert not MACHINE_PATHS.search(text), path


def test_unknown_public_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        _ = peakfolio.magic


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_readme_shows_the_two_commands_and_ci_calls_the_same(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_each_prescribed_folder_says_what_is_in_it() -> None:
    for folder in ("model", "scenarios", "notebooks", "tests", "results"):
        assert (ROOT / folder / "README.md").is_file(), folder


def _read_last_cell(readme: str, region: str) -> list[str]:
    """The numbers in the last cell of the row of a region."""
    (row,) = re.findall(rf"\| {region}[^|]*\|[^|]*\|([^|]*)\|", readme)
    return re.findall(r"[\d,]*\d", row)


def test_readme_and_demo_page_repeat_the_demo_word_for_word() -> None:
    """The answer they show is the answer the demo gives: README the page to decide by, the page of the demo all of it."""
    from conftest import load
    from peakfolio.carbon.outlook import project_emissions
    from peakfolio.portfolio.answering import answer_plan
    from peakfolio.report.carbon.summary import headline_outlook
    from peakfolio.report.chapters.brief_words import say_found
    from peakfolio.report.summary import headline

    answer = answer_plan(load("dongchuan"))
    outlook = project_emissions(answer.plan, answer.choice.portfolio)
    outcomes = answer.verification.outcomes
    figures = [
        f"{answer.verification.cost_wan_yuan:,.0f}",
        str(sum(each.is_met for each in outcomes)),
        str(sum(each.is_circular for each in outcomes)),
        f"{100 * answer.certainty.all_met:.0f}",
    ]
    for suffix, language, space in (("", "en", " "), (".zh", "zh", "")):
        readme, page = (
            space.join(line.removeprefix("> ") for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
            for name in (f"README{suffix}.md", f"docs/demo{suffix}.md")
        )
        assert say_found(answer).read(language) in readme
        assert _read_last_cell(readme, answer.plan.settings.region.name_zh) == figures
        for said in (headline(answer), headline_outlook(outlook)):
            assert said.read(language) in page
