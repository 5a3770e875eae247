"""What is said on web pages in place of articles and around them, in the languages most written on the web.

One place for the words, so that a phrase or a language can be added without touching a rule. Alternatives are regular
expressions parted by " | "; upper and lower case are the same.
"""

from __future__ import annotations

import re
from typing import Final


def _said(alternatives: str, *, at_start: bool = False, as_words: bool = False) -> re.Pattern[str]:
    """Any of the alternatives: anywhere, at the beginning of a text (after its punctuation), or as whole words."""
    choice = "|".join(
        part.strip() for line in alternatives.strip().splitlines() for part in line.split(" | ")
    )
    form = rf"^\W*(?:{choice})" if at_start else rf"\b(?:{choice})\b" if as_words else choice
    return re.compile(form, re.IGNORECASE)


CHALLENGE_MARKS: Final = _said(
    r"""
    _cf_chl_opt | cf-browser-verification | cf-challenge | challenge-form | challenge-error-text
    captcha-delivery\.com | geo\.captcha | px-captcha | _pxappid | perimeterx | _incapsula_resource
    sec-if-cpt | sec-cpt | ak-challenge | g-recaptcha | h-captcha | hcaptcha\.com | recaptcha/api
    cf-turnstile | ddos-guard | sucuri_cloudproxy | distil_r_captcha | awswaf | human-challenge | kpsdk
    """,
)
"""In the scripts, addresses and names of elements of pages that check for robots, by service."""

CHALLENGE: Final = _said(
    r"""
    checking (?:if the site connection is secure|your browser)
    verif(?:y|ying) (?:that )?you are (?:a )?(?:human|not a robot) | just a moment
    (?:are you|you(?:'|’)?re not|not) a robot | press (?:and|&) hold | enable (?:javascript|js) and cookies
    unusual (?:traffic|activity) | complete the (?:captcha|security check) | security (?:check|verification)
    ddos protection | pardon our interruption | bot (?:detection|protection) | why do i have to complete
    performance (?:&|and) security by | prove (?:that )?you(?:'|’)?re human | human verification
    automated (?:access|requests|queries) | solve this (?:puzzle|captcha) | please wait while (?:we|your)
    ray id | attention required | (?:kein|bin kein) roboter | sicherheitsüberprüfung | dass sie ein mensch
    browser wird überprüft | ungewöhnlichen datenverkehr | pas un robot | vérification de sécurité
    êtes humain | vérifi(?:er|ons) que vous | no (?:es|eres|soy) un robot | eres humano
    verificación de seguridad | non sei un robot | não é um robô | nie jesteś robotem | jesteś człowiekiem
    不是机器人 | 人机验证 | 安全验证 | ロボットではない | 我不是機器人
    """,
)
"""Of a check against robots."""

REFUSED: Final = _said(
    r"""
    error\W*(?:code\W*)?(?:4|5)\d\d\b
    (?:4|5)\d\d\W*(?:$|error|forbidden|unauthorized|too many|internal|bad|service|gateway)
    access (?:to this (?:page|site|resource) (?:has been|is|was) )?(?:denied|blocked|forbidden) | forbidden
    you (?:have been|are|were) blocked | sorry, you have been blocked
    (?:service|site|page) (?:is )?(?:temporarily )?unavailable | too many requests
    (?:internal )?server error | bad gateway | gateway time-?out | something went wrong | under maintenance
    (?:site|scheduled) maintenance | be right back | not available in your (?:country|region)
    unavailable (?:for legal|due to legal) | zugriff verweigert | wartungsarbeiten | dienst nicht verfügbar
    acc[eè]s (?:refusé|interdit) | acceso (?:denegado|restringido) | accesso negato | acesso negado
    dostęp zabroniony | error establishing a database connection | account suspended
    this account has been suspended | web server is down
    """,
    at_start=True,
)
"""At the beginning of the title or text of an error page."""

MISSING: Final = _said(
    r"""
    (?:error|http|fehler|erreur)\W*(?:404|410)\b
    (?:404|410)\W*(?:$|error|fehler|page|seite|not|gone|nicht|sorry|oops)
    (?:oops|sorry|whoops|hoppla|ups|désolé)\W.{0,40}(?:not|doesn|don|can|nicht|pas|no)\b
    (?:the |this |that |requested )*(?:page|content|article|story|post|url|file|resource) not found
    (?:the |this |that |requested )*(?:page|content|article|file) [^.]{0,40}(?:not|n['’]t) (?:be )?(?:found|exist)
    (?:the |this |that )?(?:page|content|article|story|post) (?:is )?(?:no longer|not) (?:exists|available)
    (?:the |this |that )?(?:page|content|article|story|post) has been (?:removed|deleted|moved)
    not found | nothing (?:was )?found | we (?:cannot|can['’]t|couldn['’]t|could not) find
    (?:die |diese )?(?:seite|inhalt|artikel|datei)\W.{0,40}nicht (?:gefunden|vorhanden|verfügbar|existiert)
    (?:die |diese )?(?:seite|inhalt|artikel|datei)\W.{0,40}existiert nicht | nicht gefunden
    (?:la )?page (?:introuvable|non trouvée|demandée|n['’]existe) | introuvable
    (?:la )?página no (?:encontrada|existe|disponible) | no se (?:ha )?enc(?:ontró|uentra)
    (?:la )?pagina (?:non trovata|niet gevonden|non esiste) | página não encontrada
    strona nie (?:istnieje|została znaleziona) | nie znaleziono | sidan (?:kunde inte|finns inte)
    siden (?:findes|finnes) ikke | sivua ei löyt | страница не найдена
    页面不存在 | 找不到 | ページが見つかりません
    """,
    at_start=True,
)
"""At the beginning of the title or text of a page that says that there is no such page."""

CONSENT: Final = _said(
    r"""
    before you continue | we (?:value|care about|respect) your privacy
    your privacy (?:choices|matters|settings)
    (?:accept|agree|allow|reject|manage) (?:all )?(?:cookies|and continue|to all)
    (?:use|uses|using) cookies | our partners | consent to | cookie (?:settings|policy|preferences|consent)
    bevor sie fortfahren | wir (?:und unsere partner|verwenden cookies|nutzen cookies)
    alle(?:n)? (?:cookies )?(?:akzeptieren|zustimmen) | zustimmung | einwilligung | datenschutzeinstellungen
    mit werbung weiterlesen | avant de continuer | tout accepter | accepter et (?:continuer|fermer)
    nos partenaires | vos données | antes de (?:continuar|ir a) | aceptar (?:todo|todas|cookies|y continuar)
    nuestros socios | accetta (?:tutti|e continua) | aceitar (?:todos|tudo) | akceptuj | zgadzam się
    wij gebruiken cookies | alles accepteren
    """,
)
"""Of a request for consent to cookies and advertising; a wall says several of them."""

PARKED: Final = _said(
    r"""
    domain (?:name )?(?:is |may be |might be )?(?:for sale|parked|available for purchase|has expired)
    buy this domain | this domain (?:is|was) (?:registered|parked) | related searches
    inquire about this domain | make an offer | domain (?:steht )?zum verkauf | domain kaufen
    domaine est à vendre | dominio (?:está )?en venta | sedoparking | parkingcrew | hugedomains | bodis\.com
    domain parking | future home of | this (?:web ?)?(?:site|page) is parked | default web page
    welcome to nginx | apache2? (?:ubuntu |debian )?default page | it works!
    """,
)
"""Of domains that are for sale or have no site yet."""

LOGIN: Final = _said(
    r"""
    (?:log|sign) ?in (?:to|or|with|required) | please (?:log|sign) in
    you (?:must|need to) (?:be logged in|log in|sign in) | members only | login required
    forgot(?:ten)? (?:your )?password | create an account | register to
    (?:melde[nt]?|loggen) (?:dich|sie sich) (?:bitte )?(?:an|ein) | bitte (?:anmelden|einloggen)
    passwort vergessen | nur für mitglieder | connectez-vous | mot de passe oublié | iniciar sesión
    inicia sesión | olvidaste tu contraseña | accedi (?:per|con) | password dimenticata | faça login
    zaloguj się
    """,
)
"""Of a page that wants its visitor to log in."""

PAYWALL: Final = _said(
    r"""
    (?:subscribe|sign up|register|log in) (?:now |today )?(?:to (?:continue|read|keep|unlock|access|view))
    (?:subscribe|sign up|register) (?:now |today )?for (?:full|unlimited) access
    become a (?:member|subscriber) (?:now |today )?to (?:continue|read|keep|unlock|access|view)
    (?:to|and) continue reading
    (?:this|the) (?:article|content|story|post) is (?:for|only|reserved|exclusive|available)
    subscriber[- ]only | for (?:paid )?subscribers | already a (?:subscriber|member)
    unlock (?:this|the) (?:article|story) | you(?:'|’)ve (?:reached|read) your
    free articles? (?:left|remaining|this month) | start your (?:free )?trial | keep reading with
    premium (?:content|article) | (?:weiterlesen|lesen sie weiter) mit | mit \w+ ?(?:plus|\+|premium) weiter
    jetzt (?:abonnieren|testen) und | exklusiv für abonnenten | nur für abonnenten | bereits abonnent
    diesen artikel (?:freischalten|weiterlesen) | probeabo
    (?:artikel|inhalt) ist (?:nur|exklusiv|kostenpflichtig) | réservé (?:aux|à nos) abonnés | déjà abonné
    abonnez-vous pour | la suite est réservée | il vous reste | (?:suscríbete|suscríbase) para
    exclusivo para suscriptores | solo para suscriptores | ya eres suscriptor | contenido exclusivo
    riservato agli abbonati | abbonati per | exclusivo para assinantes | assine para
    tylko dla subskrybentów | pozostało \d+% artykułu | alleen voor abonnees | verder lezen
    """,
)
"""Of the notice where the free part of an article ends."""

NEEDS_SCRIPT: Final = _said(
    r"""
    (?:enable|requires?|needs?|turn on|without|activ\w+|aktivier\w*|habilit\w*|włącz\w*)\W.{0,40}javascript
    javascript (?:is |to be |muss |must be |ist )?(?:disabled|enabled|required|aktiviert|erforderlich|nicht)
    """,
)
"""Of pages that show nothing without JavaScript."""

POINTERS: Final = _said(
    r"""
    (?:read|see|watch|view|check out|learn|find out) (?:also|more|next|this|related|here)\b | also read\b
    more (?:from|on|about|in)\b | related(?: \w+){0,2}$ | recommended(?: \w+)?$ | up next
    you (?:may|might) (?:also )?(?:like|be interested) | don'?t miss | most (?:read|popular)
    (?:lesen|hören|sehen|schauen) sie (?:auch|hier|dazu|mehr) | lies (?:auch|hier|dazu|mehr)
    lest (?:auch|hier) | auch interessant
    mehr (?:zum thema|dazu|über|aus|von|lesen|infos?|informationen)\b | mehr zu\b | schon gelesen
    das könnte (?:sie|dich|euch) | weiterlesen
    weitere (?:\w+ ){0,2}(?:artikel|beiträge|themen|informationen|infos|meldungen|nachrichten|links|berichte|news)\b
    zum weiterlesen | weiterführende | ähnliche (?:artikel|beiträge|themen)
    verwandte (?:artikel|beiträge|themen) | passend dazu | top-?themen | interessant auch | lust auf mehr
    siehe auch | beiträge aus | (?:puedes? )?(?:lea|lee|leer|ver|vea|mira|mire) (?:tambi[eé]n|m[aá]s|además)\b
    te (?:puede|podría|recomendamos) | (?:notas|noticias|contenidos?|artículos|temas) relacionad[oa]s?
    más sobre | vea también | mire: | puedes ver: | relacionad[oa]s?:?$ | à lire (?:aussi|également)
    lire (?:aussi|également|la suite) | voir aussi | sur le même (?:sujet|thème)
    articles? (?:liés|similaires) | leggi anche | ti potrebbe | potrebbe interessarti | articoli correlati
    leia (?:também|mais) | veja (?:também|mais) | saiba mais | czytaj (?:też|także|również|więcej)
    zobacz (?:też|także|również|więcej) | przeczytaj | lees (?:ook|meer) | läs (?:också|mer) | les også
    lue myös
    """,
    at_start=True,
)
"""At the beginning of a line that leads to other articles."""

APPEALS: Final = _said(
    r"""
    \bsubscribe (?:to|now|today)\b | \bsign up (?:here|now|below|for (?:our|the|free))\b
    \bfollow (?:us|me) on\b | \bjoin us on\b | \bsupport us\b | \b(?:leave|post|write) a (?:comment|reply)
    \bdownload (?:our|the) (?:\w+ )?apps?\b | \bif you (?:have )?enjoyed\b | \bzum newsletter\b
    \b(?:unser|den|diesen)e[nm]? newsletter\b | \bour (?:\w+ )?newsletter\b
    \bnuestr[oa] (?:newsletter|boletín)\b | \b(?:folge[nt]?|folgt) (?:sie )?uns (?:auf|bei|hier|jetzt)\b
    \bunterstütze[n]? (?:sie |du )?(?:uns|unser\w*) | \bspenden sie\b | \bjetzt spenden\b
    \bmelde(?:n sie)? (?:dich|sich) (?:hier|jetzt|für|zum)\b
    \bjetzt (?:anmelden|registrieren|bestellen|kaufen|abonnieren) | \bhier (?:klicken|anmelden|bestellen)
    \bgefällt (?:dir|ihnen|euch) (?:unser|dieser|der|das)
    \bkommentar(?:e)? (?:schreiben|hinterlassen|verfassen) | \bum (?:zu )?kommentieren
    \bkommentare zu schreiben | \bin den kommentaren\b | \bteile(?:n sie)? diesen
    \bdieser (?:artikel|beitrag|text) enthält | \bauf den (?:\w+ )?button\b | \bsuscr[ií]b(?:ete|ase|irse)
    \bs[ií]gu[ei]\w*nos\b | \bnuestro canal\b | \búnete a\b | \bhazte (?:miembro|socio) | \bapoya nuestro
    \babonnez-vous | \binscrivez-vous | \bsuivez[- ]nous | \bsoutenez-nous | \biscriviti | \bseguici
    \binscreva-se | \bsiga-nos | \bwesprzyj nas | \bzapisz się | \bobserwuj nas | \bnapisz komentarz
    """,
)
"""Anywhere in a line that asks its reader to subscribe, follow, give or comment."""

LABELS: Final = _said(
    r"""
    \bnewsletter\b | \badvertisement\b | \bwerbung\b | \banzeige\b | \baffiliate[ -]links?\b
    \babonnieren\b | \babonnement\b | \bkeine kommentare\b | \bpublicidad\b | \bdonate\b | \bsubscribe\b
    """,
)
"""In a line of so few words that it is a label, not a sentence."""

NOTICES: Final = _said(
    r"""
    © | \(c\) | copyright\b | all rights reserved | alle rechte vorbehalten | todos los derechos
    tous droits
    tutti i diritti | wszelkie prawa
    (?:photos?|image|picture|imagen|zdjęcie|fot\.|crédits? photos?)(?: (?:credits?|by|courtesy))?\s*[:©]
    (?:credits?|foto(?:s|grafie)?|bild(?:er|nachweis|quelle)?|titelbild|beitragsbild)(?: von)?\s*[:©]
    last (?:modified|updated)\s*:
    zuletzt (?:aktualisiert|geändert|bearbeitet)\s*: | stand\s*: | veröffentlicht (?:am|von|in)\s*:
    (?:posted (?:on|in|by)|filed under|tags?|keywords|schlagw[oö]rte?r?|kategorien?|categor(?:y|ies))\s*:
    (?:temas|etiquetas|topics|themen)\s*:
    this (?:post|article|story) (?:contains|was originally|first appeared|is (?:the )?copyright)
    material chroniony | disclaimer
    (?:share|teilen|drucken|print|e-mail|facebook|twitter|whatsapp|compartir|partager|merken)\W*$
    (?:comments?|kommentare?|anzeige|advertisement|publicidad|bild anzeigen|nach oben|zurück|back to top)\W*$
    """,
    at_start=True,
)
"""At the beginning of a line of rights, credits, tags, or of buttons."""

ROLES: Final = _said(
    r"""
    editors? | reporters? | writers? | correspondents? | journalists? | columnists? | contributors? | producers?
    photographers? | director | professor | manager | chief | senior | managing
    redakteur(?:in)? | journalistin | reporterin | korrespondent(?:in)? | autorin | chefredakteur(?:in)?
    volont[aä]r(?:in)? | experte | expertin | rédact(?:eur|rice)\w* | redactora? | periodista | presidente?
    giornalista | redaktor(?:ka)?
    """,
    as_words=True,
)
"""What people are, beside their names."""

NOBODY: Final = _said(
    r"""
    staff | team | admin(?:istrator)? | editorial | editors? | desk | newsroom | webmaster | newsletter | press
    redaktion\w* | redakcja | redacci[oó]n | r[eé]daction | redazione | reda[cç][aã]o | pressestelle | collectif
    agency | agenc(?:y|ies|ias?) | agentur | agence | news | media | magazin | online | zeitung | verlag
    guest | gast | anonymous | unknown | unbekannt | unbenannt | user | contributor | author | autor | name
    none | null | undefined | default | gmbh | inc | ltd | llc | e\.?\s?v | ag | corp | company
    foundation | stiftung | university | universit[äàéy]\w* | institute? | institut | association | verband
    ministry | ministerium | bundesministerium
    dpa | afp | apa | epa | reuters | associated press | ap | efe | ansa | sid | kna | epd | pap | tass | upi
    blog | website | homepage | impressum | kommentare? | comments? | cookies? | teilen | follow | folgen
    mehr | posts? | articles? | artikel | beitr[aä]ge? | profile? | photos? | foto | photograph | fotograf
    copyright | quelle | source | category | kategorie | permalink | veröffentlicht | publiziert | published
    posted | gespräch | datum | date | uhr | today | heute | monday | january
    """,
    as_words=True,
)
"""What stands in the place of an author and is no person."""
