"""What a package is called where it does not say so itself: the key of its region, and the plan as the source of its own rows."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from peakfolio.plan.limits import MOST_NAME
from peakfolio.plan.package import AUTOMATIC_SOURCE
from peakfolio.plan.settings import Years

PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*", re.ASCII)
LONGEST = MOST_NAME - 20


def name_region(folder: Path) -> str:
    """The key of a region by the folder of its package; one that is no plain name gets a key that no other folder has."""
    name = folder.resolve().name
    if PLAIN_NAME.fullmatch(name) and len(name) <= LONGEST:
        return name
    return name_key(name)


def name_key(name: str) -> str:
    """The key of a region by a name that can be none itself, such as a Chinese one: the same for the same name, and no other's."""
    return f"plan-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


def rename_region(text: str, key: str, begun_from: str) -> str | None:
    """The text of plan.toml with another key of the region, and what plan it is a copy of; all else stays letter by letter.

    None where it has no section of that name to write them into.
    """
    parts = re.split(r"(?m)^([ \t]*\[[ \t]*region[ \t]*\][^\n]*\n)", text, maxsplit=1)
    if len(parts) == 1:
        return None
    head, section, rest = parts
    own = re.match(r"(?s).*?(?=^[ \t]*\[|\Z)", rest, re.MULTILINE)
    said = own[0] if own else ""
    kept = re.sub(r"(?m)^[ \t]*(id|begun_from)[ \t]*=[^\n]*(\n|\Z)", "", said)
    return f'{head}{section}id = "{key}"\nbegun_from = "{begun_from}"\n{kept}{rest[len(said) :]}'


def describe_itself(years: Years) -> Mapping[str, str]:
    """The cells of the source of rows that name none: the plan, by its title in plan.toml. Its citation says that nobody wrote it."""
    return {
        "source_id": AUTOMATIC_SOURCE,
        "kind": "document",
        "title": years.title_zh,
        "title_en": years.title_en,
        "citation": "Added by peakfolio: the rows name no source and are taken to be from the plan.",
        "citation_zh": "程序自动添加：表中未写来源，视为出自本规划。",
    }
