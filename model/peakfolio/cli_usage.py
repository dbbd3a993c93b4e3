"""How a command line that cannot be understood is answered: in the reader's language, in one place for all commands."""

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from peakfolio.cli_options import guess_language
from peakfolio.cli_values import BadValue
from peakfolio.plan.limits import MOST_FINDING, shorten
from peakfolio.words import Language

# What click says in English, and the same in Chinese; what stands in no entry is shown as click says it.
CHINESE = (
    (r"(?P<value>.*) is not one of (?P<choices>.*)\.", "{value} 不在可选值中：{choices}"),
    (r"(?P<value>.*) is not (?P<choices>'[^']*')\.", "{value} 不在可选值中：{choices}"),
    (r"Got unexpected extra arguments? \((?P<value>.*)\)", "多余的参数：{value}"),
    (r"Option (?P<value>.*) requires an argument\.", "选项 {value} 后面要有值"),
    (r"Option (?P<value>.*) requires (?P<count>\d+) arguments\.", "选项 {value} 后面要有 {count} 个值"),
    (r"Option (?P<value>.*) does not take a value\.", "选项 {value} 不带值"),
    (r"(?P<value>.*) is not a valid (integer|float|number)\.?", "{value} 不是数字"),
    (r"(?P<value>.*) is not in the range (?P<range>.*)\.", "{value} 不在范围 {range} 之内"),
    (r"(File|Path|Directory) (?P<value>.*) does not exist\.", "{value} 不存在"),
    (r"(File|Path|Directory) (?P<value>.*) is a directory\.", "{value} 是文件夹"),
    (r"(File|Path|Directory) (?P<value>.*) is a file\.", "{value} 是文件"),
    (r"(File|Path|Directory) (?P<value>.*) is not (readable|writable)\.", "{value} 不能读写"),
    (r"Missing command\.", "缺少命令"),
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
        click.echo("已中止。" if language == "zh" else "Aborted!", err=True)
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
    """The usage of the command, where to find help, and what is wrong."""
    context: click.Context | None = getattr(error, "ctx", None)
    zh = language == "zh"
    said = describe_in_chinese(error) if zh else describe_in_english(error)
    lines = []
    if context is not None:
        pieces = " ".join(context.command.collect_usage_pieces(context))
        usage = f"{context.command_path} {pieces}"
        lines.append(f"用法：{usage}" if zh else f"Usage: {usage}")
        lines.append(
            f"帮助：{context.command_path} --help\n" if zh else f"Try '{context.command_path} --help' for help.\n"
        )
    return "\n".join([*lines, f"错误：{said}。" if zh else f"Error: {said}"])


def describe_in_english(error: click.ClickException) -> str:
    """What click says, cut off where nobody would read on."""
    return shorten(error.format_message(), MOST_FINDING)


def describe_in_chinese(error: click.ClickException) -> str:
    """The error in Chinese."""
    hint = _name_parameter(error)
    if isinstance(error, BadValue):
        return f"{hint}：{error.said.zh}"
    if isinstance(error, click.exceptions.NoSuchOption):
        near = f"（是否想写 {'、'.join(error.possibilities)}？）" if error.possibilities else ""
        return f"没有选项 {shorten(error.option_name)}{near}"
    if isinstance(error, click.exceptions.MissingParameter):
        return f"缺少参数 {hint}"
    said = shorten(error.message, MOST_FINDING)
    command = re.fullmatch(r"No such command (?P<name>.*?)\.", said)
    if command is not None:
        return f"没有命令 {command['name']}"
    for pattern, words in CHINESE:
        found = re.fullmatch(pattern, said)
        if found is not None:
            said = words.format(**found.groupdict())
            break
    return f"{hint}：{said}" if hint else said


def _name_parameter(error: click.ClickException) -> str:
    parameter: click.Parameter | None = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", None) or "")
    return parameter.get_error_hint(getattr(error, "ctx", None)).replace("'", "")
