"""Opens a plan for work: what one command refuses, every command refuses."""

from pathlib import Path

from peakfolio.carbon.pathways import try_pathway
from peakfolio.errors import MissingData
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.plan.standing import stand_at
from peakfolio.words import Words


def open_plan(folder: Path) -> Plan:
    """The plan in a folder, each of its pathways tried once.

    Raises what ``read_plan`` raises, and MissingData where a pathway leaves years or fuels open or cannot be walked.
    """
    plan = read_plan(folder)
    for name in plan.settings.pathways if plan.energy else ():
        try_pathway(plan, name)
    return plan


def open_as_of(folder: Path, day: str | None = None) -> Plan:
    """The plan in a folder as it stands on a day: the one named, else that of its ``plan.toml``, else its own.

    Raises what ``open_plan`` and ``stand_at`` raise.
    """
    plan = open_plan(folder)
    return stand_at(plan, day or plan.settings.years.as_of).plan


def open_to_check(folder: Path) -> tuple[Plan, tuple[Words, ...]]:
    """The plan in a folder, and what every pathway that cannot be walked lacks. Raises what ``read_plan`` raises."""
    plan = read_plan(folder)
    lacks: list[Words] = []
    for name in plan.settings.pathways if plan.energy else ():
        try:
            try_pathway(plan, name)
        except MissingData as lack:
            lacks.append(lack.said)
    return plan, tuple(dict.fromkeys(lacks))
