"""The admin room, standing in, and one's own account."""

from access_row import ADMIN, HOUSE, Row, only, record

LINE = only("rm", "lead", "branch")  # may settle rm's leave, with the administrator
PLACES = ("branch", "team")


def reads(name: str, key: str = "") -> Row:
    """A page of the admin room: auditors read it too."""
    return Row(f"people:{name}", record(key, HOUSE))


def form(name: str, key: str = "") -> list[Row]:
    """A page with a form: seen by an administrator, and sent without anything in it."""
    return [Row(f"people:{name}", record(key, ADMIN)), Row(f"people:{name}", record(key, ADMIN), sent={})]


def act(name: str, key: str, done: int = 302) -> Row:
    """An act with no form."""
    return Row(f"people:{name}", record(key, ADMIN), sent={}, done=done)


def asked_first(name: str, done: int = 302) -> list[Row]:
    """An act on somebody's sign-on behind a question; nobody does it to themselves."""
    may = {"person/rm3": ADMIN, "person/admin": only()}
    return [Row(f"people:{name}", may), Row(f"people:{name}", may, sent={}, done=done)]


PEOPLE = [
    # the admin room
    *(reads(name) for name in ("overview", "people", "branches", "teams", "roles", "sign_on", "sessions", "sample")),
    Row("people:pick", query="?q=nobody", is_data=True),
    reads("person", "person/rm"),
    reads("person", "person/marked"),
    *(row for name in ("person_new", "branch_new", "team_new", "session_open") for row in form(name)),
    *(row for name in ("person_edit", "leave", "delegate", "post_new") for row in form(name, "person/rm")),
    act("come_back", "person/rm"),
    *asked_first("give_password", done=200),
    *(row for name in ("unlock", "end_sessions", "remove_factors") for row in asked_first(name)),
    *form("post_edit", "post/rm"),
    *form("post_end", "post/rm"),
    act("post_cancel", "post/ahead"),
    *(reads(place, place) for place in PLACES),
    *(row for place in PLACES for name in ("edit", "close") for row in form(f"{place}_{name}", place)),
    *form("branch_move", "branch"),
    *(act(f"{place}_reopen", place) for place in PLACES),
    act("session_end", "session"),
    # standing in: hr and the auditor see everybody's, and settle nobody's
    Row("delegation:delegations"),
    Row("delegation:new"),
    Row("delegation:new", sent={}),
    Row("delegation:new", query="?other"),
    Row(
        "delegation:withdraw",
        {"delegation/own": LINE | ADMIN},
        refused=404,
        sent={},
        done=302,
        exactly={"hr": 403, "auditor": 403},
    ),
    Row(
        "delegation:withdraw",
        {"delegation/other": only("rm3") | ADMIN},
        refused=404,
        sent={},
        done=302,
        exactly={"hr": 403, "auditor": 403},
    ),
    # one's own account; without an identity provider its addresses are not there
    Row("account"),
    Row("proof"),
    Row("end_other_sessions", sent={}, done=302),
    Row("sample_sign_in", sent={"staff_number": "rm"}, done=302),
    Row("openid_start", sent={}, done=404, is_open=True),
    Row("proof_openid", sent={}, done=404),
    Row("openid_callback", done=404, is_open=True),
    # the browser's tab, for whoever asks
    Row("favicon", done=301, is_open=True),
]
