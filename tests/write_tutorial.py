"""Takes the pictures of the tutorial of an own county from the real workbench, in both languages: ``make tutorial``."""

import io
import tempfile
from pathlib import Path

from PIL import Image

from own_tour import Tour, go, speak
from transcription import ROOT
from workbench import Visitor, open_browser, run_workbench
from write_samples import EXCEL, WORD

PICTURES = ROOT / "docs" / "pictures"
SHOWN = ("tables", "indicators", "projects", "status", "proposals", "question", "decided", "download")
COLOURS, WIDTH = 128, 1100  # enough for words, lines and the colours that mean something, and small
SETTLE = 400


def keep_picture(tour: Tour, name: str) -> None:
    """The window as it is, in few colours."""
    if name not in SHOWN:
        return
    tour.page.wait_for_timeout(SETTLE)
    picture = Image.open(io.BytesIO(tour.page.screenshot())).convert("RGB")
    picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
    suffix = "" if tour.language == "zh" else ".en"
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"own_{name}{suffix}.png", optimize=True)


def main() -> None:
    for language in ("zh", "en"):
        with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
            place = Path(folder)
            with run_workbench(place / "workspace") as address:
                visitor = Visitor(browser, address).come()
                speak(visitor.page, language)
                go(Tour(visitor, language, keep_picture), place, (WORD, EXCEL))
                visitor.leave()


if __name__ == "__main__":
    main()
