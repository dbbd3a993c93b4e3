"""Prepares the ground before the web library is loaded: everything that is written goes into the workspace."""

import os
import shutil
import tempfile
from pathlib import Path

from platformdirs import user_data_dir

from peakfolio.app.settings import ServerSettings
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import make_workspace, say_what_failed
from peakfolio.words import say

SCRATCH = "scratch"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def launch(settings: ServerSettings, workspace: Path | None) -> None:
    """Runs the workbench; without a workspace in a folder of the user's data, which is nobody else's to read.

    Raises PeakfolioError where it would be open to a network without a password.
    """
    if settings.host not in LOOPBACK and not settings.password:
        raise PeakfolioError(
            say(
                "{host}: to be reached from other machines it needs a password (--password or PEAKFOLIO_PASSWORD)",
                host=settings.host,
            )
        )
    with make_workspace(workspace or make_data_folder()) as folder:
        shutil.rmtree(folder / SCRATCH, ignore_errors=True)  # of a workbench that was killed
        _serve(settings, folder)


def make_data_folder() -> Path:
    """The workspace where none is named: a folder of the user's data directory, closed to everybody else."""
    folder = Path(user_data_dir("peakfolio", appauthor=False)) / "workbench"
    with say_what_failed(folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    return folder


def _serve(settings: ServerSettings, workspace: Path) -> None:
    scratch = workspace / SCRATCH
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    os.environ["NICEGUI_STORAGE_PATH"] = str(scratch)
    os.environ.setdefault("MPLCONFIGDIR", str(scratch))
    from peakfolio.app.serving import serve_workbench  # the web library reads these places while it is loaded

    serve_workbench(settings, workspace)
