"""Our tokenizer beside pydifact, which nobody here wrote: the same segments of the same EDIFACT texts."""

import warnings

import pytest
from pydifact.segmentcollection import RawSegmentCollection

from sellthrough.read.edi.tokens import Tokenizer
from sellthrough_samples import edi

TRICKY = (
    "UNB+UNOC:3+A:14+B:14+250401:0800+R1'UNH+1+SLSRPT:D:96A:UN'FTX+AAI+++?'a?+b?:c??:d'IMD+F++:::x?: y'"
    "LIN+1++4012345000016:EN'UNT+5+1'UNZ+1+R1'"
)


def ours(text: str) -> list[list[list[str]]]:
    return [[[s.tag], *(list(element) for element in s.elements)] for s in Tokenizer([text])]


def theirs(text: str) -> list[list[list[str]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it validates against directories that it does not carry
        segments = [s for s in RawSegmentCollection.from_str(text).segments if s.tag != "UNA"]
    return [[[s.tag], *([e] if isinstance(e, str) else list(e) for e in s.elements)] for s in segments]


@pytest.mark.parametrize(
    "text",
    [
        TRICKY,
        "UNA:+.? '\n" + TRICKY,
        *(edi.write_slsrpt(edi.sample_lines(seed, 4), seed) for seed in range(4)),
        *(edi.write_invrpt(edi.sample_lines(seed, 4), seed) for seed in range(4)),
    ],
)
def test_edifact_is_cut_as_pydifact_cuts_it(text: str) -> None:
    assert ours(text) == theirs(text)
