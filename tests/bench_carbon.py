"""How long 100,000 draws of a pathway take, next to the same arithmetic in bare numpy and in plain Python loops.

Run ``make bench``. The place is made up: 40 years, 6 sectors, 4 fuels that all shift in every sector, levers in three plan
periods, every range open, correlations on. It is reckoned three ways, on the same drawn values:

* ``simulate_ensemble``: draws, paths, peak years and the quantiles of everything an ensemble tells, chunk by chunk,
* bare numpy: the whole block of sectors, fuels, years and runs in one broadcast, then ``np.quantile`` on all runs; no draws, no peak
  years. It is written for speed: runs on the last axis, rates and shifts as matrix products, blocks that fit the cache,
* plain Python: one run after the other, one year after the other; a few runs, scaled up.

All ways must give the same paths before anything is timed. Rounds of the three follow each other in turn, so that other work on the
machine meets all of them; read the ratios. Memory is that of a process of its own for each number of runs. The tables go to the
screen and, where it has marks for them, to ``docs/benchmarks.md``.
"""

import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from peakfolio.carbon import ensemble
from peakfolio.carbon.build import build_carbon
from peakfolio.carbon.built import Built
from peakfolio.carbon.ensemble import CHUNK, QUANTILES, Ensemble, measure_intensity, simulate_ensemble
from peakfolio.carbon.model import CarbonModel, Paths
from peakfolio.carbon.parameters import correlate_levers, draw_uniforms, draw_values
from peakfolio.carbon.settings import EnsembleSettings
from peakfolio.carbon.simulation import simulate_paths
from peakfolio.plan.carbon_tables import BaseDriver, FuelFactor, Lever, OtherEmission
from peakfolio.plan.settings import Correlation
from tiny import CITE
from tiny_carbon import FACTORS, make_abatement, make_carbon_plan, make_energy, make_lever

Floats = NDArray[np.float64]
SEED, RUNS, ROUNDS = 20240601, 100_000, 5
SIZES = (10_000, 100_000, 1_000_000)
BASE_YEAR, HORIZON = 2021, 2060
YEARS = HORIZON - BASE_YEAR + 1
PERIODS = ((2022, 2030), (2031, 2040), (2041, 2060))
SECTORS = ("primary", "industry", "construction", "services", "transport", "households")
FUELS = ("coal", "oil", "natural_gas", "electricity")
VALUE_ADDED = SECTORS[:4]
BARE_ROWS = 128  # the fastest of 16 to 1,024: the block of all sectors, fuels and years stays in the cache
PLAIN_RUNS = 20
STEPS = (
    ("draw", ensemble, "draw_uniforms"),
    ("draw", ensemble, "draw_values"),
    ("simulate", ensemble, "simulate_paths"),
    ("peaks", ensemble, "find_peak_years"),
    ("peaks", ensemble, "count_peaks"),
    ("quantiles", ensemble._Tally, "add"),
    ("quantiles", ensemble.Sketch, "find_quantiles"),
)
WAYS = ("whole", "bare", "plain")
REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
START, END = "<!-- measured carbon -->\n", "<!-- end carbon -->"
FANS = ("net", "gross", "other", "sink", "energy", "intensity")


# The place


def make_model() -> CarbonModel:
    tiny = make_carbon_plan()
    carbon = tiny.settings.carbon.model_copy(
        update={
            "base_year": BASE_YEAR,
            "grid_years": (2022,),
            "correlations": (
                Correlation(lever="gdp_growth", other="intensity_change", rank=-0.3),
                Correlation(lever="gdp_growth", other="population_growth", rank=0.2),
            ),
        }
    )
    plan = make_carbon_plan(
        settings=tiny.settings.model_copy(update={"carbon": carbon}),
        factors=replace(FACTORS, fuel_factors=tuple(list_factors())),
        drivers=(*tiny.drivers, *list_value_added()),
        energy=tuple(list_energy()),
        other_emissions=tuple(list_items()),
        levers=tuple(list_levers()),
        abatements=(
            make_abatement("P1", "power", "electricity", 1e5, low=8e4, high=1.3e5),
            make_abatement("P2", "fuel", "co2", 5e4, low=3e4, high=6e4, ramp_years=3),
            make_abatement("P3", "landfill", "ch4", 500.0, low=300.0, high=800.0, ramp_years=4),
            make_abatement("P4", "forest", "co2", 1e4, low=5e3, high=2e4, ramp_years=9, ledger="sink"),
        ),
    )
    return build_carbon(plan, "as_planned", {key: Built(2024) for key in ("P1", "P2", "P3", "P4")})


def list_factors() -> Iterator[FuelFactor]:
    for fuel, central in (("coal", 2.6), ("oil", 2.1), ("natural_gas", 1.6)):
        yield FuelFactor(
            factor_set="guideline", fuel=fuel, low=0.97 * central, central=central, high=1.03 * central, **CITE
        )


def list_value_added() -> Iterator[BaseDriver]:
    for sector, percent in zip(VALUE_ADDED, (10.0, 40.0, 8.0, 42.0), strict=True):
        yield BaseDriver(driver="value_added_share", sector=sector, unit="%", **open_range(percent, 0.05), **CITE)


def list_energy() -> Iterator[Any]:
    total = {"kind": "amount", "unit": "万吨标准煤", "distribution": "lognormal", "low": 80, "high": 125}
    yield make_energy("all", "all", 100.0, **total)
    for sector, percent in zip(SECTORS, (3.0, 55.0, 4.0, 10.0, 13.0, 15.0), strict=True):
        yield make_energy(sector, "all", **open_range(percent, 0.2))
        for fuel, share in zip(FUELS, (45.0, 15.0, 10.0, 30.0), strict=True):
            yield make_energy(sector, fuel, **open_range(share, 0.1))


def list_items() -> Iterator[OtherEmission]:
    for item, ledger, gas, tonnes in (("landfill", "other_ghg", "ch4", 1e3), ("forest", "sink", "co2", 5e4)):
        said = {"name_zh": item, "name_en": item, "reasoning": "made up", **open_range(tonnes, 0.3), **CITE}
        yield OtherEmission(item=item, ledger=ledger, gas=gas, **said)


def open_range(central: float, share: float) -> dict[str, Any]:
    low, high = (1.0 - share) * central, (1.0 + share) * central
    return {"distribution": "triangular", "low": low, "central": central, "high": high}


def list_levers() -> Iterator[Lever]:
    yield from cross_periods("gdp_growth", (6.0, 4.0, 2.5), 1.0)
    yield from cross_periods("population_growth", (0.2, -0.2, -0.6), 0.2)
    yield from cross_periods("grid_factor_change", (-2.5, -4.0, -6.0), 1.0)
    for sector in SECTORS:
        yield from cross_periods("intensity_change", (-2.5, -3.0, -2.5), 1.0, sector=sector)
        for fuel, shift in zip(FUELS, (-1.2, -0.1, 0.3, 1.0), strict=True):
            yield from cross_periods("fuel_shift", (shift, shift, 0.7 * shift), 0.2, sector=sector, fuel=fuel)
    for sector, shift in zip(VALUE_ADDED, (-0.1, -0.2, 0.0, 0.3), strict=True):
        yield from cross_periods("share_change", (shift, shift, 0.5 * shift), 0.05, sector=sector)
    for item, change in (("landfill", -2.0), ("forest", 0.5)):
        yield from cross_periods("item_change", (change,) * 3, 0.5, item=item)


def cross_periods(lever: str, centrals: tuple[float, ...], spread: float, **subject: str) -> Iterator[Lever]:
    for (first, last), central in zip(PERIODS, centrals, strict=True):
        yield make_lever(lever, central, spread, first_year=first, last_year=last, **subject)


def draw_all(model: CarbonModel, runs: int) -> Floats:
    """The values ``simulate_ensemble`` draws, all runs at once."""
    link, _ = correlate_levers(model.parameters, model.ranks)
    parts = []
    for chunk, start in enumerate(range(0, runs, CHUNK)):
        uniform = draw_uniforms("latin_hypercube", SEED, chunk, CHUNK, len(model.parameters))
        parts.append(draw_values(model.parameters, uniform[: runs - start], link))
    return np.concatenate(parts)


# Bare numpy


@dataclass(frozen=True)
class Columns:
    """Where in a row of values each figure stands; levers with one column for each period."""

    gdp: NDArray[np.int64]
    people: NDArray[np.int64]
    grid: NDArray[np.int64]
    intensity: NDArray[np.int64]
    shift: NDArray[np.int64]
    share_change: NDArray[np.int64]
    item_change: NDArray[np.int64]
    total: int
    shares: NDArray[np.int64]
    mix: NDArray[np.int64]
    factors: NDArray[np.int64]
    value_added: NDArray[np.int64]
    items: NDArray[np.int64]
    projects: NDArray[np.int64]
    weights: Floats
    rates: Floats
    grid_tco2_per_tce: float
    gdp_yi_yuan: float


def find_columns(model: CarbonModel) -> Columns:
    """By the names of the parameters.

    ``weights`` (6, years) are those of items and projects, ``rates`` (years, periods) turns per cent by period into shares by year.
    """
    place = {each.name: number for number, each in enumerate(model.parameters)}

    def spread(label: str) -> list[int]:
        return [place[f"{label} {first}-{last}"] for first, last in PERIODS]

    weights = [np.full(YEARS, each.weight) for each in model.items]
    weights += [each.weight * each.service for each in model.projects]
    rates = [[0.01 * (first <= year <= last) for first, last in PERIODS] for year in range(BASE_YEAR, HORIZON + 1)]
    return Columns(
        gdp=np.array(spread("gdp_growth")),
        people=np.array(spread("population_growth")),
        grid=np.array(spread("grid_factor_change")),
        intensity=np.array([spread(f"intensity_change {sector}") for sector in SECTORS]),
        shift=np.array([[spread(f"fuel_shift {sector} {fuel}") for fuel in FUELS] for sector in SECTORS]),
        share_change=np.array([spread(f"share_change {sector}") for sector in VALUE_ADDED]),
        item_change=np.array([spread(f"item_change {item}") for item in ("landfill", "forest")]),
        total=place["energy total"],
        shares=np.array([place[f"energy {sector}"] for sector in SECTORS]),
        mix=np.array([[place[f"energy {sector} {fuel}"] for fuel in FUELS] for sector in SECTORS]),
        factors=np.array([place[f"factor {fuel}"] for fuel in FUELS[:3]]),
        value_added=np.array([place[f"value added {sector}"] for sector in VALUE_ADDED]),
        items=np.array([place[f"other_emissions {item}"] for item in ("landfill", "forest")]),
        projects=np.array([each.parameter for each in model.projects]),
        weights=np.array(weights),
        rates=np.array(rates),
        grid_tco2_per_tce=model.grid_tco2_per_tce,
        gdp_yi_yuan=model.gdp_yi_yuan or math.nan,
    )


def simulate_bare(values: Floats, at: Columns, out: dict[str, Floats], rows: slice) -> None:
    """Fills ``rows`` of every array of ``out``; the block is (sectors, fuels, years, runs), ``values`` (parameters, runs)."""

    def grow(columns: NDArray[np.int64]) -> Floats:
        steps = at.rates @ values[columns]
        steps += 1.0
        return np.multiply.accumulate(steps, axis=-2, out=steps)

    moves = np.cumsum(at.rates, axis=0)
    gdp, people, grid = grow(at.gdp), grow(at.people), grow(at.grid)
    added = np.maximum(0.01 * values[at.value_added, None] + moves @ values[at.share_change], 0.0)
    added /= added.sum(axis=0)
    shares = values[at.shares]
    used = grow(at.intensity)
    used *= (values[at.total] * shares / shares.sum(axis=0))[:, None]
    used[:4] *= gdp * added / added[:, :1]
    used[4] *= gdp
    used[5] *= people
    mix = values[at.mix]
    parts = moves @ values[at.shift]
    parts += (mix / mix.sum(axis=1, keepdims=True))[:, :, None]
    np.maximum(parts, 0.0, out=parts)
    whole = parts.sum(axis=1)
    parts[:, :3] *= values[at.factors, None]
    parts[:, 3] *= at.grid_tco2_per_tce * grid
    carbon = parts.sum(axis=1)
    carbon *= used
    carbon /= whole
    gross = carbon.sum(axis=0)
    landfill, forest = values[at.items, None] * at.weights[:2, :, None] * grow(at.item_change)
    power, fuel, gas, trees = values[at.projects, None] * at.weights[2:, :, None]
    net = gross - power * grid - fuel
    out["gross"][:, rows], out["net"][:, rows] = gross, net
    out["other"][:, rows], out["sink"][:, rows] = landfill - gas, forest + trees
    out["energy"][:, rows] = used.sum(axis=0)
    out["intensity"][:, rows] = net / (gdp * at.gdp_yi_yuan)
    out["cumulative"][:, rows] = np.cumsum(net, axis=0)
    out["peak_level"][0, rows] = net.max(axis=0)


def simulate_all_bare(values: Floats, at: Columns) -> dict[str, Floats]:
    """Arrays of shape (years, runs) from values of shape (runs, parameters)."""
    out = {name: np.empty((YEARS, len(values))) for name in (*FANS, "cumulative")}
    out["peak_level"] = np.empty((1, len(values)))
    for start in range(0, len(values), BARE_ROWS):
        rows = slice(start, start + BARE_ROWS)
        simulate_bare(np.ascontiguousarray(values[rows].T), at, out, rows)
    return out


def find_bare_quantiles(paths: dict[str, Floats]) -> dict[str, Floats]:
    return {name: np.quantile(each, QUANTILES, axis=1) for name, each in paths.items()}


# Plain Python


def simulate_plain(row: list[float], lists: dict[str, Any]) -> tuple[list[float], int]:
    """Net emissions of one run by year, and the position of its peak."""
    gdp = people = grid = 1.0
    intensity, growths = [1.0] * len(SECTORS), [1.0, 1.0]
    added = [0.01 * row[column] for column in lists["value_added"]]
    parts = [[row[column] for column in columns] for columns in lists["mix"]]
    mix = [[part / sum(each) for part in each] for each in parts]
    shares = [row[column] for column in lists["shares"]]
    base = [row[lists["total"]] * share / sum(shares) for share in shares]
    first, net = None, []
    for year in range(YEARS):
        if year:
            period = next(n for n, (_, last) in enumerate(PERIODS) if BASE_YEAR + year <= last)
            gdp *= 1.0 + 0.01 * row[lists["gdp"][period]]
            people *= 1.0 + 0.01 * row[lists["people"][period]]
            grid *= 1.0 + 0.01 * row[lists["grid"][period]]
            for number in range(2):
                growths[number] *= 1.0 + 0.01 * row[lists["item_change"][number][period]]
            for number in range(len(VALUE_ADDED)):
                added[number] += 0.01 * row[lists["share_change"][number][period]]
            for number in range(len(SECTORS)):
                intensity[number] *= 1.0 + 0.01 * row[lists["intensity"][number][period]]
                for fuel in range(len(FUELS)):
                    mix[number][fuel] += 0.01 * row[lists["shift"][number][fuel][period]]
        kept = [max(each, 0.0) for each in added]
        split = [each / sum(kept) for each in kept]
        first = first or split
        activity = [*(gdp * now / then for now, then in zip(split, first, strict=True)), gdp, people]
        factor = [*(row[column] for column in lists["factors"]), lists["grid_tco2_per_tce"] * grid]
        gross = energy = 0.0
        for number in range(len(SECTORS)):
            used = base[number] * activity[number] * intensity[number]
            held = [max(each, 0.0) for each in mix[number]]
            gross += used * sum(a * b for a, b in zip(held, factor, strict=True)) / sum(held)
            energy += used
        ledgers = [row[lists["items"][n]] * lists["weights"][n][year] * growths[n] for n in range(2)]
        works = [row[lists["projects"][n]] * lists["weights"][2 + n][year] for n in range(4)]
        ledgers[0] -= works[2]
        ledgers[1] += works[3]
        net.append(gross - works[0] * grid - works[1])
    return net, net.index(max(net))


def simulate_all_plain(values: Floats, at: Columns) -> list[tuple[list[float], int]]:
    lists = {name: each.tolist() if isinstance(each, np.ndarray) else each for name, each in vars(at).items()}
    return [simulate_plain(row, lists) for row in values[:PLAIN_RUNS].tolist()]


# Measuring


def time_once(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


@contextmanager
def watch_steps() -> Iterator[dict[str, float]]:
    """Seconds of each step of ``simulate_ensemble`` while it runs: its own calls, each with a clock around it."""
    seconds: dict[str, float] = defaultdict(float)

    def clock(step: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            once, result = time_once(lambda: work(*given, **named))
            seconds[step] += once
            return result

        return timed

    with ExitStack() as stack:
        for step, owner, name in STEPS:
            stack.enter_context(patch.object(owner, name, clock(step, getattr(owner, name))))
        yield seconds


def measure_whole(model: CarbonModel) -> tuple[dict[str, float], Ensemble]:
    started = time.process_time()
    with watch_steps() as seconds:
        whole, found = time_once(lambda: simulate_ensemble(model, EnsembleSettings(RUNS, SEED)))
    busy = time.process_time() - started
    return {**seconds, "rest": whole - sum(seconds.values()), "whole": whole, "whole busy": busy}, found


def measure_bare(values: Floats, at: Columns) -> tuple[dict[str, float], dict[str, Floats]]:
    started = time.process_time()
    simulate, paths = time_once(lambda: simulate_all_bare(values, at))
    quantiles, found = time_once(lambda: find_bare_quantiles(paths))
    busy = time.process_time() - started
    return {"bare simulate": simulate, "bare quantiles": quantiles, "bare busy": busy}, found


def measure_plain(values: Floats, at: Columns) -> dict[str, float]:
    once, _ = time_once(lambda: simulate_all_plain(values, at))
    return {"plain": once * RUNS / PLAIN_RUNS}


def refuse_different_paths(model: CarbonModel, at: Columns) -> None:
    """The three ways reckon the same paths from the same values."""
    values = draw_all(model, CHUNK)
    ours, bare = simulate_paths(model, values), simulate_all_bare(values, at)
    for name, path in name_paths(model, ours).items():
        np.testing.assert_allclose(bare[name].T, path, rtol=1e-9, err_msg=name)
    plain = simulate_all_plain(values, at)
    np.testing.assert_allclose(np.array([net for net, _ in plain]), ours.net[:PLAIN_RUNS], rtol=1e-9)


def name_paths(model: CarbonModel, paths: Paths) -> dict[str, Floats]:
    named = {name: getattr(paths, name) for name in FANS if name != "intensity"}
    return {**named, "intensity": measure_intensity(model, paths), "cumulative": np.cumsum(paths.net, axis=1)}


def refuse_different_quantiles(ours: Ensemble, bare: dict[str, Floats]) -> None:
    """Within a thousandth of the range between the outer quantiles; bins are narrower than that."""
    fans = {**ours.fans, "cumulative": ours.cumulative, "peak_level": ours.peak_level[:, None]}
    assert set(fans) == set(bare), f"other fans: {set(fans) ^ set(bare)}"
    for name, exact in bare.items():
        slack = 1e-3 * (exact[-1] - exact[0]) + 1e-9 * np.abs(exact[0])
        off = np.max(np.abs(fans[name] - exact) / slack)
        assert off < 1.0, f"quantiles of {name} lie {off:.2f} thousandths apart"


def measure_rounds(model: CarbonModel) -> dict[str, list[float]]:
    """Seconds of every step in every round; each way is first in turn."""
    at, values = find_columns(model), draw_all(model, RUNS)
    seconds: dict[str, list[float]] = defaultdict(list)
    whole: Ensemble | None = None
    bare: dict[str, Floats] = {}
    for turn in range(ROUNDS):
        print(f"round {turn + 1} of {ROUNDS} ...", file=sys.stderr)
        for way in np.roll(WAYS, turn):
            if way == "whole":
                times, whole = measure_whole(model)
            elif way == "bare":
                times, bare = measure_bare(values, at)
            else:
                times = measure_plain(values, at)
            for step, once in times.items():
                seconds[step].append(once)
    assert whole is not None
    refuse_different_quantiles(whole, bare)
    return seconds


def measure_memory(runs: int) -> dict[str, float]:
    """Seconds and peak MiB of one ensemble in a process of its own."""
    done = subprocess.run([sys.executable, __file__, str(runs)], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def run_alone(runs: int) -> dict[str, float]:
    model = make_model()
    seconds, _ = time_once(lambda: simulate_ensemble(model, EnsembleSettings(runs, SEED))) if runs else (0.0, None)
    return {"seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


# Telling


def show_steps(seconds: dict[str, list[float]]) -> str:
    bare = add_rounds(seconds, "bare simulate", "bare quantiles")
    rows = [
        "| step | peakfolio s | bare numpy s | peakfolio / bare |",
        "| :--- | ---: | ---: | ---: |",
        show_row("draw", seconds["draw"]),
        show_row("simulate", seconds["simulate"], seconds["bare simulate"]),
        show_row("peaks", seconds["peaks"]),
        show_row("quantiles", seconds["quantiles"], seconds["bare quantiles"]),
        show_row("rest", seconds["rest"]),
        show_row("simulate + quantiles", add_rounds(seconds, "simulate", "quantiles"), bare),
        show_row("whole job", seconds["whole"], bare),
        show_row("whole job, processor time of all threads", seconds["whole busy"], seconds["bare busy"]),
    ]
    plain = (
        f"Plain Python, paths and peak years alone: {statistics.median(seconds['plain']):.0f} s ({PLAIN_RUNS} runs, scaled up), "
        f"{show_ratio(seconds['plain'], add_rounds(seconds, 'simulate', 'peaks'))} times what peakfolio takes for the same two "
        f"steps and {show_ratio(seconds['plain'], seconds['whole'])} times its whole job."
    )
    return "\n".join([*rows, "", plain])


def show_row(step: str, ours: list[float], bare: Sequence[float] = ()) -> str:
    if not bare:
        return f"| {step} | {statistics.median(ours):.2f} | | |"
    return f"| {step} | {statistics.median(ours):.2f} | {statistics.median(bare):.2f} | {show_ratio(ours, bare)} |"


def add_rounds(seconds: dict[str, list[float]], *steps: str) -> list[float]:
    return [sum(each) for each in zip(*(seconds[step] for step in steps), strict=True)]


def show_ratio(over: Sequence[float], under: Sequence[float]) -> str:
    """Median of the ratios within each round, with the smallest and the largest."""
    ratios = sorted(a / b for a, b in zip(over, under, strict=True))
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"


def show_memory() -> str:
    rows = [
        "| runs | seconds | seconds a million runs | peak MiB | above start MiB |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    start = measure_memory(0)["mib"]
    for runs in SIZES:
        print(f"{runs:,} runs in a process of its own ...", file=sys.stderr)
        found = measure_memory(runs)
        rows.append(
            f"| {runs:,} | {found['seconds']:.2f} | {1e6 * found['seconds'] / runs:.1f} "
            f"| {found['mib']:.0f} | {found['mib'] - start:.0f} |"
        )
    return "\n".join(rows)


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
    if len(sys.argv) > 1:
        print(json.dumps(run_alone(int(sys.argv[1]))))
        return
    memory = show_memory()  # first: a process starts with the peak memory of the one that starts it
    from bench_many_regions import describe_machine

    model = make_model()
    refuse_different_paths(model, find_columns(model))
    size = f"{YEARS} years, {len(model.sectors)} sectors, {len(model.fuels)} fuels, {len(model.parameters)} parameters"
    head = f"Measured {describe_machine()}.\n\n{RUNS:,} runs of {size}; medians of {ROUNDS} rounds."
    measured = f"{head}\n\n{show_steps(measure_rounds(model))}\n\n{memory}"
    print(measured)
    write_report(measured)


if __name__ == "__main__":
    main()
