from __future__ import annotations

import gzip
import json
import tarfile
from datetime import date
from pathlib import Path

import pytest

from pipeline.extraction import page_problems as problems
from pipeline.extraction.pages import extract_page
from pipeline.text.decoding import decode_html

TODAY = date(2026, 4, 10)
REPLAY = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "feeds"
SENTENCE = (
    "The harbor board met on Tuesday and heard what the new crane would cost the town over twenty years. "
)
MENU = (
    "<nav>"
    + "".join(f'<a href="/{name}">{name}</a> ' for name in ("news", "sport", "weather", "culture"))
    + "</nav>"
)
LINKS = "".join(
    f'<li><a href="/story/{number}">Story number {number} tells what happened in the harbor</a></li>'
    for number in range(40)
)


def page(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def data(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


SERVED = {
    "a spinner before a check": (
        problems.CHALLENGE,
        page("One moment", "<h1>harbor.example</h1><p>Checking your browser before you can go on.</p>"),
    ),
    "a box to tick": (
        problems.CHALLENGE,
        page("harbor.example", "<p>Please verify you are human by ticking the box.</p><div class=cf-turnstile></div>"),
    ),
    "a slider of a protection service and no words": (
        problems.CHALLENGE,
        page("harbor.example", '<iframe src="https://geo.captcha-delivery.com/captcha/?x=1"></iframe>'),
    ),
    "a button to hold": (
        problems.CHALLENGE,
        page("Access denied", "<p>Press &amp; hold the button: no robot can.</p><div id=px-captcha></div>"),
    ),
    "an interruption": (
        problems.CHALLENGE,
        page("Pardon our interruption", "<p>Something about your browser made us think it might be a machine.</p>"),
    ),
    "a frame of an incident": (
        problems.CHALLENGE,
        page("", '<iframe src="/_Incapsula_Resource?incident_id=1"></iframe>'),
    ),
    "unusual traffic": (
        problems.CHALLENGE,
        page("Sorry", "<p>We have seen unusual traffic from your network. Solve this captcha to go on.</p>"),
    ),
    "a check in German": (
        problems.CHALLENGE,
        page("Einen Moment", "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p><script src=/x.js></script>"),
    ),
    "cookies wanted without a script": (
        problems.CHALLENGE,
        page("harbor.example", "<noscript>Enable JavaScript and cookies to continue</noscript>"),
    ),
    "a wall of partners": (
        problems.CONSENT,
        page(
            "Harbor News",
            "<h2>We value your privacy</h2><p>We and our partners store things on your device and read them there.</p>"
            "<button>x</button><p>Accept all cookies, or open the cookie settings to choose.</p>",
        ),
    ),
    "a wall with a subscription beside it": (
        problems.CONSENT,
        page(
            "Hafenbote",
            "<h1>Mit Werbung weiterlesen</h1><p>Mit Ihrer Einwilligung zeigen wir Anzeigen. Alle akzeptieren oder ohne "
            "Anzeigen lesen. Mehr in den Datenschutzeinstellungen.</p>",
        ),
    ),
    "a bare 404 with status 200": (problems.MISSING, page("404 Not Found", "<h1>Not Found</h1>")),
    "a page that says sorry": (
        problems.MISSING,
        page("Harbor News", f"{MENU}<h1>Sorry, we could not find that page</h1><p>Try the search.</p>"),
    ),
    "a missing page in German": (
        problems.MISSING,
        page("Hafenbote", f"{MENU}<h1>Seite nicht gefunden</h1><p>Der Artikel wurde vielleicht verschoben.</p>"),
    ),
    "a missing page in French": (problems.MISSING, page("Page introuvable - Le Port", f"{MENU}<p>Retour.</p>")),
    "a removed story": (
        problems.MISSING,
        page("Harbor News", f"{MENU}<h1>This article is no longer available</h1><p>It was taken down.</p>"),
    ),
    "a refusal": (problems.REFUSED, page("Access Denied", "<h1>Access Denied</h1><p>Reference 18.2f</p>")),
    "a broken database": (
        problems.REFUSED,
        page("Database Error", "<h1>Error establishing a database connection</h1>"),
    ),
    "an overloaded server": (problems.REFUSED, page("503 Service Unavailable", "<h1>Come back later</h1>")),
    "a region": (
        problems.REFUSED,
        page("Harbor News", "<h1>Unavailable due to legal reasons</h1><p>We cannot show this in your region.</p>"),
    ),
    "a domain for sale": (
        problems.PARKED,
        page("harbor.example", "<h1>harbor.example</h1><p>This domain name is for sale. Make an offer today.</p>"),
    ),
    "a server without a site": (problems.PARKED, page("Welcome to nginx!", "<p>The server works.</p>")),
    "a form for a password": (
        problems.LOGIN,
        page(
            "Harbor Club",
            "<h1>Log in to your account</h1><form><input name=user><input type=password></form><p>Forgot password?</p>",
        ),
    ),
    "a declared stub": (
        problems.PAYWALL,
        page(
            "Crane",
            f"{MENU}<article><h1>Crane</h1><p>{SENTENCE * 2}</p></article>",
            data(headline="Crane", isAccessibleForFree=False),
        ),
    ),
    "a stub that says so": (
        problems.PAYWALL,
        page("Crane", f"{MENU}<article><h1>Crane</h1><p>{SENTENCE}</p><p>Subscribe to continue reading.</p></article>"),
    ),
    "a root for a script": (problems.SHELL, page("Harbor", "<div id=root></div><script src=/app.js></script>")),
    "a root and an excuse": (
        problems.SHELL,
        page("Harbor", "<noscript>You need JavaScript to run this app.</noscript><div id=app></div>"),
    ),
    "a list of stories": (problems.INDEX, page("News", f"{MENU}<main><h1>Latest</h1><ul>{LINKS}</ul></main>")),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVED)
def test_what_is_served_in_place_of_an_article_is_told_and_kept_out(name: str) -> None:
    problem, html = SERVED[name]
    found = extract_page(html, "https://harbor.example/2026/crane", TODAY)
    assert found.problem == problem
    assert found.text == ""


ARTICLES = {
    "about captchas": (
        "Are you a robot? Why captchas fail",
        f"<p>Verify you are human, says the box, and people sigh. {SENTENCE * 9}</p><p>{SENTENCE * 5}</p>",
    ),
    "about paywalls": (
        "Subscribe to continue reading: a history of the paywall",
        f"<p>Newspapers began to ask readers to subscribe. {SENTENCE * 9}</p><p>{SENTENCE * 5}</p>",
    ),
    "about an error": ("404 page not found: how a joke began", f"<p>{SENTENCE * 9}</p><p>{SENTENCE * 5}</p>"),
    "a count": ("500 jobs lost at the harbor", f"<p>{SENTENCE * 4}</p>"),
    "a short report": ("Crane delayed", f"<p>{SENTENCE * 4}</p>"),
    "with a banner for cookies": (
        "Crane delayed",
        f"<div>We value your privacy. Accept all cookies. Our partners.</div><p>{SENTENCE * 20}</p>",
    ),
    "with a form in its head": (
        "Crane delayed",
        f"<form>Log in or register <input type=password> Forgot password?</form><p>{SENTENCE * 14}</p>",
    ),
    "with a list of others": ("Crane delayed", f"<p>{SENTENCE * 20}</p><aside><ul>{LINKS}</ul></aside>"),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_no_problem_whatever_it_is_about(name: str) -> None:
    title, body = ARTICLES[name]
    html = page(title, f"{MENU}<article><h1>{title}</h1>{body}</article><script src=/app.js></script>")
    found = extract_page(html, "https://harbor.example/2026/crane", TODAY)
    assert found.problem == ""
    assert "harbor board" in found.text


@pytest.mark.skipif(not REPLAY.is_dir(), reason="the recorded feeds are not beside the project")
def test_recorded_challenge_pages_are_told() -> None:
    rows = json.loads((REPLAY / "replay-manifest.json").read_text(encoding="utf-8"))
    wanted = {row["file"] for row in rows if not row["is_rss"]}
    with tarfile.open(REPLAY / "replay.tar") as archive:
        members = [member for member in archive if Path(member.name).name in wanted]
        contents = [archive.extractfile(member) for member in members]
        pages = [gzip.decompress(content.read()) for content in contents if content is not None]
    assert len(pages) == len(wanted) > 0
    assert {extract_page(decode_html(page).text).problem for page in pages} == {problems.CHALLENGE}
