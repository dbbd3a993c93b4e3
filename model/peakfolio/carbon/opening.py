"""Opens a plan for work: what one command refuses, every command refuses."""

from pathlib import Path

from peakfolio.carbon.pathways import try_pathway
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan


def open_plan(folder: Path) -> Plan:
    """The plan in a folder, each of its pathways tried once.

    Raises what ``read_plan`` raises, and MissingData where a pathway leaves years or fuels open or cannot be walked.
    """
    plan = read_plan(folder)
    for name in plan.settings.pathways if plan.energy else ():
        try_pathway(plan, name)
    return plan
