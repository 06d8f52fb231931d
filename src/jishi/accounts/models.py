"""Sign-in: accounts, failed attempts, drafts kept while a screen is locked."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    """What django.contrib.auth needs to find an account by its login name."""


class Account(AbstractBaseUser):
    """A login. Who the person is and what they may do is the business of people and orgs (a person points here)."""

    username = models.CharField("登录名", max_length=40, unique=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=False)
    large_type = models.BooleanField("大字版", default=False)
    created_at = models.DateTimeField("建立时间")

    objects = AccountManager()

    USERNAME_FIELD = "username"

    class Meta:
        default_permissions = ()
        verbose_name = "登录账号"


class FailedSignIn(models.Model):
    """One wrong password, counted for the lock-out and purged after a day. Keeps no address and no password."""

    username = models.CharField("登录名", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        default_permissions = ()
        verbose_name = "登录失败"
        indexes = [models.Index(fields=["username", "at"], name="failed_sign_in_recent")]


class Draft(models.Model):
    """What an account had typed into a form and not yet sent: sealed, replaced as it grows, gone when sent."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="账号")
    key = models.CharField("表单", max_length=200)
    payload = models.BinaryField("内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        default_permissions = ()
        verbose_name = "草稿"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_draft_per_account_and_form")]
