"""The command line. It parses, calls one stage after the other, and shows; it computes nothing.

Commands import what they need when they run, so that ``--help`` answers at once.
"""

import os
import signal
from pathlib import Path
from typing import Any

import click

from peakfolio.cli.app import APP_COMMANDS
from peakfolio.cli.carbon import CARBON_COMMANDS
from peakfolio.cli.delivery import deliver
from peakfolio.cli.ending import end_on
from peakfolio.cli.options import (
    answer_region,
    complete_region,
    delivery_runs_option,
    guess_language,
    json_option,
    region_argument,
    report_errors,
    run_region,
    runs_option,
    scenario_options,
)
from peakfolio.cli.prices import MAP_COMMANDS
from peakfolio.cli.series import SERIES_COMMANDS
from peakfolio.cli.usage import run_command
from peakfolio.cli.values import OutputFile, OutputFolder
from peakfolio.words import Language, say

# One thread for linear algebra, in the processes of the command too: its matrices are small, and on a busy machine threads that wait
# for each other took ten times as long. numpy reads this when it is loaded, which no command has done yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SECTIONS = (
    ("Begin 开始", ("regions", "new", "check")),
    ("What a plan says 规划说了什么", ("audit", "assess")),
    ("Which projects 选哪些项目", ("optimise", "why", "rank", "frontier", "alternatives", "sample", "compare")),
    ("When they are finished 何时建成", ("deliver",)),
    ("When emissions peak 何时达峰", ("project", "decompose", "peak", "stirpat")),
    ("Everything at once 一次完成", ("run", "report", "app")),
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
        for heading, names in SECTIONS:
            with formatter.section(heading):
                formatter.write_dl([(name, (self.commands[name].help or "").split("\n")[0]) for name in names])


@click.group(cls=Contents, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of what is shown. 显示语言。")
@click.version_option(package_name="peakfolio")
@click.pass_context
def main(context: click.Context, language: Language | None) -> None:
    """From a county's plan to the cheapest project portfolio that meets its targets, and to the year its carbon peaks.

    从县域规划到达标的最低成本项目组合，再到碳达峰年份。
    """
    context.obj = language or guess_language()


@main.command()
@json_option
@click.pass_obj
@report_errors
def regions(language: Language, as_json: bool) -> None:
    """List the plans that ship with peakfolio. 列出随附的规划。"""
    from peakfolio.plan.catalogue import find_region, list_regions
    from peakfolio.plan.reading import read_plan
    from peakfolio.render.console.screen import Screen

    found = {name: read_plan(find_region(name)).settings.region for name in list_regions()}
    rows = [{"region": name, "name_zh": each.name_zh, "name_en": each.name_en} for name, each in found.items()]
    if as_json:
        Screen(language).show_json(rows)
        return
    for row in rows:
        click.echo(f"{row['region']:18} {row['name_zh']}  {row['name_en']}")


@main.command()
@region_argument
@json_option
@click.pass_obj
@report_errors
def check(language: Language, region: str, as_json: bool) -> None:
    """Read a plan package and name every fault. 检查数据包。"""
    from peakfolio.carbon.opening import open_plan
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.noticing import list_notices
    from peakfolio.plan.package import TABLES
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.names import read_all

    plan = open_plan(Path(region) if Path(region).is_dir() else find_region(region))
    notices, screen = list_notices(plan), Screen(language)
    if as_json:
        said = [
            {"action_id": each.action_id, "indicator_id": each.indicator_id, **read_all(each.said)} for each in notices
        ]
        rows = {name: len(getattr(plan, name)) for name in TABLES}
        screen.show_json({"region": plan.settings.region.id, "rows": rows, "look_at": said})
        return
    screen.say(
        say(
            "{id}: {indicators} indicators, {targets} targets, {projects} projects, {effects} effects, {energy} rows of "
            "energy, {levers} levers, {abatements} abatements: no fault.",
            id=plan.settings.region.id,
            indicators=len(plan.indicators),
            targets=len(plan.targets),
            projects=len(plan.projects),
            effects=len(plan.effects),
            energy=len(plan.energy),
            levers=len(plan.levers),
            abatements=len(plan.abatements),
        )
    )
    if notices:
        screen.say(say("Look at these:"))
    screen.say_each((each.said for each in notices), "  - ")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from", "region", metavar="REGION", help="Begin with a copy of this plan. 以该规划的副本为起点。",
    shell_complete=complete_region,
)  # fmt: skip
@json_option
@click.pass_obj
@report_errors
def new(language: Language, folder: Path, region: str | None, as_json: bool) -> None:
    """Write an empty plan package to fill in. 新建空白数据包。"""
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan
    from peakfolio.plan.writing import write_blank_package, write_copy
    from peakfolio.render.console.screen import Screen

    if region is None:
        write_blank_package(folder)
    else:
        source = find_region(region)
        write_copy(source, read_plan(source).settings, folder)
    screen = Screen(language)
    if as_json:
        screen.show_json({"folder": str(folder), "files": sorted(path.name for path in folder.iterdir())})
        return
    screen.say(say("{folder}: fill in plan.toml and the tables, then run: peakfolio check {folder}", folder=folder))


@main.command()
@region_argument
@json_option
@click.option("--csv", "csv_path", type=OutputFile(".csv"), help="Write the findings as CSV. 写入 CSV。")
@click.pass_obj
@report_errors
def audit(language: Language, region: str, as_json: bool, csv_path: Path | None) -> None:
    """Recompute everything a plan claims about itself. 复算规划自身的全部说法。"""
    from peakfolio.assess.audit import audit_plan
    from peakfolio.carbon.opening import open_plan
    from peakfolio.keeping import write_file
    from peakfolio.plan.catalogue import find_region
    from peakfolio.render.console.plan import show_findings
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.audit import make_finding_table

    plan = open_plan(find_region(region))
    findings = audit_plan(plan)
    if csv_path is not None:
        write_file(csv_path, make_finding_table(findings).to_frame().to_csv(index=False).encode("utf-8-sig"))
    if as_json:
        Screen(language).show_json(make_finding_table(findings).to_records())
    elif csv_path is None:
        show_findings(Screen(language), plan, findings)


@main.command()
@region_argument
@json_option
@click.pass_obj
@report_errors
def assess(language: Language, region: str, as_json: bool) -> None:
    """Judge every indicator by the plan's own rule. 按规划自身规则评估现状。"""
    from peakfolio.assess.assessment import assess_plan
    from peakfolio.carbon.opening import open_plan
    from peakfolio.plan.catalogue import find_region
    from peakfolio.render.console.plan import show_assessment
    from peakfolio.render.console.screen import Screen
    from peakfolio.report.assessment import describe_assessment
    from peakfolio.report.names import read_all

    plan = open_plan(find_region(region))
    assessment = assess_plan(plan)
    if not as_json:
        show_assessment(Screen(language), plan, assessment)
        return
    Screen(language).show_json(
        {
            "rule": assessment.rule,
            "points": assessment.points,
            "is_passed": assessment.is_passed,
            "summary": [read_all(each) for each in describe_assessment(plan, assessment)],
            "indicators": [
                {
                    "indicator_id": row.indicator.indicator_id,
                    "statuses": dict(row.statuses),
                    "status": row.status,
                    "printed": row.printed.status if row.printed is not None else None,
                    "class": row.progress_class,
                    "points": sum(each.earned for each in row.scores) if row.scores else None,
                }
                for row in assessment.rows
            ],
        }
    )


@main.command()
@region_argument
@scenario_options
@json_option
@click.option("--lp", type=OutputFile(".lp"), help="Write the cost model as an .lp file. 写出 .lp 模型。")
@click.pass_obj
@report_errors
def optimise(language: Language, region: str, as_json: bool, lp: Path | None, **options: Any) -> None:
    """Find the cheapest portfolio that meets every target the pool can meet. 求最低成本组合。"""
    from peakfolio.keeping import make_file
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import hash_inputs
    from peakfolio.portfolio.optimise import write_model
    from peakfolio.render.console.portfolio import show_answer
    from peakfolio.render.console.screen import Screen
    from peakfolio.render.run_folder import describe_run
    from peakfolio.run import Run

    answer, settings = answer_region(region, options, switches=not as_json)
    if lp:
        with make_file(lp) as making:
            write_model(answer.problem, str(making))
    if as_json:
        hashes = hash_inputs(find_region(region))
        run = Run(answer.plan, answer.scenario_name, answer, None, None, hashes, settings)
        Screen(language).show_json(describe_run(run))
    else:
        show_answer(Screen(language), answer)


@main.command()
@region_argument
@scenario_options
@runs_option
@delivery_runs_option
@json_option
@click.option(
    "--results",
    type=OutputFolder(),
    default=Path("results"),
    show_default=True,
    help="Folder the run is written to. 结果文件夹。",
)
@click.pass_obj
@report_errors
def run(
    language: Language, region: str, as_json: bool, runs: int, delivery_runs: int, results: Path, **options: Any
) -> None:
    """Audit, optimise, verify, deliver, project emissions and write the report. 审计、优选、复核、实施、排放路径并生成报告。"""
    from peakfolio.render.console.carbon import show_outlook
    from peakfolio.render.console.delivery import show_summary
    from peakfolio.render.console.portfolio import show_answer
    from peakfolio.render.console.screen import Screen
    from peakfolio.render.run_folder import describe_run, write_run

    with end_on(
        signal.SIGINT
    ):  # elsewhere Ctrl-C keeps the best found so far; here half an answer must not replace a whole one
        found = run_region(region, options, runs, delivery_runs, results)
        folder = write_run(found, results)
    screen = Screen(language)
    if as_json:
        screen.show_json({**describe_run(found), "folder": str(folder)})
        return
    if found.answer is not None:
        show_answer(screen, found.answer)
    elif found.refusal is not None:
        screen.say(found.refusal)
    if found.delivery is not None:
        show_summary(screen, found.delivery, found.delays)
    if found.outlook is not None:
        show_outlook(screen, found.outlook)
    report = folder / ("report.html" if language == "zh" else "report.en.html")
    screen.say(say("\nReport: {report}", report=report))


@main.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--docx", "forms", flag_value="docx", multiple=True, help="Word file. Word 文档。")
@click.option(
    "--xlsx", "forms", flag_value="xlsx", multiple=True, help="Workbook, one sheet for each table. 工作簿，每表一页。"
)
@click.option("--html", "forms", flag_value="html", multiple=True, help="Web page that needs no network. 离线网页。")
@json_option
@click.pass_obj
@report_errors
def report(language: Language, folder: Path, as_json: bool, forms: tuple[str, ...]) -> None:
    """Write the documents of a run folder; all three without a flag. 由结果文件夹生成论证报告；不加选项则三种都写。"""
    from peakfolio.render.console.screen import Screen
    from peakfolio.render.documents import FORMATS, write_documents

    places = [str(place) for place in write_documents(folder, forms or FORMATS, language)]
    if as_json:
        Screen(language).show_json({"documents": places})
        return
    for place in places:
        click.echo(place)


for each in (deliver, *MAP_COMMANDS, *CARBON_COMMANDS, *SERIES_COMMANDS, *APP_COMMANDS):
    main.add_command(each)
