"""Read-only links: a report as it was when the link was made, for somebody who has the link and not the password.

A link leads to a page that is written once; behind it stands no session, so there is nothing it could change. What is kept lies in the
workspace, in a folder named by a digest of the link's secret, so that no address names a place on disk.
"""

import hashlib
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from peakfolio.app.limits import LINK_SECONDS, MOST_LINKS
from peakfolio.importing.refusing import Refused
from peakfolio.keeping import make_folder
from peakfolio.plan.kept_work import LinkLabel, dump_kept, parse_link
from peakfolio.words import Language, say

LINKS = "links"
LABEL_FILE = "link.json"
ADDRESS = "/shared/"
SECRET_BYTES = 24
LINK = re.compile(r"/shared/([A-Za-z0-9_-]{32})/(zh|en)", re.ASCII)


@dataclass(frozen=True)
class Link:
    """A link that somebody made: its folder, secret, what it shows, and the day from which it leads nowhere."""

    folder: Path
    label: LinkLabel

    @property
    def ends(self) -> datetime:
        """When it ends."""
        return datetime.fromtimestamp(self.label.made + LINK_SECONDS, UTC)

    def name_address(self, language: Language) -> str:
        """Its address below that of the workbench."""
        return f"{ADDRESS}{self.label.secret}/{language}"


def make_link(links: Path, owner: str, title: str, pages: dict[Language, bytes]) -> Link:
    """Writes the pages behind a new link. Raises Refused where its owner has too many, PeakfolioError where it cannot be written."""
    if len(list_links(links, owner)) >= MOST_LINKS:
        raise Refused(say("There are {most} links already; withdraw one first.", most=MOST_LINKS))
    label = LinkLabel(secret=secrets.token_urlsafe(SECRET_BYTES), owner=owner, title=title, made=time.time())
    place = _name_folder(links, label.secret)
    links.mkdir(mode=0o700, parents=True, exist_ok=True)
    with make_folder(place) as making:
        for language, page in pages.items():
            (making / _name_page(language)).write_bytes(page)
        (making / LABEL_FILE).write_bytes(dump_kept(label))
    place.chmod(0o700)
    return Link(place, label)


def list_links(links: Path, owner: str) -> tuple[Link, ...]:
    """The links of one visitor that have not ended, the newest first."""
    found = [link for link in _read_links(links) if link.label.owner == owner and not _is_over(link)]
    return tuple(sorted(found, key=lambda link: link.label.made, reverse=True))


def withdraw_link(links: Path, owner: str, secret: str) -> bool:
    """Ends a link of one's own at once; False where there is none such."""
    for link in list_links(links, owner):
        if secrets.compare_digest(link.label.secret, secret):
            shutil.rmtree(link.folder, ignore_errors=True)
            return True
    return False


def find_page(links: Path, path: str) -> Path | None:
    """The page an address leads to; None where the address is none of ours, or its link was withdrawn or has ended."""
    said = LINK.fullmatch(path)
    if said is None:
        return None
    link = _read_link(_name_folder(links, said[1]))
    if link is None or _is_over(link):
        return None
    page = link.folder / _name_page(said[2])
    return page if page.is_file() else None


def tidy_links(links: Path) -> None:
    """Removes what is behind links that have ended."""
    for link in _read_links(links):
        if _is_over(link):
            shutil.rmtree(link.folder, ignore_errors=True)


def _name_folder(links: Path, secret: str) -> Path:
    return links / hashlib.sha256(secret.encode()).hexdigest()[:32]


def _name_page(language: str) -> str:
    return f"report.{language}.html"


def _read_links(links: Path) -> list[Link]:
    folders = links.iterdir() if links.is_dir() else ()
    return [link for folder in folders if (link := _read_link(folder)) is not None]


def _read_link(folder: Path) -> Link | None:
    path = folder / LABEL_FILE
    label = parse_link(path.read_bytes()) if path.is_file() and not folder.is_symlink() else None
    return None if label is None else Link(folder, label)


def _is_over(link: Link) -> bool:
    return time.time() >= link.label.made + LINK_SECONDS
