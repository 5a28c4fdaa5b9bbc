"""The secretariat's administration of countries, ministries, users and memberships.

Sign-in is the portal's own, with its second factor and limits. Who may what: `accounts.rules`. Nothing is deleted.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from accounts import services
from accounts.models import Contact, Country, Invitation, Membership, Ministry, Notice, SecondFactorRule, User
from accounts.services import mailing

admin.site.site_header = _("Framework for Action Portal: administration")
admin.site.site_title = _("Administration")
admin.site.index_title = _("What the secretariat keeps")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(Country)
class CountryAdmin(SimpleHistoryAdmin):
    list_display = ("code", "name", "region", "regional_group", "landlocked", "observer_state", "fictional")
    list_filter = ("region", "regional_group", "landlocked", "observer_state", "fictional")
    search_fields = ("code", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Country | None = None) -> tuple[str, ...]:
        """A country keeps its code: submissions and addresses name it."""
        return ("code",) if obj else ()


@admin.register(Ministry)
class MinistryAdmin(SimpleHistoryAdmin):
    list_display = ("name", "country", "active")
    list_filter = ("active",)
    list_select_related = ("country",)
    search_fields = ("name", "country__name", "country__code")
    autocomplete_fields = ("country",)

    def get_readonly_fields(self, request: HttpRequest, obj: Ministry | None = None) -> tuple[str, ...]:
        """A ministry stays its country's: its answers do."""
        return ("country", "slug") if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Ministry | None = None) -> dict[str, Any]:
        """Not `prepopulated_fields`, with which pages of the history of what is there already fail."""
        return {} if obj else {"slug": ("name",)}


class MembershipForm(ModelForm):
    """A membership that exists can only end or begin again: its role and place do not change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in ("role", "country", "ministry"):
                self.fields[name].disabled = True


class MembershipInline(admin.TabularInline):
    """A person's capacities, beside the person; to add one, or to end one by taking `active` away."""

    model = Membership
    form = MembershipForm
    extra = 0
    fields = ("role", "country", "ministry", "active", "created_at")
    readonly_fields = ("created_at",)
    autocomplete_fields = ("country", "ministry")


@admin.register(User)
class UserAdmin(SimpleHistoryAdmin):
    """Persons. They set their password themselves, by e-mail; nobody is made superuser here."""

    list_display = ("email", "name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("email", "name", "memberships__country__name", "memberships__country__code")
    fields = ("email", "name", "is_active", "date_joined", "last_login", "left_at", "forgotten_at")
    readonly_fields = ("date_joined", "last_login", "left_at", "forgotten_at")
    inlines = (MembershipInline,)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person whose name was removed stays so: the database lets nothing of it be changed."""
        return super().has_change_permission(request, obj) and (obj is None or obj.forgotten_at is None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """All persons; superusers only for superusers."""
        persons = super().get_queryset(request)
        return persons if request.user.is_superuser else persons.filter(is_superuser=False)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new person has no password and sets one by e-mail; a former address opens nothing any more."""
        if not change:
            obj.set_unusable_password()
        closed = change and "is_active" in form.changed_data
        if closed:
            obj.left_at = None if obj.is_active else timezone.now()
        super().save_model(request, obj, form, change)
        if closed and not obj.is_active:
            services.end_access(user=obj)
        services.forget_former_addresses(user=obj)


@admin.register(Membership)
class MembershipAdmin(SimpleHistoryAdmin):
    list_display = ("user", "role", "country", "ministry", "active")
    list_filter = ("role", "active")
    list_select_related = ("user", "country", "ministry")
    search_fields = ("user__email", "user__name", "country__name", "country__code", "ministry__name")
    fields = ("user", "role", "country", "ministry", "active", "created_at")
    autocomplete_fields = ("user", "country", "ministry")

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        """A membership is ended and another begun, never turned into another."""
        return ("user", "role", "country", "ministry", "created_at") if obj else ("created_at",)


@admin.register(Invitation)
class InvitationAdmin(SimpleHistoryAdmin):
    """Invitations and their history, to look at: they are sent, revoked and accepted on the pages of people."""

    list_display = ("email", "role", "country", "ministry", "invited_by", "sent_at", "state")
    list_filter = ("role",)
    list_select_related = ("country", "ministry", "invited_by")
    search_fields = ("email", "name", "country__name", "country__code")
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    @admin.display(description=_("State"))
    def state(self, invitation: Invitation) -> str:
        return str(invitation.state.label)


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """Mails: to whom, of what kind, how it went. What they say is between the portal and whoever gets them."""

    list_display = ("created_at", "kind", "address", "status", "attempts", "due_at", "sent_at", "failure")
    list_display_links = None
    list_filter = ("status", "kind", "in_digest")
    search_fields = ("address",)
    date_hierarchy = "created_at"
    actions = ("send_again",)

    @admin.action(description=_("Send failed mails again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        count = mailing.send_again(queryset)
        self.message_user(
            request,
            ngettext("%(count)d failed mail is sent again.", "%(count)d failed mails are sent again.", count)
            % {"count": count},
        )

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is no page of one mail: the list says all."""
        raise Http404


@admin.register(SecondFactorRule)
class SecondFactorRuleAdmin(SimpleHistoryAdmin):
    """Which countries ask everybody for a second factor, and who changed that when, to look at: focal points say it."""

    list_display = ("country", "asked")
    list_filter = ("asked",)
    list_select_related = ("country",)
    search_fields = ("country__name", "country__code")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SecondFactorRule | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SecondFactorRule | None = None) -> bool:
        return False


@admin.register(Contact)
class ContactAdmin(SimpleHistoryAdmin):
    """Whom people turn to: one row, shown at the foot of every page."""

    fields = ("email", "telephone", "text_en", "text_ar", "text_zh_hans", "text_fr", "text_ru", "text_es")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Contact.objects.exists()

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        services.keep_contact(contact=obj)
