"""Looks at a zip before anything of it is used: what kinds of parts, how many, how large, and whether they unpack at all."""

import io
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from peakfolio.importing.limits import (
    LEAST_BOMB,
    MOST_BYTES,
    MOST_DOCUMENT_BYTES,
    MOST_DOCUMENT_PARTS,
    MOST_DOCUMENT_UNPACKED,
    MOST_FILES,
    MOST_RATIO,
    MOST_UNPACKED,
)
from peakfolio.importing.refusing import Refused
from peakfolio.words import Words, say

CHUNK = 64 * 1024
ENCRYPTED = 1  # the flag of a zip
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
XML_ENDINGS = (".xml", ".rels")
MACRO_PARTS = ("vbaproject.bin", "macrosheets/", "activex/", "externallinks/")
# what the library raises of a file that is none or is torn
DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, KeyError)


def is_xml(name: str) -> bool:
    """Whether a part is XML."""
    return name.lower().endswith(XML_ENDINGS)


@dataclass(frozen=True)
class Allowance:
    """What an archive may hold: how many files, how much when the parts that ``is_read`` names are unpacked, and which parts not."""

    most_bytes: int
    most_files: int
    most_unpacked: int
    is_read: Callable[[str], bool]
    refused: tuple[str, ...]


PACKAGE = Allowance(MOST_BYTES, MOST_FILES, MOST_UNPACKED, lambda name: True, (*MACRO_PARTS, "embeddings/"))
# Pictures and the workbooks behind charts are in most documents; they stay packed, and are never looked at.
DOCUMENT = Allowance(MOST_DOCUMENT_BYTES, MOST_DOCUMENT_PARTS, MOST_DOCUMENT_UNPACKED, is_xml, MACRO_PARTS)


@contextmanager
def open_archive(content: bytes, allowed: Allowance = PACKAGE) -> Iterator[zipfile.ZipFile]:
    """The archive, every entry of it looked at. Raises Refused where it is none, is damaged, or could do harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_harm(archive.infolist(), allowed)
            yield archive
    except DAMAGE as error:
        raise Refused(say("The file is damaged, or it is no zip or xlsx.")) from error


def refuse_harm(entries: list[zipfile.ZipInfo], allowed: Allowance = PACKAGE) -> None:
    """Raises Refused where the list of entries promises harm."""
    if len(entries) > allowed.most_files:
        raise Refused(say("The archive holds more than {most_files} files.", most_files=allowed.most_files))
    read = [entry for entry in entries if allowed.is_read(entry.filename)]
    if sum(entry.file_size for entry in read) > allowed.most_unpacked:
        raise refuse_size(allowed)
    twice = [path for path, count in Counter(find_path(entry) for entry in entries).items() if count > 1]
    if twice:
        name = shorten_name(str(twice[0]))
        raise Refused(say("The archive holds two files named '{name}'.", name=name))
    for entry in entries:
        _refuse_entry(entry, allowed)


def _refuse_entry(entry: zipfile.ZipInfo, allowed: Allowance) -> None:
    name = shorten_name(entry.filename)
    bomb = _list_bombs(entry, name) if allowed.is_read(entry.filename) else ()
    for is_harmful, said in (*_list_harms(entry, name), *bomb):
        if is_harmful:
            raise Refused(said)
    if any(part in entry.filename.lower() for part in allowed.refused):
        raise refuse_macros()


def _list_harms(entry: zipfile.ZipInfo, name: str) -> Iterator[tuple[bool, Words]]:
    """What an entry may do wrong, whether it does, and what is then said."""
    yield (
        _is_outside(entry),
        say("A name in the archive, '{name}', points outside its folder; it was refused.", name=name),
    )
    yield (
        stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR),
        say(
            "'{name}' in the archive is no ordinary file but a link or a device, which may point outside its folder; it was "
            "refused.",
            name=name,
        ),
    )
    yield bool(entry.flag_bits & ENCRYPTED), say("The archive has a password; upload it without one.")


def _list_bombs(entry: zipfile.ZipInfo, name: str) -> Iterator[tuple[bool, Words]]:
    """What an entry that is unpacked may do wrong besides."""
    yield (
        entry.compress_type not in PACKINGS,
        say("'{name}' in the archive is packed in a way that is not taken; use an ordinary zip.", name=name),
    )
    yield (
        entry.file_size > max(LEAST_BOMB, MOST_RATIO * entry.compress_size),
        say(
            "'{name}' in the archive unpacks to more than {most_ratio} times its size, which no table does; it was refused.",
            name=name,
            most_ratio=MOST_RATIO,
        ),
    )


def _is_outside(entry: zipfile.ZipInfo) -> bool:
    path = find_path(entry)
    return path.is_absolute() or ".." in path.parts or ":" in entry.filename or "\0" in entry.orig_filename


def find_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Where an entry belongs: some programs write ``./`` before each name, or a backslash between folders."""
    return PurePosixPath(entry.filename.replace("\\", "/"))


def read_within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, allowed: Allowance = PACKAGE) -> bytes:
    """The bytes of an entry; what an archive says about its size is not believed. Raises Refused where it is torn or too large."""
    found = bytearray()
    try:
        with archive.open(entry) as file:
            while chunk := file.read(CHUNK):
                found += chunk
                if len(found) > most:
                    raise refuse_size(allowed)
    except DAMAGE as error:
        name = shorten_name(entry.filename)
        raise Refused(
            say("'{name}' in the archive is damaged and cannot be unpacked; pack it again and upload it.", name=name)
        ) from error
    return bytes(found)


def refuse_size(allowed: Allowance = PACKAGE) -> Refused:
    """What is said of a file that is too large."""
    most, unpacked = allowed.most_bytes // 2**20, allowed.most_unpacked // 2**20
    return Refused(
        say("The file is too large: {most} MB at most, {unpacked} MB when unpacked.", most=most, unpacked=unpacked)
    )


def refuse_macros() -> Refused:
    """What is said of a file that could run something."""
    return Refused(
        say("The file holds macros, embedded objects or external links; save it as .xlsx or .docx without them.")
    )


def shorten_name(name: str) -> str:
    """A name from an archive as a message repeats it: printable and not longer than a line."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
