"""Who acts: users, agencies, memberships, policies."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who acts: users, agencies, memberships, policies."""

    name = "accounts"
