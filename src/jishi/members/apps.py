from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "jishi.members"
    verbose_name = "党员"
