"""From bytes to text: UTF-8, GB18030 as programs in China write it, UTF-16 with its mark; whatever else a web page declares."""

import codecs
import re

from peakfolio.importing.limits import MOST_TEXT_BYTES
from peakfolio.importing.refusing import Refused
from peakfolio.words import Words, say

MARKS = (  # the longer first: that of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
DECLARABLE = frozenset({"big5", "big5hkscs", "utf_16", "utf_16_le", "utf_16_be", "iso8859_1", "cp1252"})
MOST_LOST = 0.002  # of all letters; more is another encoding, or no text
UNTEXTUAL = re.compile("[\u0000-\u0008\u000e-\u001a\u001c-\u001f]")


def decode(content: bytes) -> tuple[str, tuple[Words, ...]]:
    """The text of a file, and what was lost of it. Raises Refused where it is no text in an encoding that is known."""
    if len(content) > MOST_TEXT_BYTES:
        raise Refused(say("The file is too large: a text has {most} MB at most.", most=MOST_TEXT_BYTES // 2**20))
    for encoding in _list_encodings(content):
        text = _try(content, encoding)
        lost = text.count("\ufffd") if text is not None else 0
        if text is None or lost > MOST_LOST * len(text) or len(UNTEXTUAL.findall(text)) > MOST_LOST * len(text):
            continue
        said = say("{lost} letters of the text are damaged and were read as '\ufffd'.", lost=lost)
        return text, (said,) if lost and "\ufffd".encode() not in content else ()
    raise Refused(
        say("The file is no text in UTF-8, GB18030 or UTF-16; save it in one of these, or as .docx or .xlsx.")
    )


def _list_encodings(content: bytes) -> tuple[str, ...]:
    """The encodings to try, the likeliest first."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return (encoding,)
    if _decodes(content, "utf-8"):
        return ("utf-8",)
    declared = DECLARED.search(content[:4096])
    named = _name_codec(declared[1].decode("ascii")) if declared else None
    further = (named,) if named in DECLARABLE else ()
    return (*further, "gb18030") if _decodes(content, "gb18030") else (*further, "utf-8", "gb18030")


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding, errors="replace")
    except (UnicodeError, LookupError):
        return None


def _name_codec(name: str) -> str | None:
    try:
        return codecs.lookup(name).name.replace("-", "_")
    except LookupError:
        return None
