"""Persons: everybody the platform knows by name, member or not."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from jishi.people.rules import Sex


class Grams(models.Func):
    """The unigrams and bigrams of a name: what makes 志强 findable inside 王志强 (migration 0001, `public.grams`)."""

    function = "public.grams"


class Person(models.Model):
    """One home for what is true of a human being. The citizen number, phone and address are in SealedFields."""

    name = models.CharField("姓名", max_length=60)
    name_key = models.CharField("拼音序", max_length=400, db_collation="C", editable=False)
    initials = models.CharField("拼音首字母", max_length=60, db_collation="C", editable=False)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices(), default=Sex.UNKNOWN)
    born_on = models.DateField("出生日期", null=True)
    ethnicity = models.CharField("民族", max_length=2, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    education = models.CharField("学历", max_length=2, blank=True)
    education_label = models.CharField("学历（原填）", max_length=20, blank=True)
    degree = models.CharField("学位", max_length=20, blank=True)
    employer = models.CharField("工作单位及职务", max_length=120, blank=True)
    account = models.OneToOneField(
        "accounts.Account", models.SET_NULL, null=True, related_name="+", verbose_name="登录账号"
    )
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "人员"
        indexes = [
            models.Index(fields=["name_key", "id"], name="person_by_name"),
            models.Index(fields=["initials", "id"], name="person_by_initials"),
            GinIndex(Grams("name"), name="person_name_grams"),
        ]


class SealedFields(models.Model):
    """What is masked everywhere: sealed at rest, opened by a deliberate, logged act. The hash finds, never shows."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+", verbose_name="人员")
    citizen_id = models.BinaryField("公民身份号码", default=bytes)
    citizen_id_hash = models.CharField("身份号码检索码", max_length=64, blank=True, default="")
    phone = models.BinaryField("联系电话", default=bytes)
    address = models.BinaryField("家庭住址", default=bytes)

    class Meta:
        default_permissions = ()
        verbose_name = "密存字段"
        constraints = [
            models.UniqueConstraint(
                fields=["citizen_id_hash"],
                condition=~models.Q(citizen_id_hash=""),
                name="one_person_per_citizen_id",
                violation_error_message="已有人员使用这个身份证号",
            )
        ]
