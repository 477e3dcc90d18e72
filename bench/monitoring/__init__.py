"""How dear figures, lists and files of a million reports are."""
