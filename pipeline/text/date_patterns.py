"""Patterns of English time expressions: one alternation of named kinds, longest and most certain first."""

from __future__ import annotations

import re

from pipeline.text.numerals import WORD_NUMBER

MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month numbers by lower-case name and abbreviation."""

WEEKDAY_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
"""Weekday numbers (Monday is 0) by lower-case name and abbreviation."""

_FULL = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
MONTH = rf"(?:(?:{_FULL})\b|(?:{_SHORT})\b\.?)"
DAY = (
    r"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d,]\d|\.\d|%|[A-Za-z]|\s(?:percent|million|billion)\b))"
)
YEAR = r"(?:(?:19|20)\d\d(?![\d%]|[,.]\d|-(?!\d{2})[a-z]))"
_COMMA = r"(?:\s?,)?\s"
"""Texts that were cut into words have a space before every comma as well."""
_DASH = r"\s?[-–—]\s?"
_JOIN = rf"(?:{_DASH}|\s(?:to|through|until)\s)"
_BETWEEN = r"[Bb]etween\s"
WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_WEEKDAY_SHORT = r"(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\."
_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
SPOKEN_YEAR = rf"(?:(?i:nineteen\s{_TENS}(?:[- ]{_ONES})?)\b)"
"""A year as it is said aloud: "nineteen ninety-six"."""
_PART_OF_DAY = r"(?:\s(?:morning|afternoon|evening|night)\b)?"
UNIT = r"(?:day|week|month|quarter|year|decade)s?"
NUMBER = rf"(?:\d{{1,4}}|(?i:{WORD_NUMBER}|an?|a\sfew|a\scouple\sof|several))"
_LEAD = rf"(?:{WEEKDAY}|{_WEEKDAY_SHORT}){_COMMA}"
_PART = r"(?:[Ee]arly|[Mm]id|[Ll]ate)(?:[- ]to[- ](?:mid|late))?"
_EDGE = r"(?:[Tt]he\s)?(?:[Bb]eginning|[Ss]tart|[Ee]nd|[Mm]iddle)\sof\s(?:the\s)?"
SEASON = r"(?:spring|summer|fall|autumn|winter|Spring|Summer|Fall|Autumn|Winter)"
_ORDINAL_QUARTER = r"(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]inal|[Ll]ast|1st|2nd|3rd|4th)"
_YEAR_BEFORE = rf"(?:{YEAR}|(?:[Tt]his|[Ll]ast|[Nn]ext)\syear[’']s|[Yy]ear-(?:earlier|ago))\s"
_OF_YEAR = rf"(?:(?:\s|,\s|\sof\s|\sof\sthe\s)(?:fiscal\s(?:year\s)?)?(?:{YEAR}|[’']\d\d\b|(?:this|last|next)\syear\b))"
_YEAR_AFTER = rf"(?:{_COMMA}{YEAR}\b)?"
_THAT_YEAR = r"\s(?:of\s)?(?:this|last|next)\syear\b"
_YEAR_OR_THAT = rf"(?:{_COMMA}(?:of\s|in\s)?{YEAR}\b|{_THAT_YEAR})?"
_ABOUT = r"(?:(?:[Mm]ore\sthan|[Aa]bout|[Nn]early|[Aa]lmost|[Oo]ver|[Ss]ome)\s)?"
_THIS = r"(?:[Tt]his|[Ll]ast|[Nn]ext|[Pp]ast|[Pp]revious|[Cc]oming|[Ff]ollowing)"

KINDS: dict[str, str] = {
    "iso": r"(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:3[01]|[12]\d|0?[1-9])(?!\d)(?:T\d\d:\d\d[\d:.Z+]*)?",
    "compact": r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:3[01]|[12]\d|0[1-9])\b",
    "slashed": r"(?:3[01]|[12]\d|0?[1-9])(?P<separator>[/.])(?:3[01]|[12]\d|0?[1-9])(?P=separator)"
    r"(?:(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)",
    "weekof": rf"(?:[Tt]he\s)?[Ww]eek\s(?:of|beginning|ending)\s(?:{_LEAD})?{MONTH}\s{DAY}{_YEAR_AFTER}",
    "monthdays": rf"(?:(?:[Ff]rom\s)?(?:{_LEAD})?{MONTH}\s{DAY}(?:,\s{YEAR})?{_JOIN}|{_BETWEEN}{MONTH}\s{DAY}\sand\s)"
    rf"(?:{WEEKDAY},\s)?(?:{MONTH}\s)?{DAY}\b{_YEAR_AFTER}",
    "daysmonth": rf"(?:(?:[Ff]rom\s)?\b{DAY}(?:\s{MONTH})?{_JOIN}|{_BETWEEN}{DAY}(?:\s{MONTH})?\sand\s)"
    rf"{DAY}\s{MONTH}{_YEAR_AFTER}",
    "monthday": rf"(?:{_LEAD})?{MONTH}\s(?:the\s)?{DAY}\b{_YEAR_OR_THAT}",
    "daymonth": rf"(?:{_LEAD}(?:the\s)?)?\b{DAY}(?:\s(?:of\s)?|-){MONTH}(?:(?:{_COMMA}|-){YEAR}\b|{_THAT_YEAR})?",
    "months": rf"(?:(?:[Ff]rom\s)?{MONTH}(?:\s{YEAR})?{_JOIN}|{_BETWEEN}{MONTH}(?:\s{YEAR})?\sand\s)"
    rf"{MONTH}{_YEAR_AFTER}(?!\s\d)",
    "partmonth": rf"(?:{_PART}[- ]|{_EDGE}){MONTH}{_YEAR_OR_THAT}",
    "partyear": rf"(?:{_PART}[- ]|{_EDGE})(?:{YEAR}|(?:this|last|next)\syear|(?:the\s)?year)\b"
    r"|(?:[Tt]he\s)?[Yy]ear(?:[’']s)?[- ]end\b",
    "quarter": rf"(?:Q[1-4]|[1-4]Q)(?:(?:\s|\sof\s|-)?{YEAR}\b|\s?[’']?\d\d\b|{_OF_YEAR})?",
    "quarterwords": rf"(?:(?:[Tt]he|[Tt]his|[Ll]ast)\s)?(?:{_YEAR_BEFORE})?{_ORDINAL_QUARTER}"
    rf"[- ](?:fiscal\s)?quarter\b{_OF_YEAR}?",
    "half": rf"(?:H[12]\b(?:\s{YEAR})?|(?:[Tt]he\s)?(?:first|second|last)(?:[- ]half|\stwo\squarters){_OF_YEAR})",
    "yearearlier": r"(?:(?:[Aa]|[Tt]he)\s(?:comparable\s)?)?[Yy]ear-(?:earlier|ago)\b(?:\s(?:quarter|period)\b)?"
    r"|(?:(?:[Tt]he|[Ii]ts)\s)?(?:(?:corresponding|comparable|same)\s)?(?:quarter|period)\s(?:of\s)?"
    r"(?:last\syear|the\s(?:previous|prior)\syear|a\syear\s(?:ago|earlier|before))\b"
    r"|[Ll]ast\syear[’']s\s(?:quarter|period)\b",
    "spokenquarter": r"(?:[Tt]he|[Tt]hat)(?:\s(?:latest|same))?\s(?:quarter|period)\b(?!-)",
    "yearquarter": rf"(?:[Tt]he\s)?{YEAR}\s(?:quarter|period)\b",
    "thequarter": rf"(?:{_THIS}|[Tt]he\s(?:current|previous))\squarter\b",
    "monthyear": rf"{MONTH}(?:(?:{_COMMA}(?:of\s)?|-){YEAR}\b|{_COMMA}{SPOKEN_YEAR})",
    "monthrelative": rf"(?:{_THIS}|[Ee]arlier\sthis|[Ll]ater\sthis)\s{MONTH}|{MONTH}{_THAT_YEAR}",
    "month": MONTH,
    "season": rf"(?:{_THIS}\s|[Tt]he\s)?(?:{_PART}\s)?{SEASON}(?:\s(?:of\s)?(?:{YEAR}\b|{SPOKEN_YEAR})|{_THAT_YEAR})",
    "seasonrelative": rf"(?:(?:[Oo]ver|[Tt]hrough|[Ii]nto)\s)the\s(?:{_PART}\s)?(?:summer|winter|spring|autumn)\b"
    rf"(?!\sof)|(?:{_THIS}|[Ee]arlier\sthis|[Ll]ater\sthis)\s(?:{_PART}\s)?{SEASON}\b",
    "ago": rf"{_ABOUT}\b{NUMBER}\s{UNIT}\s(?:ago|earlier)\b",
    "later": rf"\b{NUMBER}\s(?:day|week|month|year)s?\slater\b",
    "ahead": rf"\b(?:[Ii]n|[Ww]ithin)\s(?:the\snext\s|about\s)?{NUMBER}[- ]{UNIT}\b"
    r"(?![’']|\s(?:ago|earlier|of|later|that|when|where)\b)",
    "window": r"(?:(?:[Oo]ver|[Ii]n|[Dd]uring|[Ff]or)\s)?[Tt]he\s(?:last|past|next|coming|previous)\s"
    rf"{NUMBER}\s{UNIT}\b",
    "weekday": rf"(?:(?:{_THIS}|[Ee]arly|[Ll]ate)\s)?(?:{WEEKDAY}\b|{_WEEKDAY_SHORT}){_PART_OF_DAY}",
    "deictic": r"(?:[Dd]ay\sbefore\syesterday|[Dd]ay\safter\stomorrow|[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow)\b"
    + _PART_OF_DAY
    + r"|(?:[Tt]his\s(?:morning|afternoon|evening)|[Ll]ast\snight)\b",
    "neighbor": r"[Tt]he\s(?:following|next|previous)\sday\b"
    r"|(?:[Tt]he\s)?(?:[Ff]ollowing|[Pp]revious)\s(?:week|month|year)\b",
    "relative": rf"(?:(?:[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly)\s)?"
    rf"(?:{_THIS}|[Tt]he\s(?:coming|current|following|previous))"
    r"\s(?:week|month|year|decade|weekend|century)\b"
    r"|(?:[Ee]arlier|[Ll]ater)\sin\sthe\s(?:week|month|year)\b|[Tt]he\s(?:full|(?:current\s)?fiscal)\syear\b"
    r"|(?<=[Ff]or\s)the\syear\b",
    "weekend": r"[Tt]he\sweekend\b",
    "same": r"(?:[Tt]hat|[Tt]he\s(?:very\s)?same)\s(?:day|month|year)\b",
    "decade": r"(?:[Tt]he\s)?(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[- ])?(?:(?:19|20)\d0|[’']\d0)s\b",
    "fiscal": rf"(?:[Ff]iscal(?:\s[Yy]ear)?|FY)[\s-]?(?:{YEAR}\b|[’']?\d\d\b)",
    "years": rf"(?:(?:[Ff]rom\s)?\b{YEAR}(?:{_DASH}|\s(?:to|through)\s)|{_BETWEEN}{YEAR}\sand\s){YEAR}\b",
    "isomonth": r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![-\d])",
    "year": rf"{YEAR}\b",
    "spokenyear": rf"{SPOKEN_YEAR}|[Tt]he\syear\stwo\sthousand(?:\s(?:and\s)?{_ONES})?\b",
    "century": r"(?:[Tt]he\s)?(?:1\d|2[01]|\d)(?:st|nd|rd|th)[\s-]century\b",
}
"""Pattern by kind of expression; the order decides between them."""

LEANING_KINDS = frozenset({"spokenquarter", "yearearlier", "neighbor", "same"})
"""Kinds that say nothing without what the text named before."""
ABSOLUTE_KINDS = (
    frozenset(KINDS)
    - LEANING_KINDS
    - {"ago", "ahead", "later", "window", "weekday", "weekend", "deictic", "relative", "thequarter"}
)
"""Kinds whose numbers are parts of a date and never quantities."""

_NOT_INSIDE = r"(?<![\w$€£¥#/.-])(?<!\d,)"
PATTERN = re.compile(
    _NOT_INSIDE + "(?:" + "|".join(f"(?P<{kind}>{body})" for kind, body in KINDS.items()) + ")"
)
"""Finds time expressions; the name of the group that matched last is the kind."""

PRECHECK = re.compile(
    r"\d{4}|nineteen|thousand|\d[/.]\d|[Q'’H]\d|\dQ|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|day|morrow|"
    r"night|noon|morning|evening|[wW]eek|month|year|quarter|decade|century|spring|summer|winter|autumn|fall"
)
"""A text without a match holds no time expression; cheap."""
