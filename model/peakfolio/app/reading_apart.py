"""Reads an upload in a process of its own, which may use so much time, memory and disk, and no more.

The page waits for it in a thread, so everybody else's page goes on; whatever becomes of the process, nothing of an upload that was
not taken in stays on disk.
"""

import multiprocessing
import pickle
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from peakfolio.app import limits
from peakfolio.app.session_files import open_package
from peakfolio.app.sessions import Opened
from peakfolio.errors import Fault, FaultKind, PeakfolioError, PlanFaults
from peakfolio.importing.archives import refuse_size
from peakfolio.importing.limits import MOST_BYTES
from peakfolio.importing.refusing import Refused
from peakfolio.keeping import name_reason
from peakfolio.words import LANGUAGES, Name, Words, say

READY = b"ready"
MOST_LETTERS = 600  # of a finding or mend
STAT = Path("/proc/self/statm")


@dataclass(frozen=True)
class KindLine:
    """The faults of one kind, as a line of a list."""

    file: str
    rows: str
    column: str
    count: int
    finding: Words
    mend: Words


@dataclass(frozen=True)
class Faulty:
    """What is wrong with an upload: the first of its faults, how many there are, and a line for each kind of them."""

    faults: tuple[Fault, ...]
    count: int
    kinds: tuple[KindLine, ...] = ()


def read_apart(name: str, content: bytes, workspace: Path, read: Callable[..., Any] | None = None) -> Opened | Faulty:
    """The plan of an upload, opened in the workspace; or what is wrong with its rows.

    ``read`` is what the process does, by default ``open_upload``. Raises Refused where the file is none, could do harm, or takes too
    long or too much.
    """
    if len(content) > MOST_BYTES:
        raise refuse_size()
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="reading-", dir=workspace, ignore_cleanup_errors=True) as place:
            said = _ask_process(name, content, Path(place), read or open_upload)
            if isinstance(said, Opened):
                kept = workspace / said.folder.name
                said.folder.rename(kept)
                return replace(said, folder=kept)
    except OSError as error:
        raise refuse_writing(error) from error
    if isinstance(said, Faulty):
        return said
    raise Refused(said)


def _ask_process(name: str, content: bytes, place: Path, read: Callable[..., Any]) -> Any:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve_upload, args=(theirs, read), daemon=True, name="peakfolio reads")
    process.start()
    theirs.close()
    try:
        if not ours.poll(limits.START_SECONDS) or ours.recv_bytes(len(READY)) != READY:
            raise refuse_time()
        deadline = time.monotonic() + limits.WALL_SECONDS
        ours.send_bytes(pickle.dumps((name, content, place)))
        if not ours.poll(max(0.0, deadline - time.monotonic())):
            raise refuse_time()
        return pickle.loads(ours.recv_bytes(limits.MOST_SAID))
    except (EOFError, OSError, pickle.UnpicklingError, MemoryError) as error:
        raise refuse_time() from error
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()


def serve_upload(connection: Connection, read: Callable[..., Any]) -> None:
    """The life of the process: it limits itself, reads one upload, says what it found, and ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_process()
    connection.send_bytes(READY)
    name, content, place = pickle.loads(connection.recv_bytes(MOST_BYTES + 2**16))
    said = try_reading(lambda: read(name, content, place))
    with suppress(OSError, MemoryError):
        packed = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
        connection.send_bytes(packed if len(packed) <= limits.MOST_SAID else pickle.dumps(refuse_time().said))


def try_reading(read: Callable[[], Any]) -> Any:
    """What a reader gives; where it refuses or fails, the words that say so, or the faults."""
    try:
        return read()
    except Refused as refused:
        return refused.said
    except PlanFaults as faults:
        kept = tuple(_clip(fault) for fault in faults.faults[: limits.MOST_SHOWN])
        kinds = tuple(_draw_line(kind) for kind in faults.kinds[: limits.MOST_SHOWN])
        return Faulty(kept, len(faults.faults) + faults.left_out, kinds)
    except PeakfolioError as error:
        return error.said
    except (MemoryError, RecursionError):
        return refuse_time().said
    except OSError as error:
        return refuse_writing(error).said
    except Exception:  # whatever else a reader may stumble over: the page goes on, and nothing is kept
        return say(
            "Something went wrong while this file was read; nothing was kept. Compare it with a template and upload it again."
        )


def open_upload(name: str, content: bytes, place: Path) -> Any:
    """Takes in an upload, and assesses and audits its plan."""
    return open_package(name, content, place)


def limit_process(*, is_timed: bool = True) -> None:
    """From here on: so much processor time, memory and disk. Where the system knows no such limits, the clock alone decides.

    A process that reads one file after the other is not ``is_timed``: whoever asks it watches the clock.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = {resource.RLIMIT_FSIZE: limits.MOST_WRITTEN, resource.RLIMIT_CORE: 0}
    if is_timed:
        wanted[resource.RLIMIT_CPU] = int(used.ru_utime + used.ru_stime) + 1 + limits.PROCESSOR_SECONDS
    if STAT.exists():
        wanted[resource.RLIMIT_AS] = int(STAT.read_text().split()[0]) * resource.getpagesize() + limits.MOST_MEMORY
    for limit, most in wanted.items():
        with suppress(ValueError, OSError):  # a lower limit from outside stays
            resource.setrlimit(limit, (most, most))


def refuse_time() -> Refused:
    """What is said where reading was ended."""
    seconds, memory = limits.PROCESSOR_SECONDS, limits.MOST_MEMORY // 2**20
    return Refused(
        say(
            "Reading this file takes more than {seconds} seconds of computing or {memory} MB of memory; it was stopped and "
            "nothing was kept. Delete rows, columns and sheets that are not needed, or split the plan, and upload it again.",
            seconds=seconds,
            memory=memory,
        )
    )


def refuse_writing(error: OSError) -> Refused:
    """What is said where the machine has no room for an upload."""
    why = name_reason(error)
    return Refused(say("The folder of the workbench cannot take this file: {why}. Nothing was kept.", why=why))


def _draw_line(kind: FaultKind) -> KindLine:
    first = _clip(kind.first)
    return KindLine(first.file, kind.rows, first.column or "", len(kind.faults), _cut(kind.finding), _cut(kind.mend))


def _clip(fault: Fault) -> Fault:
    column = None if fault.column is None else fault.column[:80]
    return replace(fault, file=fault.file[:80], column=column, finding=_cut(fault.finding), mend=_cut(fault.mend))


def _cut(said: Words) -> Words:
    texts = (said.read(language) for language in LANGUAGES)
    return Name(*(text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…" for text in texts))
