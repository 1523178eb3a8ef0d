"""Change single values in a standard's text and leave every other byte, the comments and marks among them, as it was."""

from collections.abc import Iterable

from qiao.engine.standards import documents
from qiao.engine.standards.documents import Document
from qiao.engine.standards.patch import Change
from qiao.engine.standards.paths import Place, places


class UnreachableError(Exception):
    """A value that is not written in one line of its own: the file has to be changed instead; `path` says which."""

    def __init__(self, path: str) -> None:
        """Keep the path."""
        super().__init__(path)
        self.path = path


def rewritten(text: str, changes: Iterable[Change]) -> str:
    """The text with each changed value put where the old one stands.

    Whether the result holds is for `load_text` to say; the old values are not looked at here but to find them.

    Raises:
        UnreachableError: a path is not there, or its value is not plain text at the end of its spot.
    """
    document = documents.read(text)
    by_path = dict(places(document.data))
    lines = text.splitlines(keepends=True)
    for change in sorted(changes, key=lambda one: _spot(document, by_path.get(one.path, ()))[::-1], reverse=True):
        place = by_path.get(change.path)
        if place is None or change.new is None:
            raise UnreachableError(change.path)
        _replace(lines, document, place, change)
    return "".join(lines)


def _spot(document: Document, place: Place) -> tuple[int, int]:
    """Column and line where a value ends; changes are made from the end, so that no earlier spot moves."""
    found = document.spots.get(place)
    return (found.end_column, found.end_line) if found else (0, 0)


def _replace(lines: list[str], document: Document, place: Place, change: Change) -> None:
    column, line = _spot(document, place)
    old, new = _value(document, place), change.new or ""
    row = lines[line - 1] if 0 < line <= len(lines) else ""
    for written in (old, f'"{old}"', f"'{old}'") if isinstance(old, str) else ():
        if row[:column].endswith(written):
            quoted = _plain(new) if written == old else f"{written[0]}{new}{written[0]}"
            lines[line - 1] = row[: column - len(written)] + quoted + row[column:]
            return
    raise UnreachableError(change.path)


def _value(document: Document, place: Place) -> object:
    found = document.data
    for step in place:
        found = found[step]
    return found


def _plain(new: str) -> str:
    """A value as it may stand without quotes, or within them where it may not."""
    is_plain = documents.read(f"[{new}]").data == [new] and documents.read(f"a: {new}").data == {"a": new}
    return new if is_plain else documents.write(new).strip()
