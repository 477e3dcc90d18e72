"""The verbs: each changes what is stored, whole or not at all."""
