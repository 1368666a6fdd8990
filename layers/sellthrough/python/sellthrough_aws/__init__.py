"""Every AWS call Sellthrough makes: the ledger, the object stores, the lake, mail, the state machines."""
