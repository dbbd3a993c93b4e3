"""How a command line that cannot be understood is answered: in the reader's language, in one place for all commands."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import click

from peakfolio.cli.calling import guess_language
from peakfolio.cli.values import BadValue
from peakfolio.plan.limits import MOST_FINDING, shorten
from peakfolio.words import Language, Name, Words, listing, say

# What click says, in words that can be translated; what stands in no entry is shown as click says it.
CLICK = (
    (r"No such command (?P<name>.*?)\.", say("there is no command {name}")),
    (r"(?P<value>.*) is not one of (?P<choices>.*)\.", say("{value} is not one of {choices}")),
    (r"(?P<value>.*) is not (?P<choices>'[^']*')\.", say("{value} is not one of {choices}")),
    (r"Got unexpected extra arguments? \((?P<value>.*)\)", say("there are too many arguments: {value}")),
    (r"Option (?P<value>.*) requires an argument\.", say("a value must follow the option {value}")),
    (r"Option (?P<value>.*) requires (?P<count>\d+) arguments\.", say("{count} values must follow the option {value}")),
    (r"Option (?P<value>.*) does not take a value\.", say("the option {value} takes no value")),
    (r"(?P<value>.*) is not a valid (integer|float|number)\.?", say("{value} is no number")),
    (r"(?P<value>.*) is not in the range (?P<range>.*)\.", say("{value} is not in the range {range}")),
    (r"(File|Path|Directory) (?P<value>.*) does not exist\.", say("{value} does not exist")),
    (r"(File|Path|Directory) (?P<value>.*) is a directory\.", say("{value} is a folder")),
    (r"(File|Path|Directory) (?P<value>.*) is a file\.", say("{value} is a file")),
    (r"(File|Path|Directory) (?P<value>.*) is not (readable|writable)\.", say("{value} cannot be read or written")),
    (r"Missing command\.", say("a command is missing")),
)


def run_command(start: Callable[..., Any], *arguments: Any, **options: Any) -> None:
    """Runs click's own ``main`` and ends the process as it would, but answers a wrong command line in the reader's language."""
    said = options.get("args") or (arguments[0] if arguments else None) or sys.argv[1:]
    language = find_asked_language([str(word) for word in said])
    try:
        code = start(*arguments, **{**options, "standalone_mode": False})
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        click.echo(describe_usage(error, language), err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo(say("Aborted!").read(language), err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def find_asked_language(words: Sequence[str]) -> Language:
    """The language a command line asks for, also where it cannot be understood, else the one of the environment."""
    asked: dict[str, Language] = {"zh": "zh", "en": "en"}
    for word, following in zip(words, [*words[1:], ""], strict=True):
        said = following if word == "--language" else word.removeprefix("--language=")
        if word.startswith("--language") and said in asked:
            return asked[said]
    return guess_language()


def describe_usage(error: click.ClickException, language: Language) -> str:
    """The usage of the command, where to find help, and what is wrong; click itself says it in English."""
    context: click.Context | None = getattr(error, "ctx", None)
    said = shorten(error.format_message(), MOST_FINDING) if language == "en" else describe_error(error).read(language)
    lines = []
    if context is not None:
        usage = " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
        lines.append(say("Usage: {usage}", usage=usage))
        lines.append(say("Try '{command} --help' for help.\n", command=context.command_path))
    return "\n".join(each.read(language) for each in (*lines, say("Error: {said}", said=said)))


def describe_error(error: click.ClickException) -> Words:
    """What is wrong with a command line, for readers of other languages than click's."""
    hint = _name_parameter(error)
    if isinstance(error, click.exceptions.NoSuchOption):
        name, near = shorten(error.option_name), error.possibilities
        if not near:
            return say("there is no option {name}", name=name)
        return say("there is no option {name} (did you mean {names}?)", name=name, names=listing(near))
    if isinstance(error, click.exceptions.MissingParameter):
        return say("{hint} is missing", hint=hint)
    said = error.said if isinstance(error, BadValue) else _translate(shorten(error.message, MOST_FINDING))
    return say("{place}: {said}", place=hint, said=said) if hint else said


def _translate(said: str) -> Words:
    for pattern, words in CLICK:
        found = re.fullmatch(pattern, said)
        if found is not None:
            return replace(words, fields=tuple((key, _turn_quotes(each)) for key, each in found.groupdict().items()))
    return Name(said, said)


def _turn_quotes(said: str) -> str:
    """Quoted names in Chinese quotation marks."""
    return re.sub(r"'([^']*)'", r"“\1”", said)


def _name_parameter(error: click.ClickException) -> str:
    parameter: click.Parameter | None = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "")
    return parameter.get_error_hint(getattr(error, "ctx", None)).replace("'", "")
