"""What templates write in fewer steps is what Django writes: every kind of thing a name may stand for, and every way to fail."""

import threading
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import QueryDict
from django.template import Context, Template, base
from django.template.base import Variable, VariableDoesNotExist
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from qiao.desk.people.models import User
from qiao.desk.ui import rendering


class _Row(NamedTuple):
    name: str
    count: int = 3  # a tuple's own method has this name


class _Thing:
    """Attributes of every kind, and what goes wrong in them."""

    kind = "<b>"
    rows = (_Row("甲"), _Row("乙"))
    numbers: tuple[int, ...] = (1, 2, 3)

    def __init__(self) -> None:
        self.asked = 0

    def said(self) -> str:
        return "said"

    def wants(self, more: object) -> object:
        return more

    def fails(self) -> None:
        raise TypeError("inside")

    def deletes(self) -> str:
        raise AssertionError("called by a page")

    deletes.alters_data = True  # type: ignore[attr-defined]

    @property
    def gone(self) -> None:
        raise ObjectDoesNotExist

    @property
    def broken(self) -> None:
        raise AttributeError("inside")

    @property
    def wrong(self) -> None:
        raise ValueError("wrong")

    @property
    def counted(self) -> int:
        self.asked += 1
        return self.asked


class _Class:
    do_not_call_in_templates = True
    label = "class"


class _Subscribed(dict[str, object]):
    """A mapping that makes something up for what it has not."""

    def __missing__(self, key: str) -> str:
        return f"made {key}"


GIVEN: dict[str, Any] = {
    "text": "a < b & \"c\" 'd'",
    "safe": mark_safe("<i>a</i>"),
    "lazy": gettext_lazy("Yes"),
    "number": 1234567,
    "yes": True,
    "nothing": None,
    "money": Decimal("1234567.80"),
    "day": date(2026, 3, 1),
    "empty": "",
    "list": ["x", "<y>"],
    "words": {"items": "an entry", "a": {"b": {"c": "<deep>"}}, "1": "one"},
    "methods": {"a": 1},
    "made": _Subscribed(a=1),
    "default": defaultdict(list, a=[1]),
    "query": QueryDict("a=1&a=2"),
    "row": _Row("甲"),
    "class": _Class,
    "call": lambda: {"inner": lambda: "<called>"},
    "raises": lambda: 1 / 0,
    "user": User(name="沈若溪", staff_number="rm"),
}
WRITTEN = (
    *(f"{{{{ {name} }}}}" for name in GIVEN if name != "raises"),
    "{{ missing }}|{{ missing.deeper }}|{{ text.missing }}|{{ words.missing }}|{{ words.a.missing.c }}|{{ nothing.a }}",
    "{{ words.items }}|{{ methods.items }}|{{ words.a.b.c }}|{{ words.1 }}|{{ methods.keys.missing }}",
    "{{ list.0 }}|{{ list.1 }}|{{ list.2 }}|{{ text.0 }}|{{ row.0 }}|{{ row.name }}|{{ row.count }}|{{ row.index }}|{{ row.missing }}",
    "{{ made.a }}|{{ made.b }}|{{ default.a }}|{{ default.b }}|{{ query.a }}|{{ query.urlencode }}|{{ query.b }}",
    "{{ thing.kind }}|{{ thing.said }}|{{ thing.wants }}|{{ thing.deletes }}|{{ thing.gone }}|{{ thing.gone.more }}",
    "{{ thing.rows.1.name }}|{{ thing.numbers.2 }}|{{ thing.numbers.count }}|{{ thing.missing }}|{{ thing.counted }}{{ thing.counted }}",
    "{{ class.label }}|{{ class.missing }}|{{ call.inner }}|{{ call.missing }}|{{ user.name }}|{{ user.get_full_name }}|{{ user.delete }}",
    "{% for one in thing.rows %}{{ forloop.counter }}{{ one.name }}{{ one.0 }}{% empty %}none{% endfor %}",
    "{% if missing.a %}a{% elif words.a.b %}b{% endif %}{% if thing.gone %}c{% else %}d{% endif %}{% with a=words.a %}{{ a.b.c }}{% endwith %}",
    "{% autoescape off %}{{ text }}{{ safe }}{{ number }}{{ lazy }}{% endautoescape %}{{ text|upper }}{{ list.1|safe }}{{ number|add:1 }}",
    "{{ push }}|{{ template_name }}|{{ flatten }}|{{ True }}|{{ False }}|{{ None }}|{{ thing.class_getitem }}",
)
RAISED = ("{{ thing.fails }}", "{{ thing.broken }}", "{{ thing.wrong }}", "{{ raises }}", "{{ raises.more }}")


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Any:
    with translation.override(request.param):
        yield request.param


def _in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Variable, "_resolve_lookup", rendering._in_full)
    monkeypatch.setattr(base, "render_value_in_context", rendering._written_in_full)


def _render(written: str) -> str:
    return Template(written).render(Context(GIVEN | {"thing": _Thing()}))


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.usefixtures("language")
def test_it_writes_what_django_writes(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Variable._resolve_lookup is rendering.resolve_lookup
    assert base.render_value_in_context is rendering.render_value_in_context
    quick = _render(written)
    _in_full(monkeypatch)
    assert quick == _render(written)


@pytest.mark.parametrize("written", RAISED)
def test_it_fails_as_django_fails(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Exception) as quick:  # whichever Django raises, below
        _render(written)
    _in_full(monkeypatch)
    with pytest.raises(type(quick.value)) as in_full:
        _render(written)
    assert quick.value.args == in_full.value.args


def test_a_name_is_resolved_in_a_plain_mapping_too() -> None:
    assert Variable("a.b").resolve({"a": {"b": 1}}) == 1
    with pytest.raises(VariableDoesNotExist):
        Variable("a.c").resolve({"a": {"b": 1}})


def test_a_property_is_asked_once() -> None:
    thing = _Thing()
    assert Template("{{ thing.counted }}").render(Context({"thing": thing})) == "1"
    assert thing.asked == 1


def test_each_thread_has_its_language() -> None:
    heard = []
    with translation.override("en"):
        other = threading.Thread(target=lambda: heard.append(translation.get_language()))
        other.start()
        other.join()
        heard.append(translation.get_language())
    assert heard == ["zh-hans", "en"]
