"""How long the optimiser takes for 1, 16 and 128 regions that share one yearly budget, next to other ways of doing the same.

Run ``make bench``. The regions are made up from a seed: 60 projects, 40 open targets and 5 start years each. The same model is

* formulated by ``peakfolio`` and handed to HiGHS,
* read by HiGHS itself from an ``.mps`` file (the yardstick: nothing in Python can be faster than no Python at all),
* written plainly in PuLP and solved by CBC,
* written plainly in Pyomo and handed to HiGHS.

Each measurement has a process of its own, so that its peak memory is its own. The table goes to the screen and, with date and
machine, to ``docs/benchmarks.md``.
"""

import datetime
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

import highspy
import numpy as np
import pulp

from peakfolio.plan.settings import Ceiling, Scenario
from peakfolio.plan.tables import Relation
from peakfolio.portfolio import solver
from peakfolio.portfolio.constraints import limit_spending, list_constraints
from peakfolio.portfolio.formulation import Constraint, Formulation, list_variables
from peakfolio.portfolio.objectives import discount_cost, least_cost, least_weighted_shortfall
from peakfolio.portfolio.problem import Action, Contribution, OpenTarget, PortfolioProblem

SEED = 20240601
SIZES = (1, 16, 128)
PROJECTS, TARGETS, STARTS = 60, 40, 5
BASE_YEAR, HORIZON = 2022, 2030
YEARS = range(BASE_YEAR + 1, HORIZON + 1)
BUDGET_SHARE = 0.5
PENALTY_WAN_YUAN = 20_000.0
SETTINGS = solver.SolverSettings(time_limit_seconds=60.0)
REPEATS, ENOUGH_SECONDS, PATIENCE_SECONDS = 3, 40.0, 300.0
AGREEMENT = 1e-6
CBC_LARGEST = 16
PYOMO_SOLVES = 1
REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
NAMES = {"ours": "peakfolio, HiGHS", "raw": "HiGHS reading .mps", "pulp": "PuLP, CBC", "pyomo": "Pyomo, HiGHS"}
Built = TypeVar("Built")


@dataclass(frozen=True)
class Measurement:
    """Seconds, what the solver proved, and the size of what it was given; ``read`` stands in ``hand_over`` for a file."""

    way: str
    regions: int
    build: float
    hand_over: float
    solve: float | None
    objective: float | None
    bound: float | None
    memory_mib: float
    columns: int
    rows: int
    nonzeros: int

    @property
    def before(self) -> float:
        return self.build + self.hand_over

    @property
    def total(self) -> float:
        return self.before + (self.solve or 0.0)

    @property
    def is_finished(self) -> bool:
        """Whether the solver ended by itself; two runs that were stopped say nothing about who is faster."""
        return self.solve is not None and self.solve < SETTINGS.time_limit_seconds

    @property
    def gap(self) -> float | None:
        if self.objective is None or self.bound is None:
            return None
        return abs(self.objective - self.bound) / abs(self.objective)


# The regions


def make_regions(count: int) -> tuple[PortfolioProblem, ...]:
    """The regions, each with the shared ceilings, from streams of their own: region 5 of 16 is region 5 of 128."""
    streams = np.random.SeedSequence(SEED).spawn(count)
    regions = [make_region(f"r{index:03}", np.random.default_rng(each)) for index, each in enumerate(streams)]
    wanted = sum(action.cost_wan_yuan for region in regions for action in region.actions)
    shared = tuple(Ceiling(ceiling_wan_yuan=BUDGET_SHARE * wanted / len(YEARS), year=year) for year in YEARS)
    return tuple(replace(region, ceilings=shared) for region in regions)


def make_region(name: str, rng: np.random.Generator) -> PortfolioProblem:
    actions = tuple(make_action(f"{name}.p{order:02}", order, rng) for order in range(PROJECTS))
    targets = tuple(make_target(f"{name}.i{order:02}", rng) for order in range(TARGETS))
    contributions = tuple(each for target in targets for each in list_contributions(target, actions, rng))
    return PortfolioProblem(
        region=name,
        base_year=BASE_YEAR,
        horizon=HORIZON,
        milestones=(HORIZON,),
        scenario=Scenario(discount_rate=0.03),
        actions=actions,
        unpriced=(),
        targets=targets,
        tier_targets=(),
        settled=(),
        contributions=contributions,
        relations=make_relations(actions, rng),
        ceilings=(),
        scored=(),
        ruled=(),
        reference_share=0.8,
        points_needed=None,
        abatement={},
    )


def make_action(action_id: str, order: int, rng: np.random.Generator) -> Action:
    """Most projects are whole, one in ten divisible, one in twenty built in units."""
    duration = int(rng.integers(1, 5))
    printed = int(rng.integers(BASE_YEAR + 1, BASE_YEAR + 4))
    return Action(
        action_id=action_id,
        kind="project",
        order=order,
        cost_wan_yuan=float(np.round(rng.lognormal(8.0, 1.2), 1)),
        printed_start=printed,
        starts=tuple(range(printed, printed + STARTS)),
        duration_years=duration,
        spending_shares=(1.0 / duration,) * duration,
        funding={"county": 1.0},
        operation_wan_yuan=0.0,
        is_committed=False,
        units=(None, 0, 4)[int(rng.choice(3, p=(0.85, 0.1, 0.05)))],
        category_zh="工程",
        township_zh=None,
    )


def make_target(key: str, rng: np.random.Generator) -> OpenTarget:
    gap = float(np.round(rng.uniform(1.0, 40.0), 2))
    nature = "binding" if rng.random() < 0.3 else "reference"
    return OpenTarget(key, key, HORIZON, False, False, nature, 50.0, 50.0 + gap, gap, 1, ())


def list_contributions(
    target: OpenTarget, actions: tuple[Action, ...], rng: np.random.Generator
) -> Iterator[Contribution]:
    """Two to eight projects add to a target and arrive over up to three years; at every eighth, two reach a level instead."""
    chosen = rng.choice(len(actions), size=int(rng.integers(2, 9)) + 2, replace=False)
    has_levels = rng.random() < 1 / 8
    for place, index in enumerate(chosen):
        action, is_level = actions[index], place < 2
        full = float(np.round(target.gap * (rng.uniform(0.5, 1.2) if is_level else rng.uniform(0.15, 0.6)), 3))
        ramp = int(rng.integers(1, 4))
        for start in action.starts if has_levels or not is_level else ():
            amount = full * min(1.0, max(0, HORIZON - action.find_finish(start) + 1) / ramp)
            mode = "reaches" if is_level else "adds"
            yield Contribution(target.key, action.action_id, start, mode, amount, full, 0.7 * amount, False)


def make_relations(actions: tuple[Action, ...], rng: np.random.Generator) -> tuple[Relation, ...]:
    picked = [actions[index].action_id for index in rng.choice(len(actions), size=6, replace=False)]
    kinds = ("requires", "excludes", "together")
    pairs = zip(kinds, picked[:3], picked[3:], strict=True)
    return tuple(
        Relation(kind=kind, action_id=first, other_id=second, source_id="made", note=None, reasoning="made up")
        for kind, first, second in pairs
    )


# The four ways


def formulate_regions(regions: tuple[PortfolioProblem, ...]) -> Formulation:
    """What every region is on its own, and the yearly budget over all of them.

    min sum of discounted cost + penalty * weighted share of each gap that stays open.
    """
    variables = tuple(each for region in regions for each in list_variables(region))
    objective: dict[str, float] = {}
    constraints: list[Constraint] = []
    budget: dict[str, dict[str, float]] = {row.name: {} for row in limit_spending(regions[0])}
    allowed = {row.name: row.right for row in limit_spending(regions[0])}
    for region in regions:
        objective |= least_cost(region)
        objective |= {name: PENALTY_WAN_YUAN * weight for name, weight in least_weighted_shortfall(region).items()}
        for row in list_constraints(region):
            if row.name in budget:
                budget[row.name] |= row.coefficients
            else:
                constraints.append(row)
    constraints += [Constraint(name, terms, "<=", allowed[name]) for name, terms in budget.items()]
    return Formulation(f"{len(regions)} regions", variables, tuple(constraints), objective)


def measure_ours(regions: tuple[PortfolioProblem, ...], path: Path) -> Measurement:
    """Also leaves the model as a file behind, for HiGHS alone to read."""
    build, formulation = time_often(lambda: formulate_regions(tuple(replace(each) for each in regions)))
    hand_over, model = time_often(lambda: solver._pass_model(formulation, SETTINGS, relax=False))
    solve, _ = time_once(model.run)
    certificate = solver._read_certificate(model, solve)
    memory = read_peak_memory()
    model.writeModel(str(path))
    return Measurement(
        "ours", len(regions), build, hand_over, solve, certificate.objective, certificate.bound, memory,
        *count_model(model),
    )  # fmt: skip


def measure_raw(count: int, path: Path) -> Measurement:
    """HiGHS alone, with the settings ours gives it."""
    hand_over, model = time_often(lambda: read_model(path))
    solve, _ = time_once(model.run)
    info = model.getInfo()
    objective, bound = float(info.objective_function_value), float(info.mip_dual_bound)
    return Measurement(
        "raw", count, 0.0, hand_over, solve, objective, bound, read_peak_memory(), *count_model(model)
    )  # fmt: skip


def list_options() -> dict[str, Any]:
    return {
        "mip_rel_gap": SETTINGS.relative_gap,
        "mip_abs_gap": 0.0,
        "mip_feasibility_tolerance": solver.FEASIBLE,
        "primal_feasibility_tolerance": solver.FEASIBLE,
        "threads": SETTINGS.threads,
        "time_limit": SETTINGS.time_limit_seconds,
        "random_seed": SETTINGS.seed,
    }


def read_model(path: Path) -> Any:
    model: Any = highspy.Highs()
    model.setOptionValue("output_flag", False)
    for option, value in list_options().items():
        model.setOptionValue(option, value)
    if model.readModel(str(path)) != highspy.HighsStatus.kOk:
        raise FileNotFoundError(path)
    return model


def count_model(model: Any) -> tuple[int, int, int]:
    return model.getNumCol(), model.getNumRow(), model.getNumNz()


@dataclass(frozen=True)
class Tables:
    """The regions as a modeller would have them: keys and numbers."""

    starts: dict[str, tuple[int, ...]]
    units: dict[str, int]
    cost: dict[tuple[str, int], float]
    spending: dict[int, dict[tuple[str, int], float]]
    ceiling: dict[int, float]
    gap: dict[str, float]
    weight: dict[str, float]
    adds: dict[str, dict[tuple[str, int], float]]
    levels: dict[tuple[str, str], dict[tuple[str, int], float]]
    ways: dict[str, list[str]]
    relations: list[Relation]


def tabulate_regions(regions: tuple[PortfolioProblem, ...]) -> Tables:
    """Targets that a level can reach have ways: "additions", then the projects that reach one."""
    shared = {each.year: each.ceiling_wan_yuan for each in regions[0].ceilings if each.year}
    tables = Tables({}, {}, {}, {year: {} for year in shared}, shared, {}, {}, {}, {}, {}, [])
    for region in regions:
        tables.relations.extend(region.relations)
        for action in region.actions:
            tabulate_action(tables, region, action)
        weights = region.scenario.weights.model_dump()
        for target in region.targets:
            tables.gap[target.key], tables.weight[target.key] = target.gap, weights[target.nature] / target.gap
            tables.adds[target.key], tables.ways[target.key] = {}, []
        for each in region.contributions:
            if each.amount > 0:
                tabulate_contribution(tables, each)
    return tables


def tabulate_action(tables: Tables, region: PortfolioProblem, action: Action) -> None:
    tables.starts[action.action_id] = action.starts
    if action.units is not None:
        tables.units[action.action_id] = action.units
    for start in action.starts:
        tables.cost[action.action_id, start] = discount_cost(region, action, start)
        for year, amount in action.spread_cost(start, HORIZON).items():
            if year in tables.spending:
                tables.spending[year][action.action_id, start] = amount


def tabulate_contribution(tables: Tables, each: Contribution) -> None:
    if each.mode == "adds":
        tables.adds[each.key][each.action_id, each.start] = each.amount
        return
    if not tables.ways[each.key]:
        tables.ways[each.key].append("additions")
    if each.action_id not in tables.ways[each.key]:
        tables.ways[each.key].append(each.action_id)
    levels = tables.levels.setdefault((each.key, each.action_id), {})
    levels[each.action_id, each.start] = min(each.amount, tables.gap[each.key])


def write_in_pulp(regions: tuple[PortfolioProblem, ...]) -> Any:
    tables = tabulate_regions(regions)
    model: Any = pulp.LpProblem("regions", pulp.LpMinimize)
    when = [(action, year) for action, years in tables.starts.items() for year in years]
    x = {at: model.add_variable(f"start_{at[0]}_{at[1]}", 0, 1, pulp.LpInteger) for at in when}
    built: dict[tuple[str, int], Any] = dict(x)
    for action, units in tables.units.items():
        for year in tables.starts[action]:
            kind = pulp.LpInteger if units else pulp.LpContinuous
            part = model.add_variable(f"part_{action}_{year}", 0, units or 1, kind)
            built[action, year] = part * (1.0 / (units or 1))
            model += built[action, year] <= x[action, year]
    short = {key: model.add_variable(f"short_{key}", 0, gap) for key, gap in tables.gap.items()}
    model.setObjective(
        pulp.lpSum(cost * built[at] for at, cost in tables.cost.items())
        + pulp.lpSum(PENALTY_WAN_YUAN * tables.weight[key] * short[key] for key in short)
    )
    for action, years in tables.starts.items():
        model += pulp.lpSum(x[action, year] for year in years) <= 1
    for row in tables.relations:
        first, second = (pulp.lpSum(x[at, y] for y in tables.starts[at]) for at in (row.action_id, row.other_id))
        model += {"requires": first <= second, "excludes": first + second <= 1, "together": first == second}[row.kind]
    for year, spent in tables.spending.items():
        model += pulp.lpSum(amount * built[at] for at, amount in spent.items()) <= tables.ceiling[year]
    meet_targets_in_pulp(model, tables, built, short)
    return model


def meet_targets_in_pulp(model: Any, tables: Tables, built: dict[tuple[str, int], Any], short: dict[str, Any]) -> None:
    missed = {key: model.add_variable(f"missed_{key}", 0, 1, pulp.LpInteger) for key in tables.gap}
    way = {
        (key, name): model.add_variable(f"way_{key}_{name}", 0, 1, pulp.LpInteger)
        for key, names in tables.ways.items()
        for name in names
    }
    for key, gap in tables.gap.items():
        wanted = gap * way[key, "additions"] if tables.ways[key] else gap
        model += pulp.lpSum(amount * built[at] for at, amount in tables.adds[key].items()) + short[key] >= wanted
        model += short[key] <= gap * missed[key]
        if tables.ways[key]:
            model += pulp.lpSum(way[key, name] for name in tables.ways[key]) == 1
    for (key, name), levels in tables.levels.items():
        reached = pulp.lpSum(level * built[at] for at, level in levels.items())
        model += reached + short[key] >= tables.gap[key] * way[key, name]
        model += way[key, name] <= pulp.lpSum(built[at] for at in levels)


def measure_pulp(regions: tuple[PortfolioProblem, ...], path: Path) -> Measurement:
    """The hand-over, a file for CBC and a process of its own, is part of its solve time; memory counts both processes."""
    build, model = time_often(lambda: write_in_pulp(regions))
    log = path.with_suffix(".log")
    command = pulp.PULP_CBC_CMD(
        msg=False, timeLimit=SETTINGS.time_limit_seconds, gapRel=0.0, threads=1, logPath=str(log)
    )
    solve, _ = time_once(lambda: model.solve(command))
    objective = float(pulp.value(model.objective))
    said = log.read_text()
    stopped_at = re.search(r"Lower bound: +([-\d.e+]+)", said)
    bound = float(stopped_at[1]) if stopped_at else objective if "Optimal solution found" in said else None
    nonzeros = sum(len(row) for row in model.constraints())
    return Measurement(
        "pulp", len(regions), build, 0.0, solve, objective, bound, read_peak_memory(), model.numVariables(),
        model.numConstraints(), nonzeros,
    )  # fmt: skip


def write_in_pyomo(regions: tuple[PortfolioProblem, ...]) -> Any:
    import pyomo.environ as pyo

    tables = tabulate_regions(regions)
    model = pyo.ConcreteModel()
    model.x = pyo.Var([(action, year) for action, years in tables.starts.items() for year in years], domain=pyo.Binary)
    parts = [(action, year) for action in tables.units for year in tables.starts[action]]
    model.part = pyo.Var(
        parts,
        domain=lambda _, action, year: pyo.NonNegativeIntegers if tables.units[action] else pyo.NonNegativeReals,
        bounds=lambda _, action, year: (0, tables.units[action] or 1),
    )
    built = {at: model.x[at] for at in model.x} | {at: model.part[at] / (tables.units[at[0]] or 1) for at in parts}
    model.short = pyo.Var(list(tables.gap), bounds=lambda _, key: (0, tables.gap[key]))
    model.missed = pyo.Var(list(tables.gap), domain=pyo.Binary)
    model.way = pyo.Var([(key, name) for key, names in tables.ways.items() for name in names], domain=pyo.Binary)
    model.objective = pyo.Coefficients(
        expr=sum(cost * built[at] for at, cost in tables.cost.items())
        + sum(PENALTY_WAN_YUAN * weight * model.short[key] for key, weight in tables.weight.items())
    )
    model.build = pyo.Constraint(parts, rule=lambda m, action, year: built[action, year] <= m.x[action, year])
    model.once = pyo.Constraint(
        list(tables.starts), rule=lambda m, action: sum(m.x[action, year] for year in tables.starts[action]) <= 1
    )

    def relate(model: Any, index: int) -> Any:
        row = tables.relations[index]
        first, second = (sum(model.x[at, year] for year in tables.starts[at]) for at in (row.action_id, row.other_id))
        if row.kind == "excludes":
            return first + second <= 1
        return first <= second if row.kind == "requires" else first == second

    def meet(model: Any, key: str) -> Any:
        wanted = tables.gap[key] * (model.way[key, "additions"] if tables.ways[key] else 1.0)
        return sum(amount * built[at] for at, amount in tables.adds[key].items()) + model.short[key] >= wanted

    def reach(model: Any, key: str, name: str) -> Any:
        reached = sum(level * built[at] for at, level in tables.levels[key, name].items())
        return reached + model.short[key] >= tables.gap[key] * model.way[key, name]

    model.relations = pyo.Constraint(range(len(tables.relations)), rule=relate)
    model.budget = pyo.Constraint(
        list(tables.spending),
        rule=lambda _, year: (
            sum(amount * built[at] for at, amount in tables.spending[year].items()) <= tables.ceiling[year]
        ),
    )
    model.meet = pyo.Constraint(list(tables.gap), rule=meet)
    model.count = pyo.Constraint(list(tables.gap), rule=lambda m, key: m.short[key] <= tables.gap[key] * m.missed[key])
    model.one_way = pyo.Constraint(
        [key for key, names in tables.ways.items() if names],
        rule=lambda m, key: sum(m.way[key, name] for name in tables.ways[key]) == 1,
    )
    model.reach = pyo.Constraint(list(tables.levels), rule=reach)
    model.built = pyo.Constraint(
        list(tables.levels),
        rule=lambda m, key, name: m.way[key, name] <= sum(built[at] for at in tables.levels[key, name]),
    )
    return model


def measure_pyomo(regions: tuple[PortfolioProblem, ...], _: Path) -> Measurement:
    """Built and handed over; solved only where that is quick, to see that it is the same model."""
    from pyomo.contrib.appsi.solvers import Highs

    build, model = time_often(lambda: write_in_pyomo(regions))
    interface = Highs()
    interface.highs_options = list_options()
    hand_over, _ = time_once(lambda: interface.set_instance(model))
    sizes = count_model(interface._solver_model)
    solve = objective = bound = None
    if len(regions) <= PYOMO_SOLVES:
        interface.config.load_solution = False
        solve, result = time_once(lambda: interface.solve(model))
        objective, bound = float(result.best_feasible_objective), float(result.best_objective_bound)
    return Measurement("pyomo", len(regions), build, hand_over, solve, objective, bound, read_peak_memory(), *sizes)


# Measuring


def time_once(work: Callable[[], Built]) -> tuple[float, Built]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def time_often(work: Callable[[], Built]) -> tuple[float, Built]:
    """Median seconds of up to three runs, and the last result; fewer where they are slow."""
    seconds: list[float] = []
    while True:
        result = None  # what the run before built must not count as memory of this one
        once, result = time_once(work)
        seconds.append(once)
        if len(seconds) == REPEATS or sum(seconds) > ENOUGH_SECONDS:
            return statistics.median(seconds), result


def read_peak_memory() -> float:
    """MiB of this process and of the largest it started."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


def measure_alone(way: str, count: int, path: Path) -> Measurement | None:
    """One measurement in a process of its own; None where it took too long."""
    command = [sys.executable, __file__, way, str(count), str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return Measurement(**json.loads(done.stdout.splitlines()[-1]))


def measure_here(way: str, count: int, path: Path) -> Measurement:
    if way == "raw":
        return measure_raw(count, path)
    return {"ours": measure_ours, "pulp": measure_pulp, "pyomo": measure_pyomo}[way](make_regions(count), path)


def measure_all() -> list[Measurement]:
    found: list[Measurement] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            path = Path(folder) / f"{count}.mps"
            for way in NAMES:
                if way == "pulp" and count > CBC_LARGEST:
                    continue
                print(f"{count} regions: {NAMES[way]} ...", file=sys.stderr)
                measured = measure_alone(way, count, path)
                found += [measured] if measured else []
    return found


def refuse_disagreement(found: list[Measurement]) -> None:
    """All ways hold the same model, and none undercuts what another proved."""
    for one, other in combinations(found, 2):
        if one.regions != other.regions:
            continue
        sizes = [(each.columns, each.rows, each.nonzeros) for each in (one, other)]
        assert sizes[0] == sizes[1], f"{one.way} and {other.way} hold different models: {sizes}"
        for low, high in ((one, other), (other, one)):
            if low.bound is not None and high.objective is not None:
                assert low.bound <= high.objective * (1 + AGREEMENT), f"{high.way} undercuts the bound of {low.way}"


# Telling


def show_table(found: list[Measurement]) -> str:
    """A table in Markdown; ratios are to HiGHS reading the file: before solving, and in all where both ended by themselves."""
    heads = (
        "regions", "way", "build s", "hand over s", "solve s", "objective", "bound", "gap left", "peak MiB",
        "before solving / raw", "all / raw",
    )  # fmt: skip
    raw = {each.regions: each for each in found if each.way == "raw"}
    rows = [show_row(each, raw[each.regions]) for each in found]
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    ruled = [f"{'-' * (width - 1)}:" for width in widths]
    lines = (heads, ruled, *rows)
    return "\n".join(
        "| " + " | ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def show_row(each: Measurement, raw: Measurement) -> tuple[str, ...]:
    hand_over = "in solve" if each.way == "pulp" else f"{each.hand_over:.3f}"
    is_finished = each.is_finished and raw.is_finished
    ratio = f"{each.total / raw.total:.2f}" if is_finished else ""
    return (
        str(each.regions),
        NAMES[each.way],
        "" if each.way == "raw" else f"{each.build:.3f}",
        hand_over,
        "" if each.solve is None else f"{each.solve:.2f}",
        "" if each.objective is None else f"{each.objective:,.0f}",
        "" if each.bound is None else f"{each.bound:,.0f}",
        "" if each.gap is None else f"{100 * each.gap:.3f} %",
        f"{each.memory_mib:.0f}",
        f"{each.before / raw.before:.1f}",
        ratio,
    )


def describe_machine() -> str:
    named = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), flags=re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in ("highspy", "pulp", "pyomo", "numpy", "scipy"))
    return (
        f"{datetime.datetime.now(tz=datetime.UTC).date()}; {named[1] if named else platform.processor()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GiB; Python {platform.python_version()}, {libraries}"
    )


def write_report(found: list[Measurement]) -> None:
    """Replaces what stands between the marks; the words around it are written by hand."""
    text = REPORT.read_text(encoding="utf-8")
    before, rest = text.split("<!-- measured -->\n", 1)
    _, after = rest.split("<!-- end -->", 1)
    sizes = "; ".join(
        f"{each.regions}: {each.columns:,} columns, {each.rows:,} rows, {each.nonzeros:,} nonzeros"
        for each in found
        if each.way == "raw"
    )
    measured = f"Measured {describe_machine()}.\n\nRegions and size of the model: {sizes}.\n\n{show_table(found)}\n"
    REPORT.write_text(f"{before}<!-- measured -->\n{measured}<!-- end -->{after}", encoding="utf-8")


def main() -> None:
    if len(sys.argv) > 1:
        way, count, path = sys.argv[1:]
        print(json.dumps(asdict(measure_here(way, int(count), Path(path)))))
        return
    found = measure_all()
    refuse_disagreement(found)
    print(show_table(found))
    write_report(found)


if __name__ == "__main__":
    main()
