"""Prepares the ground before the web library is loaded: everything that is written goes into the workspace."""

import os
import tempfile
from pathlib import Path

from peakfolio.errors import PeakfolioError
from peakfolio.language import Language

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def launch(host: str, port: int, password: str | None, workspace: Path | None, language: Language) -> None:
    """Runs the workbench; without a workspace in a folder that is removed at the end.

    Raises PeakfolioError where it would be open to a network without a password.
    """
    if host not in LOOPBACK and not password:
        raise PeakfolioError(
            f"{host}：对外开放须设密码（--password 或环境变量 PEAKFOLIO_PASSWORD）",
            f"{host}: to be reached from other machines it needs a password (--password or PEAKFOLIO_PASSWORD)",
        )
    if workspace is not None:
        workspace.mkdir(parents=True, exist_ok=True)
        _serve(host, port, password, workspace.resolve(), language)
        return
    with tempfile.TemporaryDirectory(prefix="peakfolio-") as folder:
        _serve(host, port, password, Path(folder), language)


def _serve(host: str, port: int, password: str | None, workspace: Path, language: Language) -> None:
    scratch = workspace / "scratch"
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    os.environ["NICEGUI_STORAGE_PATH"] = str(scratch)
    os.environ.setdefault("MPLCONFIGDIR", str(scratch))
    from peakfolio.app.serving import serve_workbench

    serve_workbench(host, port, password, workspace, language)
