"""The page's side of the process that answers: asks, collects what it says, stops it at once, starts it again."""

import multiprocessing
import pickle
import threading
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from queue import Empty, Queue

from peakfolio.app.errands import Errand
from peakfolio.app.work import Drop, Order, Question, Report, serve

QUEUED = 10_000  # reports nobody has collected; a page collects many times a second
PATIENCE_SECONDS = 2.0  # for a killed process to be gone


class Worker:
    """One process for one user, kept warm between questions."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._reports: Queue[Report] = Queue(QUEUED)
        self._number = 0
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    @property
    def is_alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def number(self) -> int:
        """The number of the newest question."""
        return self._number

    def start(self) -> None:
        """Starts the process where it does not run yet."""
        if self.is_alive:
            return
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=serve, args=(theirs,), daemon=True, name="peakfolio answers")
        self._process.start()
        theirs.close()
        self._connection = ours
        threading.Thread(target=self._listen, args=(ours,), daemon=True).start()

    def ask(self, question: Question) -> int:
        """Puts a question, which overtakes those before it; returns its number."""
        self._number += 1
        self._send(replace(question, number=self._number))
        return self._number

    def order(self, question: Question, results: Path, name: str) -> None:
        """Orders the run folder of a question, under a name; what is already found for the question is used."""
        self._send(Order(replace(question, number=self._number), results, name))

    def run(self, errand: Errand) -> None:
        """Sends on an errand, which overtakes what was asked before."""
        self._number += 1
        self._send(replace(errand, number=self._number))

    def drop(self) -> None:
        """Lets go of the question in work; nothing more is said about it."""
        self._number += 1
        if self.is_alive:
            self._send(Drop(self._number))

    def collect(self) -> list[Report]:
        """What was said since last time about the newest question."""
        found: list[Report] = []
        while True:
            try:
                report = self._reports.get_nowait()
            except Empty:
                return found
            if report.number == self._number:
                found.append(report)

    def stop(self) -> None:
        """Ends the process at once, whatever it is doing, and starts a fresh one."""
        self.close()
        self._number += 1
        self.start()

    def close(self) -> None:
        """Ends the process."""
        process = self._process
        self._process, self._connection = None, None
        if process is not None:
            process.kill()
            process.join(PATIENCE_SECONDS)

    def _send(self, said: Question | Order | Errand | Drop) -> None:
        self.start()
        if self._connection is not None:
            with suppress(OSError):  # a process that has just ended is reported by the one who listens
                self._connection.send(said)

    def _listen(self, connection: Connection) -> None:
        """Hands on what the process says until it ends; an end that nobody asked for is reported."""
        try:
            while True:
                self._reports.put(pickle.loads(connection.recv_bytes()))
        except (EOFError, OSError):
            connection.close()
            if connection is self._connection:
                self._reports.put(Report(self._number, "failed", None))
