"""Sizes of a small build made here: too big, empty, and a library that was left out."""

import json
import struct
from pathlib import Path

import pytest
from gates.libraries import missing_libraries, needed_by
from gates.sizes import check_sizes, sizes_of

TEMPLATE = {
    "Resources": {
        "Rows": {"Type": "AWS::Serverless::LayerVersion", "Properties": {"ContentUri": "Rows"}},
        "Read": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "Read", "Layers": [{"Ref": "Rows"}]}},
    }
}


def elf(*needs: str) -> bytes:
    """A 64-bit ELF file with one loaded segment and a dynamic section, which is all that the linker reads first."""
    strings = b"\0" + b"".join(name.encode() + b"\0" for name in needs)
    offsets = [strings.index(name.encode() + b"\0") for name in needs]
    base, header, programs = 0x1000, 64, 2 * 56
    dynamic = b"".join(struct.pack("<QQ", 1, offset) for offset in offsets)
    strings_at = header + programs + len(dynamic) + 32
    dynamic += struct.pack("<QQQQ", 5, base + strings_at, 0, 0)
    body = dynamic + strings
    size = header + programs + len(body)
    start = (
        b"\x7fELF\x02\x01" + bytes(26) + struct.pack("<Q", header) + bytes(14) + struct.pack("<HH", 56, 2) + bytes(6)
    )
    load = struct.pack("<IIQQQQQQ", 1, 0, 0, base, 0, size, size, 0)
    where = header + programs
    section = struct.pack("<IIQQQQQQ", 2, 0, where, base + where, 0, len(dynamic), len(dynamic), 0)
    return start + load + section + body


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "template.yaml").write_text(json.dumps(TEMPLATE))
    for name, content in {
        "Read/app.py": b"x" * 1_000_000,
        "Rows/python/a.so": elf("libc.so.6") + bytes(2_000_000),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_function_weighs_its_code_and_its_layers(build: Path) -> None:
    (size,) = sizes_of(build)
    assert round(size.total) == 3
    assert check_sizes(build) == []


def test_a_function_above_the_limit_is_found(build: Path) -> None:
    assert [finding.place for finding in check_sizes(build, limit=2)] == ["Read"]


def test_a_layer_without_content_is_found(build: Path) -> None:
    (build / "Rows/python/a.so").unlink()
    assert [finding.problem for finding in check_sizes(build)] == ["nothing was built for it"]


def test_a_library_that_was_left_out_is_found(build: Path) -> None:
    (build / "Rows/python/b.so").write_bytes(elf("libarrow.so.2500", "libm.so.6", "a.so"))
    (finding,) = check_sizes(build)
    assert finding.place == "Rows: python/b.so"
    assert "libarrow.so.2500" in finding.problem
    (build / "Rows/python/libarrow.so.2500").write_bytes(elf())
    assert missing_libraries(build / "Rows") == {}


def test_what_is_no_elf_file_needs_nothing() -> None:
    assert needed_by(b"INPUT(libx.so)") == []
