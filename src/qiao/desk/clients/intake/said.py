"""What may be said of a row: codes that are kept, and their sentences in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.desk.common.languages import spoken

SENTENCES = {
    "needed": _("%(field)s is empty."),
    "long": _("%(field)s is longer than %(most)s characters."),
    "number": _("%(field)s is a number cell, which may have lost leading zeros; format the column as text."),
    "code": _("The credit code does not check."),
    "taken": _("A client of the bank has this credit code already; ask the assessment officer whose it is."),
    "twice": _("Row %(row)s is about the same."),
    "industry": _("No such industry."),
    "scale": _("The scale is none of large, medium, small and micro."),
    "manager": _("A new client needs the staff number of its manager."),
    "no_manager": _("No relationship manager within your reach has this staff number."),
    "same_name": _("Another client has the very same name; look whether it is one."),
    "ledgers": _("The ledger tells of this client; its own facts stay."),
    "example": _("The example of the template is left out."),
    "staff_number": _("A staff number has letters without accents, digits, dots, underscores and hyphens only."),
    "left": _("This person has left the bank."),
    "role": _("No such role."),
    "by_hand": _("Administrators and auditors are appointed by hand."),
    "post": _("A post needs a role and a branch."),
    "branch": _("No open branch has this code or name."),
    "team": _("No open team of the branch has this code or name."),
    "day": _("No day, or one that is too far away: YYYY-MM-DD, from a month ago to a year ahead."),
    "touched": _("Somebody changed it since, so it stays."),
    "gone": _("It is no longer there."),
}


def said(says: Iterable[list[Any]], fields: dict[str, Any]) -> list[str]:
    """The sentences of a row; a field's code becomes its label."""
    return [_one(code, terms, fields) for code, terms in says]


def _one(code: str, terms: dict[str, Any], fields: dict[str, Any]) -> str:
    if code == "text":  # a sentence of the engine's or of an action's, kept in both languages
        is_english = spoken() == "en"
        sentence = str(terms["en" if is_english else "zh-hans"])
        label = str(fields[terms["field"]].label) if terms.get("field") in fields else ""
        return f"{label}{' ' if is_english and label else ''}{sentence}"
    shown = {**terms, "field": fields[terms["field"]].label} if terms.get("field") in fields else terms
    return str(SENTENCES[code]) % shown
