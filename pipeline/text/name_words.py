"""Word lists for finding names: small, closed classes of English words, all in lower case."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.text.words import word_list, word_set

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS = word_set(
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sept sep oct nov dec",
)
"""Names of months and their abbreviations."""

NEVER_NAMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july",
    "august  september october november december jan feb mar apr jun jul aug sept sep oct nov dec  i i'm i've",
    "i'd i'll i’m i’ve i’d i’ll the a an and or but if of in on at by to for from with as is was are were  he",
    "she it we they you his her its our their my your this that these those there here not no yes so what who",
    "when  where why how which while am pm ok ceo ceos cfo cto coo vp mr mrs ms dr q1 q2 q3 q4 h1 h2  it's",
    "that's there's we're they're he's she's let's don't it’s that’s there’s we’re they’re he’s she’s let’s",
    "don’t  christmas easter",
)
"""Never a name, and never part of one."""

TITLES = word_set(
    "mr mrs ms dr prof professor president prime minister vice sen senator rep representative gov governor",
    "gen general  col lt sgt capt captain adm admiral sir lord lady king queen prince princess pope judge",
    "justice chief chairman  chairwoman chair chairperson director secretary commissioner ambassador mayor",
    "sheriff attorney former ex-president  spokesman spokeswoman spokesperson ceo cfo cto founder co-founder",
    "officer analyst coach rev hon speaker",
)
"""Titles before a person's name."""

NEVER_FIRST = word_set(
    "according additionally after again against all also although amid among and another any anyone around as",
    "at because  before behind being below besides between beyond both but by can could critics dear despite",
    "did do does during each  either even ever every everyone except few finally following for former from",
    "further furthermore given had has have  hence here how however if in indeed inside instead into is it",
    "its just last later least less like likewise many may  maybe meanwhile might more moreover most much",
    "must nearly neither never nevertheless next no none nor not nothing now  of off often on once one only",
    "onto or other others our out outside over past per perhaps recently same several she  should similarly",
    "since so some soon still such than that the their then there therefore these they this those though",
    "through throughout thus to today together tomorrow tonight too toward towards under unless unlike until",
    "up upon  use using very via was we well were what when where whether which while who whose why will with",
    "within without would  yes yesterday yet you your two three four five six seven eight nine ten eleven",
    "twelve dozens hundreds thousands  millions half about above across along already always asked earlier",
    "says said see read watch currently officials  researchers analysts lawmakers regulators experts",
    "investors executives reports report",
)
"""Words that begin a sentence before a name and are no part of it."""

_ADJECTIVES = word_list(
    "american african asian european chinese japanese korean taiwanese russian ukrainian german french",
    "british english scottish welsh irish spanish portuguese italian greek turkish polish dutch belgian",
    "swedish norwegian danish finnish austrian swiss hungarian czech romanian bulgarian serbian croatian",
    "indian pakistani bangladeshi nepali iranian iraqi israeli palestinian syrian lebanese egyptian jordanian",
    "arab saudi qatari kuwaiti yemeni afghan canadian mexican brazilian argentine chilean colombian peruvian",
    "venezuelan cuban haitian australian zealander indonesian malaysian filipino vietnamese thai singaporean",
    "nigerian kenyan ethiopian ghanaian sudanese libyan moroccan algerian tunisian jewish muslim christian",
    "catholic soviet democrat democratic republican",
)
DEMONYMS = frozenset((*_ADJECTIVES, *(f"{adjective}s" for adjective in _ADJECTIVES)))
"""Adjectives and nouns of nationality, language, faith and party: capitals, but no names by themselves."""

_HEADS = word_set(
    "center centers centre institute council foundation office department agency committee campaign coalition",
    "partnership  association organization organisation commission administration bureau board ministry",
    "service services fund society  academy alliance network initiative act forum group union college school",
    "university national directorate authority  standards technology security",
)
CONNECTORS_AFTER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "of": word_set(
            "bank bureau board department office university house state states secretary city institute college",
            "school  ministry court republic kingdom council chamber academy association federation league library",
            "museum  church center centre society order director registrar duke prince gulf bay cape isle isles port",
            "lake mount  strait sea conference congress convention attorney hall call game lord rock duchess district",
            "commonwealth  united union division national american international world service art declaration bill",
            "statue",
        ),
        "for": _HEADS,
        "on": word_set(
            "committee council commission subcommittee conference convention institute partnership"
        ),
        "de": frozenset(),
        "da": frozenset(),
        "di": frozenset(),
        "del": frozenset(),
        "von": frozenset(),
        "van": frozenset(),
        "der": frozenset(),
        "van der": frozenset(),
        "de la": frozenset(),
        "bin": frozenset(),
        "al": frozenset(),
    }
)
"""Connectors inside names, and the words after which they join; an empty set means after any name word."""

JOINED_BY_AND = word_set(
    "industry security trade commerce economic health human science technology food drug securities exchange",
    "foreign  domestic arts culture media sport innovation energy education labor pensions ways means justice",
    "development housing  urban alcohol tobacco firearms standards oceanic atmospheric aeronautics space",
    "customs border immigration  transportation infrastructure budget business agriculture rural research",
    "engineering medicine defense arms safety  finance taxation markets consumer competition disease control",
    "prevention children families parks wildlife fish  oversight accountability government judiciary homeland",
    "governmental affairs information communications climate",
)
"""Words of institutions' names that "and" joins: "Industry and Security", "Food and Drug"."""

ORGANIZATION_SUFFIXES = word_set(
    "inc corp co ltd llc plc group holdings company corporation agency department ministry committee",
    "commission bureau  council institute foundation university college bank act bill forum association party",
    "court house senate street  city county state river lake island islands airport model models security",
    "industry office administration board  times post news journal network union league team club school",
    "hospital center centre service services force",
)
"""Last words that show that a name is no person's."""
