"""How long runs of delivery take on the real plans, next to SimPy with nothing else to do, to a second worker and to plain arithmetic.

Run ``make bench``. Of every plan the chosen portfolio and the whole pool are delivered. Each is measured against

* bare SimPy: as many processes, timeouts, requests, releases and plain events in a run as the delivery was seen to schedule, on resources that
  are never full; no luck, no money, no weather, no records. It is what SimPy itself costs,
* two worker processes instead of one, the start of the workers included, and one process without workers,
* ``critical_path``, where both apply: no queue and all money at once, on the same luck; both must give the same dates before anything is timed.

Ways within a round follow each other, each first in turn. Single processes are timed by their own processor time, because the machine may be
busy with other work; workers can only be timed by the clock. Read the ratios. The tables go to the screen and, where it has marks for
them, to ``docs/benchmarks.md``.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import simpy

from bench_carbon import show_ratio
from bench_many_regions import describe_machine
from peakfolio.delivery.build import build_delivery, schedule_starts
from peakfolio.delivery.critical_path import find_critical_dates
from peakfolio.delivery.draws import draw_samples
from peakfolio.delivery.ensemble import deliver
from peakfolio.delivery.executing import Execution
from peakfolio.delivery.model import NEVER, DeliveryModel, Schedule
from peakfolio.delivery.settings import SimulationSettings
from peakfolio.delivery.simulation import simulate_runs
from peakfolio.plan.reading import read_plan
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.optimise import choose_portfolio
from tiny_delivery import free_of_queues
from transcription import SCENARIOS

REGIONS = ("dongchuan", "panzhihua-dongqu", "yongchuan")
SEED, RUNS, ROUNDS = 20240601, 100, 5
WORKED_RUNS, WORKED_ROUNDS = 500, 3
REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
START, END = "<!-- measured delivery -->\n", "<!-- end delivery -->"
KINDS = {"Initialize": "processes", "Timeout": "timeouts", "PriorityRequest": "requests", "Event": "events"}


@dataclass(frozen=True)
class Case:
    """A plan and what of it is built."""

    name: str
    model: DeliveryModel
    schedule: Schedule


def list_cases() -> Iterator[Case]:
    for region in REGIONS:
        plan = read_plan(SCENARIOS / region)
        problem = build_problem(plan, plan.find_scenario(None))
        portfolio, model = choose_portfolio(problem).portfolio, build_delivery(plan, problem)
        yield Case(f"{region}, chosen", model, schedule_starts(model, portfolio.starts, portfolio.shares))
        printed = {action.action_id: action.printed_start for action in problem.actions}
        yield Case(f"{region}, all", model, schedule_starts(model, printed))


# Bare SimPy


@contextmanager
def count_scheduled() -> Iterator[Counter[str]]:
    """How many events of each type SimPy is asked for."""
    seen: Counter[str] = Counter()
    real = simpy.Environment.schedule

    def note(self: Any, event: Any, *given: Any, **named: Any) -> None:
        seen[type(event).__name__] += 1
        real(self, event, *given, **named)

    with patch.object(simpy.Environment, "schedule", note):
        yield seen


def count_work(case: Case) -> Mapping[str, float]:
    """Events in a mean run of a case, by what caused them, and all together."""
    with count_scheduled() as seen:
        deliver(case.model, case.schedule, SimulationSettings(runs=RUNS, seed=SEED))
    return {**{name: seen[kind] / RUNS for kind, name in KINDS.items()}, "all": seen.total() / RUNS}


def spread(total: int, parts: int) -> list[int]:
    """A whole number in parts as equal as can be."""
    return [total * (part + 1) // parts - total * part // parts for part in range(parts)]


def run_bare(work: Mapping[str, float], runs: int) -> int:
    """Runs of SimPy that do the same number of everything and nothing else; tells the events of the last run."""
    processes = max(round(work["processes"]), 1)
    shares = [spread(round(work[name]), processes) for name in ("timeouts", "requests", "events")]
    rows = list(zip(*shares, strict=True))

    def live(environment: simpy.Environment, desk: simpy.PriorityResource, row: tuple[int, int, int]) -> Any:
        timeouts, requests, events = row
        for number in range(requests):
            with desk.request(priority=number) as turn:
                yield turn
        for _ in range(events):
            event = environment.event()
            event.succeed()
            yield event
        for number in range(timeouts):
            yield environment.timeout(1.0 + 0.37 * number)

    for _ in range(runs):
        environment = simpy.Environment()
        desk = simpy.PriorityResource(environment, processes)
        for row in rows:
            environment.process(live(environment, desk, row))
        environment.run()
    return processes


# Measuring


def time_busy(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def time_clock(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure_rounds(
    ways: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[Callable[[], object]], float]
) -> dict[str, list[float]]:
    """Seconds of each way in every round; each way is first in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds):
        for name in np.roll(list(ways), turn):
            seconds[str(name)].append(clock(ways[str(name)]))
    return seconds


def measure_simpy(case: Case) -> str:
    work = count_work(case)
    with count_scheduled() as seen:
        run_bare(work, 1)
    assert abs(seen.total() - work["all"]) < 0.1 * work["all"], f"bare SimPy does {seen.total()}, not {work['all']:.0f}"
    seconds = measure_rounds(
        {
            "ours": lambda: deliver(case.model, case.schedule, SimulationSettings(runs=RUNS, seed=SEED)),
            "bare": lambda: run_bare(work, RUNS),
        },
        ROUNDS,
        time_busy,
    )
    rate = RUNS / statistics.median(seconds["ours"])
    return (
        f"| {case.name} | {len(case.schedule.begins)} | {work['all']:.0f} | {rate:,.0f} | {rate * work['all']:,.0f} "
        f"| {show_ratio(seconds['ours'], seconds['bare'])} |"
    )


def measure_arithmetic(case: Case) -> str:
    """Queue-free dates by SimPy and by arrays, on the same luck."""
    model = free_of_queues(case.model)
    luck = draw_samples(model, SEED, 0, RUNS)
    accepted = find_critical_dates(model, case.schedule, luck)[2]
    np.testing.assert_allclose(
        simulate_runs(model, case.schedule, luck).accepted,
        np.where(accepted < model.horizon, accepted, NEVER),
        rtol=0,
        atol=1e-6,
    )
    seconds = measure_rounds(
        {
            "simpy": lambda: simulate_runs(model, case.schedule, luck),
            "arrays": lambda: find_critical_dates(model, case.schedule, luck),
        },
        ROUNDS,
        time_busy,
    )
    simpy_ms, arrays_ms = (1000 * statistics.median(seconds[name]) for name in ("simpy", "arrays"))
    return f"| {case.name} | {simpy_ms:.0f} | {arrays_ms:.1f} | {show_ratio(seconds['simpy'], seconds['arrays'])} |"


def measure_workers(case: Case) -> str:
    def run(execution: Execution | None) -> Callable[[], object]:
        return lambda: deliver(
            case.model, case.schedule, SimulationSettings(runs=WORKED_RUNS, seed=SEED, execution=execution)
        )

    seconds = measure_rounds(
        {"here": run(None), "one": run(Execution("processes", 1)), "two": run(Execution("processes", 2))},
        WORKED_ROUNDS,
        time_clock,
    )
    here, one, two = (statistics.median(seconds[name]) for name in ("here", "one", "two"))
    return (
        f"| {case.name} | {here:.1f} | {one:.1f} | {two:.1f} | {show_ratio(seconds['one'], seconds['two'])} "
        f"| {show_ratio(seconds['here'], seconds['two'])} |"
    )


# Telling


def show_table(head: Sequence[str], rows: Sequence[str]) -> str:
    return "\n".join([f"| {' | '.join(head)} |", "| :--- |" + " ---: |" * (len(head) - 1), *rows])


def write_report(measured: str) -> None:
    """Replaces what stands between the marks of this benchmark, where the page has them; the words around are written by hand."""
    text = REPORT.read_text(encoding="utf-8")
    if START not in text:
        print(f"{REPORT.name} has no marks for this table; nothing was written.", file=sys.stderr)
        return
    before, rest = text.split(START, 1)
    _, after = rest.split(END, 1)
    REPORT.write_text(f"{before}{START}{measured}\n{END}{after}", encoding="utf-8")


def main() -> None:
    cases = list(list_cases())
    whole = [case for case in cases if case.name.endswith("all")]
    tables = (
        show_table(
            ("delivered", "projects", "events a run", "runs a second", "events a second", "peakfolio / bare SimPy"),
            [measure_simpy(case) for case in cases],
        ),
        show_table(
            (f"{WORKED_RUNS:,} runs", "no worker s", "one worker s", "two workers s", "one / two", "none / two"),
            [measure_workers(whole[-1])],
        ),
        show_table(
            (f"{RUNS} runs without queues", "SimPy ms", "arrays ms", "SimPy / arrays"),
            [measure_arithmetic(case) for case in whole],
        ),
    )
    head = f"Measured {describe_machine()}; simpy {simpy.__version__}. {RUNS} runs, medians of {ROUNDS} rounds."
    measured = "\n\n".join((head, *tables))
    print(measured)
    write_report(measured)


if __name__ == "__main__":
    main()
