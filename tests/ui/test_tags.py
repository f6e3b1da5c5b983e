from datetime import UTC, datetime

import pytest
import time_machine
from django import forms
from django.template import Context, Template

NOON = datetime(2026, 10, 27, 16, 24, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


class Sample(forms.Form):
    name = forms.CharField(label="Nombre", help_text="Como en su identificación")
    mail = forms.EmailField(label="Correo", required=False)
    word = forms.CharField(label="Contraseña", widget=forms.PasswordInput)
    agree = forms.BooleanField(label="Acepto")
    kind = forms.ChoiceField(label="Tipo", choices=[("a", "Uno")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput)


def test_an_icon_is_decoration_unless_it_has_a_name() -> None:
    plain = render('{% icon "folder" %}')
    assert 'class="icon"' in plain
    assert 'aria-hidden="true"' in plain
    assert 'sprite.svg#folder"' in plain
    named = render('{% icon "open" 14 class="x" label="Abierto" %}')
    assert 'class="icon s14 x" role="img" aria-label="Abierto"' in named


def test_an_icon_may_come_from_a_variable() -> None:
    source = Template("{% for name in names %}{% icon name %}{% endfor %}")
    made = source.render(Context({"names": ["x", "check"]}))
    assert "#x" in made
    assert "#check" in made


def test_a_status_is_tinted_only_when_it_asks_something() -> None:
    assert "tinted" in render('{% status "waiting" %}')
    assert "tinted" not in render('{% status "in_progress" %}')
    assert "tinted" in render('{% status "in_progress" True %}')
    assert "tinted" not in render('{% status "waiting" False %}')
    assert "En espera del cliente" in render('{% status "waiting" word="En espera del cliente" %}')


def test_the_turn_always_has_its_words() -> None:
    assert "Le toca a usted" in render('{% turn "mine" %}')
    assert "Le toca al cliente" in render('{% turn "theirs" word="Le toca al cliente" %}')


@time_machine.travel(NOON, tick=False)
def test_a_time_shows_its_label_its_bracket_and_its_exact_hour() -> None:
    made = render("{% when moment %}", moment=datetime(2026, 10, 26, 19, 10, tzinfo=UTC))
    assert "Ayer 13:10 <small>(hace 21 horas)</small>" in made
    assert 'title="26/10/2026 13:10"' in made
    assert render("{% when moment %}", moment=None) == ""
    assert render("{{ moment|relative }}", moment=NOON) == "Hoy 10:24 (hace un momento)"


def test_a_wrong_field_names_its_error_and_gets_the_focus() -> None:
    form = Sample({"mail": "no"})
    first = render("{% field form.name %}", form=form)
    assert "autofocus" in first
    assert 'aria-describedby="id_name-error id_name-hint"' in first
    assert 'aria-invalid="true"' in first
    second = render("{% field form.mail %}", form=form)
    assert "autofocus" not in second
    assert "Opcional" in second
    assert 'value="no"' in second


def test_every_kind_of_control_has_its_label() -> None:
    form = Sample()
    assert "<password-field>" in render("{% field form.word %}", form=form)
    assert 'class="choice" for="id_agree"' in render("{% field form.agree %}", form=form)
    assert "<legend" in render("{% field form.kind %}", form=form)
    assert "label" not in render("{% field form.key %}", form=form)


def test_the_summary_counts_what_is_wrong_and_says_what_was_kept() -> None:
    form = Sample(
        {"name": "Ana", "word": "x", "agree": "on", "kind": "a", "key": "k", "mail": "no"}
    )
    made = render('{% include "ui/_errors.html" with form=form files=True only %}', form=form)
    assert 'role="alert"' in made
    assert "Falta corregir 1 dato<" in made
    assert "Todo lo que escribió y sus archivos siguen aquí." in made
    several = render('{% include "ui/_errors.html" with form=form only %}', form=Sample({}))
    assert "Falta corregir 5 datos<" in several
    assert 'href="#id_name"' in several
    assert (
        render('{% include "ui/_errors.html" with form=form only %}', form=Sample()).strip() == ""
    )


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ('{{ "S_28_26"|breakable }}', "S_<wbr>28_<wbr>26"),
        ('{{ "a-<b>"|breakable }}', "a-<wbr>&lt;b&gt;"),
        ("{{ 319488|filesize }}", "312 KB"),
        ('{{ "Mariana Ibarra"|initials }}', "MI"),
        ('{{ "<i>"|paragraphs }}', "<p>&lt;i&gt;</p>"),
    ],
)
def test_filters_give_safe_markup(source: str, made: str) -> None:
    assert render(source) == made
