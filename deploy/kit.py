"""Copy what the pages are dressed with out of npm's packages into an ignored folder, as set-up does: `python deploy/kit.py`.

Tabler's style sheet, ECharts, and one sprite of those Tabler icons that a template or a menu entry names. Nothing of others
is committed, nothing is fetched when the desk runs.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DESK = ROOT / "src" / "qiao" / "desk"
KIT = DESK / "ui" / "kit"
PACKAGES = ROOT / "node_modules"
COPIED = {
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts.js": "echarts/dist/echarts.common.min.js",
}
LICENCES = {"echarts": "echarts/LICENSE", "tabler-icons": "@tabler/icons/LICENSE"}  # Tabler's stands in its style sheet
USED = re.compile(r"""(?:\{% icon |\bicon=)["']([a-z][a-z0-9-]*)["']""")


def icons_used() -> list[str]:
    """The icons that the desk's templates and menus name."""
    sources = [path for kind in ("*.html", "*.py") for path in DESK.rglob(kind)]
    return sorted({name for path in sources for name in USED.findall(path.read_text(encoding="utf-8"))})


def sprite(names: list[str]) -> str:
    """One picture that holds the icons, each a symbol under its name."""
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "".join(map(symbol, names)) + "</svg>\n"


def symbol(name: str) -> str:
    """An icon of the outline set as a symbol."""
    path = PACKAGES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
    if not path.exists():
        sys.exit(f"There is no Tabler icon called {name}: look for another one.")
    drawing = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = " ".join(drawing.split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>\n'


def main() -> None:
    """Make the folder anew, beside its place, then put it there."""
    if not PACKAGES.exists():
        sys.exit("npm's packages are not here: run `make venv`, which installs them.")
    KIT.mkdir(exist_ok=True)
    for name, source in COPIED.items():
        text = (PACKAGES / source).read_text(encoding="utf-8")
        # A map of the sources is not served, so nothing may point at it.
        (KIT / name).write_text(re.sub(r"/[/*]# sourceMappingURL=\S+(?: \*/)?", "", text), encoding="utf-8")
    (KIT / "icons.svg").write_text(sprite(icons_used()), encoding="utf-8")
    for name, source in LICENCES.items():
        shutil.copyfile(PACKAGES / source, KIT / f"{name}.LICENSE.txt")


if __name__ == "__main__":
    main()
