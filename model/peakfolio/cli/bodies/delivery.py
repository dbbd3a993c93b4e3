"""When projects are really finished: deliver."""

import contextlib
import sys
from pathlib import Path
from typing import Any

from peakfolio.cli.bodies.asking import answer_region
from peakfolio.cli.bodies.prices import tell_undecided
from peakfolio.cli.calling import Reader, is_given, note_idle
from peakfolio.cli.options import Asked
from peakfolio.delivery.executing import Execution
from peakfolio.delivery.outlook import assess_delivery
from peakfolio.delivery.settings import RiskSettings
from peakfolio.delivery.what_if import read_what_if
from peakfolio.render.console.delivery import show_changes, show_delivery, watch_batches
from peakfolio.render.console.screen import Screen
from peakfolio.render.run_folder import write_delivery
from peakfolio.report.delivery.summary import describe_delivery
from peakfolio.run import find_delays


def deliver(reader: Reader, asked: Asked, tables: Path | None, **options: Any) -> None:
    """How the portfolio of the answer is delivered; a bar shows the batches where somebody looks."""
    if options["executor"] == "serial" and is_given("workers"):
        note_idle("--workers", "--executor serial")
    if options["executor"] != "dask" and options["scheduler"]:
        note_idle("--scheduler", f"--executor {options['executor']}")
    answer, solver = answer_region(asked)
    if tell_undecided(reader, answer):
        return
    settings = RiskSettings(
        runs=options["runs"],
        seed=solver.seed,
        execution=Execution(options["executor"], options["workers"], options["scheduler"], options["keep"]),
        alpha=options["alpha"],
        rule=options["rule"],
        what_ifs=tuple(read_what_if(each, answer.plan, answer.problem) for each in options["what_ifs"]) or None,
        solver=solver,
    )
    screen = Screen(reader.language)
    with watch_batches(screen) if sys.stderr.isatty() else contextlib.nullcontext() as watch:
        outlook = assess_delivery(answer.plan, answer.choice, settings, watch)
    delays = find_delays(outlook)
    if tables is not None:
        write_delivery(outlook, delays, tables)
    if reader.as_json:
        screen.show_json(describe_delivery(outlook, delays))
        return
    show_delivery(screen, outlook, delays)
    show_changes(screen, outlook)
