"""The tree as an MP_Node, persons and duties pointing at it: three tables, ordinary indexes, no derived rows."""

from typing import ClassVar

from django.db import models
from treebeard.mp_tree import MP_Node


class Node(MP_Node):  # type: ignore[misc]  # treebeard has no types
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, db_index=True)

    class Meta:
        default_permissions = ()


class Person(models.Model):
    node = models.ForeignKey(Node, models.CASCADE)
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=400, db_index=True)

    objects: ClassVar[models.Manager["Person"]] = models.Manager()

    class Meta:
        default_permissions = ()


class Duty(models.Model):
    node = models.ForeignKey(Node, models.CASCADE)
    rule = models.CharField(max_length=60)
    period = models.CharField(max_length=8, db_index=True)
    required = models.IntegerField()
    done = models.IntegerField()

    objects: ClassVar[models.Manager["Duty"]] = models.Manager()

    class Meta:
        default_permissions = ()
