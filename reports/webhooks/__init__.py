"""Webhooks: an agency's own programs are told what happens to its cases, signed and retried (docs/webhooks.md)."""
