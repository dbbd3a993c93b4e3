"""The page that names every command and option, in one language, from the commands themselves."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import click

from peakfolio.cli.main import SECTIONS, main

Language = Literal["en", "zh"]
HAN = re.compile(r"[\u4e00-\u9fff]")
SHARED_BY = 5  # an option that more commands than this have in common is listed once
MUCH_LONGER = 15  # where English says so much more, it stands beside the Chinese
VALUES = {
    "WHOLE NUMBER": "整数", "NUMBER": "数", "TEXT": "文字", "FILE": "文件", "FOLDER": "文件夹", "REGION": "地区",
    "RUN": "运行文件夹", "SCENARIOS...": "情景…", "SOURCE:YEAR:万元": "来源:年份:万元", "LEDGER:YEAR:万t": "账:年份:万t",
    "ID": "编号", "ID:VALUE": "编号:数", "CHANGE": "变化", "HOST": "主机名", "ADDRESS": "地址", "COLUMN[:ROLE]": "列[:角色]",
    "DAY": "日期",
}  # fmt: skip
TEXTS = {
    "en": {
        "title": "# Commands",
        "intro": "Made from the commands themselves; `peakfolio --help` and `peakfolio COMMAND --help` say the same. Examples:\n"
        "[ask your own question](../how-to/questions.md).\n\n"
        "* `REGION` is the name of a plan that ships (`peakfolio regions` lists them) or the folder of a package.\n"
        "* `peakfolio --language zh|en COMMAND ...` sets the language; without it the environment decides.\n"
        "* Every command but `app` takes `--json`: JSON and nothing else.",
        "head": "| option | default | what it does |\n|---|---|---|",
        "shared": "## Options of a question",
        "shared intro": "All commands that solve take these: they change the question that is put to the plan.",
        "also": "Also takes the [options of a question](#options-of-a-question).",
        "several": "may be given several times",
    },
    "zh": {
        "title": "# 命令",
        "intro": "本页由命令自身生成，与 `peakfolio --help`、`peakfolio 命令 --help` 相同。例子见[提自己的问题](../how-to/questions.zh.md)。\n\n"
        "* “地区”是随附规划的名称（`peakfolio regions` 列出），或数据包所在的文件夹。\n"
        "* `peakfolio --language zh|en 命令 …` 设定语言，不设则依环境。\n"
        "* 除 `app` 外，每条命令都可加 `--json`：只输出 JSON。",
        "head": "| 选项 | 缺省 | 作用 |\n|---|---|---|",
        "shared": "## 问题的选项",
        "shared intro": "凡求解的命令都可使用，用来改变向规划提出的问题。",
        "also": "另可使用[问题的选项](#问题的选项)。",
        "several": "可写多次",
    },
}  # fmt: skip


def split_languages(text: str) -> dict[str, str]:
    """A help text is English, then Chinese: the last sentence with a Chinese sign in it is the Chinese."""
    first, *more = text.strip().split("\n\n")
    places = [each.end() for each in re.finditer(r"[.:] ", first)]
    cut = max((each for each in places if HAN.search(first[each:])), default=len(first))
    english, chinese = first[:cut].strip(), first[cut:].strip()
    rest = [" ".join(each.split()) for each in more]
    beside = [english] if len(english) > MUCH_LONGER * len(chinese) else []
    return {"en": " ".join([english, *rest]), "zh": " ".join([*filter(None, [chinese]), *beside, *rest])}


def split_heading(text: str) -> dict[str, str]:
    """A heading of the table of contents: English words, then Chinese ones."""
    cut = HAN.search(text).start()  # type: ignore[union-attr]
    return {"en": text[:cut].strip(), "zh": text[cut:].strip()}


def name_value(parameter: click.Parameter, language: Language) -> str:
    said = parameter.make_metavar(click.Context(main))
    return VALUES.get(said, said) if language == "zh" else said


def describe_option(option: click.Option, language: Language) -> str:
    """One row: how it is written, what it is if left out, what it does."""
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if not (option.is_flag or isinstance(option.type, click.Choice)):
        names = f"{names[:-1]} {name_value(option, language)}`"
    default = option.default if option.show_default else None
    default = f"{default:g}" if isinstance(default, float) else default
    said = split_languages(option.help or "")[language]
    if isinstance(option.type, click.Choice):
        colon, comma = (": ", ", ") if language == "en" else ("：", "、")
        said = said.rstrip(".。") + colon + comma.join(f"`{word}`" for word in option.type.choices)
    if option.multiple and not option.is_flag:
        said += f" ({TEXTS[language]['several']})" if language == "en" else f"（{TEXTS[language]['several']}）"
    return f"| {names} | {'' if default is None else f'`{default}`'} | {said.replace('|', '&#124;')} |"


def list_options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option) and "--json" not in each.opts]


def key(option: click.Option) -> tuple[Any, ...]:
    return (*option.opts, option.help)


def describe_command(command: click.Command, shared: set[tuple[Any, ...]], language: Language) -> Iterator[str]:
    name, texts = command.name or "", TEXTS[language]
    arguments = [name_value(each, language) for each in command.params if isinstance(each, click.Argument)]
    yield f"### {name}\n\n```\n{' '.join(['peakfolio', name, *arguments])}\n```\n"
    yield split_languages(command.help or "")[language] + "\n"
    own = [each for each in list_options(command) if key(each) not in shared]
    if own:
        yield texts["head"]
        yield from (describe_option(each, language) for each in own)
        yield ""
    if len(own) < len(list_options(command)):
        yield texts["also"] + "\n"


def describe_commands(language: Language) -> str:
    """The whole page."""
    texts = TEXTS[language]
    count = Counter(key(option) for command in main.commands.values() for option in list_options(command))
    shared = {each for each, times in count.items() if times > SHARED_BY}
    parts = [f"{texts['title']}\n\n{texts['intro']}\n"]
    for heading, commands in SECTIONS:
        parts.append(f"## {split_heading(heading)[language]}\n")
        parts += [part for each in commands for part in describe_command(each, shared, language)]
    parts.append(f"{texts['shared']}\n\n{texts['shared intro']}\n\n{texts['head']}")
    listed = {key(option): option for command in main.commands.values() for option in list_options(command)}
    parts += [describe_option(option, language) for each, option in listed.items() if each in shared]
    return "\n".join(parts) + "\n"
