"""URLs in normal form. The only file that imports courlan, whose list of tracking parameters is used.

Two forms: ``canonical_url`` is kept with the article and can be followed; ``url_identity`` only tells whether two URLs
mean the same article.
"""

from __future__ import annotations

from urllib.parse import SplitResult, quote, unquote_plus, urlsplit, urlunsplit

_MAX_URL_CHARACTERS = 4_000

# courlan takes these for trackers, but pages are also named by them (``story.php?cid=123``).
_NAMES_OF_PAGES = frozenset({"cid", "eid", "uid", "source", "session", "keyword", "gl", "id"})

# Under these domains every subdomain has a publisher of its own.
_HOSTING_DOMAINS = frozenset(
    {
        "blogspot.com", "github.io", "gitlab.io", "medium.com", "netlify.app", "pages.dev", "substack.com",
        "tumblr.com", "vercel.app", "wordpress.com",
    }
)  # fmt: skip


def is_url(location: str) -> bool:
    """Whether a location is fetched from the network."""
    return location.lower().startswith(("http://", "https://"))


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


def url_identity(url: str) -> str:
    """The same text for all URLs of one page, "" for a URL that names no page (a bare host, or not http at all).

    Beyond ``canonical_url`` it does not tell http from https, ``www.`` from none, nor a trailing slash from none.
    """
    canonical = canonical_url(url)
    if not canonical:
        return ""
    parts = urlsplit(canonical)
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return ""
    return urlunsplit(("https", parts.netloc.removeprefix("www."), path, parts.query, ""))


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
