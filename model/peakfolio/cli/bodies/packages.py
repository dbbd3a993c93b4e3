"""Plans that ship and packages of one's own: regions, systems, new."""

from pathlib import Path
from typing import Any

import click

from peakfolio.cli.calling import Reader, note_idle
from peakfolio.cli.values import TERRAINS
from peakfolio.errors import PeakfolioError
from peakfolio.keeping import write_file
from peakfolio.plan.catalogue import find_region, list_regions
from peakfolio.plan.plan import Plan
from peakfolio.plan.reading import read_plan, read_systems
from peakfolio.plan.starting import Span, start_blank, start_plan
from peakfolio.plan.vocabulary import Terrain
from peakfolio.plan.writing import write_blank_package, write_copy
from peakfolio.render.blank_workbook import render_blank_workbook
from peakfolio.render.console.screen import Screen
from peakfolio.words import say

WORKBOOK = ".xlsx"


def regions(reader: Reader) -> None:
    """The plans that ship, with their names."""
    found = {name: read_plan(find_region(name)).settings.region for name in list_regions()}
    rows = [{"region": name, "name_zh": each.name_zh, "name_en": each.name_en} for name, each in found.items()]
    if reader.as_json:
        Screen(reader.language).show_json(rows)
        return
    for row in rows:
        click.echo(f"{row['region']:18} {row['name_zh']}  {row['name_en']}")


def systems(reader: Reader) -> None:
    """The indicator systems that ship: key, name, number, and how far each was read."""
    book, screen = read_systems(), Screen(reader.language)
    if reader.as_json:
        screen.show_json([each.model_dump(mode="json") for each in book.systems])
        return
    for each in book.systems:
        count = sum(row.number is not None for row in book.list_indicators(each.system_id))
        number = f" {each.number_zh}" if each.number_zh else ""
        screen.say(
            say(
                "{system_id}: {name}{number}; {count} indicators, {standards} standards",
                system_id=each.system_id,
                name=each.name,
                number=number,
                count=count,
                standards=len(book.list_standards(each.system_id)),
            )
        )
        screen.say_each((each.remark,) if each.is_whole else (say("not the whole list"), each.remark), "    ")


def new(reader: Reader, target: Path, region: str | None, system: str | None, **place: Any) -> None:
    """An empty package, a copy of a plan, a package that begins with a system, or a workbook to fill in."""
    ground = None if place["terrain"] is None else TERRAINS[place["terrain"]]
    is_workbook = target.suffix.lower() == WORKBOOK
    if region is not None and (system is not None or is_workbook):
        raise PeakfolioError(
            say("a copy of a plan is a folder with its own indicators; leave out --from, or the others.")
        )
    if ground is not None and system is None:
        note_idle("--terrain", "new")
    if place["span"] is not None and (is_workbook or region is not None):
        note_idle("--years", WORKBOOK if is_workbook else "--from")
    if is_workbook:
        _write_workbook(reader, target, system, ground)
        return
    if region is not None:
        source = find_region(region)
        write_copy(source, read_plan(source).settings, target)
    else:
        write_blank_package(target, _start(system, ground, place["span"]))
    _tell_new(reader, target, system)


def _tell_new(reader: Reader, target: Path, system: str | None) -> None:
    """What was written, and of a system that is not whole here that it is not."""
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json({"folder": str(target), "files": sorted(path.name for path in target.iterdir())})
        return
    screen.say(say("{folder}: fill in plan.toml and the tables, then run: peakfolio check {folder}", folder=target))
    begun = None if system is None else read_systems().find_system(system)
    if begun is not None and not begun.is_whole:
        screen.say(
            say("The list of {name} is not whole here: {remark}", name=begun.name, remark=begun.remark), style="bold"
        )


def _start(system: str | None, terrain: Terrain | None, span: Span | None) -> Plan:
    return start_blank(span) if system is None else start_plan(read_systems(), system, terrain, span)


def _write_workbook(reader: Reader, target: Path, system: str | None, terrain: Terrain | None) -> None:
    if target.exists():
        raise PeakfolioError(say("{file} is there already; name a file that does not exist yet.", file=target))
    write_file(target, render_blank_workbook(reader.language, read_systems(), system, terrain))
    screen = Screen(reader.language)
    if reader.as_json:
        screen.show_json({"file": str(target)})
        return
    screen.say(say("{file}: fill in the sheets, then run: peakfolio import {file} --into FOLDER", file=target))
