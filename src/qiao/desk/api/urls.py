"""Addresses of the API: pages end with a slash, operations do not."""

from django.urls import URLPattern, path, re_path

from qiao.desk.api import views
from qiao.desk.api.gate import gate
from qiao.desk.api.hooks import views as hooks
from qiao.desk.api.operations import api


def _operations() -> list[URLPattern]:
    """Ninja's own addresses, each behind the gate; not its front page."""
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in found:
        pattern.callback = gate(pattern.callback)
    return found


app_name = "api"
urlpatterns = [
    path("", views.about, name="guide"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/everyone/", views.everyones, name="everyones"),
    path("tokens/new/", views.issue, name="issue"),
    path("tokens/<uuid:uuid>/revoke/", views.revoke, name="revoke"),
    path("webhooks/", hooks.hooks, name="hooks"),
    path("webhooks/new/", hooks.make, name="hook_make"),
    path("webhooks/<uuid:uuid>/", hooks.hook, name="hook"),
    path("webhooks/<uuid:uuid>/secret/", hooks.renew, name="hook_renew"),
    path("webhooks/<uuid:uuid>/pause/", hooks.pause, name="hook_pause"),
    path("webhooks/<uuid:uuid>/go-on/", hooks.go_on, name="hook_go_on"),
    path("webhooks/<uuid:uuid>/replay/", hooks.replay_since, name="hook_replay"),
    path("webhooks/messages/<uuid:uuid>/replay/", hooks.replay, name="message_replay"),
    path("openapi.json", gate(views.description), name="description"),
    *_operations(),
    re_path(r"[\s\S]*", gate(views.nothing), name="nothing"),
]
