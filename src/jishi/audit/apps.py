from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "jishi.audit"
    verbose_name = "操作日志"
