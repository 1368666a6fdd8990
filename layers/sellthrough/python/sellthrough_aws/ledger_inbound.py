"""Received mails in the ledger: what became of each, and the question to a person where one waits."""

from sellthrough.model.ledger_entries import InboundMail, WorkItem
from sellthrough_aws.ledger_table import LedgerTable


class LedgerInbound(LedgerTable):
    """The INBOUND items of the ledger, and the WORK items of mails that are held."""

    def inbound(self, message_id: str) -> InboundMail | None:
        """That mail, or None when nothing is known of it."""
        item = self.get(f"INBOUND#{message_id}", "INBOUND")
        return InboundMail.model_validate(item) if item else None

    def keep_inbound(self, mail: InboundMail) -> None:
        """Say what became of a mail; a question that waited for a person is settled by it."""
        self.put({"pk": f"INBOUND#{mail.message_id}", "sk": "INBOUND", **mail.model_dump()})
        self.update("WORK", _work_item_id(mail.message_id), "SET #work_item_state = :resolved", "attribute_exists(pk)",
                    resolved="resolved")  # fmt: skip

    def hold_inbound(self, mail: InboundMail, object_key: str, note: str) -> None:
        """Keep a mail for a person, with the question; asked once, however often the mail is delivered."""
        self.put({"pk": f"INBOUND#{mail.message_id}", "sk": "INBOUND", **mail.model_dump()})
        question = WorkItem(
            work_item_id=_work_item_id(mail.message_id),
            work_item_type=mail.state,
            partner_id="",
            feed="",
            submission_id="",
            cell_value=object_key,
            note=note,
            row_count=0,
        )
        self.put_new({"pk": "WORK", "sk": question.work_item_id, **question.model_dump()})


def _work_item_id(message_id: str) -> str:
    return f"mail-{message_id}"
