"""Countries and ministries over the API."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from accounts import selectors
from accounts.api.acting import membership_of
from accounts.models import Country, Ministry


class CountrySerializer(serializers.ModelSerializer[Country]):
    name = serializers.CharField(source="display_name", help_text="In the language asked for by Accept-Language.")

    class Meta:
        model = Country
        fields = (
            "code",
            "alpha2",
            "m49",
            "name",
            "region",
            "subregion",
            "regional_group",
            "landlocked",
            "observer_state",
            "fictional",
        )


class MinistrySerializer(serializers.ModelSerializer[Ministry]):
    country = serializers.SlugRelatedField[Country](slug_field="code", read_only=True)

    class Meta:
        model = Ministry
        fields = ("id", "country", "slug", "name", "active")


class MinistryFilter(django_filters.FilterSet):
    country = django_filters.CharFilter(field_name="country__code", help_text="ISO 3166 alpha-3 code.")

    class Meta:
        model = Ministry
        fields = ("country", "active")


COUNTRY_EXAMPLE = OpenApiExample(
    "Austria",
    value={
        "code": "AUT",
        "alpha2": "AT",
        "m49": "040",
        "name": "Austria",
        "region": "Europe",
        "subregion": "Western Europe",
        "regional_group": "western_european_others",
        "landlocked": True,
        "observer_state": False,
        "fictional": False,
    },
)
MINISTRY_EXAMPLE = OpenApiExample(
    "Ministry of the Interior",
    value={
        "id": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11",
        "country": "XAA",
        "slug": "interior",
        "name": "Ministry of the Interior",
        "active": True,
    },
)


@extend_schema_view(
    list=extend_schema(summary="List countries", examples=[COUNTRY_EXAMPLE]),
    retrieve=extend_schema(summary="One country, by ISO 3166 alpha-3 code", examples=[COUNTRY_EXAMPLE]),
)
class CountryViewSet(viewsets.ReadOnlyModelViewSet[Country]):
    """Member States and observer States; in a demonstration fictional ones as well."""

    serializer_class = CountrySerializer
    queryset = selectors.countries()
    lookup_field = "code"
    lookup_value_regex = "[A-Z]{3}"
    filterset_fields = ("region", "subregion", "regional_group", "landlocked", "observer_state", "fictional")


@extend_schema_view(
    list=extend_schema(summary="List the ministries that the caller may see", examples=[MINISTRY_EXAMPLE]),
    retrieve=extend_schema(summary="One ministry", examples=[MINISTRY_EXAMPLE]),
)
class MinistryViewSet(viewsets.ReadOnlyModelViewSet[Ministry]):
    """Ministries of the caller's country; reviewers and the secretariat see those of all countries."""

    serializer_class = MinistrySerializer
    queryset = Ministry.objects.none()
    lookup_value_converter = "uuid"
    filterset_class = MinistryFilter

    def get_queryset(self) -> QuerySet[Ministry]:
        return selectors.ministries(actor=membership_of(self.request))
