"""What the events of people, branches and posts say, and what each role lets a person see."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role

EVENTS = {
    "branch.closed": _("Closed a branch"),
    "branch.created": _("Added a branch"),
    "branch.moved": _("Moved a branch in the tree"),
    "branch.renamed": _("Renamed a branch"),
    "branch.reopened": _("Opened a branch again"),
    "delegation.made": _("Named a stand-in"),
    "delegation.withdrawn": _("Called off a stand-in"),
    "post.cancelled": _("Cancelled a post"),
    "post.changed": _("Changed a post"),
    "post.ended": _("Ended a post"),
    "post.given": _("Gave a post"),
    "session.ended": _("Ended a justified session"),
    "session.opened": _("Opened a justified session"),
    "team.closed": _("Closed a team"),
    "team.created": _("Added a team"),
    "team.renamed": _("Renamed a team"),
    "team.reopened": _("Opened a team again"),
    "user.changed": _("Changed a person's record"),
    "user.created": _("Added a person"),
    "user.factor_added": _("Added a second factor"),
    "user.factor_removed": _("Removed a second factor"),
    "user.factor_renewed": _("Renewed a second factor"),
    "user.factors_removed": _("Removed all second factors of a person"),
    "user.left": _("Noted that a person leaves"),
    "user.locked": _("Was locked out after failed sign-ins"),
    "user.password_changed": _("Changed the password"),
    "user.password_given": _("Gave a person a new password"),
    "user.proved": _("Proved who they are once more"),
    "user.refused": _("Was refused at sign-in"),
    "user.returned": _("Noted that a person is back"),
    "user.session_expired": _("Was signed out after a pause"),
    "user.sessions_ended": _("Ended all sessions of a person"),
    "user.signed_in": _("Signed in"),
    "user.signed_out": _("Signed out"),
    "user.unlocked": _("Lifted a lock-out"),
}
NOUNS = {
    "branch": _("Branches"),
    "delegation": _("Stand-ins"),
    "post": _("Posts"),
    "session": _("Justified sessions"),
    "team": _("Teams"),
    "user": _("People"),
}
KINDS = {
    "people.Branch": _("branch"),
    "people.Delegation": _("stand-in"),
    "people.Post": _("post"),
    "people.Team": _("team"),
    "people.User": _("person"),
}

# What administrators do to a person, as their page tells it; sign-ins and proofs are the auditor's to read.
DONE_TO_PEOPLE = frozenset(
    code
    for code in EVENTS
    if code.startswith(("post.", "delegation."))
    or code
    in {
        "user.changed",
        "user.created",
        "user.factors_removed",
        "user.left",
        "user.password_given",
        "user.returned",
        "user.sessions_ended",
        "user.unlocked",
    }
)

REACH = {
    Role.RM: _(
        "Clients with a share today, whole; days of one's own share in periods that are not locked. Own scorecards."
    ),
    Role.LEAD: _("What the people of the team see."),
    Role.BRANCH: _("What the people of the branch and of the branches below see."),
    Role.HR: _("All figures, runs and ratings; no texts of visits."),
    Role.RISK: _("All clients, read-only: header, accounts, balances, quality; signals and credit files."),
    Role.PRODUCT: _("Products, suggestions and how they are taken up; no client's name unless shared."),
    Role.OFFICE: _("Requests addressed to them, with the client's header."),
    Role.AUDITOR: _("Reads everything, changes nothing, and is audited too. Holds no other role."),
    Role.ADMIN: _(
        "People, branches, roles, sign-on; clients and scores only in a justified session. Holds no other role."
    ),
}
