"""Opens a plan for work: what one command refuses, every command refuses."""

from pathlib import Path

from peakfolio.carbon.posing import pose_carbon
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan


def open_plan(folder: Path) -> Plan:
    """The plan in a folder, each of its pathways posed once.

    Raises what ``read_plan`` raises, and MissingData where a pathway leaves years or fuels open.
    """
    plan = read_plan(folder)
    for name in plan.settings.pathways if plan.energy else ():
        pose_carbon(plan, name)
    return plan
