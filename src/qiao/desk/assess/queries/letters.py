"""Letters as they are printed: what each says, in Chinese, and for an English reader in English on a page behind it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from qiao.desk.assess.models import Issue, Letter, Outcome, Period, Run
from qiao.desk.assess.models.letters import What
from qiao.desk.assess.queries import exceptions, results
from qiao.desk.assess.queries.exceptions import Decided
from qiao.desk.common.composing import among, composed
from qiao.desk.common.languages import spoken
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, User
from qiao.desk.people.reach import Reach
from qiao.desk.ui import figures
from qiao.engine import figures as marked_figures
from qiao.engine import load_text

CHINESE = "zh-hans"
APPOINTED = ("keep", "keep_protected", "promote")  # whose decision is an appointment to a grade
_UNRATED = "ratings_incomplete"
_HEAD_OFFICE = re.compile(r"(总行|\s+head office)$", re.IGNORECASE)
Fact = tuple[str, str]


class Wanted(NamedTuple):
    """Which letters of an issue are printed."""

    what: str = ""
    branch: int | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter in one language, as the page shows it; `page` are the words around a page's number and the number of pages."""

    lang: str
    title: str
    note: str
    number: str
    bank: str
    addressee: str
    body: list[str]
    facts: list[Fact]
    proofs: list[Fact]
    signatures: list[str]
    stamp: str
    day: str
    date: str
    page: tuple[str, str, str]


def lettered(period: Period) -> Run | None:
    """The run whose letters may be issued: the locked one, or the newest restatement beside it."""
    return results.in_force(period) if period.is_locked else None


def of_issue(issue: Issue, user: User, wanted: Wanted | None = None) -> QuerySet[Letter]:
    """The letters of an issue: notices, then appointments, by number."""
    found = Letter.objects.visible_to(user).filter(issue=issue).order_by("-what", "year", "serial")
    found = found.select_related("outcome__person", "outcome__branch", "replaces")
    if wanted is None:
        return found
    if wanted.what:
        found = found.filter(what=wanted.what)
    if wanted.branch:
        found = found.filter(outcome__branch=wanted.branch)
    if wanted.decision:
        found = found.filter(_decided(issue.run, wanted.decision))
    return found


def _decided(run: Run, decision: str) -> Q:
    """Outcomes so decided in the end, whether computed or ruled."""
    ruled = exceptions.in_effect(run)
    own = [key for key, ruling in ruled.items() if ruling.decision == decision]
    return Q(outcome__in=own) | (Q(outcome__decision=decision) & ~Q(outcome__in=list(ruled)))


def alone(letter: Letter, user: User) -> QuerySet[Letter]:
    """One letter as what is printed."""
    return of_issue(letter.issue, user).filter(pk=letter.pk)


def issues(period: Period, user: User) -> QuerySet[Issue]:
    """Everything issued for a period, the newest first."""
    found = Issue.objects.visible_to(user).filter(run__period=period)
    return found.select_related("run__period", "run__standard", "issued_by")


def usual_days() -> dict[str, date]:
    """The days that letters issued today bear unless somebody says otherwise: from the next month on for a year."""
    today = calendar.today()
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return {"issued_on": today, "effective_on": first, "until": first.replace(year=first.year + 1) - calendar.DAY}


def notices(issue: Issue, user: User, wanted: Wanted) -> QuerySet[Letter]:
    """One letter of each person that the filters leave: the notice, or where only appointments are wanted that."""
    return of_issue(issue, user, wanted._replace(what=wanted.what or What.NOTICE))


class Line(NamedTuple):
    """A person of the list with the letters that they have."""

    decided: Decided
    letters: list[Letter]


def lines(issue: Issue, shown: Iterable[Letter], user: User) -> list[Line]:
    """The people of a page of the list, each with every letter of the issue."""
    people = [letter.outcome for letter in shown]
    rulings = exceptions.in_effect(issue.run)
    own: dict[int, list[Letter]] = {}
    for letter in _of_people(user.reach, issue=issue.pk, outcomes=[one.pk for one in people]):
        own.setdefault(letter.outcome_id, []).append(letter)
    return [Line(one, own.get(one.outcome.pk, [])) for one in exceptions.decided(people, rulings)]


@composed
def _of_people(reach: Reach, *, issue: int, outcomes: list[int]) -> QuerySet[Letter]:
    found = Letter.objects.visible_to(reach.bearer).filter(among("outcome", outcomes), issue=issue)
    return found.select_related("replaces").order_by("-what", "year", "serial")


def of_outcome(outcome: Outcome, user: User) -> list[Letter]:
    """One result's letters that the person may have; those that a restatement replaced are no more among them."""
    return _of_outcome(user.reach, outcome=outcome.pk)


@composed
def _of_outcome(reach: Reach, *, outcome: int) -> QuerySet[Letter]:
    return Letter.objects.visible_to(reach.bearer).filter(outcome=outcome, issue__replaced_by=None).order_by("-what")


# --- what they say --------------------------------------------------------------------------------------------------------


def papers(issue: Issue, letters: QuerySet[Letter]) -> Iterator[Paper]:
    """The pages of these letters in order; an English reader gets a translation behind each."""
    writer, languages = _Writer(issue), [CHINESE]
    if spoken() == "en":
        languages.append(str(get_language()))
    for letter in letters:
        for language in languages:
            with override(language):
                yield writer.paper(letter)


class _Writer:
    """Writes the letters of one issue, asking for what they share once."""

    def __init__(self, issue: Issue) -> None:
        self.issue, self.run = issue, issue.run
        self.period, self.standard = issue.run.period, issue.run.standard
        self.rulings = exceptions.in_effect(self.run)
        top = Branch.objects.filter(parent=None).order_by("path").first()
        self.top = top
        self.void = self._void()
        self.clauses = _clauses(self.standard.text)

    def _void(self) -> dict[str, Letter]:
        """Appointments of the issue before that this one does not renew, by manager."""
        if self.issue.replaces is None:
            return {}
        before = self.issue.replaces.letters.filter(what=What.APPOINTMENT, replaced_by=None)
        return {letter.outcome.manager: letter for letter in before.select_related("outcome")}

    def paper(self, letter: Letter) -> Paper:
        outcome = letter.outcome
        decided = Decided(outcome, self.rulings.get(outcome.pk))
        is_notice, name = letter.what == What.NOTICE, str(outcome.person or outcome.manager)
        bank, is_chinese = self._bank(), spoken() == "zh"
        told = {
            "bank": bank, "name": name, "number": outcome.manager, "grade": decided.to_grade_label,
            "period": self.period.label, "first": _day(self.period.first), "last": _day(self.period.last),
            "from": _day(self.issue.effective_on), "until": _day(self.issue.until), "standard": self.standard.label,
        }  # fmt: skip
        return Paper(
            lang="zh" if is_chinese else "en",
            title=_("Notice of the assessment's result") if is_notice else _("Letter of appointment"),
            note="" if is_chinese else _("Translation. The Chinese original is binding."),
            number=letter.number,
            bank=bank,
            addressee=_("%(name)s (staff number %(number)s, %(branch)s):")
            % {**told, "branch": str(outcome.branch or "–")},
            body=[(_notice if is_notice else _appointment)() % told, *self._replacing(letter, is_notice=is_notice)],
            facts=self._facts(decided, is_notice=is_notice),
            proofs=self._proofs(),
            signatures=self._signatures(is_notice=is_notice) if is_chinese else [],
            stamp=_("Place for the seal"),
            day=_day(self.issue.issued_on),
            date=_("Date"),
            page=_around(),
        )

    def _bank(self) -> str:
        """The bank's name is its head office's, without what says that it is one."""
        return _HEAD_OFFICE.sub("", str(self.top or ""))

    @staticmethod
    def _signatures(*, is_notice: bool) -> list[str]:
        """Who signs the original; a translation bears neither signature nor seal."""
        if is_notice:
            return [_("Received by"), _("Superior"), _("Assessment office")]
        return [_("President"), _("Appointee")]

    def _facts(self, decided: Decided, *, is_notice: bool) -> list[Fact]:
        outcome, ruling = decided.outcome, decided.ruling
        rank = (
            _("%(rank)s of %(size)s ranked together") % {"rank": outcome.rank, "size": outcome.pool_size}
            if outcome.rank
            else _("not ranked")
        )
        found = [
            (_("Period"), self.period.label),
            (_("Grade before"), outcome.grade_label),
            (_("Contribution score"), figures.number(outcome.score)),
            (_("Rank"), rank),
            (_("Quality score"), "–" if outcome.quality is None else figures.number(outcome.quality)),
            (_("Decision"), decided.decision_label),
            (_("Grade afterwards"), decided.to_grade_label or "–"),
        ]
        if is_notice and outcome.reason:
            found.append((_("Reason"), outcome.reason_label))
        if ruling:
            found.append((_("Decided by two people"), f"{ruling.get_kind_display()}: {ruling.reason}"))
        found.append((_("Clauses"), self._clause(decided)))
        if is_notice:
            found.append((_("Holds from"), _day(self.issue.effective_on)))
        return found

    def _clause(self, decided: Decided) -> str:
        """What it rests on: the ruling's clause, or those of the standard's figures that decided it."""
        if decided.ruling:
            return decided.ruling.clause
        outcome, decision = decided.outcome, decided.decision
        if decision == "not_assessed":
            return _(", ").join(self.clauses["quality" if outcome.reason == _UNRATED else "pool"])
        grade = decided.to_grade if decision in APPOINTED else outcome.grade
        guards = self.clauses[f"grades.{grade}.protected_within"] if decision == "keep_protected" else []
        moved = self.clauses["decision"] if decision in ("promote", "demote") else []
        return _(", ").join(dict.fromkeys([*self.clauses[f"grades.{grade}"], *guards, *moved]))

    def _replacing(self, letter: Letter, *, is_notice: bool) -> list[str]:
        """What a restatement's letter says of the one that it replaces."""
        found = []
        if letter.replaces:
            found.append(
                _("The result was restated. This letter replaces %(number)s, which holds no more.")
                % {"number": letter.replaces.number}
            )
        void = self.void.get(letter.outcome.manager)
        if is_notice and void:
            found.append(_("The letter of appointment %(number)s holds no more.") % {"number": void.number})
        return found

    def _proofs(self) -> list[Fact]:
        return [
            (_("Standard"), f"{self.standard.code} {self.standard.label} · {self.standard.data_hash}"),
            (_("Run"), _("%(run)s, data date %(day)s") % {"run": self.run, "day": self.run.told["data_date"]}),
            (_("Seal hash"), self.run.seal),
            (_("To verify"), f"qiao verify runs/{self.run.uuid.hex}"),
        ]


def _notice() -> str:
    return _(
        "The assessment of %(period)s (%(first)s to %(last)s) under the standard %(standard)s is completed. "
        "Your result is as follows."
    )


def _appointment() -> str:
    return _(
        "On the result of the assessment of %(period)s (%(first)s to %(last)s), %(bank)s appoints %(name)s "
        "(staff number %(number)s) as %(grade)s. The term runs from %(from)s to %(until)s."
    )


def _around() -> tuple[str, str, str]:
    """What stands before, between and behind a page's number and the number of pages."""
    before, between, behind = (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")
    return before, between, behind


def _day(day: date) -> str:
    return _("%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": f"{day:%m}", "day": f"{day:%d}"}


@lru_cache(maxsize=4)
def _clauses(text: str) -> dict[str, list[str]]:
    """The clauses of a standard's figures: of each grade, of its protection, of the pool, the decision and the rating."""
    found: dict[str, dict[str, None]] = {}
    for figure in marked_figures(load_text(text, "")):
        parts = figure.path.split(".")
        place = ".".join(parts[:2]) if figure.part == "grades" else figure.part
        if parts[-1] == "protected_within":
            place = figure.path
        found.setdefault(place, {})[figure.mark.clause] = None
    return _Found({place: list(clauses) for place, clauses in found.items()})


class _Found(dict[str, list[str]]):
    """Nothing where a standard has no such figure."""

    def __missing__(self, key: str) -> list[str]:
        return []
