#!/usr/bin/env python
"""Administrative commands: `manage.py help` lists them."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportgroup.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        if settings.configured:
            raise
        sys.exit(str(wrong))  # a value of this installation (env.py): the sentence names it, a traceback would hide it


if __name__ == "__main__":
    main()
