"""Rows of before are looked at while people go on writing."""

from django.db import migrations

import framework.gentle


class Migration(migrations.Migration):
    atomic = False  # each table is let go before the next is looked at

    dependencies = [
        ("accounts", "0003_constraints"),
    ]

    operations = [
        framework.gentle.ValidateChecks(
            model_name="country",
            names=["country_codes_have_their_form", "country_has_its_name", "country_group_is_known"],
        ),
        framework.gentle.ValidateChecks(
            model_name="invitation",
            names=["invitation_says_whom_and_by_whom"],
        ),
        framework.gentle.ValidateChecks(
            model_name="ministry",
            names=["ministry_has_its_name"],
        ),
        framework.gentle.ValidateChecks(
            model_name="notice",
            names=[
                "notice_kind_is_known",
                "notice_status_is_known",
                "notice_has_an_address",
                "notice_is_for_somebody",
                "notice_lease_while_it_is_sent",
                "notice_sent_says_when",
            ],
        ),
        framework.gentle.ValidateChecks(
            model_name="user",
            names=["user_has_an_address"],
        ),
    ]
