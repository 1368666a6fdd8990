"""Workers forked from the nursery: their own variables and folder, streams, ends, and none of our code preloaded."""

import json
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only"),
]

SCRIPT = """
import json, os, sys
ours = sorted(name for name in sys.modules if name.partition(".")[0].startswith("sellthrough"))
print(json.dumps([os.getcwd(), dict(os.environ), ours, "pyarrow" in sys.modules]), flush=True)
for line in sys.stdin:
    if line == "fail\\n":
        raise ValueError("as asked")
    print(line.strip()[::-1], flush=True)
"""


@pytest.fixture(scope="module")
def nursery():
    from sellthrough_local.cloud.repairs.forked_workers import Nursery  # noqa: PLC0415  (loads the emulator)

    return Nursery.start()


def test_a_worker_has_its_own_variables_and_the_libraries_but_none_of_our_code(nursery, tmp_path):
    worker = nursery.fork(SCRIPT, str(tmp_path), {"NAME": "a", "TEXT": "zwei Wörter"})
    folder, variables, ours, has_libraries = json.loads(worker.stdout.readline())
    assert (folder, variables, ours, has_libraries) == (str(tmp_path), {"NAME": "a", "TEXT": "zwei Wörter"}, [], True)
    worker.kill()
    assert worker.wait(10) == -1


def test_a_worker_answers_line_by_line_and_ends_with_its_input(nursery, tmp_path):
    worker = nursery.fork(SCRIPT, str(tmp_path), {})
    worker.stdout.readline()
    worker.stdin.write("abc\n")
    assert worker.stdout.readline() == "cba\n"
    assert worker.poll() is None
    worker.stdin.close()
    assert worker.wait(10) == -1
    assert worker.poll() == -1


def test_a_worker_that_fails_says_so_and_the_next_one_starts(nursery, tmp_path):
    worker = nursery.fork(SCRIPT, str(tmp_path), {})
    worker.stdout.readline()
    worker.stdin.write("fail\n")
    assert "ValueError: as asked" in worker.stderr.read()
    assert worker.wait(10) == -1
    assert nursery.fork(SCRIPT, str(tmp_path), {}).stdout.readline()


def test_a_worker_that_stays_can_be_waited_for_and_stopped(nursery, tmp_path):
    worker = nursery.fork(SCRIPT, str(tmp_path), {})
    worker.stdout.readline()
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.05)
    worker.terminate()
    assert worker.wait(10) == -1
