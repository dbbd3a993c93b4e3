"""Plans that ship and packages of one's own: regions, new."""

from pathlib import Path

import click

from peakfolio.cli.calling import Reader
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.reading import read_plan
from peakfolio.plan.writing import write_blank_package, write_copy
from peakfolio.render.console.screen import Screen
from peakfolio.words import say


def regions(reader: Reader) -> None:
    """The plans that ship, with their names."""
    found = {name: read_plan(find_region(name)).settings.region for name in list_regions()}
    rows = [{"region": name, "name_zh": each.name_zh, "name_en": each.name_en} for name, each in found.items()]
    if reader.as_json:
        Screen(reader.language).show_json(rows)
        return
    for row in rows:
        click.echo(f"{row['region']:18} {row['name_zh']}  {row['name_en']}")


def new(reader: Reader, folder: Path, region: str | None) -> None:
    """An empty package, or a copy of a plan."""
    if region is None:
        write_blank_package(folder)
    else:
        source = find_region(region)
        write_copy(source, read_plan(source).settings, folder)
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json({"folder": str(folder), "files": sorted(path.name for path in folder.iterdir())})
        return
    screen.say(say("{folder}: fill in plan.toml and the tables, then run: peakfolio check {folder}", folder=folder))
