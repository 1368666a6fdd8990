"""The 997 and CONTRL that a sender gets: what they say of sound and of broken envelopes, and that they are sound EDI."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.read.edi.edi_files import edifact, walked, x12

from sellthrough.read.edi.acknowledge import acknowledge, acknowledgements_of, rejection_of
from sellthrough.read.edi.tokens import Tokenizer
from sellthrough_samples import edi

AT = datetime(2025, 4, 2, 9, 30, tzinfo=UTC)
LIN = ("PTD*SS", "LIN**VP*VX-100", "QTY*32*5*EA")


def acknowledged(content: str) -> list[str]:
    _, file = walked(content)
    return acknowledge(file.interchanges, AT).splitlines()


def test_a_sound_867_is_accepted_by_a_997() -> None:
    assert acknowledged(x12(*LIN))[1:] == [
        "GS*FA*V*B*20250402*0930*000000007*X*004010~",
        "ST*997*0001~",
        "AK1*PT*7*004010~",
        "AK2*867*0001~",
        "AK5*A~",
        "AK9*A*1*1*1~",
        "SE*6*0001~",
        "GE*1*000000007~",
        "IEA*1*000000007~",
    ]


@pytest.mark.parametrize(
    ("change", "answers"),
    [
        (("SE*5*", "SE*9*"), ["AK5*E*4~", "AK9*E*1*1*1~"]),
        (("*0001~GE", "*0002~GE"), ["AK5*E*3~", "AK9*E*1*1*1~"]),
        (("SE*5*0001~", ""), ["AK5*E*2~", "AK9*E*1*1*1~"]),
        (("GE*1*7", "GE*3*7"), ["AK5*A~", "AK9*E*3*1*1*5~"]),
        (("ST*867", "ST*850"), ["AK5*R*1~", "AK9*R*1*1*0~"]),
    ],
)
def test_a_997_names_what_is_wrong_with_the_envelope(change: tuple[str, str], answers: list[str]) -> None:
    lines = acknowledged(x12(*LIN).replace(*change))
    assert [line for line in lines if line.startswith(("AK5", "AK9"))] == answers


def test_sender_and_receiver_change_places() -> None:
    (isa, *_) = acknowledged(x12(*LIN))
    assert "*ZZ*VEXA           *ZZ*BIRCH          *" in isa
    assert len(isa) == 106


def test_a_sound_slsrpt_is_accepted_by_a_contrl() -> None:
    assert acknowledged(edifact("LIN+1++A:EN", "QTY+153:1")) == [
        "UNB+UNOC:3+B:14+A:14+250402:0930+R1'",
        "UNH+1+CONTRL:D:3:UN'",
        "UCI+R1+A:14+B:14+8'",
        "UCM+1+SLSRPT:D:96A:UN+7'",
        "UNT+4+1'",
        "UNZ+1+R1'",
    ]


def test_a_contrl_rejects_a_message_that_is_not_read_and_names_a_wrong_count() -> None:
    lines = acknowledged(edifact("LIN+1++A:EN").replace("SLSRPT", "ORDERS").replace("UNT+3", "UNT+9"))
    assert lines[3] == "UCM+1+ORDERS:D:96A:UN+4+14'"


@pytest.mark.parametrize("seed", range(4))
def test_an_acknowledgement_is_sound_edi_itself(seed: int) -> None:
    lines = edi.sample_lines(seed, 2)
    for content in (edi.write_867(lines, seed), edi.write_slsrpt(lines, seed)):
        _, file = walked(content)
        _, answer = walked(acknowledge(file.interchanges, AT))
        assert [issue.detail for issue in answer.issues if "is not read" not in issue.detail] == []
        assert len(answer.interchanges) == 1


def test_a_file_without_an_envelope_is_not_acknowledged() -> None:
    assert acknowledged("ST*867*0001~PTD*SS~LIN**VP*A~QTY*32*1~SE*5*0001~") == []


def rejected(content: str, folder: Path, code: str = "UNREADABLE_FILE") -> list[str]:
    (folder / "landed").write_text(content)
    return rejection_of(folder / "landed", AT, code).splitlines()


@pytest.mark.parametrize(("code", "answer"), [("UNREADABLE_FILE", "AK5*R*5~"), ("UNSUPPORTED_FORMAT", "AK5*R*1~")])
def test_every_transaction_of_a_refused_x12_file_is_rejected(code: str, answer: str, tmp_path: Path) -> None:
    second = "ST*867*0002~PTD*SS~LIN**VP*VX-1~QTY*32*1*EA~SE*5*0002~"
    content = x12(*LIN).replace("GE*1*", f"{second}GE*2*")
    lines = [line for line in rejected(content, tmp_path, code) if line.startswith("AK")]
    assert lines == ["AK1*PT*7*004010~", "AK2*867*0001~", answer, "AK2*867*0002~", answer, "AK9*R*2*2*0~"]


def test_a_refused_transaction_with_a_fault_of_its_own_names_that_too(tmp_path: Path) -> None:
    assert "AK5*R*4*5~" in rejected(x12(*LIN).replace("SE*5*", "SE*9*"), tmp_path)


def test_every_message_of_a_refused_edifact_file_is_rejected(tmp_path: Path) -> None:
    content = edifact("LIN+1++A:EN", "QTY+153:1")
    assert rejected(content, tmp_path)[3] == "UCM+1+SLSRPT:D:96A:UN+4+18'"
    assert rejected(content, tmp_path, "UNSUPPORTED_FORMAT")[3] == "UCM+1+SLSRPT:D:96A:UN+4+14'"


@pytest.mark.parametrize("seed", range(4))
def test_both_acknowledgements_of_a_report_that_is_read_are_sound_edi(seed: int, tmp_path: Path) -> None:
    lines = edi.sample_lines(seed, 2)
    cases = (
        (edi.write_867(lines, seed), "AK5", {"accepted": [["A"]], "refused": [["R", "5"]]}),
        (edi.write_slsrpt(lines, seed), "UCM", {"accepted": [["7"]], "refused": [["4", "18"]]}),
    )
    for content, tag, expected in cases:
        (tmp_path / "landed").write_text(content)
        texts = acknowledgements_of(tmp_path / "landed", AT)
        for state, text in texts.items():
            said = [[e[0] for e in s.elements][2 * (tag == "UCM") :] for s in Tokenizer([text]) if s.tag == tag]
            assert said == expected[state]
            _, answer = walked(text)
            assert [issue.detail for issue in answer.issues if "is not read" not in issue.detail] == []


def test_an_interchange_without_a_transaction_is_rejected_itself(tmp_path: Path) -> None:
    isa, iea = x12().split("GS*", maxsplit=1)[0], "IEA*0*000000007~"
    assert rejected(isa + iea, tmp_path)[1:] == ["TA1*000000007*250401*0800*R*024~", "IEA*0*000000007~"]
    assert rejected(isa, tmp_path)[1].endswith("*R*023~")
    unb = edifact().split("UNH")[0]
    assert "UCI+R1+A:14+B:14+4+13'" in rejected(unb, tmp_path)
