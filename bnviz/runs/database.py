"""The database behind the store: where it is, how it is opened, and its failures in one plain sentence."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Table,
    and_,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    update,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from bnviz.host import Host, HostError, host
from bnviz.language import N_, _
from bnviz.runs import reserve
from bnviz.runs.schema import metadata

VARIABLE = "BNVIZ_DATABASE_URL"
UNOPENED = N_(
    "The run store '{store}' cannot be opened ({reason}): {variable} may be sqlite:///FILE, with the file in "
    "a folder that can be written, or postgresql://USER@HOST/DATABASE."
)
NETWORK = {"connect_timeout": "10", "keepalives_idle": "10", "tcp_user_timeout": "15000"}
"""How soon a PostgreSQL that is gone without a word is noticed: seconds, the last one milliseconds."""
OPENING = 0x626E76697A  # the lock of whoever makes tables on PostgreSQL: a number of this project's own


class StoreError(Exception):
    """The store cannot do what was asked; the message is one sentence for a person."""


class DiskFullError(StoreError):
    """There is no room to record anything more."""


class OutageError(StoreError):
    """The database is away or busy: the same may well succeed a little later."""


def settings() -> Host:
    """What the host decides.

    Raises:
        StoreError: if one of its settings is not allowed.
    """
    try:
        return host()
    except HostError as error:
        raise StoreError(str(error)) from error


def default_url() -> str:
    """What `BNVIZ_DATABASE_URL` says, or else a SQLite file in the user's data folder."""
    file = Path(platformdirs.user_data_dir("bnviz", appauthor=False)) / "runs.sqlite"
    return settings().database_url or URL.create("sqlite", database=str(file)).render_as_string()


def open_database(url: str) -> Engine:
    """Connects to a database, with the store's tables (and a SQLite file's folder) made where missing.

    Raises:
        StoreError: if the URL is malformed or of another kind, or the database cannot be opened or written.
    """
    try:
        engine = _engine(make_url(url))
        with engine.begin() as connection:
            _take_turns(connection)
            _create_tables(connection)
        _add_new_columns(engine)
        with engine.begin() as connection:
            _take_turns(connection)
            _create_indexes(connection)  # some are of new columns
    except (SQLAlchemyError, ImportError, OSError, TypeError, ValueError) as error:
        shown = re.sub(r"//.*@", "//", url).partition("?")[0]  # a password is not for the page or the log
        said = _(UNOPENED).format(store=shown, reason=_reason(error), variable=VARIABLE)
        raise StoreError(said) from error
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A connection whose statements take effect together, or not at all.

    Raises:
        StoreError: if the database fails; OutageError if that may pass.
        IntegrityError: if a row breaks a constraint, for the caller to answer.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeoutError) as error:
        raise _failure(error) from error


def put(engine: Engine, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Changes the row of a key, or makes it; nothing happens if what the row belongs to is gone.

    Raises:
        StoreError: if the database fails; OutageError if that may pass.
    """
    same = and_(*(table.c[name] == value for name, value in key.items()))
    for first in (True, False):
        with suppress(IntegrityError), transaction(engine) as connection:  # made by another: change it
            if not connection.execute(update(table).where(same).values(**values)).rowcount and first:
                connection.execute(insert(table).values(**key, **values))
            return


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url.update_query_dict({**NETWORK, **url.query}), pool_pre_ping=True)
    if url.get_backend_name() != "sqlite":
        raise ValueError(f"it is of the kind {url.get_backend_name()}")
    if url.database in (None, "", ":memory:"):
        raise ValueError("it names no file that the app and its workers can share")
    file = Path(url.database)
    file.parent.mkdir(parents=True, exist_ok=True)
    reserve.keep(file)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for setting in ("busy_timeout = 10000", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {setting}")
    # The file stays in WAL mode once switched. Of two that switch it at once, SQLite refuses one without
    # waiting; the other one's switch holds for both.
    with suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _take_turns(connection: Connection) -> None:
    """Wait for others that open the same store: PostgreSQL's `IF NOT EXISTS` alone fails where two meet."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({OPENING})")


def _create_tables(connection: Connection) -> None:
    """Makes what is missing; `IF NOT EXISTS`, as several processes may open a new store at once."""
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))


def _create_indexes(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        for index in sorted(table.indexes, key=str):
            connection.execute(CreateIndex(index, if_not_exists=True))


def _add_new_columns(engine: Engine) -> None:
    """Gives a store of an earlier version the columns that it does not have yet, empty in all its rows."""
    for table in metadata.sorted_tables:
        known = _columns(engine, table.name)
        for column in table.columns:
            if column.name not in known:
                _add_column(engine, column)


def _add_column(engine: Engine, column: Column[Any]) -> None:
    described = CreateColumn(column).compile(dialect=engine.dialect)
    try:
        with engine.begin() as connection:  # of its own: whoever has read the table locks others out of this
            connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {described}")
    except DBAPIError:
        if column.name not in _columns(engine, column.table.name):
            raise  # and not only because another process was faster by a moment


def _columns(engine: Engine, table: str) -> set[str]:
    return {column["name"] for column in inspect(engine).get_columns(table)}


def _reason(error: Exception) -> str:
    """What the driver or the operating system said, on one line."""
    said = getattr(error, "orig", None) or getattr(error, "strerror", None) or error
    return " ".join(str(said).split())


def _failure(error: Exception) -> StoreError:
    reason = _reason(error)
    if "is full" in reason or "No space left" in reason:
        full = _("The disk is full ({reason}): free some space; all that was recorded can still be read.")
        return DiskFullError(full.format(reason=reason))
    kind = OutageError if isinstance(error, (OperationalError, PoolTimeoutError)) else StoreError
    silent = _("The run store did not answer ({reason}): all that was recorded is kept; try again.")
    return kind(silent.format(reason=reason))
