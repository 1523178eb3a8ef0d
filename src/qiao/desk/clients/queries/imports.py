"""What is asked about lists that were brought in."""

from django.db.models import QuerySet

from qiao.desk.clients.models import Import, ImportRow


def rows_of(made: Import, outcome: str) -> "QuerySet[ImportRow]":
    """The rows of a list with this outcome, or those that an undo had to leave; ask `visible_to` for the list first."""
    if outcome == "kept":
        return made.rows.exclude(record=None).filter(is_undone=False)
    return made.rows.filter(outcome=outcome)
