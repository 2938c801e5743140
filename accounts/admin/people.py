"""People and what they may do; never deleted, switched off instead."""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import services
from accounts.forms import NewPersonForm, PersonForm
from accounts.login_names import login_name
from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.second_factor.selectors import factor_of
from core import clock
from core.admin import AuditedModelAdmin, changes_in
from core.registry import Registry

#: Code and label of each site type; the register contributes them from above.
SITE_TYPES: Registry[str] = Registry("site types in grants")

RIGHTS = ("can_people", "can_data", "can_export", "can_decide")

admin.site.unregister(Group)
#: A second factor is the person's own: here it can be reset, and nothing of it is shown.
admin.site.unregister([TOTPDevice, StaticDevice])


class GrantForm(forms.ModelForm):
    """A role over a union; a new one starts with the rights of its role unless they are ticked one by one."""

    site_types = forms.MultipleChoiceField(
        label="阵地类型",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=SITE_TYPES.items,
        help_text="不选表示全部类型。",
    )
    by_preset = forms.BooleanField(
        label="按角色默认权限",
        required=False,
        help_text="勾选时按角色授予默认的四项权限;要逐项授予,请取消勾选并在下方选择。",
    )

    class Meta:
        model = RoleGrant
        fields = ("role", "union", "by_preset", *RIGHTS, "site_types", "valid_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        self.fields["by_preset"].initial = is_new
        for name in () if is_new else ("role", "union"):
            self.fields[name].disabled = True
            self.fields[name].help_text = "角色和工会不能修改;需要调整时删除本条授权,另行新增。"

    def rights(self) -> dict[str, bool] | None:
        """The ticked rights by name; ``None`` leaves them to the preset."""
        if self.cleaned_data.get("by_preset"):
            return None
        return {name.removeprefix("can_"): self.cleaned_data[name] for name in RIGHTS}


class GrantInline(admin.StackedInline):
    model = RoleGrant
    form = GrantForm
    extra = 0
    autocomplete_fields = ("union",)
    fields = (("role", "union"), "by_preset", RIGHTS, "site_types", "valid_until")


@admin.register(User)
class PersonAdmin(AuditedModelAdmin, UserAdmin):
    """People: never deleted, because cases and the trail name them; switched off instead."""

    form = PersonForm
    add_form = NewPersonForm
    inlines = (GrantInline,)
    actions = ("lift_lockout",)
    autocomplete_fields = ("home_union",)
    list_display = ("username", "name", "post", "home_union", "roles", "is_active", "last_login")
    list_filter = ("is_active", "role_grants__role", "is_staff")
    list_select_related = ("home_union",)
    search_fields = ("username", "name", "home_union__name")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "second_factor")
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "post", "home_union")}),
        ("联系方式", {"fields": ("office_phone", "email")}),
        (
            "账号",
            {
                "fields": ("is_active", "is_staff", "second_factor", "last_login", "date_joined"),
                "description": "停用后立即不能登录。系统管理员由“系统管理员”授权决定;"
                "只勾选“可进入管理后台”的经审人员可查看操作日志。",
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "post", "home_union", "initial_password")}),
        ("联系方式", {"fields": ("office_phone", "email")}),
    )

    @admin.action(description="解除登录锁定")
    def lift_lockout(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Lets the chosen people try again at once; the list tells each in the trail."""
        lifted = sum(reset(username=login_name(person.username)) > 0 for person in queryset)
        self.message_user(request, f"已为 {len(queryset)} 人解除登录锁定,其中 {lifted} 人有输错密码的记录。")

    @admin.display(description="角色")
    def roles(self, person: User) -> str:
        return "、".join(dict.fromkeys(str(Role(grant.role).label) for grant in person.role_grants.all()))

    @admin.display(description="两步验证")
    def second_factor(self, person: User) -> str:
        factor = factor_of(person)
        if factor is None:
            return "未启用"
        words = f"已启用,还剩 {factor.codes_left} 个恢复码"
        return format_html(
            '{} <a href="{}">重置</a>', words, reverse("second-factor-reset", args=[person.pk])
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("role_grants")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_password(form.cleaned_data["initial_password"])
            obj.must_change_password = True
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseFormSet, change: bool) -> None:
        """Grants are given and taken by the services."""
        saved: Any = formset
        saved.save(commit=False)
        actor = request.actor  # type: ignore[attr-defined]  # the middleware puts the actor on each request
        for grant in saved.deleted_objects:
            services.revoke_role(grant, actor=actor, now=clock.now())
        for row in (row for row in saved.forms if row not in saved.deleted_forms and row.has_changed()):
            if row.instance.pk is None:
                services.grant_role(
                    form.instance,
                    row.cleaned_data["role"],
                    row.cleaned_data["union"],
                    actor=actor,
                    now=clock.now(),
                    site_types=row.cleaned_data["site_types"],
                    rights=row.rights(),
                    valid_until=row.cleaned_data["valid_until"],
                )
            else:
                services.change_grant(row.instance, changes_in(row), actor=actor, now=clock.now())

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                person = self.get_object(request, id)
                if person is not None:
                    if person.pk != request.user.pk:
                        services.require_own_password(person)
                    self.tell(request, "password", person, label="重设密码")
        return response
