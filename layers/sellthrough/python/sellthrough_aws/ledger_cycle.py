"""The reporting cycle in the ledger: feeds watched, reports by period, reports missing."""

from collections.abc import Iterable
from datetime import datetime

from sellthrough.model.ledger_entries import MissingReport
from sellthrough.model.submissions import Submission
from sellthrough_aws.ledger_table import Item, LedgerTable

FeedKey = tuple[str, str]


def report_item(submission: Submission) -> Item:
    """The REPORT item that finds a submission by its feed and period."""
    return {
        "pk": f"REPORT#{submission.partner_id}#{submission.feed}",
        "sk": f"{submission.reporting_period}#{submission.submission_id}",
        "submission_id": submission.submission_id,
    }


class LedgerCycle(LedgerTable):
    """The CYCLE, WATCH, REPORT and MISSING items of the ledger."""

    def looked_at(self) -> datetime | None:
        """When the cycle last looked at everything; None before its first look."""
        item = self.get("CYCLE", "LOOKED")
        return datetime.fromisoformat(item["at"]) if item else None

    def note_look(self, at: datetime) -> None:
        """Keep that everything was looked at then."""
        self.put({"pk": "CYCLE", "sk": "LOOKED", "at": at.isoformat()})

    def watched(self) -> dict[FeedKey, datetime]:
        """(partner, feed) to the instant at which the cycle first saw that feed."""
        return {(i["partner_id"], i["feed"]): datetime.fromisoformat(i["since"]) for i in self.query("WATCH")}

    def watch(self, feeds: Iterable[FeedKey], since: datetime) -> dict[FeedKey, datetime]:
        """Begin to watch the feeds that are not watched yet; returns all that are, as `watched` does."""
        known = self.watched()
        for partner_id, feed in feeds:
            if (partner_id, feed) not in known:
                item = {"partner_id": partner_id, "feed": feed, "since": since.isoformat()}
                self.put_new({"pk": "WATCH", "sk": f"{partner_id}#{feed}", **item})
                known[partner_id, feed] = since
        return known

    def reports_of(self, partner_id: str, feed: str) -> dict[str, list[str]]:
        """Every reporting period that something was received for, to the ids of its submissions."""
        found: dict[str, list[str]] = {}
        for item in self.query(f"REPORT#{partner_id}#{feed}"):
            found.setdefault(item["sk"].partition("#")[0], []).append(item["submission_id"])
        return found

    def missing_reports(self) -> list[MissingReport]:
        """Every report that was ever missing, cleared or not."""
        return [MissingReport.model_validate(item) for item in self.query("MISSING")]

    def note_missing(self, report: MissingReport) -> bool:
        """Keep that a report is missing; False when that is known."""
        sk = f"{report.partner_id}#{report.feed}#{report.period}"
        return self.put_new({"pk": "MISSING", "sk": sk, **report.model_dump()})

    def clear_missing(self, partner_id: str, feed: str, period: str, cleared_at: str) -> bool:
        """Keep that a missing report is missing no more; False when it is cleared already."""
        condition = "attribute_exists(pk) AND attribute_not_exists(#cleared_at)"
        sk = f"{partner_id}#{feed}#{period}"
        return self.update("MISSING", sk, "SET #cleared_at = :at", condition, at=cleared_at) is not None
