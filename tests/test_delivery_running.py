"""Many runs on one process, on a pool and on Dask: the same bytes, whatever is killed, stopped or torn."""

import contextlib
import functools
import math
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from peakfolio.delivery import ensemble, executing
from peakfolio.delivery.build import build_delivery, schedule_starts
from peakfolio.delivery.ensemble import BATCH, Delivery, deliver, fingerprint
from peakfolio.delivery.executing import ATTEMPTS, Execution, run_pieces
from peakfolio.delivery.model import DeliveryModel, Schedule
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.delivery.simulation import Records
from peakfolio.errors import PeakfolioError
from tiny_delivery import die_once, make_book, make_delivery_plan, stop_at_two

RUNS, SEED = 4 * BATCH + 10, 11
COUNTS = (BATCH, BATCH, BATCH, BATCH, 10)
STARTS = {"P1": 2023, "P2": 2023, "P3": 2024, "P4": 2024}
STAGES = {"approval": (1.0, 2.0, 6.0), "construction": (4.0, 8.0, 30.0)}


@pytest.fixture(scope="module")
def model() -> DeliveryModel:
    """The tiny plan with months, money and luck that vary."""
    book = make_book(STAGES, {"unstated": (2.0, 6.0, 11.0)}, common_luck=0.3, tender_failure=0.2, cash_box_share=0.1)
    return build_delivery(make_delivery_plan(book=book))


@pytest.fixture(scope="module")
def schedule(model: DeliveryModel) -> Schedule:
    return schedule_starts(model, STARTS)


@pytest.fixture(scope="module")
def serial(model: DeliveryModel, schedule: Schedule) -> Delivery:
    return deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED))


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a Dask scheduler with two workers."""
    kit = pytest.importorskip("distributed")
    with kit.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as started:
        yield started.scheduler_address


def find_bytes(records: Records) -> bytes:
    return b"".join(np.ascontiguousarray(getattr(records, name)).tobytes() for name in ("times", "paid", "unpaid"))


def join(pieces: dict[int, Records]) -> bytes:
    done = [pieces[number] for number in sorted(pieces)]
    arrays = (np.concatenate([getattr(each, name) for each in done]) for name in ("times", "paid", "unpaid"))
    return b"".join(array.tobytes() for array in arrays)


class Counted:
    """A watch that counts what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def __call__(self, label: str, done: int, all_batches: int) -> None:
        self.told.append((label, done, all_batches))


# The same bytes


def test_a_seed_gives_the_same_bytes_again(model: DeliveryModel, schedule: Schedule, serial: Delivery) -> None:
    again = deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED))
    assert find_bytes(again.records) == find_bytes(serial.records)
    assert find_bytes(deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED + 1)).records) != find_bytes(
        serial.records
    )
    assert (serial.runs, serial.is_complete) == (RUNS, True)


def test_a_pool_gives_the_same_bytes(model: DeliveryModel, schedule: Schedule, serial: Delivery) -> None:
    watch = Counted()
    found = deliver(
        model,
        schedule,
        SimulationSettings(runs=RUNS, seed=SEED, execution=Execution("processes")),
        watch=watch,
        label="pool",
    )
    assert find_bytes(found.records) == find_bytes(serial.records)
    assert found.is_complete
    assert watch.told == [("pool", done, 5) for done in range(1, 6)]


def test_dask_gives_the_same_bytes(model: DeliveryModel, schedule: Schedule, serial: Delivery, cluster: str) -> None:
    found = deliver(
        model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=Execution("dask", scheduler=cluster))
    )
    assert find_bytes(found.records) == find_bytes(serial.records)
    assert found.is_complete


def test_dask_starts_a_cluster_of_its_own_where_no_address_is_given(
    model: DeliveryModel, schedule: Schedule, serial: Delivery
) -> None:
    # Somebody else's Dask, or anything, stands at the port of its web page: no reason to fail or to warn.
    pytest.importorskip("distributed")
    with socket.socket() as taken:
        with contextlib.suppress(OSError):  # then it is taken already
            taken.bind(("", 8787))
            taken.listen()
        found = deliver(
            model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=Execution("dask", workers=1))
        )
    assert find_bytes(found.records) == find_bytes(serial.records)


def test_every_piece_is_found_once() -> None:
    found: list[tuple[int, int]] = []
    assert run_pieces(abs, range(-9, 0), Execution("processes", 2), lambda *each: found.append(each))
    assert sorted(found) == [(number, -number) for number in range(-9, 0)]


def test_no_pieces_need_no_workers() -> None:
    assert run_pieces(os._exit, (), Execution("processes"), lambda *each: None)


# Killed workers


@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_a_worker_killed_in_the_middle_does_not_change_the_result(
    model: DeliveryModel,
    schedule: Schedule,
    serial: Delivery,
    tmp_path: Path,
    executor: Any,
    request: pytest.FixtureRequest,
) -> None:
    address = request.getfixturevalue("cluster") if executor == "dask" else ""
    marker, pieces = tmp_path / "killed", dict[int, Records]()
    work = functools.partial(die_once, marker, 2, (model, schedule, SEED, COUNTS))
    assert run_pieces(work, range(5), Execution(executor, 1, scheduler=address), pieces.__setitem__)
    assert marker.exists()
    assert join(pieces) == find_bytes(serial.records)


@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_workers_that_always_die_are_an_error_that_says_so(executor: Any, request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue("cluster") if executor == "dask" else ""
    with pytest.raises(PeakfolioError, match=str(ATTEMPTS)):
        run_pieces(os._exit, (1,), Execution(executor, 1, scheduler=address), lambda *each: None)


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_fault_of_the_work_is_not_hidden(executor: Any) -> None:
    with pytest.raises(ValueError, match="domain"):
        run_pieces(math.sqrt, (4, -1), Execution(executor, 1), lambda *each: None)


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    kit = pytest.importorskip("distributed")

    def refuse_client(address: str, **said: Any) -> None:
        raise OSError("timed out")

    monkeypatch.setattr(kit, "Client", refuse_client)
    with pytest.raises(PeakfolioError, match=r"10\.0\.0\.1:8786"):
        run_pieces(abs, (1,), Execution("dask", scheduler="tcp://10.0.0.1:8786"), lambda *each: None)


def test_dask_that_is_not_installed_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(executing.importlib, "import_module", find_nothing)
    with pytest.raises(PeakfolioError, match="peakfolio\\[scale\\]"):
        run_pieces(abs, (1,), Execution("dask"), lambda *each: None)


# Ctrl-C


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_what_was_done_before_ctrl_c_is_kept(executor: Any) -> None:
    found: dict[int, int] = {}
    assert not run_pieces(stop_at_two, range(5), Execution(executor, 1), found.__setitem__)
    assert found == {0: 0, 1: 1}


def test_an_ensemble_stopped_by_its_watcher_keeps_its_first_batches(
    model: DeliveryModel, schedule: Schedule, serial: Delivery
) -> None:
    def stop(label: str, done: int, all_batches: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    found = deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED), watch=stop)
    assert (found.is_complete, found.runs) == (False, 3 * BATCH)
    np.testing.assert_array_equal(found.records.times, serial.records.times[: 3 * BATCH])


def test_a_pool_stopped_by_its_watcher_keeps_the_first_runs_of_the_ensemble(
    model: DeliveryModel, schedule: Schedule, serial: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Batches 1 and 0 came, 2 did not, 3 did: what counts is 0 and 1, because a comparison simulates the first runs again.
    def come_out_of_order(work: Any, numbers: Any, execution: Execution, found: Any) -> bool:
        for number in (1, 0, 3):
            found(number, work(number))
        return False

    monkeypatch.setattr(ensemble, "run_pieces", come_out_of_order)
    found = deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED))
    assert not found.is_complete
    np.testing.assert_array_equal(found.records.times, serial.records.times[: found.runs])


def test_an_ensemble_stopped_before_its_first_batch_is_an_error(
    model: DeliveryModel, schedule: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*given: Any) -> Records:
        raise KeyboardInterrupt

    monkeypatch.setattr(ensemble, "simulate_batch", stop)
    with pytest.raises(PeakfolioError, match="before its first batch"):
        deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED))


# Batches kept in a folder


def list_simulated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the batches that are simulated from now on."""
    seen: list[int] = []
    real = ensemble.simulate_batch

    def note(*given: Any) -> Records:
        seen.append(given[-1])
        return real(*given)

    monkeypatch.setattr(ensemble, "simulate_batch", note)
    return seen


def find_folder(keep: Path) -> Path:
    (folder,) = keep.iterdir()
    return folder


def test_a_stopped_ensemble_goes_on_where_it_was(
    model: DeliveryModel, schedule: Schedule, serial: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    how = Execution(keep=tmp_path)

    def stop(label: str, done: int, all_batches: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    assert not deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=how), watch=stop).is_complete
    seen, watch = list_simulated(monkeypatch), Counted()
    whole = deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=how), watch=watch)
    assert seen == [2, 3, 4]
    assert [done for _, done, _ in watch.told] == [3, 4, 5]
    assert find_bytes(whole.records) == find_bytes(serial.records)
    seen.clear()
    again = deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=how))
    assert (seen, again.is_complete) == ([], True)
    assert find_bytes(again.records) == find_bytes(serial.records)


def tear(path: Path, how: str) -> None:
    whole = path.read_bytes()
    torn = {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "short": whole[:-1],
        "other": b"not an archive",
        "bit": whole[:200] + bytes([whole[200] ^ 255]) + whole[201:],
    }
    path.write_bytes(torn[how])


@pytest.mark.parametrize("how", ["empty", "half", "short", "other", "bit"])
def test_a_torn_batch_is_simulated_again(
    model: DeliveryModel,
    schedule: Schedule,
    serial: Delivery,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    execution = Execution(keep=tmp_path)
    deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=execution))
    tear(find_folder(tmp_path) / "batch-00001.npz", how)
    seen = list_simulated(monkeypatch)
    found = deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=execution))
    assert seen == [1]
    assert find_bytes(found.records) == find_bytes(serial.records)


def test_kept_batches_serve_more_runs_and_only_the_short_one_is_simulated_again(
    model: DeliveryModel, schedule: Schedule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execution = Execution(keep=tmp_path)
    deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=execution))
    seen = list_simulated(monkeypatch)
    more = deliver(model, schedule, SimulationSettings(runs=RUNS + BATCH, seed=SEED, execution=execution))
    assert seen == [4, 5]
    assert find_bytes(more.records) == find_bytes(
        deliver(model, schedule, SimulationSettings(runs=RUNS + BATCH, seed=SEED)).records
    )


def test_another_question_has_a_folder_of_its_own(model: DeliveryModel, schedule: Schedule, tmp_path: Path) -> None:
    execution = Execution(keep=tmp_path)
    deliver(model, schedule, SimulationSettings(runs=5, seed=0, execution=execution))
    deliver(model, schedule, SimulationSettings(runs=5, seed=1, execution=execution))
    deliver(model, schedule_starts(model, {"P1": 2023}), SimulationSettings(runs=5, seed=0, execution=execution))
    assert len(list(tmp_path.iterdir())) == 3
    assert (tmp_path / fingerprint(model, schedule, 0) / "batch-00000.npz").is_file()
    assert not [path for path in tmp_path.rglob(".*") if path.is_file()]  # nothing half-written is left


def test_a_pool_keeps_its_batches_too(
    model: DeliveryModel, schedule: Schedule, serial: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(
        model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=Execution("processes", 1, keep=tmp_path))
    )
    seen = list_simulated(monkeypatch)
    found = deliver(model, schedule, SimulationSettings(runs=RUNS, seed=SEED, execution=Execution(keep=tmp_path)))
    assert seen == []
    assert find_bytes(found.records) == find_bytes(serial.records)
