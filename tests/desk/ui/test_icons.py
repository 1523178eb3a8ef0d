"""The sprite holds every icon that the menu names; one that it lacks is a blank place and no error."""

from pathlib import Path

from qiao.desk import ui
from qiao.desk.ui import menus

SPRITE = Path(ui.__file__).parent / "kit" / "icons.svg"


def test_every_entry_of_the_menu_has_its_icon() -> None:
    drawn = SPRITE.read_text(encoding="utf-8")
    named = {entry.icon for entry in menus._entries.values()}
    assert named
    assert {icon for icon in named if f'id="{icon}"' not in drawn} == set()
