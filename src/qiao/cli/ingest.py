"""`qiao ingest FOLDER`: check a batch, add it to the desk's own ledger, and bring it to the desk."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qiao.cli import options, refused_batch, terminal
from qiao.cli.import_ import show_imported
from qiao.engine.errors import Text
from qiao.engine.ledger import store as stores
from qiao.engine.ledger.gate import RefusedError, Request

if TYPE_CHECKING:
    from qiao.desk.clients.models import Delivery

_BRINGING = Text("带入工作台", "Bringing it to the desk")


def mount(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("ingest")(ingest)


def ingest(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="一批台账 / a batch of tables")],
    lang: options.Lang,
    mapping: options.MappingFile = None,
    data_date: options.DataDate = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="错误报告的位置 / where a report of faults goes")
    ] = None,
) -> None:
    """校验一批台账,存入工作台的台账库并带入工作台 / check a batch, store it and bring it to the desk."""
    asked = options.parse_date(data_date, "--data-date")
    from qiao.desk.server import setup

    with setup.ready():
        from qiao.desk.server import migrating

        migrating.need_current()
        imported = bring_in(Request(folder, mapping, asked, owned=owned()), report)
        show_imported(imported, lang)
        delivery = feed()
    told = Text(
        f"工作台已显示第 {delivery.number} 批,数据日期 {delivery.data_date}。",
        f"The desk shows batch {delivery.number}, data date {delivery.data_date}.",
    )
    terminal.console().print(told.in_(lang))


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


def _telling(progress: terminal.Reporter) -> Callable[[int, int, str], None]:
    return lambda done, total, part: progress(_BRINGING, done, total)
