from __future__ import annotations

import pytest

from pipeline.text.leaks import without_leaks


@pytest.mark.parametrize(
    "leak",
    [
        "<script type='text/javascript'>track('x');\nmore();</script>",
        "<style>p { color: red }</style>",
        '{"@context": "https://schema.org", "@type": "NewsArticle", "author": {"name": "Ada {x}"}}',
        '[{"@context":"http://schema.org","@type":"Thing"}]',
        ".embed { width: 100%; height: 100%; margin: 0; }",
        "@media print { display: none; color: red; }",
    ],
)
def test_what_leaked_between_words_goes(leak: str) -> None:
    assert without_leaks(f"One sentence. {leak} Another.").split() == ["One", "sentence.", "Another."]


@pytest.mark.parametrize(
    "line",
    [
        "window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}",
        "googletag.cmd.push(function() { googletag.display('ad-1'); });",
        "(function(d, s) { var js = d.createElement('script'); d.body.append(js); }(document, 1));",
    ],
)
def test_lines_that_call_trackers_go(line: str) -> None:
    assert without_leaks(f"One.\n{line}\nTwo.") == "One.\n\nTwo."


@pytest.mark.parametrize(
    "text",
    [
        "Write var total = add(1, 2); and then total.show();",
        "let items = load();\nfunction show(items) {\n  print(items);\n}",
        "The dataLayer is where analytics scripts keep their values.",
        "Use a rule such as p { margin: 0 } to remove the margin.",
        'The object {"name": "Ada", "@id": 1} is JSON.',
        '{"@context": "https://schema.org", "broken": ',
        "Set <code>x</code> with the script tag <script> in the head.",
        "{ { [ {",
    ],
)
def test_articles_about_code_keep_theirs(text: str) -> None:
    assert without_leaks(text) == text
