"""What the figures of a client are called."""

from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models.ledger import Family

# The books of balances, by their averages.
AVERAGES = {
    "deposit": _("Average deposits"),
    "loan": _("Average loans"),
    "trade_finance": _("Average trade finance"),
}
# What flows are told apart by: the family of their product, or what kind they are where they have none.
KINDS = {
    "ftp_margin": _("FTP margin"),
    "fee": _("Fees"),
    "credit_cost": _("Credit cost"),
    "direct_cost": _("Direct cost"),
}
GROUPS = {**dict(Family.choices), **KINDS}
