"""What the events of clients say in words, and why a handover cannot be."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "assignments.delivered": _("Gave the ledger the desk's own assignments"),
    "client.seen": _("Looked at a client"),
    "delivery.fed": _("Brought a ledger to the desk"),
    "handover.agreed": _("Took over a client, as far as it is theirs to say"),
    "handover.approved": _("Approved a handover"),
    "handover.carried": _("The bank's batch carried a handover"),
    "handover.proposed": _("Proposed a handover"),
    "handover.refused": _("Refused a handover"),
    "handover.requests_exported": _("Took the changes that await the bank as a file"),
    "handover.seen": _("Looked at a handover"),
    "handover.withdrawn": _("Withdrew a handover"),
    "package.proposed": _("Proposed handovers of many clients"),
    "package.seen": _("Looked at handovers that go together"),
}
NOUNS = {
    "assignments": _("Assignments"),
    "client": _("Client"),
    "delivery": _("Deliveries"),
    "handover": _("Handovers"),
    "package": _("Handovers of many clients"),
}
KINDS = {
    "clients.Client": _("client"),
    "clients.Delivery": _("delivery"),
    "clients.Handover": _("handover"),
    "clients.Package": _("handovers of many clients"),
}

# Why a handover is refused, as a sentence that says what to do.
HANDOVER_FAULTS = {
    "above_whole": _("The shares come to more than 100%. Lower one of them."),
    "changes_later": _("Another change of the shares begins later already. Choose a later day."),
    "decided": _("Somebody has decided on this handover meanwhile."),
    "has_left": _("A receiver has left the bank by then. Choose somebody else."),
    "locked": _("The assessment of that day is closed. Choose a day that is not locked."),
    "no_post": _("A receiver has no post in which they manage clients. Choose somebody else."),
    "nothing_chosen": _("Choose at least one client."),
    "nobody_receives": _("Nobody gets more than they have. Say who takes the client over."),
    "not_held": _("The giver has no share of this client on that day."),
    "not_yours": _("This client is not yours to hand over."),
    "one_lead": _("Exactly one of them is the lead."),
    "one_stands": _("Another handover of this client is under way. Withdraw it first, or wait for its end."),
    "shares_changed": _("The shares have changed since this was proposed. Refuse it, and have it proposed anew."),
    "share_out_of_range": _("A share is above 0% and at most 100%, with two places."),
    "three_people": _("Giver, receiver and supervisor are three different people."),
    "to_oneself": _("Nobody proposes a handover to themselves. Ask the giver or the supervisor to propose it."),
    "too_far_ahead": _("Choose a day within a year."),
    "too_many": _("At most 2,000 clients at once. Narrow the list down."),
    "twice": _("Somebody stands in the list twice."),
}
