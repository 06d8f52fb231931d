from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "jishi.files"
    verbose_name = "附件"
