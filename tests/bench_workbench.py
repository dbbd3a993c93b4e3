"""How long a planner waits: start-up of the command, first paint of the page, and from a moved budget to the new answer on screen.

The clock runs in the browser's process, so the whole road is in it: socket, solver, verification, reasons, drawing.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workbench import Visitor, open_browser, run_workbench

BUDGETS = ((5000, 9000), (2300, 13000), (1200, 5000), (8000, 2300), (13000, 1200))  # each a step of the frontier
ROUNDS = 7
WATCH = """() => { window.drawn = 0;
  for (const plot of document.querySelectorAll('.js-plotly-plot')) plot.on('plotly_afterplot', () => { window.drawn += 1; }); }"""
CHANGED = "(before) => document.querySelector('.pf-card .pf-big').innerText !== before"


def time_help() -> list[float]:
    """Seconds of ``peakfolio --help``, and of a Python that does nothing."""
    times = []
    for said in ("from peakfolio.cli.main import main; main()", ""):
        rounds = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            command = [sys.executable, "-c", said, "--help"]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            rounds.append(time.perf_counter() - began)
        times.append(statistics.median(rounds))
    return times


def time_first_paint(address: str) -> float:
    with open_browser() as browser:
        visitor = Visitor(browser, address).come()
        paint = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        visitor.page.wait_for_function(paint)
        return float(visitor.page.evaluate(paint)) / 1000.0


def time_answers(address: str) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Seconds to a new answer and to its first pictures: when the work after the last one is done, and while it still runs."""
    with open_browser() as browser:
        visitor = Visitor(browser, address).come()
        visitor.wait_until_ready("已完成")
        visitor.open_tab("方案")
        rested, hurried = [], []
        for first, second in BUDGETS:
            rested.append(_move_budget(visitor, first))
            hurried.append(_move_budget(visitor, second))
            visitor.wait_until_ready("已完成")
        return rested, hurried


def _move_budget(visitor: Visitor, budget: int) -> tuple[float, float]:
    field = visitor.page.get_by_label("总预算（万元）", exact=True)
    before = visitor.page.locator(".pf-card .pf-big").first.inner_text()
    field.fill(str(budget))
    visitor.page.evaluate(WATCH)
    began = time.perf_counter()
    field.press("Enter")
    visitor.page.wait_for_function(CHANGED, arg=before, polling=10)
    answered = time.perf_counter() - began
    visitor.page.wait_for_function("() => window.drawn >= 2", polling=10)
    return answered, time.perf_counter() - began


def main() -> None:
    helped, bare = time_help()
    print(f"peakfolio --help: {helped:.2f} s, {helped / bare:.1f} x a Python that does nothing ({bare:.2f} s)")
    with tempfile.TemporaryDirectory() as folder, run_workbench(Path(folder)) as address:
        paints = [time_first_paint(address) for _ in range(3)]
        rested, hurried = time_answers(address)
    print(f"first paint: {statistics.median(paints):.2f} s (first visit {paints[0]:.2f} s)")
    for name, times in (("after a rest", rested), ("while the pathways are computed", hurried)):
        for what, waits in zip(("new answer", "its pictures"), zip(*times, strict=True), strict=True):
            print(
                f"budget moved -> {what}, {name}: median {statistics.median(waits):.2f} s, slowest {max(waits):.2f} s"
            )


if __name__ == "__main__":
    main()
