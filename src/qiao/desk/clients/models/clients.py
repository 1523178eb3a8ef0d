"""Clients and their groups."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import finding, spans
from qiao.desk.clients import naming as companies
from qiao.desk.clients.models.assignments import Assignment
from qiao.desk.clients.spans import Span
from qiao.desk.common import addresses
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet, gathered, walked, written
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import Versioned
from qiao.desk.people import naming
from qiao.desk.people.models import User

if TYPE_CHECKING:
    from qiao.desk.people.reach import Reach


SPELLED = ("name_key", "search_keys")  # what a name is sorted and found by


class Scale(models.TextChoices):
    """How large a company is, by the national classes."""

    LARGE = "large", _("large")
    MEDIUM = "medium", _("medium")
    SMALL = "small", _("small")
    MICRO = "micro", _("micro")


class ClientGroup(Record):
    """Companies under one hand (集团客户)."""

    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)

    objects = ScopedQuerySet["ClientGroup"].as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The group's page."""
        return reverse("clients:group", args=[self.uuid])

    @staticmethod
    def scope(user: User) -> Q:
        """Those with a company that is whole in scope."""
        return Q(pk__in=Client._base_manager.filter(Client.scope(user)).exclude(group=None).values("group"))


class ClientQuerySet(ScopedQuerySet["Client"]):
    """Clients.

    Two gates: `visible_to` is for the whole client; `figures_visible_to` also lets in whoever had a share on some day of a
    period that is not locked yet, and then for those days alone (`queries.days_of`).
    """

    def figures_visible_to(self, user: User) -> Self:
        """Clients whole in scope, and those handed over, of which some days' figures are."""
        if not user.is_active:
            return self.none()
        whole = Client.scope(user)
        # An empty Q is everything alone and nothing in a disjunction.
        return self.filter(whole | Client.past_scope(user)) if whole else self.all()

    def visible_to(self, user: User) -> Self:
        """Only what this person may see now.

        The scope is asked here itself, not in a subquery of clients: it crosses no relation, and a list of a million is walked
        once instead of twice.
        """
        return self.filter(Client.scope(user)) if user.is_active else self.none()

    def gathered_for(self, user: User, field: str = "pk") -> Self:
        """As `visible_to`, to list, sort or count thousands at once; to look one up costs as much.

        Args:
            user: who looks.
            field: the client's id, where it narrows the most.
        """
        if not user.is_active:
            return self.none()
        return self.filter(gathered_within(user, field)) if Client.scope(user) else self.all()

    def walked_for(self, user: User, field: str = "pk") -> Self:
        """As `visible_to`, for a page along an index of the order in a reach so wide that its clients are soon met.

        Args:
            user: who looks.
            field: the client's id in the table whose index is walked.
        """
        if not user.is_active:
            return self.none()
        return self.filter(walked(field, managed_within(user))) if Client.scope(user) else self.all()

    def found_by(self, text: str, user: User | None = None) -> Self:
        """Those whom every word finds: by name, pinyin, initials, client number, credit code or an account's last digits.

        Args:
            text: the words.
            user: whose accounts are looked through; nobody's are without.
        """
        return finding.narrowed(self, finding.words(text), finding.holders(text, user))


class Client(Record, Versioned):
    """A corporate client (对公客户); `number` is the ledger's `client_id`, kept as it is.

    One that was made on the desk (待开户) is awaited until a ledger brings its credit code, and has a number of the desk's own.
    """

    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=1200, editable=False)  # pinyin; names sort by it
    search_keys = ArrayField(models.CharField(max_length=200), default=list, editable=False)
    credit_code = models.CharField(_("credit code"), max_length=18, blank=True, db_index=True)
    industry = models.CharField(_("industry"), max_length=10, blank=True)
    scale = models.CharField(_("scale"), max_length=6, choices=Scale.choices, blank=True)
    group = models.ForeignKey(ClientGroup, models.PROTECT, null=True, blank=True, related_name="clients")
    region = models.CharField(_("region"), max_length=60, blank=True)
    opened_on = models.DateField(_("client since"), null=True, blank=True)
    # The ledger brings clients in by one statement, which names neither of these.
    is_awaited = models.BooleanField(default=False, db_default=False, editable=False)
    note = models.TextField(_("note"), max_length=2000, blank=True, db_default="")

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name_key", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["name_key", "id"], name="client_by_name"),
            models.Index(  # found by its beginning
                fields=["region", "opened_on"], opclasses=["varchar_pattern_ops", "date_ops"], name="client_by_region"
            ),
            models.Index(
                fields=["industry", "scale"],
                opclasses=["varchar_pattern_ops", "varchar_ops"],
                include=["name_key", "id"],  # what a list needs before it opens the clients of its page
                name="client_of_industry",
            ),
            GinIndex(fields=["search_keys"], name="client_search_keys"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credit_code"], condition=Q(is_awaited=True), name="client_awaited_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what names are sorted and found by in step with them."""
        self.spell()
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, *SPELLED}
        super().save(*args, **kwargs)

    def spell(self) -> None:
        """Write down what the name is sorted and found by; saving does, adding many at once does not."""
        self.name_key, self.search_keys = naming.sort_key(self.name), companies.search_keys(self.name)

    def get_absolute_url(self) -> str:
        """The client's page."""
        return addresses.of("clients:client", self.uuid)

    @staticmethod
    def scope(user: User) -> Q:
        """Whole clients: with a share today of somebody within one's reach; all for those who watch the whole bank."""
        reach = user.reach
        return Q() if reach.reads_everything or reach.has(Role.HR, Role.RISK) else Client.managed_scope(user)

    @staticmethod
    def managed_scope(user: User) -> Q:
        """Clients with a share today of somebody within one's reach: whose people one may know, and do business with."""
        return Q(pk__in=managed_within(user))

    @staticmethod
    def past_scope(user: User) -> Q:
        """Clients of which somebody within one's reach had a share on a day that is not locked yet."""
        return Q(pk__in=managed_within(user, tuple(spans.unlocked(user.reach.day))))


def managers_within(reach: "Reach") -> models.QuerySet[User]:
    """Whose book the person may open: their own and that of the absent, the team's, the branch's."""
    return User.objects.filter(Q(pk__in=reach.acts_for) | reach.placed())


def managed_within(user: User, days: tuple[Span, ...] | None = None) -> RawSQL | tuple[()]:
    """Ids of the clients of which somebody within reach has a share: today, or had one on some of these days."""
    return _managed(user.reach, user.placed, days)


def counted_within(user: User, most: int) -> tuple[int, int]:
    """Shares of people within reach today, counted up to `most`, and how many clients these are of."""
    asked = managed_within(user)
    if not isinstance(asked, RawSQL):
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), count(DISTINCT client) FROM ({asked.sql} LIMIT %s) shares", [most])
        shares, clients = cursor.fetchone()
    return shares, clients


def gathered_within(user: User, field: str = "client") -> Q:
    """Where a field is one of these ids today, thousands of them; in a reach too wide to be named the database finds its own way."""
    asked = managed_within(user)
    return Q(**{f"{field}__in": asked}) if user.placed is None else gathered(field, asked)


@lru_cache(maxsize=4_096)
def _managed(reach: "Reach", placed: frozenset[int] | None, days: tuple[Span, ...] | None) -> RawSQL | tuple[()]:
    managed = Assignment.objects.on(reach.day) if days is None else Assignment.objects.within(list(days))
    if placed is not None:  # named one by one, the database knows how few they are and finds its way
        return written(managed.filter(manager__in=sorted(reach.acts_for | placed)).values("client"))
    mine = User.objects.filter(pk__in=reach.acts_for).order_by().values("pk")
    theirs = User.objects.filter(reach.placed()).order_by().values("pk")
    people = mine.union(theirs, all=True)  # no index serves both parts in one question
    return written(managed.filter(manager__in=people).values("client"))
