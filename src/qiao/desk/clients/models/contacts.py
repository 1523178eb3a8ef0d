"""People of a client (联系人): who they are, what part they have in what the client buys, and who of us knows them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models.clients import managed_within
from qiao.desk.clients.models.ledger import OfClient
from qiao.desk.common import masking
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned
from qiao.desk.people import naming

if TYPE_CHECKING:
    from qiao.desk.people.models import User

# Fields that are masked until an act unmasks them, and how.
MASKED = {"phone": masking.number, "email": masking.address, "wechat": masking.number, "id_number": masking.number}


class BuyingRole(models.TextChoices):
    """A part in the buying centre (采购中心); one person may have several."""

    INITIATOR = "initiator", _("initiator")
    USER = "user", _("user")
    INFLUENCER = "influencer", _("influencer")
    DECIDER = "decider", _("decider")
    APPROVER = "approver", _("approver")
    BUYER = "buyer", _("buyer")
    GATEKEEPER = "gatekeeper", _("gatekeeper")


class Influence(models.IntegerChoices):
    """How much weight a person's word has."""

    NONE = 1, _("1 hardly any")
    LITTLE = 2, _("2 little")
    SOME = 3, _("3 some")
    MUCH = 4, _("4 much")
    MOST = 5, _("5 the most")


class Attitude(models.IntegerChoices):
    """Where a person stands towards us."""

    AGAINST = -2, _("−2 against")
    RESERVED = -1, _("−1 reserved")
    NEUTRAL = 0, _("0 neutral")
    INCLINED = 1, _("+1 inclined")
    FOR = 2, _("+2 for us")


class ContactQuerySet(ScopedQuerySet["Contact"]):
    """People of clients."""

    def there(self) -> "ContactQuerySet":
        """Those who still work at the client's."""
        return self.filter(left_on=None)

    def found_by(self, text: str) -> Self:
        """Those whom every word finds, by name, pinyin or initials; nothing else of a person is looked through."""
        words = naming.words(text)
        return self.filter(search_keys__contains=words) if words else self.none()


class Contact(OfClient, Versioned):
    """A person of a client. Every field but the client and the last day is personal: history keeps their values apart."""

    name = models.CharField(_("full name"), max_length=80)
    search_keys = ArrayField(models.CharField(max_length=400), default=list, editable=False)  # of the name alone
    title = models.CharField(_("position"), max_length=80, blank=True)
    department = models.CharField(_("department"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=120, blank=True)
    wechat = models.CharField(_("WeChat id"), max_length=60, blank=True)
    birthday = models.CharField(_("birthday"), max_length=5, blank=True)  # month and day: the year is nobody's business
    id_number = models.CharField(_("number of the ID card"), max_length=30, blank=True)
    concerns = models.TextField(_("what they care about"), max_length=1000, blank=True)
    roles = ArrayField(models.CharField(max_length=10, choices=BuyingRole.choices), default=list, blank=True)
    influence = models.SmallIntegerField(
        _("influence"),
        choices=Influence.choices,
        default=Influence.SOME,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    attitude = models.SmallIntegerField(
        _("attitude"),
        choices=Attitude.choices,
        default=Attitude.NEUTRAL,
        validators=[MinValueValidator(-2), MaxValueValidator(2)],
    )
    written_on = models.DateField(_("written down on"), null=True, editable=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    marked_on = models.DateField(_("marked as gone on"), null=True, editable=False)  # when `left_on` was said
    known_by = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Acquaintance", related_name="+")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-influence", "-attitude", "name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(influence__gte=1, influence__lte=5), name="contact_influence_in_range"),
            models.CheckConstraint(condition=Q(attitude__gte=-2, attitude__lte=2), name="contact_attitude_in_range"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "left_on"], name="contact_of_client"),
            GinIndex(fields=["search_keys"], name="contact_search_keys"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what names are found by in step with them."""
        fields = kwargs.get("update_fields")
        if fields is None or "name" in fields:
            self.search_keys = naming.search_keys(self.name, "", "")
            if fields is not None:
                kwargs["update_fields"] = {*fields, "search_keys"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The person's page."""
        return reverse("clients:contact", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """People of the clients that one manages today, oneself or as lead or head; auditors read all.

        Assessment and risk officers see every client's figures; people are none of them.
        """
        if user.reach.reads_everything:
            return Q()
        return Q(client__in=managed_within(user))

    @property
    def parts(self) -> list[str]:
        """The names of the roles, in the order in which a purchase goes through them."""
        return [str(role.label) for role in BuyingRole if role in self.roles]

    @property
    def decides(self) -> bool:
        """Whether the purchase hangs on this person."""
        return BuyingRole.DECIDER in self.roles

    @property
    def attitude_size(self) -> int:
        """The attitude without its sign."""
        return abs(self.attitude)

    @property
    def masked_phone(self) -> str:
        """The telephone as lists show it."""
        return self.masked("phone")

    def masked(self, field: str) -> str:
        """A value as it is shown until an act unmasks it."""
        return MASKED[field](getattr(self, field))

    @property
    def gone_on(self) -> date | None:
        """From when the entry is kept for its time: the day of leaving, but no day before somebody said so, who may have mistyped."""
        return self.left_on and max(self.left_on, self.marked_on or self.left_on)

    def kept_until(self, ended_on: date | None) -> date | None:
        """The last day on which the entry is kept; None while the person and the client are there.

        Args:
            ended_on: when the client ceased to be one.
        """
        days = [day for day in (self.gone_on, ended_on) if day is not None]
        return min(days) + timedelta(days=settings.CONTACT_DAYS) if days else None


class Closeness(models.IntegerChoices):
    """How well one of us knows a person."""

    MET = 1, _("has met them")
    KNOWS = 2, _("knows them")
    TRUSTED = 3, _("has their trust")


class Acquaintance(Record):
    """One of us knows a person of a client."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="acquaintances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    closeness = models.SmallIntegerField(_("how well"), choices=Closeness.choices, default=Closeness.KNOWS)
    since = models.DateField(_("since"), null=True, blank=True)

    objects = ScopedQuerySet["Acquaintance"].as_manager()

    class Meta:
        ordering: ClassVar = ["-closeness", "since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "person"], name="acquaintance_key"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.person_id}"

    @staticmethod
    def scope(user: "User") -> Q:
        """Those of the people whom one may see."""
        return Q(contact__in=Contact._base_manager.filter(Contact.scope(user)).values("pk"))
