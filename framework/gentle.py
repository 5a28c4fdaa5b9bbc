"""Steps of migrations that hold the tables of a running portal only for a moment.

PostgreSQL adds a constraint in two steps: without looking at the rows (`AddChecks`: the strongest lock, milliseconds),
and in a later migration with a look at them, while people go on writing (`ValidateChecks`). Indexes are made and
dropped beside the writers (`AddIndexBeside`, `RemoveIndexBeside`; in a migration with `atomic = False`). SQLite, where
one writes at a time, does everything in the first step.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations, models, transaction


class AddChecks(migrations.operations.base.Operation):
    """Add checks that PostgreSQL holds new rows to; `ValidateChecks` lets it look at those that are there.

    SQLite makes a table anew for them, all at once. Use it with `atomic = False`: each table is let go at once.
    """

    category = migrations.operations.base.OperationCategory.ADDITION

    def __init__(self, model_name: str, constraints: Sequence[models.CheckConstraint]) -> None:
        self.model_name, self.constraints = model_name, constraints

    def state_forwards(self, app_label: str, state: Any) -> None:
        for constraint in self.constraints:
            state.add_constraint(app_label, self.model_name.lower(), constraint)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        connection = schema_editor.connection
        if connection.vendor == "sqlite":
            with transaction.atomic(connection.alias):
                schema_editor._remake_table(model)
            return
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
        for constraint in self.constraints:
            if constraint.name not in there:  # a migration that was interrupted begins again
                schema_editor.execute(f"{constraint.create_sql(model, schema_editor)} NOT VALID", params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(model)
            return
        for constraint in self.constraints:
            schema_editor.remove_constraint(model, constraint)

    def describe(self) -> str:
        return f"Add checks to {self.model_name}: {', '.join(one.name for one in self.constraints)}"


class ValidateChecks(migrations.operations.base.Operation):
    """Let PostgreSQL look at the rows that were there before an `AddChecks`, one pass. Writers go on meanwhile."""

    reversible = True

    def __init__(self, model_name: str, names: Sequence[str]) -> None:
        self.model_name, self.names = model_name, names

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing: the constraints are known since they were added."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            quote = schema_editor.quote_name
            table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
            each = ", ".join(f"VALIDATE CONSTRAINT {quote(name)}" for name in self.names)
            schema_editor.execute(f"ALTER TABLE {quote(table)} {each}", params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing: what has been looked at stays so."""

    def describe(self) -> str:
        return f"Look at the rows of {self.model_name} that its new checks have not seen"


class _Beside:
    """Lets PostgreSQL work on an index while rows are written."""

    def _with(self, schema_editor: Any) -> dict[str, bool]:
        return {"concurrently": True} if schema_editor.connection.vendor == "postgresql" else {}


class AddIndexBeside(_Beside, migrations.AddIndex):
    """`AddIndex` that holds up nobody."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, **self._with(schema_editor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index, **self._with(schema_editor))


class RemoveIndexBeside(_Beside, migrations.RemoveIndex):
    """`RemoveIndex` that holds up nobody."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            schema_editor.remove_index(model, index, **self._with(schema_editor))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            schema_editor.add_index(model, index, **self._with(schema_editor))


class DropForeignKeyIndexes(migrations.operations.base.Operation):
    """Drop the indexes of foreign keys that no query looks up by themselves; the keys stay."""

    reversible = True

    def __init__(self, model_name: str, fields: Sequence[str]) -> None:
        self.model_name, self.fields = model_name, fields

    def state_forwards(self, app_label: str, state: Any) -> None:
        for name in self.fields:
            field = state.models[app_label, self.model_name.lower()].fields[name].clone()
            field.db_index = False
            state.alter_field(app_label, self.model_name.lower(), name, field, preserve_default=True)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        connection = schema_editor.connection
        beside = "CONCURRENTLY " if connection.vendor == "postgresql" else ""
        columns = [[model._meta.get_field(name).column] for name in self.fields]
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, constraint in found.items():
            is_plain = constraint["index"] and not constraint["unique"] and not constraint["primary_key"]
            if is_plain and constraint["columns"] in columns:
                schema_editor.execute(f"DROP INDEX {beside}{schema_editor.quote_name(name)}", params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for name in self.fields:
            schema_editor.execute(schema_editor._create_index_sql(model, fields=[model._meta.get_field(name)]))

    def describe(self) -> str:
        return f"Drop the indexes of {', '.join(self.fields)} of {self.model_name}"
