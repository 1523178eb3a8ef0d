"""The cards that the scorecard adds to pages of other rooms."""

from qiao.desk.assess.models import Run
from qiao.desk.assess.panels import Panel as RunPanel
from qiao.desk.clients.panels import Look, Panel
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.score.queries import clients, confirmations
from qiao.desk.score.views.found import READERS


def of_client(look: Look) -> list[Panel]:
    """What the client brought in points to those of its managers whose score the reader may see."""
    managers = {one.manager_id for one in look.assignments}
    if not managers or not look.user.has_role(*READERS):
        return []
    found = clients.brought(look.client.number, managers, look.user)
    return [Panel("score/client_card.html", found, 25)] if found else []


def of_run(run: Run, user: User) -> list[RunPanel]:
    """Who has not confirmed a published run's result yet."""
    if not user.reach.reads_everything and not user.reach.has(Role.HR):
        return []
    told = confirmations.seen(run, user)
    return [RunPanel("score/seen_card.html", told)] if told else []
