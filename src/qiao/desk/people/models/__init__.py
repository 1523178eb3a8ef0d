"""Branches, teams, people, their posts and stand-ins, and the justified sessions of administrators."""

from qiao.desk.people.models.branches import Branch, Team
from qiao.desk.people.models.delegations import Delegation
from qiao.desk.people.models.people import User
from qiao.desk.people.models.posts import Post
from qiao.desk.people.models.sessions import JustifiedSession

__all__ = ["Branch", "Delegation", "JustifiedSession", "Post", "Team", "User"]
