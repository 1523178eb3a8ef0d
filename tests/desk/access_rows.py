"""Every address of the desk, and who of the cast may."""

from access_api import PROGRAMS
from access_assessment import ASSESSMENT
from access_data import DATA
from access_growth import GROWTH
from access_handovers import HANDOVERS
from access_objections import OBJECTIONS
from access_people import PEOPLE
from access_plan import PLAN
from access_row import ADMIN, AUDITOR, EVERYONE, HOUSE, WATCHERS, Row, only, record

CLIENT = {
    "client/own": only("rm", "lead", "branch") | WATCHERS,
    "client/other": only("rm3") | WATCHERS,
    "client/handed": only("rm", "rm3", "lead", "branch") | WATCHERS,
}
PEOPLE_OF = {  # an assessment or risk officer sees a client's figures and not its people
    "client/own": only("rm", "lead", "branch", "auditor"),
    "client/other": only("rm3", "auditor"),
    "client/handed": only("rm3", "auditor"),
}
CONTACT = {f"contact/{key.partition('/')[2]}": may for key, may in PEOPLE_OF.items()}
FIGURES_ALONE = {"hr": 403, "risk": 403}


def of_contact(
    name: str, *, may: frozenset[str] = only("rm", "lead", "branch"), done: int = 302, is_read: bool = False
) -> Row:
    """An act on rm's own person of a client, or its form; an auditor reads and does nothing."""
    rest = dict.fromkeys(only("rm", "lead", "branch", "auditor") - may, 403)
    sent = None if is_read else {}
    return Row(f"clients:{name}", record("contact/own", may), refused=404, sent=sent, done=done, exactly=rest)


HR = only("hr")
IMPORTERS = only("hr", "branch", "admin")
IMPORT = record("import/hr", HR)
OTHERS_IMPORT = dict.fromkeys(IMPORTERS - HR, 404)  # a list is its sender's alone
MAKERS = only("rm", "rm2", "rm3", "lead", "branch")
NOT_MAKERS = dict.fromkeys(EVERYONE - MAKERS, 403)
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
    Row("clients:group", record("group/own", only("rm", "lead", "branch") | WATCHERS), refused=404),
    Row("clients:contacts", PEOPLE_OF, refused=404, exactly=FIGURES_ALONE),
    Row("clients:contacts_due"),
    Row("clients:contact", CONTACT, refused=404),
    Row(
        "clients:contact_new",
        record("client/own", only("rm", "lead", "branch")),
        refused=404,
        exactly={**FIGURES_ALONE, "auditor": 403},
    ),
    of_contact("contact_edit", done=200, is_read=True),
    of_contact("contact_edit", done=200),
    of_contact("contact_left", done=200),
    of_contact("contact_known", done=200, is_read=True),
    of_contact("contact_known", done=200),
    of_contact("contact_back"),
    of_contact("contact_export", done=200),
    of_contact("contact_erase", may=only("lead", "branch"), done=200, is_read=True),
    of_contact("contact_erase", may=only("lead", "branch"), done=200),
    Row("clients:contact_unmask", CONTACT, refused=404, sent={}),
    Row(
        "clients:contact_forget",
        record("known/own", only("rm", "lead", "branch")),
        refused=404,
        sent={},
        done=302,
        exactly={"auditor": 403},
    ),
    Row("clients:days", CLIENT, refused=404, query="?of=deposit"),
    Row("clients:timeline", CLIENT, refused=404),
    Row("clients:documents", {**CLIENT, "client/handed": only("rm3") | WATCHERS}, refused=404),
    Row("clients:document", record("document/own", only("rm", "lead", "branch", "auditor")), refused=404, is_data=True),
    Row(
        "clients:document_retire",
        record("document/own", only("rm", "lead", "branch")),
        refused=404,
        sent={"reason": "MARK-reason-of-retiring"},
        done=302,
        exactly={"auditor": 403},
    ),
    Row("clients:notes", PEOPLE_OF, refused=404, exactly=FIGURES_ALONE),
    Row(
        "clients:notes",
        record("client/own", only("rm", "lead", "branch")),
        refused=404,
        sent={},
        done=422,
        exactly={**FIGURES_ALONE, "auditor": 403},
    ),
    *(
        Row(
            f"clients:note_{act}",
            record("note/own", only("rm")),
            refused=404,
            sent={},
            done=302,
            exactly=dict.fromkeys(only("lead", "branch", "auditor"), 403),
        )
        for act in ("remove", "restore")
    ),
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
    Row("clients:new", {"": MAKERS}),
    Row("clients:edit", {"client/own": MAKERS - only("rm2", "rm3")}, refused=404, exactly=NOT_MAKERS),
    Row("clients:imports", {"": IMPORTERS}),
    Row(
        "clients:import_template", record("template/clients", HR | only("branch")), exactly={"admin": 404}, is_data=True
    ),
    Row("clients:import", IMPORT, exactly=OTHERS_IMPORT),
    Row("clients:import_workbook", IMPORT, exactly=OTHERS_IMPORT, is_data=True),
    Row("clients:import_match", IMPORT, sent={}, done=422, exactly=OTHERS_IMPORT),
    Row("clients:import_apply", IMPORT, sent={}, done=302, exactly=OTHERS_IMPORT),
    Row("clients:import_undo", IMPORT, sent={}, done=302, exactly=OTHERS_IMPORT),
    Row("clients:send", {"": HR | ADMIN}),
    Row("clients:submission", record("submission/hr", HR), exactly={"admin": 404}),
    Row("clients:submission_report", record("submission/hr", HR), done=404, exactly={"admin": 404}, is_data=True),
    Row("clients:submission_own", record("submission/hr", HR), done=404, exactly={"admin": 404}, is_data=True),
    *HANDOVERS,
    *ASSESSMENT,
    *DATA,
    *OBJECTIONS,
    *PLAN,
    *GROWTH,
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
    *PROGRAMS,
]
