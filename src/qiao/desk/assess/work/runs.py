"""Assess a period, and compute a run a second time."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.actions import runs as actions
from qiao.desk.assess.models import Period, Run
from qiao.desk.clients.actions import owned
from qiao.desk.common.languages import spoken
from qiao.desk.jobs.progress import Progress
from qiao.desk.jobs.registry import Result, work
from qiao.engine import Job, Text, assess, load_run, verify


@work(
    actions.ASK,
    title=_("Have a period assessed with what the desk keeps"),
    roles=actions.WRITERS,
    words={"asked": _("The ledger has what the desk keeps, and the run is asked for.")},
)
def ask(progress: Progress, *, period: str, as_of: str) -> Result:
    """Give the ledger what the desk keeps, then ask for the run."""
    assert progress.by is not None  # asked for by an officer
    progress.step(0, 0)
    owned.deliver(by=progress.by)
    day = date.fromisoformat(as_of) if as_of else None
    made = actions.ask(Period.objects.get(uuid=period), by=progress.by, as_of=day)
    return Result("asked", link=made.get_absolute_url())


@work(
    actions.ASSESS,
    title=_("Assess a period"),
    roles=actions.WRITERS,
    words={"at": _("%(what)s"), "done": _("%(managers)s managers are assessed.")},
    whole=False,  # the run's folder is no part of a transaction; a second attempt finds what the first has made
)
def run(progress: Progress, *, uuid: str, batches: list[str]) -> Result:
    """Have the engine assess it, whole or not at all, and take the result in."""
    made = Run.objects.select_related("period", "standard").get(uuid=uuid)
    standard = progress.folder / "standard.yaml"
    standard.write_text(made.trial.text if made.is_trial else made.standard.text, encoding="utf-8")
    made.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    language = spoken()  # here: the engine may tell from threads of its own

    def told(label: Text, done: int, total: int | None) -> None:
        progress.step(done, total or 0, "at", what=label.in_(language))

    job = Job(Path(settings.LEDGER), made.period.label, made.folder, standard, made.as_of, batches=tuple(batches))
    made = actions.finish(made, assess(job, progress=told))
    return Result("done", {"managers": made.told["counts"]["managers"]}, link=made.get_absolute_url())


@work(
    actions.CHECK,
    title=_("Compute a run a second time"),
    roles=actions.WRITERS,
    words={
        "holds": _("Computed a second time, and the same to the last byte."),
        "differs": _("It is not the same: %(count)s differences."),
    },
    whole=False,  # computing takes long and changes nothing
)
def check(progress: Progress, *, uuid: str) -> Result:
    """Recompute it from its ledger, the optimiser off and with one thread, and compare every file."""
    made = Run.objects.get(uuid=uuid)
    progress.step(0, 0)
    verdict = verify(load_run(made.folder))
    actions.checked(made, holds=verdict.holds, by=made.made_by)
    code = "holds" if verdict.holds else "differs"
    return Result(code, {"count": len(verdict.differences)}, link=made.get_absolute_url())
