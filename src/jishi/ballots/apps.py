from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "jishi.ballots"
    verbose_name = "换届选举"
