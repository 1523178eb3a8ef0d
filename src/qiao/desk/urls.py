"""Every address of the desk: a room a prefix."""

from django.urls import include, path

from qiao.desk.ui.views import favicon

urlpatterns = [
    path("", include("qiao.desk.today.urls")),
    path("plan/", include("qiao.desk.plan.urls")),
    path("growth/", include("qiao.desk.growth.urls")),
    path("score/", include("qiao.desk.score.urls")),
    path("assess/", include("qiao.desk.assess.urls")),
    path("clients/", include("qiao.desk.clients.urls")),
    path("admin/", include("qiao.desk.people.urls")),
    path("api/", include("qiao.desk.api.urls")),
    path("audit/", include("qiao.desk.audit.urls")),
    path("account/delegation/", include("qiao.desk.people.delegation_urls")),
    path("jobs/", include("qiao.desk.jobs.urls")),
    path("notices/", include("qiao.desk.notices.urls")),
    path("account/", include("qiao.desk.people.account_urls")),
    path("", include("qiao.desk.server.urls")),
    path("ui/", include("qiao.desk.ui.urls")),
    path("favicon.ico", favicon, name="favicon"),
]

handler500 = "qiao.desk.ui.views.failed"
