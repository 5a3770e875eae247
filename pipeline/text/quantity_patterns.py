"""Patterns and word lists of quantities."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.text.numerals import DIGIT_NUMBER, ORDINALS, SMALL_NUMBERS, WORD_NUMBER
from pipeline.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Mapping

CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "$": "USD",
        "us$": "USD",
        "usd": "USD",
        "dollar": "USD",
        "us dollar": "USD",
        "u.s. dollar": "USD",
        "cent": "USX",
        "c$": "CAD",
        "a$": "AUD",
        "hk$": "HKD",
        "€": "EUR",
        "eur": "EUR",
        "euro": "EUR",
        "£": "GBP",
        "gbp": "GBP",
        "pound": "GBP",
        "pounds sterling": "GBP",
        "¥": "JPY",
        "jpy": "JPY",
        "yen": "JPY",
        "yuan": "CNY",
        "renminbi": "CNY",
        "cny": "CNY",
        "rmb": "CNY",
        "₹": "INR",
        "rupee": "INR",
        "₩": "KRW",
        "won": "KRW",
    }
)
"""ISO 4217 code by lower-case sign or singular word; a hundredth of a dollar is "USX"."""

_SCALE = (
    r"[\s-]?hundred[\s-](?:thousand|million|billion|trillion)\b"
    r"|[\s-]?(?:hundred|thousand|million|billion|trillion|dozen)\b|\s?(?:mn|mln|bn|tn)\b|[kKMBT](?![A-Za-z’'])"
)
_UNIT_ORDINAL = "|".join(word for word, value in ORDINALS.items() if value < 10)
NUMBER = re.compile(
    r"(?:(?P<currency>(?:US|C|A|HK)?\$|€|£|¥|₹|₩|\b(?:USD|EUR|GBP|JPY|CNY|RMB)\s?)\s?)?"
    rf"(?P<number>(?:{DIGIT_NUMBER}|\b(?i:{WORD_NUMBER})(?!-(?i:{_UNIT_ORDINAL})\b))(?:\sand\sa\shalf\b)?"
    r"|\b(?:[Hh]alf\s)?[Aa]n?(?=\s(?:hundred|thousand|million|billion|trillion|dozen)\b))"
    rf"(?P<scale>{_SCALE}|(?(currency)[mbt](?![A-Za-z])|(?!)))?(?:\+(?!\d))?"
)
"""A number in digits or words with its currency sign and scale."""

SCORE = re.compile(
    r"(?P<told>\b(?:votes?\sof|voted|by|won|beat|lost|passed|approved|score\sof|tally\sof)\s(?:it\s|the\sbill\s)?)?"
    r"(?<![\w$€£.,/-])(?P<first>\d{1,3})(?:[-–]|(?P<votes>\svotes?\sto\s)|(?P<to>\sto\s))"
    r"(?P<second>\d{1,3}|none\b|zero\b|nil\b)(?![\w%/]|[.,-]\d|\s(?:percent|million|billion|per)\b)"
)
"""Two numbers set against each other; whether it is a result or a range is decided from its words."""

VERSION = re.compile(
    r"(?<![\w$€£])(?:"
    r"(?P<sure>[vV]\d+(?:\.\d+)*\b|[A-Z][A-Za-z]*-\d+(?:[.-]\d+)*[a-z]?\b|[A-Z]-\d[\d-]*\b|[A-Z]{1,4}\d+(?:\.\d+)*[a-z]?\b(?!%))"
    r"|(?P<word>[A-Z][A-Za-z]+)\s\d{1,3}(?:\.\d+)?(?![\d,%]\d?|[.]\d|[A-Za-z-]|\s(?:percent|million|billion|thousand|trillion)\b)"
    r")"
)
"""A product, paper or part with its number: "GPT-5.4", "K2.6", "v2.7", "Llama 4", "N-5-26", "Article 50"."""

RANGE_JOIN = re.compile(r"\s?[-–—]\s?|\s(?:to|or)\s|-to-|\sand\s")
"""What stands between the two ends of a range."""

_AN_HOUR = r"[\s-]?(?:per|an)[\s-]hour"
_UNIT_TAILS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "mph": ("mph", rf"miles?{_AN_HOUR}|mph|mi/h"),
        "kph": ("kph", rf"kilomet(?:er|re)s?{_AN_HOUR}|km/?h|kph|km{_AN_HOUR}"),
        "mps": ("meter per second", r"met(?:er|re)s?\s(?:per|a)\ssecond|m/s"),
        "sqmi": ("square mile", r"square[\s-]miles?|sq\.?\smi"),
        "sqkm": ("square kilometer", r"square[\s-]kilomet(?:er|re)s?|sq\.?\skm|km²"),
        "sqm": ("square meter", r"square[\s-]met(?:er|re)s?|m²"),
        "sqft": ("square foot", r"square[\s-](?:foot|feet)|sq\.?\sft"),
        "degf": ("fahrenheit", r"degrees?\s[Ff]ahrenheit|degrees?\sF(?=\W|$)|°\s?F"),
        "degc": ("celsius", r"degrees?\s[Cc](?:elsius|entigrade)|degrees?\sC(?=\W|$)|°\s?C"),
        "kwh": ("kwh", r"kilowatt[\s-]hours?|kwh"),
        "mwh": ("mwh", r"megawatt[\s-]hours?|mwh"),
        "mton": ("metric ton", r"metric[\s-]tons?"),
        "km": ("km", r"km"),
        "kg": ("kg", r"kg"),
        "cm": ("cm", r"cm"),
        "mm": ("mm", r"mm"),
        "m": ("m", r"(?<=[\s-])m(?!\s(?:[a-z]+s|people)\b)"),
    }
)
UNIT_WORDS: Mapping[str, str] = MappingProxyType({name: unit for name, (unit, _) in _UNIT_TAILS.items()})
"""The normal form of a unit by its group in ``TAILS["unit"]``."""

_DURATION = "seconds?|minutes?|hours?|days?|weeks?|months?|quarters|years?|decades?|centuries|century"
TAILS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "money": re.compile(
            r"[\s-](?:(?:U\.?S\.?|American)\s)?(?P<unit>dollars?|cents?|euros?|pounds(?=\ssterling)|pounds(?=\sa\s(?:year|month))|yen|yuan"
            r"|renminbi|rupees?|USD|EUR|GBP|JPY|CNY|RMB)\b",
            re.IGNORECASE,
        ),
        "dollars": re.compile(r"\s(?:dollars|euros|USD|EUR)\b"),
        "percent": re.compile(r"\s?%|[\s-]?per[\s-]?cent(?!age)\b|[\s-]percent\b", re.IGNORECASE),
        "points": re.compile(r"[\s-](?P<unit>percentage|basis)[\s-]points?\b", re.IGNORECASE),
        "duration": re.compile(
            rf"(?:[\s-](?:(?:full|more|straight|consecutive|calendar|business|working|long)\s)?(?P<unit>{_DURATION}))(?![A-Za-z])",
            re.IGNORECASE,
        ),
        "unit": re.compile(
            r"[\s-]?(?:"
            + "|".join(f"(?P<{name}>{written})" for name, (_, written) in _UNIT_TAILS.items())
            + r")(?![\w²/])",
        ),
        "times": re.compile(r"[xX×](?![A-Za-z0-9])|[\s-](?:times|fold)\b|-?fold\b"),
        "ordinal": re.compile(r"(?:st|nd|rd|th)\b"),
        "ordinals": re.compile(
            rf"(?<![\w$.,-])(?:\d{{1,4}}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b"
            r"(?!-?(?:hand|party|half))",
            re.IGNORECASE,
        ),
    }
)
"""What follows a number, by the kind that it makes of it."""

MULTIPLIERS: Mapping[str, float] = MappingProxyType(
    {"twice": 2.0, "thrice": 3.0}
    | {
        "doubled": 2.0,
        "doubling": 2.0,
        "tripled": 3.0,
        "tripling": 3.0,
        "quadrupled": 4.0,
        "quadrupling": 4.0,
    }
    | {f"{word}fold": float(value) for word, value in SMALL_NUMBERS.items() if value > 1}
)
"""Words that multiply."""

FRACTIONS: Mapping[str, float] = MappingProxyType(
    {
        "half": 50.0,
        "one half": 50.0,
        "a third": 100 / 3,
        "one third": 100 / 3,
        "two thirds": 200 / 3,
        "a quarter": 25.0,
        "one quarter": 25.0,
        "three quarters": 75.0,
        "a fifth": 20.0,
        "one fifth": 20.0,
    }
)
"""Parts of a whole in percent."""

WORDS_ALONE = re.compile(
    rf"\b(?P<word>(?:{'|'.join(MULTIPLIERS)})|(?:one|two|three)[\s-](?:thirds?|quarters?|half|fifth)(?!\s(?:ago|earlier))"
    r"|(?:half|a\s(?:third|quarter|fifth))(?=\sof\b))\b",
    re.IGNORECASE,
)
"""Quantities that are one word or a fraction."""

APPROXIMATE_BEFORE = re.compile(
    r"(?:~|≈|\b(?:about|around|nearly|almost|roughly|approximately|some|over|under|up\sto|more\sthan|less\sthan"
    r"|fewer\sthan|at\sleast|at\smost|as\smany\sas|as\smuch\sas|estimated|close\sto|just\sover|just\sunder|some|circa)\s?"
    r"(?:an?\s(?:estimated\s)?|the\s)?)$",
    re.IGNORECASE,
)
"""Words before a number that make it approximate."""
APPROXIMATE_AFTER = re.compile(r"\+|\s(?:or\s(?:so|more|less|fewer)|plus)\b")
"""Words after a number that make it approximate."""

NOUN_STOPS = word_set(
    "a an the and or but nor of in on at by to for from with as is was are were be been being has have had do",
    "does did  will would can could may might must shall should that this these those which who whom whose",
    "what when where why how  if while because since until after before during under over above below than",
    "then so such per via into onto out up  down off about around nearly almost his her its their our my your",
    "it he she they we i you not no also only just  more less years year other others each both all any some",
    "most many said says including between among through  against without within along across its us this",
    "across plus versus vs compared according monday tuesday wednesday  thursday friday saturday sunday",
    "january february march april june july august september october november december",
)
"""Words that a counted noun does not follow, and that no version follows as its name."""

SINGULAR_LIKE_PLURAL = word_set(
    "this its his has was does always perhaps across less across news series towards besides sometimes yes",
    "thus  politics economics physics mathematics plus unless whereas afterwards says gets makes takes comes",
    "goes",
)
"""Words in -s that are no plural nouns."""

NEVER_NUMBERS = re.compile(
    r"\b\d+(?:-\d+){2,}\b|\b\d{3}-\d{4}\b|\b24/7\b|\b\d{1,2}(?::\d\d){0,2}\s?[ap]\.?\s?m\b\.?|\b\d{1,2}(?::\d\d){1,2}\b"
    r"|https?://\S+|\b9/11\b",
    re.IGNORECASE,
)
"""Telephone numbers, times of day, addresses of pages."""

MEASURES = word_set(
    "gw mw kw gwh gb tb mb pb kb nm ghz mhz lb lbs ft oz gpa degrees",
)
"""Units that directly follow a number and stay as they are."""

PRECHECK = re.compile(
    rf"\d|\b(?:{'|'.join((*SMALL_NUMBERS, *ORDINALS))}|half|twice|thrice|doubl|tripl|quadrupl|dozen|hundred|thousand"
    r"|million|billion|trillion|third|quarter)",
    re.IGNORECASE,
)
"""A text without a match holds no quantity; cheap."""
