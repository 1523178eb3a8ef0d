"""A standard's document: YAML in which every scalar stays text, read with the line of everything, and written back."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from yaml.emitter import Emitter
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.serializer import Serializer

from qiao.engine.errors import Text
from qiao.engine.standards.faults import Fault
from qiao.engine.standards.paths import Place, named
from qiao.engine.standards.units import shorten

DEEPEST = 32
MOST = 100_000
# The same language and the same tree; the one in C is ten times as fast and comes with every wheel.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# What a Chinese keyboard gives in place of YAML's own signs.
_FULL_WIDTH = frozenset(map(chr, range(0xFF01, 0xFF5F))) | frozenset("\u3000\u201c\u201d\u2018\u2019")


class Spot(NamedTuple):
    """Where a value stands: the line (from 1) of its key or element, and the line and column where its text ends."""

    line: int
    end_line: int = 0
    end_column: int = 0


class Document(NamedTuple):
    """Plain data (mappings, lists and texts), where each of it stands, and the faults of its form."""

    data: Any
    spots: dict[Place, Spot]
    faults: tuple[Fault, ...]


class _RefusedError(Exception):
    """The document can't be read any further."""


def read(text: str) -> Document:
    """Read a document; never raises, the faults of its form come with what could be read."""
    reader = _Reader(text)
    try:
        reader.read()
    except _RefusedError:
        pass
    except (yaml.YAMLError, UnicodeError) as error:
        reader.faults.append((*_syntax_fault(error, text), ()))
    faults = (Fault(line, named(reader.root, place), said) for line, said, place in reader.faults)
    return Document(reader.root, reader.spots, tuple(faults))


class _Frame:
    """A mapping or list that is being read: where it stands, and the key whose value comes next."""

    def __init__(self, held: dict[str, Any] | list[Any], place: Place) -> None:
        self.held = held
        self.place = place
        self.key: str | None = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.held, dict) and self.key is None

    def put(self, value: object) -> None:
        """Take the next value; a key that is given twice keeps its first one."""
        if isinstance(self.held, list):
            self.held.append(value)
        elif self.key is not None:
            self.held.setdefault(self.key, value)
            self.key = None

    def next_place(self) -> Place:
        return (*self.place, len(self.held) if isinstance(self.held, list) else str(self.key))


class _Reader:
    """Builds the plain data from the parser's events in one pass, without recursion."""

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff")
        self.root: Any = None
        self.spots: dict[Place, Spot] = {}
        self.faults: list[tuple[int, Text, Place]] = []
        self.frames: list[_Frame] = []
        self.documents = 0

    def read(self) -> None:
        for event in self._events():
            match event:
                case yaml.ScalarEvent():
                    self._check_plain(event)
                    self._take_scalar(event)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._check_plain(event)
                    self._open(event)
                case yaml.CollectionEndEvent():
                    self.frames.pop()
                case yaml.AliasEvent():
                    written = shorten(f"*{event.anchor}")
                    self._fault(
                        event,
                        f"不允许引用 {written},请把内容直接写出",
                        f"references such as {written} are not allowed; write it out",
                    )
                    self._put("", event)
                case yaml.DocumentStartEvent():
                    self._count(event)

    def _events(self) -> Iterator[yaml.Event]:
        for count, event in enumerate(yaml.parse(self.text, Loader=_LOADER)):
            if count > MOST:
                self._refuse(event, f"内容过多(超过 {MOST} 项)", f"there is too much in it (more than {MOST} entries)")
            yield event

    def _count(self, event: yaml.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self._refuse(
                event,
                "一个文件只能有一份标准,此处却开始了第二份",
                "a file holds one standard, and here a second one begins",
            )

    def _fault(self, event: yaml.Event, zh: str, en: str) -> None:
        place = self.frames[-1].place if self.frames else ()
        self.faults.append((_line(event), Text(zh, en), place))

    def _refuse(self, event: yaml.Event, zh: str, en: str) -> None:
        self._fault(event, zh, en)
        raise _RefusedError

    def _check_plain(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            written = shorten(f"&{event.anchor}")
            self._fault(
                event,
                f"不允许锚点 {written},请把内容直接写出",
                f"anchors such as {written} are not allowed; write it out",
            )
        if event.tag is not None:  # type: ignore[attr-defined]
            written = shorten(event.tag)  # type: ignore[attr-defined]
            self._fault(event, f"不允许类型标记 {written}", f"tags such as {written} are not allowed")

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        if len(self.frames) >= DEEPEST:
            self._refuse(event, f"嵌套过深(超过 {DEEPEST} 层)", f"it is nested too deeply (more than {DEEPEST} levels)")
        if self.frames and self.frames[-1].wants_key:
            self._refuse(event, "键必须是一个词", "a key must be a single word")
        held: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.frames.append(_Frame(held, self._put(held, event)))

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None or not frame.wants_key:
            self._put(event.value, event)
            return
        place = (*frame.place, event.value)
        if place in self.spots:
            written, first = shorten(event.value), self.spots[place].line
            self._fault(
                event,
                f"键 {written} 重复(首次在第 {first} 行)",
                f"the key {written} is given twice (first on line {first})",
            )
        self.spots.setdefault(place, Spot(_line(event)))
        frame.key = event.value

    def _put(self, value: object, event: yaml.Event) -> Place:
        """Put a value into what is being read; its place."""
        if not self.frames:
            self.root = value
            return ()
        frame = self.frames[-1]
        place = frame.next_place()
        line = self.spots[place].line if place in self.spots else _line(event)
        end = event.end_mark
        self.spots[place] = Spot(line, end.line + 1, end.column) if end else Spot(line)
        frame.put(value)
        return place


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _syntax_fault(error: Exception, text: str) -> tuple[int, Text]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable").strip()
    if mark is None:
        line = text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
        return line, Text(f"不是有效的 YAML 文本({said})", f"this is not YAML text: {said}")
    hint = _hint(text, mark.line)
    column = mark.column + 1
    return mark.line + 1, Text(
        f"第 {column} 列附近不是有效的 YAML({said}){hint.zh}", f"this is not YAML near column {column}: {said}{hint.en}"
    )


def _hint(text: str, number: int) -> Text:
    """What most often stands behind a syntax fault on a line, or on the one before it."""
    near = text.splitlines()[max(0, number - 1) : number + 1]
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in near):
        return Text(";缩进请用空格,不要用制表符", "; indent with spaces, not tabs")
    signs = "".join(sorted(_FULL_WIDTH & {sign for line in near for sign in line.partition("#")[0]}))
    if signs:
        return Text(
            f";请检查全角符号 {signs},YAML 只认半角", f"; look at the full-width signs {signs}: only plain ones count"
        )
    return Text("", "")


class _Dumper(Emitter, Serializer, SafeRepresenter, BaseResolver):
    """Writes plain data with every text as it is, since the reader takes every scalar for text."""

    def __init__(self, stream: Any, **_options: object) -> None:
        Emitter.__init__(self, stream, width=120, allow_unicode=True)
        Serializer.__init__(self)
        SafeRepresenter.__init__(self, default_flow_style=None, sort_keys=False)  # type: ignore[arg-type]
        BaseResolver.__init__(self)

    def ignore_aliases(self, data: object) -> bool:
        return True


def write(data: object) -> str:
    """Plain data as a YAML document that `read` gives back."""
    return str(yaml.dump(data, Dumper=_Dumper))
