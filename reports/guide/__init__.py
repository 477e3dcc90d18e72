"""The rules in plain words, made from the rows alone.

The page /kewenangan/ and the administration show them. What they say is what the engine does, for all of them read the
same rulebook.
"""

from reports.guide.categories import CategoryGuide, Line, ThemeGuide, guide
from reports.guide.notes import Note, RuleWords, copies, liftings, rules_in_words, special_grounds
from reports.guide.words import describe_case, describe_place, name_targets

__all__ = [
    "CategoryGuide",
    "Line",
    "Note",
    "RuleWords",
    "ThemeGuide",
    "copies",
    "describe_case",
    "describe_place",
    "guide",
    "liftings",
    "name_targets",
    "rules_in_words",
    "special_grounds",
]
