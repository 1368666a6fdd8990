"""A bad file through the whole path: refused and answered with its place, and no row of it in any table."""

import pytest
from tests.faults.scenarios import CONFIGURATION, HEADINGS
from tests.integration.dataset.dataset import Dataset

pytestmark = [pytest.mark.proof]
GOOD = "A1,2019-10-01,P-1,2,20.00,Acme\n"
BAD = {
    "pos_201909.csv": (
        f"{HEADINGS}\n{GOOD}".encode() + b"A2,2019-09-02,P-1,1,10.00,M\xfcller\n",
        "see byte 92 (line 3)",
    ),
    "pos_201910.csv": (b'[\n{"invoice": "A1", "date": "2019-10-01",\n"sku" "P-1"}\n]\n', "line 3 is where it breaks"),
    "pos_201911.csv": (b'<?xml version="1.0"?>\n<r><l><sku>P-1</sku>\n</r>\n', "line 3 is where it breaks"),
}


@pytest.mark.feature("C29", "E28")
@pytest.mark.invariant("I8")
def test_a_bad_file_is_refused_with_its_place_and_no_row_of_it_is_seen(build) -> None:
    dataset: Dataset = build(CONFIGURATION.model_dump())
    for name, (content, _) in BAD.items():
        dataset.drop(f"birch/pos/{name}", content)
    found = dataset.sql("select source_file, submission_state, reason, rows_in from submissions order by 1")
    assert [(file, state, rows) for file, state, _, rows in found] == [(name, "refused", "0") for name in BAD]
    for (_, _, reason, _), (_, place) in zip(found, BAD.values(), strict=True):
        assert place in (reason or "")
        assert sum(place in answer for answer in dataset.answers()) >= 1
    for table in ("sell_through", "rejects", "duplicates", "published_submissions"):
        assert dataset.sql(f"select count(*) from {table}") == [("0",)]
