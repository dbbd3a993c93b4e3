"""The commands for everything at once: run, report, app."""

from pathlib import Path

import click

from peakfolio.app.launch import launch
from peakfolio.app.settings import ServerSettings
from peakfolio.cli.calling import calls, report_errors
from peakfolio.cli.options import defaulted_option, full_option, json_option, runs_option, scenario_options
from peakfolio.cli.values import DELIVERY_RUNS, PORT, OutputFolder
from peakfolio.words import Language, say


@click.command()
@scenario_options
@runs_option
@full_option
@defaulted_option(
    "--delivery-runs",
    type=DELIVERY_RUNS,
    default=500,
    help="Runs of each delivery; 0 leaves delivery out. 实施模拟次数，0 为不模拟。",
)
@json_option
@defaulted_option(
    "--results", type=OutputFolder(), default=Path("results"), help="Folder the run is written to. 结果文件夹。"
)
@calls("run")
def run() -> None:
    """Audit, optimise, verify, deliver, project emissions and write the report. 审计、优选、复核、实施、排放路径并生成报告。"""


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--docx", "forms", flag_value="docx", multiple=True, help="Word file. Word 文档。")
@click.option(
    "--xlsx",
    "forms",
    flag_value="xlsx",
    multiple=True,
    help="The planner's workbook, and one of all tables. 规划工作簿与结果表工作簿。",
)
@click.option("--html", "forms", flag_value="html", multiple=True, help="Web page that needs no network. 离线网页。")
@json_option
@calls("run")
def report() -> None:
    """Write the documents of a run folder; all without a flag. 由结果文件夹生成论证报告；不加选项则都写。"""


@click.command("app")
@defaulted_option("--host", default="127.0.0.1", help="Address to listen on. 监听地址。")
@defaulted_option("--port", type=PORT, default=8080, help="Port. 端口。")
@click.option(
    "--password",
    envvar="PEAKFOLIO_PASSWORD",
    help="Asked of every visitor; better set PEAKFOLIO_PASSWORD than show it in the list of processes. 访问密码。",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="Host name it is reached by, such as that of a proxy; may be given several times. 访问所用的主机名。",
)
@click.option(
    "--workspace",
    type=OutputFolder(),
    help="Folder that keeps everybody's work; one of the user's data directory if left out. 工作文件夹。",
)
@click.pass_context
@report_errors
def app(
    context: click.Context, host: str, port: int, password: str | None, names: tuple[str, ...], workspace: Path | None
) -> None:
    """Open the planner's workbench in a browser. 打开规划工作台。"""
    wanted: Language = "en" if context.find_root().params.get("language") == "en" else "zh"
    click.echo(say("http://{host}:{port}  (Ctrl-C ends it)", host=host, port=port).read(wanted))
    launch(ServerSettings(host, port, wanted, password, names), workspace)
