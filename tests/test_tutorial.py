"""The tutorial of an own county says what the program does with the files it hands out."""

import pytest

from peakfolio.app.own.editing import SETTINGS, Edits, lay_over
from peakfolio.importing.imported import Imported, Wishes
from peakfolio.importing.importing import import_documents
from peakfolio.importing.reading import read_document
from transcription import ROOT
from write_samples import EXCEL, WORD
from write_tutorial import PICTURES, SHOWN

MOST_BYTES = 150_000  # of a picture
PAGES = {"zh": ROOT / "docs/tutorial/own_county.zh.md", "en": ROOT / "docs/tutorial/own_county.md"}
SUFFIXES = {"zh": "", "en": ".en"}


@pytest.fixture(scope="module")
def imported() -> Imported:
    return import_documents([read_document(each.name, each.read_bytes()) for each in (WORD, EXCEL)], Wishes())


@pytest.mark.parametrize("language", PAGES)
def test_the_page_counts_what_the_import_counts(imported: Imported, language: str) -> None:
    page = PAGES[language].read_text(encoding="utf-8")
    unread = sum(cell.mark == "unread" for cell in imported.cells)
    projects = len(imported.rows["projects"])
    said = {"zh": (f"{projects} 个项目", f"这里 {unread} 处"), "en": (f"{projects} projects", f"{unread} here")}[
        language
    ]
    assert [each for each in said if each not in page] == []


@pytest.mark.parametrize("language", PAGES)
def test_every_picture_is_shown_and_small(language: str) -> None:
    page = PAGES[language].read_text(encoding="utf-8")
    names = [f"own_{name}{SUFFIXES[language]}.png" for name in SHOWN]
    assert [name for name in names if f"../pictures/{name})" not in page] == []
    assert {name: size for name in names if (size := (PICTURES / name).stat().st_size) > MOST_BYTES} == {}


def test_a_province_put_right_is_sure_and_has_its_english_name(imported: Imported) -> None:
    place = (SETTINGS, "", "region.province_zh")
    doubtful = [each.mark for each in imported.cells if each.column == "region.province_zh"]
    assert imported.settings.region.province_zh == "云南省"
    edited = lay_over(imported, Edits().set(place, "贵州省")).imported
    assert doubtful == ["check"]
    assert [each.mark for each in edited.cells if each.column == "region.province_zh"] == ["sure"]
    assert (edited.settings.region.province_zh, edited.settings.region.province_en) == ("贵州省", "Guizhou")


def test_the_order_of_the_files_changes_no_name_and_a_name_put_right_is_right_in_both_languages() -> None:
    documents = [read_document(each.name, each.read_bytes()) for each in (EXCEL, WORD)]
    imported = import_documents(documents, Wishes())
    assert imported.settings.region.name_zh == "东川区"
    edited = lay_over(imported, Edits().set((SETTINGS, "", "region.name_zh"), "昆明市东川区")).imported
    assert (edited.settings.region.name_zh, edited.settings.region.name_en) == ("昆明市东川区", "昆明市东川区")
