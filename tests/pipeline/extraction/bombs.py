"""Documents whose entities would grow without end or read files. ROOT and BODY are put in by the tests; ``&x;`` is the
entity to use in the body."""

from __future__ import annotations

from pathlib import Path

SECRET = b"entities_of_this_file_were_read"

_HERE = Path(__file__).resolve().as_uri()
_LAUGHS = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

BOMBS = {
    "billion laughs": f'<!DOCTYPE ROOT [{_LAUGHS}<!ENTITY x "&l9;">]><ROOT>BODY</ROOT>',
    "quadratic": f'<!DOCTYPE ROOT [<!ENTITY x "{"a" * 100_000}">]><ROOT>BODY<extra>{"&x;" * 20_000}</extra></ROOT>',
    "file": f'<!DOCTYPE ROOT [<!ENTITY x SYSTEM "{_HERE}">]><ROOT>BODY</ROOT>',
    "parameter": f'<!DOCTYPE ROOT [<!ENTITY % p SYSTEM "{_HERE}"> %p; <!ENTITY x "]>">]><ROOT>BODY</ROOT>',
    "outside type": f'<!DOCTYPE ROOT SYSTEM "{_HERE}"><ROOT>BODY</ROOT>',
    "hidden end": "<!DOCTYPE ROOT [<!-- ' ]> --><?pi ' ?><!ENTITY x '&l0;]>'>]><ROOT>BODY</ROOT>",
}
