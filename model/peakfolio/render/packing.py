"""Office files that are equal where what they say is equal: their parts carry one date instead of the hour of saving."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SAVED = (2000, 1, 1, 0, 0, 0)  # the date every part carries
STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


def fix_dates(package: bytes) -> bytes:
    """The same package (``.xlsx``, ``.docx``) with every date of saving set to one day."""
    saved = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(saved, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = STAMP.sub(b"%04d-%02d-%02dT%02d:%02d:%02dZ" % SAVED, part)
            new.writestr(ZipInfo(name, SAVED), part, ZIP_DEFLATED)
    return saved.getvalue()
