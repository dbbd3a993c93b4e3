"""A file that is not taken in at all, and why."""

from peakfolio.errors import PeakfolioError
from peakfolio.language import Sentence


class Refused(PeakfolioError):
    """A file that is not taken in, and why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.sentence = Sentence(zh, en)
        super().__init__(zh, en)
