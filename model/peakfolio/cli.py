"""The command line. It parses, calls one stage after the other, and shows; it computes nothing.

Commands import what they need when they run, so that ``--help`` answers at once.
"""

import functools
import locale
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from peakfolio.errors import PeakfolioError
from peakfolio.language import Language

EXIT_FAULTY_INPUT = 2
STANDARDS = ("plan", "national", "provincial", "municipal")
QUESTION_NAMES = (
    "cheapest",
    "binding_first",
    "smallest_shortfall",
    "most_points",
    "cheapest_points",
    "cheapest_rule",
    "cheapest_abatement",
    "most_abatement",
)


def guess_language() -> Language:
    """Chinese where the environment speaks it, else English."""
    said = os.environ.get("PEAKFOLIO_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if (said or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def report_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns an error of the user's input into its text and exit code 2; never a traceback."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except PeakfolioError as error:
            click.echo(str(error), err=True)
            sys.exit(EXIT_FAULTY_INPUT)
        except OSError as error:
            click.echo(f"{error.filename or ''}: 无法读写 cannot be read or written ({error.strerror})", err=True)
            sys.exit(EXIT_FAULTY_INPUT)

    return run


region_argument = click.argument("region")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else. 只输出 JSON。")


def scenario_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that change a scenario."""
    options = (
        click.option(
            "--scenario", "name", default="base", show_default=True, help="Named scenario of plan.toml. 情景名。"
        ),
        click.option(
            "--question", type=click.Choice(QUESTION_NAMES), help="What is asked of the portfolio. 优选问题。"
        ),
        click.option("--milestone", multiple=True, type=int, help="Year of the targets; may be given twice. 目标年。"),
        click.option("--standard", type=click.Choice(STANDARDS), help="Whose targets are to be met. 考核标准。"),
        click.option("--budget", type=float, help="All money that may be spent, 万元. 总预算（万元）。"),
        click.option(
            "--ceiling",
            multiple=True,
            metavar="SOURCE:YEAR:万元",
            help="all:2025:5000, special:2024:3000. 分来源分年上限。",
        ),
        click.option(
            "--carry-over/--no-carry-over", default=None, help="Unspent money may be spent later. 结余可结转。"
        ),
        click.option("--points", type=float, help="Points to reach. 要求分数。"),
        click.option(
            "--robust", type=float, help="Effects per target that may fall to low. 每项目标可能落到低值的成效个数。"
        ),
        click.option(
            "--effects", type=click.Choice(["low", "central", "high"]), help="Reading of the effects. 成效取值。"
        ),
        click.option("--shared/--no-shared", default=None, help="Use effects without a figure. 是否采用分摊成效。"),
        click.option("--lock-in", multiple=True, metavar="ID", help="Project that must be built. 必建项目。"),
        click.option("--lock-out", multiple=True, metavar="ID", help="Project that must not be built. 禁建项目。"),
        click.option(
            "--time-limit",
            type=click.FloatRange(min=0.1),
            default=60.0,
            show_default=True,
            help="Seconds for each solve. 求解时限。",
        ),
        click.option("--seed", type=int, default=0, show_default=True, help="Seed of the solver. 随机种子。"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--language", type=click.Choice(["zh", "en"]), help="Language of what is shown. 显示语言。")
@click.version_option(package_name="peakfolio")
@click.pass_context
def main(context: click.Context, language: Language | None) -> None:
    """From a county's plan to the cheapest project portfolio that meets its targets.

    从县域规划到达标的最低成本项目组合。
    """
    context.obj = language or guess_language()


@main.command()
@report_errors
def regions() -> None:
    """List the plans that ship with peakfolio. 列出随附的规划。"""
    from peakfolio.plan.catalogue import find_region, list_regions
    from peakfolio.plan.reading import read_plan

    for name in list_regions():
        region = read_plan(find_region(name)).settings.region
        click.echo(f"{name:18} {region.name_zh}  {region.name_en}")


@main.command()
@region_argument
@report_errors
def check(region: str) -> None:
    """Read a plan package and name every fault. 检查数据包。"""
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan

    plan = read_plan(Path(region) if Path(region).is_dir() else find_region(region))
    click.echo(
        f"{plan.settings.region.id}: {len(plan.indicators)} indicators, {len(plan.targets)} targets, "
        f"{len(plan.projects)} projects, {len(plan.effects)} effects: no fault. 无差错。"
    )


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@report_errors
def new(folder: Path) -> None:
    """Write an empty plan package to fill in. 新建空白数据包。"""
    from peakfolio.plan.writing import write_blank_package

    write_blank_package(folder)
    click.echo(f"{folder}: fill in plan.toml and the tables, then run: peakfolio check {folder}")


@main.command()
@region_argument
@json_option
@click.option(
    "--csv", "csv_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the findings as CSV. 写入 CSV。"
)
@click.pass_obj
@report_errors
def audit(language: Language, region: str, as_json: bool, csv_path: Path | None) -> None:
    """Recompute everything a plan claims about itself. 复算规划自身的全部说法。"""
    from peakfolio.plan.audit import audit_plan
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan
    from peakfolio.results.tables import make_finding_table
    from peakfolio.screen import Screen, list_findings

    plan = read_plan(find_region(region))
    findings = audit_plan(plan)
    screen = Screen(language)
    if csv_path is not None:
        make_finding_table(findings).to_csv(csv_path, index=False, encoding="utf-8-sig")
    if as_json:
        screen.show_json(list_findings(findings))
    elif csv_path is None:
        screen.show_findings(plan, findings)


@main.command()
@region_argument
@json_option
@click.pass_obj
@report_errors
def assess(language: Language, region: str, as_json: bool) -> None:
    """Judge every indicator by the plan's own rule. 按规划自身规则评估现状。"""
    from peakfolio.plan.assessment import assess_plan
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan
    from peakfolio.results.assessment_text import describe_assessment
    from peakfolio.screen import Screen

    plan = read_plan(find_region(region))
    assessment = assess_plan(plan)
    screen = Screen(language)
    if not as_json:
        screen.show_assessment(plan, assessment)
        return
    screen.show_json(
        {
            "rule": assessment.rule,
            "points": assessment.points,
            "is_passed": assessment.is_passed,
            "summary": [{"zh": each.zh, "en": each.en} for each in describe_assessment(plan, assessment)],
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


def read_changes(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a scenario as fields of ``Scenario``."""
    years: tuple[int, ...] = tuple(options.get("milestone") or ())
    return {
        "name": options["name"],
        "question": options.get("question"),
        "milestone": next(iter(years)) if len(years) == 1 else None,
        "milestones": years if len(years) > 1 else (),
        "standard": options.get("standard"),
        "effects": options.get("effects"),
        "use_shared_effects": options.get("shared"),
        "budget_wan_yuan": options.get("budget"),
        "budgets": tuple(read_ceiling(each) for each in options.get("ceiling") or ()),
        "carry_over": options.get("carry_over"),
        "points": options.get("points"),
        "robust_budget": options.get("robust"),
        "locked_in": options.get("lock_in"),
        "locked_out": options.get("lock_out"),
    }


def read_ceiling(said: str) -> Any:
    """A ceiling written as source:year:amount; 'all' and 'total' stand for every source and every year."""
    from peakfolio.plan.settings import Ceiling

    try:
        source, year, amount = said.split(":")
        fields = {
            "funding_source": None if source == "all" else source,
            "year": None if year == "total" else year,
            "ceiling_wan_yuan": amount,
        }
        return Ceiling.model_validate(fields)
    except ValueError as error:
        example = "such as special:2024:3000 or all:total:5000"
        raise PeakfolioError(f"--ceiling '{said}': write source:year:amount, {example}") from error


def _answer(region: str, options: dict[str, Any]) -> Any:
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import read_plan
    from peakfolio.portfolio.answering import answer_plan, change_scenario
    from peakfolio.portfolio.solver import SolverSettings

    plan = read_plan(find_region(region))
    settings = SolverSettings(time_limit_seconds=options.pop("time_limit"), seed=options.pop("seed"))
    name, scenario = change_scenario(plan, **read_changes(options))
    return answer_plan(plan, name, scenario, settings), settings


@main.command()
@region_argument
@scenario_options
@json_option
@click.option("--lp", type=click.Path(dir_okay=False), help="Write the cost model as an .lp file. 写出 .lp 模型。")
@click.pass_obj
@report_errors
def optimise(language: Language, region: str, as_json: bool, lp: str | None, **options: Any) -> None:
    """Find the cheapest portfolio that meets every target the pool can meet. 求最低成本组合。"""
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import hash_inputs
    from peakfolio.portfolio.choosing import write_model
    from peakfolio.results.run_folder import describe_run
    from peakfolio.screen import Screen

    answer, settings = _answer(region, options)
    if lp:
        write_model(answer.problem, lp)
    if as_json:
        Screen(language).show_json(describe_run(answer, hash_inputs(find_region(region)), settings))
    else:
        Screen(language).show_answer(answer)


@main.command()
@region_argument
@scenario_options
@json_option
@click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    help="Folder the run is written to. 结果文件夹。",
)
@click.pass_obj
@report_errors
def run(language: Language, region: str, as_json: bool, results: Path, **options: Any) -> None:
    """Audit, optimise, verify and write the report. 审计、优选、复核并生成报告。"""
    from peakfolio.plan.audit import audit_plan
    from peakfolio.plan.catalogue import find_region
    from peakfolio.plan.reading import hash_inputs
    from peakfolio.results.run_folder import describe_run, write_run
    from peakfolio.screen import Screen

    answer, settings = _answer(region, options)
    hashes = hash_inputs(find_region(region))
    folder = write_run(answer, audit_plan(answer.plan), hashes, results, settings)
    screen = Screen(language)
    if as_json:
        screen.show_json({**describe_run(answer, hashes, settings), "folder": str(folder)})
        return
    screen.show_answer(answer)
    report = folder / ("report.html" if language == "zh" else "report.en.html")
    screen.say(f"\n报告：{report}", f"\nReport: {report}")
