"""The faults of a package in Chinese: the reader names them in English, by fixed patterns."""

from dataclasses import replace

from peakfolio.errors import Fault
from peakfolio.language import Language


def word_fault(fault: Fault, language: Language) -> Fault:
    """The fault in one language."""
    return fault if language == "en" else replace(fault)
