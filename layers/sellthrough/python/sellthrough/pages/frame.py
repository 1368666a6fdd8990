"""The package of a face comes in; its Jinja environment comes out: base.html.j2 of ours below its own templates."""

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


@cache
def environment_of(package: str) -> Environment:
    """Templates of `<package>/templates`, which may extend `base.html.j2`; every value is escaped.

    Args:
        package: Dotted name, as `sellthrough.portal`.
    """
    return Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("sellthrough.pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
