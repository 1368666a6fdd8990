"""Mails: claimed before they are sent, so that none is sent twice."""

from collections.abc import Iterable

from sellthrough.model.ledger_entries import Mail, MailState
from sellthrough.model.mail_events import Word, state_of
from sellthrough_aws.ledger_table import LedgerTable


class LedgerMail(LedgerTable):
    """The MAIL items of the ledger."""

    def claim_mail(
        self, mail_id: str, to: str, kind: str, about: str, at: str, *, archive_key: str = "", claimed_by: str = ""
    ) -> bool:
        """Claim a mail for sending; False when it was claimed before (look at `mail` for what became of it).

        Args:
            to: Addresses, separated by a comma.
            at: ISO 8601 instant of its Date header.
            claimed_by: New for every attempt: a claim whose answer was lost, and that the SDK repeats, is still ours.
        """
        mail = Mail(
            mail_id=mail_id,
            state="CLAIMED",
            to=to,
            kind=kind,
            about=about,
            at=at,
            archive_key=archive_key or None,
            claimed_by=claimed_by or None,
        )
        item = {"pk": f"MAIL#{mail_id}", "sk": "MAIL", **mail.model_dump(exclude={"heard"})}
        if self.put_new(item):
            return True
        stored = self.mail(mail_id)
        return bool(claimed_by) and stored is not None and stored.state == "CLAIMED" and stored.claimed_by == claimed_by

    def suppress_mail(self, mail_id: str, kind: str, about: str, at: str, reason: str) -> bool:
        """Keep that this mail is not sent, and why; False when it has a state already."""
        mail = Mail(mail_id=mail_id, state="SUPPRESSED", to="", kind=kind, about=about, at=at, reason=reason)
        return self.put_new({"pk": f"MAIL#{mail_id}", "sk": "MAIL", **mail.model_dump(exclude={"heard"})})

    def settle_mail(self, mail_id: str, state: MailState, archive_key: str | None = None) -> bool:
        """Say what became of a claimed mail. SENT also replaces AMBIGUOUS, for it is the better knowledge.

        Returns:
            False when the mail has another end, which stays.
        """
        expression = "SET #state = :state" + (", #archive_key = :key" if archive_key else "")
        values = {"state": state} | ({"key": archive_key} if archive_key else {})
        condition = "#state = :claimed OR #state = :state"
        if state == "SENT":
            condition += " OR #state = :ambiguous"
            values["ambiguous"] = "AMBIGUOUS"
        item = self.update(f"MAIL#{mail_id}", "MAIL", expression, condition, **values, claimed="CLAIMED")
        return item is not None

    def release_mail(self, mail_id: str, claimed_by: str) -> bool:
        """Give our own claim back; only when it is certain that nothing was sent."""
        return self.delete(
            f"MAIL#{mail_id}",
            "MAIL",
            "#state = :claimed AND #claimed_by = :claimed_by",
            claimed="CLAIMED",
            claimed_by=claimed_by,
        )

    def hear_of_mail(self, mail_id: str, word: Word) -> tuple[MailState | None, MailState | None]:
        """Add what SES said to all that it said before, and settle the mail by it; repeating it changes nothing.

        Returns:
            The states before and after; None twice for a mail that was never claimed.
        """
        key = (f"MAIL#{mail_id}", "MAIL")
        item = self.update(*key, "ADD #heard :word", "attribute_exists(pk)", word={word})
        before = Mail.model_validate(item).state if item else None
        while item is not None:
            mail = Mail.model_validate(item)
            after = state_of(set(mail.heard), mail.state)
            # More may have been heard meanwhile: then that is looked at too.
            if self.update(*key, "SET #state = :state", "#heard = :heard", state=after, heard=set(mail.heard)):
                return before, after
            item = self.get(*key)
        return None, None

    def mail(self, mail_id: str) -> Mail | None:
        """That mail, or None when it was never claimed."""
        item = self.get(f"MAIL#{mail_id}", "MAIL")
        return Mail.model_validate(item) if item else None

    def mails_of(self, mail_ids: Iterable[str]) -> dict[str, Mail]:
        """Those of these mails that have a state, by id."""
        items = self.get_many([(f"MAIL#{mail_id}", "MAIL") for mail_id in dict.fromkeys(mail_ids)])
        return {str(item["mail_id"]): Mail.model_validate(item) for item in items}

    def mails(self) -> list[Mail]:
        """Every mail (reads the whole table)."""
        return [Mail.model_validate(item) for item in self.scan("MAIL")]
