from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jishi.people"
    verbose_name = "人员"
