"""Reading pages as a browser without scripts would."""

import re


def values_of(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}"[^>]*?value="([^"]*)"', html.replace("\n", " "))
