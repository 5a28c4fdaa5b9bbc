"""Makes the extracts of the submissions that were sealed before there were any; one copy in memory at a time."""

import json

from django.db import migrations

from assessments.extracting import extracted


def extract(apps, schema_editor):
    Submission = apps.get_model("assessments", "Submission")
    Layout = apps.get_model("assessments", "Layout")
    Extract = apps.get_model("assessments", "Extract")
    for pk in list(Submission.objects.order_by("pk").values_list("pk", flat=True)):
        made = extracted(json.loads(Submission.objects.values_list("content", flat=True).get(pk=pk)))
        Layout.objects.get_or_create(sha256=made.layout, defaults={"places": made.places})
        Extract.objects.create(
            submission_id=pk,
            layout_id=made.layout,
            letters=made.letters,
            own_targets=made.own_targets,
            needs=made.needs,
        )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_extracts_review_synthetic")]

    operations = [migrations.RunPython(extract, migrations.RunPython.noop, elidable=True)]
