"""Part of the assessment in pandas, as an analyst writes it: averages, increases, the last day, and totals of flows, by manager.

Amounts are binary numbers here, so figures are compared within cents. Ranks, counts, points, decisions and explanations are left out:
what it takes is less than what the whole would.
"""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

YEAR, BEFORE = 2025, 2024
FEES = {
    "fee_settlement": "settlement", "fee_international": "international", "fee_guarantee": "guarantee",
    "fee_investment_banking": "investment_banking", "fee_agency": "agency",
}  # fmt: skip
IN_USD = {"intl_settlement_usd": "international_settlement", "fx_deal_usd": "fx_deal"}
IN_CNY = {
    "fee_income": "fee", "ftp_margin": "ftp_margin", "credit_cost": "credit_cost", "direct_cost": "direct_cost", "tax": "tax",
    "interest_due": "interest_due", "interest_received": "interest_received",
}  # fmt: skip
AVERAGES = (
    "deposit_adb", "weighted_deposit_adb", "demand_deposit_adb", "loan_adb", "small_business_loan_adb", "trade_finance_adb",
)  # fmt: skip
INCREASES = {
    "deposit": "deposit_adb", "weighted_deposit": "weighted_deposit_adb", "loan": "loan_adb",
    "small_business_loan": "small_business_loan_adb",
}  # fmt: skip


def measured(folder: Path) -> dict[tuple[str, str], float]:
    """Each manager's measures of 2025 from the Parquet tables in `folder`."""
    rates = _rates(folder)
    shares = _shares(folder)
    daily = _client_days(folder, rates)
    this_year, last_year = daily[daily.date.dt.year == YEAR], daily[daily.date.dt.year == BEFORE]
    attributed = _attributed(this_year, shares, AVERAGES)
    days = this_year.date.nunique()
    found = (attributed.groupby("manager_id")[list(AVERAGES)].sum() / days).round(2)
    found = found.join(_increases(last_year, attributed, found, days, shares))
    last = attributed[attributed.date == f"{YEAR}-12-31"]
    found = found.join(last.groupby("manager_id").loan_adb.sum().round(2).rename("loan_period_end"))
    found = found.join(_flows(folder, rates, shares)).fillna(0)
    return {(manager, measure): value for measure, values in found.items() for manager, value in values.items()}


def _read(folder: Path, table: str, columns: list[str] | None = None) -> pd.DataFrame:
    """A table, its texts as categories, its days as dates and its amounts as binary numbers."""
    rows = pq.read_table(folder / f"{table}.parquet", columns=columns)
    for place, field in enumerate(rows.schema):
        if pa.types.is_decimal(field.type):
            rows = rows.set_column(place, field.name, pc.cast(rows.column(place), pa.float64()))
        elif pa.types.is_date(field.type):
            rows = rows.set_column(place, field.name, pc.cast(rows.column(place), pa.timestamp("s")))
        elif pa.types.is_string(field.type):
            rows = rows.set_column(place, field.name, pc.dictionary_encode(rows.column(place)))
    return rows.to_pandas()


def _rates(folder: Path) -> pd.DataFrame:
    """CNY for one unit of each currency on every day, a rate holding until the next."""
    given = _read(folder, "fx_rates")
    given["rate"] = given.rate_to_cny / given.units
    wide = given.pivot_table(index="date", columns="currency", values="rate", observed=True)
    wide = wide.reindex(pd.date_range(wide.index.min(), f"{YEAR}-12-31")).ffill()
    wide.columns = wide.columns.astype(str)
    return wide.assign(CNY=1.0).rename_axis("date").reset_index().melt("date", var_name="currency", value_name="rate")


def _shares(folder: Path) -> pd.DataFrame:
    """Who has which part of a client from when to when."""
    rows = _read(folder, "assignments", ["client_id", "manager_id", "from_date", "to_date", "share"])
    rows["to_date"] = rows.to_date.fillna(pd.Timestamp("2999-12-31"))
    return rows.astype({"client_id": str, "manager_id": str})


def _client_days(folder: Path, rates: pd.DataFrame) -> pd.DataFrame:
    """What each client holds on each day, in CNY, as each measure counts it."""
    products = _read(folder, "products", ["product_code", "family", "tags", "coefficient"])
    accounts = _read(folder, "accounts", ["account_id", "client_id", "product_code", "currency"])
    accounts = accounts.astype({"product_code": str}).merge(products.astype({"product_code": str}), on="product_code")
    rows = _read(folder, "balances")
    # One set of categories on both sides, so that keys are joined as numbers and not as texts.
    accounts["account_id"] = accounts.account_id.astype(rows.account_id.dtype)
    rows = rows.merge(accounts.drop(columns="product_code"), on="account_id").drop(columns="account_id")
    rows = rows.merge(rates.astype({"currency": rows.currency.dtype}), on=["currency", "date"], how="left")
    rows["cny"] = (rows.balance * rows.rate).round(2)
    tags = rows.tags
    is_deposit = (rows.family == "deposit") & (tags != "interbank")
    is_loan = (rows.family == "loan") | ((rows.family == "bill") & (tags == "discount"))
    positive = rows.cny.clip(lower=0)
    rows["deposit_adb"] = positive.where(is_deposit, 0)
    rows["weighted_deposit_adb"] = rows.deposit_adb * rows.coefficient.fillna(1)
    rows["demand_deposit_adb"] = rows.deposit_adb.where(tags == "demand", 0)
    rows["loan_adb"] = positive.where(is_loan, 0) + (-rows.cny).clip(lower=0).where(is_deposit, 0)
    rows["small_business_loan_adb"] = positive.where(is_loan & (tags == "small_business"), 0)
    rows["trade_finance_adb"] = positive.where(rows.family == "trade_finance", 0)
    return rows.groupby(["client_id", "date"], as_index=False, observed=True)[list(AVERAGES)].sum()


def _attributed(rows: pd.DataFrame, shares: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """The rows by manager, each figure times the share of its day."""
    found = rows.merge(shares.astype({"client_id": rows.client_id.dtype}), on="client_id")
    found = found[(found.from_date <= found.date) & (found.date <= found.to_date)].copy()
    found[list(columns)] = found[list(columns)].mul(found.share, axis=0)
    return found


def _increases(
    last_year: pd.DataFrame, attributed: pd.DataFrame, averages: pd.DataFrame, days: int, shares: pd.DataFrame
) -> pd.DataFrame:
    """Bases, which travel with the client by the average share in the year, and what is above them."""
    before = last_year.groupby("client_id", observed=True)[list(AVERAGES)].sum() / last_year.date.nunique()
    average_share = _average_shares(shares, days)
    based = average_share.merge(before.rename(index=str), left_on="client_id", right_index=True)
    based[list(AVERAGES)] = based[list(AVERAGES)].mul(based.share, axis=0)
    bases = based.groupby("manager_id")[list(AVERAGES)].sum().round(2)
    found = {}
    for name, average in INCREASES.items():
        found[f"{name}_base"] = bases[average]
        found[f"{name}_increase"] = averages[average] - bases[average]
    return pd.DataFrame(found)


def _average_shares(shares: pd.DataFrame, days: int) -> pd.DataFrame:
    first, last = pd.Timestamp(f"{YEAR}-01-01"), pd.Timestamp(f"{YEAR}-12-31")
    held = (shares.to_date.clip(upper=last) - shares.from_date.clip(lower=first)).dt.days + 1
    return (
        shares.assign(share=shares.share * held.clip(lower=0) / days)
        .groupby(["client_id", "manager_id"], as_index=False)
        .share.sum()
    )


def _flows(folder: Path, rates: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Totals of flows in CNY and in USD."""
    rows = _read(folder, "flows", ["client_id", "date", "currency", "kind", "product_code", "amount"])
    rows = rows[rows.date.dt.year == YEAR].astype(
        {"client_id": str, "currency": str, "kind": str, "product_code": object}
    )
    lines = _read(folder, "products", ["product_code", "fee_line"]).astype({"product_code": object, "fee_line": object})
    rows = rows.merge(lines, on="product_code", how="left").merge(rates, on=["currency", "date"])
    dollar = rates[rates.currency == "USD"][["date", "rate"]].rename(columns={"rate": "dollar"})
    rows = rows.merge(dollar, on="date")
    rows["cny"] = (rows.amount * rows.rate).round(2)
    rows["usd"] = rows.amount.where(rows.currency == "USD", (rows.cny / rows.dollar).round(2))
    rows = _attributed(rows, shares, ("cny", "usd"))
    found = {name: rows[rows.kind == kind].groupby("manager_id").usd.sum() for name, kind in IN_USD.items()}
    found |= {name: rows[rows.kind == kind].groupby("manager_id").cny.sum() for name, kind in IN_CNY.items()}
    fees = rows[rows.kind == "fee"]
    found |= {name: fees[fees.fee_line == line].groupby("manager_id").cny.sum() for name, line in FEES.items()}
    return pd.DataFrame(found).round(2)
