"""Finds the plans that ship with peakfolio: in the checkout, or inside the installed package."""

from pathlib import Path

from peakfolio.errors import PeakfolioError, UnknownName
from peakfolio.words import say

PACKAGE = Path(__file__).resolve().parent.parent


def find_scenarios() -> Path:
    """The folder that holds one folder per region."""
    installed = PACKAGE / "scenarios"
    return installed if installed.is_dir() else PACKAGE.parent.parent / "scenarios"


def find_factors() -> Path:
    """The folder of the emission factors that all regions share."""
    return find_scenarios() / "factors"


def find_delivery() -> Path:
    """The folder of the months and conditions of delivery that all regions share."""
    return find_scenarios() / "delivery"


def find_evidence() -> Path:
    """The folder of the reference classes that all regions share."""
    return find_scenarios() / "evidence"


def find_systems() -> Path:
    """The folder of the indicator systems that all regions share."""
    return find_scenarios() / "systems"


def list_regions() -> tuple[str, ...]:
    """The regions that ship with peakfolio, by name of their folder."""
    return tuple(sorted(path.parent.name for path in find_scenarios().glob("*/plan.toml")))


def find_region(name: str) -> Path:
    """The folder of a shipped region, or of any plan package given by its path.

    Raises PeakfolioError for a file, and for a folder that is no package; UnknownName where there is nothing of that name.
    """
    if name in list_regions():
        return find_scenarios() / name
    path = Path(name)
    if (path / "plan.toml").is_file():
        return path
    if path.is_file():
        command = "peakfolio import FILE --into FOLDER"
        said = say("'{name}' is a file and no plan package. Bring it in first: {command}", name=name, command=command)
        raise PeakfolioError(said)
    if path.is_dir():
        command = "peakfolio new FOLDER"
        said = say(
            "'{name}' has no {file}, so it is no plan package. Begin one with: {command}",
            name=name,
            file="plan.toml",
            command=command,
        )
        raise PeakfolioError(said)
    raise UnknownName(say("region"), name, list_regions())
