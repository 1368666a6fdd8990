"""The messy file in, facts and rejects as Parquet out: the same rules as our path, the way a pandas script does them.

What such scripts do with awswrangler: every text column vectorised, amounts as Decimal since they must be exact, one
Parquet file per table (awswrangler hands the frame to pyarrow as is done here). It is kinder to pandas than to us: no
reasons in words, no JSON of rejected records, no Iceberg commit.
"""

import hashlib
from decimal import Decimal
from pathlib import Path

import pandas as pd

from sellthrough.model.workspace import Configuration

COUNTRIES = {
    "US": "US",
    "USA": "US",
    "UNITED STATES": "US",
    "GERMANY": "DE",
    "DE": "DE",
    "FRANCE": "FR",
    "UK": "GB",
    "JAPON": "JP",
}
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y", "%Y%m%d", "%Y-%m-%d %H:%M:%S")


def dates(text: pd.Series) -> pd.Series:
    """Each format in turn, then Excel serials."""
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]")
    for spelling in DATE_FORMATS:
        left = found.isna()
        found[left] = pd.to_datetime(text[left], format=spelling, errors="coerce")
    serial = found.isna() & text.str.fullmatch(r"\d{5}")
    found[serial] = pd.to_datetime("1899-12-30") + pd.to_timedelta(text[serial].astype(int), unit="D")
    days: pd.Series = found.dt.normalize()
    return days


def numbers(text: pd.Series) -> pd.Series:
    """Signs and currencies off, then the last separator is the decimal mark."""
    plain = text.str.replace(r"[$€£\s\u00a0]|USD|EUR|GBP|CHF", "", regex=True)
    plain = plain.str.replace(r"^\((.*)\)$", r"-\1", regex=True)
    comma = plain.str.rfind(",") > plain.str.rfind(".")
    plain = plain.where(~comma, plain.str.replace(".", "", regex=False).str.replace(",", ".", regex=False))
    plain = plain.where(comma, plain.str.replace(",", "", regex=False))
    is_number = plain.str.fullmatch(r"-?\d+(\.\d+)?").fillna(False).astype(bool)
    return pd.Series(
        [Decimal(v) if n else None for v, n in zip(plain, is_number, strict=True)], plain.index, dtype=object
    )


def keys(names: pd.Series) -> pd.Series:
    """Names without case, accents, punctuation and double spaces."""
    folded = names.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii").str.upper()
    return folded.str.replace(r"[.']", "", regex=True).str.replace(r"[^A-Z0-9]+", " ", regex=True).str.strip()


def process(source: Path, folder: Path, vendor: Configuration) -> int:
    """Read, clean, resolve, check, number repeats, convert and write; returns the rows read."""
    folder.mkdir(exist_ok=True)
    frame = pd.read_csv(source, dtype=str, keep_default_na=False, na_values=[""])
    frame["line"] = range(2, len(frame) + 2)
    for column in ("Description", "Reseller Name", "End Customer", "Serial No", "Deal Reg", "Warehouse", "Invoice No"):
        frame[column] = (
            frame[column].str.replace(r"[\x00-\x1f]+", " ", regex=True).str.replace(r" +", " ", regex=True).str.strip()
        )
    frame["sold_date"] = dates(frame["Invoice Date"].str.strip())
    for column, name in (("Qty", "quantity_units"), ("Unit Price", "unit_price_amount"), ("Ext Price", "net_amount")):
        frame[name] = numbers(frame[column])
    products = {p.product_id.upper().replace("-", ""): p.product_id for p in vendor.products}
    frame["product_id"] = frame["Vendor Part #"].str.upper().str.replace(r"[^A-Z0-9]", "", regex=True).map(products)
    frame["country_code"] = frame["Country"].str.strip().str.upper().map(COUNTRIES)
    frame["net_currency"] = frame["Currency"].str.strip().str.upper()
    frame["period"] = frame["sold_date"].dt.strftime("%Y-%m")
    partners = {key: p.partner_id for p in vendor.partners for key in keys(pd.Series([p.partner_name]))}
    frame["partner_id"] = keys(frame["Partner Name"]).map(partners)
    accounts = {a.account_id for a in vendor.accounts}
    names = dict(
        zip(
            keys(pd.Series([a.account_name for a in vendor.accounts])),
            [a.account_id for a in vendor.accounts],
            strict=True,
        )
    )
    frame["reseller_id"] = frame["Reseller ID"].where(frame["Reseller ID"].isin(accounts))
    frame["customer_key"] = keys(frame["End Customer"])
    frame["customer_id"] = frame["customer_key"].map(names)
    new = frame["customer_id"].isna()
    places = (frame["customer_key"] + "|" + frame["country_code"].fillna(""))[new]
    frame.loc[new, "customer_id"] = places.map(
        {p: "new-" + hashlib.sha256(p.encode()).hexdigest()[:12] for p in places.unique()}
    )
    rates = {(r.period, r.currency_code): Decimal(r.units_per_reporting_unit) for r in vendor.exchange_rates}
    rates |= {(p, "USD"): Decimal(1) for p in {r.period for r in vendor.exchange_rates}}
    rate = pd.Series(rates, name="exchange_rate").rename_axis(["period", "net_currency"]).reset_index()
    frame = frame.merge(rate, how="left", on=["period", "net_currency"])
    facts, rejects = _check(frame)
    eight = Decimal("1e-8")
    pairs = zip(facts["net_amount"], facts["exchange_rate"], strict=True)
    facts["reporting_amount"] = [(amount / rate).quantize(eight) for amount, rate in pairs]
    key = ["partner_id", "Invoice No", "Invoice Line", "product_id", "sold_date", "quantity_units", "net_amount",
           "net_currency", "reseller_id", "customer_id"]  # fmt: skip
    facts["line_key"] = pd.util.hash_pandas_object(
        facts[key].astype({"quantity_units": str, "net_amount": str}), index=False
    )
    facts["occurrence"] = facts.groupby("line_key", sort=False).cumcount() + 1
    duplicates = (facts["occurrence"] > 1) & (facts["quantity_units"] > Decimal(0))
    facts["submission_id"], facts["run"], facts["source_file"] = "0123456789abcdef01234567", 1, source.name
    facts["row_key"] = "0123456789abcdef01234567::" + facts["line"].astype(str)
    facts[~duplicates].to_parquet(folder / "facts.parquet", compression="zstd", index=False)
    pd.concat([rejects, facts[duplicates]]).to_parquet(folder / "set_aside.parquet", compression="zstd", index=False)
    return len(frame)


def _check(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    quantity, price, amount = frame["quantity_units"], frame["unit_price_amount"], frame["net_amount"]
    lines = list(zip(quantity, price, amount, strict=True))
    wrong_sign = [q is not None and a is not None and (q < 0 < a or a < 0 < q) for q, _, a in lines]
    cent, five = Decimal("0.01"), Decimal("0.05")
    mismatch = [None not in line and abs(line[0] * line[1] - line[2]) > abs(line[2]) * cent + five for line in lines]
    code = pd.Series(None, index=frame.index, dtype=object)
    for name, broken in (
        ("MISSING_MANDATORY", frame["Invoice Date"].isna() | frame["Vendor Part #"].isna() | frame["Qty"].isna()),
        ("INVALID_DATE", frame["sold_date"].isna()),
        ("INVALID_NUMBER", quantity.isna() | (frame["Unit Price"].notna() & price.isna()) | amount.isna()),
        ("ZERO_QUANTITY", quantity == 0),
        ("WRONG_SIGN", pd.Series(wrong_sign, index=frame.index)),
        ("EXTENDED_MISMATCH", pd.Series(mismatch, index=frame.index)),
        ("DATE_OUTSIDE_WINDOW", (frame["sold_date"] > "2025-08-05") | (frame["sold_date"] < "1990-01-01")),
        ("UNKNOWN_PRODUCT", frame["product_id"].isna()),
        ("UNKNOWN_PARTNER", frame["partner_id"].isna()),
        ("UNKNOWN_REGION", frame["country_code"].isna() & frame["Country"].notna()),
        ("UNKNOWN_CURRENCY", frame["exchange_rate"].isna()),
    ):
        code = code.mask(code.isna() & broken, name)
    frame["code"] = code
    return frame[code.isna()].copy(), frame[code.notna()].copy()
