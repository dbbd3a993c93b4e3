"""How long a planner waits: first paint of the page, and from a moved budget to the new answer on screen.

The clock runs in the browser's process, so the whole road is in it: socket, solver, verification, reasons, drawing.
"""

import statistics
import tempfile
import time
from pathlib import Path

from workbench import Visitor, open_browser, run_workbench

BUDGETS = ((5000, 9000), (2300, 13000), (1200, 5000), (8000, 2300), (13000, 1200))  # each a step of the frontier
CHANGED = "(before) => document.querySelector('.pf-card .pf-big').innerText !== before"


def time_first_paint(address: str) -> float:
    with open_browser() as browser:
        visitor = Visitor(browser, address)
        paint = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        visitor.page.wait_for_function(paint)
        return float(visitor.page.evaluate(paint)) / 1000.0


def time_answers(address: str) -> tuple[list[float], list[float]]:
    """Seconds to a new answer: when the work after the last one is done, and while it still runs."""
    with open_browser() as browser:
        visitor = Visitor(browser, address)
        visitor.wait_until_ready("已完成")
        visitor.open_tab("方案")
        rested, hurried = [], []
        for first, second in BUDGETS:
            rested.append(_move_budget(visitor, first))
            hurried.append(_move_budget(visitor, second))
            visitor.wait_until_ready("已完成")
        return rested, hurried


def _move_budget(visitor: Visitor, budget: int) -> float:
    field = visitor.page.get_by_label("总预算（万元）", exact=True)
    before = visitor.page.locator(".pf-card .pf-big").first.inner_text()
    field.fill(str(budget))
    began = time.perf_counter()
    field.press("Enter")
    visitor.page.wait_for_function(CHANGED, arg=before, polling=10)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, run_workbench(Path(folder)) as address:
        paints = [time_first_paint(address) for _ in range(3)]
        rested, hurried = time_answers(address)
    print(f"first paint: {statistics.median(paints):.2f} s (first visit {paints[0]:.2f} s)")
    for name, times in (("after a rest", rested), ("while the pathways are computed", hurried)):
        print(
            f"budget moved -> new answer, {name}: median {statistics.median(times):.2f} s, slowest {max(times):.2f} s"
        )


if __name__ == "__main__":
    main()
