"""The letters of the portfolios one may decide for, the same on the page to decide by and in every chapter, table and figure."""

from collections.abc import Mapping

from peakfolio.delivery.outlook import DeliveryOutlook
from peakfolio.delivery.robust import RobustChoice
from peakfolio.report.delivery.names import COURSE_NAMES
from peakfolio.words import Words, say

FIRST = "A"  # the cheapest on paper


def letter_choices(outlook: DeliveryOutlook) -> Mapping[str, str]:
    """The letter of every robust choice (``robust``, ``promise``, ``later``) that is an option; A where it is the chosen portfolio itself.

    One that does not reach the wanted certainty has none.
    """
    asked = {"robust": outlook.robust, "promise": outlook.promise, "later": outlook.later}
    found, letters = dict[str, str](), iter("BCD")
    for key, choice in asked.items():
        if choice is not None and choice.is_reached:
            found[key] = FIRST if is_first(outlook, choice) else next(letters)
    return found


def is_first(outlook: DeliveryOutlook, choice: RobustChoice) -> bool:
    """Whether a choice builds what the cheapest on paper builds, in the same years for the same targets: there is nothing to decide."""
    is_same = choice.portfolio.starts == outlook.choice.portfolio.starts
    return is_same and choice.by in (None, outlook.milestone) and not choice.dropped


def find_secure_letter(outlook: DeliveryOutlook) -> str | None:
    """The letter of the first robust choice that reaches the wanted certainty; None where none does."""
    return next(iter(letter_choices(outlook).values()), None)


def name_secure(outlook: DeliveryOutlook) -> Words:
    """The robust portfolio that is looked at, by the letter of its option."""
    letter = find_secure_letter(outlook)
    if letter is None:
        return say("surest portfolio found (no option)")
    return say("option A, simulated again") if letter == FIRST else say("option {letter}", letter=letter)


def name_courses(outlook: DeliveryOutlook) -> Mapping[str, Words]:
    """The three portfolios whose delivery is looked at, by their options' letters."""
    return {**COURSE_NAMES, "secure": name_secure(outlook)}
