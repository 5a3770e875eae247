"""The one place that uses Jinja2: how templates are found, and what every value goes through on its way into a page.

Every value is cleaned of invisible controls and then escaped (autoescape); a missing name is an error. Pages carry a
Content-Security-Policy that allows their own style sheet, by its hash, and nothing else: no script, no request.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from pipeline.rendering.plain import BLANK, caveats, collapsed, last_word, spelled_day, web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PACKAGE = "pipeline.rendering"
POLICY = "default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'"
"""Content Security Policy Level 3; ``{style}`` is the hash of the page's style sheet."""


def environment(*packages: str, styles: Sequence[str] = ()) -> Environment:
    """A Jinja2 environment over the ``templates`` folders of the packages, the first that has a template giving it.

    ``styles`` are style sheets that pages may hold besides their own.
    """
    jinja = Environment(
        loader=FunctionLoader(_reader(packages)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = _style()
    allowed = " ".join(_hash(sheet) for sheet in (style, *styles))
    jinja.globals.update(blank=BLANK, style=Markup(style), policy=POLICY.format(style=allowed))  # noqa: S704  (our own file)
    jinja.filters.update(caveats=caveats, day=spelled_day, last_word=last_word, web_address=web_address)
    return jinja


def _reader(packages: tuple[str, ...]) -> Callable[[str], str | None]:
    """Finds templates in packages, also when those are not plain folders."""

    def read(name: str) -> str | None:
        for package in packages:
            path = files(package) / "templates" / name
            if path.is_file():
                return path.read_text(encoding="utf-8")
        return None

    return read


def _cleaned(value: object) -> object:
    """Text from outside without invisible controls; our own markup and everything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return collapsed(value)
    return value


def _style() -> str:
    return (files(PACKAGE) / "templates" / "style.css").read_text(encoding="utf-8")


def _hash(style: str) -> str:
    """The style sheet's hash as a CSP source expression."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
