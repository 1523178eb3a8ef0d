"""The rated items of a campaign: those of its period's standard, for the groups that the standard asks."""

from typing import NamedTuple, Protocol

from qiao.desk.common.languages import said
from qiao.desk.growth import words
from qiao.desk.growth.models import Campaign
from qiao.desk.growth.models.seats import BROUGHT, Group
from qiao.engine import Standard, Text


class Names(Protocol):
    """What the standard calls something in both languages."""

    @property
    def zh(self) -> str:
        """In Chinese."""

    @property
    def en(self) -> str:
        """In English."""


class Item(NamedTuple):
    """One item: what it is called, what it means, and what it weighs of 100."""

    code: str
    name: str
    meaning: str
    weight: int


class Class(NamedTuple):
    """A class of items, as one group rates it."""

    code: str
    name: str
    items: tuple[Item, ...]


def standard_of(campaign: Campaign) -> Standard:
    """What the period is assessed under."""
    return campaign.period.standard.loaded.standard


def rated_by(campaign: Campaign, group: str) -> tuple[Class, ...]:
    """What a group rates: the classes in which it has a share."""
    return tuple(
        Class(
            one.code,
            _named(one.name),
            tuple(
                Item(item.code, _named(item.name), str(words.MEANINGS.get(item.code, "")), item.weight)
                for item in one.items
            ),
        )
        for one in standard_of(campaign).quality.classes
        if getattr(one.shares, group)
    )


def _named(names: Names) -> str:
    return said(Text(names.zh, names.en))


def names(campaign: Campaign) -> dict[str, str]:
    """What every item of the standard is called, in its order."""
    return {item.code: _named(item.name) for one in standard_of(campaign).quality.classes for item in one.items}


def codes(campaign: Campaign, group: str) -> tuple[str, ...]:
    """The codes of what a group rates."""
    return tuple(item.code for one in rated_by(campaign, group) for item in one.items)


def asked(campaign: Campaign) -> tuple[Group, ...]:
    """The groups of people that have a share in any class."""
    return tuple(group for group in Group if group not in BROUGHT and codes(campaign, group))
