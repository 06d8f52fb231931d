"""What scale-out asks of the model, from day one: every table shared or regional, and the seams between them clean."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import ForeignKey

SRC = Path(__file__).parents[2] / "src" / "jishi"


def test_every_app_with_tables_is_declared_shared_or_regional() -> None:
    with_tables = {model._meta.app_label for model in apps.get_models()}
    assert with_tables == settings.SHARED_APPS | settings.REGIONAL_APPS
    assert not settings.SHARED_APPS & settings.REGIONAL_APPS


def test_no_shared_table_points_into_a_region() -> None:
    crossing = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in settings.SHARED_APPS
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model._meta.app_label in settings.REGIONAL_APPS
    ]
    assert crossing == []


def test_rules_are_named_by_text_never_by_key() -> None:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.name == "rule_id":
                assert field.get_internal_type() == "CharField", model


@pytest.mark.django_db
def test_no_table_has_a_trigger() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_our_own_functions_are_called_by_their_full_name() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public' AND p.prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')"
        )
        ours = [name for [name] in cursor.fetchall()]
    polls = {"poll_open", "poll_cast", "poll_has", "poll_state", "poll_mend", "poll_drop", "poll_close"}
    assert set(ours) == {"grams", *polls}
    bare = re.compile(rf"(?<![\w.\"])({'|'.join(ours)})\(")
    for source in SRC.rglob("*.py"):
        found = [line for line in source.read_text().splitlines() if bare.search(line) and "def " not in line]
        assert found == [], source


def test_related_objects_never_grow_attributes_of_upper_apps() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("jishi."):
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey) and field.related_model._meta.app_label != model._meta.app_label:
                    assert field.remote_field.related_name == "+", field
