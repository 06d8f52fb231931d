from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "jishi.assignments"
    verbose_name = "任务"
