"""What the desk holds of a contact person, room by room: what is told to the person who asks, and erased when it must go.

A room that keeps something of a `Contact` registers a provider with `ERASURE`: a function of the contact that answers with what it
holds, whoever asks, since nothing may be left over that the asking person happens not to see. Text that mentions the person
without pointing at the entry is found only where a provider looks for the name; docs/contacts.md says where.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qiao.desk.common.hubs import Hub


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of thing that is held of a person.

    Attributes:
        code: a word for events.
        what: what it is, in the reader's words.
        rows: each value by its name in the reader's words, as the person is told them.
        erase: removes it, or empties its personal fields; inside the acting transaction.
    """

    code: str
    what: str
    rows: list[tuple[str, str]]
    erase: Callable[[], object]


ERASURE: Hub[Held] = Hub("what is held of a contact person")
