#!/usr/bin/env python
"""Django's command line. Use script/manage, which starts the database and loads the settings first."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_lapor.settings.base")
    execute_from_command_line(sys.argv)
