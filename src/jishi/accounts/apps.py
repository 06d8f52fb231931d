from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jishi.accounts"
    verbose_name = "登录账号"
