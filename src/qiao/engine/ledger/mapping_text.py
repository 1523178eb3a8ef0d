"""The text of a mapping file as plain nodes with their lines: every scalar stays text, no aliases, tags or tricks."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from qiao.engine.errors import Text

_DEEPEST = 6
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class MappingTextError(Exception):
    """The text is not a mapping file; `line` counts from 1."""

    def __init__(self, line: int, text: Text) -> None:
        """Keep the line and the sentence."""
        super().__init__(text.en)
        self.line = line
        self.text = text


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word; empty where nothing was written."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and what stands for them, in the file's order; a name may occur twice."""

    line: int
    pairs: tuple[tuple[Scalar, "Node"], ...]


Node = Scalar | Items | Pairs


def parse(text: str) -> Node:
    """The text's one document.

    Raises:
        MappingTextError: it is not YAML, or uses more of YAML than names, lists and text.
    """
    try:
        events = _events(text)
        first = next(events, None)
        node = Scalar(1, "") if first is None else _node(first, events, 1)
        extra = next(events, None)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise MappingTextError(line, _SYNTAX) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise MappingTextError(1, _SYNTAX) from error
    if extra is not None:
        raise MappingTextError(
            _line(extra),
            Text(
                "文件只能有一个 YAML 文档;请删去“---”之后的部分。",
                'the file may hold one YAML document; remove what follows "---".',
            ),
        )
    return node


def _events(text: str) -> Iterator[yaml.Event]:
    """The events that carry content, plain ones only."""
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise MappingTextError(
                _line(event),
                Text(
                    "不能使用锚点和引用(& 与 *);请写出全文,以 * 或 & 开头的文字请加引号。",
                    "anchors and aliases (& and *) are not allowed; write it out, or quote a word that begins so.",
                ),
            )
        if getattr(event, "tag", None) is not None:
            raise MappingTextError(
                _line(event),
                Text(
                    "不能使用 YAML 标签(!);以 ! 开头的文字请加引号。",
                    "YAML tags (!) are not allowed; quote a word that begins with !.",
                ),
            )
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
    line = _line(event)
    if depth > _DEEPEST:
        raise MappingTextError(line, Text("嵌套过深;请检查缩进。", "it is nested too deeply; look at the indentation."))
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, event.value)
    inner = tuple(_inner(events, depth))
    if isinstance(event, yaml.SequenceStartEvent):
        return Items(line, inner)
    names, nodes = inner[::2], inner[1::2]
    pairs = [(name, node) for name, node in zip(names, nodes, strict=True) if isinstance(name, Scalar)]
    if len(pairs) != len(names):
        raise MappingTextError(
            line,
            Text(
                "名称必须是文字;请检查方括号、花括号和缩进。",
                "a name must be text; look at brackets, braces and indentation.",
            ),
        )
    return Pairs(line, tuple(pairs))


def _inner(events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            return
        yield _node(event, events, depth + 1)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


_SYNTAX = Text(
    "不是有效的 YAML;请检查缩进、冒号和引号。", "it is not valid YAML; look at indentation, colons and quotes."
)
