"""Districts, unions, people and grants: facts and what may never be."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import F, Q

from accounts.login_names import login_name
from accounts.roles import Role


class District(models.Model):
    """A district of GB/T 2260; with centre and radius, all three or none, a pin far away is warned of."""

    code = models.CharField("区划代码", max_length=6, primary_key=True, help_text="GB/T 2260 六位代码。")
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=20)
    city_name = models.CharField("所属市", max_length=40)
    centre_lat = models.DecimalField("中心纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    centre_lng = models.DecimalField("中心经度", max_digits=9, decimal_places=6, null=True, blank=True)
    radius_km = models.PositiveSmallIntegerField(
        "半径(公里)",
        null=True,
        blank=True,
        help_text="阵地坐标超出此半径时提醒核对;中心和半径都不填的,不提醒。",
    )

    class Meta:
        verbose_name = "区(市)"
        verbose_name_plural = "区(市)"
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class UnionKind(models.TextChoices):
    CITY = "city", "市总工会"
    DISTRICT = "district", "区(市)总工会"
    INDUSTRY = "industry", "产业(系统)工会"
    ENTERPRISE = "enterprise", "直属企业(集团)工会"
    ORGANS = "organs", "市直机关工会"
    ZONE = "zone", "功能区工会"
    STREET = "street", "街道(镇)工会"
    PRIMARY = "primary", "基层工会"


class Union(models.Model):
    """A union in the tree. ``path`` lists the keys from the root, "1.4.12.", and is written by services only."""

    name = models.CharField("工会名称", max_length=80)
    short_name = models.CharField("简称", max_length=40, blank=True)
    code = models.CharField(
        "工会代码", max_length=24, unique=True, help_text="导入表格和命令中使用,不可重复。"
    )
    kind = models.CharField("类别", max_length=12, choices=UnionKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级工会"
    )
    path = models.CharField("路径", max_length=120, unique=True, null=True, editable=False)
    governs = models.OneToOneField(
        "accounts.District",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="governing_union",
        verbose_name="管辖区(市)",
        help_text="只有区(市)总工会或管辖整个区的功能区工会填写;功能区不管辖区划时留空。",
    )
    is_issuer = models.BooleanField("可制定管理办法", default=False)
    is_active = models.BooleanField("在用", default=True)
    search = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = "工会"
        verbose_name_plural = "工会"
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=UnionKind.values), name="union_kind_known"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="union_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_label(self) -> str:
        return self.name

    @property
    def audit_path(self) -> str:
        return self.path or ""


class UserManager(BaseUserManager["User"]):
    """People by user name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=login_name(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of a union. The name is public within the portal; the phone is an office phone.

    ``sessions_ended``: how often all sessions of the person were ended at once.
    """

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "这个用户名已有人使用,请换一个。"},
    )
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=40, blank=True)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)
    email = models.EmailField("邮箱", blank=True)
    home_union = models.ForeignKey(
        "accounts.Union",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="所在工会",
    )
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField("可进入管理后台", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False, db_default=False, editable=False)
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    is_demo = models.BooleanField("演示账号", default=False, editable=False)
    date_joined = models.DateTimeField("创建时间", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_session_auth_hash(self) -> str:
        """Sessions end with a new password, as Django has it, and whenever the second factor changed."""
        mark = super().get_session_auth_hash()
        return f"{mark}:{self.sessions_ended}" if self.sessions_ended else mark

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role over one union and everything below it, with the four rights apart from one another."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="role_grants", verbose_name="人员")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    union = models.ForeignKey(
        "accounts.Union", models.PROTECT, related_name="role_grants", verbose_name="授权工会"
    )
    site_types = models.JSONField("阵地类型", default=list, blank=True, help_text="不选表示全部类型。")
    can_people = models.BooleanField("管理人员", default=False)
    can_data = models.BooleanField("查看数据", default=False)
    can_export = models.BooleanField("导出数据", default=False)
    can_decide = models.BooleanField("签批决定", default=False)
    valid_until = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        verbose_name_plural = "授权"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "union"], name="one_grant_per_role_and_union"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.union}"

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def audit_path(self) -> str:
        return self.union.path or ""
