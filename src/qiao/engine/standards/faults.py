"""What is wrong with a standard: every fault with its line, its path and a sentence in both languages."""

from dataclasses import dataclass

from qiao.engine.errors import StandardError, Text


@dataclass(frozen=True)
class Fault:
    """One fault; `line` counts from 1 and is 0 where there is no file, `path` is blank for the whole standard."""

    line: int
    path: str
    text: Text

    @property
    def sentence(self) -> Text:
        """Line, path and what is wrong."""
        where = [self.path] * bool(self.path)
        zh = [f"第 {self.line} 行"] * bool(self.line) + where
        en = [f"line {self.line}"] * bool(self.line) + where
        ends = ("", "") if self.text.en.endswith("?") else ("。", ".")
        return Text(
            ",".join(zh) + ":" * bool(zh) + self.text.zh + ends[0],
            ", ".join(en) + ": " * bool(en) + self.text.en + ends[1],
        )


class FaultyStandardError(StandardError):
    """A standard that can't be used, with all its faults; the sentence is the first one and how many more there are."""

    def __init__(self, name: str, faults: tuple[Fault, ...], count: int = 0) -> None:
        """`name` is the file's; `count` says how many faults there are when not all are listed."""
        more = max(count, len(faults)) - 1
        first = faults[0].sentence
        zh = f"考评标准 {name} {first.zh}" + (f"另有 {more} 处错误。" if more else "")
        others = " There is 1 more fault." if more == 1 else f" There are {more} more faults." if more else ""
        super().__init__(zh, f"Standard {name}, {first.en}{others}")
        self.faults = faults
        self.count = more + 1
