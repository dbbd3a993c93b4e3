"""Runs numbered pieces of work: in this process, in a pool of processes, or on Dask; the results do not depend on which.

Every piece draws from a stream of its own, so order and place do not matter. A piece that is finished is kept: Ctrl-C returns what there
is, a worker that dies costs only the pieces it held, and with a folder a run that was killed goes on where it was.
"""

import contextlib
import importlib
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from peakfolio.errors import PeakfolioError
from peakfolio.words import say

Executor = Literal["serial", "processes", "dask"]
Watch = Callable[[str, int, int], None]
Pieces = Iterator[tuple[int, Any]]
ATTEMPTS = 3  # pools of workers: one that dies of its work would die again for ever


@dataclass(frozen=True)
class Execution:
    """Where pieces are run: how many workers, the address of a Dask scheduler (empty starts a local cluster), a folder that keeps pieces."""

    executor: Executor = "serial"
    workers: int = 2
    scheduler: str = ""
    keep: Path | None = None


def run_pieces(
    work: Callable[[int], Any], numbers: Sequence[int], execution: Execution, found: Callable[[int, Any], None]
) -> bool:
    """Does the work of every number and hands each result to ``found`` as it comes; true where all came, false after Ctrl-C.

    Raises PeakfolioError where workers keep dying or Dask is not there.
    """
    runners = {"serial": _run_here, "processes": _run_in_processes, "dask": _run_on_dask}
    if not numbers:
        return True
    pieces = runners[execution.executor](work, numbers, execution)
    with contextlib.closing(pieces):  # type: ignore[type-var]
        try:
            for number, result in pieces:
                found(number, result)
        except KeyboardInterrupt:
            return False
    return True


def _run_here(work: Callable[[int], Any], numbers: Sequence[int], execution: Execution) -> Pieces:
    for number in numbers:
        yield number, work(number)


def _run_in_processes(work: Callable[[int], Any], numbers: Sequence[int], execution: Execution) -> Pieces:
    left = list(numbers)
    for _ in range(ATTEMPTS):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(execution.workers, mp_context=context) as pool:
            futures = {pool.submit(work, number): number for number in left}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
                    left.remove(futures[future])
                return
            except BrokenExecutor:
                continue
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
    raise PeakfolioError(
        say("Worker processes died {attempts} times; {left} pieces are not done.", attempts=ATTEMPTS, left=len(left))
    )


def _run_on_dask(work: Callable[[int], Any], numbers: Sequence[int], execution: Execution) -> Pieces:
    try:
        kit: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise PeakfolioError(say("Dask is not installed; run pip install 'peakfolio[scale]'.")) from error
    with contextlib.ExitStack() as stack:
        address: Any = execution.scheduler or stack.enter_context(
            kit.LocalCluster(n_workers=execution.workers, threads_per_worker=1, dashboard_address=":0")
        )
        try:
            client = stack.enter_context(kit.Client(address, timeout="20s"))
        except OSError as error:
            raise PeakfolioError(
                say("--scheduler {scheduler}: cannot be reached ({error}).", scheduler=execution.scheduler, error=error)
            ) from error
        futures = {client.submit(work, number, pure=False): number for number in numbers}
        try:
            for future, result in kit.as_completed(list(futures), with_results=True):
                yield futures[future], result
        except kit.KilledWorker as error:
            raise PeakfolioError(say("Dask workers kept dying: {error}", error=error)) from error
