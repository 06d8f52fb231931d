from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "jishi.papers"
    verbose_name = "公文表册"
