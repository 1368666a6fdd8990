"""Console sessions in the ledger's table: a cookie's hash in, who it belongs to out."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from sellthrough_aws.ledger_table import LedgerTable


class Session(BaseModel):
    """One login (SESSION). What the person may do is looked up at each request, so a change of roles acts at once."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    logins: tuple[str, ...]
    expires_at: str


class Sessions(LedgerTable):
    """The SESSION items; only the SHA-256 of a cookie is kept, so nobody who reads the table can log in."""

    def open(self, session_id: str, logins: tuple[str, ...], now: datetime, seconds: int) -> None:
        """Keep a new session for that long."""
        end = now + timedelta(seconds=seconds)
        session = Session(logins=logins, expires_at=end.isoformat())
        # DynamoDB deletes the item some time after `forget_at`.
        item = {"pk": f"SESSION#{session_id}", "sk": "SESSION", "forget_at": int(end.timestamp())}
        self.put({**item, **session.model_dump()})

    def find(self, session_id: str, now: datetime) -> Session | None:
        """The session while it lasts, else None."""
        item = self.get(f"SESSION#{session_id}", "SESSION")
        session = Session.model_validate(item) if item else None
        return session if session and datetime.fromisoformat(session.expires_at) > now else None

    def close(self, session_id: str) -> None:
        """End it now."""
        self.delete(f"SESSION#{session_id}", "SESSION")
