"""What every row of the framework shares: a natural key that fixtures use, and a place in the document's order."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentManager(models.Manager[Any]):
    """Finds rows by their natural key, the fields that the model names in `NATURAL_KEY`."""

    def get_by_natural_key(self, *key: Any) -> Any:
        """The row with this natural key.

        Raises `DoesNotExist` with a message that names the key: it is what somebody who loads a fixture with a
        reference that resolves to nothing gets to read.
        """
        lookups = dict(zip(self.model.NATURAL_KEY, key, strict=True))
        row = self.filter(**lookups).order_by().first()
        if row is None:
            named = ", ".join(str(value) for value in key)
            raise self.model.DoesNotExist(f'no {self.model._meta.verbose_name} "{named}" in the framework')
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
        """Values of `NATURAL_KEY`, which may follow foreign keys as look-ups do."""
        return tuple(self._follow(lookup.split("__")) for lookup in self.NATURAL_KEY)

    def _follow(self, path: list[str]) -> Any:
        value: Any = self
        for name in path:
            value = getattr(value, name)
        return value


def not_empty(field: str, name: str) -> models.CheckConstraint:
    """Constraint called `name`: the text in `field` is not empty."""
    return models.CheckConstraint(condition=~models.Q(**{field: ""}), name=name)
