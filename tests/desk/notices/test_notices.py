"""The bell tells a person what concerns them, once for equal things, and nothing that they muted."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from cast import Cast
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiao.desk.notices import actions, queries
from qiao.desk.notices.models import Mute, Notice
from qiao.desk.server import postgres

SignIn = Callable[..., Client]
CODE = "job.done"


def tell(cast: Cast, link: str = "/jobs/", work: str = "audit.verify") -> Notice | None:
    """The plainest notice."""
    return actions.tell(cast.rm, CODE, link=link, work=work)


def test_equal_notices_are_one_until_it_is_read(cast: Cast) -> None:
    first = tell(cast)
    assert first is not None
    assert tell(cast) == first
    assert tell(cast, work="audit.export") != first
    first.refresh_from_db()
    assert first.times == 2
    actions.read(Notice.objects.filter(pk=first.pk))
    assert tell(cast) != first


def test_a_muted_kind_is_silent_until_it_is_heard_again(cast: Cast) -> None:
    tell(cast)
    actions.mute(CODE, by=cast.rm)
    assert queries.unread_count(cast.rm) == 0
    assert tell(cast) is None
    assert actions.tell(cast.rm2, CODE, work="x") is not None
    actions.unmute(CODE, by=cast.rm)
    assert tell(cast) is not None


def test_a_leaver_is_told_nothing_and_an_unknown_kind_is_a_mistake(cast: Cast) -> None:
    cast.rm.left_on = timezone.localdate()
    assert tell(cast) is None
    with pytest.raises(ValueError, match="noun"):
        actions.tell(cast.rm2, "noun.verbed")


def test_many_are_told_in_as_many_questions_as_two(cast: Cast) -> None:
    actions.mute(CODE, by=cast.lead)
    first = actions.tell(cast.rm, CODE, link="/a/", work="x")
    everybody = [(cast.rm, "/a/"), (cast.rm2, "/b/"), (cast.rm3, "/c/"), (cast.lead, "/d/"), (cast.hr, "/e/")]
    with CaptureQueriesContext(connection) as few:
        actions.tell_each(everybody[:2], CODE, work="x")
    with CaptureQueriesContext(connection) as many:
        actions.tell_each(everybody, CODE, work="x")
    assert len(many) == len(few) <= 4
    told = dict(Notice.objects.values_list("to__staff_number", "times"))
    assert told == {"rm": 3, "rm2": 2, "rm3": 1, "hr": 1}
    assert first is not None
    assert Notice.objects.get(to=cast.rm2).link == "/b/"
    assert Notice.objects.get(to=cast.rm).pk == first.pk


def test_what_was_read_long_ago_is_forgotten(cast: Cast) -> None:
    tell(cast)
    tell(cast, work="b")
    Notice.objects.filter(terms__work="b").update(read_at=timezone.now() - timedelta(days=91))
    assert actions.forget_read(before=timezone.now() - timedelta(days=90)) == 1
    assert Notice.objects.count() == 1


def test_the_count_costs_one_question_and_an_empty_answer_while_it_stays(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.rm)
    tell(cast)
    client.get("/notices/count/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/notices/count/")
    assert page.content == b"1"
    assert sum("notices_" in query["sql"] for query in asked) == 1  # beside what every request asks of the person
    same = client.get("/notices/count/", headers={"If-None-Match": page.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    tell(cast, work="b")
    assert client.get("/notices/count/", headers={"If-None-Match": page.headers["ETag"]}).content == b"2"


@pytest.mark.django_db(transaction=True)
def test_the_count_uses_its_index_and_stops_at_ninety_nine(
    cast: Cast, sign_in: SignIn, cluster: postgres.Cluster
) -> None:
    now = timezone.now()
    Notice.objects.bulk_create(
        [Notice(to=cast.rm, code=CODE, same=str(number), at=now) for number in range(150)]
        + [Notice(to=cast.rm2, code=CODE, same=str(number), at=now, read_at=now) for number in range(5000)]
    )
    assert sign_in(cast.rm).get("/notices/count/").content == b"99+"
    assert sign_in(cast.rm2).get("/notices/count/").content == b""
    # The database plans by what it knows of the table, which only the table's owner may have it look at.
    url = cluster.url(postgres.SUPERUSER, str(connection.settings_dict["NAME"]))
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute("VACUUM ANALYZE notices_notice")
    counted = Notice.objects.filter(to=cast.rm2, read_at=None).order_by()[: queries.MOST]
    # Five thousand it may as well read through: which index answers is the question here.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "notice_unread_once" in counted.explain()


def test_the_list_opens_reads_and_mutes(cast: Cast, sign_in: SignIn) -> None:
    first, second = tell(cast), tell(cast, link="https://elsewhere.example/", work="b")
    assert first is not None and second is not None
    client = sign_in(cast.rm)
    page = client.get("/notices/").content.decode()
    assert page.count("未读") == 2
    assert "data-bell-count>2<" in page
    assert client.post(f"/notices/{first.uuid}/read/", {"go": "1"}).headers["Location"] == "/jobs/"
    assert client.post(f"/notices/{second.uuid}/read/", {"go": "1"}).headers["Location"] == "/notices/"
    assert queries.unread_count(cast.rm) == 0
    tell(cast, work="c")
    client.post("/notices/read/")
    assert queries.unread_count(cast.rm) == 0
    client.post("/notices/mutes/", {"mute": CODE})
    assert Mute.objects.get().by == cast.rm
    client.post("/notices/mutes/", {"hear": CODE})
    client.post("/notices/mutes/", {"mute": "no.kind"})
    assert not Mute.objects.exists()


def test_nobody_sees_or_reads_anothers_notices(cast: Cast, sign_in: SignIn) -> None:
    notice = tell(cast)
    assert notice is not None
    for other in (cast.rm2, cast.lead, cast.auditor, cast.admin):
        client = sign_in(other)
        assert "“核验审计链”已完成" not in client.get("/notices/").content.decode()
        assert client.post(f"/notices/{notice.uuid}/read/").status_code == 404
        client.post("/notices/read/")
    assert queries.unread_count(cast.rm) == 1


def test_reads_change_nothing(cast: Cast, sign_in: SignIn) -> None:
    notice = tell(cast)
    assert notice is not None
    client = sign_in(cast.rm)
    for address in (f"/notices/{notice.uuid}/read/", "/notices/read/", "/notices/mutes/"):
        assert client.get(address).status_code == 405


def test_each_reader_hears_it_in_their_own_language(cast: Cast, sign_in: SignIn) -> None:
    tell(cast)
    client = sign_in(cast.rm)
    assert "“核验审计链”已完成。" in client.get("/notices/").content.decode()
    client.post("/account/preferences/", {"language": "en"})
    assert "“Verify the audit trail” is done." in client.get("/notices/").content.decode()


def test_many_notices_are_put_into_words_in_as_many_questions_as_few(cast: Cast, sign_in: SignIn) -> None:
    def told(person: str, day: int) -> None:
        actions.tell(
            cast.rm, "handover.asked", link=f"/{day}/", person=person, client=str(uuid4()), day=f"2026-01-{day:02d}"
        )

    people = [str(one.uuid) for one in (cast.rm2, cast.rm3, cast.lead, cast.branch)]
    client = sign_in(cast.rm)
    told(people[0], 1)
    client.get("/notices/")  # the session's own first questions
    with CaptureQueriesContext(connection) as few:
        client.get("/notices/")
    for day in range(2, 29):
        told(people[day % len(people)], day)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/notices/").content.decode()
    assert len(many) == len(few)
    assert all(one.name in page for one in (cast.rm2, cast.rm3, cast.lead, cast.branch))
