"""The database holds what people, places and notices always are."""

from django.db import migrations, models

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is held for a moment, not until the last has its checks

    dependencies = [
        ("accounts", "0002_invitations_notices"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        framework.gentle.AddChecks(
            model_name="country",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        ("alpha2__regex", "^[A-Za-z0-9]{2}$"),
                        models.Q(("m49__isnull", True), ("m49__regex", "^[0-9]{3}$"), _connector="OR"),
                    ),
                    name="country_codes_have_their_form",
                ),
                models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="country_has_its_name"),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "regional_group__in",
                            (
                                "african",
                                "asia_pacific",
                                "eastern_european",
                                "latin_american_caribbean",
                                "western_european_others",
                                "none",
                            ),
                        )
                    ),
                    name="country_group_is_known",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="invitation",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("email", ""), _negated=True), models.Q(("capacity", ""), _negated=True)
                    ),
                    name="invitation_says_whom_and_by_whom",
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="ministry",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(models.Q(("slug", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                    name="ministry_has_its_name",
                )
            ],
        ),
        framework.gentle.AddChecks(
            model_name="notice",
            constraints=[
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "kind__in",
                            (
                                "invitation",
                                "assignment",
                                "conflict",
                                "mention",
                                "clarification",
                                "deadline",
                                "status",
                                "membership",
                            ),
                        )
                    ),
                    name="notice_kind_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("status__in", ("waiting", "sending", "sent", "failed"))),
                    name="notice_status_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("address", ""), _negated=True), name="notice_has_an_address"
                ),
                models.CheckConstraint(
                    condition=models.Q(("kind", "invitation"), ("recipient__isnull", False), _connector="OR"),
                    name="notice_is_for_somebody",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("lease_until__isnull", False), ("status", "sending")),
                        models.Q(models.Q(("status", "sending"), _negated=True), ("lease_until__isnull", True)),
                        _connector="OR",
                    ),
                    name="notice_lease_while_it_is_sent",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                    ),
                    name="notice_sent_says_when",
                ),
            ],
        ),
        framework.gentle.AddChecks(
            model_name="user",
            constraints=[
                models.CheckConstraint(condition=models.Q(("email", ""), _negated=True), name="user_has_an_address")
            ],
        ),
    ]
