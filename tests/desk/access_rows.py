"""Every address of the desk, and who of the cast may."""

from access_people import PEOPLE
from access_row import AUDITOR, HOUSE, WATCHERS, Row, only, record

CLIENT = {
    "client/own": only("rm", "lead", "branch") | WATCHERS,
    "client/other": only("rm3") | WATCHERS,
    "client/handed": only("rm", "rm3", "lead", "branch") | WATCHERS,
}
SHARED = {"rm2": 403, "lead": 403}  # they see rm's view, which is rm's to change
MINE = {"job/rm": only("rm") | HOUSE}

ROWS = [
    Row("today:today"),
    Row("ui:gallery"),
    Row("ui:search", query="?q=MARK"),
    Row("ui:moved", sent={}, done=204),
    Row("ui:language", sent={"language": "en"}, done=302),
    *PEOPLE,
    Row("preferences", sent={"language": "zh-hans"}, done=302),
    Row("clients:list"),
    Row("clients:client", CLIENT, refused=404),
    Row("clients:export", query="?format=csv", is_data=True),
    Row("clients:tiers"),
    Row("clients:views"),
    Row("clients:view_new"),
    Row("clients:view_open_with_all", sent={}, done=302),
    Row("clients:view_edit", record("view/rm", only("rm")), refused=404, exactly=SHARED),
    Row("clients:view_open_with", record("view/rm", only("rm", "rm2", "lead")), refused=404, sent={}, done=302),
    Row("clients:view_remove", record("view/rm", only("rm")), refused=404, sent={}, done=302, exactly=SHARED),
    Row("clients:view_restore", record("view/rm", only("rm")), refused=404, sent={}, done=302, exactly=SHARED),
    Row("clients:deliveries", {"": only("hr", "auditor", "admin")}),
    # audit
    Row("audit:events", {"": AUDITOR}),
    Row("audit:event", record("event", AUDITOR)),
    Row("audit:values", record("event", AUDITOR), sent={}),
    Row("audit:seen", record("client/own", AUDITOR), query="?kind=clients.Client&uuid={uuid}"),
    Row("audit:export", {"": AUDITOR}, query="?format=csv", is_data=True),
    # jobs and notices
    Row("jobs:job_list"),
    Row("jobs:job", MINE, refused=404),
    Row("jobs:progress", MINE, refused=404, is_data=True),
    Row("jobs:start", {"": AUDITOR}, sent={"kind": "audit.verify"}, done=302),
    Row("jobs:cancel", record("job/rm", only("rm", "admin")), refused=404, sent={}, done=302, exactly={"auditor": 403}),
    Row(
        "jobs:retry",
        record("job/rm", only("rm")),
        refused=404,
        sent={},
        done=422,
        exactly={"auditor": 403, "admin": 403},
    ),
    Row("notices:notice_list"),
    Row("notices:count", is_data=True),
    Row("notices:read", record("notice/rm", only("rm")), refused=404, sent={}, done=302),
    Row("notices:read_all", sent={}, done=302),
    Row("notices:mute", sent={"mute": "job.done"}, done=302),
    # programs
    Row("api:guide"),
    Row("api:tokens"),
    Row("api:everyones", {"": HOUSE}),
    Row("api:issue"),
    Row(
        "api:revoke", record("token/rm", only("rm", "admin")), refused=404, sent={}, done=302, exactly={"auditor": 403}
    ),
    Row("api:description", is_data=True),
    Row("api:me", is_api=True),
    Row("api:branches", is_api=True),
    Row("api:people", is_api=True),
    Row("api:person", record("person/rm"), is_api=True),
    Row("api:jobs", is_api=True),
    Row("api:job", MINE, refused=404, is_api=True),
    Row(  # the page's own act has ended it before
        "api:cancel",
        record("job/rm", only("rm", "admin")),
        refused=404,
        sent={},
        done=422,
        exactly={"auditor": 403},
        is_api=True,
    ),
    Row("api:events", {"": AUDITOR}, is_api=True),
]
