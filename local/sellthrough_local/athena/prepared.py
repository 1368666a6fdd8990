"""A statement's text in, its translation over the tables as they are now out; the work of translating done once.

The same few texts come again and again (KPI models, the pages' queries). A translation rests on the definitions of the
tables and views that were looked up for it: it is used again while the catalogue still says the same of each of them.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from sellthrough_local.athena.catalogue import GlueTable
from sellthrough_local.athena.translate import Lookup, Translation, parse, translate
from sellthrough_local.athena.types import ResultColumn

_KEPT = 500


@dataclass
class Prepared:
    """One statement in one database.

    Attributes:
        translation: With the tables as they were when last looked up.
        definitions: Every table and view that the translation rests on, without its content.
        sql: The text for DuckDB; its tables are named by what they are, so it stays the same. "" before the first run.
        columns: Of the result; known after the first run.
    """

    translation: Translation
    definitions: dict[tuple[str, str], GlueTable]
    sql: str = ""
    columns: tuple[ResultColumn, ...] = field(default=())


class Preparer:
    """The last statements; safe to use from several threads.

    Args:
        lookup: Database and name to table or view as it is now.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._known: OrderedDict[tuple[str, str], Prepared] = OrderedDict()
        self._lock = threading.Lock()

    def prepare(self, text: str, database: str) -> tuple[Prepared, Translation]:
        """The statement, and its translation with the tables as they are now.

        Raises:
            QueryFailure: The text is wrong, or it cannot be answered as Athena would.
        """
        with self._lock:
            known = self._known.get((text, database))
        found = {key: self._lookup(*key) for key in known.definitions} if known else {}
        if known is None or any(_definition(found[key]) != known.definitions[key] for key in found):
            return self._translated(text, database)
        tables = tuple(found[table.database, table.name] for table in known.translation.tables)
        return known, replace(known.translation, tables=tables)

    def _translated(self, text: str, database: str) -> tuple[Prepared, Translation]:
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
        return prepared, translation


def _definition(table: GlueTable) -> GlueTable:
    return replace(table, metadata_location="", raw=None)
