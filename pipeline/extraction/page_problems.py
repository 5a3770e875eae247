"""Pages served in place of an article: challenges, walls, error pages with status 200, parked domains, shells.

A page is called one only when two things come together: it says what such pages say (in its title, its headline or its
few words, or by the mark of a protection service), and there is no article of some length in it. An article about
paywalls or captchas stays an article.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.extraction import phrases
from pipeline.extraction.markup import visible_text

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from pipeline.extraction.linked_data import LinkedArticle
    from pipeline.extraction.markup import Markup

CHALLENGE: Final = "a check against robots was served in place of the page"
CONSENT: Final = "a request for consent was served in place of the page"
MISSING: Final = "the site says that there is no such page"
REFUSED: Final = "the site refuses to show the page, or has an error"
PARKED: Final = "the domain is for sale or parked"
LOGIN: Final = "the page is shown only after logging in"
PAYWALL: Final = "only the beginning is shown to those who do not subscribe"
SHELL: Final = "the page is an empty shell that is filled by JavaScript"
INDEX: Final = "the page is a list of other pages, not an article"

_FEW_CHARACTERS = 1_200
"""Of text, in a page that is nothing but a notice; the boilerplate of its site included."""
_STUB_CHARACTERS = 1_500
_HEADING_CHARACTERS = 80
_SHELL_CHARACTERS = 200
_SEEN_CHARACTERS = 6_000
_CONSENT_PHRASES = 3
_INDEX_LINKS = 10
_INDEX_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked at to tell an article from what was served in its place. ``seen`` are the page's visible words."""

    text: str
    seen: str
    headings: tuple[str, ...]
    notices: str
    markup: Markup
    linked: LinkedArticle
    link_share: float


def page_problem(markup: Markup, linked: LinkedArticle, text: str, link_share: float) -> str:
    """Why a page holds no article, "" when it holds one. ``text`` is the article that was found in it, if any, and
    ``link_share`` the part of it that only names other pages."""
    body = next(markup.tree.iter("body"), markup.tree)
    headings = [visible_text(item, 200) for item in markup.tree.iter("h1", "h2")][:3]
    notices = " ".join("".join(item.itertext())[:500] for item in [*markup.tree.iter("noscript")][:5])
    seen = visible_text(body, _SEEN_CHARACTERS)
    look = _Look(text, seen, (markup.title, *headings), notices, markup, linked, link_share)
    return next((problem for problem, test in _TESTS if test(look)), "")


def _is_challenge(look: _Look) -> bool:
    """The words of a check, or the mark of a protection service with next to no words at all."""
    if not _has_few_words(look):
        return False
    said = phrases.CHALLENGE.search(" ".join((*look.headings, look.seen, look.notices)))
    return bool(said) or (len(look.seen) < _SHELL_CHARACTERS and _has_mark(look.markup))


def _has_mark(markup: Markup) -> bool:
    for element in markup.tree.iter("script", "iframe", "form", "div", "input", "meta"):
        marks = (element.get("src"), element.get("id"), element.get("class"), element.get("action"))
        inside = (element.text or "")[:20_000] if element.tag == "script" else ""
        if phrases.CHALLENGE_MARKS.search(" ".join((*(mark for mark in marks if mark), inside))):
            return True
    return False


def _is_refused(look: _Look) -> bool:
    return _is_notice(look, phrases.REFUSED)


def _is_missing(look: _Look) -> bool:
    return _is_notice(look, phrases.MISSING)


def _is_notice(look: _Look, said: re.Pattern[str]) -> bool:
    """Whether a short title or headline, or the first words of a page of few words, say this and nothing more."""
    if len(look.text) > _FEW_CHARACTERS / 2 or _says_article(look):
        return False
    headings = (heading for heading in look.headings if heading and len(heading) <= _HEADING_CHARACTERS)
    is_headed = any(said.search(heading) for heading in headings)
    return is_headed or (_has_few_words(look) and bool(said.search(look.seen)))


def _is_parked(look: _Look) -> bool:
    return _has_few_words(look) and bool(phrases.PARKED.search(" ".join((*look.headings, look.seen))))


def _is_consent(look: _Look) -> bool:
    """Several of the phrases, in a page that says little else."""
    if len(look.text) > _STUB_CHARACTERS or len(look.seen) >= 2 * _STUB_CHARACTERS:
        return False
    said = {match[0].lower() for match in phrases.CONSENT.finditer(look.seen)}
    return len(said) >= _CONSENT_PHRASES and not _says_article(look)


def _is_login(look: _Look) -> bool:
    """A form for a password in a page of few words that asks to log in, or one whose headline does nothing else."""
    has_password = any(item.get("type") == "password" for item in look.markup.tree.iter("input"))
    is_headed = any(phrases.LOGIN.match(heading) for heading in look.headings)
    is_said = is_headed or (has_password and _has_few_words(look) and bool(phrases.LOGIN.search(look.seen)))
    return is_said and len(look.text) < _FEW_CHARACTERS and not _says_article(look)


def _is_paywall(look: _Look) -> bool:
    """A declared wall before a short text, or the words of one right after a still shorter text."""
    if look.linked.is_free is False:
        return len(look.text) <= _STUB_CHARACTERS
    is_said = bool(phrases.PAYWALL.search(look.seen))
    return is_said and len(look.text) < _FEW_CHARACTERS / 2 and look.linked.is_free is None


def _is_shell(look: _Look) -> bool:
    """Hardly a word, and a script that would write more or a notice that one is needed."""
    has_scripts = next(look.markup.tree.iter("script"), None) is not None
    is_said = bool(phrases.NEEDS_SCRIPT.search(f"{look.seen} {look.notices}"))
    return max(len(look.seen), len(look.text)) < _SHELL_CHARACTERS and (has_scripts or is_said)


def _is_index(look: _Look) -> bool:
    """Nearly all that was found are the headlines of other pages, and nothing says that it is an article."""
    lines = sum(bool(line.strip()) for line in look.text.split("\n"))
    return look.link_share >= _INDEX_SHARE and lines >= _INDEX_LINKS and not _says_article(look)


def _says_article(look: _Look) -> bool:
    declared = look.markup.first_meta("og:type").lower() == "article"
    return bool(look.linked.headline) or declared or bool(look.markup.first_meta("article:published_time"))


def _has_few_words(look: _Look) -> bool:
    return len(look.seen) < _FEW_CHARACTERS and len(look.text) < _FEW_CHARACTERS


_TESTS: Final[tuple[tuple[str, Callable[[_Look], bool]], ...]] = (
    (CHALLENGE, _is_challenge),
    (PARKED, _is_parked),
    (MISSING, _is_missing),
    (REFUSED, _is_refused),
    (CONSENT, _is_consent),
    (LOGIN, _is_login),
    (PAYWALL, _is_paywall),
    (SHELL, _is_shell),
    (INDEX, _is_index),
)
