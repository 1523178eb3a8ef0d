"""People of the sample bank's clients, only ever in a database that was made as a sample: invented, and the same each time."""

from random import Random
from typing import Any, NamedTuple

from django.db import transaction

from qiao.desk.clients.actions import contacts
from qiao.desk.clients.models import Assignment, Client, Contact
from qiao.desk.people import calendar
from qiao.desk.people.models import User

_FAMILY = "陆沈顾韩邵方蒋温祝庄曾罗贺齐简苏叶程孟秦"
_GIVEN = [
    "知远",
    "思源",
    "嘉言",
    "怀瑾",
    "景行",
    "若谷",
    "清和",
    "承宇",
    "明哲",
    "书昀",
    "望舒",
    "允之",
    "静姝",
    "以恒",
    "子衿",
    "牧之",
]
_MANAGERS = ("rm", "rm2", "rm3")


class Post(NamedTuple):
    """A post that companies have: its roles in a purchase, how much weight it has, what it cares about."""

    title: str
    department: str
    roles: tuple[str, ...]
    influence: int
    concerns: str


POSTS = (
    Post("董事长", "", ("decider",), 5, "授信批复的时间,授信额度能否覆盖明年扩产"),
    Post("财务总监", "财务部", ("influencer", "approver"), 4, "综合融资成本,结算手续费"),
    Post("资金主管", "财务部", ("initiator", "user"), 3, "回款当天到账,网银批量代发"),
    Post("办公室主任", "办公室", ("gatekeeper",), 2, "来访须提前两天约定"),
    Post("出纳", "财务部", ("user",), 1, "柜台排队时间,回单补打"),
    Post("采购经理", "采购部", ("buyer", "influencer"), 3, "银行承兑汇票的贴现价格"),
)


@transaction.atomic
def make() -> int:
    """Write down the people of the clients that the sample's three managers have today; how many. Run again it does nothing."""
    if Contact.objects.exists():
        return 0
    made = 0
    for manager in User.objects.filter(staff_number__in=_MANAGERS).order_by("staff_number"):
        held = Assignment.objects.on(calendar.today()).filter(manager=manager, part="lead")
        for client in Client.objects.filter(pk__in=held.values("client")).order_by("number"):
            made += _people_of(client, manager)
    return made


def _people_of(client: Client, manager: User) -> int:
    """Two to five people of a client; the manager knows the first of them best."""
    chance = Random(client.number)  # a sample, not a secret
    posts = sorted(chance.sample(POSTS, chance.randint(2, 5)), key=lambda post: -post.influence)
    for number, post in enumerate(posts):
        contact = contacts.write_down(client, by=manager, **_values(post, chance))
        if number == 0 or chance.random() < 0.3:
            contacts.know(contact, by=manager, person=manager, closeness=chance.choice((1, 2, 2, 3)))
    return len(posts)


def _values(post: Post, chance: Random) -> dict[str, Any]:
    """Somebody who does not exist: a telephone of a range that nobody has, an address that leads nowhere."""
    number = f"{chance.randrange(10**8):08d}"
    return {
        "name": chance.choice(_FAMILY) + chance.choice(_GIVEN),
        "title": post.title,
        "department": post.department,
        "roles": list(post.roles),
        "influence": post.influence,
        "attitude": chance.choice((-1, 0, 0, 1, 1, 2)),
        "concerns": post.concerns,
        "phone": f"100{number}",
        "email": f"p{number}@example.com",
        "birthday": f"{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
    }
