"""Reads a document of any kind: what it is is told by its content, and it is taken in only where it can do no harm."""

from collections.abc import Callable, Mapping
from pathlib import PurePath, PurePosixPath

from peakfolio.importing.archives import DOCUMENT, refuse_size
from peakfolio.importing.composing import compose_document
from peakfolio.importing.documents import Document, Kind
from peakfolio.importing.pages import read_pages
from peakfolio.importing.pieces import Reading
from peakfolio.importing.plain import read_delimited, read_plain
from peakfolio.importing.sheets import read_sheets
from peakfolio.importing.telling import tell_kind
from peakfolio.importing.web import read_web
from peakfolio.importing.word import read_word

READERS: Mapping[Kind, Callable[[bytes], Reading]] = {
    "docx": read_word,
    "xlsx": read_sheets,
    "csv": read_delimited,
    "txt": read_plain,
    "html": read_web,
    "pdf": read_pages,
}


def read_document(name: str, content: bytes) -> Document:
    """The document in a file; ``name`` is the file's name, whose folders are left out.

    Raises Refused where the file is of a kind that cannot be read (with one sentence what to do), is damaged, or could do harm.
    """
    if len(content) > DOCUMENT.most_bytes:
        raise refuse_size(DOCUMENT)
    bare = PurePosixPath(PurePath(name).name).name or "document"
    kind = tell_kind(bare, content)
    return compose_document(bare, kind, READERS[kind](content))
