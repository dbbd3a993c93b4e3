"""Prepares the ground before the web library is loaded: everything that is written goes into the workspace."""

import os
import shutil
import tempfile
from pathlib import Path

from peakfolio.errors import PeakfolioError
from peakfolio.keeping import make_workspace
from peakfolio.words import Language, say

SCRATCH = "scratch"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def launch(
    host: str, port: int, password: str | None, workspace: Path | None, language: Language, names: tuple[str, ...] = ()
) -> None:
    """Runs the workbench; without a workspace in a folder that is removed at the end. ``names`` are host names it is reached by.

    Raises PeakfolioError where it would be open to a network without a password.
    """
    if host not in LOOPBACK and not password:
        raise PeakfolioError(
            say(
                "{host}: to be reached from other machines it needs a password (--password or PEAKFOLIO_PASSWORD)",
                host=host,
            )
        )
    with make_workspace(workspace) as folder:
        for each in [*folder.glob("session-*"), folder / SCRATCH]:  # of a workbench that was killed
            shutil.rmtree(each, ignore_errors=True)
        _serve(host, port, password, folder, language, names)


def _serve(
    host: str, port: int, password: str | None, workspace: Path, language: Language, names: tuple[str, ...]
) -> None:
    scratch = workspace / SCRATCH
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    os.environ["NICEGUI_STORAGE_PATH"] = str(scratch)
    os.environ.setdefault("MPLCONFIGDIR", str(scratch))
    from peakfolio.app.serving import serve_workbench

    serve_workbench(host, port, password, workspace, language, names)
