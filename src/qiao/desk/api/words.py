"""What the API's events say."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "token.issued": _("Made a token for a program"),
    "token.first_used": _("A program used the token for the first time"),
    "token.refused": _("A token that does not work was refused"),
    "token.revoked": _("Revoked a token"),
}
NOUNS = {"token": _("Tokens")}
KINDS = {"api.Token": _("token")}
