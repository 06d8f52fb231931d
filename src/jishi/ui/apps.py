from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "jishi.ui"
    verbose_name = "界面"
