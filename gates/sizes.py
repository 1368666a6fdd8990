"""What `sam build` made comes in; the unzipped size of each function (code and layers) and findings come out."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from gates.findings import ROOT, Finding
from gates.libraries import missing_libraries

GATE = "sizes"
BUILD = ROOT / ".aws-sam" / "build"
MAX_MEGABYTES = 240  # Lambda ends at 250
_BYTES = 1_000_000


@dataclass(frozen=True)
class FunctionSize:
    """Megabytes (10^6 bytes), unzipped.

    Attributes:
        function: Logical id.
        code: Its own folder.
        layers: Logical id of each layer, and its size.
    """

    function: str
    code: float
    layers: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        """Code and layers."""
        return self.code + sum(size for _, size in self.layers)


def sizes_of(build: Path = BUILD) -> list[FunctionSize]:
    """Size of every function of a build.

    Raises:
        FileNotFoundError: there is no build (`make build`).
    """
    resources = yaml_parse((build / "template.yaml").read_text())["Resources"]
    of_layer = {
        name: _megabytes(build / body["Properties"]["ContentUri"])
        for name, body in resources.items()
        if body["Type"] == "AWS::Serverless::LayerVersion"
    }
    return [
        FunctionSize(
            function=name,
            code=_megabytes(build / body["Properties"]["CodeUri"]),
            layers=tuple((layer["Ref"], of_layer[layer["Ref"]]) for layer in body["Properties"].get("Layers", [])),
        )
        for name, body in resources.items()
        if body["Type"] == "AWS::Serverless::Function"
    ]


def check_sizes(build: Path = BUILD, *, limit: float = MAX_MEGABYTES) -> list[Finding]:
    """Functions above the limit, functions and layers without content, libraries that were left out but are needed."""
    sizes = sizes_of(build)
    findings = [
        Finding(
            GATE, size.function, f"{size.total:.0f} MB unzipped ({json.dumps(dict(size.layers))}); at most {limit} MB"
        )
        for size in sizes
        if size.total > limit
    ]
    layers = {layer: megabytes for size in sizes for layer, megabytes in size.layers}
    empty = [size.function for size in sizes if not size.code] + [name for name, size in layers.items() if not size]
    findings += [Finding(GATE, name, "nothing was built for it") for name in empty]
    for name in layers:
        for library, needs in missing_libraries(build / name).items():
            findings.append(
                Finding(GATE, f"{name}: {library}", f"needs {', '.join(needs)}, which layers/layer.mk leaves out")
            )
    return findings


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _BYTES


def table_of(sizes: list[FunctionSize]) -> list[tuple[str, ...]]:
    """Rows for people: function, total, and what it is made of."""
    rows: list[Any] = sorted(sizes, key=lambda size: -size.total)
    return [(s.function, f"{s.total:.0f} MB", ", ".join(f"{name} {size:.0f}" for name, size in s.layers)) for s in rows]
