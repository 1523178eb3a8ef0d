"""What is rated on screen is found in the quality score, and there nobody's own mark; a struck mark counts no more."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from closing import Officers, finished
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from rating import person, rate, seat_of
from working import carry_out

from qiao.desk.assess.models import Period, Run
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.growth.actions import campaigns, striking
from qiao.desk.growth.faults import FaultError
from qiao.desk.growth.models import Campaign, Mark, Strike
from qiao.desk.growth.queries import quality
from qiao.engine import default_text, load_text, rows_in_force
from qiao.engine.measures.ratings import Rating
from qiao.engine.scoring.quality import ItemScore, QualityScore, quality_of


def table(place: Path) -> list[dict[str, Any]]:
    """The ledger's ratings of rm."""
    return [dict(row) for row in rows_in_force(place, "ratings") if row["manager_id"] == "rm"]


@pytest.mark.slow
def test_what_is_rated_on_screen_is_in_the_quality_score(
    store: Path, campaign: Campaign, year: Period, officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    for number, score in (
        ("rm2", "80"),
        ("rm3", "82.5"),
        ("000218", "90"),
        ("lead", "70"),
        ("office", "75"),
        ("rm", "95"),
    ):
        seat = seat_of(campaign, "rm", number)
        browser, url = sign_in(person(number)), f"/growth/seats/{seat.uuid}/"
        form = browser.get(url).context["form"]
        sent = {name: score for name in form.fields if name.startswith("m-")} | {"version": "0", "submit": "1"}
        assert browser.post(url, sent).status_code == 302
    officer = sign_in(officers[0])
    assert officer.post(f"/growth/campaigns/{campaign.uuid}/close/").status_code == 302
    carry_out(tmp_path / "delivery")
    rows = table(store)
    assert {(row["rater_group"], str(row["score"])) for row in rows if row["item"] == "integrity"} == {
        ("peer", "80.00"), ("peer", "82.50"), ("peer", "90.00"), ("superior", "70.00"), ("office", "75.00"),
    }  # fmt: skip
    assert not {row["rater"] for row in rows if row["rater_group"] == "peer"} & {"rm2", "rm3", "000218"}
    run = finished(year, officers[0], tmp_path / "work")
    Run.objects.filter(pk=run.pk).update(shown_at=run.done_at)
    page = sign_in(cast.rm).get("/growth/quality/", follow=True)
    told: quality.Quality = page.context["quality"]
    character = told.classes[0]
    peers = next(mean for mean in character.means if mean.group == "peer")
    assert (peers.count, peers.mean) == (3, Decimal("84.17"))
    # (40 × 70 + 20 × 84.17 + 15 × 75) ÷ 75
    assert {line.score for line in character.lines} == {Decimal("74.78")}
    assert told.score == page.context["outcome"].quality
    for other in ("82.5", "rm2", "rm3"):
        assert other not in page.content.decode(), "neither a mark nor who gave it"

    _strike_one(officers, sign_in, store, tmp_path)
    again = finished(year, officers[0], tmp_path / "again")
    struck = quality.of(again.outcomes.get(manager="rm"))
    assert struck.classes[0].lines[0].counts == [("superior", 1), ("office", 1)], "two peers are too few"
    assert struck.classes[0].lines[1].counts[1] == ("peer", 3)


def _strike_one(officers: Officers, sign_in: type[Client], store: Path, tmp_path: Path) -> None:
    """An objection was upheld: one peer's mark on integrity is struck by two."""
    first, second = officers
    mark = Mark.objects.get(item="integrity", score=Decimal("82.5"))
    assert sign_in(first).post(f"/growth/marks/{mark.uuid}/", {"reason": "upheld"}).status_code == 302
    made = Strike.objects.get()
    assert sign_in(first).post(f"/growth/strikes/{made.uuid}/confirm/").status_code == 422
    assert sign_in(second).post(f"/growth/strikes/{made.uuid}/confirm/").status_code == 302
    carry_out(tmp_path / "struck")
    assert len([row for row in table(store) if row["rater_group"] == "peer" and row["item"] == "integrity"]) == 2


def test_a_mark_is_struck_by_two_and_once(campaign: Campaign, officers: Officers, cast: Cast) -> None:
    rate(campaign, "rm", "lead", "80")
    mark = Mark.objects.first()
    assert mark is not None
    with pytest.raises(NotAllowedError):
        striking.strike(mark, by=officers[0], reason="it is not closed")
    campaigns.close(campaign, by=officers[0])
    with pytest.raises(NotAllowedError):
        striking.strike(mark, by=cast.lead, reason="mine")
    made = striking.strike(mark, by=officers[0], reason="upheld")
    with pytest.raises(FaultError):
        striking.strike(mark, by=officers[1], reason="again")
    with pytest.raises(FaultError) as refused:
        striking.confirm(made, by=officers[0])
    assert refused.value.code == "strike_own"
    with pytest.raises(IntegrityError), transaction.atomic():
        Strike.objects.filter(pk=made.pk).update(state="approved", decided_by=officers[0])
    striking.refuse(made, by=officers[1], answer="no")
    made = striking.strike(mark, by=officers[0], reason="upheld after all")
    striking.confirm(made, by=officers[1])
    with pytest.raises(FaultError):
        striking.strike(mark, by=officers[0], reason="once more")
    codes = list(Event.objects.filter(code__in=["strike.proposed", "mark.struck"]).values_list("code", flat=True))
    assert codes.count("mark.struck") == 1


def test_what_one_takes_back_is_kept_and_nobody_decided_it(
    campaign: Campaign, officers: Officers, cast: Cast, sign_in: type[Client]
) -> None:
    rate(campaign, "rm", "lead", "80")
    mark = Mark.objects.first()
    assert mark is not None
    campaigns.close(campaign, by=officers[0])
    made = striking.strike(mark, by=officers[0], reason="upheld")
    browser = sign_in(officers[0])
    assert browser.post(f"/growth/strikes/{made.uuid}/refuse/").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.decided_at is not None, made.waits) == ("withdrawn", None, True, False)
    codes = Event.objects.filter(on_uuid=made.uuid).exclude(code__endswith=".seen").values_list("code", flat=True)
    assert list(codes.order_by("pk")) == ["strike.proposed", "strike.withdrawn"]
    assert "已撤回" in browser.get(mark.get_absolute_url()).content.decode()
    with pytest.raises(FaultError):
        striking.confirm(made, by=officers[1])
    striking.strike(mark, by=officers[0], reason="upheld after all")


# --- the page and the engine ------------------------------------------------------------------------------------------


RULES = load_text(default_text(), "default").standard.quality
GROUPS = ("self", "superior", "peer", "office", "record", "exam")
ITEMS = [item.code for one in RULES.classes for item in one.items]
MARKS = st.lists(
    st.builds(
        Rating, st.sampled_from(ITEMS), st.sampled_from(GROUPS), st.just(""), st.integers(0, 10_000), st.just(False)
    ),
    max_size=60,
)


@given(MARKS)
@settings(max_examples=60, deadline=None)
def test_the_page_tells_what_the_engine_says_and_nobodys_own_mark(ratings: list[Rating]) -> None:
    found = quality_of(RULES, ratings)
    told = quality.opened(RULES, found)
    assert told.score == (None if found.score is None else Decimal(found.score).scaleb(-2))
    lines = [line for one in told.classes for line in one.lines]
    assert told.rated == sum(line.weight for line in lines if line.counts)
    for line, item in zip(lines, found.items, strict=True):
        others = [mean for mean in item.groups if mean.group in {"superior", "peer", "office"}]
        if line.is_alone:
            assert line.score is None
            assert sum(mean.count for mean in others) == 1
        else:
            assert line.score == (None if item.score is None else Decimal(item.score).scaleb(-2))
        assert line.counts == [(mean.group, mean.count) for mean in item.groups]
    for one in told.classes:
        for mean in one.means:
            if mean.group == "peer":
                assert mean.count == 0 or mean.count >= 3
        scored = [(line.weight, item.score) for line, item in zip(one.lines, _of(found, one.name), strict=True)]
        weights = sum(weight for weight, score in scored if score is not None)
        total = sum(weight * score for weight, score in scored if score is not None)
        assert one.score == (Decimal((2 * total + weights) // (2 * weights)).scaleb(-2) if weights else None)


def _of(found: QualityScore, name: str) -> list[ItemScore]:
    return [item for item in found.items if name in {item.item_class.name.zh, item.item_class.name.en}]
