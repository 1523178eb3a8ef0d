"""The pages of the assessment desk, as the officers go through them."""

from pathlib import Path

from cast import Cast
from closing import published, reviewed
from django.test import Client
from working import carry_out

from qiao.desk.assess.actions import runs, standards
from qiao.desk.assess.models import Proposal, Standard
from qiao.desk.assess.models.standards import State
from qiao.desk.people.models import User


def test_a_standard_is_drafted_changed_compared_proposed_and_published(
    officers: tuple[User, User], cast: Cast, sign_in: type[Client]
) -> None:
    first, second = officers
    old = published(first, second)
    browser = sign_in(first)
    assert b"2025.1" in browser.get("/assess/standards/").content
    made = Standard.objects.get(state=State.DRAFT, uuid=browser.post("/assess/standards/draft/").url.split("/")[-2])
    page = browser.get(f"{made.get_absolute_url()}figures/")
    shown = {field.field.row.path: field.html_name for _, fields in page.context["parts"] for field in fields}
    sent = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert browser.post(f"{made.get_absolute_url()}figures/", sent).status_code == 422  # nothing is changed
    sent[shown["grades.manager.rank_within"]] = "55%"
    assert browser.post(f"{made.get_absolute_url()}figures/", sent).status_code == 302
    made.refresh_from_db()
    assert made.text == old.text.replace("rank_within: 60%", "rank_within: 55%")
    against = browser.get(f"{made.get_absolute_url()}against/{old.uuid}/")
    assert [(row.path, row.old, row.new) for row in against.context["rows"]] == [
        ("grades.manager.rank_within", "60%", "55%")
    ]
    text = {"text": made.text.replace('"2025.1"', '"2026.1"'), "version": made.version}
    faulty = browser.post(f"{made.get_absolute_url()}text/", {**text, "text": made.text.replace("55%", "155%")})
    assert (faulty.status_code, "155%" in faulty.content.decode()) == (422, True)
    assert browser.post(f"{made.get_absolute_url()}text/", text).status_code == 302
    assert (
        browser.post(
            f"{made.get_absolute_url()}propose/", {"reason": "tighter", "version": made.version + 1}
        ).status_code
        == 302
    )
    assert browser.post(f"{made.get_absolute_url()}publish/").status_code == 403
    assert sign_in(second).post(f"{made.get_absolute_url()}publish/").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.label) == (State.PUBLISHED, "2026.1")
    reader = sign_in(cast.rm)
    assert reader.post(f"{made.get_absolute_url()}acknowledge/").status_code == 302
    assert reader.get(made.get_absolute_url()).status_code == 200
    assert cast.rm not in sign_in(first).get(made.get_absolute_url()).context["outstanding"]


def test_a_draft_is_not_there_for_managers(officers: tuple[User, User], cast: Cast, sign_in: type[Client]) -> None:
    made = standards.draft(None, by=officers[0])
    assert sign_in(cast.rm).get(made.get_absolute_url()).status_code == 404
    assert sign_in(cast.rm).post(f"{made.get_absolute_url()}publish/").status_code == 403


def test_a_run_is_reviewed_published_and_locked(
    officers: tuple[User, User], sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    mine, theirs = sign_in(first), sign_in(second)
    page = mine.get(run.get_absolute_url())
    assert [kind for kind, _ in page.context["kinds"]] == ["publish"]
    assert len(mine.get(f"{run.get_absolute_url()}review/").context["rows"]) == 3
    narrowed = f"{run.get_absolute_url()}review/?decision=keep&sort=-score"
    for address in (
        "/assess/",
        run.period.get_absolute_url(),
        narrowed,
        f"{run.get_absolute_url()}file/?format=csv",
    ):
        assert mine.get(address).status_code == 200, address
    sent = mine.post(f"{run.get_absolute_url()}propose/publish/", {"reason": "done"})
    assert sent.status_code == 422  # something is lacking: a waiver is asked for
    assert (
        mine.post(f"{run.get_absolute_url()}propose/publish/", {"reason": "done", "waiver": "no ratings"}).status_code
        == 302
    )
    asked = Proposal.objects.get()
    assert mine.post(f"/assess/proposals/{asked.uuid}/approve/").status_code == 403
    assert theirs.post(f"/assess/proposals/{asked.uuid}/approve/").status_code == 302
    runs.check(run, by=first)
    carry_out(tmp_path / "work")
    assert theirs.post(f"{run.get_absolute_url()}propose/lock/", {"reason": "done"}).status_code == 302
    assert mine.post(f"/assess/proposals/{Proposal.objects.latest('pk').uuid}/approve/").status_code == 302
    page = mine.get(run.period.get_absolute_url())
    assert page.context["period"].is_locked
    assert run.seal.encode() not in page.content or page.context["in_force"] == run


def test_what_cannot_be_done_yet_is_said_with_a_way_back(
    officers: tuple[User, User], cast: Cast, sign_in: type[Client]
) -> None:
    first, _second = officers
    made, browser = standards.draft(None, by=first), sign_in(first)
    answer = browser.post(f"{made.get_absolute_url()}publish/", headers={"referer": "http://testserver/assess/?a=1"})
    assert answer.status_code == 422
    assert (answer.context["back"], bool(answer.context["sentence"])) == ("/assess/?a=1", True)
    elsewhere = browser.post(f"{made.get_absolute_url()}publish/", headers={"referer": "https://elsewhere.example/"})
    assert elsewhere.context["back"] == "/"
