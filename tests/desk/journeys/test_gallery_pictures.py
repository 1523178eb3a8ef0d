"""The gallery looks as it did: pictures of it in both languages, light and dark, wide and on a phone.

QIAO_PICTURES=new keeps what it looks like now; look at each picture before it is committed.
"""

import io
import os
from pathlib import Path

import pytest
from browsing import Window
from cast import Cast
from PIL import Image, ImageChops, ImageFilter

pytestmark = pytest.mark.slow

KEPT = Path(__file__).parent / "pictures"
NOTICED = 40  # of 255: how far a spot's colour may stray after blurring; another version of a font moves edges a little
SPOTS = 0.004  # the part of the picture that may stray further

LOOKS = {
    "zh-light": {},
    "en-light": {"english": True},
    "zh-dark": {"dark": True},
    "zh-phone": {"phone": True},
}


@pytest.mark.parametrize("look", LOOKS)
def test_the_gallery_looks_as_it_did(look: str, window: Window, bank: Cast, tmp_path: Path) -> None:
    page = window(bank.rm, **LOOKS[look])
    page.goto("/ui/")
    page.wait_for_function("document.querySelectorAll('[data-chart] canvas').length === 3")
    now = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    now = now.resize((now.width // 2, now.height // 2), Image.Resampling.LANCZOS)
    kept = KEPT / f"{look}.png"
    if os.environ.get("QIAO_PICTURES") == "new":
        kept.parent.mkdir(exist_ok=True)
        now.save(kept, optimize=True)
    before = Image.open(kept).convert("RGB")
    now.save(tmp_path / f"{look}.png")
    assert now.size == before.size, f"{look} grew or shrank; it looks like {tmp_path / look}.png now"
    assert strayed(before, now) <= SPOTS, f"compare {kept} with {tmp_path / look}.png"


def strayed(before: Image.Image, now: Image.Image) -> float:
    """The part of the picture whose colour is noticeably another."""
    blurred = [picture.filter(ImageFilter.GaussianBlur(2)) for picture in (before, now)]
    away = ImageChops.difference(*blurred).convert("L").point(lambda value: 255 if value > NOTICED else 0)
    return away.histogram()[255] / (away.width * away.height)


def test_a_changed_picture_is_noticed() -> None:
    before = Image.new("RGB", (400, 400), "white")
    now = before.copy()
    now.paste("black", (0, 0, 60, 60))
    assert strayed(before, now) > SPOTS
    assert strayed(before, before) == 0
