"""The list of clients: what narrows it, how it is sorted, a page of it, and how many there are, counted no further than needed."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from qiao.desk.clients import finding
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.models.clients import ClientQuerySet, counted_within
from qiao.desk.common.composing import among, composed
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.people.reach import holding
from qiao.desk.ui.paging import Slice

ROWS = 50
COUNTED = 1_000  # beyond, a list says 1,000+
COUNTED_ON_THE_WAY = 100  # where those that match are met one by one along an order
GATHERED = 5_000  # shares of people within a reach: of more, a page is soon met along the order's own index
SORTED = 20_000  # so many are gathered and sorted; of more, a page is soon met on the way along the order's own index
DEEPEST = 30  # pages; whoever looks further narrows the list or takes it as a file
FIGURES = ("deposit_average", "deposit_change", "deposits", "loans", "contribution", "tier")
SORTS = ("name", *FIGURES)
# What narrows a list by one figure, not said.
_OF_FIGURE: dict[str, dict[str, Any]] = {
    "deposit_average": {"deposits_from": None, "deposits_to": None},
    "deposit_change": {"change": ""},
    "loans": {"lending": ""},
    "tier": {"tier": ""},
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clients, in which order.

    Attributes:
        text: words to find them by.
        manager, team, branch: who has a share today, or whose people have.
        industry: the section's letter.
        lending: `with` or `without` a loan balance at the data date.
        deposits_from, deposits_to: yuan, of the average.
        change: `up` or `down` against the year before.
        sort: one of `SORTS`, with a minus for falling; clients without the figure come last.
    """

    text: str = ""
    tier: str = ""
    manager: User | None = None
    team: Team | None = None
    branch: Branch | None = None
    industry: str = ""
    scale: str = ""
    region: str = ""
    opened_since: date | None = None
    lending: str = ""
    deposits_from: Decimal | None = None
    deposits_to: Decimal | None = None
    change: str = ""
    is_orphaned: bool = False
    sort: str = "name"

    def told(self) -> dict[str, Any]:
        """What an audit event may say of it: codes, ids and days, of words only that there were some."""
        said: dict[str, Any] = {
            "has_words": bool(self.text),
            "has_region": bool(self.region),
            "is_orphaned": self.is_orphaned,
            **{name: str(one.uuid) for name in ("manager", "team", "branch") if (one := getattr(self, name))},
            **{name: getattr(self, name) for name in ("tier", "industry", "scale", "lending", "change")},
            **{name: getattr(self, name) for name in ("opened_since", "deposits_from", "deposits_to")},
        }
        said |= {"sort": self.sort.removeprefix("-"), "is_falling": self.sort.startswith("-")}
        return {name: value for name, value in said.items() if value not in (None, "", False)}


def matching(user: User, wanted: Wanted, *, is_wide: bool = False) -> ClientQuerySet:
    """The clients that the person may see whole and that fit, in no order.

    Args:
        user: who looks.
        wanted: what is looked for.
        is_wide: the person reaches so many that what an index finds in the whole bank may well be fewer.
    """
    own, figures = _own(wanted), _figures(wanted)
    gathered = Client.objects.gathered_for(user, "figures__client" if figures else "pk")
    is_indexed = _is_found(wanted) or (is_wide and bool(wanted.region or wanted.industry or wanted.tier))
    clients = (
        (Client.objects.visible_to(user) if is_indexed else gathered).found_by(wanted.text, user).filter(own, figures)
    )
    managed = _managed(user.reach.day, wanted)
    if managed is not None:
        clients = clients.filter(pk__in=managed.values("client"))
    if wanted.is_orphaned:
        clients = clients.exclude(pk__in=Assignment.objects.on(user.reach.day).values("client"))
    return clients


def _own(wanted: Wanted) -> Q:
    asked = {
        "industry__startswith": wanted.industry,
        "scale": wanted.scale,
        "region__startswith": wanted.region,
        "opened_on__gte": wanted.opened_since,
    }
    return Q(**{name: value for name, value in asked.items() if value})


def _figures(wanted: Wanted) -> Q:
    asked: dict[str, Any] = {"tier": wanted.tier or None}
    asked |= {"deposit_average__gte": wanted.deposits_from, "deposit_average__lte": wanted.deposits_to}
    asked |= {"up": {"deposit_change__gt": 0}, "down": {"deposit_change__lt": 0}}.get(wanted.change, {})
    asked |= {"with": {"loans__gt": 0}, "without": {"loans": 0}}.get(wanted.lending, {})
    return Q(**{f"figures__{name}": value for name, value in asked.items() if value is not None})


def _managed(day: date, wanted: Wanted) -> Any:
    """Today's assignments of whom is asked for; None where nobody is."""
    posts = holding(day, "posts__")
    people = Q()
    if wanted.manager:
        people &= Q(pk=wanted.manager.pk)
    if wanted.team:
        people &= Q(posts__team=wanted.team) & posts
    if wanted.branch:
        people &= Q(posts__branch__path__startswith=wanted.branch.path) & posts
    return Assignment.objects.on(day).filter(manager__in=User.objects.filter(people)) if people else None


# --- pages -------------------------------------------------------------------------------------------------------------


def page(user: User, wanted: Wanted, number: int) -> Slice[Client]:
    """A page of the list, with figures and today's managers; one beyond the deepest is the deepest."""
    number = min(max(number, 1), DEEPEST)
    start = (number - 1) * ROWS
    stop, counted = start + ROWS + 1, COUNTED
    if Client.scope(user) and not _is_found(wanted):
        counted, count, keys = _within(user, wanted, start, stop)
    else:
        found, count, is_walked = _narrowed(user, wanted)
        keys = keys_between(found, wanted.sort, start, stop, is_walked=is_walked)
    if not keys and number > 1:
        return page(user, wanted, 1)
    return Slice(clients(user, keys[:ROWS]), number, ROWS, count, counted, DEEPEST, has_more=len(keys) > ROWS)


def _within(user: User, wanted: Wanted, start: int, stop: int) -> tuple[int, int, list[int]]:
    """How far clients of a reach are counted, how many match as far, and the ids of those from one place to another."""
    shares, own = counted_within(user, GATHERED + 1)
    is_met = _is_met(wanted, own)
    if shares <= GATHERED or not (is_met or _is_along(wanted)):
        # Gathered, and so counted, in one go.
        found, whole = matching(user, wanted, is_wide=shares > GATHERED), max(stop, COUNTED + 1)
        keys = keys_between(found, wanted.sort, 0, whole, is_walked=False)
        return COUNTED, min(len(keys), COUNTED + 1), keys[start:stop]
    walked = Client.objects.walked_for(user, "figures__client" if _figure(wanted) else "pk")
    lacking = Client.objects.visible_to(user)
    if _is_plain(wanted):
        return COUNTED, min(own, COUNTED + 1), keys_between(walked, wanted.sort, start, stop, lacking=lacking)
    walked, lacking = (clients.found_by(wanted.text).filter(_figures(wanted)) for clients in (walked, lacking))
    counted = COUNTED_ON_THE_WAY if is_met else COUNTED
    keys = keys_between(walked, wanted.sort, 0, max(stop, counted + 1), lacking=lacking)
    return counted, min(len(keys), counted + 1), keys[start:stop]


def _narrowed(user: User, wanted: Wanted) -> tuple[ClientQuerySet, int, bool]:
    """Those that match so that a page of them is found soon, how many they are as far as counted, and whether they are walked.

    The database takes it that what is asked for lies evenly along the order, and in a whole bank walks on and on where it does
    not: clients of one region stand together by name.
    """
    found = Client.objects.visible_to(user) if _is_plain(wanted) else matching(user, wanted)
    if finding.are_common(finding.words(wanted.text)):
        return found, found.order_by().values("pk")[: COUNTED + 1].count(), True
    few = list(found.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    if len(few) <= COUNTED:
        return Client.objects.filter(pk__in=few), len(few), True
    if not (wanted.text or wanted.region):  # what no index finds is better walked
        return found, len(few), True
    return found, len(few), found.order_by().values("pk")[: SORTED + 1].count() > SORTED


def _is_plain(wanted: Wanted) -> bool:
    """Whether nothing narrows the list: its first page is soon met along the order's own index."""
    return wanted == Wanted(sort=wanted.sort)


def _is_along(wanted: Wanted) -> bool:
    """Whether nothing narrows the list but the figure that it is sorted by, in whose index a part then is walked."""
    return _is_plain(replace(wanted, **_OF_FIGURE.get(_figure(wanted), {})))


def _is_met(wanted: Wanted, own: int) -> bool:
    """Whether only words narrow it that stand in so many names of so many clients that enough are soon met along a figure."""
    is_alone = bool(_figure(wanted)) and _is_plain(replace(wanted, text=""))
    return is_alone and own * finding.part_of(finding.words(wanted.text)) >= COUNTED_ON_THE_WAY


def _figure(wanted: Wanted) -> str:
    """The figure that the list is sorted by; blank where it is the name."""
    name = wanted.sort.removeprefix("-")
    return name if name in FIGURES else ""


def _is_found(wanted: Wanted) -> bool:
    """Whether there are words by which an index finds few."""
    return bool(wanted.text) and not finding.are_common(finding.words(wanted.text))


def clients(user: User, keys: list[int]) -> list[Client]:
    """The clients of these ids, which passed the gate, in this order, with all that a row shows."""
    by_key = {client.pk: client for client in _rows(keys=keys)} if keys else {}
    for client in by_key.values():
        client.managed = []  # type: ignore[attr-defined]
    for one in _managing(keys=list(by_key), day=user.reach.day) if by_key else ():
        by_key[one.client_id].managed.append(one)  # type: ignore[attr-defined]
    return [by_key[key] for key in keys if key in by_key]


@composed
def _rows(*, keys: list[int]) -> QuerySet[Client]:
    found = Client.objects.filter(among("pk", keys)).select_related("figures", "group")
    return found.defer("search_keys", "name_key").order_by()


@composed
def _managing(*, keys: list[int], day: date) -> QuerySet[Assignment]:
    found = Assignment.objects.on(day).filter(among("client", keys))
    return found.select_related("manager").order_by("-part", "-share")


def keys_between(
    found: ClientQuerySet,
    sort: str,
    start: int,
    stop: int,
    *,
    is_walked: bool = True,
    lacking: ClientQuerySet | None = None,
) -> list[int]:
    """Ids of the clients from one place to another; those without the figure follow the others, by name.

    Those that have the figure are walked along its index, and only where they end, those without it are asked for, among
    `lacking` where that is another question; or all are gathered and sorted.
    """
    name, is_falling = sort.removeprefix("-"), sort.startswith("-")
    if name not in FIGURES:
        key = F("name_key") if is_walked else Coalesce("name_key", "name_key")  # which no index serves
        order = (key.desc(), "-pk") if is_falling else (key.asc(), "pk")
        return list(found.order_by(*order).values_list("pk", flat=True)[start:stop])
    along, is_lacking = _along(name, is_falling), Q(**{f"figures__{name}__isnull": True})
    if not is_walked:
        last = Case(When(is_lacking, then=1), default=0), Case(When(is_lacking, then="name_key"))
        return list(found.order_by(*last, *along).values_list("pk", flat=True)[start:stop])
    having = found.filter(**{f"figures__{name}__isnull": False})
    keys = list(having.order_by(*along).values_list("pk", flat=True)[start:stop])
    if len(keys) == stop - start:
        return keys
    before = start + len(keys) if keys or not start else having.order_by().values("pk")[:start].count()
    behind = (found if lacking is None else lacking).filter(is_lacking).order_by("name_key", *along)
    return keys + list(behind.values_list("pk", flat=True)[max(start - before, 0) : stop - before])


def _along(name: str, is_falling: bool) -> list[OrderBy]:
    """The order of the figure's own index, forwards or backwards."""
    figure, client = F(f"figures__{name}"), F("figures__client_id")
    if name == "tier":
        return [figure.desc(), client.desc()] if is_falling else [figure.asc(), client.asc()]
    return [figure.desc(nulls_last=True), client.asc()] if is_falling else [figure.asc(nulls_first=True), client.desc()]
