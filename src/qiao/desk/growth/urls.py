"""Addresses of the ratings."""

from django.urls import include, path

from qiao.desk.growth.views import campaigns, quality, rating, seats, striking

app_name = "growth"

_CAMPAIGN = [
    path("", campaigns.one, name="campaign"),
    path("change/", campaigns.change, name="campaign_change"),
    path("propose/", campaigns.propose, name="campaign_propose"),
    path("open/", campaigns.open_, name="campaign_open"),
    path("remind/", campaigns.remind, name="campaign_remind"),
    path("close/", campaigns.close, name="campaign_close"),
    path("managers/", seats.managers, name="managers"),
    path("managers/<uuid:person>/", seats.manager, name="manager"),
]

urlpatterns = [
    path("", rating.index, name="index"),
    path("seats/<uuid:uuid>/", rating.seat, name="seat"),
    path("seats/<uuid:uuid>/remove/", seats.remove, name="seat_remove"),
    path("quality/", quality.mine, name="quality_mine"),
    path("quality/<uuid:run>/<str:manager>/", quality.one, name="quality"),
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/new/", campaigns.begin, name="campaign_begin"),
    path("campaigns/<uuid:uuid>/", include(_CAMPAIGN)),
    path("marks/<uuid:uuid>/", striking.mark, name="mark"),
    path("strikes/<uuid:uuid>/confirm/", striking.confirm, name="strike_confirm"),
    path("strikes/<uuid:uuid>/refuse/", striking.refuse, name="strike_refuse"),
]
