"""The command that opens the workbench in a browser."""

from pathlib import Path

import click

from peakfolio.cli.options import report_errors
from peakfolio.cli.values import PORT, OutputFolder
from peakfolio.words import Language, say


@click.command("app")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on. 监听地址。")
@click.option("--port", type=PORT, default=8080, show_default=True, help="Port. 端口。")
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
    "--workspace", type=OutputFolder(), help="Folder for uploads and runs; a temporary one if left out. 工作文件夹。"
)
@click.pass_context
@report_errors
def app(
    context: click.Context, host: str, port: int, password: str | None, names: tuple[str, ...], workspace: Path | None
) -> None:
    """Open the planner's workbench in a browser. 打开规划工作台。"""
    from peakfolio.app.launch import launch

    wanted: Language = "en" if context.find_root().params.get("language") == "en" else "zh"
    click.echo(say("http://{host}:{port}  (Ctrl-C ends it)", host=host, port=port).read(wanted))
    launch(host, port, password, workspace, wanted, names)


APP_COMMANDS = (app,)
