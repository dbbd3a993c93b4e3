"""What many tests ask of the plans that ship, asked once in a run of the suite, whichever worker comes first.

A plan that ships is loaded once by each worker; it is frozen, and so are answers about it. Every file of tests gets answers of its own
from the store, so that none sees what another might have done to them. What is asked with changed code, or within ``ask_anew``, is
found anew.
"""

import hashlib
import inspect
import io
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path
from typing import Any

from peakfolio import run
from peakfolio.carbon import outlook
from peakfolio.delivery import outlook as delivery
from peakfolio.delivery.settings import RiskSettings
from peakfolio.plan.catalogue import list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan
from peakfolio.portfolio import answering, frontier
from store import find_store, keep, keep_folder
from transcription import SCENARIOS

RUNS = 50
FEW = RiskSettings(runs=40, samples=30, curve=(0.5,), draw_effects=True)
REMEMBERED = (
    (answering, "answer_question"), (answering, "flip_switches"), (frontier, "trace_question"), (outlook, "project_emissions"),
    (delivery, "assess_delivery"), (run, "find_delays"),
)  # fmt: skip
WATCHERS = {"watch", "told"}  # who looks on changes no answer


@dataclass
class Memory:
    """What this worker has read from the store for the file of tests at hand, and whether it is asked at all."""

    read: dict[str, Any] = field(default_factory=dict)
    is_on: bool = True


MEMORY = Memory()


@cache
def load(region: str) -> Plan:
    return read_plan(SCENARIOS / region)


def make_run(region: str) -> run.Run:
    """All that is found about a region, with few draws."""
    found: run.Run = recall(f"run-{region}", lambda: run.run_plan(SCENARIOS / region, runs=RUNS, delivery=FEW))
    return found


def find_run_folder(region: str) -> Path:
    """The run folder of that, for reading."""
    from peakfolio.render.run_folder import write_run  # here, for it takes a second to load and few files of tests need it

    folder = keep_folder(find_store() / f"folder-{region}", lambda place: write_run(make_run(region), place))
    return folder / region / "base"


@contextmanager
def ask_anew() -> Iterator[None]:
    """Nothing that is asked inside is told from memory, or remembered."""
    MEMORY.is_on = False
    yield
    MEMORY.is_on = True


def remember_all() -> None:
    """Whoever calls what is to be remembered, from wherever it was imported, asks the memory first."""
    for module, name in REMEMBERED:
        plain = getattr(module, name)
        remembered = remember(plain)
        for each in [each for key, each in sys.modules.items() if key.startswith("peakfolio.")]:
            for key in [key for key, value in vars(each).items() if value is plain]:
                setattr(each, key, remembered)


def remember(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, asked once for each question about a plan that ships; other plans, and what cannot be packed, it answers anew."""
    signature = inspect.signature(function)

    @wraps(function)
    def find(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        first, *_ = bound.arguments.values()
        if not MEMORY.is_on or not is_shipped(getattr(first, "plan", first)):
            return function(*given, **named)
        try:
            asked = pack({name: each for name, each in bound.arguments.items() if name not in WATCHERS})
        except (AttributeError, TypeError, pickle.PicklingError):  # a place that every draw is written to
            return function(*given, **named)
        name = f"{function.__name__}-{hashlib.sha256(asked).hexdigest()[:16]}"
        return recall(name, lambda: function(*given, **named))

    return find


def recall(name: str, make: Callable[[], Any]) -> Any:
    """What is remembered under a name; all get what was written, also who made it."""
    if name not in MEMORY.read:
        MEMORY.read[name] = Unpacker(io.BytesIO(keep(find_store() / f"{name}.pickle", make, pack))).load()
    return MEMORY.read[name]


def is_shipped(thing: object) -> bool:
    """Whether it is a plan that ships, as it was loaded; an equal one that was read anew is not."""
    if not isinstance(thing, Plan):
        return False
    region = thing.settings.region.id
    return region in list_regions() and thing is load(region)


class Packer(pickle.Pickler):
    """Packs a plan that ships as its name, so that every answer is about the one plan in memory."""

    def persistent_id(self, thing: object) -> str | None:
        return thing.settings.region.id if is_shipped(thing) else None  # type: ignore[attr-defined]


class Unpacker(pickle.Unpickler):
    def persistent_load(self, region: str) -> Plan:
        return load(region)


def pack(thing: object) -> bytes:
    packed = io.BytesIO()
    Packer(packed, pickle.HIGHEST_PROTOCOL).dump(thing)
    return packed.getvalue()
