"""From documents to what they say of a plan: the tables, what they were taken for, and every row with the words it was read from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from peakfolio.importing.claiming import make_claims
from peakfolio.importing.classifying import classify, settle_heads
from peakfolio.importing.cleaning import label
from peakfolio.importing.documents import Document
from peakfolio.importing.energy_rows import read_energy
from peakfolio.importing.entries import list_entries
from peakfolio.importing.framing import Frame, frame_plan
from peakfolio.importing.imported import Asked, Heading, Imported, ReadCell, ReadTable, TableKind, Wishes
from peakfolio.importing.indicator_rows import Reading, read_indicators
from peakfolio.importing.known import FindKnown, choose_systems, find_nothing, look_up
from peakfolio.importing.making import Made, MadeRow, Unread, list_cells
from peakfolio.importing.naming import Names
from peakfolio.importing.project_items import Pool, list_items
from peakfolio.importing.project_rows import read_project
from peakfolio.importing.prose_figures import list_second_figures
from peakfolio.importing.quantities import list_quantities
from peakfolio.importing.shares import list_share_claims
from peakfolio.importing.table_sums import list_sum_claims
from peakfolio.importing.tables import PlanTable, list_tables
from peakfolio.importing.totals import list_prose_claims, list_table_claims
from peakfolio.importing.unmet import list_unmet
from peakfolio.plan.package import TABLES
from peakfolio.plan.reading import read_systems
from peakfolio.plan.rows import Row, Source
from peakfolio.plan.settings import Settings
from peakfolio.plan.system_book import SystemBook
from peakfolio.words import Words, say

FRAME_LINES = ("省份", "现状年", "规划期限", "近期", "中期", "远期")  # what the first sheet of the blank workbook asks
Kinded = tuple[PlanTable, TableKind]


def import_documents(
    documents: Sequence[Document], wishes: Wishes | None = None, systems: SystemBook | None = None
) -> Imported:
    """What documents say of a plan; names are looked up in the indicator systems that ship, or in those given.

    Raises UnknownName where the wished system does not exist.
    """
    wishes = wishes or Wishes()
    found = [each for document in documents for each in list_tables(document)]
    kinded, listed = _classify_all(found, wishes)
    frame, settings, cells, asked = frame_plan(documents, [table for table, _ in kinded], wishes)
    book = systems if systems is not None else read_systems()
    settings = _name_system(settings, wishes, book)
    find_known = _look_up(kinded, wishes, book)
    made = list(_make_all(kinded, documents, frame, find_known))
    rows = _sort_rows(made)
    rows["sources"] = _make_sources(documents, frame, settings.years.title_zh)
    tables = _put_in_order(rows)
    read = [
        *cells,
        *(
            cell
            for table in tables
            for cell in list_cells(table, [each for each in made if isinstance(each, MadeRow) and each.table == table])
        ),
    ]
    read += [_keep_unread(each) for each in made if isinstance(each, Unread)]
    questions = {each.key: each for each in (*asked, *(each for each in made if isinstance(each, Asked)))}
    left = tuple(dict.fromkeys(each for each in made if isinstance(each, Words)))
    left += tuple(_say_left(table) for table, kind in kinded if kind == "other" and not _is_frame(table))
    return Imported(settings, tables, tuple(read), listed, tuple(documents), tuple(questions.values()), left)


def _name_system(settings: Settings, wishes: Wishes, book: SystemBook) -> Settings:
    """The settings with the system a person named, so that what the plan leaves out of it can be said."""
    if wishes.system is None:
        return settings
    region = settings.region.model_copy(update={"system": book.find_system(wishes.system).system_id})
    return settings.model_copy(update={"region": region})


def _look_up(kinded: Sequence[Kinded], wishes: Wishes, book: SystemBook) -> FindKnown:
    """Names looked up in the system a person names, else in those the plan's own list fits."""
    lists = [table for table, kind in kinded if kind in ("indicators", "assessment")]
    names = [leaf.name for table in lists for entry in list_entries(table) for leaf in entry.leaves]
    chosen = choose_systems(names, book, wishes.system)
    return look_up(chosen, book) if chosen else find_nothing


def _classify_all(found: Sequence[PlanTable], wishes: Wishes) -> tuple[list[Kinded], tuple[ReadTable, ...]]:
    kinded: list[Kinded] = []
    listed: list[ReadTable] = []
    signatures: dict[TableKind, str] = {}
    for table in found:
        mapping = wishes.mappings.get(table.signature)
        kind, mark = classify(table)
        if mapping is not None:
            kind, mark = mapping[0], "sure"
        heads = settle_heads(table, kind)
        if mapping is not None:
            fields = mapping[1]
            heads = tuple(
                replace(each, field=fields[place] if place < len(fields) else None, mark="sure")
                for place, each in enumerate(heads)
            )
        first = signatures.setdefault(kind, table.signature)
        if mapping is None and kind in ("indicators", "assessment") and first != table.signature:
            mark = "check"  # a second list of another make: both are shown
        settled = replace(table, heads=heads)
        kinded.append((settled, kind))
        headings = tuple(
            Heading(place, each.text, each.field, each.mark, each.unit, each.year) for place, each in enumerate(heads)
        )
        listed.append(
            ReadTable(table.file, table.place, table.caption, kind, mark, headings, table.signature, table.where)
        )
    return kinded, tuple(listed)


def _make_all(
    kinded: Sequence[Kinded], documents: Sequence[Document], frame: Frame, find_known: FindKnown
) -> Iterator[Made]:
    lists = [table for table, kind in kinded if kind == "indicators"] or [
        table for table, kind in kinded if kind == "assessment"
    ]
    indicators: list[Made] = []
    for number, table in enumerate(lists):
        prefix, chapter = ("I", "main") if number == 0 else (f"L{number + 1}I", f"list{number + 1}")
        indicators += read_indicators(Reading(table, frame, prefix, chapter, find_known))
    yield from indicators
    rows = [each for each in indicators if isinstance(each, MadeRow)]
    names = Names(
        [
            (str(_get(each.row, "indicator_id")), str(_get(each.row, "name_zh")))
            for each in rows
            if each.table == "indicators"
        ]
    )
    pool = Pool(frame, names, tuple(table for table, kind in kinded if kind == "projects"))
    items = list_items(pool)
    for item in items:
        yield from read_project(pool, item)
    judged = frozenset(str(_get(each.row, "indicator_id")) for each in rows if each.table == "printed_assessments")
    yield from list_second_figures(documents, indicators, frame)
    yield from list_unmet(documents, names, frame, judged)
    statuses = any(each.table == "printed_assessments" for each in rows)
    natures = any(getattr(each.row, "nature", "unstated") != "unstated" for each in rows if each.table == "indicators")
    claims = [
        *list_table_claims(pool, items),
        *list_prose_claims(documents, has_statuses=statuses, has_natures=natures),
        *list_share_claims(documents, items),
        *(claim for table, kind in kinded if kind in ("other", "energy") for claim in list_sum_claims(table)),
    ]
    yield from make_claims(claims, frame)
    yield from list_quantities(documents, frame)
    yield from (each for table, kind in kinded if kind == "energy" for each in read_energy(table, frame))


def _get(row: Row, column: str) -> object:
    return getattr(row, column)


def _sort_rows(made: Sequence[Made]) -> dict[str, tuple[Row, ...]]:
    rows: dict[str, list[Row]] = {}
    for each in made:
        if isinstance(each, MadeRow):
            rows.setdefault(each.table, []).append(each.row)
    return {table: tuple(found) for table, found in rows.items()}


def _put_in_order(rows: dict[str, tuple[Row, ...]]) -> dict[str, tuple[Row, ...]]:
    return {table: rows[table] for table in TABLES if table in rows}


def _make_sources(documents: Sequence[Document], frame: Frame, title: str) -> tuple[Row, ...]:
    return tuple(
        Source(
            source_id=frame.sources[each.name],
            kind="document",
            title=title if number == 1 else each.name,
            file=f"source-{number}.txt",
        )
        for number, each in enumerate(documents, start=1)
    )


def _keep_unread(each: Unread) -> ReadCell:
    told = each.told
    return ReadCell(
        each.table, each.key, each.column, told.words, told.file, told.place, told.line, each.mark, each.why
    )


def _is_frame(table: PlanTable) -> bool:
    """Whether a table says nothing but years, such as the first sheet of the blank workbook: the frame of the plan was read from it."""
    lines = [label(each.text(0)) for each in table.lines]
    is_years = not table.heads or table.heads[0].field == "base"
    return is_years and all(each in FRAME_LINES for each in lines)


def _say_left(table: PlanTable) -> Words:
    return say(
        "{place} ({caption}) was taken for neither indicators nor projects",
        place=table.where if table.where.zh else table.place,
        caption=table.caption or "-",
    )
