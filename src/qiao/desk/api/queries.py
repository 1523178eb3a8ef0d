"""What is asked about tokens and, for the API alone, about people."""

import hashlib
from uuid import UUID

from django.db.models import Prefetch

from qiao.desk.api.models import Token
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Post, User
from qiao.desk.people.models.people import UserQuerySet


def digest(secret: str) -> str:
    """What is kept of a token's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_secret(secret: str) -> Token | None:
    """The token of this secret, live or not.

    The database compares hashes, which whoever guesses can't choose: how long that takes tells nothing about a secret.
    """
    return Token.objects.select_related("user").filter(hash=digest(secret)).first()


def people(user: User) -> UserQuerySet:
    """Whom this person may look up, with the posts that they hold today."""
    posts = Post.objects.on(calendar.today()).select_related("branch", "team")
    found: UserQuerySet = User.objects.visible_to(user)
    return found.prefetch_related(Prefetch("posts", queryset=posts, to_attr="posts_today"))


def directory(user: User, *, branch: UUID | None = None, role: str = "", words: str = "") -> UserQuerySet:
    """Colleagues who are still here, narrowed by where they work (and below it), what they are, and how they are called."""
    found = people(user).active()
    if branch or role:
        posts = Post.objects.on(calendar.today())
        if branch:
            top = Branch.objects.visible_to(user).filter(uuid=branch).first()
            posts = posts.filter(branch__path__startswith=top.path) if top else posts.none()
        found = found.filter(pk__in=(posts.filter(role=role) if role else posts).values("user"))
    return found.found_by(words)
