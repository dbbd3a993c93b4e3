"""Looks at a zip before anything of it is used: what kinds of parts, how many, how large, and whether they unpack at all."""

import io
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from peakfolio.app.limits import LEAST_BOMB, MOST_BYTES, MOST_FILES, MOST_RATIO, MOST_UNPACKED
from peakfolio.app.refusing import Refused
from peakfolio.words import say

CHUNK = 64 * 1024
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MACRO_PARTS = ("vbaproject.bin", "macrosheets/", "activex/", "embeddings/", "externallinks/")
# what the library raises of a file that is none or is torn
DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError, KeyError)


@contextmanager
def open_archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, every entry of it looked at. Raises Refused where it is none, is damaged, or could do harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_harm(archive.infolist())
            yield archive
    except DAMAGE as error:
        raise Refused(say("The file is damaged, or it is no zip or xlsx.")) from error


def refuse_harm(entries: list[zipfile.ZipInfo]) -> None:
    """Raises Refused where the list of entries promises harm."""
    if len(entries) > MOST_FILES:
        raise Refused(say("The archive holds more than {most_files} files.", most_files=MOST_FILES))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise refuse_size()
    twice = [path for path, count in Counter(find_path(entry) for entry in entries).items() if count > 1]
    if twice:
        name = shorten_name(str(twice[0]))
        raise Refused(say("The archive holds two files named '{name}'.", name=name))
    for entry in entries:
        _refuse_entry(entry)


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    name = shorten_name(entry.filename)
    path = find_path(entry)
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename or "\0" in entry.orig_filename:
        raise Refused(say("A name in the archive, '{name}', points outside its folder; it was refused.", name=name))
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(
            say(
                "'{name}' in the archive is no ordinary file but a link or a device, which may point outside its folder; it was "
                "refused.",
                name=name,
            )
        )
    if entry.flag_bits & 1:
        raise Refused(say("The archive has a password; upload it without one."))
    if entry.compress_type not in PACKINGS:
        raise Refused(
            say("'{name}' in the archive is packed in a way that is not taken; use an ordinary zip.", name=name)
        )
    if entry.file_size > LEAST_BOMB and entry.file_size > MOST_RATIO * entry.compress_size:
        raise Refused(
            say(
                "'{name}' in the archive unpacks to more than {most_ratio} times its size, which no table does; it was refused.",
                name=name,
                most_ratio=MOST_RATIO,
            )
        )
    if any(part in entry.filename.lower() for part in MACRO_PARTS):
        raise refuse_macros()


def find_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Where an entry belongs: some programs write ``./`` before each name, or a backslash between folders."""
    return PurePosixPath(entry.filename.replace("\\", "/"))


def read_within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of an entry; what an archive says about its size is not believed. Raises Refused where it is torn or too large."""
    found = bytearray()
    try:
        with archive.open(entry) as file:
            while chunk := file.read(CHUNK):
                found += chunk
                if len(found) > most:
                    raise refuse_size()
    except DAMAGE as error:
        name = shorten_name(entry.filename)
        raise Refused(
            say("'{name}' in the archive is damaged and cannot be unpacked; pack it again and upload it.", name=name)
        ) from error
    return bytes(found)


def refuse_size() -> Refused:
    """What is said of a file that is too large."""
    most, unpacked = MOST_BYTES // 2**20, MOST_UNPACKED // 2**20
    return Refused(
        say("The file is too large: {most} MB at most, {unpacked} MB when unpacked.", most=most, unpacked=unpacked)
    )


def refuse_macros() -> Refused:
    """What is said of a file that could run something."""
    return Refused(say("The file holds macros, embedded objects or external links; save it as .xlsx without them."))


def shorten_name(name: str) -> str:
    """A name from an archive as a message repeats it: printable and not longer than a line."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
