"""The engine's public face: everything that the command line and, later, the desk may use.

    job = Job(Path("ledger"), "2025", Path("run"))
    run = assess(job)
    with explainer(run) as trees:
        print(trees.decision("M0001").as_json())

What screens show between runs comes from a book, a store's newest ledger kept open for reading:

    shelf = Shelf(Path("store"))
    client = series(shelf.book(), "C000123", date(2023, 1, 1), date(2025, 12, 31))
    print(client.books["deposit"].average)

Errors are `QiaoError`s: one sentence in Chinese and English, with the exit status they mean.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from qiao.engine.errors import DataError, NoBatchError, QiaoError, RequestError, StandardError, StorageError, Text

if TYPE_CHECKING:
    from qiao.engine.archives import (
        Archive,
        Writing,
        faults,
        files_below,
        load_archive,
        new_archive,
        unpack_part,
    )
    from qiao.engine.book.contributions import Brought, ClientPoints, ClientValue
    from qiao.engine.book.days import Span
    from qiao.engine.book.opened import Book, open_book
    from qiao.engine.book.rows import (
        Account,
        Assignment,
        BatchNote,
        Branch,
        Client,
        Flow,
        Holding,
        Limit,
        Manager,
        ManagerTarget,
        Product,
    )
    from qiao.engine.book.series import BOOKS, AccountLine, Line, Series, Step, Untranslated, part_of, series
    from qiao.engine.book.shelves import Shelf
    from qiao.engine.book.summary import SIGNS, ClientSummary, summaries, summary_batches
    from qiao.engine.book.tiers import CUTS, TIERS, Concentration, concentration, tiers
    from qiao.engine.causes import Cause
    from qiao.engine.credit_codes import is_credit_code
    from qiao.engine.explaining import Explainer, explainer, outline
    from qiao.engine.files import write_bytes
    from qiao.engine.forecasts import Standing, standings
    from qiao.engine.ledger.gate import RefusedError, Request
    from qiao.engine.ledger.in_force import rows_in_force
    from qiao.engine.ledger.mapping import stated_date
    from qiao.engine.ledger.reading.archive import plain_name, unpack
    from qiao.engine.ledger.reading.lists import ListFile, ListRow, read_list
    from qiao.engine.ledger.reading.marking import Remarks, marked
    from qiao.engine.ledger.report import write_marked, write_report
    from qiao.engine.ledger.store import Imported, import_batch, read_batches, withdraw_batch
    from qiao.engine.ledger.tables import TABLES
    from qiao.engine.ledger.writing import Cell, Cells, write_tables
    from qiao.engine.moves import Moved, Moves, Placing, between
    from qiao.engine.outlooks import Need, Outlook, all_outlooks, outlook
    from qiao.engine.periods import parse_period
    from qiao.engine.runs import Job, Run, assess, load_run, move_ledger
    from qiao.engine.scoring.curves import Curve, curve
    from qiao.engine.scoring.nodes import Node
    from qiao.engine.scoring.ranking import seats
    from qiao.engine.scoring.scores import Scores
    from qiao.engine.scoring.standings import ManagerRow, manager_row, manager_rows
    from qiao.engine.simulations import Simulation, new_measures, simulate, under
    from qiao.engine.small_ledgers import NEW_CLIENT, More, MoreBalance, MoreFlow, MoreHeld
    from qiao.engine.standards import Loaded, Standard
    from qiao.engine.standards.alternatives import alternatives
    from qiao.engine.standards.compare import Difference, differences
    from qiao.engine.standards.figures import Figure, described, figures
    from qiao.engine.standards.load import default_text, load, load_text, plain
    from qiao.engine.standards.patch import Change, Fit, fitting, together
    from qiao.engine.standards.rewriting import UnreachableError, rewritten
    from qiao.engine.unattributed import Unassigned, unassigned
    from qiao.engine.verification import Verdict, verify
    from qiao.engine.what_ifs import Condition, FlowOf, WhatIf, WhatIfs
    from qiao.engine.words import DECISIONS, GRADES, reason
    from qiao.engine.workdays import is_workday
else:
    # All of the engine takes a second and a hundred megabytes, so a name's module is loaded when it is first used.
    _NAMES = {
        "archives": "Archive Writing faults files_below load_archive new_archive unpack_part",
        "book.contributions": "Brought ClientPoints ClientValue",
        "book.days": "Span",
        "book.opened": "Book open_book",
        "book.rows": "Account Assignment BatchNote Branch Client Flow Holding Limit Manager ManagerTarget Product",
        "book.series": "BOOKS AccountLine Line Series Step Untranslated part_of series",
        "book.shelves": "Shelf",
        "book.summary": "SIGNS ClientSummary summaries summary_batches",
        "book.tiers": "CUTS TIERS Concentration concentration tiers",
        "causes": "Cause",
        "credit_codes": "is_credit_code",
        "explaining": "Explainer explainer outline",
        "files": "write_bytes",
        "forecasts": "Standing standings",
        "ledger.gate": "RefusedError Request",
        "ledger.in_force": "rows_in_force",
        "ledger.mapping": "stated_date",
        "ledger.reading.archive": "plain_name unpack",
        "ledger.reading.lists": "ListFile ListRow read_list",
        "ledger.reading.marking": "Remarks marked",
        "ledger.report": "write_marked write_report",
        "ledger.store": "Imported import_batch read_batches withdraw_batch",
        "ledger.tables": "TABLES",
        "ledger.writing": "Cell Cells write_tables",
        "moves": "Moved Moves Placing between",
        "outlooks": "Need Outlook all_outlooks outlook",
        "periods": "parse_period",
        "runs": "Job Run assess load_run move_ledger",
        "scoring.ranking": "seats",
        "scoring.scores": "Scores",
        "scoring.curves": "Curve curve",
        "scoring.standings": "ManagerRow manager_row manager_rows",
        "scoring.nodes": "Node",
        "small_ledgers": "NEW_CLIENT More MoreBalance MoreFlow MoreHeld",
        "simulations": "Simulation new_measures simulate under",
        "standards": "Loaded Standard",
        "standards.alternatives": "alternatives",
        "standards.compare": "Difference differences",
        "standards.figures": "Figure described figures",
        "standards.load": "default_text load load_text plain",
        "standards.patch": "Change Fit fitting together",
        "standards.rewriting": "UnreachableError rewritten",
        "unattributed": "Unassigned unassigned",
        "verification": "Verdict verify",
        "what_ifs": "Condition FlowOf WhatIf WhatIfs",
        "words": "DECISIONS GRADES reason",
        "workdays": "is_workday",
    }
    _HOMES = {name: home for home, names in _NAMES.items() for name in names.split()}

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


__all__ = [
    "BOOKS",
    "CUTS",
    "DECISIONS",
    "GRADES",
    "NEW_CLIENT",
    "SIGNS",
    "TABLES",
    "TIERS",
    "Account",
    "AccountLine",
    "Archive",
    "Assignment",
    "BatchNote",
    "Book",
    "Branch",
    "Brought",
    "Cause",
    "Cell",
    "Cells",
    "Change",
    "Client",
    "ClientPoints",
    "ClientSummary",
    "ClientValue",
    "Concentration",
    "Condition",
    "Curve",
    "DataError",
    "Difference",
    "Explainer",
    "Figure",
    "Fit",
    "Flow",
    "FlowOf",
    "Holding",
    "Imported",
    "Job",
    "Limit",
    "Line",
    "ListFile",
    "ListRow",
    "Loaded",
    "Manager",
    "ManagerRow",
    "ManagerTarget",
    "More",
    "MoreBalance",
    "MoreFlow",
    "MoreHeld",
    "Moved",
    "Moves",
    "Need",
    "NoBatchError",
    "Node",
    "Outlook",
    "Placing",
    "Product",
    "QiaoError",
    "RefusedError",
    "Remarks",
    "Request",
    "RequestError",
    "Run",
    "Scores",
    "Series",
    "Shelf",
    "Simulation",
    "Span",
    "Standard",
    "StandardError",
    "Standing",
    "Step",
    "StorageError",
    "Text",
    "Unassigned",
    "UnreachableError",
    "Untranslated",
    "Verdict",
    "WhatIf",
    "WhatIfs",
    "Writing",
    "all_outlooks",
    "alternatives",
    "assess",
    "between",
    "concentration",
    "curve",
    "default_text",
    "described",
    "differences",
    "explainer",
    "faults",
    "figures",
    "files_below",
    "fitting",
    "import_batch",
    "is_credit_code",
    "is_workday",
    "load",
    "load_archive",
    "load_run",
    "load_text",
    "manager_row",
    "manager_rows",
    "marked",
    "move_ledger",
    "new_archive",
    "new_measures",
    "open_book",
    "outline",
    "outlook",
    "parse_period",
    "part_of",
    "plain",
    "plain_name",
    "read_batches",
    "read_list",
    "reason",
    "rewritten",
    "rows_in_force",
    "seats",
    "series",
    "simulate",
    "standings",
    "stated_date",
    "summaries",
    "summary_batches",
    "tiers",
    "together",
    "unassigned",
    "under",
    "unpack",
    "unpack_part",
    "verify",
    "withdraw_batch",
    "write_bytes",
    "write_marked",
    "write_report",
    "write_tables",
]
