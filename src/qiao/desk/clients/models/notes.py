"""Notes on clients (跟进记录): what somebody of us heard, agreed or promised on a day."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from qiao.desk.clients.models.clients import Client, managed_within
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from qiao.desk.people.models import User

LONGEST = 2_000


class NoteQuerySet(ScopedQuerySet["Note"]):
    """Notes."""

    def there(self) -> "NoteQuerySet":
        """Those that nobody has taken back."""
        return self.filter(removed_at=None)


class Note(Record):
    """A few sentences on a client's day. It is never changed: its author takes it back, or writes another.

    Where it named a person who was erased, a mark stands in place of the name; earlier the whole text was emptied.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="notes")
    day = models.DateField()
    text = models.TextField(max_length=LONGEST, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    has_plain_scope: ClassVar = True

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "-written_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("written_at")), name="note_removed_after_written"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "-day"], name="note_of_client")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.day}"

    def get_absolute_url(self) -> str:
        """Its place among the notes of its client."""
        return f"{reverse('clients:notes', args=[self.client.uuid])}#note-{self.uuid}"

    @staticmethod
    def scope(user: "User") -> Q:
        """Notes on the clients that one manages today, oneself or as lead or head; auditors read all.

        Whoever handed a client over keeps some days' figures, and assessment and risk officers see figures; notes are none.
        """
        if user.reach.reads_everything:
            return Q()
        return Q(client__in=managed_within(user))
