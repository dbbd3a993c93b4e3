"""The workbench in company: visitors who wait in line, visitors it does not know, other sites, and other names that lead to it."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peakfolio.app import limits
from peakfolio.app import visitors as company
from peakfolio.app.crew import Crew
from peakfolio.app.guard import Guard
from peakfolio.app.sessions import Session
from peakfolio.app.visitors import Sessions
from peakfolio.app.work import Report
from peakfolio.plan.settings import Scenario


class Process:
    """Stands for the process of a visitor: alive from its first question until it is closed, and done when the test says so."""

    def __init__(self) -> None:
        self.is_alive, self.asked, self.closed = False, 0, 0
        self.said: list[Report] = []

    def ask(self, *said: object) -> int:
        del said
        self.is_alive = True
        self.asked += 1
        return self.asked

    order = ask

    def drop(self) -> None:
        self.said = []

    def collect(self) -> list[Report]:
        said, self.said = self.said, []
        return said

    def stop(self) -> None:
        self.said = []

    def close(self) -> None:
        self.closed += self.is_alive
        self.is_alive = False


@pytest.fixture
def visitors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sessions]:
    made = Session.__init__

    def make(self: Session, *given: Any, **named: Any) -> None:
        made(self, *given, **named, worker=Process())  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "__init__", make)
    visitors = Sessions(tmp_path)
    yield visitors
    visitors.close()


def come(visitors: Sessions, key: str) -> Session:
    session = visitors.find(key, "zh")
    assert session is not None
    return session


def finish(session: Session) -> None:
    session.worker.said = [Report(1, "done", None)]  # type: ignore[attr-defined]


def test_who_asks_ninth_waits_and_nobodys_work_is_ended(visitors: Sessions) -> None:
    everybody = [come(visitors, f"visitor {number}") for number in range(12)]
    for each in everybody:
        each.ask()
    working, waiting = everybody[: limits.MOST_WORKERS], everybody[limits.MOST_WORKERS :]
    assert [each.count_before() for each in everybody] == [None] * 8 + [0, 1, 2, 3]
    visitors.tend()
    assert all(each.is_busy for each in everybody)
    assert all(each.worker.asked == 1 and each.worker.closed == 0 for each in working)  # type: ignore[attr-defined]
    assert all(each.worker.asked == 0 for each in waiting)  # type: ignore[attr-defined]
    finish(working[3])
    visitors.tend()
    assert not working[3].is_busy
    assert [each.count_before() for each in waiting] == [None, 0, 1, 2]
    assert sum(each.worker.closed for each in everybody) == 1  # type: ignore[attr-defined]


def test_an_answer_is_taken_in_and_makes_room_although_the_page_is_closed(visitors: Sessions) -> None:
    one = come(visitors, "one")
    one.ask()
    finish(one)
    visitors.tend()
    assert one.found.is_done


def test_a_visitor_who_has_a_place_keeps_it_for_the_next_question(visitors: Sessions) -> None:
    everybody = [come(visitors, f"visitor {number}") for number in range(9)]
    for each in everybody:
        each.ask()
    everybody[0].change(Scenario(budget_wan_yuan=1.0))
    assert everybody[0].worker.asked == 2  # type: ignore[attr-defined]
    assert everybody[8].count_before() == 0


def test_who_stops_waiting_leaves_the_line(visitors: Sessions) -> None:
    everybody = [come(visitors, f"visitor {number}") for number in range(10)]
    for each in everybody:
        each.ask()
    everybody[8].stop()
    assert everybody[8].found.is_stopped
    assert everybody[9].count_before() == 0
    finish(everybody[0])
    visitors.tend()
    assert (everybody[8].worker.asked, everybody[9].worker.asked) == (0, 1)  # type: ignore[attr-defined]


def test_documents_are_ordered_once_and_wait_like_questions(visitors: Sessions) -> None:
    everybody = [come(visitors, f"visitor {number}") for number in range(9)]
    for each in everybody:
        each.ask()
    everybody[0].write()
    assert everybody[0].worker.asked == 2  # type: ignore[attr-defined]
    everybody[8].write()
    assert everybody[8].worker.asked == 0  # type: ignore[attr-defined]
    finish(everybody[0])
    visitors.tend()
    assert everybody[0].is_at_work
    assert everybody[0].worker.closed == 0  # type: ignore[attr-defined]
    assert everybody[8].count_before() == 0


def test_a_process_that_ends_by_itself_gives_its_place_free() -> None:
    class Alone:
        def __init__(self) -> None:
            self.worker, self.seen, self.is_at_work = Process(), 0.0, True

        def begin(self) -> None:
            self.worker.ask()

    crew, one, other = Crew(1), Alone(), Alone()
    crew.call(one)  # type: ignore[arg-type]
    crew.call(other)  # type: ignore[arg-type]
    assert crew.count_before(other) == 0  # type: ignore[arg-type]
    one.worker.is_alive = False
    crew.move_up()
    assert crew.count_before(other) is None  # type: ignore[arg-type]
    assert other.worker.asked == 1


def fill(visitors: Sessions, monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    monkeypatch.setattr(company, "MOST_VISITORS", 3)
    everybody = [come(visitors, f"visitor {number}") for number in range(3)]
    for each in everybody:
        each.save("mine")
        each.seen -= 3 * 24 * 3600.0
    return everybody


def test_nobodys_work_is_dropped_for_a_newcomer(visitors: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = fill(visitors, monkeypatch)
    assert visitors.find("newcomer", "zh") is None
    visitors.tend()
    assert [visitors.find(f"visitor {number}", "zh") for number in range(3)] == everybody
    assert visitors.find_language("newcomer", "en") == "en"


def test_who_is_away_with_nothing_to_lose_makes_room(visitors: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = fill(visitors, monkeypatch)
    everybody[1].forget("mine")
    assert visitors.find("newcomer", "zh") is not None
    assert visitors.find("visitor 0", "zh") is everybody[0]
    assert visitors.find("visitor 2", "zh") is everybody[2]


def test_who_looks_keeps_the_place_even_with_nothing_to_lose(
    visitors: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = fill(visitors, monkeypatch)
    everybody[1].forget("mine")
    everybody[1].look()
    assert visitors.find("newcomer", "zh") is None


def test_work_nobody_came_back_for_is_forgotten_after_days(visitors: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = fill(visitors, monkeypatch)
    everybody[0].seen = time.monotonic() - limits.FORGET_SECONDS - 1
    visitors.tend()
    assert visitors.find("newcomer", "zh") is not None


def test_a_process_with_nothing_to_do_is_ended_and_one_at_work_is_not(visitors: Sessions) -> None:
    resting, working = come(visitors, "resting"), come(visitors, "working")
    for each in (resting, working):
        each.ask()
        each.seen -= limits.IDLE_SECONDS + 1
    finish(resting)
    visitors.tend()
    assert (resting.worker.closed, working.worker.closed) == (1, 0)  # type: ignore[attr-defined]


def ask_guard(guard: Guard, kind: str = "http", **headers: str) -> dict[str, Any]:
    """What the guard says; 200 where it lets the request through."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(guard({"type": kind, "headers": pairs, "method": "GET", "path": "/"}, receive, send))
    return sent[0]


async def let_in(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403), ("Cross-Site", 403), ("odd", 403)],
)
def test_only_a_page_of_its_own_or_an_address_typed_by_hand_is_answered(site: str, status: int) -> None:
    guard = Guard(let_in)
    assert ask_guard(guard, host="127.0.0.1:8080", sec_fetch_site=site)["status"] == status
    told = ask_guard(guard, "websocket", host="127.0.0.1:8080", sec_fetch_site=site)
    assert (told.get("type") == "websocket.close") == (status == 403)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("[::1]:8080", 200),
        ("192.168.3.4", 200),
        ("plans.example.cn", 200),
        ("evil.example:8080", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("evil.example#localhost", 421),
        ("localhost@evil.example", 421),
        ("[::1", 421),
        ("主机", 421),
        ("", 421),
    ],
)
def test_another_name_that_leads_here_is_not_answered(host: str, status: int) -> None:
    """A site may let its name lead to this machine; its pages then ask from an origin that fits the host."""
    guard = Guard(let_in, names=("localhost", "plans.example.cn"))
    assert ask_guard(guard, host=host)["status"] == status
    assert ask_guard(guard, host=host, origin=f"http://{host}")["status"] == status
