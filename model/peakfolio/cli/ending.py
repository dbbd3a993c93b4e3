"""How a command ends when it is told to: cleanly, whatever is under way, and whatever a library in between may catch."""

import signal
import sys
import threading
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MOMENT = 0.1  # seconds


class Ended(BaseException):
    """The command was told to end, by a signal that nothing in between may take for its own."""

    def __init__(self, number: int) -> None:
        self.number = number


class Reminder(threading.Thread):
    """Sends a signal to the main thread every moment until it is left; wakes it where the system can."""

    def __init__(self, number: int) -> None:
        super().__init__(daemon=True)
        self.number, self.left = number, threading.Event()

    def run(self) -> None:
        """Sends."""
        while not self.left.wait(MOMENT):
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(threading.main_thread().ident or 0, self.number)
            else:
                interrupt_main(signal.Signals(self.number))

    def leave(self) -> None:
        """Ends it; nothing is sent after that."""
        self.left.set()
        if self.is_alive():
            self.join()


_REMINDERS: dict[int, Reminder] = {}


@contextmanager
def end_on(number: int) -> Iterator[None]:
    """Within the block a signal ends the command, cleanly and whatever is under way."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(number) is signal.SIG_IGN:
        yield
        return
    before, shown = signal.signal(number, _end), sys.unraisablehook
    sys.unraisablehook = lambda lost: None if isinstance(lost.exc_value, Ended) else shown(lost)
    try:
        try:
            yield
        finally:
            signal.signal(number, signal.SIG_IGN)  # a reminder under way is not to meet what the signal did before
    finally:
        if number in _REMINDERS:
            _REMINDERS.pop(number).leave()
        signal.signal(number, before)
        sys.unraisablehook = shown


def _end(number: int, frame: object) -> None:
    """Ends what is under way, again and again until the block is left.

    While an object is taken down Python only prints what is raised, and some libraries catch everything: once is not enough. What
    is being cleared up because of it is not disturbed.
    """
    del frame
    if number not in _REMINDERS:
        _REMINDERS[number] = Reminder(number)
        with suppress(RuntimeError):  # no thread can be started any more
            _REMINDERS[number].start()
    if not _is_ending():
        raise Ended(number)


def _is_ending() -> bool:
    """Whether the command is being left because it was told to end."""
    found = sys.exc_info()[1]
    while found is not None and not isinstance(found, Ended):
        found = found.__context__
    return found is not None
