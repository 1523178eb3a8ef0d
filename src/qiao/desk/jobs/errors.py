"""Why a job failed, as a code and one sentence in both languages; never a traceback, never a value."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qiao.desk.common.refusals import RefusedError
from qiao.desk.jobs.registry import UnknownKindError
from qiao.engine import QiaoError

DIED, DATABASE, UNKNOWN, REFUSED, FAULT = "died", "database", "unknown", "refused", "fault"
_SENTENCES = {
    DIED: _(
        "The work was begun several times and its process ended each time, perhaps for want of memory. "
        "Tell the administrator."
    ),
    DATABASE: _("The database went away each time that the work was begun. Start it again later."),
    UNKNOWN: _("This version of the desk does not know this kind of work. Tell the administrator."),
    FAULT: _("A mistake in the desk itself ended the work. Tell the administrator this number: %(trace)s."),
}


def sentence(code: str) -> dict[str, str]:
    """What to write down for a code of ours: both languages, whoever reads it."""
    return _said(code, _SENTENCES[code])


def as_json(error: BaseException, trace: str) -> dict[str, str]:
    """What to write down of an error that ended the work."""
    if isinstance(error, QiaoError):
        return {"code": REFUSED, "zh-hans": error.text.zh, "en": error.text.en}
    if isinstance(error, RefusedError):
        return _said(REFUSED, error.args[0] if error.args else "")
    if isinstance(error, UnknownKindError):
        return sentence(UNKNOWN)
    return {name: text.replace("%(trace)s", trace) for name, text in sentence(FAULT).items()}


def _said(code: str, text: str | Promise) -> dict[str, str]:
    said = {"code": code}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = str(text)
    return said
