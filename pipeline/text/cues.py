"""Wording that tells what a sentence is for: what somebody must or should do, and what speaks against the rest."""

from __future__ import annotations

import re

from pipeline.text.trimming import quoted_parts_removed

_ADDRESSEES = (
    r"(?:compan(?:y|ies)|firms?|businesses|employers?|providers?|developers?|vendors?|operators?|manufacturers?|makers|"
    r"suppliers?|exporters?|importers?|contractors?|bidders?|sellers?|retailers?|banks?|lenders?|insurers?|investors?|"
    r"buyers?|teams?|organi[sz]ations?|agencies|departments?|schools?|universities|hospitals?|clinics?|doctors?|nurses|"
    r"physicians|teachers|students?|parents|patients?|people|adults?|children|women|men|residents?|travell?ers?|"
    r"passengers?|drivers?|motorists|owners?|customers?|consumers?|shoppers?|users?|subscribers|members|viewers|voters?|"
    r"taxpayers?|filers?|applicants?|borrowers?|homeowners?|renters?|tenants?|landlords?|workers?|employees|veterans|"
    r"seniors|immigrants?|migrants|farmers?|growers|ranchers|hunters|gun owners|advertisers|publishers|platforms?|"
    r"airlines|utilities|states|cities|counties|anyone|anybody|everyone|those who|households?|families|staff|"
    r"administrators|officials|candidates|staffers|lawyers|auditors|trustees|directors|engineers|researchers)"
)
"""Those whom a rule, a recommendation or a deadline can address; a single person's plans are no advice to a reader."""
_DUTY = re.compile(
    r"\b(?:must|shall|(?:is|are|be|will be) (?:required|obliged|obligated) to|(?:ha(?:s|ve)|will have) to|"
    r"ha(?:s|ve) until|(?:is|are) (?:due|barred|banned|prohibited|not allowed))\b",
    re.IGNORECASE,
)
_MUST = re.compile(r"\b(?:must|shall|required to)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"\b(?:should|(?:is|are|be) (?:advised|urged|encouraged|eligible)|needs? to|ought to|can (?:apply|claim|file|"
    r"register|return|request|receive|get)|may (?:apply|claim|file|register|return|request))\b",
    re.IGNORECASE,
)
_URGED = re.compile(
    r"\b(?:recommend(?:s|ed)?|advis(?:es|ed)|urg(?:es|ed|ing)|requir(?:es|ing)|oblig(?:es|ing))\s(?:that\s)?(?:\w+\s){0,3}"
    rf"{_ADDRESSEES}\s(?:\w+\s){{0,4}}?(?:not\s)?to\s[a-z]+"
)
"""A duty or an advice that the sentence puts on somebody: "requires companies to ...", "urged voters to ..."."""
_AUTHORITY = re.compile(
    r"\b(?:orders?|ordered|rules?|law|act|bill|regulations?|court|ministry|agency|bureau|commission|directive)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(rf"\b{_ADDRESSEES}\b(?:\s[\w’'-]+){{0,8}}\s*$")
_ADDRESSEE = re.compile(rf"\b{_ADDRESSEES}\b")
_THEY = re.compile(r"\bthey\s*$")
_NOT_DUE = re.compile(
    r"\b(?:had to|needed to|was required|were required|should have|must have|do(?:es)? not (?:need|have) to|"
    r"would have to|whether)\b",
    re.IGNORECASE,
)
_OPPOSITION = re.compile(
    r"\b(?:critics?|opponents?|den(?:y|ies|ied)|dispute[sd]? (?:by|that|the)|objects? to|objected|objections?|"
    r"contrary to|skeptic\w*|sceptic\w*|challenged? (?:by|in|that|the)|disagree\w*|contradict\w*|"
    r"not (?:yet )?(?:clear|known|proven|verified)|unclear|uncertain|has yet to|have yet to|questioned|cautioned|"
    r"narrow\w* the gap|on the other hand|no evidence|oppose[sd]?|rejected|refused|declined to|pleaded not guilty|"
    r"appealed|criticiz\w+|criticis\w+|condemned|little evidence|did not (?:say|confirm|respond))\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"(?:But|However|Yet|Still|Nevertheless|Nonetheless|Even so|By contrast|In contrast)\b"
)
DUTY, ADVICE = 1.0, 0.6
"""Strengths of what must be done and of what should or can be."""


def duty(text: str) -> float:
    """How strongly a sentence tells those it addresses what to do: DUTY, ADVICE, or 0 when it does not.

    What stands in quotations is a speaker's wish; what is past or denied binds nobody.
    """
    plain = quoted_parts_removed(text)
    plain = plain[:1].lower() + plain[1:]
    if _NOT_DUE.search(plain):
        return 0.0
    for pattern, strength in ((_DUTY, DUTY), (_ADVICE, ADVICE)):
        if any(_is_addressed(plain[: cue.start()]) for cue in pattern.finditer(plain)):
            return strength
    return ADVICE if _URGED.search(plain) else 0.0


def binds(text: str) -> bool:
    """Whether a sentence says what a rule or an authority makes a must, whoever has to see to it."""
    plain = quoted_parts_removed(text)
    cue = _MUST.search(plain)
    return cue is not None and bool(_AUTHORITY.search(plain[: cue.start()])) and not _NOT_DUE.search(plain)


def _is_addressed(before: str) -> bool:
    """Whether the subject right before a cue is somebody who can be addressed, or "they" after such."""
    return bool(_ADDRESSED.search(before) or (_THEY.search(before) and _ADDRESSEE.search(before)))


def denies(text: str) -> bool:
    """Whether a sentence reports a denial, a doubt or an objection."""
    return bool(_OPPOSITION.search(text))


def contrasts(text: str) -> bool:
    """Whether a sentence, as its source prints it, is set against what stands before it."""
    return bool(_CONTRAST.match(text))
