"""What we write ourselves is what Django's templates write."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from jishi.ui.rendering import CHIPS, WRITTEN, Renderer
from jishi.ui.widgets import Clock, Day

WORDS = st.text("<>&\"' 党员abc\n", max_size=8)
ATTRS = st.dictionaries(
    st.sampled_from(["class", "placeholder", "aria-label"]), st.one_of(WORDS, st.booleans(), st.integers())
)
MADE: list[Any] = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput, Day,
    Clock, forms.DateTimeInput, forms.CheckboxInput, forms.FileInput, forms.Textarea,
]  # fmt: skip


@pytest.mark.parametrize("made", MADE)
@settings(max_examples=20)
@given(attrs=ATTRS, value=st.one_of(st.none(), st.booleans(), WORDS, WORDS.map(mark_safe)))
def test_a_widget_is_written_as_its_template_writes_it(made: Any, attrs: Any, value: Any) -> None:
    widget = made(attrs=attrs)
    assert widget.render("n<1>", value, renderer=Renderer()) == widget.render("n<1>", value, renderer=DjangoTemplates())


@pytest.mark.parametrize("made", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
@settings(max_examples=20)
@given(
    attrs=ATTRS, choices=st.lists(st.tuples(WORDS, WORDS)), group=st.lists(st.tuples(st.integers(), WORDS)), chosen=WORDS
)  # fmt: skip
def test_a_list_is_written_as_its_templates_write_it(
    made: Any, attrs: Any, choices: list[Any], group: list[Any], chosen: str
) -> None:
    widget = made(attrs=attrs)
    if made is not forms.NullBooleanSelect:
        widget.choices = [*choices, ("一组<", group)]
    ours, theirs = (widget.render("n", chosen, renderer=by()) for by in (Renderer, DjangoTemplates))
    assert ours.split() == theirs.split()  # between two options they leave a line blank


def test_what_django_has_no_template_for_is_ours_alone_and_the_rest_is_django_s() -> None:
    ours = Renderer()
    for name in WRITTEN.keys() - {CHIPS}:
        assert ours.get_template(name)
    radios = forms.RadioSelect(choices=[("a", "甲")])
    assert radios.render("n", "a", renderer=ours) == radios.render("n", "a", renderer=DjangoTemplates())
