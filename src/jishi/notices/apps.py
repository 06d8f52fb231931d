from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jishi.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from jishi.kernel.registry import job  # noqa: PLC0415  models are ready only now
        from jishi.notices import jobs  # noqa: PLC0415  models are ready only now

        job("notices.deliver", jobs.deliver)
        job("notices.deliver_one", jobs.deliver_one)
