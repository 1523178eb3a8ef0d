"""The client page as a gathering point: a room adds a card or an act of its own by registering a provider here.

A provider is asked with a `Look` and answers with nothing where it has nothing to say, for instance to somebody who sees only
the days of a client handed over.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from qiao.desk.clients.models import Account, Assignment, Client, Document, Handover, Limit
from qiao.desk.clients.queries import documents, holdings, passed_on, scope
from qiao.desk.clients.queries.balances import Told, years_before
from qiao.desk.clients.spans import Span
from qiao.desk.common.hubs import Hub
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User


@dataclass(frozen=True)
class Look:
    """Somebody's look at a client: its days that may be seen (None is every one), and what stands on them.

    What several cards tell of is asked once here. Accounts, limits and documents are the client's own: who does not see it
    whole is told of them for their days alone, or not at all.
    """

    client: Client
    user: User
    days: list[Span] | None
    years: int
    told: Told | None

    assignments: list[Assignment]
    accounts: list[Account]

    @cached_property
    def limits(self) -> list[Limit]:
        """Its credit lines of all times, the next to end first."""
        return holdings.limits_of(self.client) if self.is_whole else []

    @cached_property
    def documents(self) -> list[Document]:
        """Every version of its documents that the person may see, in no order."""
        return documents.of_client(self.user.bearer, client=self.client.pk) if self.is_whole else []

    @cached_property
    def handovers(self) -> list[Handover]:
        """Its handovers that the person may open, in no order."""
        return passed_on.seen(self.user, [self.client.pk])

    @property
    def managed(self) -> list[Assignment]:
        """Those in force today."""
        return [one for one in self.assignments if one.span.has(self.user.reach.day)]

    @property
    def is_whole(self) -> bool:
        """Whether the whole client is seen, not some days' figures."""
        return self.days is None

    @cached_property
    def is_managed(self) -> bool:
        """Whether the client is the person's to do business with, and not only to watch."""
        watches = self.user.reach.reads_everything or self.user.reach.has(Role.HR, Role.RISK)
        return self.is_whole and (not watches or scope.manages(self.client, self.user))

    @property
    def day(self) -> date:
        """The day that holdings and credit lines are told of: the ledger's newest, else today."""
        return self.told.data_date if self.told else self.user.reach.day

    @property
    def year(self) -> Span:
        """The twelve months up to that day, of which the figures are."""
        return Span(years_before(self.day, 1), self.day)


@dataclass(frozen=True, slots=True)
class Panel:
    """A card: its template is shown `shown`, in the wide column or at the side, by rising order."""

    template: str
    shown: object
    order: int
    is_at_side: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A button in the page's head that leads to a form of the client's."""

    label: str
    url: str
    icon: str = field(kw_only=True)  # by its name, so that the sprite of icons gets it (deploy/kit.py)
    order: int = field(default=50, kw_only=True)
    attributes: dict[str, str] = field(default_factory=dict)


PANELS: Hub[Panel] = Hub("client page, cards")
ACTS: Hub[Act] = Hub("client page, acts")
