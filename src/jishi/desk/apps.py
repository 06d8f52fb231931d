from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jishi.desk"
    verbose_name = "工作台"
