"""The process that reads the documents of one session: warm while they are worked on, limited in memory and disk, watched by the clock.

What it is asked for is a function of this package with its arguments; it is ended where an answer takes too long, and ends itself
when nothing has been asked of it for a while.
"""

import multiprocessing
import pickle
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from peakfolio.app import limits
from peakfolio.app.own import reading  # what the process is asked for: loaded before it is limited
from peakfolio.app.reading_apart import Faulty, limit_process, refuse_time, try_reading
from peakfolio.importing.refusing import Refused
from peakfolio.words import Words

ASKED = reading.__name__  # the functions of this module
IDLE_SECONDS = 300.0  # after which the process ends itself


class Reader:
    """One process, started when it is first needed."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Starts the process, so that it is ready when the first file is there."""
        with self._lock, suppress(OSError):  # whoever asks next is told
            if self._process is None or not self._process.is_alive():
                self._start()

    def ask(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """What a function gives in the process; a ``Faulty`` where a plan has faults.

        Raises Refused where it refuses, fails, or takes too long or too much.
        """
        with self._lock:
            said = self._ask(call, arguments)
        if isinstance(said, Words):
            raise Refused(said)
        return said

    def close(self) -> None:
        """Ends the process."""
        process, connection = self._process, self._connection
        self._process, self._connection = None, None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if connection is not None:
            connection.close()

    def _ask(self, call: Callable[..., Any], arguments: tuple[Any, ...]) -> Any | Faulty | Words:
        try:
            if self._process is None or not self._process.is_alive():
                self._start()
            connection = self._connection
            if connection is None:
                return refuse_time().said
            deadline = time.monotonic() + limits.WALL_SECONDS
            connection.send_bytes(pickle.dumps((call, arguments), pickle.HIGHEST_PROTOCOL))
            if not connection.poll(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            return pickle.loads(connection.recv_bytes(limits.MOST_SAID))
        except (EOFError, OSError, pickle.UnpicklingError, MemoryError):
            self.close()
            return refuse_time().said

    def _start(self) -> None:
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=serve_reader, args=(theirs,), daemon=True, name="peakfolio reads")
        self._process.start()
        theirs.close()
        self._connection = ours
        if not ours.poll(limits.START_SECONDS) or ours.recv_bytes() != READY:
            raise TimeoutError


READY = b"ready"


def serve_reader(connection: Connection) -> None:
    """The life of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_process(is_timed=False)
    connection.send_bytes(READY)
    while connection.poll(IDLE_SECONDS):
        try:
            call, arguments = pickle.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        said = try_reading(partial(call, *arguments))
        with suppress(OSError, MemoryError):
            packed = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
            connection.send_bytes(packed if len(packed) <= limits.MOST_SAID else pickle.dumps(refuse_time().said))
