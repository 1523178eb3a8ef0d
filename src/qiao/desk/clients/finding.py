"""How words find clients: by the keys of names, by numbers and codes, by the last digits of an account.

A word that stands in more than one name of fifty does not narrow by itself: it is then no way into the index, but a condition on
clients that are walked in the list's own order, of which it soon finds a page. Several such words that together stand in few
names narrow again. How often keys stand in names is known from the database's own statistics.
"""

import math
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Right

from qiao.desk.clients import naming

if TYPE_CHECKING:
    from qiao.desk.people.models import User

S = TypeVar("S", bound="models.QuerySet[Any]")

COMMON = 0.02
TOGETHER = 0.005
_MOST_WORDS = 6
_TAIL = 4
_SHORTEST_CODE = 10  # of a credit code's beginning: class, kind and district are the first eight
_CODE = re.compile(r"[0-9]{8}[0-9A-Z]{2,10}")  # the beginning of a credit code
_MOST_HOLDERS = 500
_KNOWN_FOR, _RETRIED_AFTER = 600, 10  # seconds; a desk just filled has not been counted yet


@dataclass(frozen=True, slots=True)
class Word:
    """A word: keys of which one list must be a name's own whole, and the part of names that they stand in at most."""

    text: str
    form: str
    keys: tuple[tuple[str, ...], ...]
    part: float

    @property
    def is_common(self) -> bool:
        """Whether it does not narrow by itself."""
        return bool(self.form) or self.part > COMMON


def words(text: str) -> list[Word]:
    """What somebody typed, each word once."""
    return [_word(word) for word in dict.fromkeys(text.split()[:_MOST_WORDS])]


def _word(text: str) -> Word:
    keys = tuple(tuple(one) for one in naming.wanted(text) if one)
    known = _frequencies()
    part = max((min(known.get(key, 0.0) for key in one) for one in keys), default=0.0)
    return Word(text, naming.form_of(text), keys, part)


def are_common(found: Iterable[Word]) -> bool:
    """Whether there are words, none of which narrows, and which together stand in so many names that some are soon met."""
    told = list(found)
    return bool(told) and all(word.is_common for word in told) and part_of(told) > TOGETHER


def part_of(found: Iterable[Word]) -> float:
    """In which part of the names these words stand together, were each strewn evenly; what a company's form stands in is most."""
    return math.prod(1.0 if word.form else word.part for word in found)


def narrowed(clients: S, found: list[Word], holders: Mapping[str, list[int]]) -> S:
    """The clients whom every word finds.

    Args:
        clients: of these.
        found: the words.
        holders: ids of the clients who have an account that ends in a word.
    """
    if not found:
        return clients
    if are_common(found):
        # A value that the index does not hold: nothing is gathered, the clients are walked. Of a CASE the database takes that it
        # fits every second one; of the words themselves it may think that they stand nowhere, and read all clients through.
        walked = Func(F("search_keys"), Value([], ArrayField(models.CharField())), function="array_cat")
        are_met = reduce(and_, map(_common, found))
        return clients.alias(walked=walked).filter(Case(When(are_met, then=True), default=False))
    return clients.filter(*(_rare(word, holders.get(word.text, [])) for word in found))


def _common(word: Word) -> Q:
    return Q(name__contains=word.form) if word.form else _any(word, "walked__contains")


def _rare(word: Word, holders: list[int]) -> Q:
    if word.form:
        return Q(name__contains=word.form)
    code = word.text.upper()
    coded = Q(credit_code__startswith=code) if len(code) >= _SHORTEST_CODE else Q(credit_code=code)
    held = Q(pk__in=holders) if holders else Q()
    if _CODE.fullmatch(code):  # no name holds it, and its pieces stand in very many
        return Q(number=word.text) | coded | held
    return _any(word, "search_keys__contains") | Q(number=word.text) | coded | held


def _any(word: Word, lookup: str) -> Q:
    return reduce(or_, (Q(**{lookup: list(keys)}) for keys in word.keys), Q(pk__in=()))


def holders(text: str, user: "User | None") -> dict[str, list[int]]:
    """By each word that may be an account's last digits: ids of the clients who have such an account."""
    digits = [word for word in text.split()[:_MOST_WORDS] if word.isdecimal() and word.isascii() and len(word) >= _TAIL]
    if user is None or not digits:
        return {}
    accounts: Any = apps.get_model("clients", "Account")._default_manager
    seen = accounts.visible_to(user).alias(tail=Right("number", _TAIL)).order_by()
    return {
        word: list(
            seen.filter(tail=word[-_TAIL:], number__endswith=word).values_list("client", flat=True)[:_MOST_HOLDERS]
        )
        for word in digits
    }


# --- how often -----------------------------------------------------------------------------------------------------------

_known: tuple[float, dict[str, float]] = (0.0, {})  # until when, and what


def _frequencies() -> dict[str, float]:
    """In which part of the names each of the most common keys stands, as the database last counted them."""
    global _known  # noqa: PLW0603  # one for the process
    if time.monotonic() > _known[0]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats"
                " WHERE schemaname = current_schema() AND tablename = 'clients_client' AND attname = 'search_keys'"
            )
            keys, parts = cursor.fetchone() or ([], [])
        # Behind the frequencies the database keeps their least and greatest.
        kept = _KNOWN_FOR if keys else _RETRIED_AFTER
        _known = time.monotonic() + kept, dict(zip(keys or [], parts or [], strict=False))
    return _known[1]
