"""What is wrong in a plan is found after its import, and nothing of the kind where it is right.

Faults are planted in the Word file and the workbook of a made county; the package that the import writes passes ``check``, and the
audit (or the import itself, by its marks) names each of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ideal_reading import print_sums, read_ideally
from importing_files import import_files, write_plan
from peakfolio.assess.audit import Finding, audit_plan
from peakfolio.importing.imported import Imported, ReadCell
from peakfolio.plan.plan import Plan
from planted import PLANTS, SEED, SLIPS, SUM_CATEGORY, TWICE_ITEM, WEAK_ITEM, County, plant, say_prose, write_pair
from truths import squeeze


@dataclass(frozen=True)
class Case:
    """A county, what was imported of it, and what the audit finds."""

    county: County
    imported: "Imported | NoMarks"
    plan: Plan
    findings: tuple[Finding, ...]

    def list_ids(self, name: str) -> set[str]:
        """The keys of the indicator or project of a name."""
        named = (*self.plan.indicators, *self.plan.projects)
        keys = {squeeze(each.name_zh): getattr(each, "project_id", getattr(each, "indicator_id", "")) for each in named}
        return {keys[squeeze(name)]} if squeeze(name) in keys else set()

    def name_work(self, fault: str) -> str:
        return self.county.works[SLIPS[fault][0]].name

    def finds(self, codes: set[str], name: str) -> bool:
        """Whether a finding of one of these codes names an indicator or project, by its key or in its sentence."""
        keys = self.list_ids(name)
        return any(
            each.code in codes
            and (keys & {each.subject, *each.also} or any(word in each.sentence.read("zh") for word in (name, *keys)))
            for each in self.findings
        )

    def doubts(self, columns: set[str], name: str) -> bool:
        """Whether the import marks a value of a project to be looked at, and says why."""
        keys = self.list_ids(name)
        return any(
            each.table == "projects"
            and each.column in columns
            and each.mark != "sure"
            and each.why is not None
            and keys & set(re.split(r"[^\w.-]+", each.key))
            for each in self.imported.cells
        )

    def misses_total(self, kinds: set[str], printed: str = "", scope: str | None = None) -> bool:
        """Whether a printed total of a kind and scope, with this printed figure where one is given, is found not to hold."""
        claims = {each.claim_id for each in self.plan.stated_totals if each.kind in kinds and each.scope == scope}
        found = [each for each in self.findings if each.code == "total_differs" and claims & {each.subject, *each.also}]
        return any(printed in each.sentence.read("zh") for each in found)


def read_share(county: County) -> str:
    """The share as the prose prints it."""
    return re.findall(r"占总投资的([\d.]+)%", "".join(say_prose(county)))[0]


def read_sum(county: County) -> str:
    """The sum of a category as the workbook prints it, in the writing of a finding."""
    return f"{print_sums(county)[SUM_CATEGORY]:,.2f}"


FINDERS: dict[str, Callable[[Case], bool]] = {
    "sum": lambda case: case.misses_total({"project_cost_sum"}, read_sum(case.county), f"category_zh={SUM_CATEGORY}"),
    "count": lambda case: case.misses_total({"status_count"}, scope="status=met"),
    "share": lambda case: case.misses_total({"ratio", "formula"}, read_share(case.county)),
    "no cost": lambda case: case.finds({"cost_is_unknown"}, case.name_work("no cost")),
    "no support": lambda case: case.finds({"support_is_empty"}, case.name_work("no support")),
    "weaker": lambda case: case.finds({"target_weaker_than_base"}, WEAK_ITEM),
    "years": lambda case: case.doubts({"start_year", "end_year", "years_as_written"}, case.name_work("years")),
    "twice": lambda case: case.finds({"value_differs"}, TWICE_ITEM),
    "unit": lambda case: case.finds({"funding_differs", "total_differs"}, case.name_work("unit")),
    "funding": lambda case: case.finds({"funding_differs", "total_differs"}, case.name_work("funding")),
    "category count": lambda case: case.misses_total({"project_count"}, scope=f"category_zh={SUM_CATEGORY}"),
    "prose unit": lambda case: case.misses_total({"project_cost_sum"}, "0.49 万元", f"category_zh={SUM_CATEGORY}"),
    "energy sum": lambda case: case.misses_total({"formula"}, "58.2"),
    "energy share": lambda case: case.misses_total({"formula"}, "26"),
}


def import_county(faults: tuple[str, ...], folder: Path) -> Case:
    imported = import_files(write_pair(faults))
    plan = write_plan(imported, folder)
    return Case(plant(SEED, faults), imported, plan, audit_plan(plan))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return import_county(PLANTS, tmp_path_factory.mktemp("faulty"))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return import_county((), tmp_path_factory.mktemp("clean"))


def test_every_fault_has_a_finder() -> None:
    assert tuple(FINDERS) == PLANTS


@dataclass(frozen=True)
class NoMarks:
    """Stands for an import that doubts nothing."""

    cells: tuple[ReadCell, ...] = ()


@pytest.mark.parametrize("faults", [(), PLANTS], ids=["clean", "faulty"])
def test_the_audit_finds_what_an_import_that_misses_nothing_would_bring(faults: tuple[str, ...]) -> None:
    """All but years that run backwards: no package can hold them, so the import itself has to speak of them."""
    county = plant(SEED, faults)
    plan = read_ideally(county, print_sums(county))
    case = Case(county, NoMarks(), plan, audit_plan(plan))
    found = {fault for fault in PLANTS if FINDERS[fault](case)}
    assert found == set(faults) - {"years"}
    assert any(each.severity == "error" for each in case.findings) == bool(faults)


@pytest.mark.parametrize("fault", PLANTS)
def test_a_planted_fault_is_found(fault: str, faulty: Case) -> None:
    assert FINDERS[fault](faulty), [each.sentence.read("zh") for each in faulty.findings]


@pytest.mark.parametrize("fault", PLANTS)
def test_no_fault_is_found_where_none_was_planted(fault: str, clean: Case) -> None:
    assert not FINDERS[fault](clean), [each.sentence.read("zh") for each in clean.findings]


def test_the_figures_of_a_clean_plan_agree(clean: Case) -> None:
    """An error is a disagreement of figures: the twin without faults has none, whatever else is worth knowing of it."""
    errors = [each.sentence.read("zh") for each in clean.findings if each.severity == "error"]
    others = sum(each.severity != "error" for each in clean.findings)
    print(f"false alarms: {len(errors)} errors; warnings and notes: {others}")
    assert errors == []


def test_the_whole_county_is_found(clean: Case) -> None:
    content = clean.county.content
    assert len(clean.plan.indicators) == len(content.items)
    assert {each.name_zh: each.cost_wan_yuan for each in clean.plan.projects} == {
        each.name: each.cost for each in content.works
    }
