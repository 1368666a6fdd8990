"""A letter (plain values) becomes the two parts of a mail, and those become the bytes of a message.

Every word that comes from a partner's file passes `plain` and autoescaping: it stays text, whatever it holds. The same
letter gives the same bytes, so a message that was prepared twice is one message.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from typing import Literal

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from pydantic import BaseModel, ConfigDict

from sellthrough.model.colours import legible
from sellthrough.model.workspace import Brand

TEXT_WIDTH = 72
Tone = Literal["good", "attention", "bad", "neutral"]
# A state is told by word and shape; colour only repeats it.
SHAPES: dict[Tone, str] = {"good": "✔", "attention": "▲", "bad": "✖", "neutral": "●"}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grid(_Part):
    """A table of texts. In the text part each row becomes a small block of `heading: cell` lines."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(_Part):
    """One heading with what belongs below it, in this order: paragraphs, list, table."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    grid: Grid | None = None


class Action(_Part):
    """The one thing to do: a button in the HTML part, the address below its label in the text part."""

    label: str
    address: str
    note: str = ""


class Letter(_Part):
    """What one mail says, before it has a form.

    Attributes:
        state: The outcome in words ("Accepted with problems").
        lead: The one sentence that a reader in a hurry needs.
        action: Shown below the facts.
        facts: Label and value pairs, shown as a table under the lead.
        closing: How to reach a person.
    """

    brand: Brand
    subject: str
    state: str
    tone: Tone
    lead: str
    facts: tuple[tuple[str, str], ...] = ()
    action: Action | None = None
    sections: tuple[Section, ...] = ()
    closing: tuple[str, ...] = ()


class Rendered(_Part):
    """The parts of a mail."""

    subject: str
    text: str
    html: str


class Envelope(_Part):
    """Who a message goes to and how it is known.

    `in_reply_to` is the message id of the mail that this one answers, with its angle brackets. `stop_address` is where
    a mail program stops mails of this kind with one click (RFC 8058); it stands in the header only.
    """

    mail_id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    at: datetime
    reply_to: str = ""
    in_reply_to: str = ""
    stop_address: str = ""


def plain(value: object, longest: int = 100) -> str:
    """One line of visible text: control and direction characters gone, white space single, cut to `longest`.

    >>> plain("a\\r\\nBcc: x")
    'a Bcc: x'
    """
    visible = "".join(c if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} else " " for c in str(value))
    line = " ".join(visible.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def render(letter: Letter) -> Rendered:
    """The subject and both parts of the mail."""
    values = {
        "letter": letter,
        "shape": SHAPES[letter.tone],
        "colour": legible(letter.brand.colour, "#ffffff"),
    }
    text = _environment().get_template("letter.txt.j2").render(values)
    html = _environment().get_template("letter.html.j2").render(values)
    if letter.action:  # for customers, whose mail programs we do not know
        html = _inliner().inline(html)
    return Rendered(subject=plain(letter.subject, 180), text=_tidy(text), html=html)


def message_of(rendered: Rendered, envelope: Envelope, files: Sequence[tuple[str, str]] = ()) -> bytes:
    """The RFC 5322 message, multipart/alternative, byte for byte the same for the same arguments.

    Args:
        files: Name and text of plain-text files to attach.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(display_name=plain(envelope.sender_name), addr_spec=envelope.sender)
    message["To"] = ", ".join(envelope.to)
    message["Subject"] = rendered.subject
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.mail_id}@{envelope.sender.partition('@')[2]}>"
    if envelope.reply_to:
        message["Reply-To"] = envelope.reply_to
    if envelope.in_reply_to:
        message["In-Reply-To"] = envelope.in_reply_to
        message["References"] = envelope.in_reply_to
    # RFC 3834: out-of-office programs do not answer it, and our own intake does not either.
    message["Auto-Submitted"] = "auto-replied" if envelope.in_reply_to else "auto-generated"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{envelope.mail_id}")
    for name, text in files:
        message.add_attachment(text, filename=name, cte="base64")
        message.set_boundary(f"=_{envelope.mail_id}_files")
    # Python folds a long subject before its first word, which many programs then show with a space in front.
    head, gap, body = message.as_bytes().partition(b"\r\n\r\n")
    content = head.replace(b"\r\nSubject:\r\n ", b"\r\nSubject: ") + gap + body
    return _stop_headers(envelope.stop_address) + content


def _stop_headers(address: str) -> bytes:
    # As bytes: the address must not be folded, and Python's headers would encode so long a word.
    one_click = f"List-Unsubscribe: <{address}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return one_click.encode("ascii") if address else b""


def _wrap(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        text,
        TEXT_WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _label_width(labels: Iterable[str]) -> int:
    return max((len(label) for label in labels), default=0) + 2


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


@cache
def _inliner() -> CSSInliner:
    # Mail programs drop style sheets; those that keep them take the dark colours from the rule that stays.
    return CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sellthrough.model", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["wrap"] = _wrap
    environment.filters["label_width"] = _label_width
    return environment
