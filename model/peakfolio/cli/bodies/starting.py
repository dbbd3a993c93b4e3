"""Tables begun from what little is known: start."""

from peakfolio.carbon.opening import open_plan
from peakfolio.cli.calling import Reader
from peakfolio.errors import PeakfolioError
from peakfolio.importing.started import Started
from peakfolio.importing.starting_delivery import start_delivery
from peakfolio.importing.storing_started import write_started
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.reading import read_starters
from peakfolio.render.console.screen import Screen
from peakfolio.words import listing, say


def start(reader: Reader, region: str, delivery: bool) -> None:
    """Begins the tables that are asked for, and tells what was taken, assumed, and is to be verified first."""
    if not delivery:
        raise PeakfolioError(say("Say what to begin: --delivery."))
    if region in list_regions():
        raise PeakfolioError(
            say(
                "{region} ships with peakfolio and is not changed; copy it first: peakfolio new FOLDER --from {region}",
                region=region,
            )
        )
    place = find_region(region)
    before, book = open_plan(place), read_starters()
    started = start_delivery(before, book)
    files = write_started(before, started, place)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json(_describe(reader, started, files))
        return
    _show(screen, started, files)


def _describe(reader: Reader, started: Started, files: tuple[str, ...]) -> dict[str, object]:
    return {
        "files": list(files),
        "rows": {table: len(rows) for table, rows in started.rows.items()},
        "verify": [each.read(reader.language) for each in started.verify],
        "taken": [each.read(reader.language) for each in started.taken],
        "assumed": [each.read(reader.language) for each in started.assumed],
    }


def _show(screen: Screen, started: Started, files: tuple[str, ...]) -> None:
    for head, said in (
        (say("To be verified first:"), started.verify),
        (say("Taken:"), started.taken),
        (say("Assumed (each row says so):"), started.assumed),
    ):
        if said:
            screen.say(head, "bold")
            screen.say_each(said, "  - ")
    written = listing(files) if files else say("nothing; it was begun before")
    screen.say(say("Written: {files}", files=written))
