"""Tells by its content what a file is; of what cannot be read it is said in one sentence what to do."""

import re
import zipfile
from pathlib import PurePosixPath

from peakfolio.importing.archives import DOCUMENT, open_archive
from peakfolio.importing.documents import Kind
from peakfolio.importing.refusing import Refused
from peakfolio.words import Words, say

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the mark of .doc, .xls, .ppt, .wps, .et, and of files with a password
ZIP = b"PK\x03\x04"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\1\0", b"AT&TFORM")
PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")
WEB = re.compile(rb"<!doctype\s+html|<html|<body|<table|<head|<div|<p[\s>]", re.IGNORECASE)
MAIL = re.compile(rb"^(?:MIME-Version|From|Content-Type|Subject|X-Document-Type):", re.IGNORECASE | re.MULTILINE)
LOOKED_AT = 4096
SAVE_WORD = say("This is a Word or WPS file of the older kind; open it there and save it as .docx.")
SAVE_SHEET = say("This is an Excel or WPS sheet of the older kind; open it there and save it as .xlsx.")
SAVE_SLIDES = say("These are slides; copy their tables and texts into a Word document and save it as .docx.")
UNLOCK = say("The file has a password; open it, take the password away and save it again.")
RECOGNISE = say(
    "This is a picture without letters; let a program recognise its text (OCR), check it, and save it as .docx."
)
SAVE_OPEN = say("This file is of another office program; open it there and save it as .docx or .xlsx.")
UNPACK = say("This is a packed file; unpack it and take the documents that are in it.")
PACKAGE = say(
    "This zip holds no document; unpack it and take the documents in it. A package of this program is opened, not imported."
)
UNKNOWN = say("This file is of no kind that can be read; save it as .docx, .xlsx, .pdf, .html, .csv or .txt.")
PRINT_OFD = say(
    "This is an OFD file; open it in its reader and save it as PDF with a text layer, or find the Word file it was made from."
)
SAVE_WEB = say("This is a web archive; open it in Word and save it as .docx.")


def tell_kind(name: str, content: bytes) -> Kind:
    """What a file is. Raises Refused with one sentence what to do where it cannot be read."""
    beginning = content[:LOOKED_AT]
    if not content.strip():
        raise Refused(say("{name} is empty.", name=name))
    if b"%PDF-" in beginning[:1024]:
        return "pdf"
    if beginning.startswith(ZIP):
        return _tell_archive(content)
    advice = _advise(content, beginning)
    if advice is not None:
        raise Refused(advice)
    return _tell_text(name, beginning)


def _advise(content: bytes, beginning: bytes) -> Words | None:
    if beginning.startswith(OLD):
        return _tell_old(content)
    if beginning.startswith(b"{\\rtf"):
        return SAVE_WORD
    if beginning.startswith(PACKED):
        return UNPACK
    if beginning.startswith(PICTURES) and b"\0" in beginning:
        return RECOGNISE
    if b'progid="Word.Document"' in beginning:
        return SAVE_WORD
    if b'progid="Excel.Sheet"' in beginning or b"urn:schemas-microsoft-com:office:spreadsheet" in beginning:
        return SAVE_SHEET if b"<html" not in beginning.lower() else None
    if MAIL.match(beginning) and b"multipart/" in beginning.lower():
        return SAVE_WEB
    return None


def _tell_old(content: bytes) -> Words:
    """What a file of the older kind holds, by the names of its parts; they are written in UTF-16."""
    parts = (
        ("EncryptedPackage", UNLOCK),
        ("WordDocument", SAVE_WORD),
        ("PowerPoint Document", SAVE_SLIDES),
        ("Workbook", SAVE_SHEET),
        ("Book", SAVE_SHEET),
    )
    for part, said in parts:
        if part.encode("utf-16-le") + b"\0\0" in content:
            return said
    return SAVE_OPEN


def _tell_archive(content: bytes) -> Kind:
    with open_archive(content, DOCUMENT) as archive:
        names = {name.lower() for name in archive.namelist()}
        mime = archive.read("mimetype")[:100] if _is_small(archive, "mimetype") else b""
    kinds: tuple[tuple[str, Kind | Words], ...] = (
        ("ofd.xml", PRINT_OFD),
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", SAVE_SHEET),
        ("ppt/presentation.xml", SAVE_SLIDES),
    )
    for part, kind in kinds:
        if part in names:
            return _take(kind)
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if mime.startswith(b"application/vnd.oasis") or "content.xml" in names:
        raise Refused(SAVE_OPEN)
    raise Refused(PACKAGE)


def _take(kind: Kind | Words) -> Kind:
    if isinstance(kind, Words):
        raise Refused(kind)
    return kind


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 1000


def _tell_text(name: str, beginning: bytes) -> Kind:
    """A text by what stands at its beginning, then by its name."""
    suffix = PurePosixPath(name.lower()).suffix
    plain = beginning.replace(b"\0", b"")  # UTF-16 has every second byte so
    if WEB.search(plain) and suffix not in (".csv", ".tsv", ".txt"):
        return "html"
    if suffix in (".htm", ".html", ".xhtml"):
        return "html"
    if suffix in (".csv", ".tsv", ".tab"):
        return "csv"
    is_marked = beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in beginning and not is_marked:
        raise Refused(UNKNOWN)
    return "txt"
