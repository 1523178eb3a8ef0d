"""A list of people writes them down, corrects them and gives them posts, and all of it is put back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from book import client
from bringing import act, book
from cast import Cast
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from working import carry_out

from qiao.desk.audit.models import Event, PersonalValue
from qiao.desk.clients.models import Acquaintance, Contact, Import
from qiao.desk.people.models import Post, User

SignIn = Callable[..., Browser]
HEAD = ["工号", "姓名", "电话", "角色", "机构", "团队"]
ROWS = [
    ["N001", "钱多多", "13800000000", "客户经理", "B01", "T011"],
    ["rm", "改名", "", "", "", ""],
    ["N002", "孙某", "", "系统管理员", "B01", ""],
    ["N003", "李某", "", "客户经理", "没有的", ""],
    ["N 4", "周某", "", "", "", ""],
    ["N005", "", "", "", "", ""],
]


@pytest.fixture
def taken(cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path) -> Import:
    """The list, taken over by the administrator."""
    send(cast.admin, book(HEAD, *ROWS), of="people")
    made = Import.objects.get()
    assert made.counts == {"new": 1, "changed": 1, "faulty": 4}
    act(sign_in(cast.admin), made, "apply", tmp_path / "job")
    return made


def test_people_are_written_down_with_their_posts(taken: Import, cast: Cast) -> None:
    new = User.objects.get(staff_number="N001")
    assert (new.name, new.phone, new.has_usable_password()) == ("钱多多", "13800000000", False)
    assert User.objects.found_by("qdd").get() == new
    post = Post.objects.get(user=new)
    assert (post.role, post.branch.code, post.team and post.team.code, post.given_by) == (
        "rm",
        "B01",
        "T011",
        cast.admin,
    )
    codes = Event.objects.filter(on_uuid__in=[new.uuid, post.uuid]).order_by("pk").values_list("code", "by")
    assert list(codes) == [("user.created", cast.admin.pk), ("post.given", cast.admin.pk)]


def test_people_are_corrected_and_what_stood_before_lies_apart(taken: Import, cast: Cast) -> None:
    event = Event.objects.get(code="user.changed", on_uuid=cast.rm.uuid)
    kept = PersonalValue.objects.get(event=event)
    assert (kept.field, kept.old, kept.new, kept.subject_uuid) == ("name", cast.rm.name, "改名", cast.rm.uuid)
    assert event.details["fields"] == ["name"]
    assert set(event.details["personal"]) == {"name"}
    assert User.objects.found_by("gaiming").get() == cast.rm
    assert "13800000000" not in str(list(Event.objects.values_list("details", flat=True)))


def test_all_of_it_is_undone(taken: Import, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    act(sign_in(cast.admin), taken, "undo", tmp_path / "job")
    assert not User.objects.filter(staff_number="N001").exists()
    assert not Post.objects.filter(user__staff_number="N001").exists()
    assert User.objects.get(staff_number="rm").name == cast.rm.name
    codes = Event.objects.filter(code__in=["post.cancelled", "user.unmade"]).values_list("code", flat=True)
    assert sorted(codes) == ["post.cancelled", "user.unmade"]


def test_whoever_something_hangs_on_stays(taken: Import, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    new = User.objects.get(staff_number="N001")
    contact = Contact.objects.create(client=client("C1"), name="某人")
    Acquaintance.objects.create(contact=contact, person=new)
    page = act(sign_in(cast.admin), taken, "undo", tmp_path / "job")
    assert [row.title for row in page.context["rows"]] == ["钱多多"]
    assert Post.objects.filter(user=new).exists()
    assert User.objects.get(staff_number="rm").name == cast.rm.name


def test_the_dry_run_says_which_posts_cannot_be_given(cast: Cast, send: Any, sign_in: SignIn) -> None:
    rows = [
        ["admin", "", "", "客户经理", "B01", ""],
        ["auditor", "", "", "客户经理", "B01", ""],
        ["N001", "甲", "", "lead", "B01", ""],
        ["N002", "乙", "", "product", "B01", "T011"],
    ]
    names = dict(User.objects.values_list("staff_number", "name"))
    page = send(
        cast.admin, book(HEAD, *([number, name or names[number], *rest] for number, name, *rest in rows)), of="people"
    )
    assert Import.objects.get().counts == {"faulty": 4}
    says = [row.says[0] for row in page.context["rows"]]
    assert [word in words for word, words in zip(("另一", "审计", "团队", "团队"), says, strict=True)] == [True] * 4, (
        says
    )
    browser = sign_in(cast.admin)
    browser.post("/account/preferences/", {"language": "en"})
    assert "Another administrator" in browser.get(Import.objects.get().get_absolute_url()).content.decode()


def test_an_identifier_in_a_number_cell_is_refused(cast: Cast, send: Any) -> None:
    page = send(cast.admin, book(["工号", "姓名"], [7, "钱多多"]), of="people")
    assert "前导零" in page.context["rows"][0].says[0]


def test_many_rows_ask_the_database_as_often_as_a_few(cast: Cast, send: Any, sign_in: SignIn, tmp_path: Path) -> None:
    counts, browser = [], sign_in(cast.admin)
    for size in (2, 40):
        for role, name in (("客户经理", "钱多多"), ("产品经理", "钱多")):
            rows = [[f"N{size}X{one}", name, f"139{one:08d}", role, "B01", ""] for one in range(size)]
            send(cast.admin, book(HEAD, *rows), of="people")
            made = Import.objects.first()
            assert made is not None
            for what in ("apply", "undo") if role == "产品经理" else ("apply",):
                browser.post(f"{made.get_absolute_url()}{what}/")
                with CaptureQueriesContext(connection) as asked:
                    carry_out(tmp_path / "job")
                counts.append(len(asked))
    assert counts[:3] == counts[3:]
