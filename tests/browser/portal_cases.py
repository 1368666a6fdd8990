"""What the portal has to show: contracts of every kind, none, very many, very long ones."""

from tests.integration.portal.builders import Portal, contract

CASES = ("mixed", "empty", "many", "long", "refused")


def fill(portal: Portal, case: str) -> None:
    """Put the contracts of a case into the store, in place of all others."""
    for key in [key for key in portal.store.items if key[0].startswith("CONTRACTS#")]:
        del portal.store.items[key]
    if case == "mixed":
        portal.contracts(
            contract("K-2024-0087", "2025-01-31"),
            contract("K-100", "2025-02-28", product_ids=["P-1", "P-2"], amounts={"EUR": "1500"}),
            contract("K-2024-0113", "2025-03-15", product_ids=["P-2"]),
            contract("K-2024-0141", "2025-12-31", amounts={"EUR": "12900.5"}),
            contract("K-2025-0003", "2026-12-31", start_date="2025-03-01", amounts={}),
            contract("K-2023-0020", "2025-02-28", contract_status="cancelled"),
            contract("W-5511", "2025-08-10", contract_status="warranty", amounts={}),
        )
    elif case == "many":
        portal.contracts(*(contract(f"K-{n:04d}", f"20{24 + n % 3}-{1 + n % 12:02d}-15") for n in range(60)))
    elif case == "long":
        words = "Extended on-site repair with a spare device for every branch office and a technician within four hours"
        portal.contracts(
            contract(
                "K-100", "2025-02-28", customer_name=f"Gesellschaft für {words}", product_ids=[words, f"{words} 2"]
            ),
            contract("X" * 60, "2024-02-28", amounts={"EUR": "123456789012.34", "USD": "99999999.99"}),
        )
