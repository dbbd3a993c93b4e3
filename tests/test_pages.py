"""The documents: short where one reads first, true to the code where one looks things up, no link that leads nowhere."""

import csv
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click import Option
from pydantic import BaseModel

import peakfolio
from describe_commands import HAN, describe_commands, split_languages
from peakfolio.cli.main import main
from peakfolio.plan import settings
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_blank_package
from transcription import ROOT
from write_documents import describe_tables

DOCS = ROOT / "docs"
PAGES = sorted(
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
)  # fmt: skip
LONGEST_README = 120
SECTIONS: dict[str, type[BaseModel]] = {
    "assessment": settings.AssessmentSettings,
    "scenario": settings.Scenario,
    "carbon": settings.CarbonSettings,
    "pathways": settings.Pathway,
    "delivery": settings.DeliverySettings,
    "reporting": settings.ReportingSettings,
}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def list_anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as the forges and the site make them."""
    headings = re.findall(r"^#+ (.+)$", without_code(read(path)), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def list_broken_links(page: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^()\s]+)\)", without_code(read(page))):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in list_anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert list(list_broken_links(page)) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name.endswith(".zh.md")], ids=lambda page: page.name)
def test_a_chinese_page_leads_to_chinese_pages(page: Path) -> None:
    links = re.findall(r"\]\(([^()\s#]+\.md)", without_code(read(page)))
    english = [page.parent / link for link in links if not link.endswith(".zh.md")]
    twins = [path for path in english if path.with_suffix(".zh.md").is_file()]
    assert [path for path in twins if path.resolve() != page.with_name("README.md")] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_what_one_reads_first_is_short(name: str) -> None:
    lines = read(ROOT / name).splitlines()
    assert len(lines) <= LONGEST_README
    assert [line for line in lines if len(line) > LONGEST_README] == []


def test_reference_pages_are_those_the_code_makes() -> None:
    """After a change ``make documents`` writes them anew."""
    assert read(DOCS / "reference" / "data.md") == describe_tables()
    assert read(DOCS / "reference" / "commands.md") == describe_commands("en")
    assert read(DOCS / "reference" / "commands.zh.md") == describe_commands("zh")


def test_every_command_and_option_speaks_both_languages() -> None:
    options = [each for command in main.commands.values() for each in command.params if isinstance(each, Option)]
    for each in (*main.commands.values(), *options):
        assert each.help is not None, each.name
        assert HAN.search(split_languages(each.help)["zh"]), each.name


@pytest.mark.parametrize("name", ["plan_toml.md", "plan_toml.zh.md"])
def test_every_key_of_plan_toml_is_explained(name: str) -> None:
    text = read(DOCS / "reference" / name)
    for section, row_type in SECTIONS.items():
        table = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
        keys = " ".join(re.findall(r"^\|(.*?)\|", table, flags=re.MULTILINE))
        explained = set(re.findall(r"`(?:\[[a-z]+\.)?(\w+)\]?`", keys))
        assert explained == set(row_type.model_fields), section
    for row_type in (settings.Region, settings.Years):
        assert all(f"`{key}`" in text for key in row_type.model_fields)


@pytest.mark.parametrize("name", ["python.md", "python.zh.md"])
def test_public_names_are_few_and_each_is_explained(name: str) -> None:
    assert len(peakfolio.__all__) <= 20
    assert all(hasattr(peakfolio, each) for each in peakfolio.__all__)
    table = read(DOCS / "reference" / name).split("<!-- public names -->")[1].split("<!-- end -->")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, flags=re.MULTILINE)) == set(peakfolio.__all__)


def fill(folder: Path, page: str) -> None:
    """Adds the rows a how-to page shows to the tables of a package; columns it leaves out stay empty."""
    shown = re.findall(
        r"^```csv title=\"(\w+).csv\"\n(.*?)^```$", read(DOCS / "how-to" / page), flags=re.MULTILINE | re.DOTALL
    )
    assert shown
    for table, text in shown:
        path = folder / f"{table}.csv"
        columns = next(csv.reader(io.StringIO(read(path))))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, columns, restval="").writerows(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("page", ["own_plan.md", "own_plan.zh.md"])
def test_the_plan_the_how_to_writes_gives_the_answer_it_names(page: str, tmp_path: Path) -> None:
    write_blank_package(tmp_path / "my-county")
    fill(tmp_path / "my-county", page)
    answer = peakfolio.answer_plan(read_plan(tmp_path / "my-county"))
    assert (list(answer.choice.portfolio.starts), answer.verification.cost_wan_yuan) == (["P01"], 1800)
    assert "P01" in read(DOCS / "how-to" / page)


@pytest.mark.parametrize("page", ["pathway.md", "pathway.zh.md"])
def test_the_pathway_the_how_to_adds_is_one(page: str, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "scenarios" / "dongchuan", tmp_path / "my-dongchuan")
    fill(folder, page)
    (said,) = re.findall(r"^```toml\n(.*?)^```$", read(DOCS / "how-to" / page), flags=re.MULTILINE | re.DOTALL)
    (folder / "plan.toml").write_text(f"{read(folder / 'plan.toml')}\n{said}", encoding="utf-8")
    plan = read_plan(folder)
    assert sum(lever.pathway == "more_power" for lever in plan.levers) == 2
    assert "more_power" in plan.settings.pathways


class Loads(HTMLParser):
    """What a page of the site loads by itself (scripts, styles, pictures, frames), and its link to the other language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.other_language = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        loads = [said.get("src")] if tag != "link" else [said.get("href") if said.get("rel") != "canonical" else None]
        self.found += [each for each in loads if each]
        if said.get("class") == "language":
            self.other_language = said["href"] or ""


def test_the_site_builds_without_a_warning_and_loads_nothing_from_outside(tmp_path: Path) -> None:
    subprocess.run([sys.executable, DOCS / "site" / "gather.py"], check=True, env={"PYTHONPATH": str(ROOT / "model")})
    for config, folder in (("mkdocs.yml", tmp_path), ("mkdocs.zh.yml", tmp_path / "zh")):
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "-f", DOCS / "site" / config, "-d", folder],
            capture_output=True, text=True, check=False, env={"NO_MKDOCS_2_WARNING": "1", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        assert built.returncode == 0, built.stderr + built.stdout
    pages = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.html")}
    chinese = {page.removeprefix("zh/") for page in pages if page.startswith("zh/")}
    english = {page for page in pages if not page.startswith(("zh/", "reference/python/"))}
    assert chinese == english
    for page in pages:
        loads = Loads()
        text = read(tmp_path / page)
        assert "```" not in text, page  # a block of code the site did not understand
        loads.feed(text)
        outside = [each for each in loads.found if re.match(r"\w*:?//", each) and not each.startswith("data:")]
        assert outside == [], page
        assert (tmp_path / page).parent.joinpath(loads.other_language).is_file() or page.endswith("404.html"), page
    for sheet in tmp_path.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//|@import", read(sheet)), sheet
