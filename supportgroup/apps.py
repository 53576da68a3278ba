from django.apps import AppConfig
from django.contrib.admin import apps as admin


class SupportGroupConfig(AppConfig):
    name = "supportgroup"
    default = True


class StaffConfig(admin.AdminConfig):
    """The stock admin behind our own gate (see `staff.py`)."""

    default_site = "supportgroup.staff.StaffSite"
    default = False
