"""In: a mail or an archive. Out: the pages of every report in it, and each part with its hash and where it lies."""

from dataclasses import replace
from pathlib import Path

from sellthrough.errors import Refused
from sellthrough.model.reports import Issue
from sellthrough.read.limits import Limits
from sellthrough.read.opened import Attachment, Opened, Page, Request
from sellthrough.unpack.parts import Part, UnpackLimits
from sellthrough.unpack.unpack import unpack

# What hangs on a mail beside its reports; nothing is missed when it is not read.
_FURNITURE = ("image/", "message/", "text/calendar", "text/vcard", "text/x-vcard", "application/pgp-signature")


def open_container(path: Path, request: Request, kind: str = "") -> Opened:
    """Open a mail, a ZIP or gzip archive or a winmail.dat (`kind`), with all that lies in it.

    A part that is not read is an issue, and the others are read; a limit is one of the whole file.

    Raises:
        Refused: LIMIT_EXCEEDED, UNREADABLE_FILE or ENCRYPTED_FILE.
    """
    folder = request.folder / "parts"
    folder.mkdir(exist_ok=True)
    unpacked = unpack(path, request.place or request.file_name, folder, _limits(request.limits), kind)
    pages: list[Page] = []
    issues = [Issue(code=t.code, detail=f"{t.path}: {t.detail}") for t in unpacked.troubles]
    for part in unpacked.parts:
        if part.holds or (part.is_body and part.content_type != "text/html"):
            continue
        try:
            opened = _open(part, request)
        except Refused as refused:
            if not part.is_body and not part.content_type.startswith(_FURNITURE):
                detail = f"{part.path}: {refused.detail}"
                issues.append(Issue(code=refused.code, detail=detail))
            continue
        pages.extend(replace(page, path=page.path or part.path) for page in opened.pages)
        issues.extend(issue.model_copy(update={"detail": f"{part.path}: {issue.detail}"}) for issue in opened.issues)
    attachments = tuple(_attachment(part) for part in unpacked.parts if not part.is_body)
    return Opened(unpacked.holds, tuple(pages), attachments=attachments, issues=tuple(issues))


def _open(part: Part, request: Request) -> Opened:
    copies = request.folder / f"opened-{part.number}"
    copies.mkdir()
    inside = replace(request, place=part.path, depth=request.depth + 1, folder=copies, utf8_evidence=None)
    return request.open_part(part.file, inside)


def _attachment(part: Part) -> Attachment:
    return Attachment(
        name=part.shown_name,
        path=part.path,
        content_type=part.content_type,
        size=part.size,
        sha256=part.sha256,
        sha256_norm=part.sha256_norm,
    )


def _limits(limits: Limits) -> UnpackLimits:
    return UnpackLimits(
        container_bytes=limits.workbook_bytes,
        parts=limits.members,
        unpacked_bytes=limits.unpacked_bytes,
        unpack_ratio=limits.unpack_ratio,
    )
