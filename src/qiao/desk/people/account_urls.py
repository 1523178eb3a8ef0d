"""Addresses of sign-on and of a person's own settings.

Only what the desk has pages for: nobody registers, nobody has mail. The names are those that the sign-on library asks for.
"""

from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import path

from qiao.desk.people.proof import proved_recently
from qiao.desk.people.signing_on import views as sign_on
from qiao.desk.people.views import preferences

urlpatterns = [
    path("", sign_on.account, name="account"),
    path("preferences/", preferences, name="preferences"),
    path("login/", sign_on.SignIn.as_view(), name="account_login"),
    path("login/sample/", sign_on.sample_sign_in, name="sample_sign_in"),
    path("login/passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("login/second-factor/", sign_on.SecondFactor.as_view(), name="mfa_authenticate"),
    path("login/openid/", sign_on.openid_start, name="openid_start"),
    path("login/openid/proof/", sign_on.openid_proof, name="proof_openid"),
    path("login/openid/callback/", sign_on.openid_callback, name="openid_callback"),
    path("logout/", sign_on.sign_out, name="account_logout"),
    path("proof/", sign_on.prove, name="proof"),
    path("password/", sign_on.password, name="account_change_password"),
    path("sessions/end/", sign_on.end_other_sessions, name="end_other_sessions"),
    path("factors/", sign_on.factors, name="mfa_index"),
    path("factors/app/", sign_on.set_up_app, name="mfa_activate_totp"),
    path("factors/passkey/", sign_on.add_passkey, name="mfa_add_webauthn"),
    path("factors/<int:pk>/remove/", sign_on.remove_factor, name="mfa_remove"),
    path("factors/codes/", proved_recently(view_recovery_codes), name="mfa_view_recovery_codes"),
    path("factors/codes/renew/", sign_on.renew_codes, name="mfa_generate_recovery_codes"),
]
