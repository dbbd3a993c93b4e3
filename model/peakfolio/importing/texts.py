"""The text of the documents a package was made from, kept beside it line by line."""

from collections.abc import Mapping
from pathlib import Path

from peakfolio.plan.limits import MOST_PACKAGE_BYTES
from peakfolio.plan.plan import Plan


def read_texts(plan: Plan, folder: Path) -> Mapping[str, tuple[str, ...]]:
    """The lines of every document of which the text lies beside the package, by the key of its source; what is no text is left out."""
    found = {}
    for row in plan.sources:
        path = folder / Path(row.file).name if row.kind == "document" and row.file else None
        if path is None or not path.is_file() or path.stat().st_size > MOST_PACKAGE_BYTES:
            continue
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        found[row.source_id] = tuple(text.split("\n"))
    return found
