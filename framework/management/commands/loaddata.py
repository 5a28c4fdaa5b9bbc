"""Django's `loaddata`, with natural keys looked up in memory: the framework's fixtures hold thousands of them.

Translations, of which there are twice as many as of all else, are written together at the end of their fixture.
"""

from typing import Any

from django.core.checks import Tags
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.commands import loaddata
from django.core.serializers.base import (
    DeserializationError,
    DeserializedObject,
    M2MDeserializationError,
    deserialize_fk_value,
    deserialize_m2m_values,
)
from django.db import DatabaseError, router

from framework.models import Translation
from framework.models.base import Content, remembered_natural_keys
from framework.selectors import forget_tree


class Command(loaddata.Command):
    """Loads fixtures as Django does; checks models and database before, and not addresses and templates.

    Framework content refers only to what was loaded before it: a reference that does not resolve is refused at once,
    by name, with the row that holds it.
    """

    requires_system_checks = [Tags.models, Tags.database]

    def handle(self, *fixture_labels: str, **options: Any) -> None:
        self.translations: list[Translation] = []
        with remembered_natural_keys():
            super().handle(*fixture_labels, **options)
        forget_tree()

    def load_label(self, fixture_label: str) -> None:
        super().load_label(fixture_label)
        self.write_translations(fixture_label)

    def write_translations(self, fixture_label: str) -> None:
        """Write the translations of a fixture: new ones together, and those whose text has changed.

        Raises `DatabaseError` that names the fixture.
        """
        known = {each.pk for each in self.translations if each.pk is not None}
        rows = Translation.objects.using(self.using)
        texts = dict(rows.filter(language__in={each.language for each in self.translations}).values_list("pk", "text"))
        try:
            rows.bulk_create([each for each in self.translations if each.pk is None], batch_size=500)
            changed = [each for each in self.translations if each.pk in known and each.text != texts[each.pk]]
            rows.bulk_update(changed, ["text"], batch_size=100)
        except DatabaseError as error:
            error.args = (f"Problem installing fixture '{fixture_label}': {error}",)
            raise
        self.translations = []

    def save_obj(self, obj: DeserializedObject) -> bool:
        if isinstance(obj.object, Translation) and router.allow_migrate_model(self.using, Translation):
            self.translations.append(obj.object)
            return True
        if isinstance(obj.object, Content):
            for field, value in (obj.deferred_fields or {}).items():
                raise DeserializationError(f"{obj.object._meta.label} {obj.object}: {self.unresolved(field, value)}")
        return super().save_obj(obj)

    def unresolved(self, field: Any, value: Any) -> str:
        """What a reference that did not resolve refers to, in words."""
        try:
            if field.many_to_many:
                deserialize_m2m_values(field, value, self.using, handle_forward_references=False)
            else:
                deserialize_fk_value(field, value, self.using, handle_forward_references=False)
        except M2MDeserializationError as error:
            return str(error.original_exc)
        except ObjectDoesNotExist as error:
            return str(error)
        return f"{field.name} {value} refers to what comes after it"
