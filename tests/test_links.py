"""Read-only links: who has one reads the report as it was, and nothing else; who has none, or an old one, reads nothing."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from peakfolio.app import limits, sharing
from peakfolio.app.guard import Guard
from peakfolio.app.link_pages import LinkPages
from peakfolio.app.share_view import share_report
from peakfolio.app.sharing import LINK, find_page, list_links, make_link, tidy_links, withdraw_link
from peakfolio.app.visitors import Sessions
from peakfolio.importing.refusing import Refused
from peakfolio.words import Language
from remembering import find_run_folder

PAGES: dict[Language, bytes] = {"zh": "报告".encode(), "en": b"report"}


def ask(app: Any, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    """The status and body that a request gets."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    said = {"host": "127.0.0.1:8080", **headers}
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items()]
    asyncio.run(app({"type": "http", "headers": pairs, "method": method, "path": path}, receive, send))
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent)


def guard_links(links: Path) -> Guard:
    return Guard(LinkPages(links), "secret", is_open=lambda path: LINK.fullmatch(path) is not None)


def test_a_link_leads_to_the_report_in_both_languages_without_the_password_from_any_page(tmp_path: Path) -> None:
    link = make_link(tmp_path / "links", "mine", "东川", PAGES)
    guard = guard_links(tmp_path / "links")
    assert ask(guard, link.name_address("zh"), sec_fetch_site="cross-site") == (200, PAGES["zh"])
    assert ask(guard, link.name_address("en")) == (200, PAGES["en"])
    assert ask(guard, link.name_address("en"), "HEAD") == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/shared/",
        "/shared/x/zh",
        "/shared/../zh",
        "/_nicegui/x",
        "/shared/{secret}",
        "/shared/{secret}/fr",
        "/shared/{secret}/zh/../../",
    ],
)
def test_a_link_opens_nothing_else(tmp_path: Path, path: str) -> None:
    link = make_link(tmp_path / "links", "mine", "东川", PAGES)
    assert ask(guard_links(tmp_path / "links"), path.format(secret=link.label.secret))[0] == 401


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_link_is_only_read(tmp_path: Path, method: str) -> None:
    link = make_link(tmp_path / "links", "mine", "东川", PAGES)
    assert ask(guard_links(tmp_path / "links"), link.name_address("zh"), method)[0] == 401


def test_another_name_that_leads_here_reads_no_link(tmp_path: Path) -> None:
    link = make_link(tmp_path / "links", "mine", "东川", PAGES)
    assert ask(guard_links(tmp_path / "links"), link.name_address("zh"), host="evil.example")[0] == 421


def test_a_secret_that_nobody_gave_leads_nowhere_and_says_so(tmp_path: Path) -> None:
    make_link(tmp_path / "links", "mine", "东川", PAGES)
    status, page = ask(guard_links(tmp_path / "links"), f"/shared/{'A' * 32}/zh")
    assert status == 404
    assert "撤回" in page.decode()


def test_a_link_that_was_withdrawn_leads_nowhere(tmp_path: Path) -> None:
    links = tmp_path / "links"
    first, second = (make_link(links, "mine", title, PAGES) for title in "ab")
    assert not withdraw_link(links, "somebody else", first.label.secret)
    assert withdraw_link(links, "mine", first.label.secret)
    assert find_page(links, first.name_address("zh")) is None
    assert find_page(links, second.name_address("zh")) is not None
    assert [each.label.title for each in list_links(links, "mine")] == ["b"]


def test_a_link_ends_after_its_days_and_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    links = tmp_path / "links"
    link, now = make_link(links, "mine", "a", PAGES), time.time()
    monkeypatch.setattr(sharing.time, "time", lambda: now + limits.LINK_SECONDS - 60)
    assert find_page(links, link.name_address("zh")) is not None
    monkeypatch.setattr(sharing.time, "time", lambda: now + limits.LINK_SECONDS + 60)
    assert find_page(links, link.name_address("zh")) is None
    assert list_links(links, "mine") == ()
    tidy_links(links)
    assert list(links.iterdir()) == []


def test_there_is_an_end_to_links(tmp_path: Path) -> None:
    for _ in range(limits.MOST_LINKS):
        make_link(tmp_path, "mine", "a", PAGES)
    with pytest.raises(Refused, match="withdraw one"):
        make_link(tmp_path, "mine", "a", PAGES)
    make_link(tmp_path, "somebody else", "a", PAGES)


def test_the_secret_names_no_place_on_disk(tmp_path: Path) -> None:
    link = make_link(tmp_path, "mine", "a", PAGES)
    assert link.label.secret not in str(link.folder)
    assert link.folder.stat().st_mode & 0o077 == 0


def test_the_report_of_the_answer_is_shared_as_it_is_and_outlasts_the_session(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path / "work", tmp_path / "links")
    session = sessions.find("a browser", "zh")
    assert session is not None
    assert share_report(session) is None
    session.written = find_run_folder("kunming")
    link = share_report(session)
    assert link is not None
    sessions.close()
    page = find_page(tmp_path / "links", link.name_address("zh"))
    assert page is not None
    assert page.read_bytes() == (find_run_folder("kunming") / "report.html").read_bytes()


def test_no_link_is_made_where_no_password_is_asked(tmp_path: Path) -> None:
    session = Sessions(tmp_path / "work").find("a browser", "zh")
    assert session is not None
    session.written = find_run_folder("kunming")
    assert share_report(session) is None
