"""Tables begun in the workbench: a new version of one's own plan, the same as the command writes, and back again."""

from functools import partial
from pathlib import Path

import pytest

from peakfolio.app import beginning
from peakfolio.app.begin_view import _read_shares
from peakfolio.app.beginning import begin_tables, take_back
from peakfolio.app.sessions import Opened, open_folder
from peakfolio.errors import PeakfolioError
from peakfolio.importing.carbon_given import CarbonGiven, Figure
from peakfolio.importing.started import is_started
from peakfolio.importing.starting_carbon import start_carbon
from peakfolio.importing.starting_delivery import start_delivery
from peakfolio.importing.storing_started import write_started
from peakfolio.plan.reading import read_plan, read_starters
from peakfolio.words import say
from tiny_own import write_own_plan

BOOK = read_starters()
GIVEN = CarbonGiven(
    gdp=Figure(60.0), people=Figure(25.0), energy=Figure(60.26), shares=(8.4, 25.5, 66.1), province="云南省"
)


def bring(place: Path) -> Opened:
    folder = place / "own-0123456789ab" / "v1"
    write_own_plan(folder)
    (folder / "decisions.csv").write_text("kept as it is", encoding="utf-8")
    return open_folder(folder)


def test_delivery_is_begun_in_a_new_version_and_the_one_before_stays(tmp_path: Path) -> None:
    before = bring(tmp_path)
    assert not before.plan.delivery
    opened, started = begin_tables(before, partial(start_delivery, book=BOOK), tmp_path)
    assert {row.project_id for row in opened.plan.delivery} == {row.project_id for row in before.plan.projects}
    assert all(is_started(row) for row in opened.plan.delivery)
    assert started.assumed
    assert opened.folder.parent == before.folder.parent
    assert read_plan(before.folder).delivery == ()
    assert (opened.folder / "decisions.csv").read_text(encoding="utf-8") == "kept as it is"


def test_carbon_is_begun_as_the_command_begins_it(tmp_path: Path) -> None:
    before = bring(tmp_path)
    start = partial(start_carbon, given=GIVEN, book=BOOK)
    opened, started = begin_tables(before, start, tmp_path)
    other = tmp_path / "command"
    write_own_plan(other)
    write_started(before.plan, start(before.plan), other)
    assert opened.plan.energy
    for name in ("energy.csv", "drivers.csv", "levers.csv", "plan.toml"):
        assert (opened.folder / name).read_bytes() == (other / name).read_bytes()
    assert started.verify


def test_what_was_begun_can_be_taken_back(tmp_path: Path) -> None:
    before = bring(tmp_path)
    opened, _ = begin_tables(before, partial(start_delivery, book=BOOK), tmp_path)
    again = take_back(before.folder, tmp_path)
    assert again.plan == before.plan
    assert again.folder not in (before.folder, opened.folder)
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == {
        path.name: path.read_bytes() for path in before.folder.iterdir()
    }


def test_figures_that_are_missing_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    before = bring(tmp_path)
    with pytest.raises(PeakfolioError, match="give also"):
        begin_tables(before, partial(start_carbon, given=CarbonGiven(), book=BOOK), tmp_path)
    assert [path.name for path in before.folder.parent.iterdir()] == ["v1"]


def test_a_version_that_could_not_be_finished_is_not_left_for_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bring(tmp_path)

    def fail(*_: object) -> None:
        raise PeakfolioError(say("the disk is full"))

    monkeypatch.setattr(beginning, "write_started", fail)
    with pytest.raises(PeakfolioError):
        begin_tables(before, partial(start_delivery, book=BOOK), tmp_path)
    assert [path.name for path in before.folder.parent.iterdir()] == ["v1"]


@pytest.mark.parametrize("given", [(1.0, None, 2.0), (None, None, 100.0)])
def test_shares_are_given_all_or_none(given: tuple[float | None, ...]) -> None:
    with pytest.raises(PeakfolioError, match="all three"):
        _read_shares(given)
    assert _read_shares((None, None, None)) is None
    assert _read_shares((8.4, 25.5, 66.1)) == (8.4, 25.5, 66.1)
