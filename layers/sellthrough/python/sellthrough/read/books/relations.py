"""In: the parts of an OOXML package (.xlsx, .xlsb). Out: which part relates to which, by kind."""

import posixpath
from dataclasses import dataclass

from sellthrough.read.books.parts import Parts
from sellthrough.read.books.xml import local_attributes, parse_xml


@dataclass(frozen=True)
class Relation:
    """A part that another one names.

    Attributes:
        kind: Last word of the relation's type ("worksheet", "sharedStrings"); strict files have the same.
        target: Name of the part, from the package's root.
    """

    kind: str
    target: str


def relations_of(parts: Parts, part: str) -> dict[str, Relation]:
    """The relations of a part ("" for the package itself) by id; those that lead out of the package are left out."""
    folder, name = posixpath.split(part)
    found: dict[str, Relation] = {}

    def start(element: str, given: dict[str, str]) -> None:
        values = local_attributes(given)
        target = values.get("Target", "")
        if element != "Relationship" or not target or values.get("TargetMode") == "External":
            return
        absolute = target if target.startswith("/") else posixpath.join(folder, target)
        resolved = posixpath.normpath("/" + absolute).lstrip("/")
        found[values.get("Id", "")] = Relation(values.get("Type", "").rpartition("/")[2], resolved)

    chunks = parts.chunks(posixpath.join(folder, "_rels", f"{name}.rels"))
    parse_xml(chunks, start, _nothing, _nothing)
    return found


def main_part(parts: Parts, usual: str) -> str:
    """The part that the package calls its document, else the usual one."""
    for relation in relations_of(parts, "").values():
        if relation.kind == "officeDocument" and parts.has(relation.target):
            return relation.target
    return usual


def _nothing(_: str) -> None:
    return None
