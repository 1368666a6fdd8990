"""A statement's text in, its translation over the tables as they are now out; the work of translating done once.

The same few texts come again and again (KPI models, the pages' queries); they differ in the periods and ids that they
list, so lists of strings are set aside first. A translation rests on the definitions of the tables and views that were
looked up for it: it is used again while the catalogue still says the same of each of them.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.failures import QueryFailure
from sellthrough_local.athena.translate import Lookup, Translation, parse, translate
from sellthrough_local.athena.types import ResultColumn

_KEPT = 500
_LIST = re.compile(r"(?<=\bin)\s*\(\s*'[^']*'(?:\s*,\s*'[^']*')*\s*\)", re.IGNORECASE)
_MARK = "('__list_{}__')"


@dataclass
class Prepared:
    """One statement in one database, its lists of strings set aside.

    Attributes:
        definitions: Every table and view that the translation rests on, without its content.
        sql: The text for DuckDB; its tables are named by what they are, so it stays the same. "" before the first run.
        columns: Of the result; empty before the first run.
    """

    translation: Translation
    definitions: dict[tuple[str, str], GlueTable]
    sql: str = ""
    columns: tuple[ResultColumn, ...] = field(default=())


@dataclass(frozen=True)
class Query:
    """A prepared statement with its lists, over the tables as they were when it was prepared."""

    prepared: Prepared
    tables: tuple[GlueTable, ...]
    lists: tuple[str, ...]

    def sql(self, physical: Mapping[tuple[str, str], str]) -> str:
        """DuckDB SQL over the DuckDB tables that stand for (database, name)."""
        self.prepared.sql = self.prepared.sql or self.prepared.translation.sql(physical)
        text = self.prepared.sql
        for number, values in enumerate(self.lists):
            text = text.replace(_MARK.format(number), values)
        return text


class Preparer:
    """The last statements; safe to use from several threads.

    Args:
        lookup: Database and name to table or view as it is now.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._known: OrderedDict[tuple[str, str], Prepared] = OrderedDict()
        self._lock = threading.Lock()

    def prepare(self, text: str, database: str) -> Query:
        """The statement over the tables as they are now.

        Raises:
            QueryFailure: The text is wrong, or it cannot be answered as Athena would.
        """
        lists = tuple(_LIST.findall(text))
        if lists:
            numbers = iter(range(len(lists)))
            try:
                return self._prepare(_LIST.sub(lambda _: _MARK.format(next(numbers)), text), database, lists)
            except QueryFailure:  # told in the words of the text as it came; or what looked like a list was none
                pass
        return self._prepare(text, database, ())

    def _prepare(self, text: str, database: str, lists: tuple[str, ...]) -> Query:
        with self._lock:
            known = self._known.get((text, database))
        found = {key: self._lookup(*key) for key in known.definitions} if known else {}
        if known is None or any(_definition(found[key]) != known.definitions[key] for key in found):
            known = self._translated(text, database)
            return Query(known, known.translation.tables, lists)
        tables = tuple(found[table.database, table.name] for table in known.translation.tables)
        return Query(known, tables, lists)

    def _translated(self, text: str, database: str) -> Prepared:
        definitions: dict[tuple[str, str], GlueTable] = {}

        def noted(of_database: str, name: str) -> GlueTable:
            table = self._lookup(of_database, name)
            definitions[of_database, name] = _definition(table)
            return table

        translation = translate(parse(text), database, noted)
        prepared = Prepared(translation, definitions)
        with self._lock:
            self._known[text, database] = prepared
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return prepared


def _definition(table: GlueTable) -> GlueTable:
    return replace(table, metadata_location="", raw=None)
