"""Formatting of values: money, dates, icons."""

from django import template

register = template.Library()
