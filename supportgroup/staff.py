"""The gate of `/admin/`: admins of the organisation, signed in as everybody signs in, and with a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from groups.people.access import to_the_second_factor, used_second_factor

OURS = {"groups", "moderation"}


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
        return to_the_second_factor(request, back=back)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        raise Http404  # There are no passwords.


def _check_is_staff(request: HttpRequest) -> None:
    if not (request.user.is_active and request.user.is_staff):
        raise Http404


def _way_back(request: HttpRequest) -> str:
    back = request.GET.get(REDIRECT_FIELD_NAME, "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=request.is_secure())
    return back if ours and back.startswith("/admin/") else resolve_url("admin:index")
