"""Tokens and how often they are used; webhooks, what they are to be told, and what was answered."""

from qiao.desk.api.models.hooks import Attempt, Hook, Message
from qiao.desk.api.models.tokens import Tally, Token

__all__ = ["Attempt", "Hook", "Message", "Tally", "Token"]
