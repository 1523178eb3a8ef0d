"""Bad loans, overdue spells, interest, duties: what goes to the lead manager of its own day."""

from datetime import date
from fractions import Fraction

from oracle.measures import Measures
from oracle.rounding import half_up, ratio
from oracle.tables import Row, on, truth

NON_PERFORMING = 3


class Assets:
    """The measures of asset quality."""

    def __init__(self, measures: Measures) -> None:
        self._measures, self._span = measures, measures.span
        self._people, self._balances = measures.people, measures.balances
        self._client_of = {a["account_id"]: a["client_id"] for a in measures.ledger.rows["accounts"]}
        self._status = measures.ledger.grouped("loan_status", "account_id")
        for rows in self._status.values():
            rows.sort(key=lambda row: row["date"])
        self._duties = measures.ledger.rows["duties"]
        self._event_groups = self._group_events()
        self._spells = [spell for account in self._status for spell in self._spells_of(account)]

    def _status_on(self, account: str, day: date) -> Row | None:
        """The row that holds on a day; a closed account has no status."""
        if self._balances.closed(account, day):
            return None
        known = [row for row in self._status.get(account, []) if on(row, "date") <= day]
        return known[-1] if known else None

    # --- ASSET01

    def bad_loan_rate(self, manager: str) -> Fraction | None:
        """Published period-end balance of loans of class 3 and worse ÷ published period-end loans."""
        bad = self._measures.period_end(manager, self._bad_loans_of)
        return ratio(bad, self._measures.period_end_loans(manager))

    def _bad_loans_of(self, client: str) -> Fraction:
        total = Fraction(0)
        for account in self._balances.accounts_of(client):
            status = self._status_on(account, self._span.last)
            if self._balances.is_loan(account) and status and int(status["five_class"]) >= NON_PERFORMING:
                total += max(self._balances.cny(account, self._span.last), Fraction(0))
        return total

    # --- ASSET02

    def _group_events(self) -> dict[tuple[str, str | None], Fraction]:
        """The summed balances of new bad loans by client and its lead on the event's day (None: nobody)."""
        groups: dict[tuple[str, str | None], Fraction] = {}
        for account, rows in self._status.items():
            for before, row in zip([None, *rows], rows, strict=False):
                day = on(row, "date")
                if self._is_event(account, before, row):
                    client = self._client_of[account]
                    group = (client, self._people.lead(client, day))
                    groups[group] = groups.get(group, Fraction(0)) + self._balances.cny(account, day)
        return groups

    def _is_event(self, account: str, before: Row | None, row: Row) -> bool:
        class_before = int(before["five_class"]) if before else 1
        return (
            self._span.holds(on(row, "date"))
            and int(row["five_class"]) >= NON_PERFORMING
            and not truth(row["exempted"])
            and self._balances.is_loan(account)
            and not self._balances.closed(account, on(row, "date"))
            and class_before < NON_PERFORMING
        )

    def new_bad_groups(self, manager: str) -> int:
        """How many groups of events the manager has."""
        return sum(lead == manager for _, lead in self._event_groups)

    def new_bad_cost(self, manager: str) -> Fraction:
        """2 for each group, or 2 for each whole 5 million of it, whichever is more."""
        sums = [total for (_, lead), total in self._event_groups.items() if lead == manager]
        return Fraction(sum(2 * max(1, total // 5_000_000) for total in sums))

    # --- ASSET03

    def _overdue(self, account: str, day: date) -> int:
        status = self._status_on(account, day)
        return int(status["overdue_days"] or 0) if status else 0

    def _spells_of(self, account: str) -> list[tuple[str | None, int]]:
        """The account's unbroken runs of overdue days within P: who leads on the first, and the highest figure."""
        spells: list[tuple[str | None, int]] = []
        running = False
        for day in self._span.days:
            overdue = self._overdue(account, day)
            if overdue > 0 and not running:
                spells.append((self._people.lead(self._client_of[account], day), overdue))
            elif overdue > 0:
                lead, highest = spells[-1]
                spells[-1] = (lead, max(highest, overdue))
            running = overdue > 0
        return spells

    def overdue_spells(self, manager: str) -> int:
        """How many overdue spells are charged to the manager."""
        return sum(lead == manager for lead, _ in self._spells)

    def overdue_cost(self, manager: str) -> Fraction:
        """0.5 up to 30 days, 1 up to 90, 3 above, for each spell."""
        costs = [spell_cost(highest) for lead, highest in self._spells if lead == manager]
        return sum(costs, Fraction(0))

    # --- ASSET04

    def interest_rate_collected(self, manager: str) -> Fraction | None:
        """Published interest received ÷ published interest due."""
        received = self._measures.flow_total(manager, "interest_received")
        return ratio(received, self._measures.flow_total(manager, "interest_due"))

    # --- ASSET05

    def duties_in_time(self, manager: str) -> Fraction | None:
        """The mean of the two kinds' rates; the rate of one where the other has none due."""
        rates = [self._rate_in_time(manager, kind) for kind in ("post_loan_check", "signal")]
        due = [rate for rate in rates if rate is not None]
        return half_up(sum(due, Fraction(0)) / len(due), 4) if due else None

    def _rate_in_time(self, manager: str, kind: str) -> Fraction | None:
        due = [row for row in self._duties if row["kind"] == kind and self._is_due(manager, row)]
        in_time = [row for row in due if row["done_on"] and on(row, "done_on") <= on(row, "due_on")]
        return ratio(Fraction(len(in_time)), Fraction(len(due)))

    def _is_due(self, manager: str, duty: Row) -> bool:
        due_on = on(duty, "due_on")
        return self._span.holds(due_on) and self._people.lead(duty["client_id"], due_on) == manager


def spell_cost(highest: int) -> Fraction:
    """What an overdue spell costs by its highest number of days."""
    if highest <= 30:
        return Fraction(1, 2)
    return Fraction(1) if highest <= 90 else Fraction(3)
