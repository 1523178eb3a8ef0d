"""The managers (客户经理) of the sample bank: what each one's year is to look like, so that every decision occurs."""

from dataclasses import dataclass, field
from random import Random

from qiao.engine.money import FEN
from qiao.sample import words

MILLION = 1_000_000 * FEN
HEAD_OFFICE = "B00"
PROTAGONIST = "M0001"


@dataclass(frozen=True)
class Part:
    """A part that some managers play. Money in millions of CNY (settlement of USD), rates in thousandths."""

    name: str
    count: int
    grade: str
    deposits: tuple[int, int]
    growth: int
    loans: tuple[int, int]
    settlement: int
    attainment: tuple[int, int]
    quality: int
    clients: int = 25

    @property
    def is_star(self) -> bool:
        """Whether every category is meant to reach its cap."""
        return self.attainment[0] >= 1400


# Of the 56 in the pool the first 8 are within 15 %, 19 within 35 %, 33 within 60 %, 47 within 85 %. The stars reach every
# category's cap; seven of them have awards on top, so the last two, who have none, tie at rank 8: both are in.
PARTS = (
    Part("tied_senior", 1, "senior", (98, 104), 220, (128, 140), 20, (1400, 1500), 88, 27),
    Part("tied_manager", 1, "manager", (51, 55), 230, (60, 70), 9, (1400, 1500), 84),
    Part("chief", 2, "chief", (275, 300), 260, (412, 440), 60, (1400, 1500), 94, 30),
    Part("rising_senior", 2, "senior", (262, 280), 280, (412, 430), 40, (1400, 1500), 92, 28),
    Part("rising_manager", 2, "manager", (138, 150), 250, (225, 240), 20, (1400, 1500), 88, 26),
    Part("rising_assistant", 1, "assistant", (68, 74), 240, (108, 116), 10, (1400, 1500), 84),
    Part("upper_senior", 4, "senior", (142, 168), 180, (228, 260), 22, (1110, 1180), 88, 26),
    Part("upper_manager", 3, "manager", (138, 150), 180, (225, 245), 16, (1110, 1180), 88, 25),
    Part("sound_manager", 3, "manager", (70, 84), 150, (116, 140), 10, (1110, 1180), 83),
    Part("steady_manager", 8, "manager", (70, 90), 120, (116, 148), 9, (930, 1020), 83),
    Part("growing_assistant", 3, "assistant", (74, 86), 160, (122, 138), 6, (930, 1020), 83),
    Part("slipping_senior", 3, "senior", (128, 148), 60, (208, 225), 14, (930, 1020), 87, 25),
    Part("steady_assistant", 8, "assistant", (34, 46), 90, (54, 78), 4, (720, 850), 76, 24),
    Part("tired_manager", 4, "manager", (64, 74), 30, (58, 85), 5, (720, 850), 82, 25),
    Part("tired_chief", 2, "chief", (246, 262), 20, (260, 300), 22, (720, 850), 88, 26),
    Part("weak_assistant", 4, "assistant", (14, 24), 20, (12, 25), 2, (420, 620), 73, 23),
    Part("weak_manager", 3, "manager", (34, 50), -20, (25, 45), 3, (420, 620), 81, 24),
    Part("weak_senior", 2, "senior", (88, 108), -40, (60, 90), 6, (420, 620), 85, 25),
    Part("newcomer", 1, "assistant", (9, 12), 60, (5, 8), 1, (900, 1000), 78, 12),
    Part("leaver", 1, "manager", (60, 66), 50, (60, 80), 5, (800, 900), 80, 24),
    Part("on_leave", 1, "manager", (62, 70), 40, (104, 110), 6, (800, 900), 84, 24),
    Part("trainee", 1, "assistant", (0, 0), 0, (0, 0), 0, (800, 900), 75, 0),
)


@dataclass
class Manager:
    """One manager; money in fen (settlement in US cents)."""

    manager_id: str
    name: str
    branch_id: str
    team: str
    part: Part
    deposits: int
    loans: int
    settlement: int
    attainment: int
    quality: int
    in_post_from: str = "2016-03-01"
    in_post_to: str = ""
    awards: int = 0
    tags: set[str] = field(default_factory=set)

    @property
    def grade(self) -> str:
        """The grade on the year's first day."""
        return self.part.grade


def draw(seed: int) -> list[Manager]:
    """All managers; the protagonist first, the others shuffled so that numbers tell nothing."""
    luck = Random(f"{seed}:managers")
    parts = [part for part in PARTS for _ in range(part.count)]
    protagonist, others = parts[0], parts[1:]
    luck.shuffle(others)
    names = words.draw_people(luck, len(parts))
    managers = [
        _manager(luck, number, name, part)
        for number, (name, part) in enumerate(zip(names, [protagonist, *others], strict=True), 1)
    ]
    _award(managers)
    _tell_stories(managers)
    return managers


def _manager(luck: Random, number: int, name: str, part: Part) -> Manager:
    branch = f"B{(number - 1) % len(words.DISTRICTS) + 1:02d}"
    return Manager(
        f"M{number:04d}",
        name,
        branch,
        f"{words.DISTRICTS[int(branch[1:]) - 1]}公司业务{'一二'[(number - 1) // 6 % 2]}部",
        part,
        luck.randint(part.deposits[0] * 100, part.deposits[1] * 100) * MILLION // 100,
        luck.randint(part.loans[0] * 100, part.loans[1] * 100) * MILLION // 100,
        part.settlement * MILLION * luck.randint(900, 1100) // 1000,
        luck.randint(*part.attainment),
        part.quality * 100 + luck.randint(-40, 120),
        f"{luck.randint(2009, 2023)}-{luck.randint(1, 12):02d}-{luck.choice((1, 1, 15)):02d}",
    )


def _award(managers: list[Manager]) -> None:
    """Different awards (in hundredths) for the stars that are not to tie."""
    stars = [manager for manager in managers if manager.part.is_star and not manager.part.name.startswith("tied")]
    for manager, points in zip(stars, (850, 600, 500, 400, 300, 200, 100), strict=True):
        manager.awards = points


def _tell_stories(managers: list[Manager]) -> None:
    """Single fates, each given to the first manager of a part."""
    first: dict[str, Manager] = {}
    for manager in managers:
        first.setdefault(manager.part.name, manager)
    first["newcomer"].in_post_from = "2025-09-01"
    first["leaver"].in_post_to = "2025-06-30"
    first["trainee"].in_post_from = "2025-03-01"
    first["steady_assistant"].tags.add("unrated")
    first["weak_senior"].tags.add("veto")
    first["tired_manager"].tags.add("window_dresser")
    first["steady_manager"].tags.update(("receiver", "promoted_in_year"))
    first["slipping_senior"].tags.add("slow_trouble")
    first["sound_manager"].tags.add("lost_in_spring")
    first["tired_chief"].tags.add("no_international_targets")
    first["upper_senior"].tags.add("moved_branch")
    first["weak_assistant"].tags.add("no_loans")
