"""The gallery shows each component, in both languages, and every chart's table says what its drawing says."""

from collections.abc import Callable
from pathlib import Path

from cast import Cast
from django.test import Client

from qiao.desk import ui
from qiao.desk.ui import gallery

FOLDER = Path(ui.__file__).parent
FRAMES = {"page", "entrance", "field", "money", "sort"}  # stand in the gallery inside of others


def test_every_component_stands_in_the_gallery() -> None:
    text = (FOLDER / "templates" / "ui" / "gallery.html").read_text(encoding="utf-8")
    names = {path.stem for path in (FOLDER / "templates" / "components").glob("*.html")}
    assert {name for name in names - FRAMES if f"<c-{name.replace('_', '-')}" not in text} == set()


def test_the_gallery_opens(cast: Cast, sign_in: Callable[..., Client]) -> None:
    browser = sign_in(cast.rm)
    for language in ("zh-hans", "en"):
        browser.post("/account/preferences/", {"language": language})
        page = browser.get("/ui/")
        assert page.status_code == 200


def test_a_charts_table_says_what_its_drawing_says() -> None:
    for chart in gallery.page().charts:
        columns = [list(column) for column in zip(*(figures for _, figures in chart.rows), strict=True)]
        drawn = [[figure or "" for figure in one["figures"]] for one in chart.drawing["series"]]
        assert [[text.replace(",", "").replace("−", "-") for text in column] for column in columns] == drawn
