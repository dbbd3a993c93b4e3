"""Every message of the program is translated, none is stale, and a word means one thing."""

import re
from pathlib import Path

import pytest

from catalogue import CATALOGUES, extract_messages, list_calls, list_entries, read_catalogue
from peakfolio.words import COMMA, SPACE, Name, listing, say, say_in, say_many

FIELD = re.compile(r"{(\w+)")
FIELDS, LETTERS = re.compile(r"{[^}]*}"), re.compile("[A-Za-z]{4}")  # shorter ones are units and symbols
SAME_IN_BOTH: set[str] = set()
HAN = re.compile("[\u3400-\u9fff]")
TWO_MEANINGS = {
    " and ": "between bounds and between years",
    ", ": "Chinese tells a list from a clause",
    "; ": "Chinese tells a list from a clause",
    "Effects": "what projects do, and which reading of it is taken",
    "Figure": "a number, and a picture",
    "For each more": "Chinese counts each kind of thing with its own word",
    "Total": "a sum, and the Sobol index",
    "activity": "activity data, and the driver of a decomposition",
    "middle": "a weight of a risk, and which reading of an effect is taken",
    "construction": "an industry, and a stage of a project",
    "in force": "that something is, and that it is asked to be",
    "months": "a column, and a unit",
    "municipal": "who pays, and whose level",
    "no": "an answer, and a project that is not chosen",
    "no figure": "of an effect, and of progress that cannot be computed",
    "points": "a column, and a unit",
    "projects": "Chinese counts with a word of its own",
    "provincial": "who pays, and whose level",
    "met": "by the portfolio, and already today",
    "targets of the {standard}": "a choice, and whose targets",
    "yes": "an answer, and a project that is chosen",
    "write {number}": "with other digits, and without separators",
}  # an English word with more than one Chinese word, and why
ONLY_CHINESE = {"{names} and {rest} more": {"count"}}  # 等 N 项 counts all, "and N more" the rest


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_message_is_translated_and_none_is_stale(path: Path) -> None:
    said = {key: forms for key, forms, _, _ in list_entries(extract_messages())}
    known = {key: (translation, fuzzy) for key, _, translation, fuzzy in list_entries(read_catalogue(path))}
    assert set(said) - set(known) == set(), "messages without a translation: run `make words`, then translate"
    assert set(known) - set(said) == set(), "translations of messages that nothing says: run `make words`"
    assert [key for key, (translation, fuzzy) in known.items() if not translation or fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_has_the_fields_of_its_message(path: Path) -> None:
    for (_, text), forms, translation, _ in list_entries(read_catalogue(path)):
        fields = {name for form in forms for name in FIELD.findall(form)} | ONLY_CHINESE.get(text, set())
        assert set(FIELD.findall(translation)) <= fields, text


def test_one_word_stands_for_one_thing() -> None:
    found: dict[str, set[str]] = {}
    for (_, text), _, translation, _ in list_entries(read_catalogue(CATALOGUES[0])):
        found.setdefault(text, set()).add(translation)
    assert {text for text, translations in found.items() if len(translations) > 1} == set(TWO_MEANINGS)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_is_not_the_english_again(path: Path) -> None:
    same = {text for (_, text), _, translation, _ in list_entries(read_catalogue(path)) if translation == text}
    assert {text for text in same if LETTERS.search(FIELDS.sub("", text))} <= SAME_IN_BOTH


def test_every_message_is_given_the_fields_it_names() -> None:
    """A field that is missing would only be noticed when the sentence is read."""
    wrong = [place for place, texts, given in list_calls() for text in texts if set(FIELD.findall(text)) - given]
    assert wrong == []


def test_english_messages_hold_no_chinese_sentence() -> None:
    for key, forms, _, _ in list_entries(extract_messages()):
        assert not any(HAN.search(re.sub(r"[(“「'].*?[)”」']", "", form)) for form in forms), key


def test_a_message_is_read_with_its_fields_in_either_language() -> None:
    names = listing((Name("甲", "A"), "B"), COMMA)
    assert say("met").read("en") == "met"
    assert names.read("zh") == "甲、B"
    assert names.read("en") == "A, B"
    assert SPACE.read("zh") == ""


def test_a_count_takes_the_number_its_language_asks_for() -> None:
    one, many = (say_many("{n} project", "{n} projects", count) for count in (1, 2))
    assert (one.read("en"), many.read("en")) == ("1 project", "2 projects")


def test_a_context_tells_two_meanings_apart() -> None:
    assert say_in("stage", "construction").read("zh") != say("construction").read("zh")


def test_a_message_without_fields_keeps_its_braces() -> None:
    assert say("{").read("en") == "{"
