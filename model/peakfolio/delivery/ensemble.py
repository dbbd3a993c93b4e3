"""Many runs of delivery: in batches with a stream each, kept as they are finished, put together in their order."""

import functools
import hashlib
import io
import itertools
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from peakfolio.delivery.draws import Floats, draw_samples
from peakfolio.delivery.executing import Watch, run_pieces
from peakfolio.delivery.model import DeliveryModel, Job, Schedule
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.delivery.simulation import Records, simulate_runs
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import write_file
from peakfolio.words import say

BATCH = 50  # runs with one stream: part of what a seed means, so it never changes
ARRAYS = ("times", "paid", "unpaid")


@dataclass(frozen=True)
class Delivery:
    """An ensemble of delivery: the model, what was built, and what happened in each run.

    ``is_complete`` is false where Ctrl-C ended it before all runs were done; it then holds the first runs, as far as none is missing.
    """

    model: DeliveryModel
    schedule: Schedule
    seed: int
    records: Records
    is_complete: bool

    @property
    def runs(self) -> int:
        """Runs that were done."""
        return len(self.records.times)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The projects, in the order of the records."""
        return tuple(self.model.job_by_id[key] for key in self.records.action_ids)

    @property
    def planned(self) -> Floats:
        """When each project is to be finished by its printed length: (projects,)."""
        return plan_ends(self.model, self.schedule)

    @property
    def in_service(self) -> Floats:
        """When each project begins to work: (runs, projects)."""
        ends = {stage: self.records.find_ends(stage) for stage in {job.serves_from for job in self.jobs}}
        columns = [ends[job.serves_from][:, place] for place, job in enumerate(self.jobs)]
        return np.stack(columns, axis=1) if columns else np.empty((self.runs, 0))


def plan_ends(model: DeliveryModel, schedule: Schedule) -> Floats:
    """Month in which each project ends if it keeps its printed length: (projects,)."""
    lengths = {key: 12.0 * model.job_by_id[key].duration_years for key in schedule.begins}
    return np.array([begin + lengths[key] for key, begin in schedule.begins.items()])


def deliver(
    model: DeliveryModel,
    schedule: Schedule,
    settings: SimulationSettings | None = None,
    watch: Watch | None = None,
    label: str = "",
) -> Delivery:
    """Simulates a schedule many times; the same model, schedule and seed give the same bytes on every executor.

    ``watch`` is told the label, the batches done and all batches. Raises PeakfolioError where Ctrl-C came before the first batch
    was done.
    """
    said = settings or SimulationSettings()
    how, runs, seed = said.execution, said.runs, said.seed
    counts = [min(BATCH, runs - start) for start in range(0, runs, BATCH)]
    place = None if how.keep is None else how.keep / fingerprint(model, schedule, seed)
    batches: dict[int, Records] = {} if place is None else dict(_read_batches(place, counts, schedule))

    def take(number: int, records: Records) -> None:
        batches[number] = records
        if place is not None:
            _write_batch(place, number, records)
        if watch is not None:
            watch(label, len(batches), len(counts))

    work = functools.partial(simulate_batch, model, schedule, seed, tuple(counts))
    left = [number for number in range(len(counts)) if number not in batches]
    is_complete = run_pieces(work, left, how, take)
    if 0 not in batches:
        raise PeakfolioError(say("The simulation was stopped before its first batch was done."))
    done = [batches[number] for number in itertools.takewhile(batches.__contains__, itertools.count())]
    joined = (np.concatenate([getattr(each, name) for each in done]) for name in ARRAYS)
    records = Records(schedule.action_ids, *joined)
    return Delivery(model, schedule, seed, records, is_complete)


def simulate_batch(
    model: DeliveryModel, schedule: Schedule, seed: int, counts: tuple[int, ...], number: int
) -> Records:
    """One batch of runs."""
    return simulate_runs(model, schedule, draw_samples(model, seed, number, counts[number]))


def fingerprint(model: DeliveryModel, schedule: Schedule, seed: int) -> str:
    """A name that two ensembles share only where version, model, schedule and seed are the same."""
    said = (version("peakfolio"), model, schedule, seed, BATCH)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def _read_batches(place: Path, counts: list[int], schedule: Schedule) -> Mapping[int, Records]:
    """The batches a folder already holds; a file that is torn or too short counts as not there."""
    found = {}
    for number, count in enumerate(counts):
        path = place / f"batch-{number:05d}.npz"
        if not path.is_file():
            continue
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
                records = Records(schedule.action_ids, *(held[name] for name in ARRAYS))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            continue
        if len(records.times) == count:
            found[number] = records
    return found


def _write_batch(place: Path, number: int, records: Records) -> None:
    """Writes a batch, whole or not at all."""
    buffer = io.BytesIO()
    np.savez(buffer, **{name: getattr(records, name) for name in ARRAYS})
    write_file(place / f"batch-{number:05d}.npz", buffer.getvalue())
