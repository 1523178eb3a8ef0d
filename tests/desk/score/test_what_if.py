"""What if: somebody supposes of their own clients, and reads what the engine makes of it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from closing import opened
from django.test import Client
from working import carry_out

from qiao.desk.assess.actions import runs
from qiao.desk.assess.models import Run
from qiao.desk.audit.models import Event
from qiao.desk.clients.models import Client as Firm
from qiao.desk.people.models import User
from qiao.desk.score.queries.results import what_ifs_of
from qiao.engine import MoreBalance, MoreFlow

FROM = date(2025, 10, 1)


@pytest.fixture
def early(officers: tuple[User, User], tmp_path: Path) -> Run:
    """A run of 2025 as of the end of September, shown to managers."""
    first, second = officers
    period = opened(first, second)
    run = runs.ask(period, by=first, as_of=date(2025, 9, 30))
    carry_out(tmp_path / "work")
    run.refresh_from_db()
    return runs.show(run, by=first)


def asked(*lines: tuple[object, str, str, str]) -> str:
    """The address's part of these lines."""
    names = ("client", "what", "amount", "since")
    return "?" + "&".join(f"{name}={value}" for line in lines for name, value in zip(names, line, strict=True))


@pytest.mark.slow
def test_a_manager_supposes_and_reads_the_engines_answer(early: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser, place = sign_in(cast.rm), f"/score/{early.uuid}/rm/what-if/"
    empty = browser.get(place)
    assert (empty.status_code, empty.context["supposed"], len(empty.context["lines"])) == (200, None, 1)
    firm = Firm.objects.get(number="C1")
    lines = asked((firm.uuid, "balance.DD", "6000", ""), (firm.uuid, "flow.fee_settlement", "1.5", "2025-12-01"))
    page = browser.get(place + lines)
    told = what_ifs_of(early).of(
        "rm",
        [
            MoreBalance("C1", "DD", 60_000_000_00, FROM),
            MoreFlow("C1", "fee", "FEE", 15_000_00, "CNY", date(2025, 12, 1)),
        ],
    )
    index, supposed = told.before.index["rm"], page.context["supposed"]
    for outcome, scores in ((supposed.before, told.before), (supposed.after, told.after)):
        assert outcome.score == Decimal(scores.contribution[index]).scaleb(-2)
        assert (outcome.rank, outcome.decision) == (scores.ranked.ranks[index], scores.decisions[index].decision)
    assert supposed.after.score > supposed.before.score
    moved = {one.code for one in supposed.moved}
    assert {"CORP01", "CORP02", "CORP03", "FEE01", "CONTRIB01"} <= moved
    assert supposed.change == sum(one.change for one in supposed.moved) + sum(one.change for one in supposed.cuts)
    assert supposed.others == 1  # rm2 has a share of the client
    text = page.content.decode()
    assert page.context["sentence"] in text
    assert len(page.context["lines"]) == 3  # one more to go on with
    part = browser.get(place + lines, headers={"HX-Request": "true"}).content.decode()
    assert page.context["sentence"] in part
    assert "<html" not in part
    assert Event.objects.filter(code="run.seen", by=cast.rm, details__what="what_if").exists()
    assert place in browser.get(f"/score/{early.uuid}/rm/ahead/").content.decode()
    assert place in browser.get(f"/score/{early.uuid}/rm/").content.decode()
    need_refused(browser, place, firm)
    assert sign_in(cast.lead).get(place + lines).context["sentence"] == page.context["sentence"]
    assert sign_in(cast.rm3).get(place + lines).status_code == 404


def need_refused(browser: Client, place: str, firm: Firm) -> None:
    """What cannot be supposed is told beside its line or above it, and comes to nothing."""
    other = Firm.objects.get(number="C3")  # of somebody else
    wrong = {
        "client": (other.uuid, "balance.DD", "1", ""),
        "what": (firm.uuid, "balance.XX", "1", ""),
        "amount": (firm.uuid, "balance.DD", "", ""),
        "since": (firm.uuid, "balance.DD", "1", "2025-09-30"),
    }
    for field, line in wrong.items():
        page = browser.get(place + asked(line))
        assert (page.status_code, page.context["supposed"]) == (200, None)
        assert list(page.context["lines"][0].errors) == [field]
    page = browser.get(place + asked((firm.uuid, "balance.DD", "-99999999", "")))
    assert page.context["refusal"] in page.content.decode()
    assert (page.context["supposed"], bool(page.context["refusal"])) == (None, True)


@pytest.mark.slow
def test_the_asked_amount_of_one_client_alone_reaches_the_bar(early: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.rm)
    ahead = browser.get(f"/score/{early.uuid}/rm/ahead/").context["ahead"]
    book = next(book for book in ahead.books if book.clients[0].supposed)
    page = browser.get(f"/score/{early.uuid}/rm/what-if/?{book.clients[0].supposed}")
    assert any(one.is_met and not one.was_met for one in page.context["supposed"].bars)


def test_a_final_result_leaves_nothing_to_suppose(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser, place = sign_in(cast.rm), f"/score/{run.uuid}/rm/what-if/"
    page = browser.get(place)
    assert (page.status_code, page.context["lines"], page.context["supposed"]) == (200, [], None)
    assert place not in browser.get(f"/score/{run.uuid}/rm/").content.decode()
    assert sign_in(cast.rm3).get(place).status_code == 404
    assert sign_in(cast.risk).get(place).status_code == 403
