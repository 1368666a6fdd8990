"""Our tokenizer beside pydifact, which nobody here wrote: the same segments of the same EDIFACT texts."""

import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydifact.segmentcollection import Interchange, RawSegmentCollection

from sellthrough.read.edi.acknowledge import acknowledgements_of
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


def test_pydifact_reads_both_control_messages_of_a_report(tmp_path: Path) -> None:
    (tmp_path / "landed").write_text(edi.write_slsrpt(edi.sample_lines(2, 4), 2))
    texts = acknowledgements_of(tmp_path / "landed", datetime(2025, 4, 2, 9, 30, tzinfo=UTC))
    said = {state: [segment[3:] for segment in theirs(text) if segment[0] == ["UCM"]] for state, text in texts.items()}
    assert said == {"accepted": [[["7"]]], "refused": [[["4"], ["18"]]]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in texts.values():
            (message,) = Interchange.from_str(text).get_messages()
            assert message.type == "CONTRL"
