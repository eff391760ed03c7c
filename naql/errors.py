"""The errors Naql raises, all of them.

NaqlError
├── SourceError     an input could not be opened or decoded at all
├── TableError      a row of a table in naql/data is wrong: file, line, what to do
├── GoldError       an annotated set does not fit its texts or its own form
├── StoreError      a store could not be opened, migrated, locked or written
└── QueryError      a question the store can't answer

Each carries one line that says what was found, where, and what to do. What a stage could not read inside an article
is not an error: it becomes a `records.Note` on the reading, and the rest is read.
"""


class NaqlError(Exception):
    """The root: catch this one to catch all of Naql's."""


class SourceError(NaqlError):
    """An input could not be opened or decoded at all."""


class TableError(NaqlError):
    """A row of a table in `naql/data` is wrong."""


class GoldError(NaqlError):
    """An annotated set does not fit its texts or its own form."""


class StoreError(NaqlError):
    """A store could not be opened, migrated, locked or written."""


class QueryError(NaqlError):
    """A question the store can't answer: one line says what was wrong with it. A page shows it with status 400."""
