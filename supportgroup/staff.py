"""The gate of `/admin/`: admins of the organisation, signed in as everybody signs in, and with a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

OURS = {"groups", "moderation"}


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this very sign-in was confirmed with a passkey, an authenticator app or a recovery code."""
    user = request.user
    return user.is_authenticated and any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


class StaffSite(AdminSite):
    """Others get what they get for a page that does not exist."""

    site_title = site_header = _("Settings")
    index_title = _("What would you like to look after?")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Keep out what other packages bring along: lists of addresses, devices and second factors."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label in OURS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and used_second_factor(request)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        inside = super().admin_view(view, cacheable)

        @wraps(inside)
        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _check_is_staff(request)
            return inside(request, *args, **kwargs)

        return gate

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no sign-in here: lead an admin to what is missing, then back."""
        _check_is_staff(request)
        back = _way_back(request)
        if self.has_permission(request):
            return redirect(back)
        if not is_mfa_enabled(request.user):
            messages.info(request, gettext("Admins sign in with a second step. Please set one up here first."))
            return redirect("mfa_index")
        ways = get_adapter(request).get_reauthentication_methods(request.user)
        url = next(way["url"] for way in ways if way["id"].startswith("mfa_reauthenticate"))
        return redirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        raise Http404  # There are no passwords.


def _check_is_staff(request: HttpRequest) -> None:
    if not (request.user.is_active and request.user.is_staff):
        raise Http404


def _way_back(request: HttpRequest) -> str:
    back = request.GET.get(REDIRECT_FIELD_NAME, "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=request.is_secure())
    return back if ours and back.startswith("/admin/") else resolve_url("admin:index")
