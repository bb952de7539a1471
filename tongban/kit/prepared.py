"""Questions that every request asks and rows that every act writes, their SQL compiled once per process.

    OPEN = Prepared(lambda: Promise.objects.filter(state__in=OPEN_STATES), "subject_key", "kind")
    OPEN.first(case.subject_key, "decision")

Django compiles a query anew each time it is asked; for a row found by its key that takes longer than the database
needs (ADR 0014). What stands here reads and writes the same rows with the same converters as the ORM does, sends no
signals, and is for exact keys only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar, cast

from django.db import connection, models
from django.db.models import QuerySet, sql
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Prepared(Generic[M]):
    """`rows`: the question without its keys; `columns`: the fields that a call gives values for, compared exactly."""

    def __init__(self, rows: Callable[[], QuerySet[M]], *columns: str) -> None:
        self.rows, self.columns = rows, columns
        self._asked: dict[str, _Asked] = {}

    def all(self, *values: Any) -> list[M]:
        """Every row, in the order of the question."""
        asked = self._asked.get(connection.vendor)
        if asked is None:
            asked = self._asked[connection.vendor] = _Asked(self.rows(), self.columns)
        return cast("list[M]", asked.answers(values))

    def first(self, *values: Any) -> M | None:
        found = self.all(*values)
        return found[0] if found else None

    def get(self, *values: Any) -> M:
        """Raises the model's DoesNotExist."""
        found = self.first(*values)
        if found is None:
            raise self.rows().model.DoesNotExist  # type: ignore[attr-defined]
        return found


class _Key:
    """Stands for a value while a question is compiled."""

    def __init__(self, place: int) -> None:
        self.place = place


class _Asked:
    """A compiled question: its SQL, where the keys go, and how a row becomes an object."""

    def __init__(self, rows: QuerySet[Any], columns: tuple[str, ...]) -> None:
        meta = rows.model._meta
        where = rows.query.clone()
        self.fields: list[Any] = []
        for place, name in enumerate(columns):
            joined = where.setup_joins(name.split("__"), meta, where.get_initial_alias())
            [target], alias, _joins = where.trim_joins(joined.targets, joined.joins, joined.path)
            self.fields.append(target.target_field if target.is_relation else target)  # type: ignore[attr-defined]
            where.where.add(_Same(target.get_col(alias), _Key(place)), "AND")
        compiler = where.get_compiler(connection.alias)
        self.sql, self.given = compiler.as_sql()
        start, end = compiler.klass_info["select_fields"][0], compiler.klass_info["select_fields"][-1] + 1
        self.names, self.own = [one[0].target.attname for one in compiler.select[start:end]], slice(start, end)
        self.model = compiler.klass_info["model"]
        self.related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]
        self.converters = compiler.get_converters([one[0] for one in compiler.select])
        self.compiler = compiler

    def answers(self, values: tuple[Any, ...]) -> list[Any]:
        keys = [field.get_db_prep_value(value, connection) for field, value in zip(self.fields, values, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [keys[one.place] if isinstance(one, _Key) else one for one in self.given])
            rows: Iterable[Any] = cursor.fetchall()
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [self._built(row) for row in rows]

    def _built(self, row: Any) -> Any:
        made = self.model.from_db(connection.alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, made)
        return made


class _Same:
    """`column = key` in a WHERE that is compiled before its value is known."""

    contains_aggregate = contains_over_clause = False

    def __init__(self, column: Any, key: _Key) -> None:
        self.column, self.key = column, key

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        text, params = compiler.compile(self.column)
        return f"{text} = %s", [*params, self.key]


# -- writing -----------------------------------------------------------------------------------------------------

_inserts: dict[tuple[str, type[models.Model]], tuple[str, list[Any]]] = {}


def insert(row: models.Model) -> None:
    """A new row whose key the program gave (or that nobody asks back, where the database numbers its rows)."""
    at = (connection.vendor, type(row))
    if at not in _inserts:
        fields = [field for field in row._meta.concrete_fields if not isinstance(field, models.AutoField)]
        query = sql.InsertQuery(type(row))
        query.insert_values(fields, [row])
        [(text, _params)] = query.get_compiler(connection.alias).as_sql()
        _inserts[at] = text, fields
    text, fields = _inserts[at]
    _run(text, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])
    row._state.adding, row._state.db = False, connection.alias


_updates: dict[tuple[str, type[models.Model], tuple[str, ...]], str] = {}


def update(row: models.Model, names: Iterable[str]) -> None:
    """Writes the columns (attnames) of a row that exists; the caller holds its lock."""
    meta: Any = row._meta
    columns = tuple(names)
    if not columns:
        return
    at = (connection.vendor, type(row), columns)
    quote, fields = connection.ops.quote_name, [meta.get_field(name) for name in columns]
    if at not in _updates:
        sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        _updates[at] = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 - our names
    values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    _run(_updates[at], [*values, meta.pk.get_db_prep_value(row.pk, connection)])


def _run(text: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, params)


# -- what changed ------------------------------------------------------------------------------------------------


def image(row: models.Model) -> dict[str, Any]:
    """The row's columns as they were read; for `changed`."""
    kept = row.__dict__
    return {field.attname: kept[field.attname] for field in row._meta.concrete_fields if field.attname in kept}


def changed(row: models.Model, before: dict[str, Any]) -> list[str]:
    """Columns that hold something else now; lists and dicts always, since they may have changed inside. A column
    that the program keeps beside another (the blind index of a personal field) goes with that one."""
    now = row.__dict__
    differ = {name for name, old in before.items() if isinstance(old, (list, dict)) or now[name] != old}
    return [name for name in before if name in differ or name.removesuffix("_index") in differ]
