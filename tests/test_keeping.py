"""What is written is written whole or not at all, whoever kills whom, and whatever the disk says."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from conftest import leave_no_file
from peakfolio.cli.calling import report_errors
from peakfolio.cli.ending import Ended, end_on
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import fill_folder, make_file, make_folder, make_workspace, name_reason, write_file

Maker = Callable[[Path], AbstractContextManager[Path]]
PATIENCE = 60.0
# fills a folder with three files, one step at a time; each step waits for a line
SLOW = """
import sys
from pathlib import Path
from peakfolio.keeping import make_folder
with make_folder(Path(sys.argv[1])) as making:
    for number in range(3):
        (making / f"{number}.txt").write_text(sys.argv[2])
        print("step", flush=True)
        sys.stdin.readline()
print("whole", flush=True)
"""


def start(place: Path, word: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SLOW, str(place), word]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def step(process: "subprocess.Popen[str]", *, first: bool = False) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    if not first:
        process.stdin.write("\n")
        process.stdin.flush()
    return process.stdout.readline().strip()


def end(process: "subprocess.Popen[str]", number: int) -> None:
    process.send_signal(number)
    process.wait(PATIENCE)
    for stream in (process.stdin, process.stdout):
        assert stream is not None
        stream.close()


def read(folder: Path) -> set[tuple[str, str]]:
    return {(each.name, each.read_text()) for each in folder.iterdir()}


def whole(word: str) -> set[tuple[str, str]]:
    return {(f"{number}.txt", word) for number in range(3)}


def fail_to_fill(make: Maker, place: Path, error: Exception) -> None:
    with make(place) as making:
        (making / "0.txt").write_text("half") if making.is_dir() else making.write_text("half")
        raise error


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with make_folder(tmp_path / "base") as making:
        for name, text in whole("old"):
            (making / name).write_text(text)
    return tmp_path / "base"


def test_a_killed_process_leaves_the_old_folder_and_the_next_one_clears_up(place: Path) -> None:
    process = start(place, "new")
    assert step(process, first=True) == "step"
    assert step(process) == "step"
    end(process, signal.SIGKILL)
    assert read(place) == whole("old")
    assert len(list(place.parent.iterdir())) == 2
    with make_folder(place) as making:
        (making / "only.txt").write_text("newest")
    assert read(place) == {("only.txt", "newest")}
    assert list(place.parent.iterdir()) == [place]


def test_what_a_living_process_is_making_is_not_removed_and_the_last_to_end_stays(place: Path) -> None:
    process = start(place, "new")
    assert step(process, first=True) == "step"
    with make_folder(place) as making:
        (making / "only.txt").write_text("between")
    assert read(place) == {("only.txt", "between")}
    assert [step(process) for _ in range(3)] == ["step", "step", "whole"]
    end(process, signal.SIGTERM)
    assert read(place) == whole("new")
    assert list(place.parent.iterdir()) == [place]


def test_a_folder_moved_aside_by_a_killed_process_comes_back(place: Path) -> None:
    place.rename(place.with_name(".base-old"))
    with pytest.raises(ZeroDivisionError):
        fail_to_fill(make_folder, place, ZeroDivisionError())
    assert read(place) == whole("old")
    assert list(place.parent.iterdir()) == [place]


def test_what_fails_leaves_the_old_file(tmp_path: Path) -> None:
    place = write_file(tmp_path / "new" / "table.csv", b"old")
    with pytest.raises(ZeroDivisionError):
        fail_to_fill(make_file, place, ZeroDivisionError())
    assert place.read_bytes() == b"old"
    assert list(place.parent.iterdir()) == [place]
    write_file(place, b"new")
    assert place.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.ENOSPC, "磁盘已满", "the disk is full"),
        (errno.EROFS, "只读", "read-only"),
        (errno.EACCES, "没有写入权限", "no permission"),
        (errno.EIO, "系统提示", "the system says"),
    ],
)
def test_what_the_disk_refuses_is_named_and_the_old_stays(place: Path, number: int, zh: str, en: str) -> None:
    for make in (make_folder, fill_folder):
        with pytest.raises(PeakfolioError) as refused:
            fail_to_fill(make, place, OSError(number, os.strerror(number), "half.txt"))
        for language, why, kept in (("zh", zh, "原有的内容保持不变"), ("en", en, "is as it was")):
            said = refused.value.read(language)  # type: ignore[arg-type]
            assert why in said
            assert kept in said
            assert said.startswith(str(place))
        assert read(place) == whole("old")


def test_a_library_that_hides_the_number_of_an_error_is_understood() -> None:
    assert (
        name_reason(OSError("Error writing bytes: [errno 28] No space left on device")).read("en") == "the disk is full"
    )


def test_files_are_added_to_a_folder_only_when_all_are_written(place: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_to_fill(fill_folder, place, ZeroDivisionError())
    assert read(place) == whole("old")
    with fill_folder(place) as making:
        (making / "0.txt").write_text("new")
    assert read(place) == {*whole("old") - {("0.txt", "old")}, ("0.txt", "new")}


def list_wrong_places(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    (tmp_path / "file").write_text("a file")
    yield tmp_path / "file" / "base", "a file"
    yield Path("/proc/nowhere/base"), "/proc/nowhere/base"
    yield tmp_path / ("x" * 300), "the name is too long"


def test_a_place_that_cannot_be_is_named(tmp_path: Path) -> None:
    for place, said in list_wrong_places(tmp_path):
        for make in (make_folder, make_file, fill_folder):
            with pytest.raises(PeakfolioError, match=said), make(place):
                raise AssertionError("nothing is made there")
    for make in (make_folder, fill_folder):
        with pytest.raises(PeakfolioError, match="there is a file in this place"), make(tmp_path / "file"):
            raise AssertionError("nothing is made there")
    with pytest.raises(PeakfolioError, match="there is a folder in this place"), make_file(tmp_path):
        raise AssertionError("nothing is made there")
    assert (tmp_path / "file").read_text() == "a file"


def test_a_file_is_written_inside_a_folder_that_is_being_made(place: Path) -> None:
    """Whoever makes a folder holds it; to write a file whole inside it must not wait for that."""
    with make_folder(place) as making:
        write_file(making / "table.csv", b"a,b")
        write_file(making / "figures" / "one.png", b"png")
    assert sorted(path.name for path in place.rglob("*")) == ["figures", "one.png", "table.csv"]


def test_a_file_is_written_inside_a_workspace(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "work") as folder:
        write_file(folder / "plan.zip", b"zip")
        assert [path.name for path in folder.iterdir()] == ["plan.zip"]


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PeakfolioError, match="no ordinary file"):
        write_file(tmp_path / "pipe", b"data")
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_is_followed_not_replaced(place: Path) -> None:
    link = place.with_name("link")
    link.symlink_to(place)
    with make_folder(link) as making:
        (making / "only.txt").write_text("new")
    assert link.is_symlink()
    assert read(place) == {("only.txt", "new")}


def test_two_processes_do_not_work_in_one_folder_and_a_temporary_one_goes(tmp_path: Path) -> None:
    with (
        make_workspace(tmp_path / "mine") as folder,
        pytest.raises(PeakfolioError, match="another workbench"),
        make_workspace(folder),
    ):
        raise AssertionError("the folder is in use")
    with make_workspace(None) as temporary:
        assert temporary.is_dir()
    assert not temporary.exists()


def test_a_command_ended_between_two_moves_brings_the_old_folder_back(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, move = read(place), Path.rename

    def end(self: Path, target: Path) -> Path:
        if target == place and self.name != f".{place.name}-old":
            raise KeyboardInterrupt
        return move(self, target)

    monkeypatch.setattr(Path, "rename", end)
    with pytest.raises(KeyboardInterrupt), make_folder(place) as making:
        (making / "only.txt").write_text("new")
    assert read(place) == before
    assert list(place.parent.iterdir()) == [place]


# ---------------------------------------------------------------------------------------------- the command


def test_a_signal_that_gets_lost_while_an_object_is_taken_down_comes_again() -> None:
    class Last:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGTERM)

    def take_down() -> None:
        with end_on(signal.SIGTERM):
            Last()
            time.sleep(PATIENCE)

    with pytest.raises(Ended):
        take_down()


def test_a_signal_that_somebody_catches_comes_again_and_what_is_cleared_up_is_not_disturbed() -> None:
    done: list[str] = []

    def swallow() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        except BaseException:  # as some libraries do
            done.append("caught")

    def clear_up() -> None:
        with end_on(signal.SIGTERM):
            try:
                swallow()
                time.sleep(PATIENCE)
            finally:
                time.sleep(0.5)  # several reminders
                done.append("cleared")

    with pytest.raises(Ended):
        clear_up()
    assert done == ["caught", "cleared"]


def test_many_signals_have_one_reminder_and_none_is_left() -> None:
    before = threading.active_count()

    def insist() -> None:
        with end_on(signal.SIGTERM):
            try:
                signal.raise_signal(signal.SIGTERM)
            finally:
                for _ in range(20):
                    signal.raise_signal(signal.SIGTERM)
                assert threading.active_count() == before + 1

    handler = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Ended):
        insist()
    assert threading.active_count() == before
    assert signal.getsignal(signal.SIGTERM) is handler


def test_an_older_folder_with_a_folder_that_may_not_be_written_is_replaced(tmp_path: Path) -> None:
    for text in ("one", "two", "three"):
        with make_folder(tmp_path / "base") as making:
            write_file(making / "locked" / "a.csv", text.encode())
            (making / "locked").chmod(0o555)
    assert (tmp_path / "base" / "locked" / "a.csv").read_text() == "three"
    assert [each.name for each in tmp_path.iterdir()] == ["base"]


def test_a_command_that_is_ended_names_what_it_had_written(tmp_path: Path) -> None:
    @click.command()
    @report_errors
    def write() -> None:
        write_file(tmp_path / "first.csv", b"1")
        with make_folder(tmp_path / "second") as making:
            write_file(making / "inside.csv", b"1")
            raise KeyboardInterrupt

    told = CliRunner().invoke(write, env={"PEAKFOLIO_LANGUAGE": "en"})
    assert told.exit_code == 128 + signal.SIGINT
    assert told.output.strip() == f"Stopped. Written whole before that: {tmp_path / 'first.csv'}."


def run_command(*said: str, folder: Path, **options: object) -> "subprocess.Popen[str]":
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may have it ignored
    code += "from peakfolio.cli.main import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *said], cwd=folder, env=own, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, **options,  # type: ignore[call-overload]
    )  # fmt: skip


def list_all(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / "results" / "dongchuan" / "base").mkdir(parents=True)
    (tmp_path / "results" / "dongchuan" / "base" / "run.json").write_text("{}")
    return tmp_path / "results"


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (signal.SIGINT, "zh", "已中止。没有写出任何内容，原有的结果保持不变。"),
        (signal.SIGTERM, "en", "Stopped. Nothing was written"),
    ],
)
def test_a_run_that_is_ended_says_what_is_kept(results: Path, number: int, language: str, said: str) -> None:
    before = list_all(results.parent)
    command = ("--language", language, "run", "dongchuan", "--runs", "20")
    process = run_command(*command, folder=results.parent)
    time.sleep(3.0)  # under way, wherever that is: loading, solving or simulating
    process.send_signal(number)
    out, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (128 + number, "")
    assert said in told
    assert "Traceback" not in told
    assert list_all(results.parent) == before


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_at_any_moment_leaves_the_old_results(results: Path, number: int) -> None:
    before = list_all(results)
    command = ("run", "dongchuan", "--runs", "20", "--delivery-runs", "0")
    began = time.monotonic()
    process = run_command(*command, "--results", "elsewhere", folder=results.parent)
    process.communicate(timeout=600)
    length = time.monotonic() - began
    for moment in (1, 5, 9, 12):
        process = run_command(*command, folder=results.parent)
        time.sleep(length * moment / 14)
        process.send_signal(number)
        _, told = process.communicate(timeout=600)
        if process.returncode == 0:  # it was done before
            break
        assert process.returncode in (-number, 128 + number), told
        assert "Traceback" not in told
        kept = {name: data for name, data in list_all(results).items() if not name.startswith("dongchuan/.")}
        if kept != before:  # it had just been written, and the command was about to end
            files = json.loads(kept["dongchuan/base/run.json"])["files"]
            assert {f"dongchuan/base/{name}" for name in files} == set(kept)
            break
        left = [each.name for each in (results / "dongchuan").iterdir() if each.name != "base"]
        assert len(left) <= (number == signal.SIGKILL)
    process = run_command(*command, folder=results.parent)
    assert process.wait(600) == 0
    process.communicate()
    assert [each.name for each in (results / "dongchuan").iterdir()] == ["base"]


@pytest.mark.slow
def test_two_runs_on_one_folder_at_once_end_whole(results: Path) -> None:
    command = ("run", "dongchuan", "--runs", "20", "--delivery-runs", "0")
    both = [run_command(*command, folder=results.parent) for _ in range(2)]
    for process in both:
        process.communicate(timeout=600)
        assert process.returncode == 0
    assert [each.name for each in (results / "dongchuan").iterdir()] == ["base"]
    process = run_command("report", "results/dongchuan/base", "--docx", folder=results.parent)
    process.communicate(timeout=600)
    assert process.returncode == 0


def test_a_test_that_leaves_a_file_in_the_checkout_is_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="stray"), leave_no_file(tmp_path):
        (tmp_path / "stray").mkdir()
    with leave_no_file(tmp_path):
        (tmp_path / ".cache").mkdir()
