"""How a command calls its body, what the reader sees of an error, and what a command that is ended says.

What a command takes is declared apart from what it does: its body stands under the same name in a module of ``bodies``, which is
loaded when the command is called. So help, completion and a wrong command line are answered at once, without the model.
"""

import functools
import locale
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

import click

from peakfolio.cli.ending import Ended, end_on
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import FINISHED
from peakfolio.report.wrapping import fold_text
from peakfolio.words import Language, listing, say

EXIT_FAULTY_INPUT = 2
EXIT_SIGNAL = 128  # plus the number of the signal, as shells count


def guess_language() -> Language:
    """Chinese where the environment speaks it, else English."""
    said = os.environ.get("PEAKFOLIO_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if (said or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def find_language() -> Language:
    """The language the reader asked for, else the one of the environment."""
    context = click.get_current_context(silent=True)
    asked: Language | None = context.find_root().obj if context is not None else None
    return asked or guess_language()


@dataclass(frozen=True)
class Reader:
    """Who reads what a command says: in which language, and whether as JSON."""

    language: Language
    as_json: bool


def calls(body: str) -> Callable[[Callable[[], None]], Callable[..., Any]]:
    """The command calls the function of its own name in module ``body`` of ``bodies``, with its reader and what was given."""

    def declare(command: Callable[[], None]) -> Callable[..., Any]:
        @report_errors
        @functools.wraps(command)
        def call(as_json: bool, **given: Any) -> None:
            module = import_module(f"peakfolio.cli.bodies.{body}")
            getattr(module, command.__name__)(Reader(find_language(), as_json), **given)

        return call

    return declare


def note_idle(option: str, other: str) -> None:
    """Tells a reader that an option changes nothing beside another; on the error stream, so that what is found stays as it is."""
    said = say("{option} has no effect with {other}.", option=option, other=other)
    click.echo(said.read(find_language()), err=True)


def is_given(name: str) -> bool:
    """Whether the reader wrote an option, rather than left it out."""
    return click.get_current_context().get_parameter_source(name) is not click.core.ParameterSource.DEFAULT


def report_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns an error of the user's input into its text and exit code 2; never a traceback.

    A command that is ended from outside (Ctrl-C, SIGTERM) clears what it was making and says what is kept.
    """

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        FINISHED.clear()
        try:
            with end_on(signal.SIGTERM):
                return command(*arguments, **options)
        except PeakfolioError as error:
            _end(error.read(find_language()), EXIT_FAULTY_INPUT)
        except OSError as error:
            unread = say(
                "{filename}: cannot be read or written ({strerror})",
                filename=error.filename or "",
                strerror=error.strerror,
            )
            _end(unread.read(find_language()), EXIT_FAULTY_INPUT)
        except KeyboardInterrupt:
            _say_ended(signal.SIGINT, options)
        except Ended as ended:
            _say_ended(ended.number, options)

    return run


def _say_ended(number: int, options: dict[str, Any]) -> None:
    """What is kept of a command that was ended; the exit code is that of the signal."""
    said = say("Stopped. Nothing was written; results from before are as they were.")
    if FINISHED:
        said = say("Stopped. Written whole before that: {places}.", places=listing(map(str, FINISHED)))
    if options.get("keep") is not None:
        said = say(
            "Stopped. Batches that were finished are kept in {folder}; the same command goes on from there.",
            folder=options["keep"],
        )
    if "port" in options:  # the workbench runs until it is ended
        said = say("The workbench has ended.")
    _end(f"\n{said.read(find_language())}", EXIT_SIGNAL + number)


def _end(said: str, code: int) -> NoReturn:
    if sys.stderr.isatty():  # a file or a program takes each sentence in one line
        said = fold_text(said, shutil.get_terminal_size().columns)
    click.echo(said, err=True)
    sys.exit(code)
