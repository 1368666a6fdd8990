"""Segments out of text: any separators, releases, line breaks, several interchanges, and what is broken."""

import pytest

from sellthrough.errors import Refused
from sellthrough.read.edi import tokens
from sellthrough.read.edi.tokens import Tokenizer, looks_like_edi, separators_at

ISA = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *250401*0800*U*00401*000000007*0*P*>~"


def cut(text: str, piece: int = 10_000) -> list[tuple[str, ...]]:
    pieces = (text[at : at + piece] for at in range(0, len(text), piece))
    return [(s.tag, *("|".join(element) for element in s.elements)) for s in Tokenizer(pieces)]


@pytest.mark.parametrize(
    ("isa", "marks"),
    [
        (ISA, ("*", ">", "~")),
        (ISA.replace("*", "|").replace(">", ":"), ("|", ":", "~")),
        (ISA.replace("~", "\n"), ("*", ">", "\n")),
        (ISA.replace("~", "\r\n"), ("*", ">", "\n")),
        (ISA.replace("~", "\x1c"), ("*", ">", "\x1c")),
        (ISA.replace("00401", "004"), ("*", ">", "~")),  # short: the fixed positions would be wrong by two
        (ISA.replace("*>~", "*~") + "GS*PT~", ("*", "", "~")),  # ISA16 left out
        (ISA.replace("*>~", "*~\n") + "GS*PT*A~\n", ("*", "", "~")),
        ("GS*PT*A*B~ST*867*1~", ("*", "", "~")),
        ("ST*867*1\nPTD*SS\n", ("*", "", "\n")),
    ],
)
def test_an_x12_envelope_says_its_separators(isa: str, marks: tuple[str, str, str]) -> None:
    found = separators_at(isa)
    assert (found.element, found.component, found.terminator) == marks


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("UNB+UNOC:3'UNH+1'", [("UNB", "UNOC|3"), ("UNH", "1")]),
        ("UNA:+.? '\r\nUNB+A'\r\nUNH+1'\r\n", [("UNB", "A"), ("UNH", "1")]),
        ("UNA;|,! ~UNB|A;B~FTX|it!~s !! a !| b~", [("UNB", "A|B"), ("FTX", "it~s ! a | b")]),
        ("UNB+A'IMD+F++:::O?'Hare ?+ Sons ??'X+1'", [("UNB", "A"), ("IMD", "F", "", "|||O'Hare + Sons ?"), ("X", "1")]),
        ("UNB+A'FTX+a??'Y+b???'c'", [("UNB", "A"), ("FTX", "a?"), ("Y", "b?'c")]),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 10_000])
def test_edifact_is_cut_where_no_release_character_stands(text: str, segments: list[object], piece: int) -> None:
    assert cut(text, piece) == segments


@pytest.mark.parametrize("piece", [7, 10_000])
def test_every_interchange_is_cut_by_its_own_separators(piece: int) -> None:
    other = ISA.replace("*", "^").replace("~", "\n")
    text = f"{ISA}GS*PT~IEA*1~\n\n{other}GS^PD\nIEA^1\nUNB+A:1'UNZ+1'"
    assert [segment[:2] for segment in cut(text, piece) if segment[0] != "ISA"] == [
        ("GS", "PT"),
        ("IEA", "1"),
        ("GS", "PD"),
        ("IEA", "1"),
        ("UNB", "A|1"),
        ("UNZ", "1"),
    ]


def test_a_component_separator_is_text_where_no_components_are() -> None:
    assert cut(f"{ISA}PID*F****A>B~UIT*EA>1*3~")[1:] == [("PID", "F", "", "", "", "A>B"), ("UIT", "EA|1", "3")]


def test_a_last_segment_without_its_end_is_read_and_told() -> None:
    tokenizer = Tokenizer([f"{ISA}GS*PT~ST*86"])
    assert [segment.tag for segment in tokenizer] == ["ISA", "GS", "ST"]
    assert tokenizer.is_cut_off


@pytest.mark.parametrize("end", range(3, len(ISA)))
def test_an_envelope_that_is_cut_anywhere_comes_to_an_end(end: int) -> None:
    try:
        assert len(cut(ISA[:end])) <= 1
    except Refused as refused:
        assert refused.code == "UNREADABLE_FILE"


def test_a_damaged_start_within_a_file_does_not_refuse_it() -> None:
    assert [segment[0] for segment in cut(f"{ISA}GS*PT~ISA~GE*1~")] == ["ISA", "GS", "ISA", "GE"]


@pytest.mark.parametrize("text", [ISA.replace("*", "A"), ISA.replace("*", "7"), "UNA1+.? 'UNB+"[:4] + "A.? 'UNB+1'"])
def test_letters_and_digits_separate_nothing(text: str) -> None:
    with pytest.raises(Refused) as refused:
        cut(text)
    assert refused.value.code == "UNREADABLE_FILE"


def test_a_segment_without_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LONGEST_SEGMENT", 1000)
    with pytest.raises(Refused, match="longer than 1,000"):
        cut(ISA + "X*" + "y" * 5000, 100)


@pytest.mark.parametrize(
    ("text", "is_edi"),
    [
        (ISA, True),
        ("\ufeff\r\n" + ISA, True),
        ("ISA*00*  ", True),
        ("ST*867*0001~PTD*SS~", True),
        ("GS*PT*A*B*20250401", True),
        ("UNA:+.? '\nUNB+UNOC:3", True),
        ("UNH+1+SLSRPT:D", True),
        ("ISA,Name,Qty\n1,2,3\n", False),
        ("ST,867,Store\n", False),
        ("UNIT,QTY\n", False),
        ("", False),
    ],
)
def test_edi_is_known_by_its_envelope_not_by_its_first_letters(text: str, is_edi: bool) -> None:
    assert looks_like_edi(text) is is_edi
