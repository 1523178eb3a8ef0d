"""Addresses of the admin room."""

from django.urls import path

from qiao.desk.people.views import branches, house, people, posts, sessions, sign_on, teams

app_name = "people"
urlpatterns = [
    path("", house.overview, name="overview"),
    path("people/", people.people, name="people"),
    path("people/pick", people.pick, name="pick"),
    path("people/new", people.new, name="person_new"),
    path("people/<uuid:uuid>/", people.person, name="person"),
    path("people/<uuid:uuid>/edit", people.edit, name="person_edit"),
    path("people/<uuid:uuid>/leave", people.leave, name="leave"),
    path("people/<uuid:uuid>/come-back", people.come_back, name="come_back"),
    path("people/<uuid:uuid>/posts/new", posts.new, name="post_new"),
    path("people/<uuid:uuid>/delegate", people.delegate, name="delegate"),
    path("people/<uuid:uuid>/sign-on/password", sign_on.give_password, name="give_password"),
    path("people/<uuid:uuid>/sign-on/unlock", sign_on.unlock, name="unlock"),
    path("people/<uuid:uuid>/sign-on/end-sessions", sign_on.end_sessions, name="end_sessions"),
    path("people/<uuid:uuid>/sign-on/remove-factors", sign_on.remove_factors, name="remove_factors"),
    path("posts/<uuid:uuid>/edit", posts.edit, name="post_edit"),
    path("posts/<uuid:uuid>/end", posts.end, name="post_end"),
    path("posts/<uuid:uuid>/cancel", posts.cancel, name="post_cancel"),
    path("branches/", branches.branches, name="branches"),
    path("branches/new", branches.new, name="branch_new"),
    path("branches/<uuid:uuid>/", branches.branch, name="branch"),
    path("branches/<uuid:uuid>/edit", branches.edit, name="branch_edit"),
    path("branches/<uuid:uuid>/move", branches.move, name="branch_move"),
    path("branches/<uuid:uuid>/close", branches.close, name="branch_close"),
    path("branches/<uuid:uuid>/reopen", branches.reopen, name="branch_reopen"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new", teams.new, name="team_new"),
    path("teams/<uuid:uuid>/", teams.team, name="team"),
    path("teams/<uuid:uuid>/edit", teams.edit, name="team_edit"),
    path("teams/<uuid:uuid>/close", teams.close, name="team_close"),
    path("teams/<uuid:uuid>/reopen", teams.reopen, name="team_reopen"),
    path("roles/", house.roles, name="roles"),
    path("sign-on/", sign_on.sign_on, name="sign_on"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/open", sessions.open_one, name="session_open"),
    path("sessions/<uuid:uuid>/end", sessions.end, name="session_end"),
    path("sample/", house.sample, name="sample"),
]
