"""How long a planner waits on the whole way for a county of one's own: from the plan of 东川 in Word and Excel to a session opened again.

Each step is timed in a browser from what the person does until what is waited for stands on the page. ``make bench-own``.
"""

import os
import tempfile
import time
from pathlib import Path

from own_tour import Tour, go, reopen, speak
from workbench import Visitor, open_browser, run_workbench
from write_samples import EXCEL, WORD

AIM = 90.0  # seconds of waiting in all


def take_tour(place: Path) -> dict[str, float]:
    """The seconds of each step, the first start of the workbench among them."""
    workspace = place / "workspace"
    with open_browser() as browser:
        began = time.perf_counter()
        with run_workbench(workspace) as address:
            visitor = Visitor(browser, address).come()
            speak(visitor.page, "zh")
            tour = Tour(visitor, "zh", waits={"start the workbench -> its page": time.perf_counter() - began})
            saved = go(tour, place, (WORD, EXCEL))
            visitor.leave()
        reopen(browser, tour, workspace, saved)
    return tour.waits


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        waits = take_tour(Path(folder))
    width = max(map(len, waits))
    print(f"| {'step'.ljust(width)} | seconds |\n|{'-' * (width + 2)}|--------:|")
    for step, seconds in waits.items():
        print(f"| {step.ljust(width)} | {seconds:7.1f} |")
    print(f"| {'in all'.ljust(width)} | {sum(waits.values()):7.1f} |")
    load = os.getloadavg()[0]
    print(f"aim: at most {AIM:.0f} s; load of the machine at the end: {load:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
