from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "jishi.duties"
    verbose_name = "事项"
