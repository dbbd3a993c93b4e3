"""How long a real plan takes from its files to a verified answer, next to the bare solver calls of the same run.

Run ``make bench``. Times are medians of ten; read the ratios, a single time means little on a shared machine.
"""

import statistics
import time
from collections.abc import Callable

from peakfolio.plan.reading import read_plan
from peakfolio.portfolio.build import build_problem
from peakfolio.portfolio.optimise import choose_portfolio
from peakfolio.portfolio.verify import verify_portfolio
from transcription import SCENARIOS

REPEATS = 10


def measure(work: Callable[[], object]) -> float:
    """Median seconds of several runs, after one that does not count."""
    work()
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> None:
    print(
        f"{'region':18}{'read ms':>9}{'pose ms':>9}{'choose ms':>11}{'verify ms':>11}{'solver ms':>11}{'all/solver':>12}"
    )
    for region in ("dongchuan", "panzhihua-dongqu", "yongchuan"):
        plan = read_plan(SCENARIOS / region)
        scenario = plan.find_scenario(None)
        problem = build_problem(plan, scenario)
        choice = choose_portfolio(problem)
        times = [
            measure(lambda region=region: read_plan(SCENARIOS / region)),
            measure(lambda plan=plan, scenario=scenario: build_problem(plan, scenario)),
            measure(lambda problem=problem: choose_portfolio(problem)),
            measure(
                lambda plan=plan, problem=problem, choice=choice: verify_portfolio(plan, problem, choice.portfolio)
            ),
        ]
        steps = (*choice.portfolio.steps, *choice.best_effort.steps[1:])
        solver = sum(step.certificate.seconds for step in steps)
        shown = "".join(
            f"{1000 * each:>{width}.1f}" for each, width in zip((*times, solver), (9, 9, 11, 11, 11), strict=True)
        )
        print(f"{region:18}{shown}{sum(times) / solver:>12.1f}")


if __name__ == "__main__":
    main()
