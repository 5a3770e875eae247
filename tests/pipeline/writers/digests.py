"""Small themes of several fields, made up, with the label that a news desk would write."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.ports import DigestLead, EventDigest, ThemeDigest

DAY = date(2026, 3, 2)


def make_event_digest(number: int, title: str, *sentences: str, articles: int = 2) -> EventDigest:
    """An event of a day of its own, with one lead of some sentences."""
    day = DAY + timedelta(days=number)
    leads = (DigestLead(f"a{number}", day, sentences),) if sentences else ()
    return EventDigest(f"e{number}", title, day, articles, ("Harbour Post", "Daily Ledger"), leads)


def make_theme_digest(terms: str, *stories: tuple[str, ...], publishers: str = "Harbour Post") -> ThemeDigest:
    """A theme of stories, each a title and the sentences that its article begins with. Terms are parted by "; "."""
    events = tuple(make_event_digest(number, *story) for number, story in enumerate(stories))
    return ThemeDigest(
        theme_id="t1",
        terms=tuple(filter(None, terms.split("; "))),
        events=events,
        domains=("a field",),
        publishers=(publishers,),
        event_count=len(events),
        first_day=events[0].day if events else DAY,
        last_day=events[-1].day if events else DAY,
    )


CHIPS = make_theme_digest(
    "export controls; China; AI chips; licence",
    (
        "US widens export controls on AI chips",
        "The Commerce Department on Tuesday widened its export controls on AI chips to four more countries.",
    ),
    (
        "Nvidia warns that export controls on AI chips will cost it billions",
        "Nvidia said export controls on AI chips would cost it $4 billion in sales to China this year.",
    ),
    (
        "Beijing answers chip rules with a ban on rare earths",
        "China banned exports of two rare earths after Washington widened its export controls on AI chips.",
    ),
)
PLANE = make_theme_digest(
    "Boeing 737 MAX; door plug; FAA; Boeing",
    (
        "Boeing 737 MAX inquiry finds loose bolts on door plug",
        "Investigators of the Boeing 737 MAX inquiry found four loose bolts on the door plug of a jet.",
    ),
    (
        "FAA opens Boeing 737 MAX inquiry",
        "The Federal Aviation Administration opened an inquiry into the Boeing 737 MAX on Monday.",
    ),
    (
        "Airlines ground jets while regulators look at Boeing",
        "Three airlines grounded their Boeing 737 MAX jets until the door plug of each was inspected.",
    ),
)
FIRES = make_theme_digest(
    "Maui; wildfire; Hawaii; Lahaina",
    (
        "Maui wildfires leave 55 dead",
        "The Maui wildfires killed at least 55 people and burned most of Lahaina, officials said.",
    ),
    (
        "How to help victims of the Maui wildfires",
        "Charities in Hawaii are collecting money for victims of the Maui wildfires.",
    ),
    (
        "Power company sued over Maui wildfires",
        "Residents of Lahaina sued the utility Hawaiian Electric over the Maui wildfires on Thursday.",
    ),
)
BANK = make_theme_digest(
    "Silicon Valley Bank; deposits; FDIC; collapse",
    (
        "Regulators close Silicon Valley Bank",
        "Regulators closed Silicon Valley Bank on Friday after customers withdrew $42 billion in a day.",
    ),
    (
        "Silicon Valley Bank collapse rattles startups",
        "The Silicon Valley Bank collapse left hundreds of startups unable to pay wages.",
    ),
    (
        "Senators demand answers on bank's collapse",
        "Two senators asked the Federal Reserve how it missed the Silicon Valley Bank collapse.",
    ),
)
RATES = make_theme_digest(
    "interest rates; central bank; inflation",
    (
        "Central bank holds interest rates at 4%",
        "The central bank left interest rates at 4% on Thursday and said inflation was still too high.",
    ),
    (
        "Falling inflation fuels talk of lower interest rates",
        "Inflation fell to 2.4% in February, and traders now expect lower interest rates by June.",
    ),
    (
        "Builders say interest rates keep buyers away",
        "Home builders blamed high interest rates for a third month of falling orders.",
    ),
)
VACCINE = make_theme_digest(
    "malaria vaccine; WHO; children; Ghana",
    (
        "WHO approves second malaria vaccine",
        "The WHO approved a second malaria vaccine for children on Monday.",
    ),
    (
        "Ghana starts malaria vaccine campaign",
        "Ghana began to give the malaria vaccine to children under two in seven regions.",
    ),
    (
        "Price of malaria vaccine to fall by half",
        "The maker of the malaria vaccine said that its price would fall to $3 a dose.",
    ),
)
TRADE = make_theme_digest(
    "Lena Marsh; Harbour City; transfer; striker",
    (
        "Lena Marsh to Harbour City: what we know",
        "Striker Lena Marsh will move to Harbour City for a record fee, both clubs said on Sunday.",
    ),
    (
        "Lena Marsh scores twice on debut",
        "Lena Marsh scored twice in her first match for Harbour City on Saturday.",
    ),
    (
        "Fans queue for shirts after Lena Marsh joins Harbour City",
        "Hundreds queued for shirts with the name of Lena Marsh outside Harbour City's stadium.",
    ),
)
TRIAL = make_theme_digest(
    "Orrin Vale; hush-money payments; grand jury; governor",
    (
        "Grand jury charges Orrin Vale",
        "A grand jury charged former governor Orrin Vale on Thursday over hush-money payments to a lobbyist.",
    ),
    (
        "Orrin Vale pleads not guilty",
        "Orrin Vale pleaded not guilty on Tuesday to 12 counts of hiding hush-money payments.",
    ),
    (
        "What the charges against the former governor mean",
        "Hush-money payments are no crime in themselves, but Orrin Vale is said to have hidden them.",
    ),
)
OUTAGE = make_theme_digest(
    "Northgrid; power outage; storm",
    (
        "Northgrid power outage leaves 40,000 without heat",
        "A Northgrid power outage left 40,000 homes without heat on Sunday.",
    ),
    (
        "Minister promises review of Northgrid power outage",
        "The energy minister promised a review of the Northgrid power outage by May.",
    ),
)
TITLE_CASE = make_theme_digest(
    "student loan; forgiveness; Supreme Court",
    (
        "Supreme Court Blocks Student Loan Forgiveness",
        "The Supreme Court blocked the plan for student loan forgiveness on Friday.",
    ),
    (
        "Student Loan Forgiveness: Who Still Qualifies",
        "Some public workers still qualify for student loan forgiveness under an older law.",
    ),
    (
        "Senate Weighs New Path To Student Loan Forgiveness",
        "Senators presented a bill for student loan forgiveness that the court could not stop.",
    ),
)
GOLDEN = (
    (CHIPS, "Export controls on AI chips"),
    (PLANE, "Boeing 737 MAX inquiry"),
    (FIRES, "Maui wildfires"),
    (BANK, "Silicon Valley Bank collapse"),
    (RATES, "Interest rates"),
    (VACCINE, "Malaria vaccine"),
    (TRADE, "Lena Marsh to Harbour City"),
    (TRIAL, "Orrin Vale: hush-money payments"),
    (OUTAGE, "Northgrid power outage"),
    (TITLE_CASE, "Student loan forgiveness"),
)
"""Digests and the labels that they are to get."""
