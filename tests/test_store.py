"""What the workers of a run of the suite share: made once, whole, and by no other code."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store import STORE, keep, open_store


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(STORE, str(tmp_path))
    return tmp_path


def test_a_run_begins_with_nothing_and_leaves_nothing(store: Path) -> None:
    (store / "answer").write_text("by other code")
    close = open_store()
    folder = Path(os.environ[STORE])
    assert folder != store
    assert keep("answer", lambda half: half.write_text("by this code")).read_text() == "by this code"
    close()
    assert not folder.exists()
    assert (store / "answer").read_text() == "by other code"


def test_all_workers_have_one_store_and_only_their_run_has_it(request: pytest.FixtureRequest) -> None:
    folder = Path(os.environ[STORE])
    assert folder.is_dir()
    run = getattr(request.config, "workerinput", {}).get("testrunuid", str(os.getpid()))
    assert keep("run", lambda half: half.write_text(run)).read_text() == run


def test_what_several_ask_for_at_once_is_made_once(store: Path) -> None:
    made: list[Path] = []

    def fill(half: Path) -> None:
        made.append(half)
        half.write_text("1")

    with ThreadPoolExecutor(4) as workers:
        places = set(workers.map(lambda _: keep("answer", fill), range(20)))
    assert places == {store / "answer"}
    assert len(made) == 1


def test_what_its_maker_left_half_made_is_made_anew(store: Path) -> None:
    def fail(half: Path) -> None:
        half.mkdir()
        (half / "torn").write_text("1")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        keep("folder", fail)
    assert not (store / "folder").exists()
    assert list(keep("folder", Path.mkdir).iterdir()) == []
