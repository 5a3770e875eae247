"""URLs in normal form. The only file that imports courlan, whose list of tracking parameters is used.

Two forms: ``canonical_url`` is kept with the article and can be followed; ``url_identity`` only tells whether two URLs
mean the same article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit, urlunsplit

_MAX_URL_CHARACTERS = 4_000
_REMEMBERED = 16_384
"""So many URLs: those of articles are asked for when a feed is read, and again when it is decided on."""

# courlan takes these for trackers, but pages are also named by them (``story.php?cid=123``).
_NAMES_OF_PAGES = frozenset({"cid", "eid", "uid", "source", "session", "keyword", "gl", "id"})

# Under these domains every subdomain has a publisher of its own.
_HOSTING_DOMAINS = frozenset(
    {
        "blogspot.com", "github.io", "gitlab.io", "medium.com", "netlify.app", "pages.dev", "substack.com",
        "tumblr.com", "vercel.app", "wordpress.com",
    }
)  # fmt: skip

# Where pages for phones are served from (AMP: https://amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml).
_MOBILE_LABELS = frozenset({"m", "mobile", "amp"})
_CACHED = (
    re.compile(r"[\w-]+\.cdn\.ampproject\.org/(?:c|v|wp/s?)/(?:s/)?(?P<page>.+)"),
    re.compile(r"(?:[\w-]+\.)*(?:google|bing)\.[a-z.]{2,6}/amp/(?:s/)?(?P<page>.+)"),
)
_END_OF_PATH = re.compile(r"/+(?:amp)?$|\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
_FILE_OF_FOLDER = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_PARAMETERS = frozenset(
    {"amp", "amp=1", "amp=true", "amp=yes", "_amp=true", "_amp=1", "outputtype=amp", "output=amp"}
)


def is_url(location: str) -> bool:
    """Whether a location is fetched from the network."""
    return location.lower().startswith(("http://", "https://"))


@lru_cache(maxsize=_REMEMBERED)
def canonical_url(url: str) -> str:
    """The URL without what does not decide where it leads; "" when it is not an absolute http or https URL.

    Host in lower case, without credentials and default port; tracking parameters and fragment removed, the other
    parameters sorted by name (RFC 3986, section 6.2; tracking parameters as known to courlan).
    """
    parts = _split(url)
    if parts is None:
        return ""
    from courlan import normalize_url

    bare = SplitResult(parts.scheme, _host_and_port(parts), parts.path, "", "")
    normal = urlsplit(normalize_url(bare))
    return urlunsplit((normal.scheme, normal.netloc, normal.path or "/", _clean_query(parts.query), ""))


@lru_cache(maxsize=_REMEMBERED)
def url_identity(url: str) -> str:
    """The same text for all URLs of one page, "" for a URL that names no page (a bare host, or not http at all).

    Beyond ``canonical_url`` it does not tell http from https, ``www.`` from none, a trailing slash from none, nor the
    page for phones (``m.``, ``mobile.``, AMP, and its copies at Google and Bing) from the page itself.
    """
    canonical = canonical_url(url)
    while canonical:
        plain = _plain_page(canonical)
        if plain == canonical:
            break
        canonical = canonical_url(plain)
    parts = urlsplit(canonical)
    path = parts.path.rstrip("/")
    return urlunsplit(("https", parts.netloc, path, parts.query, "")) if path or parts.query else ""


def folder_identity(url: str) -> str:
    """The identity of a URL without the file that a server shows for a folder (``index.html``), "" as above."""
    parts = urlsplit(url_identity(url))
    return url_identity(urlunsplit(parts._replace(path=_FILE_OF_FOLDER.sub("/", parts.path))))


def _plain_page(url: str) -> str:
    """One step from a canonical URL towards the plainest one of the same page."""
    parts = urlsplit(url)
    address = parts.netloc.removeprefix("www.") + parts.path
    for cached in _CACHED:
        copy = cached.fullmatch(address)
        if copy is not None:
            return urlunsplit(("https", "", "", parts.query, "")).replace(
                "https:", f"https://{copy['page']}", 1
            )
    query = "&".join(item for item in parts.query.split("&") if item.lower() not in _AMP_PARAMETERS)
    path = _END_OF_PATH.sub("", parts.path)
    return urlunsplit(("https", _plain_host(parts.netloc), path or "/", query, ""))


def _plain_host(host: str) -> str:
    """A host without ``www.``, and without the names of hosts for phones before its registered domain."""
    host = host.removeprefix("www.")
    labels = host.split(".")
    if _MOBILE_LABELS.isdisjoint(labels):
        return host
    from courlan import extract_domain

    domain = extract_domain(f"https://{host}") or ".".join(labels[-2:])
    before = host.removesuffix(domain).rstrip(".").split(".") if host.endswith(f".{domain}") else []
    kept = [label for label in before if label and label not in _MOBILE_LABELS]
    return ".".join([*kept, domain]) if before else host


def url_host(url: str) -> str:
    """The host of an http or https URL in lower case, without ``www.`` and port; "" when there is none."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts is not None else ""


def registered_name(host: str) -> str:
    """The part of a host that its owner chose: ``edition.cnn.com`` -> ``cnn``, ``foo.substack.com`` -> ``foo``.

    Uses the public suffix list, through courlan; a host that it does not know is returned as it is.
    """
    from courlan import extract_domain

    domain = extract_domain(f"https://{host}") or ""
    if domain in _HOSTING_DOMAINS and host != domain:
        return host.removesuffix(f".{domain}").rsplit(".", 1)[-1]
    return domain.partition(".")[0] or host


def _split(url: str) -> SplitResult | None:
    text = url.strip()
    if len(text) > _MAX_URL_CHARACTERS or len(text.split()) != 1:
        return None
    try:
        parts = urlsplit(text)
        labels = (parts.hostname or "").removesuffix(".").split(".")
        usable = parts.scheme.lower() in {"http", "https"} and all(labels) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _host_and_port(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    host = f"[{host}]" if ":" in host else host
    is_default = parts.port in (None, 80 if parts.scheme.lower() == "http" else 443)
    return host if is_default else f"{host}:{parts.port}"


def _clean_query(query: str) -> str:
    kept = sorted(item for item in query.split("&") if item and not _is_tracker(item.partition("=")[0]))
    return "&".join(quote(item, safe="%=+:,/?@!$'()*;~-._[]") for item in kept)


def _is_tracker(name: str) -> bool:
    from courlan.clean import clean_query

    plain = unquote_plus(name).lower()
    return plain not in _NAMES_OF_PAGES and bool(plain) and not clean_query(f"{quote(plain)}=1")
