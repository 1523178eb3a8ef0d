"""Pages of the committee: figures and cases on a wide screen or on paper, its minutes, their versions and signature."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao import engine
from qiao.desk.assess import words
from qiao.desk.assess.actions import minutes as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.minutes import MinutesForm
from qiao.desk.assess.models import Minutes, Remark, Run
from qiao.desk.assess.queries import minutes as queries
from qiao.desk.assess.queries import pools, remarks
from qiao.desk.assess.queries.reviewing import Row
from qiao.desk.assess.views import finding
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.audit.forms import ExportForm
from qiao.desk.common import sheets
from qiao.desk.common.access import only
from qiao.desk.common.languages import said
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class SumTable:
    """Decisions in sum: a line each branch or grade, a column each decision, and the sum of all."""

    heading: str
    columns: list[str]
    lines: list[tuple[str, list[int], int]]
    total: list[int]
    all: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A case with the notes that officers wrote on it."""

    row: Row
    remarks: list[Remark]


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """What the committee looks at."""

    run: Run
    tables: list[SumTable]
    talks: list[Talk]
    versions: list[Minutes]
    is_wide: bool
    may_write: bool
    near: int
    smallest: int
    narrowest: int


@dataclass(frozen=True, slots=True)
class MinutesFormPage:
    """Minutes to write."""

    run: Run
    form: MinutesForm


@dataclass(frozen=True, slots=True)
class Case:
    """A case of kept minutes, in words."""

    values: dict[str, Any]
    grade: str
    computed: str
    decided: str
    ruling: str
    marks: str


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """A version of the minutes, as it is printed."""

    minutes: Minutes
    run: Run
    present: str
    tables: list[SumTable]
    cases: list[Case]
    versions: list[Minutes]
    has_moved_on: bool
    may_sign: bool
    may_write: bool


@only(*READERS)
@require_GET
def committee(request: Request, uuid: UUID) -> HttpResponse:
    """Figures in sum and the cases to be talked about."""
    user, run = request.user, finding.run(request, uuid)
    audit.seen(user, on=run, what="committee")
    rows = queries.rows(run, user)
    notes: dict[str, list[Remark]] = {}
    for one in remarks.there(run.period, user).select_related("written_by"):
        notes.setdefault(one.manager, []).append(one)
    page = CommitteePage(
        run=run,
        tables=_tables(*queries.sums(rows)),
        talks=[Talk(row, notes.get(row.outcome.manager, [])) for row in queries.cases(rows)],
        versions=list(queries.of_run(run, user)),
        is_wide="wide" in request.GET,
        may_write=user.has_role(*runs.WRITERS),
        near=pools.NEAR,
        smallest=pools.SMALLEST,
        narrowest=pools.narrowest_step(run) // 100,
    )
    return show(request, "assess/committee.html", page)


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def write(request: Request, uuid: UUID) -> HttpResponse:
    """Write another version of the minutes."""
    user, run = request.user, finding.run(request, uuid)
    cases = queries.cases(queries.rows(run, user))
    form = MinutesForm(request.POST or None, cases=cases, newest=queries.of_run(run, user).first())
    if request.method == "POST" and (made := attempt(form, lambda: actions.write(run, by=user, meeting=form.meeting))):
        return redirect(made)
    return show(request, "assess/minutes_form.html", MinutesFormPage(run, form), status=status(form))


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """A version, as it is printed."""
    user, found = request.user, finding.minutes(request, uuid)
    audit.seen(user, on=found)
    told, versions = found.told, list(queries.of_run(found.run, user))
    is_newest = versions[0] == found
    page = MinutesPage(
        minutes=found,
        run=found.run,
        present=_(", ").join(found.present),
        tables=_tables(told["branches"], told["grades"], told["total"]),
        cases=[_case(values) for values in told["cases"]],
        versions=[other for other in versions if other != found],
        has_moved_on=not found.is_signed and is_newest and queries.has_moved_on(found, user),
        may_sign=is_newest
        and not found.is_signed
        and user.reach.may_decide(*runs.WRITERS, proposed_by=found.written_by_id),
        may_write=user.has_role(*runs.WRITERS) and is_newest and not found.is_signed,
    )
    return show(request, "assess/minutes.html", page)


@only(*runs.WRITERS)
@require_POST
def sign(request: Request, uuid: UUID) -> HttpResponse:
    """Sign what somebody else wrote."""
    return redirect(actions.sign(finding.minutes(request, uuid), by=request.user))


@only(*READERS)
@require_GET
def file(request: Request, uuid: UUID) -> HttpResponse:
    """The cases of a version with what was resolved, as a file."""
    user, found, wish = request.user, finding.minutes(request, uuid), ExportForm(request.GET)
    if not wish.is_valid():
        return HttpResponse(status=422)
    cases = [_case(values) for values in found.told["cases"]]
    audit.exported(user, "minutes.taken", rows=len(cases), on=found)
    run = found.run
    taken = _("Minutes of %(run)s, version %(version)s, held on %(day)s. Seal %(seal)s. Conclusion: %(conclusion)s") % {
        "run": run, "version": found.version, "day": found.held_on, "seal": run.seal, "conclusion": found.conclusion,
    }  # fmt: skip
    heading = [
        _("Staff number"), _("Full name"), _("Branch"), _("Present grade"), _("Rank"), _("Contribution score"),
        _("Quality score"), _("Computed decision"), _("Decided"), _("Exception"), _("Marks"), _("Resolution"),
    ]  # fmt: skip
    name = f"minutes-{run.period.label}-{run.number}-{found.version}"
    sheet = sheets.Sheet(name, taken, heading, [_line(case) for case in cases])
    return sheets.answer(sheet, wish.cleaned_data["format"])


def _line(case: Case) -> list[Any]:
    values = case.values
    return [
        values["manager"], values["name"], values["branch"], case.grade, values["rank"], values["score"],
        values["quality"], case.computed, case.decided, case.ruling, case.marks, values["resolution"],
    ]  # fmt: skip


def _tables(
    branches: list[tuple[str, dict[str, int]]], grades: list[tuple[str, dict[str, int]]], total: dict[str, int]
) -> list[SumTable]:
    codes = list(engine.DECISIONS)
    columns, sums = [said(label) for label in engine.DECISIONS.values()], [total.get(code, 0) for code in codes]

    def table(heading: str, lines: list[tuple[str, dict[str, int]]]) -> SumTable:
        counted = [(name, [counts.get(code, 0) for code in codes], sum(counts.values())) for name, counts in lines]
        return SumTable(heading, columns, counted, sums, sum(sums))

    named = [(words.grade(code), counts) for code, counts in grades]
    return [table(_("Branch"), branches), table(_("Present grade"), named)]


def _case(values: dict[str, Any]) -> Case:
    computed, decided = (
        " · ".join(filter(None, (words.decision(decision), words.grade(to_grade))))
        for decision, to_grade in (values["computed"], values["decided"])
    )
    ruling = values["ruling"]
    told = ""
    if ruling:
        told = _("%(kind)s by %(clause)s: %(reason)s (proposed by %(proposer)s, approved by %(decider)s)") % {
            "kind": words.MARKS["veto" if ruling["kind"] == "veto" else "exception"],
            "clause": ruling["clause"],
            "reason": ruling["reason"],
            "proposer": ruling["people"][0],
            "decider": ruling["people"][1],
        }
    marks = _(", ").join(str(words.MARKS[mark]) for mark in values["marks"])
    return Case(values, words.grade(values["grade"]), computed, decided, told, marks)
