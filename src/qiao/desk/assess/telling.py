"""What the bell says about standards, runs and what two people decide of them."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Outcome, Period, Proposal, Run, Standard
from qiao.desk.common.roles import Role
from qiao.desk.notices import actions as notices
from qiao.desk.notices import registry
from qiao.desk.notices.registry import Told, notice
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User


def named(told: Sequence[Told]) -> list[Told]:
    """Records and people by their names."""
    standards = registry.named(told, "standard", Standard.objects.defer("text"))
    periods = registry.named(told, "period", Period.objects.all())
    people = registry.named(told, "person", User.objects.all())
    return [{**one, "standard": standards(one), "period": periods(one), "person": people(one)} for one in told]


for _code, _label, _words in (
    ("standard.proposed", _("A standard waits for a second person"), _("%(person)s proposes the standard %(standard)s.")),
    ("standard.published", _("A standard is published"), _("The standard %(standard)s is published: read it and acknowledge it.")),
    ("standard.sent_back", _("A standard is sent back"), _("%(person)s has sent the standard %(standard)s back.")),
    ("run.shown", _("A result of yours can be seen"), _("Your result for %(period)s as of %(day)s can be seen.")),
    ("proposal.waits", _("A decision on a run waits for a second person"), _("%(person)s proposes something about %(period)s.")),
    ("proposal.decided", _("A decision on a run is made"), _("%(person)s has decided on what you proposed for %(period)s.")),
):  # fmt: skip
    notice(_code, label=_label, words=_words, terms=named)


def standard_proposed(standard: Standard, *, by: User) -> None:
    """Ask every other assessment officer."""
    _tell_officers("standard.proposed", standard, by, standard=str(standard.uuid))


def standard_published(standard: Standard, *, by: User) -> None:
    """Ask every manager to acknowledge it."""
    links = ((person, standard.get_absolute_url()) for person in managers())
    notices.tell_each(links, "standard.published", on=standard, person=str(by.uuid), standard=str(standard.uuid))


def standard_sent_back(standard: Standard, *, to: User | None, by: User) -> None:
    """Tell whoever proposed it, unless they took it back themselves."""
    if to is not None and to != by:
        _tell(to, "standard.sent_back", standard, by, standard=str(standard.uuid))


def run_shown(run: Run) -> None:
    """Tell every manager who has a result in it; the bell leads to their own scorecard, since runs are the officers'."""
    outcomes = Outcome.objects.filter(run=run).select_related("person")
    links = [(one.person, reverse("score:card", args=[run.uuid, one.manager])) for one in outcomes if one.person]
    notices.tell_each(links, "run.shown", on=run, period=str(run.period.uuid), day=str(run.as_of))


def proposal_waits(proposal: Proposal, *, by: User) -> None:
    """Ask every other assessment officer."""
    _tell_officers("proposal.waits", proposal.run, by, period=str(proposal.period.uuid))


def proposal_decided(proposal: Proposal, *, by: User) -> None:
    """Tell whoever proposed it."""
    if proposal.proposed_by != by:
        _tell(proposal.proposed_by, "proposal.decided", proposal.run, by, period=str(proposal.period.uuid))


def managers() -> list[User]:
    """Everybody who has a post as a manager today, and has not left."""
    posts = Post.objects.on(calendar.today()).filter(role=Role.RM)
    return [person for person in User.objects.filter(pk__in=posts.values("user")) if person.is_active]


def officers() -> list[User]:
    """Everybody who has a post as an assessment officer today, and has not left."""
    posts = Post.objects.on(calendar.today()).filter(role=Role.HR)
    return [person for person in User.objects.filter(pk__in=posts.values("user")) if person.is_active]


def _tell_officers(code: str, on: Standard | Run, by: User, **terms: str) -> None:
    for person in officers():
        if person != by:
            _tell(person, code, on, by, **terms)


def _tell(person: User, code: str, on: Standard | Run, by: User, **terms: str) -> None:
    notices.tell(person, code, on=on, link=on.get_absolute_url(), person=str(by.uuid), **terms)
