"""Who acts: users, agencies, memberships, policies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who acts: users, agencies, memberships, policies."""

    name = "accounts"
    verbose_name = _("Agencies and users")

    def ready(self) -> None:
        """Listen to the sign-in."""
        from accounts import receivers  # noqa: F401 - models can be imported only now
