"""Every page that is read, by people who may read it: accessible, in its own language alone, no wider than its window."""

import gzip
import re
from pathlib import Path
from typing import Any

import delivered
import pytest
from access_row import EVERYONE, address_of
from access_rows import ROWS
from access_world import World, build
from browsing import PHONE, WIDE, Visitor, Window
from cast import Cast
from playwright.sync_api import Page
from pytest_django import Settings

from qiao.desk.people import sample_people
from qiao.engine.ledger.tables import TABLES

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
# Latin words that may stand on a Chinese screen: names of things that have no Chinese one.
LATIN = {
    "English", "CSV", "XLSX", "PDF", "API", "TOTP", "JSON", "curl", "UUID", "LDAP",
    "OpenID", "Connect", "SHA", "HO", "ZIP", "MiB", "Parquet", "CNY", "USD", "FTP", "qiao-default",
}  # fmt: skip
# Names of the programs' interface, on its own pages.
INTERFACE = {
    "next",
    "after",
    "application",
    "problem",
    "json",
    "Allow",
    "Content-Type",
    "Retry-After",
    "multipart",
    "form-data",
}
# What stands on pages with such an address besides: a sample of the gallery's, tables as their files bear the name.
PARTICULAR = {
    "/api/": INTERFACE,
    "/ui/": {"rm"},
    "/warnings/of/": {word for table in TABLES for word in table.name.split("_")},
}
# The bank's own names in both languages, which the admin room shows side by side, and the name of a language.
NAMES = sorted(
    {
        text
        for named in (*sample_people.PEOPLE, *sample_people.OTHERS, *sample_people.BRANCHES, *sample_people.TEAMS)
        for text in named[1:3]
    }
    | {"中文", "代内", "代外", "马标记", "甲公司", "乙公司", "丙公司"},
    key=len,
    reverse=True,
)
# What people and the program write down in Latin letters whatever the language: numbers, codes, and this bank's marks.
CODES = re.compile(r"\b(?:[\w.-]*\d[\w.-]*|MARK[\w.-]*|[0-9a-f]{6,})\b", re.ASCII)
AXE_RUN = """async () => {
  const lesser = axe._audit.rules.filter((rule) => ['minor', 'moderate'].includes(rule.impact));
  const rules = Object.fromEntries(lesser.map((rule) => [rule.id, { enabled: false }]));
  const result = await axe.run(document, { preload: false, resultTypes: ['violations'], rules });
  return result.violations.filter((found) => ['serious', 'critical'].includes(found.impact)).flatMap((found) =>
    found.nodes.slice(0, 3).map((node) => `${found.id}: ${node.target} ${node.failureSummary.slice(0, 300)}`));
}"""
TEXTS = """(numbers) => {
  const copy = document.body.cloneNode(true);
  [...copy.querySelectorAll('*')].filter((one) => numbers.includes(one.textContent.trim())).forEach((one) => one.remove());
  copy.querySelectorAll('script, style, noscript, kbd, code, pre, [lang]').forEach((one) => one.remove());
  const labels = [...copy.querySelectorAll('*')].flatMap((one) =>
    ['aria-label', 'placeholder', 'title', 'data-confirm', 'alt'].map((name) => one.getAttribute(name) ?? ''));
  return [document.title, copy.textContent, ...labels].join(' ');
}"""


def visits(world: World, last: bool) -> list[tuple[str, str]]:
    """Each page, by the first or by the last in the alphabet of those who may read it."""
    found = []
    for row in ROWS:
        for key, may in row.may.items():
            if row.sent is None and row.done == 200 and may and not (row.is_data or row.is_api):
                found.append((max(may) if last else min(may), address_of(row, world.records.get(key))))
    return found


def foreign(page: Page, english: bool) -> list[str]:
    """Words of the other language."""
    said = str(page.evaluate(TEXTS, sorted(EVERYONE)))
    for name in NAMES:
        said = said.replace(name, " ")
    if english:
        return re.findall(r"[㐀-鿿]+", said)
    words = re.findall(r"[A-Za-z][A-Za-z'-]+", CODES.sub(" ", said))
    allowed = next((more for part, more in PARTICULAR.items() if part in page.url), set()) | LATIN
    return [word for word in words if word not in allowed]


def serious(page: Page) -> list[str]:
    """What axe-core finds that is serious or worse; rules that find only lesser things are left out beforehand.

    The browser itself picks it out: to hand over all that was looked at takes as long as a rule.
    """
    found: list[str] = page.evaluate(AXE_RUN)
    return found


@pytest.fixture
def world(bank: Cast, settings: Settings, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The bank of the access matrix."""
    settings.HOME = tmp_path
    return build(bank, delivered.store_once(tmp_path_factory))


@pytest.mark.parametrize("english", [False, True], ids=["zh-light", "en-dark"])
def test_every_page_speaks_one_language_is_accessible_and_fits_a_phone(
    window: Window, world: World, english: bool
) -> None:
    wrong, pages = [], {}
    for name, address in visits(world, last=english):
        if name not in pages:
            pages[name] = window(world.person(name), english=english, dark=english)
            pages[name].add_init_script(path=AXE)
        page = pages[name]
        page.set_viewport_size(WIDE)
        page.goto(address)
        found = [*foreign(page, english), *serious(page)]
        page.set_viewport_size(PHONE)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the phone")
        wrong += [f"{name} {address}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)


def test_a_page_weighs_little(visitor: Visitor, world: World) -> None:
    """The page after sign-in at most 300 kB, one with a chart 450 kB, from an empty cache; nothing from another host."""
    for address, most in (("/", 300_000), ("/ui/", 450_000)):
        page = visitor.window(world.person("rm"))
        loaded: list[tuple[str, int]] = []
        page.on("response", lambda response, loaded=loaded: loaded.append((response.url, len(compressed(response)))))
        page.goto(address, wait_until="networkidle")
        assert all(url.startswith((visitor.address, "data:")) for url, _ in loaded)
        assert sum(size for _, size in loaded) <= most, loaded


def compressed(response: Any) -> bytes:
    """What a response weighs on the wire; the test's own server does not compress, the bank's does."""
    return gzip.compress(response.body(), 6) if response.status == 200 else b""
