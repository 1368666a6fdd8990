"""The portal's page: every contract of the customer, in the colour that its dates and its status give it."""

import gzip
import time
from datetime import datetime
from typing import Any

import pytest
from tests.integration.portal.builders import Portal, contract, text_of

ALL = [
    contract("K-RED", "2025-01-31"),
    contract("K-100", "2025-02-28"),
    contract("K-FAR", "2025-12-31"),
    contract("K-OFF", "2025-02-28", contract_status="cancelled"),
    contract("K-WAR", "2025-02-10", contract_status="warranty"),
    contract("K-FIRST", "2026-12-31", start_date="2026-01-01", partner_id="other reseller"),
    contract("K-BOLT", "2025-02-28", customer_id="C-2", customer_name="Bolt AG"),
]


def page(portal: Portal, **link: Any) -> str:
    portal.open(portal.link(**link))
    answer = portal.ask("GET", "/portal")
    assert answer["statusCode"] == 200
    return text_of(answer)


@pytest.mark.feature("R22")
def test_all_contracts_of_the_customer_are_listed_and_nobody_elses(portal: Portal) -> None:
    portal.contracts(*ALL)
    html = page(portal)
    for number in ("K-RED", "K-100", "K-FAR", "K-OFF", "K-WAR", "K-FIRST"):
        assert f">{number}<" in html
    assert "K-BOLT" not in html
    assert "Bolt" not in html
    asked = text_of(portal.ask("GET", "/portal?customer_id=C-2&contract=id-K-BOLT"))
    assert asked == html


@pytest.mark.feature("R23")
def test_the_contract_of_the_mail_is_named_marked_and_linked(portal: Portal) -> None:
    portal.contracts(*ALL)
    html = page(portal)
    assert html.count('id="mailed"') == 1
    row = html.split('id="mailed"')[1].split("</tr>")[0]
    assert ">K-100<" in row
    assert "(the contract in our mail)" in row
    assert '<a href="#mailed">' in html


def test_once_renewed_the_contract_of_the_mail_is_the_one_that_continues_it(portal: Portal) -> None:
    portal.contracts(contract("K-100", "2026-02-28"))
    row = page(portal).split('id="mailed"')[1].split("</tr>")[0]
    assert "2026-02-28" in row


@pytest.mark.feature("R29")
def test_a_warranty_has_its_flag_and_is_not_due(portal: Portal) -> None:
    portal.contracts(*ALL)
    section = page(portal).split('<h2 id="warranty">')[1].split("</section>")[0]
    assert "K-WAR" in section
    assert "Warranty only</span>" in section
    assert "Due soon" not in section
    assert "A contract can be added." in section


def test_text_from_files_stays_text(portal: Portal) -> None:
    portal.contracts(contract('<script>"K"</script>', "2025-02-28", customer_name="<b>&", product_ids=["<i>"]))
    html = page(portal)
    assert "<script" not in html
    assert "<i>" not in html
    assert "<b>" not in html


def test_a_customer_without_contracts_gets_a_page_that_says_so(portal: Portal) -> None:
    assert "We have no contracts of yours on file today." in page(portal)


def test_nothing_else_is_found(portal: Portal) -> None:
    for method, path in [("GET", "/"), ("POST", "/portal"), ("PUT", "/portal/leave"), ("GET", "/portal/x.css")]:
        assert portal.ask(method, path)["statusCode"] == 404


def test_head_answers_like_get_without_a_body(portal: Portal) -> None:
    token = portal.link()
    get, head = portal.ask("GET", f"/p/{token}"), portal.ask("HEAD", f"/p/{token}")
    assert head["body"] == ""
    assert (head["statusCode"], head["headers"]) == (get["statusCode"], get["headers"])


def test_the_style_sheet_may_be_kept_and_the_pages_may_not(portal: Portal) -> None:
    html = page(portal)
    sheet = html.split('<link rel="stylesheet" href="')[1].split('"')[0]
    answer = portal.ask("GET", sheet)
    assert answer["headers"]["content-type"].startswith("text/css")
    assert "immutable" in answer["headers"]["cache-control"]
    assert portal.ask("GET", "/portal")["headers"]["cache-control"] == "no-store"
    assert "<script" not in html
    assert " style=" not in html


@pytest.mark.feature("R24")
def test_a_thousand_contracts_are_shown_within_a_second_and_thirty_kilobytes(portal: Portal) -> None:
    ends = [
        datetime.fromordinal(datetime(2024, 6, 1).toordinal() + n * 7 % 900).date().isoformat() for n in range(1000)
    ]
    statuses = ["live"] * 17 + ["cancelled", "warranty", "live"]
    portal.contracts(
        *(
            contract(
                f"SC-{(n * 7919) % 100_000:05d}",
                ends[n],
                contract_status=statuses[n % 20],
                product_ids=[f"P-{1 + n % 2}", f"X-{n % 40}"],
                amounts={"EUR": f"{(n * 6151) % 9000 + 100}.{n % 100:02d}"},
            )
            for n in range(1000)
        )
    )
    portal.open(portal.link())
    started = time.process_time()
    answer = portal.ask("GET", "/portal", accept_encoding="gzip, br")
    seconds = time.process_time() - started
    html = text_of(answer)
    packed = len(gzip.compress(html.encode(), compresslevel=6, mtime=0))
    print(
        f"1,000 contracts: {seconds:.3f} s of processor time, {len(html) // 1000} kB, {packed / 1000:.1f} kB compressed"
    )
    assert html.count('<tr role="row"') - html.count("<thead") == 1000
    assert answer["headers"]["content-encoding"] == "gzip"
    assert packed <= 30_000
    assert seconds < 1
