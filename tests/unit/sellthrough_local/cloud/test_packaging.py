"""A template with local paths in, its packaged form out."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from sellthrough_local.cloud.packaging import package, zipped

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: infra/child.yaml}}
  Code: {Type: AWS::Serverless::Function, Properties: {CodeUri: code, Role: !GetAtt Role.Arn}}
  Plain: {Type: AWS::Lambda::Function, Properties: {Code: code}}
  Layer: {Type: AWS::Serverless::LayerVersion, Metadata: {BuildMethod: python3.13}, Properties: {ContentUri: bare}}
  Laid: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: laid}}
  Machine: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: machine.asl.json}}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    for path, text in {
        "template.yaml": TEMPLATE,
        "infra/child.yaml": "Resources: {}",
        "code/app.py": "def handler(event, context): ...",
        "code/__pycache__/app.pyc": "bytecode",
        "bare/requirements.txt": "duckdb",
        "laid/python/one.py": "ONE = 1",
        "machine.asl.json": '{"StartAt": "${Name}"}',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path / "template.yaml"


@pytest.fixture
def packaged(template: Path):
    store: dict[str, bytes] = {}
    url = package(template, "bucket", store.__setitem__)
    return json.loads(store[url.rsplit("/", 1)[1]])["Resources"], store


def names(store: dict[str, bytes], address: str) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(store[address.rsplit("/", 1)[1]])).namelist()


def test_functions_point_to_zips_without_bytecode(packaged):
    resources, store = packaged
    address = resources["Code"]["Properties"]["CodeUri"]
    assert address.startswith("s3://bucket/")
    assert names(store, address) == ["app.py"]
    assert resources["Plain"]["Properties"]["Code"] == {"S3Bucket": "bucket", "S3Key": address.rsplit("/", 1)[1]}


def test_layers_are_laid_out_as_a_build_would(packaged):
    resources, store = packaged
    assert names(store, resources["Layer"]["Properties"]["ContentUri"]) == ["python/requirements.txt"]
    assert names(store, resources["Laid"]["Properties"]["ContentUri"]) == ["python/one.py"]


def test_children_get_path_style_addresses_and_machines_their_definition(packaged):
    resources, store = packaged
    child = resources["Child"]["Properties"]["TemplateURL"]
    assert child.startswith("https://s3.amazonaws.com/bucket/")
    assert json.loads(store[child.rsplit("/", 1)[1]]) == {"Resources": {}}
    assert resources["Machine"]["Properties"] == {"Definition": {"StartAt": "${Name}"}}


def test_the_same_folder_gives_the_same_bytes_whenever_it_was_written(template):
    folder = template.parent / "code"
    before = zipped(folder)
    (folder / "app.py").touch()
    assert zipped(folder) == before


def test_a_path_that_is_not_there_is_named(template):
    (template.parent / "machine.asl.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"machine\.asl\.json"):
        package(template, "bucket", {}.__setitem__)
