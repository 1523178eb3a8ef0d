"""`qiao ingest [PLACE]`: take the batches of the inbox, or one batch, into the desk's own ledger, and bring them to the desk."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qiao.cli import options, refused_batch, terminal
from qiao.cli.import_ import show_imported
from qiao.engine.errors import QiaoError, RequestError, Text
from qiao.engine.ledger import store as stores
from qiao.engine.ledger.gate import RefusedError, Request

if TYPE_CHECKING:
    from qiao.desk.clients.actions.nightly import Taken
    from qiao.desk.clients.models import Delivery

_BRINGING = Text("带入工作台", "Bringing it to the desk")
_SOMETHING_REFUSED = 3  # the exit status of data that breaks a rule


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("ingest")(ingest)


def ingest(
    lang: options.Lang,
    place: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PLACE]",
            help="一批台账,或收件夹;默认为 QIAO_INBOX / a batch of tables, or an inbox; default: QIAO_INBOX",
        ),
    ] = None,
    mapping: options.MappingFile = None,
    data_date: options.DataDate = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="错误报告的位置 / where a report of faults goes")
    ] = None,
) -> None:
    """收取收件夹中的各批台账,或校验并存入一批,带入工作台 / take the batches of the inbox, or one, and bring them to the desk."""
    asked = options.parse_date(data_date, "--data-date")
    from qiao.desk.server import setup

    with setup.ready():
        from django.conf import settings

        from qiao.desk.server import migrating

        migrating.need_current()
        if place is not None and not _is_inbox(place, Path(settings.INBOX)):
            imported = bring_in(Request(place, mapping, asked, owned=owned()), report)
            show_imported(imported, lang)
            _show_fed(feed(), lang)
            return
        if mapping or asked or report:
            raise RequestError(
                "--mapping、--data-date、--report 只用于单独一批;收件夹中各批的映射放在该批之内。",
                "--mapping, --data-date and --report are for a single batch; a batch in the inbox brings its own mapping.",
            )
        is_refused = _take_inbox(place or Path(settings.INBOX), lang)
    if is_refused:
        raise typer.Exit(_SOMETHING_REFUSED)


def _is_inbox(place: Path, configured: Path) -> bool:
    """Whether it is the inbox, or a folder with no file in it but ZIPs, while a batch has its tables there."""
    if place.resolve() == configured.resolve():
        return True
    return place.is_dir() and all(
        path.is_dir() or path.suffix.lower() == ".zip" for path in place.iterdir() if not path.name.startswith(".")
    )


def _take_inbox(place: Path, lang: terminal.Language) -> bool:
    """Take every settled batch, then bring the ledger to the desk once; whether one was refused."""
    from qiao.desk.clients import inbox, ledger
    from qiao.desk.clients.actions import nightly
    from qiao.desk.server import database

    if not place.is_dir():
        raise RequestError(
            f"没有收件夹 {place};请建立它,或设置 QIAO_INBOX。",
            f"There is no inbox {place}; make it, or set QIAO_INBOX.",
        )
    found: dict[str, int] = dict.fromkeys(_VERDICTS, 0)
    ended: QiaoError | OSError | None = None
    try:
        with database.lost_is_told("qiao ingest"), terminal.progress_bar() as progress:
            for taken in nightly.take_all(place, told=lambda label, done: progress(label, done, None)):
                found[taken.made.verdict] += 1
                terminal.say(_became(taken).in_(lang))
    except (QiaoError, OSError) as error:
        ended = error
    for name in inbox.no_batches(place):
        terminal.say(Text(f"? {name}:不是一批台账,未动", f"? {name}: no batch, left alone").in_(lang))
    waiting = len(inbox.entries(place))
    terminal.say(_summary(found, waiting).in_(lang))
    if ledger.book() is not None:
        _show_fed(feed(), lang)
    if ended:
        raise ended
    return bool(found["refused"])


_VERDICTS = ("stored", "repeated", "refused")


def _became(taken: "Taken") -> Text:
    made = taken.made
    if made.verdict == "refused":
        return Text(
            f"✗ {made.inbox}:{made.faults} 处错误,整批退回;报告在 {taken.folder}",
            f"✗ {made.inbox}: {made.faults} faults, refused whole; the report is in {taken.folder}",
        )
    if made.verdict == "repeated":
        return Text(
            f"= {made.inbox}:此前已存为第 {made.number} 批,未再存入",
            f"= {made.inbox}: already stored as batch {made.number}, not stored again",
        )
    return Text(f"✓ {made.inbox}:已存为第 {made.number} 批", f"✓ {made.inbox}: stored as batch {made.number}")


def _summary(found: dict[str, int], waiting: int) -> Text:
    stored, repeated, refused = (found[verdict] for verdict in _VERDICTS)
    return Text(
        f"收件夹:存入 {stored} 批,此前已存 {repeated} 批,退回 {refused} 批,尚在写入或未处理 {waiting} 批。",
        f"The inbox: {stored} stored, {repeated} already stored, {refused} refused, {waiting} still being written or left.",
    )


def bring_in(request: Request, report: Path | None = None) -> stores.Imported:
    """Add a batch to the desk's own store, whole or not at all; Django is set up."""
    from django.conf import settings

    place = Path(settings.LEDGER)
    try:
        with terminal.progress_bar() as progress:
            return stores.import_batch(request, place, progress=progress)
    except RefusedError as error:
        refused_batch.report(error, report or place.with_name(f"{place.name}-faults"))
        raise


def owned() -> frozenset[str]:
    """The tables that the bank's files may not bring, since the desk keeps them; the first batch of all may bring every one."""
    from qiao.desk.clients import ledger

    return ledger.owned()


def feed() -> "Delivery":
    """Bring the newest ledger to the desk, in this process; Django is set up."""
    from qiao.desk.clients.actions import deliveries
    from qiao.desk.server import database

    with database.lost_is_told("qiao ingest"), terminal.progress_bar(_BRINGING) as progress:
        return deliveries.feed(by=None, told=_telling(progress))


def _show_fed(delivery: "Delivery", lang: terminal.Language) -> None:
    told = Text(
        f"工作台已显示第 {delivery.number} 批,数据日期 {delivery.data_date}。",
        f"The desk shows batch {delivery.number}, data date {delivery.data_date}.",
    )
    terminal.console().print(told.in_(lang))


def _telling(progress: terminal.Reporter) -> Callable[[int, int, str], None]:
    return lambda done, total, part: progress(_BRINGING, done, total)
