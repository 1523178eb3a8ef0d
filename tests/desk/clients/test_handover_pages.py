"""Pages of handovers: who opens them, what they show, and many clients at once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from book import assign, client
from cast import Cast
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from qiao.desk.clients.actions import packages
from qiao.desk.clients.models import Assignment, Client, Handover, Package
from qiao.desk.clients.queries import handovers as queries
from qiao.desk.clients.queries import orphans
from qiao.desk.jobs.models import Job
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.desk.people.actions import people, posts
from qiao.desk.people.models import Branch, Team, User

SignIn = Callable[..., Browser]
DAY = timedelta(days=1)
TODAY = calendar.today()
PARTS = {f"new_{number}_part": "assist" for number in (1, 2)}


@pytest.fixture(autouse=True)
def ours(settings: Any) -> None:
    """The desk keeps the assignments."""
    settings.OWNED = frozenset({"assignments"})


@pytest.fixture
def managed(cast: Cast) -> Client:
    """A client of rm's alone."""
    found = client("C1", "澜江轴承")
    assign(found, cast.rm, TODAY - 400 * DAY)
    return found


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def sent(receiver: User, *, share: str = "100", **more: str) -> dict[str, str]:
    """The form, filled in: everything to one receiver."""
    return {
        "old_0_part": "lead",
        "old_0_share": "0",
        "person_0": str(receiver.uuid),
        "new_0_part": "lead",
        "new_0_share": share,
        "from_date": TODAY.isoformat(),
        "reason": "调岗",
        **PARTS,
        **more,
    }


def test_a_client_page_leads_through_the_handover_and_the_giver_keeps_the_own_days(
    managed: Client, cast: Cast, sign_in: SignIn
) -> None:
    rm, rm3, lead = sign_in(cast.rm), sign_in(cast.rm3), sign_in(cast.lead)
    page = rm.get(managed.get_absolute_url())
    address = f"/clients/{managed.uuid}/handover/"
    assert address in [act.url for act in page.context["acts"]]
    form = rm.get(address)
    assert (form.status_code, 'value="100"' in form.content.decode()) == (200, True)
    made = rm.post(address, sent(cast.rm3, checklist="visit"))
    one = Handover.objects.get()
    assert made["Location"] == one.get_absolute_url()
    assert one.get_absolute_url() in [act.url for act in rm.get(managed.get_absolute_url()).context["acts"]]
    assert rm3.get(managed.get_absolute_url()).status_code == 404
    waiting = rm3.get("/clients/handovers/")
    assert [found.uuid for found in waiting.context["waiting"]] == [one.uuid]
    asked = rm3.get(one.get_absolute_url())
    assert (asked.context["acts"].may_agree, asked.context["sees_client"]) == (True, False)
    assert f'href="{managed.get_absolute_url()}"' not in asked.content.decode()
    assert rm3.post(f"{one.get_absolute_url()}agree/", {"checklist": ["visit", "contacts"]}).status_code == 302
    assert lead.get(one.get_absolute_url()).context["acts"].may_approve
    assert lead.post(f"{one.get_absolute_url()}approve/").status_code == 302
    done = rm.get(one.get_absolute_url())
    assert [mark.words for mark in done.context["marks"]].__len__() == 3
    assert [step[1] for step in done.context["steps"]] == ["done"] * 4
    assert not rm.get(managed.get_absolute_url()).context["look"].is_whole
    assert rm3.get(managed.get_absolute_url()).context["look"].is_whole
    assert sign_in(cast.rm2).get(managed.get_absolute_url()).status_code == 404
    assert sign_in(cast.rm2).get(one.get_absolute_url()).status_code == 404


def test_a_form_that_will_not_do_says_one_sentence_and_keeps_what_was_typed(
    managed: Client, cast: Cast, sign_in: SignIn
) -> None:
    browser, address = sign_in(cast.rm), f"/clients/{managed.uuid}/handover/"
    answer = browser.post(address, sent(cast.rm3, share="100.00", old_0_share="0.01"))
    text = answer.content.decode()
    assert (answer.status_code, Handover.objects.exists()) == (422, False)
    assert answer.context["form"].non_field_errors() == ["份额合计超过 100%,请调低其中一项。"]
    assert answer.context["after"].total == Decimal("1.0001")
    assert "100.01%" in text
    look = browser.post(f"{address}?look=1", sent(cast.rm3, share="60"), headers={"HX-Request": "true"})
    assert (look.status_code, look.context["after"].total, look.context["after"].fault) == (200, Decimal("0.6"), "")
    assert "<html" not in look.content.decode()
    for name, code in (("rm3", 404), ("hr", 403), ("risk", 403), ("auditor", 403), ("branch", 200)):
        assert sign_in(getattr(cast, name)).get(address).status_code == code, name


def test_refusing_needs_a_reason_and_withdrawing_none(managed: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.rm).post(f"/clients/{managed.uuid}/handover/", sent(cast.rm3))
    one = Handover.objects.get()
    rm3, there = sign_in(cast.rm3), one.get_absolute_url()
    assert rm3.post(f"{there}refuse/", {"answer": " "}).status_code == 422
    assert rm3.post(f"{there}withdraw/").status_code == 403
    assert rm3.post(f"{there}approve/").status_code == 403
    assert rm3.post(f"{there}refuse/", {"answer": "距离太远"}).status_code == 302
    assert "距离太远" in sign_in(cast.rm).get(there).content.decode()


# --- without a manager -----------------------------------------------------------------------------------------------


def leaver(cast: Cast, on: Any) -> User:
    """A manager of rm's team who has three clients and leaves."""
    gone = people.write_down(by=cast.admin, staff_number="L1", name="离职人")
    team = Team.objects.get(code="T011")
    posts.give(gone, by=cast.admin, role="rm", branch=team.branch, team=team, from_date=TODAY - 20 * DAY)
    for number in range(3):
        assign(client(f"L{number}"), gone, TODAY - 300 * DAY)
    people.leave(gone, by=fresh(cast.admin), on=on)
    return fresh(gone)


def test_the_queue_of_the_unmanaged_has_a_clock(cast: Cast, sign_in: SignIn) -> None:
    gone = leaver(cast, TODAY - 5 * DAY)
    assert {notice.to_id for notice in Notice.objects.filter(code="orphans.left")} == {cast.lead.pk, cast.branch.pk}
    never, ended = client("N1"), client("E1")
    assign(ended, cast.rm, TODAY - 90 * DAY, TODAY - 10 * DAY)
    assign(client("X1"), cast.rm3, TODAY - 90 * DAY, TODAY - 10 * DAY)  # another branch's
    shared = client("S1")
    assign(shared, gone, TODAY - 300 * DAY, share="0.5")
    assign(shared, cast.rm2, TODAY - 300 * DAY, share="0.5", part="assist")
    page = sign_in(cast.branch).get("/clients/handovers/orphans/")
    found = [(one.number, one.why, one.days, one.manager) for one in page.context["orphans"]]
    left = [(f"L{number}", "left", 5, gone) for number in range(3)]
    assert found == [(never.number, "never", None, None), ("E1", "ended", 9, cast.rm), *left]
    assert [(book.person, book.count) for book in page.context["books"]] == [(gone, 4)]
    assert orphans.orphan_count(fresh(cast.lead)) == 4, "one that never had anybody is the branch head's"
    assert orphans.orphan_count(fresh(cast.auditor)) == 6
    assert sign_in(cast.rm).get("/clients/handovers/orphans/").status_code == 403
    browser = sign_in(cast.branch)
    one = Client.objects.get(number="E1")
    form = browser.get(f"/clients/{one.uuid}/handover/")
    assert form.status_code == 200
    new = {"person_0": str(cast.rm2.uuid), "new_0_part": "lead", "new_0_share": "100", **PARTS}
    terms = {"from_date": TODAY.isoformat(), "reason": "无人管户"}
    assert browser.post(f"/clients/{one.uuid}/handover/", {**new, **terms}).status_code == 302
    assert sign_in(cast.lead).get(f"/clients/{never.uuid}/handover/").status_code == 404
    assert browser.post(f"/clients/{never.uuid}/handover/", {**new, **terms}).status_code == 302
    assert {one.team and one.team.code for one in Handover.objects.all()} == {"T011"}


def carry_out(package: Package, by: User) -> int:
    return packages.make(package, by=fresh(by))


def test_a_leavers_whole_book_goes_in_one_act_to_several(cast: Cast, sign_in: SignIn) -> None:
    gone = leaver(cast, TODAY - 5 * DAY)
    other = people.write_down(by=cast.admin, staff_number="R2", name="接手人")
    posts.give(other, by=cast.admin, role="rm", branch=Branch.objects.get(code="B01"), from_date=TODAY)
    browser, address = sign_in(cast.lead), f"/clients/handovers/books/{gone.uuid}/"
    assert sign_in(cast.rm).get(address).status_code == 403
    page = browser.get(address)
    assert [one.number for one, _field in page.context["form"].to_fields] == ["L0", "L1", "L2"]
    to = {
        f"to_{Client.objects.get(number=number).uuid.hex}": name
        for number, name in (("L0", "receiver"), ("L1", "second"), ("L2", ""))
    }
    terms = {"from_date": TODAY.isoformat(), "reason": "离职", "receiver": str(cast.rm.uuid)}
    assert browser.post(address, {**terms, **to}).status_code == 422, "nobody is the second"
    made = browser.post(address, {**terms, **to, "second": str(other.uuid)})
    package = Package.objects.get()
    assert (made["Location"], package.asked, package.giver) == (package.get_absolute_url(), 2, gone)
    assert Job.objects.get(kind="clients.propose").arguments == {"package": str(package.uuid)}
    assert carry_out(package, cast.lead) == 2
    told = {(one.code, one.to_id, one.terms["count"]) for one in Notice.objects.filter(code="package.asked")}
    assert told == {("package.asked", cast.rm.pk, 1), ("package.asked", other.pk, 1)}
    assert queries.waiting_count(fresh(cast.rm)) == 1
    there = f"{package.get_absolute_url()}decide/"
    assert sign_in(cast.rm2).post(there, {"act": "agree"}).status_code == 404
    assert sign_in(cast.rm).post(there, {"act": "approve"}).status_code == 403
    assert sign_in(cast.rm).post(there, {"act": "agree"}).status_code == 302
    package = Package.objects.get()
    assert packages.decide(package, "agree", by=fresh(cast.rm)) == 1
    assert packages.decide(package, "approve", by=fresh(cast.branch)) == 1, "the other still waits for its receiver"
    assert packages.decide(package, "agree", by=fresh(other)) == 1
    assert packages.decide(package, "approve", by=fresh(cast.lead)) == 0, "the lead proposed it"
    assert packages.decide(package, "approve", by=fresh(cast.branch)) == 1
    now = {(one.client.number, one.manager.staff_number) for one in Assignment.objects.on(TODAY)}
    assert now == {("L0", "rm"), ("L1", "R2"), ("L2", "L1")}
    assert Job.objects.filter(kind="clients.deliver").count() == 1, "one batch for all"
    assert "接手人" in browser.get(package.get_absolute_url()).content.decode()


def test_clients_chosen_from_the_list_are_proposed_each_and_taken_back(cast: Cast, sign_in: SignIn) -> None:
    for number in range(3):
        assign(client(f"C{number}"), cast.rm, TODAY - 300 * DAY)
    away = client("X1")
    assign(away, cast.rm3, TODAY - 300 * DAY)
    half = client("C9")  # shared with the receiver
    assign(half, cast.rm, TODAY - 300 * DAY, share="0.6")
    assign(half, cast.rm2, TODAY - 300 * DAY, share="0.4", part="assist")
    browser = sign_in(cast.rm)
    ids = "&".join(f"client={one.uuid}" for one in Client.objects.filter(number__in=["C0", "X1"]))
    assert browser.get(f"/clients/handovers/bulk/?{ids}&client=nonsense").context["count"] == 1, "X1 is not one's own"
    assert browser.get("/clients/handovers/bulk/?all=1&q=C1").context["count"] == 1
    address = "/clients/handovers/bulk/?all=1"
    assert browser.get(address).context["count"] == 4
    terms = {"from_date": TODAY.isoformat(), "reason": "调岗", "receiver": str(cast.rm2.uuid)}
    assert browser.post("/clients/handovers/bulk/", terms).status_code == 422, "nothing is chosen"
    assert browser.post(address, terms).status_code == 302
    package = Package.objects.get()
    stands = Client.objects.get(number="C2")
    browser.post(f"/clients/{stands.uuid}/handover/", sent(cast.rm3))
    assert carry_out(package, cast.rm) == 3
    package = Package.objects.get()
    assert package.faults == [[str(stands.uuid), "one_stands"]]
    page = browser.get(package.get_absolute_url())
    assert [fault.client for fault in page.context["faults"]] == [stands]
    whole = Handover.objects.get(client=half).changes.get(person=cast.rm2)
    assert (whole.share_after, whole.part_after, whole.receives) == (1, "lead", True)
    assert packages.decide(package, "withdraw", by=fresh(cast.rm)) == 3
    assert set(package.handovers.values_list("state", flat=True)) == {"withdrawn"}
    never = Handover.objects.get(client=half)
    for shown in (f"/clients/{half.uuid}/timeline/", never.get_absolute_url()):
        words = browser.get(shown).content.decode()
        assert ("已撤回" in words, "已撤销" in words) == (True, False), shown
    for name in ("hr", "auditor", "admin", "risk"):
        assert sign_in(getattr(cast, name)).get(address).status_code == 403


def test_what_is_approved_for_a_day_to_come_is_taken_back_together(cast: Cast, sign_in: SignIn) -> None:
    for number in range(3):
        assign(client(f"C{number}"), cast.rm, TODAY - 300 * DAY)
    before = set(Assignment.objects.values_list())
    terms = {"from_date": (TODAY + 9 * DAY).isoformat(), "reason": "调岗", "receiver": str(cast.rm3.uuid)}
    browser = sign_in(cast.rm)
    assert browser.post("/clients/handovers/bulk/?all=1", terms).status_code == 302
    package = Package.objects.get()
    assert carry_out(package, cast.rm) == 3
    packages.decide(package, "agree", by=fresh(cast.rm3))
    assert packages.decide(package, "approve", by=fresh(cast.lead)) == 3
    Job.objects.filter(kind="clients.propose").update(state="done")
    page = browser.get(package.get_absolute_url())
    assert page.context["may"]["withdraw"] == 3
    assert queries.acts_on(package, fresh(cast.lead))["withdraw"] == 3
    assert queries.acts_on(package, fresh(cast.rm3))["withdraw"] == 0
    assert packages.decide(package, "withdraw", by=fresh(cast.rm)) == 3
    assert set(package.handovers.values_list("state", flat=True)) == {"withdrawn"}
    assert set(Assignment.objects.values_list()) == before
    keys = Job.objects.filter(kind="clients.deliver").order_by("pk").values_list("key", flat=True)
    assert list(keys) == [f"{package.uuid} approve", f"{package.uuid} withdraw"]


def test_pages_cost_the_same_however_much_there_is(cast: Cast, sign_in: SignIn) -> None:
    rm, lead, counts = sign_in(cast.rm), sign_in(cast.lead), []
    for number in range(12):
        one = client(f"C{number}")
        assign(one, cast.rm, TODAY - 300 * DAY)
        rm.post(f"/clients/{one.uuid}/handover/", sent(cast.rm3))
        if number in {0, 2, 11}:
            for browser, address in (
                (rm, "/clients/handovers/"),
                (lead, Handover.objects.latest("pk").get_absolute_url()),
            ):
                with CaptureQueriesContext(connection) as asked:
                    assert browser.get(address).status_code == 200
                counts.append(len(asked))
    assert counts[2:4] == counts[4:6]
    assert max(counts[4:]) <= 20
