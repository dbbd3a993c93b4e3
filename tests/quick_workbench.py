"""The workbench as tests in a browser visit it: it simulates little delivery, draws no pictures for documents, and what the process of one
visitor has found no other seeks again.

Every process it starts reads this file first, so that all of them do the same.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from peakfolio.app import work
from peakfolio.delivery.settings import RiskSettings
from plain_pictures import draw_nothing, save_point
from store import recall

keep_alone, write = work.Worker.keep, work.Worker.write


def keep_for_all(desk: work.Worker, name: str, key: str, make: Callable[[], Any]) -> Any:
    stored = f"{name}-{hashlib.sha256(key.encode()).hexdigest()}"
    return keep_alone(desk, name, key, lambda: recall(stored, make))


def write_plainly(desk: work.Worker, order: work.Order) -> None:
    from peakfolio.render import documents  # here, for few processes write anything

    documents.draw_chart, documents.save_png = draw_nothing, save_point  # type: ignore[assignment]
    write(desk, order)


work.DEFAULT_DELIVERY = RiskSettings(runs=50, samples=20, curve=(0.5,))  # type: ignore[misc]
work.Worker.keep, work.Worker.write = keep_for_all, write_plainly  # type: ignore[method-assign]

if __name__ == "__main__":
    from peakfolio.cli.main import main

    main()
