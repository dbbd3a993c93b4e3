"""The web page of a content: one file that works without a network, with figures a reader can question."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from peakfolio.render.pictures import build_chart
from peakfolio.render.screen import CONFIG, plot_chart, read_script, write_plot
from peakfolio.render.word_tables import SHORT
from peakfolio.report.document import Block, Bullets, Document, Figure, Table, Text
from peakfolio.report.wrapping import count_letters
from peakfolio.words import Language, say

TEMPLATES = Path(__file__).parent / "templates"
CODES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


def render_page(content: Document, pictures: Mapping[str, bytes]) -> str:
    """The page; ``pictures`` are the figures as PNG by name, shown on paper and where no script runs."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    return environment.get_template("report.html.j2").render(
        content=content,
        code=CODES[content.language],
        contents=say("Contents").read(content.language),
        kind=name_kind,
        plots={each.name: Markup(plot_block(each, content)) for each in content.figures},
        pictures={name: base64.b64encode(data).decode() for name, data in pictures.items()},
        is_short=is_short,
        config=Markup(json.dumps(CONFIG)),
        script=Markup(read_script()) if content.figures else "",
    )


def plot_block(figure: Figure, content: Document) -> str:
    """A figure of the content as JSON of Plotly."""
    return write_plot(plot_chart(build_chart(figure), content.language))


def is_short(table: Table, place: int) -> bool:
    """Whether every cell of a column is so short that it need not be broken."""
    return all(count_letters(table.columns[place].show(row[place])) <= SHORT for row in table.rows)


def name_kind(block: Block) -> str:
    """What a block is, for the template."""
    kinds: dict[type[Any], str] = {Text: "text", Bullets: "bullets", Table: "table", Figure: "figure"}
    return kinds[type(block)]
