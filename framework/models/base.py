"""What every row of the framework shares: a natural key that fixtures use, and a place in the document's order."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.base import DeserializationError
from django.db import models
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class NaturalKeys:
    """Rows of the framework by model, database and natural key, as far as somebody asked for them."""

    def __init__(self) -> None:
        self.rows: dict[tuple[type[models.Model], str], dict[tuple[Any, ...], Any]] = {}
        self.keys: dict[tuple[type[models.Model], Any], tuple[Any, ...]] = {}
        self.missed = ""

    def find(self, manager: "ContentManager", key: tuple[Any, ...]) -> Any:
        """The row with this natural key, of which only the primary key is sure to be set, or None."""
        place = (manager.model, manager.db)
        if place not in self.rows:
            pairs = manager.order_by().values_list(*manager.model.NATURAL_KEY, "pk")
            self.rows[place] = {tuple(pair[:-1]): manager.model(pk=pair[-1]) for pair in pairs}
            self.keys.update(((manager.model, row.pk), each) for each, row in self.rows[place].items())
        return self.rows[place].get(key)

    def add(self, instance: Any, using: str, **kwargs: Any) -> None:
        """Receive `post_save`: a row that was just saved can be found, too."""
        rows = self.rows.get((type(instance), using))
        if rows is not None:
            key = instance.natural_key()
            rows[key] = instance
            self.keys[type(instance), instance.pk] = key


_remembered: ContextVar[NaturalKeys | None] = ContextVar("natural keys in memory", default=None)


@contextmanager
def remembered_natural_keys() -> Iterator[None]:
    """Within this block every row is looked up by natural key in memory, after one query a model.

    For loading fixtures only, thousands of look-ups in one transaction: rows must not be deleted within the block.
    """
    keys = NaturalKeys()
    token = _remembered.set(keys)
    post_save.connect(keys.add)
    try:
        yield
    finally:
        post_save.disconnect(keys.add)
        _remembered.reset(token)


class ContentManager(models.Manager[Any]):
    """Finds rows by their natural key, the fields that the model names in `NATURAL_KEY`."""

    def get_by_natural_key(self, *key: Any) -> Any:
        """The row with this natural key.

        Raises `DoesNotExist` with a message that names the key: it is what somebody who loads a fixture with a
        reference that resolves to nothing gets to read.
        """
        remembered = _remembered.get()
        if remembered is None:
            row = self.filter(**dict(zip(self.model.NATURAL_KEY, key, strict=True))).order_by().first()
        else:
            row = remembered.find(self, key)
        if row is None:
            named = ", ".join(str(value) for value in key)
            message = f'no {self.model._meta.verbose_name} "{named}" in the framework'
            if remembered is not None:
                remembered.missed = message
            raise self.model.DoesNotExist(message)
        return row


class Content(models.Model):
    """One row of framework content.

    `NATURAL_KEY` names the look-ups that identify the row, `order` is its place in the document among all rows of
    its model, counted from 1.
    """

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ("code",)

    order = models.PositiveIntegerField(_("place in the document"))

    objects = ContentManager()

    class Meta:
        abstract = True
        ordering = ["order"]

    def __str__(self) -> str:
        return " ".join(str(value) for value in self.natural_key())

    def natural_key(self) -> tuple[Any, ...]:
        """Values of `NATURAL_KEY`, which may follow foreign keys as look-ups do.

        Raises `DeserializationError` when a fixture leads a foreign key of the natural key to nothing.
        """
        return tuple(self._look_up(lookup) for lookup in self.NATURAL_KEY)

    def _look_up(self, lookup: str) -> Any:
        """Value of a look-up of the natural key: a field, or the first field of the key of the row it refers to."""
        name, _separator, field = lookup.partition("__")
        if not field:
            return getattr(self, name)
        remembered = _remembered.get()
        if remembered is not None:
            relation: Any = self._meta.get_field(name)
            key = remembered.keys.get((relation.related_model, getattr(self, relation.attname)))
            if key is not None:
                return key[0]
        try:
            return getattr(getattr(self, name), field)
        except ObjectDoesNotExist as error:
            missed = remembered.missed if remembered else error
            raise DeserializationError(f"{self._meta.label}.{name}: {missed}") from error


def one_of(field: str, *values: str, name: str) -> models.CheckConstraint:
    """Constraint called `name`: the text in `field` is one of `values`, which are those of its choices."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


def from_one(field: str, name: str) -> models.CheckConstraint:
    """Constraint called `name`: the number in `field` is counted from 1."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__gte": 1}), name=name)


def not_empty(field: str, name: str) -> models.CheckConstraint:
    """Constraint called `name`: the text in `field` is not empty."""
    return models.CheckConstraint(condition=~models.Q(**{field: ""}), name=name)
