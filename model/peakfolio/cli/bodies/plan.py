"""What a plan says, and what could be said: check, audit, costs, assess."""

import sys
from pathlib import Path
from typing import Any

from peakfolio.assess.assessment import assess_plan
from peakfolio.assess.audit import audit_plan
from peakfolio.assess.audit.costs import list_outliers
from peakfolio.assess.costing import check_costs
from peakfolio.assess.lacking import notice_lacking
from peakfolio.carbon.opening import open_plan, open_to_check
from peakfolio.cli.bodies.asking import open_on
from peakfolio.cli.calling import EXIT_FAULTY_INPUT, Reader
from peakfolio.errors import Fault, MissingData, PeakfolioError, PlanFaults
from peakfolio.keeping import write_file
from peakfolio.plan.answerable import Chapter, list_chapters, tell_mended
from peakfolio.plan.catalogue import find_region
from peakfolio.plan.cell_tables import list_strays
from peakfolio.plan.noticing import Notice, list_notices
from peakfolio.plan.package import TABLES
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_readable, read_systems
from peakfolio.render.console.plan import show_assessment, show_chapters, show_costs, show_findings
from peakfolio.render.console.screen import Screen
from peakfolio.report.assessment import describe_assessment
from peakfolio.report.audit import make_finding_table
from peakfolio.report.costs import make_cost_table
from peakfolio.report.grouping import group_notices
from peakfolio.report.names import read_all
from peakfolio.words import LANGUAGES, Name, Words, listing, say

LINE_END = Name("\n", "\n")


def check(reader: Reader, region: str, show_all: bool) -> None:
    """Whether a package can be read, what to look at in it, and what it can answer."""
    folder = Path(region) if Path(region).is_dir() else find_region(region)
    screen = Screen(reader.language)
    try:
        plan, lacks = open_to_check(folder)
    except PlanFaults as faults:
        readable = read_readable(folder) if folder.is_dir() else None
        if reader.as_json:
            found = {"faults": [_tell_fault(each) for each in faults.faults], "left_out": faults.left_out}
            chapters = [] if readable is None else [each.name for each in list_chapters(readable) if each.is_answered]
            screen.show_json({"region": folder.resolve().name, **found, "answers_once_mended": chapters})
            sys.exit(EXIT_FAULTY_INPUT)
        said = faults.said_each if show_all else faults.said
        more = () if readable is None else (tell_mended(readable),)
        raise PeakfolioError(listing((said, *more), LINE_END)) from faults
    notices = (*list_notices(plan), *notice_lacking(plan, read_systems()))
    if reader.as_json:
        screen.show_json(_tell_checked(plan, lacks, notices, list_strays(folder)))
        sys.exit(EXIT_FAULTY_INPUT if lacks else 0)
    screen.say(_count_rows(plan) if lacks else say("{rows}: no fault.", rows=_count_rows(plan)))
    strays = [say("{name} is no table of a plan and is not read.", name=each) for each in list_strays(folder)]
    if notices or strays:
        screen.say(say("Look at these:"))
    screen.say_each((*group_notices(plan, notices), *strays), "  - ")
    show_chapters(screen, list_chapters(plan))
    if lacks:
        raise MissingData(listing(lacks, LINE_END))


def _count_rows(plan: Plan) -> Words:
    return say(
        "{id}: {indicators} indicators, {targets} targets, {projects} projects, {effects} effects, {energy} rows of energy, "
        "{levers} levers, {abatements} abatements",
        id=plan.settings.region.id,
        indicators=len(plan.indicators),
        targets=len(plan.targets),
        projects=len(plan.projects),
        effects=len(plan.effects),
        energy=len(plan.energy),
        levers=len(plan.levers),
        abatements=len(plan.abatements),
    )


def _tell_checked(
    plan: Plan, lacks: tuple[Words, ...], notices: tuple[Notice, ...], strays: tuple[str, ...]
) -> dict[str, Any]:
    """What is found of a package that can be read, for programs."""
    said = [{"action_id": each.action_id, "indicator_id": each.indicator_id, **read_all(each.said)} for each in notices]
    rows = {name: len(getattr(plan, name)) for name in TABLES}
    shown = {"region": plan.settings.region.id, "rows": rows, "faults": [], "lacks": [read_all(each) for each in lacks]}
    return {
        **shown,
        "look_at": said,
        "not_read": strays,
        "answers": [_tell_chapter(each) for each in list_chapters(plan)],
    }


def _tell_fault(fault: Fault) -> dict[str, Any]:
    mend = {f"mend_{language}": fault.mend.read(language) for language in LANGUAGES}
    place = {"file": fault.file, "row": fault.row, "column": fault.column}
    return {**place, **{f"finding_{language}": fault.finding.read(language) for language in LANGUAGES}, **mend}


def _tell_chapter(chapter: Chapter) -> dict[str, Any]:
    lacks = [
        {"file": each.file, "column": each.column, "count": each.count, **read_all(each.said)} for each in chapter.lacks
    ]
    return {"chapter": chapter.name, "is_answered": chapter.is_answered, "lacks": lacks}


def audit(reader: Reader, region: str, csv_path: Path | None) -> None:
    """What a plan claims about itself and what is found."""
    plan = open_plan(find_region(region))
    findings = audit_plan(plan)
    if csv_path is not None:
        write_file(csv_path, make_finding_table(findings).to_frame().to_csv(index=False).encode("utf-8-sig"))
    if reader.as_json:
        Screen(reader.language).show_json(make_finding_table(findings).to_records())
    elif csv_path is None:
        show_findings(Screen(reader.language), plan, findings)


def assess(reader: Reader, region: str, as_of: str | None) -> None:
    """Every indicator judged by the plan's own rule."""
    plan = open_on(region, as_of)
    assessment = assess_plan(plan)
    if not reader.as_json:
        show_assessment(Screen(reader.language), plan, assessment)
        return
    Screen(reader.language).show_json(
        {
            "rule": assessment.rule,
            "points": assessment.points,
            "is_passed": assessment.is_passed,
            "summary": [read_all(each) for each in describe_assessment(plan, assessment)],
            "indicators": [
                {
                    "indicator_id": row.indicator.indicator_id,
                    "statuses": dict(row.statuses),
                    "status": row.status,
                    "printed": row.printed.status if row.printed is not None else None,
                    "class": row.progress_class,
                    "points": sum(each.earned for each in row.scores) if row.scores else None,
                }
                for row in assessment.rows
            ],
        }
    )


def costs(reader: Reader, region: str, csv_path: Path | None) -> None:
    """What each project pays for a unit of its class, against the others."""
    plan = open_plan(find_region(region))
    checks = check_costs(plan)
    if csv_path is not None:
        write_file(csv_path, make_cost_table(checks).to_frame().to_csv(index=False).encode("utf-8-sig"))
    if reader.as_json:
        Screen(reader.language).show_json(make_cost_table(checks).to_records())
    elif csv_path is None:
        show_costs(Screen(reader.language), checks, list_outliers(checks))
