"""Rows of a list of results: each an item, or a class of them, of a manager, by exam or by the files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qiao.desk.clients import ledger
from qiao.desk.clients.actions import imports
from qiao.desk.clients.intake import fields, said
from qiao.desk.clients.intake.rows import Cells, Done, Subject
from qiao.desk.clients.models.imports import Outcome
from qiao.desk.clients.models.imports import Subject as Of
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import locked
from qiao.desk.growth import words
from qiao.desk.growth.actions import deliveries, results
from qiao.desk.growth.models import Campaign, Mark, Seat
from qiao.desk.growth.models.campaigns import State
from qiao.desk.growth.models.seats import BROUGHT, Group
from qiao.desk.growth.queries import items, proposing
from qiao.desk.people.models import Post, User

_MOST = 5_000  # rows of the template
FIELDS = (
    fields.Field("period", _("Period"), _("As the desk writes it, such as 2025."), "2025", ("期间", "考核期", "period"),
                 is_needed=True, longest=24),
    fields.Field("staff_number", _("Staff number"), _("Of the manager."), "RM0001", ("工号", "客户经理工号", "staff_number"),
                 is_needed=True, is_identifier=True, longest=20),
    fields.Field("name", _("Full name"), _("For reading; it is not taken over."), "", ("姓名", "name")),
    fields.Field("group", _("Kind"), _("Exam or record."), _("exam"), ("类别", "评分主体", "group"), is_needed=True, longest=20),
    fields.Field("item", _("Item or class"), _("The code of an item, or of a class for all its items, such as professional."),
                 "professional", ("评价项", "评价项代码", "item"), is_needed=True, is_identifier=True, longest=40),
    fields.Field("item_name", _("Item name"), _("For reading; it is not taken over."), "", ("评价项名称",)),
    fields.Field("score", _("Score"), _("0 to 100 with at most two places; an empty cell leaves what is there."), "86.5",
                 ("分数", "得分", "成绩", "score"), longest=20),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row wants: scores of a manager."""

    campaign: Campaign
    post: Post
    group: Group
    scores: dict[str, Decimal]


def join() -> None:
    """Let such lists be brought in, from the application's `ready()`."""
    said.SENTENCES.update(words.SAID)
    imports.join(Of.RATINGS, listed=FIELDS, roles=(Role.HR,), of=SUBJECT)


# --- planning -----------------------------------------------------------------------------------------------------------


def plan(by: User, chunk: list[Cells], seen: dict[str, int]) -> None:
    """Plan some rows."""
    looked_up = _LookedUp(chunk)
    for cells in chunk:
        row = cells.plan
        row.title = " · ".join(
            filter(None, (cells["name"] or cells["staff_number"], cells["item_name"] or cells["item"]))
        )
        same = "|".join(cells[name] for name in ("period", "staff_number", "group", "item"))
        if (first := seen.setdefault(same, row.number)) != row.number:
            row.fault("twice", row=first)
        if not row.is_faulty and cells["score"]:
            _plan_one(cells, looked_up)


class _LookedUp:
    """The campaigns that take results, the managers of each, and the results that those of some rows have already."""

    def __init__(self, chunk: list[Cells]) -> None:
        self.is_ours = ledger.is_ours(deliveries.TABLE)
        found = Campaign.objects.exclude(state=State.CLOSED).filter(period__locked_at=None)
        self.campaigns = {one.period.label: one for one in found.select_related("period__standard")}
        self.posts = {
            label: {post.user.staff_number: post for post in proposing.rated(proposing.day_of(one)).values()}
            for label, one in self.campaigns.items()
        }
        self._held: dict[tuple[int, int, str], dict[str, Decimal]] = defaultdict(dict)
        numbers = {cells["staff_number"] for cells in chunk}
        held = Mark.objects.filter(
            seat__campaign__in=self.campaigns.values(), seat__rater=None, seat__rated__staff_number__in=numbers
        )
        columns = ("seat__campaign", "seat__rated", "seat__group", "item", "score")
        for campaign, rated, group, item, score in held.values_list(*columns):
            self._held[campaign, rated, group][item] = score

    def held(self, wish: Wish) -> dict[str, Decimal]:
        """What is there of the scores that a row wants."""
        found = self._held[wish.campaign.pk, wish.post.user.pk, wish.group]
        return {item: found[item] for item in wish.scores if item in found}


def _plan_one(cells: Cells, looked_up: _LookedUp) -> None:
    row, campaign = cells.plan, looked_up.campaigns.get(cells["period"])
    if campaign is None or not looked_up.is_ours:
        row.fault("growth_period" if looked_up.is_ours else "growth_bank")
        return
    post, group = looked_up.posts[cells["period"]].get(cells["staff_number"]), group_of(cells["group"])
    known, score = items_of(campaign, group, cells["item"]), score_of(cells["score"])
    if post is None:
        row.fault("growth_person")
    elif group is None:
        row.fault("growth_group")
    elif not known:
        row.fault("growth_item")
    elif score is None:
        row.fault("growth_score")
    else:
        wish = Wish(campaign, post, group, dict.fromkeys(known, score))
        held = looked_up.held(wish)
        if held != wish.scores:
            row.outcome = Outcome.CHANGED if held else Outcome.NEW
            row.wanted = wish


def group_of(text: str) -> Group | None:
    """Exam or record, by its code or by what it is called in either language."""
    for language in ("zh-hans", "en"):
        with override(language):
            for group in BROUGHT:
                if text.strip().lower() in {group.value, str(group.label).lower()}:
                    return group
    return None


def items_of(campaign: Campaign, group: Group | None, code: str) -> tuple[str, ...]:
    """The items that a code stands for: one, or all of a class; none that the group does not rate."""
    for one in items.rated_by(campaign, group) if group else ():
        codes = tuple(item.code for item in one.items)
        if code == one.code or code in codes:
            return codes if code == one.code else (code,)
    return ()


def score_of(text: str) -> Decimal | None:
    """A score as it is typed; None for one that is none."""
    try:
        score = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not score.is_finite() or not 0 <= score <= 100:
        return None
    kept = score.quantize(Decimal("0.01"))
    return kept if kept == score else None


# --- carrying out, and back ---------------------------------------------------------------------------------------------


def make(by: User, wanted: list[Wish]) -> list[Done]:
    """Take the results over."""
    done = []
    for one in wanted:
        seat, before = results.put(one.campaign, one.post, one.group, one.scores, by=by)
        after = {code: str(score) for code, score in one.scores.items()}
        done.append(Done(seat.uuid, {"before": before, "after": after}))
    return done


def undo(by: User, done: list[tuple[UUID, dict[str, Any]]]) -> list[str]:
    """Put back what nobody has changed since; of each row why it stays, if it does."""
    return [_undo(by, uuid, how) for uuid, how in done]


def _undo(by: User, uuid: UUID, how: dict[str, Any]) -> str:
    seat = (
        Seat.objects.filter(uuid=uuid).select_related("campaign__period__standard", "rated", "branch", "team").first()
    )
    if seat is None:
        return "gone"
    held = {code: str(score) for code, score in Mark.objects.filter(seat=seat).values_list("item", "score")}
    is_same = all(
        held.get(code) == str(Decimal(score).quantize(Decimal("0.01"))) for code, score in how["after"].items()
    )
    if not is_same or locked(seat.campaign).is_closed:
        return "touched"
    scores = {code: None if score is None else Decimal(score) for code, score in how["before"].items()}
    post = Post(user=seat.rated, branch=seat.branch, team=seat.team)  # where it was when the results came
    results.put(seat.campaign, post, Group(seat.group), scores, by=by)
    return ""


# --- the template ---------------------------------------------------------------------------------------------------------


def filled(by: User) -> Iterator[Mapping[str, str]]:
    """A row for every manager and class of the newest campaign that takes results, as far as a sheet is of use."""
    found = Campaign.objects.visible_to(by).exclude(state=State.CLOSED).select_related("period__standard")
    campaign = found.order_by("-period__last").first()
    if campaign is None:
        return
    rows = 0
    posts = sorted(proposing.rated(proposing.day_of(campaign)).values(), key=lambda post: post.user.staff_number)
    for post in posts:
        for group in BROUGHT:
            for one in items.rated_by(campaign, group):
                rows += 1
                if rows > _MOST:
                    return
                yield {
                    "period": campaign.period.label, "staff_number": post.user.staff_number, "name": str(post.user),
                    "group": str(group.label), "item": one.code, "item_name": one.name, "score": "",
                }  # fmt: skip


def _address(uuid: UUID) -> str:
    seat = Seat.objects.filter(uuid=uuid).select_related("campaign", "rated").first()
    return reverse("growth:manager", args=[seat.campaign.uuid, seat.rated.uuid]) if seat else ""


SUBJECT = Subject(plan, make, undo, _address, filled)
