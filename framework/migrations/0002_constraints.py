"""The database holds codes and choices of the framework's content."""

from django.db import migrations, models

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is held for a moment, not until the last has its checks

    dependencies = [
        ("framework", "0001_tables_scale_law_and_annexes"),
    ]

    operations = [
        framework.gentle.AddChecks(
            model_name="guidance",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("document__in", ("002", "004"))), name="guidance_document_is_known"
                ),
                models.CheckConstraint(
                    condition=models.Q(("kind__in", ("obligation", "good_practice", "issue"))),
                    name="guidance_kind_is_known",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="objective",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("code__regex", "^[1-9]\\.[1-9][0-9]?$")), name="objective_code_has_its_form"
                ),
                models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="objective_number_from_1"),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="part",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(("code__regex", "^[1-9]\\.[1-9][0-9]?[a-z]?$"), ("letter__regex", "^[a-z]?$")),
                    name="part_code_has_its_form",
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="recommendation",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "area__in",
                            ("prevention", "protection", "criminalization", "cooperation", "research", "other"),
                        )
                    ),
                    name="recommendation_area_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("addressee__in", ("states", "unodc", "conference", "working-group"))),
                    name="recommendation_addressee_is_known",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="resource",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        ("pillar__in", ("prosecution", "protection", "prevention", "cooperation", "instruments"))
                    ),
                    name="resource_pillar_is_known",
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="table",
            constraints=[
                models.CheckConstraint(condition=models.Q(("code__regex", "^[1-9]$")), name="table_code_is_a_digit")
            ],
        ),
    ]
