"""Office files that are equal where what they say is equal: no hour of saving stands in them. The one door to XlsxWriter."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook

SAVED = (1980, 1, 1, 0, 0, 0)  # the date every part carries, the first a zip knows


def start_workbook(place: BytesIO, **properties: str) -> Any:
    """A workbook that stands in its place once it is closed, with properties such as its title; it takes words as words."""
    book = Workbook(place, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({**properties, "created": datetime(*SAVED)})
    return book


def fix_dates(package: bytes) -> bytes:
    """The same Word file with the date of every part set to one day; its properties carry those of its template."""
    saved = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(saved, "w") as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, SAVED), old.read(name), ZIP_DEFLATED)
    return saved.getvalue()
