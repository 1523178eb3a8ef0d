"""What the ledger tells of clients: deliveries, products, accounts, holdings, limits, and the figures of a list."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models.clients import Client, gathered_within, managed_within
from qiao.desk.common.models import Dated, Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role
from qiao.desk.jobs.models import Job

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class Tier(models.TextChoices):
    """How much a client brings, by rank (客户分层)."""

    A = "A", _("A top")
    B = "B", _("B key")
    C = "C", _("C growing")
    D = "D", _("D base")


class Family(models.TextChoices):
    """What kind of product it is."""

    DEPOSIT = "deposit", _("deposits")
    LOAN = "loan", _("loans")
    TRADE_FINANCE = "trade_finance", _("trade finance")
    GUARANTEE = "guarantee", _("guarantees")
    SETTLEMENT = "settlement", _("settlement")
    CASH_MANAGEMENT = "cash_management", _("cash management")
    PAYROLL = "payroll", _("payroll")
    EBANKING = "ebanking", _("e-banking")
    FX = "fx", _("foreign exchange")
    BILL = "bill", _("bills")
    INVESTMENT_BANKING = "investment_banking", _("investment banking")
    AGENCY = "agency", _("agency business")
    CUSTODY = "custody", _("custody")
    WEALTH = "wealth", _("wealth management")
    CARD = "card", _("cards")


class AccountType(models.TextChoices):
    """What an account is by the rules of the central bank."""

    BASIC = "basic", _("basic account")
    GENERAL = "general", _("general account")
    SPECIAL = "special", _("special account")
    TEMPORARY = "temporary", _("temporary account")
    LOAN = "loan", _("loan account")
    OTHER = "other", _("other account")


class OfClient(Record):
    """A record of one client; whoever sees the client whole sees it.

    What somebody sees of it who handed the client over is asked of `queries`, with their days.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="%(class)ss")

    has_plain_scope: ClassVar = True

    class Meta:
        abstract = True

    @staticmethod
    def scope(user: "User") -> Q:
        """Those of the clients whole in scope; of all of them, all."""
        return Q(client__in=managed_within(user)) if Client.scope(user) else Q()


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    """Batches that came to the desk."""

    def standing(self) -> "DeliveryQuerySet":
        """Those that were not taken away again."""
        return self.filter(withdrawn_at=None)


class Delivery(Record):
    """A batch that came to the desk (数据批次); `ledger` is the digest of the ledger that was fed with it.

    `withdrawn_by` has asked to take it away again, which is done at `withdrawn_at`; the next batch then has its number.
    """

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=4, choices=[("bank", _("bank")), ("desk", _("desk"))])
    data_date = models.DateField(null=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80)
    rows = models.JSONField(default=dict)
    ledger = models.CharField(max_length=64, blank=True)
    fed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=300, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=Q(withdrawn_at=None), name="delivery_number_stands_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        """Its page, with its control totals."""
        return reverse("clients:delivery", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Whoever brings data in, keeps the desk, or audits."""
        return Q() if user.reach.has(Role.HR, Role.ADMIN, Role.AUDITOR) else Q(pk__in=())

    @property
    def row_count(self) -> int:
        """How many rows it brought."""
        return sum(self.rows.values())


class Product(Record):
    """A product of the bank; `coefficient` weighs its balances."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=20, choices=Family.choices)
    fee_line = models.CharField(max_length=20, blank=True)
    tags = ArrayField(models.CharField(max_length=20), default=list)
    coefficient = models.DecimalField(max_digits=10, decimal_places=4)

    objects = ScopedQuerySet["Product"].as_manager()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def scope(user: "User") -> Q:
        """Everyone may know what the bank sells."""
        return Q() if user.is_active else Q(pk__in=())


class Account(OfClient):
    """An account; its balances stay in the ledger."""

    number = models.CharField(max_length=60, unique=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    account_type = models.CharField(max_length=10, choices=AccountType.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    matures_on = models.DateField(null=True)
    limit_number = models.CharField(max_length=60, blank=True)

    objects = ScopedQuerySet["Account"].as_manager()

    class Meta:
        ordering: ClassVar = ["client", "number"]
        indexes: ClassVar = [
            models.Index(Right("number", 4), "client", name="account_by_last_digits"),
            models.Index(
                fields=["matures_on", "client"],
                condition=Q(closed_on=None, matures_on__isnull=False),
                name="account_by_maturity",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Holding(Dated, OfClient):
    """A product that a client has, with the last day on which it was used."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    last_used_on = models.DateField(null=True)

    objects = ScopedQuerySet["Holding"].as_manager()

    class Meta:
        ordering: ClassVar = ["product__code", "from_date"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "product", "from_date"], name="holding_key"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.product_id}"


class Limit(Dated, OfClient):
    """A credit line (授信额度)."""

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3)

    objects = ScopedQuerySet["Limit"].as_manager()

    class Meta:
        ordering: ClassVar = ["client", "number"]
        indexes: ClassVar = [models.Index(fields=["to_date", "client"], name="limit_by_end")]

    def __str__(self) -> str:
        return self.number


def _falling(field: str) -> models.Index:
    return models.Index(F(field).desc(nulls_last=True), "client", name=f"figures_by_{field}"[:30])


class ClientFigures(Record):
    """A client in one row, for lists: money in yuan, whoever manages it; None where an exchange rate is missing.

    Averages and the contribution are of the twelve months up to the data date, `deposit_change` compares with those before.
    """

    client = models.OneToOneField(Client, models.CASCADE, related_name="figures")
    data_date = models.DateField()
    deposits = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    deposit_average = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    deposit_average_before = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    deposit_change = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    loans = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    loan_average = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    contribution = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    tier = models.CharField(max_length=1, choices=Tier.choices)
    last_flow_on = models.DateField(null=True)

    has_plain_scope: ClassVar = True

    objects = ScopedQuerySet["ClientFigures"].as_manager()

    class Meta:
        indexes: ClassVar = [
            *map(_falling, ("deposits", "deposit_average", "deposit_change", "loans", "contribution")),
            models.Index(  # a tier's clients are many and lie all over the table: what narrows and sorts them stands here
                fields=["tier", "client"],
                include=["deposits", "deposit_average", "deposit_change", "loans", "contribution"],
                name="figures_of_tier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.data_date}"

    @staticmethod
    def scope(user: "User") -> Q:
        """Those of the clients whole in scope, many at once."""
        return gathered_within(user) if Client.scope(user) else Q()
