"""Open311 GeoReport v2 under /open311/v2/: other programs list, read and file reports as service requests.

It tells what the public page tells, and files by the verb that the form files by. docs/open311.md is its manual.
"""
