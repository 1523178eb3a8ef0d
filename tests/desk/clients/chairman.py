"""A client's chairman, whom the tests write down, look at, change and erase."""

from qiao.desk.audit.models import Event
from qiao.desk.clients.models import Client, Contact
from qiao.desk.people.models import User

VALUES = {
    "name": "周建国",
    "title": "董事长",
    "department": "董事会",
    "phone": "13812341234",
    "email": "zhou.jianguo@example.com",
    "wechat": "zhoujianguo88",
    "birthday": "03-08",
    "id_number": "11010119900307803X",
    "concerns": "关心授信批复的时间",
    "roles": ["decider", "approver"],
    "influence": 5,
    "attitude": 1,
}
SENT = {name: str(value) for name, value in VALUES.items() if name != "roles"} | {
    "roles": VALUES["roles"],
    "version": "0",
}
WHOLE = [str(VALUES[name]) for name in ("phone", "email", "wechat", "id_number")]


def fresh(person: User) -> User:
    """The person as at a new request."""
    return User.objects.get(pk=person.pk)


def page(zhou: Contact, act: str = "") -> str:
    """The address of a person's page, or of an act there."""
    return f"{zhou.get_absolute_url()}{act}{'/' if act else ''}"


def people(company: Client) -> str:
    """The address of a client's people."""
    return f"{company.get_absolute_url()}people/"


def event(code: str) -> Event:
    """The one event of a code."""
    return Event.objects.get(code=code)
