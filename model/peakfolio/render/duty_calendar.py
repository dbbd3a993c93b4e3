"""The reports due as a calendar file (RFC 5545): an entry of a whole day for each day and unit.

What is overdue stands on the day the calendar was asked for: a day that has passed reminds nobody.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

from peakfolio.assess.duties import Duty, close_day
from peakfolio.plan.plan import Plan
from peakfolio.report.duties import UnitDuties, group_duties, name_all, name_reporter
from peakfolio.words import NOTHING, Language, Words, say, say_in, say_many

LONGEST = 75  # octets of a line, without its end (section 3.1)
REMINDED = "-P7D"  # a week before


def render_calendar(plan: Plan, day: str, duties: Sequence[Duty], language: Language) -> bytes:
    """The calendar file; the same for the same roster, so that a new one replaces the old in a calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//peakfolio//due//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape_text(say('{place}: reports due', place=plan.settings.region.name).read(language))}",
    ]
    today = close_day(day)
    for is_late in (True, False):
        kept = [each for each in duties if each.is_overdue == is_late]
        for unit in group_duties(kept, is_by_day=not is_late):
            lines += _list_event(plan, unit, today if is_late else unit.due, today, language)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold_line(line)).encode()


def _list_event(plan: Plan, unit: UnitDuties, shown_on: date, today: date, language: Language) -> Iterator[str]:
    is_late = unit.duties[0].is_overdue
    about, named = _say_about(unit, is_late=is_late).read(language), name_all(plan, unit.duties).read(language)
    told = f"{_say_since(unit).read(language)}\n{named}" if is_late else named
    region = plan.settings.region.id
    mark = sha256(f"{region}|{unit.reporter}|{'late' if is_late else shown_on.isoformat()}".encode()).hexdigest()[:24]
    yield from (
        "BEGIN:VEVENT",
        f"UID:{mark}@peakfolio",
        f"DTSTAMP:{today:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{shown_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{date.fromordinal(shown_on.toordinal() + 1):%Y%m%d}",
        f"SUMMARY:{escape_text(about)}",
        f"DESCRIPTION:{escape_text(told)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{'PT0S' if is_late else REMINDED}",
        f"DESCRIPTION:{escape_text(about)}",
        "END:VALARM",
        "END:VEVENT",
    )


def _say_about(unit: UnitDuties, *, is_late: bool) -> Words:
    return say_many(
        "{late}{unit}: {n} report due",
        "{late}{unit}: {n} reports due",
        len(unit.duties),
        late=say_in("before a unit", "Overdue. ") if is_late else NOTHING,
        unit=name_reporter(unit.reporter),
    )


def _say_since(unit: UnitDuties) -> Words:
    return say("The first was due on {day}.", day=unit.due.isoformat())


def escape_text(text: str) -> str:
    """A text as a value of the file (section 3.3.11)."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def fold_line(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, no letter cut; every part but the first begins with a space."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
