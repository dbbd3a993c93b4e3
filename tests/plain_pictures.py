"""Pictures that are one grey point and, behind it, what they would be drawn from. Drawing them is most of the work of writing a run."""

from pathlib import Path

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)


def draw_nothing(chart: object, language: str) -> str:
    return f"{language} {chart}"


def save_point(drawn: str, place: Path) -> None:
    place.write_bytes(PIXEL + drawn.encode())
