"""What the bell says about objections: to whoever raised one, to whoever has to act."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess import objecting, telling
from qiao.desk.assess.models import Objection
from qiao.desk.assess.models.objections import State
from qiao.desk.notices import actions as notices
from qiao.desk.notices.registry import notice
from qiao.desk.people.models import User

for _code, _label, _words in (
    ("objection.raised", _("An objection has to be given to somebody"), _("%(person)s objects to something in the result for %(period)s.")),
    ("objection.assigned", _("An objection is yours to answer"), _("An objection for %(period)s is yours to answer, by %(day)s.")),
    ("objection.answered", _("Your objection is answered"), _("%(person)s has answered your objection for %(period)s.")),
    ("objection.committee", _("An objection waits for the committee"), _("An objection for %(period)s waits for the committee, by %(day)s.")),
    ("objection.proposed", _("A decision on an objection waits for another"), _("%(person)s proposes a decision on an objection for %(period)s.")),
    ("objection.decided", _("An objection is decided"), _("The committee has decided on an objection for %(period)s.")),
    ("objection.restated", _("Your objection is in the result"), _("A result for %(period)s with the correction that you asked for can be seen.")),
    ("objection.due", _("An objection waits for you"), _("An objection for %(period)s waits for you, by %(day)s.")),
):  # fmt: skip
    notice(_code, label=_label, words=_words, terms=telling.named)


def raised(objection: Objection) -> None:
    """Ask its owner to answer, or the officers to give it to somebody."""
    if objection.owner_id:
        assigned(objection)
    else:
        _each("objection.raised", objection, judges(objection), by=objection.appellant)


def assigned(objection: Objection) -> None:
    """Ask its owner to answer."""
    if objection.owner:
        _each("objection.assigned", objection, [objection.owner])


def answered(objection: Objection) -> None:
    """Tell whoever raised it, and the committee where the owner says that they are right."""
    _each("objection.answered", objection, [objection.appellant], by=objection.answered_by)
    if objection.state == State.COMMITTEE:
        committee(objection)


def committee(objection: Objection) -> None:
    """Ask the officers to decide."""
    _each("objection.committee", objection, judges(objection))


def proposed(objection: Objection) -> None:
    """Ask the others of the committee to confirm."""
    others = (one for one in judges(objection) if one.pk != objection.proposed_by_id)
    _each("objection.proposed", objection, others, by=objection.proposed_by)


def decided(objection: Objection) -> None:
    """Tell whoever raised it and whoever answered."""
    people = {one.pk: one for one in (objection.appellant, objection.answered_by) if one}
    _each("objection.decided", objection, people.values())


def restated(objection: Objection) -> None:
    """Tell whoever raised it; everybody else whose result moved is told by the result itself."""
    _each("objection.restated", objection, [objection.appellant])


def due(objection: Objection) -> None:
    """Remind whoever has to act."""
    _each("objection.due", objection, waited_for(objection))


def waited_for(objection: Objection) -> list[User]:
    """Who has to act now; the officers where the owner has left."""
    if objection.state == State.ANSWERED:
        return [objection.appellant]
    if objection.state == State.WITH_OWNER and objection.owner and objection.owner.is_active:
        return [objection.owner]
    return judges(objection)


def judges(objection: Objection) -> list[User]:
    """The officers who have no part in it."""
    return [
        one
        for one in telling.officers()
        if one.pk != objection.answered_by_id and not objecting.is_barred(objection, one.pk)
    ]


def _each(code: str, objection: Objection, people: Iterable[User], by: User | None = None) -> None:
    """Each is led to the page that is theirs."""
    own = reverse("score:objection", args=[objection.uuid])
    links = [(one, own if one.pk == objection.appellant_id else objection.get_absolute_url()) for one in people]
    terms = {"period": str(objection.period.uuid), "day": str(objection.due_on or "–")}
    if by:
        terms["person"] = str(by.uuid)
    notices.tell_each(links, code, on=objection, **terms)
