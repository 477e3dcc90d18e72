"""From the parameters of an address to a selection, and what is wrong with them, each at its parameter."""

from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from maps.layers.remembered import remembered
from maps.selection import Selection, SelectionError, SelectionForm

FILTERS: Final = tuple(SelectionForm.base_fields)


def strange(data: QueryDict, *others: str) -> dict[str, list[str]]:
    """Return errors of parameters that no address of a layer has, or that are given more than once.

    A filter that is misspelt and passed over would show everything, and nobody would notice.
    """
    known = {*FILTERS, *others}
    errors = {}
    for name, values in data.lists():
        if name not in known:
            error = _("There is no such parameter. Those are: %(names)s.") % {"names": ", ".join(sorted(known))}
            errors[name[:40]] = [error]
        elif len(values) > 1:
            errors[name] = [_("This is given more than once.")]
    return errors


def read(data: QueryDict, *others: str) -> Selection:
    """Return the selection of an address that may have other parameters too; raise SelectionError with all errors.

    What was found right is remembered for as long as answers are: a map asks for twenty tiles of one selection, and
    reading it takes longer than a tile does.
    """
    errors = strange(data, *others)
    selection = Selection()
    filters = sorted((name, data[name]) for name in data if name in FILTERS)
    try:
        selection = remembered(f"selection|{urlencode(filters)}", lambda: Selection.parse(data))
    except SelectionError as error:
        errors |= error.errors
    if errors:
        raise SelectionError(errors)
    return selection
