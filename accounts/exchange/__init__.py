"""The list of agencies as a table: read from CSV or XLSX, compared with what is stored, written out."""

from accounts.exchange.resource import AgencyResource, Comparison, compare, store
from accounts.exchange.tables import FORMATS, TableError, read_table, write_table

__all__ = [
    "FORMATS",
    "AgencyResource",
    "Comparison",
    "TableError",
    "compare",
    "read_table",
    "store",
    "write_table",
]
