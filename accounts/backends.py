"""What a national administrator may do in the administration, without being the installation's superuser."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.standing import standing_of

# Registers and rules. Not accounts of the authentication system itself, the queue's inside, or Django's own tables.
APPS = frozenset({"accounts", "boundaries", "reports", "monitoring", "participation", "jobs"})


class NationalBackend(BaseBackend):
    """Gives national administrators the permissions on our own apps; signs nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the permission is of one of our apps and the user a national administrator."""
        return user_obj.is_active and perm.partition(".")[0] in APPS and standing_of(user_obj).national

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the app is ours and the user a national administrator."""
        return bool(user_obj.is_active and app_label in APPS and standing_of(user_obj).national)
