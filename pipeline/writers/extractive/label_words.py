"""Closed classes of English words that decide whether some words of a headline can name a thing."""

from __future__ import annotations

from pipeline.text.words import word_set

CONNECTORS = word_set("of on for in to at against over with and & from between into vs")
"""Small words that may stand inside a phrase ("controls on chips", "Bank of England")."""

NO_NOUNS = word_set(
    "accuse accuses acquire acquires admits admit adopts aims agree agrees allege alleges announce announces",
    "apologize appear appears approve approves argue argues arrest arrests arrive arrives asked awaits backs",
    "barred beat beats became begins begun believe believes blames block blocks boost boosts bought break breaks",
    "brings built buy celebrate celebrates buys cancels carry causes claim claims clinch clinches close closes",
    "coming confirm confirms consider considers continue continues could cut cuts dead declare declares defeat",
    "defeats defend defends denied denies deny die dies died drop drops ease eases edge edges end ends enter",
    "enters eye eyes expand expands explain explained explains extend extends face faces facing fail fails fall",
    "falls feel feels fell file files fix flees follow follows force forces forms gain gains gave getting goes",
    "grew grow grows halt halts happen happens headed hear hears held helps hike hikes hit hits hold holds",
    "identify identified impact impose imposes indict indicts indicted introduce introduces invite invites join",
    "joins killed kill kills kept knew know knows lead leads learn leaves let lift lifts live lose loses losing",
    "lost makes meet meets mend move moves nears offer offers open opens overtake overtakes passes pay pays picks",
    "play plays plead pleads predict predicts prepare prepares prevent promise promises propose proposes prove",
    "proves publish publishes push pushes puts quit quits raise raises rallies reach reaches react reacts reject",
    "rejects releases remember remembers remove removes replaced reportedly require requires respond responds",
    "restore restores resume resumes return returns reveal reveals rise rises rose ruled runs said sank say seek",
    "seeks sell sells send sends sent served seize seizes set sets shares shot shut shuts sign signs slams slip",
    "slips sold speak speaks spend spends sparked split starts stop stops struck stay stays steal sue sues",
    "suspend suspends strip strips take takes talk tells tested testify testifies threaten threatens tie ties",
    "took tops tries urge urges unveil unveils violate violates voted votes vow vows wait walk warn warns watch",
    "weigh weighs welcome win wins withdraw withdraws won woos worry wrote amid among amongst via per toward",
    "towards following including despite without within behind beyond during best big bigger biggest better worst",
    "early former free good great high higher highest key largest latest likely lone main major massive more most",
    "much next old own possible potential recent same several special such top total true various whole deadly",
    "deadliest huge powerful once again already ahead away back today tonight yesterday tomorrow recap preview",
    "photos pictures look highlight highlights roundup quiz opinion analysis review guide column takeaway",
    "takeaways explainer fact check list winner winners loser losers score scores things thing people man woman",
    "men women way ways day days week weeks month months year years hour hours minute minutes time times season",
    "amount number numbers part parts lot lots kind kinds state states group groups place home case first second",
    "third fourth fifth one two three four five six seven eight nine ten million billion trillion thousand",
    "hundred person official officials spokesman spokeswoman analyst analysts expert experts researchers critics",
    "source sources pm am et pt percent photo video update updates news report reports story stories question",
    "questions answer answers newest scientist scientists",
    "expel expels launches releases legalize reads struggles struggle braces brace",
)
"""Verbs of headlines, judgements, and words that say nothing of a subject: no phrase begins or ends with one."""

NO_OPENERS = word_set(
    "president rep sen gov mr mrs ms dr coach former ex-president editor live suspected alleged longtime lady",
)
"""Words before a noun or a name that a label does without."""

NO_ENDINGS = word_set(
    "presidential national international federal criminal political social medical financial local global regional",
    "economic military public private legal illegal racial sexual digital commercial industrial official central",
    "natural annual initial current additional potential open-weight open-source online white black civil hot cold",
    "american african asian european chinese japanese korean russian ukrainian german french british english irish",
    "spanish italian greek turkish polish dutch indian iranian israeli arab canadian mexican brazilian australian",
    "jewish muslim christian catholic democratic republican southern northern eastern western human senior junior",
    "rep sen gov president coach quarterback safety prime vice chief attorney against expected ready able due set",
)
"""Adjectives and titles: a phrase that ends with one lacks its noun or its name."""

NOUNS_IN_ING = word_set(
    "banking building ceiling clothing drilling filing fishing flooding funding gambling gaming hearing hiking housing",
    "king licensing lightning lobbying manufacturing marketing meeting mining morning parking policing polling pricing",
    "prize ring size scaffolding sentencing shipping shooting shopping skiing smuggling spending spring sterling",
    "streaming string swimming trading training voting wedding wing wrestling",
)
"""Nouns and modifiers that end like a verb's form: other such words open no phrase."""
