"""The command line. It parses, calls one stage after the other, and shows; it computes nothing.

What a command takes stands in the modules beside this one, what it does in ``bodies``.
"""

import os
from typing import Any

import click

from peakfolio.cli.calling import guess_language
from peakfolio.cli.carbon import decompose, project
from peakfolio.cli.delivery import deliver
from peakfolio.cli.due import due, enter
from peakfolio.cli.plan import assess, audit, bring_in, check, costs, new, regions, start, suggest, systems
from peakfolio.cli.portfolio import alternatives, compare, frontier, optimise, rank, sample, why
from peakfolio.cli.replan import replan
from peakfolio.cli.review import review
from peakfolio.cli.run import app, report, run
from peakfolio.cli.series import peak, stirpat
from peakfolio.cli.usage import run_command
from peakfolio.words import Language

# One thread for linear algebra, in the processes of the command too: its matrices are small, and on a busy machine threads that wait
# for each other took ten times as long. numpy reads this when it is loaded, which no command has done yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SECTIONS = (
    ("Begin 开始", (regions, systems, new, bring_in, check)),
    ("What a plan says 规划说了什么", (audit, costs, assess, suggest, start)),
    ("Which projects 选哪些项目", (optimise, why, rank, frontier, alternatives, sample, compare)),
    ("When they are finished 何时建成", (deliver,)),
    ("Where the county stands today 今日再看", (replan,)),
    ("When emissions peak 何时达峰", (project, decompose, peak, stirpat)),
    ("What came of it 结果如何", (due, enter, review)),
    ("Everything at once 一次完成", (run, report, app)),
)


class Contents(click.Group):
    """The commands in the order a planner needs them, under headings in both languages."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Runs a command line; one that cannot be understood is answered in the reader's language."""
        if options.get("standalone_mode", True):
            run_command(super().main, *arguments, **options)
        return super().main(*arguments, **options)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the table of contents."""
        for heading, commands in SECTIONS:
            with formatter.section(heading):
                formatter.write_dl([(each.name or "", (each.help or "").split("\n")[0]) for each in commands])


@click.group(cls=Contents, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of what is shown. 显示语言。")
@click.version_option(package_name="peakfolio")
@click.pass_context
def main(context: click.Context, language: Language | None) -> None:
    """From a county's plan to the cheapest project portfolio that meets its targets, and to the year its carbon peaks.

    从县域规划到达标的最低成本项目组合，再到碳达峰年份。
    """
    context.obj = language or guess_language()


for _, commands in SECTIONS:
    for each in commands:
        main.add_command(each)
