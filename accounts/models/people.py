"""Countries, their ministries, the people and the capacities in which they act."""

import uuid
from functools import lru_cache
from typing import Any, ClassVar

from babel import Locale
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, override, to_locale
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.passwords import normalized
from framework.listing import apposed
from framework.models.base import not_empty, one_of


@lru_cache(maxsize=16)
def territory_names(language: str) -> dict[str, str]:
    """Names of countries by alpha-2 code in `language` (a Django language code), from CLDR."""
    return dict(Locale.parse(to_locale(language)).territories)


class CountryManager(models.Manager["Country"]):
    def get_by_natural_key(self, code: str) -> "Country":
        return self.get(code=code)


class Country(models.Model):
    """A State that assesses itself: a Member State, an observer State, or a fictional one of the demonstration."""

    class RegionalGroup(models.TextChoices):
        """Regional groups of Member States (source: United Nations, Department for General Assembly)."""

        AFRICAN = "african", _("African States")
        ASIA_PACIFIC = "asia_pacific", _("Asia-Pacific States")
        EASTERN_EUROPEAN = "eastern_european", _("Eastern European States")
        LATIN_AMERICAN_CARIBBEAN = "latin_american_caribbean", _("Latin American and Caribbean States")
        WESTERN_EUROPEAN_OTHERS = "western_european_others", _("Western European and other States")
        NONE = "none", _("No regional group")

    code = models.CharField(_("ISO 3166 alpha-3"), max_length=3, unique=True)
    alpha2 = models.CharField(_("ISO 3166 alpha-2"), max_length=2, unique=True)
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True, null=True, blank=True)
    name = models.CharField(_("name in English"), max_length=100)
    region = models.CharField(_("M49 region"), max_length=60)
    subregion = models.CharField(_("M49 subregion"), max_length=60)
    regional_group = models.CharField(_("regional group"), max_length=30, choices=RegionalGroup.choices)
    landlocked = models.BooleanField(_("landlocked"), default=False)
    observer_state = models.BooleanField(_("observer State"), default=False)
    fictional = models.BooleanField(_("fictional"), default=False)
    history = HistoricalRecords()

    objects: ClassVar[CountryManager] = CountryManager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z]{3}$"), name="country_code_is_alpha3"),
            models.CheckConstraint(
                condition=models.Q(fictional=True) | models.Q(m49__isnull=False), name="country_real_has_m49"
            ),
            models.CheckConstraint(
                condition=models.Q(alpha2__regex=r"^[A-Za-z0-9]{2}$")
                & (models.Q(m49__isnull=True) | models.Q(m49__regex=r"^[0-9]{3}$")),
                name="country_codes_have_their_form",
            ),
            not_empty("name", "country_has_its_name"),
            one_of(
                "regional_group",
                "african",
                "asia_pacific",
                "eastern_european",
                "latin_american_caribbean",
                "western_european_others",
                "none",
                name="country_group_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def display_name(self) -> str:
        """The country's name in the active language."""
        return self.name_in(get_language() or "en")

    @property
    def asks_second_factor(self) -> bool:
        """Whether everybody who acts for the country needs one. A query where its rule was not read along."""
        rule = getattr(self, "second_factor_rule", None)
        return rule is not None and bool(rule.asked)

    def name_in(self, language: str) -> str:
        """The country's name in `language` (a Django language code), from CLDR; English name where CLDR has none."""
        if self.fictional or language == "en":
            return self.name
        return territory_names(language).get(self.alpha2, self.name)


class Ministry(models.Model):
    """A body of a country's Government that answers indicators."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="ministries")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=150)
    active = models.BooleanField(_("active"), default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("country__name", "name")
        verbose_name = _("ministry")
        verbose_name_plural = _("ministries")
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="ministry_slug_once_a_country"),
            models.CheckConstraint(condition=~models.Q(slug="") & ~models.Q(name=""), name="ministry_has_its_name"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this e-mail address, whatever its case."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who signs in with `email`; without a password he cannot sign in until he sets one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with every right in the administration (for the operator's first sign-in)."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What he may do is in his memberships."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    daily_digest = models.BooleanField(
        _("one mail a day"), default=False, help_text=_("All news of a day in one mail instead of single ones.")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Of pages, mails and reports."),
    )
    toured = models.BooleanField(_("knows the way round"), default=False)
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(_("name removed"), null=True, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login", "toured"])

    objects: ClassVar[UserManager] = UserManager()
    known_capacities: "list[Membership] | None" = None
    """What the person may act as, where it was read together with the person (`accounts.backends`)."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("email",)
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case"),
            not_empty("email", "user_has_an_address"),
            one_of("language", "", *dict(settings.LANGUAGES), name="user_language_is_ours"),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(is_active=False), name="user_who_left_is_inactive"
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at__isnull=True) | models.Q(left_at__isnull=False),
                name="user_forgotten_has_left",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the administration opens: for superusers and for active members of the secretariat."""
        return self.is_superuser or self.is_administrator

    @cached_property
    def is_administrator(self) -> bool:
        """Whether the person holds an active membership of the secretariat (one query, once an object)."""
        return self.memberships.filter(role=Membership.Role.SECRETARIAT, active=True).exists()

    def set_password(self, raw_password: str | None) -> None:
        """Keep the hash of a password, in the one form of its characters."""
        super().set_password(normalized(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the person's, however the keyboard made its characters."""
        return super().check_password(normalized(raw_password))

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Membership(models.Model):
    """One capacity in which a user acts: a role, of a country and ministry where the role has one."""

    class Role(models.TextChoices):
        CONTRIBUTOR = "contributor", _("Contributor")
        FOCAL_POINT = "focal_point", _("Focal point")
        OBSERVER = "observer", _("Observer")
        REVIEWER = "reviewer", _("Reviewer")
        SECRETARIAT = "secretariat", _("Secretariat")

    NATIONAL_ROLES = (Role.CONTRIBUTOR, Role.FOCAL_POINT, Role.OBSERVER)
    WITH_SECOND_FACTOR = (Role.FOCAL_POINT, Role.REVIEWER, Role.SECRETARIAT)  # they see or change what is a country's
    NEVER_EMPTY = (Role.FOCAL_POINT, Role.SECRETARIAT)  # somebody always stays: in each country, and at UNODC

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True)
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    history = HistoricalRecords()

    class Meta:
        ordering = ("created_at", "id")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="membership_role_has_its_place",
                condition=(
                    models.Q(role="contributor", country__isnull=False, ministry__isnull=False)
                    | models.Q(role__in=["focal_point", "observer"], country__isnull=False, ministry__isnull=True)
                    | models.Q(role__in=["reviewer", "secretariat"], country__isnull=True, ministry__isnull=True)
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "country", "ministry"],
                name="membership_once_a_ministry",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "country"],
                condition=models.Q(ministry__isnull=True),
                name="membership_once_a_country",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(country__isnull=True),
                name="membership_once_a_role",
            ),
        ]

    def __str__(self) -> str:
        return apposed(self.user, self.capacity)

    def clean(self) -> None:
        """Raises `ValidationError` where role, country and ministry do not go together."""
        national = self.role in self.NATIONAL_ROLES
        if national and self.country is None:
            raise ValidationError({"country": _("This role acts for a country.")})
        if not national and self.country is not None:
            raise ValidationError({"country": _("This role acts for no country.")})
        if self.role == self.Role.CONTRIBUTOR and self.ministry is None:
            raise ValidationError({"ministry": _("A contributor acts for a ministry.")})
        if self.role != self.Role.CONTRIBUTOR and self.ministry is not None:
            raise ValidationError({"ministry": _("Only a contributor acts for a ministry.")})
        if self.ministry is not None and self.ministry.country_id != self.country_id:
            raise ValidationError({"ministry": _("This ministry is another country's.")})

    @property
    def capacity(self) -> str:
        """In what capacity the person acts, in words of the active language."""
        role = str(self.Role(self.role).label)
        if self.ministry is not None:
            return apposed(role, self.ministry.name, self.country)
        if self.country is not None:
            return apposed(role, self.country)
        return role

    @property
    def recorded_capacity(self) -> str:
        """The same in English: what history and seals keep, whatever language the person reads."""
        with override("en"):
            return self.capacity
