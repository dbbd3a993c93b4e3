"""Reads what a plan says of an indicator itself: met, partly met, not met."""

import re

from peakfolio.importing.cleaning import squeeze
from peakfolio.plan.vocabulary import PrintedStatus
from peakfolio.words import Words, say

STATUSES: tuple[tuple[str, PrintedStatus], ...] = (
    (r"部分达标|基本达标|部分满足|基本满足|部分完成|基本完成|接近达标", "partly_met"),
    (r"(?:未|不|尚未|暂未|暂不|没有)(?:能)?(?:达标|达到|满足|完成|符合|通过)|否|×|✗|✘|N|n|未达|不合格", "not_met"),
    (r"(?:已|均|全部|稳定|全面|可)?(?:达标|达到|满足|完成|符合|通过)|是|√|✓|✔|Y|y|合格|已达", "met"),
    (r"无现状|无数据|未统计|未开展监测|无法评价|不确定|待核|不评价|未知", "unknown"),
)


def read_status(words: str) -> tuple[PrintedStatus | None, Words | None]:
    """A printed judgement; with a reason to look at it where words are left over."""
    plain = squeeze(words)
    for pattern, status in STATUSES:
        if re.fullmatch(pattern, plain):
            return status, None
        if re.match(rf"(?:{pattern})[,，;；、(（]", plain):
            return status, None
    found = [status for pattern, status in STATUSES if re.match(pattern, plain) and len(plain) > 1]
    return (found[0], say("only the first words of the judgement were read")) if found else (None, None)
