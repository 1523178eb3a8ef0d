"""What the API's events say."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "token.issued": _("Made a token for a program"),
    "token.first_used": _("A program used the token for the first time"),
    "token.refused": _("A token that does not work was refused"),
    "token.revoked": _("Revoked a token"),
    "hook.made": _("Made a webhook"),
    "hook.renewed": _("Made a new secret for a webhook"),
    "hook.paused": _("A webhook was paused"),
    "hook.went_on": _("Let a webhook go on"),
    "hook.replayed": _("Had messages of a webhook sent again"),
}
NOUNS = {"token": _("Tokens"), "hook": _("Webhooks")}
KINDS = {"api.Token": _("token"), "api.Hook": _("webhook")}
# Why nothing is sent to an address, or nothing came back.
HOOK_FAULTS = {
    "no_address": _("This is no address: write it as https://host/path, without a user and without a #."),
    "unencrypted": _("Only a host that stands in QIAO_WEBHOOK_HOSTS is called without encryption: write https."),
    "inside": _("The host lies inside the network: an operator has to name it in QIAO_WEBHOOK_HOSTS."),
    "no_name": _("The network knows no host of this name."),
    "no_answer": _("No answer in time."),
    "no_trust": _("The certificate is not trusted."),
    "no_connection": _("No connection."),
}
