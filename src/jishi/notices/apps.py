from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jishi.notices"
    verbose_name = "通知"
