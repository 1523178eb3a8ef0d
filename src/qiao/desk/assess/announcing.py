"""What the bell says about exceptions, minutes and restated results."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess import telling
from qiao.desk.assess.models import Award, Issue, Minutes, Outcome, Ruling, Run
from qiao.desk.assess.queries import exceptions
from qiao.desk.assess.queries.restating import Change
from qiao.desk.common.models import Record
from qiao.desk.notices import actions as notices
from qiao.desk.notices.registry import notice
from qiao.desk.people.models import User

for _code, _label, _words in (
    ("ruling.waits", _("An exception waits for a second person"), _("%(person)s proposes an exception for %(period)s.")),
    ("ruling.decided", _("An exception is decided"), _("%(person)s has decided on the exception that you proposed for %(period)s.")),
    ("ruling.published", _("An exception of yours is published"), _("Beside your computed result for %(period)s there is a decision by two people.")),
    ("minutes.wait", _("Minutes wait for a second person"), _("%(person)s has written minutes for %(period)s; they are to be signed.")),
    ("minutes.signed", _("Minutes are signed"), _("%(person)s has signed your minutes for %(period)s.")),
    ("award.waits", _("An award waits for a second person"), _("%(person)s proposes an award or adjustment for %(period)s.")),
    ("award.decided", _("An award is decided"), _("%(person)s has decided on the award or adjustment that you proposed for %(period)s.")),
    ("award.approved", _("An award or adjustment of yours is approved"), _("One for %(period)s is approved; the next result counts it.")),
    ("letters.issued", _("Your letters are issued"), _("Your letters for %(period)s are issued; they are on your scorecard.")),
    ("run.restated", _("A result of yours is restated"), _("Your result for %(period)s was restated and is another now.")),
    ("run.rank_restated", _("A rank of yours is restated"), _("Others' results were restated; of yours for %(period)s only the rank moved.")),
):  # fmt: skip
    notice(_code, label=_label, words=_words, terms=telling.named)


def ruling_waits(ruling: Ruling, *, by: User) -> None:
    """Ask every other assessment officer, but whom it is about."""
    outcome = ruling.outcome
    _tell_officers(
        "ruling.waits", ruling, outcome.run, by, _address("assess:review_manager", outcome), outcome.person_id
    )


def ruling_decided(ruling: Ruling, *, by: User) -> None:
    """Tell whoever proposed it."""
    if ruling.proposed_by != by:
        link = _address("assess:review_manager", ruling.outcome)
        _tell(ruling.proposed_by, "ruling.decided", ruling, ruling.outcome.run, link, by)


def rulings_published(run: Run) -> None:
    """Tell everybody on whom something was ruled, now that it is published."""
    _tell_managers("ruling.published", run, [ruling.outcome for ruling in exceptions.in_effect(run).values()])


def minutes_wait(minutes: Minutes, *, by: User) -> None:
    """Ask every other assessment officer."""
    _tell_officers("minutes.wait", minutes, minutes.run, by, minutes.get_absolute_url())


def minutes_signed(minutes: Minutes, *, by: User) -> None:
    """Tell whoever wrote them."""
    _tell(minutes.written_by, "minutes.signed", minutes, minutes.run, minutes.get_absolute_url(), by)


def restated(run: Run, changes: Iterable[Change]) -> None:
    """Tell everybody whose result is another now; whoever only moved in rank is told just that, the others nothing."""
    found = [(change.is_bystander, outcome) for change in changes if (outcome := change.after or change.before)]
    for code, bystanders in (("run.restated", False), ("run.rank_restated", True)):
        _tell_managers(code, run, [outcome for is_bystander, outcome in found if is_bystander == bystanders])


def award_waits(award: Award, *, by: User) -> None:
    """Ask every other assessment officer, but whom it is about."""
    for person in telling.officers():
        if person.pk not in (by.pk, award.person_id):
            _tell_of_award(person, "award.waits", award, by)


def award_decided(award: Award, *, by: User) -> None:
    """Tell whoever proposed it."""
    if award.proposed_by != by:
        _tell_of_award(award.proposed_by, "award.decided", award, by)


def award_approved(award: Award, *, by: User) -> None:
    """Tell whom it is about."""
    _tell_of_award(award.person, "award.approved", award, by)


def _tell_of_award(to: User, code: str, award: Award, by: User) -> None:
    period, person = str(award.period.uuid), str(by.uuid)
    notices.tell(to, code, on=award, link=award.get_absolute_url(), period=period, person=person)


def letters_issued(issue: Issue) -> None:
    """Tell everybody who has a letter of it."""
    outcomes = Outcome.objects.filter(run=issue.run).select_related("person", "run")
    links = [(one.person, reverse("score:card", args=[one.run.uuid, one.manager])) for one in outcomes if one.person]
    notices.tell_each(links, "letters.issued", on=issue.run, period=str(issue.run.period.uuid))


def _tell_managers(code: str, run: Run, outcomes: list[Outcome]) -> None:
    links = [(one.person, _address("assess:result", one)) for one in outcomes if one.person]
    notices.tell_each(links, code, on=run, period=str(run.period.uuid))


def _tell_officers(code: str, on: Record, run: Run, by: User, link: str, apart_from: int | None = None) -> None:
    for person in telling.officers():
        if person.pk not in (by.pk, apart_from):
            _tell(person, code, on, run, link, by)


def _tell(to: User, code: str, on: Record, run: Run, link: str, by: User) -> None:
    notices.tell(to, code, on=on, link=link, period=str(run.period.uuid), person=str(by.uuid))


def _address(view: str, outcome: Outcome) -> str:
    return reverse(view, args=[outcome.run.uuid, outcome.manager])
