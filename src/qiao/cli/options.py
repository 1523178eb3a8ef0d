"""Options that several verbs share, and how their text becomes values."""

from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Annotated

import typer

from qiao.cli.terminal import Language, default_language
from qiao.engine.engines import choosing
from qiao.engine.errors import RequestError

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="考评运行的文件夹 / the folder of a run")]
StandardFile = Annotated[
    Path | None,
    typer.Option(
        "--standard", metavar="FILE", help="考评标准文件,默认用内置标准 / a standard; default: the built-in one"
    ),
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="列名对照文件 / mapping of the bank's own names")
]
DataDate = Annotated[
    str | None, typer.Option("--data-date", metavar="DATE", help="数据日期 / the date that the data is of")
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="截至日,可早于期末 / an earlier last day")]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="TIME",
        help="只用此时已入库的批次(日期指当天结束,北京时间)/ only batches stored by then (a date: its end in Beijing)",
    ),
]
Manager = Annotated[str, typer.Option("--manager", metavar="ID", help="客户经理号 / manager_id")]
Lang = Annotated[Language, typer.Option("--lang", help="语言 / language", default_factory=default_language)]

Master = Annotated[str, typer.Option("--master", metavar="URL", help="Spark 集群地址 / the cluster's address")]
LOCAL = choosing.LOCAL

_BEIJING = timezone(timedelta(hours=8))  # no summer time since 1991, before any store


def parse_instant(text: str | None, option: str) -> datetime | None:
    """An instant, or None; a date means its end in Beijing, a time without a zone is Beijing's. RequestError names the option."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise RequestError(
            f"{option} 的时间 {text!r} 无效;请写成 2026-01-05 或 2026-01-05T18:00。",
            f"{option}: {text!r} is no time; write it like 2026-01-05 or 2026-01-05T18:00.",
        ) from error
    if len(text) == len("2026-01-05"):
        found = datetime.combine(found, time.max)
    return found if found.tzinfo else found.replace(tzinfo=_BEIJING)


def parse_date(text: str | None, option: str) -> date | None:
    """An ISO date, or None; RequestError names the option."""
    if text is None:
        return None
    try:
        if len(text) != len("2025-01-01"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise RequestError(
            f"{option} 的日期 {text!r} 无效;请写成 2025-12-31。",
            f"{option}: {text!r} is no date; write it like 2025-12-31.",
        ) from error
