"""Prepares the ground before the web library is loaded: everything that is written goes into the workspace."""

import os
import shutil
import tempfile
from pathlib import Path

from peakfolio.app.settings import ServerSettings
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import make_workspace
from peakfolio.words import say

SCRATCH = "scratch"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def launch(settings: ServerSettings, workspace: Path | None) -> None:
    """Runs the workbench; without a workspace in a folder that is removed at the end.

    Raises PeakfolioError where it would be open to a network without a password.
    """
    if settings.host not in LOOPBACK and not settings.password:
        raise PeakfolioError(
            say(
                "{host}: to be reached from other machines it needs a password (--password or PEAKFOLIO_PASSWORD)",
                host=settings.host,
            )
        )
    with make_workspace(workspace) as folder:
        for each in [*folder.glob("session-*"), folder / SCRATCH]:  # of a workbench that was killed
            shutil.rmtree(each, ignore_errors=True)
        _serve(settings, folder)


def _serve(settings: ServerSettings, workspace: Path) -> None:
    scratch = workspace / SCRATCH
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    os.environ["NICEGUI_STORAGE_PATH"] = str(scratch)
    os.environ.setdefault("MPLCONFIGDIR", str(scratch))
    from peakfolio.app.serving import serve_workbench  # the web library reads these places while it is loaded

    serve_workbench(settings, workspace)
