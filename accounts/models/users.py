"""Users. Citizens need none; whoever handles cases has one."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates users who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; raise ValueError without an address."""
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who may do everything; whoever runs the command vouches for the address."""
        user = self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
        user.vouch_for_address()
        return user


class User(AbstractUser):
    """A person with an account, known by e-mail address and a name in one piece, as many Indonesian names are."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language of letters"), max_length=2, choices=settings.LANGUAGES, default="id")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def vouch_for_address(self) -> None:
        """Take the address for confirmed: the command line, an invitation's link or the demonstration says so."""
        addresses = apps.get_model("account", "EmailAddress").objects
        addresses.update_or_create(user=self, email=self.email, defaults={"verified": True, "primary": True})

    def get_full_name(self) -> str:
        """The name as the person gave it."""
        return self.name

    def get_short_name(self) -> str:
        """The name as the person gave it; splitting Indonesian names would be guessing."""
        return self.name
