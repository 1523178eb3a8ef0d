"""Events and ratings that stay columns are counted as rows would be, and come back from their files as they were."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from qiao.engine.measures import events, kept, ratings
from qiao.engine.measures.events import Event, Events
from qiao.engine.measures.evidence import Evidence
from qiao.engine.measures.ratings import Rating, Ratings

MEASURES = ("npl", "duties", "awards")
WIDEST = 2**63 - 1
Found = dict[str, list[Event]]
rows_of_events = st.lists(
    st.builds(Event, st.sampled_from([None, 0, 1, 2, 5]), st.sampled_from(["", "C1", "C2"]), st.sampled_from(["A", "B"]),
              st.integers(0, 400), st.sampled_from([-1, 0, 1, WIDEST]), st.integers(0, 10**10)),
    max_size=12,
)  # fmt: skip
some_events = st.dictionaries(st.sampled_from(MEASURES), rows_of_events)
some_ratings = st.lists(
    st.tuples(st.integers(0, 4), st.builds(Rating, st.sampled_from(["honesty", "skill"]), st.sampled_from(["self", "peer"]),
              st.sampled_from(["R1", "R2"]), st.none() | st.integers(0, 10_000), st.booleans())),
    max_size=20,
)  # fmt: skip


def columns_of(found: Found) -> Events:
    made = Events()
    for measure, rows in found.items():
        made.add(measure, pa.Table.from_pylist([row._asdict() for row in rows], events.SCHEMA))
    return made


def given_by(rows: list[tuple[int, Rating]]) -> Ratings:
    listed = [{"manager": manager, **rating._asdict()} for manager, rating in rows]
    return Ratings(pa.Table.from_pylist(listed, ratings.SCHEMA))


@given(some_events)
def test_events_are_counted_as_rows_would_be(found: Found) -> None:
    made = columns_of(found)
    assert list(made.of_nobody()) == [
        (measure, row) for measure, rows in found.items() for row in rows if row.manager is None
    ]
    for measure in MEASURES:
        rows = [row for row in found.get(measure, []) if row.manager is not None]
        theirs = {manager: [row for row in rows if row.manager == manager] for manager in {row.manager for row in rows}}
        assert made.counts(measure) == Counter(row.manager for row in rows)
        assert made.clients(measure) == {
            manager: len({row.client_id for row in own}) for manager, own in theirs.items()
        }
        assert made.quantities(measure) == {
            manager: sum(row.quantity for row in own) for manager, own in theirs.items()
        }
        assert made.by_manager(measure) == made.by_manager(measure) == theirs
        assert [made.of(measure, manager) for manager in range(6)] == [theirs.get(manager, []) for manager in range(6)]


@given(some_events, some_ratings, st.permutations(range(6)).map(lambda order: order[:3]))
def test_some_managers_keep_what_is_theirs(found: Found, rows: list[tuple[int, Rating]], some: list[int]) -> None:
    made, marks = columns_of(found), given_by(rows)
    for place, manager in enumerate(some):
        assert marks.of_some(some).of(place) == marks.of(manager)
        for measure in MEASURES:
            moved = [row._replace(manager=place) for row in made.of(measure, manager)]
            assert made.of_some(some).of(measure, place) == moved
    assert not list(made.of_some(some).of_nobody())


@given(some_ratings)
def test_ratings_are_summed_as_rows_would_be(rows: list[tuple[int, Rating]]) -> None:
    made = given_by(rows)
    assert made.items == {rating.item for _, rating in rows}
    assert made.vetoed == {manager for manager, rating in rows if rating.veto}
    assert [made.of(manager) for manager in range(6)] == [
        [rating for whose, rating in rows if whose == manager] for manager in range(6)
    ]
    marks: dict[tuple[str, str], dict[int, list[int]]] = {}
    for manager, rating in rows:
        if rating.score is not None:
            marks.setdefault((rating.item, rating.group), {}).setdefault(manager, []).append(rating.score)
    found = {key: {row[0]: row[1:] for row in zip(*of, strict=True)} for key, of in made.marks.items()}
    assert found == {
        key: {manager: (sum(own), len(own), min(own), max(own)) for manager, own in column.items()}
        for key, column in marks.items()
    }


def test_evidence_comes_back_as_it_was(tmp_path: Path) -> None:
    found = {
        "duties": [Event(0, "C1", "D1", 20_000, 1, 0), Event(None, "C2", "D2", 20_001, 0, 0)],
        "npl": [Event(1, "C1", "A1", 20_002, 3, 5)],
    }
    rows = [(0, Rating("honesty", "peer", "R1", None, True)), (1, Rating("skill", "self", "R2", 9_000, False))]
    kept.write(
        Evidence([], frozenset({"duties"}), events=columns_of(found), ratings=given_by(rows)), tmp_path / "evidence"
    )
    read = kept.read(tmp_path / "evidence")
    assert read.present == {"duties"}
    assert read.events.table() == columns_of(found).table()
    assert {measure: read.events.by_manager(measure) for measure in found} == {
        "duties": {0: found["duties"][:1]},
        "npl": {1: found["npl"]},
    }
    assert read.ratings.table == given_by(rows).table


def test_no_evidence_comes_back_as_none(tmp_path: Path) -> None:
    kept.write(Evidence([], frozenset()), tmp_path / "evidence")
    read = kept.read(tmp_path / "evidence")
    assert not list(read.events.of_nobody())
    assert read.events.counts("npl") == {}
    assert read.events.table().num_rows == read.ratings.table.num_rows == 0
