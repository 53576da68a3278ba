"""The pages of allauth that people use here. What is not listed cannot be reached: there are no passwords."""

from allauth.account import views
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from groups.people.codes import AskOnceMore
from groups.people.signup import NewAddressCode, NewLoginCode

codes = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", codes(NewLoginCode.as_view()), name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("signup/passkey/", views.signup_by_passkey, name="account_signup_by_passkey"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("email/", views.email, name="account_email"),
    path("confirm-email/", codes(NewAddressCode.as_view()), name="account_email_verification_sent"),
    path("2fa/webauthn/reauthenticate/", AskOnceMore.as_view(), name="mfa_reauthenticate_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
