from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Offers the daily purge of files made in the background."""

    name = "jishi.files"
    verbose_name = "附件"

    def ready(self) -> None:
        from jishi.files import jobs  # noqa: PLC0415  models are there only now
        from jishi.kernel.registry import job  # noqa: PLC0415  models are ready only now

        job("files.purge_downloads", jobs.purge_downloads)
