"""What the events of the ratings say in words, what items mean, and why something cannot be."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "campaign.begun": _("Prepared a rating campaign"),
    "campaign.changed": _("Changed a rating campaign"),
    "campaign.closed": _("Closed a rating campaign"),
    "campaign.opened": _("Opened a rating campaign"),
    "campaign.proposed": _("Had raters proposed from the organisation"),
    "campaign.reminded": _("Reminded those who have not finished rating"),
    "campaign.seen": _("Looked at a rating campaign"),
    "mark.seen": _("Looked at the marks of a manager"),
    "mark.struck": _("Struck a mark of a manager"),
    "seat.added": _("Asked somebody to rate a manager"),
    "seat.brought": _("Brought in results of a manager"),
    "seat.removed": _("Took a rater of a manager away"),
    "seat.saved": _("Kept a rating as a draft"),
    "seat.submitted": _("Handed a rating in"),
    "strike.proposed": _("Proposed to strike a mark"),
    "strike.refused": _("Turned down that a mark is struck"),
    "strike.withdrawn": _("Took back the proposal to strike a mark"),
}
NOUNS = {
    "campaign": _("Rating campaigns"),
    "mark": _("Marks given"),
    "seat": _("Ratings"),
    "strike": _("Struck marks"),
}
KINDS = {
    "growth.Campaign": _("rating campaign"),
    "growth.Mark": _("mark"),
    "growth.Seat": _("seat of a rater"),
    "growth.Strike": _("struck mark"),
}

# Why something cannot be done; each says what to do.
FAULTS = {
    "bank_owns": _("The bank keeps the ratings: they come with its batches and nobody rates here."),
    "bounds": _("Bounds lie between 0 and 100, the lower one not above the upper."),
    "campaign_closed": _("This campaign is closed: its marks stand."),
    "campaign_known": _("This period has a campaign already."),
    "campaign_not_open": _("Nobody rates in this campaign today: it has not begun, or its last day has passed."),
    "days_bad": _("The last day comes before the first."),
    "days_past": _("The last day has passed."),
    "evidence_lacking": _("A mark below %(low)s or above %(high)s says by what it is borne out."),
    "item_lacking": _("Every item needs a mark before the rating is handed in."),
    "no_raters": _("Nobody is asked yet: have raters proposed, or name them."),
    "not_a_manager": _("This person is no relationship manager of the ledger."),
    "not_asked": _("The standard does not ask this group."),
    "oneself": _("Nobody rates themselves as anything but themselves."),
    "peer_asked": _("A peer who has been asked is not taken away: it would tell whether they have rated."),
    "period_locked": _("This period is locked: its ratings stand for ever."),
    "rater_known": _("This person rates the manager already."),
    "strike_decided": _("Somebody has decided on this meanwhile."),
    "strike_own": _("A second officer decides on what one has proposed."),
    "struck": _("This mark is struck already, or it is proposed."),
}

# What an item means, for whoever rates; a standard may have items of its own, which speak for themselves.
MEANINGS = {
    "integrity": _("Honest with clients and the bank; takes no advantage."),
    "compliance": _("Knows the rules and keeps to them, also when nobody looks."),
    "confidentiality": _("Keeps what clients and the bank entrust."),
    "responsibility": _("Sees things through and answers for them."),
    "careful_promises": _("Promises only what the bank can keep."),
    "team_spirit": _("Helps colleagues and looks at the whole."),
    "product_knowledge": _("Knows the bank's products, and for whom they are."),
    "marketing": _("Finds and wins clients; negotiates well."),
    "financial_analysis": _("Reads statements and a business; due diligence holds."),
    "solution_design": _("Combines products into what a client needs."),
    "market_research": _("Knows the market and the trade, and reports it."),
    "documentation": _("Files are whole; checks after lending are on time."),
    "coordination": _("Brings departments together for a client."),
    "learning": _("Keeps learning; certificates and courses."),
    "pressure": _("Stays calm and exact under pressure."),
    "resilience": _("Gets up again after a defeat."),
    "self_drive": _("Sets own goals and goes after them."),
    "communication": _("Listens, and says things clearly."),
    "openness": _("Takes criticism and new ways."),
}
SAID = {
    "growth_period": _("There is no campaign of this period that is not closed."),
    "growth_person": _("No relationship manager of the ledger has this staff number."),
    "growth_group": _("The group is neither record nor exam."),
    "growth_item": _("The standard has no item or class of this code that the group rates."),
    "growth_score": _("The score is no number from 0 to 100 with at most two places."),
    "growth_bank": _("The bank keeps the ratings."),
}
