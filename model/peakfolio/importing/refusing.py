"""A file that is not taken in at all, and why."""

from peakfolio.errors import PeakfolioError


class Refused(PeakfolioError):
    """A file that is not taken in, and why."""
