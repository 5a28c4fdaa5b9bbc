"""Rows of before are looked at while people go on writing."""

from django.db import migrations

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is let go before the next is looked at

    dependencies = [
        ("framework", "0002_constraints"),
    ]

    operations = [
        framework.gentle.ValidateChecks(
            model_name="guidance",
            names=["guidance_document_is_known", "guidance_kind_is_known"],
        ),
        framework.gentle.ValidateChecks(
            model_name="objective",
            names=["objective_code_has_its_form", "objective_number_from_1"],
        ),
        framework.gentle.ValidateChecks(
            model_name="part",
            names=["part_code_has_its_form"],
        ),
        framework.gentle.ValidateChecks(
            model_name="recommendation",
            names=["recommendation_area_is_known", "recommendation_addressee_is_known"],
        ),
        framework.gentle.ValidateChecks(
            model_name="resource",
            names=["resource_pillar_is_known"],
        ),
        framework.gentle.ValidateChecks(
            model_name="table",
            names=["table_code_is_a_digit"],
        ),
    ]
