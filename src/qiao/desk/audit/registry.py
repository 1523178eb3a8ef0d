"""What events say in words: each room lists its codes in its `words.py`, which is looked for in every application.

`EVENTS` maps a code to a sentence, `NOUNS` the first half of codes to the name of their group, `KINDS` a model to its name.
"""

import sys
from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.db.models import Value
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from qiao.desk.common.models import Record


@dataclass(slots=True)
class Words:
    """All that the rooms said of themselves."""

    events: dict[str, Promise] = field(default_factory=dict)
    nouns: dict[str, Promise] = field(default_factory=dict)
    kinds: dict[str, Promise] = field(default_factory=dict)


known = Words()


def gather() -> None:
    """Read every room's words, once the applications are ready."""
    autodiscover_modules("words")
    for config in apps.get_app_configs():
        if module := sys.modules.get(f"{config.name}.words"):
            known.events.update(getattr(module, "EVENTS", {}))
            known.nouns.update(getattr(module, "NOUNS", {}))
            known.kinds.update(getattr(module, "KINDS", {}))


def sentence(code: str) -> str:
    """What happened, in the reader's language; a code that nobody explains speaks for itself."""
    if code in known.events:
        return str(known.events[code])
    return _("Looked at it") if code.endswith(".seen") else code


def kind(name: str) -> str:
    """What sort of record it is."""
    return str(known.kinds.get(name, name))


def kind_of(uuid: UUID) -> str:
    """The kind of the record that has this id; blank where no kind that has a name does. One question, for pages seldom read."""
    asked = [
        model._base_manager.filter(uuid=uuid).order_by().values_list(Value(name))
        for name in known.kinds
        if issubclass(model := apps.get_model(name), Record)
    ]
    found = list(asked[0].union(*asked[1:], all=True)[:1]) if asked else []
    return found[0][0] if found else ""


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The codes to choose from, by group: first the whole group, then each."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in sorted(known.events):
        noun = code.split(".", 1)[0]
        groups.setdefault(noun, [(f"{noun}.", _("All of it"))]).append((code, sentence(code)))
    return [(str(known.nouns.get(noun, noun)), codes) for noun, codes in sorted(groups.items())]
