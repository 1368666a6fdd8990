"""In: text decoded on trial. Out: how well its letters beyond ASCII fit one living language, 0 to 1.

A wrong table mixes letters that no one language has: "Ańo" is neither Spanish nor Polish.
"""

from collections import Counter

_LANGUAGES = (
    "äöüß",  # German
    "àâæçéèêëîïôœùûüÿ",  # French
    "áéíóúüñ",  # Spanish
    "ãáàâçéêíõóôúü",  # Portuguese
    "àèéìíòóùú",  # Italian
    "áéëïíóöúü",  # Dutch
    "åäöé",  # Swedish, Finnish
    "æøåéò",  # Danish, Norwegian
    "áðéíóúýþæö",  # Icelandic
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîșțşţ",  # Romanian
    "čćđšž",  # Croatian, Slovene
    "çğıöşüâîi̇",  # Turkish
)
_ALPHABETS = tuple(frozenset(letters) for letters in _LANGUAGES)
# The letters that make up four fifths of Russian, Ukrainian and Bulgarian text.
_FREQUENT_CYRILLIC = frozenset("оеаинтсрвлкмдпуязыі")


def language_fit(text: str) -> float:
    """The share of the letters that the best fitting language has; 1 where there is nothing to tell by."""
    letters = Counter(char for char in text.lower() if not char.isascii() and char.isalpha())
    latin = {char: count for char, count in letters.items() if ord(char) < 0x250}
    cyrillic = {char: count for char, count in letters.items() if 0x400 <= ord(char) < 0x460}
    fit = 1.0
    if latin:
        total = sum(latin.values())
        fit = max(sum(latin.get(char, 0) for char in alphabet) for alphabet in _ALPHABETS) / total
    if cyrillic:
        frequent = sum(count for char, count in cyrillic.items() if char in _FREQUENT_CYRILLIC)
        fit = min(fit, 1.0, frequent / sum(cyrillic.values()) / 0.75)
    return fit
