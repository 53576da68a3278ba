from django.apps import AppConfig


class SupportGroupConfig(AppConfig):
    name = "supportgroup"
