"""The session file: a plan package with what was asked of it and found, to be saved, mailed, and opened in another workbench.

Its answers are never taken for answers: they are computed again, and where they come out otherwise, that is said.
"""

import zipfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from peakfolio.app.found import MOST_NAME
from peakfolio.app.sessions import MOST_SAVED, MOST_UNDONE, Opened, Session, open_folder
from peakfolio.app.uploads import import_package, list_texts, looks_like_formula
from peakfolio.app.workbooks import pack_zip
from peakfolio.importing.archives import find_path, open_archive, read_within
from peakfolio.importing.refusing import Refused
from peakfolio.plan.kept_work import KeptPlan, KeptStep, SessionFile, dump_kept, parse_session
from peakfolio.plan.writing import list_files
from peakfolio.words import say

SESSION_FILE = "session.json"
MOST_SESSION = 4 * 1024 * 1024  # of the file of scenarios; fifty of them with locks of every project have 0.5 MB


def pack_session(session: Session) -> bytes:
    """The plan with its side files, the scenarios with the headline figures of their answers, and the version that computed them."""
    said = SessionFile(version=version("peakfolio"), plan=session.shelved.keep())
    return pack_zip(session.folder, more={SESSION_FILE: dump_kept(said)}, only=list_files(session.folder))


def open_package(name: str, content: bytes, place: Path) -> Opened:
    """The plan of a package, below a place; of a session file with what was asked of it. Raises what ``import_package`` raises."""
    brought = read_session(content) if PurePosixPath(name.lower()).suffix == ".zip" else None
    return replace(open_folder(*import_package(name, content, place)), brought=brought)


def read_session(content: bytes) -> KeptPlan | None:
    """What a session file asks of its plan; None where the archive is none. Raises Refused where that cannot be read or could do harm."""
    with open_archive(content) as archive:
        entries = [entry for entry in archive.infolist() if find_path(entry).name == SESSION_FILE]
        data = read_within(archive, min(entries, key=_count_folders), MOST_SESSION) if entries else None
    if data is None:
        return None
    said = parse_session(data)
    if said is None:
        raise Refused(
            say(
                "The scenarios in this session file cannot be read; a newer version may have written it. To open the plan alone, "
                "delete {file} from the archive and upload it again.",
                file=SESSION_FILE,
            )
        )
    bad = next((text for _, text in list_texts(said.model_dump(mode="json"), "") if looks_like_formula(text)), None)
    if bad is not None:
        shown = " ".join(bad[:40].split())
        raise Refused(say('A text in {file} begins like a formula: "{shown}".', file=SESSION_FILE, shown=shown))
    return _cut(said.plan)


def _count_folders(entry: zipfile.ZipInfo) -> int:
    return len(find_path(entry).parts)


def _cut(said: KeptPlan) -> KeptPlan:
    """No more scenarios than a workbench keeps, under names as long as it takes; and no place on anybody's disk."""
    saved = {each.name[:MOST_NAME]: _cut_name(each) for each in said.saved}
    past = tuple(_cut_name(each) for each in said.past[-MOST_UNDONE:])
    return KeptPlan(now=_cut_name(said.now), past=past, saved=tuple(saved.values())[-MOST_SAVED:])


def _cut_name(step: KeptStep) -> KeptStep:
    return step.model_copy(update={"name": step.name[:MOST_NAME]})
