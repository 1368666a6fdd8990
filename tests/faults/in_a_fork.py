"""A prepared process and a function in, its result out: computed in a fork, so each trial starts from one state."""

import os
import pickle
import traceback
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def in_a_fork(work: Callable[[], Result]) -> Result:
    """Run `work` in a forked child and return what it returns.

    Raises:
        RuntimeError: The child failed; with its traceback.
    """
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        try:
            answer = pickle.dumps((True, work()))
        except BaseException:  # noqa: BLE001 - whatever it is, the parent must hear of it
            answer = pickle.dumps((False, traceback.format_exc()))
        with os.fdopen(writable, "wb") as pipe:
            pipe.write(answer)
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    is_fine, result = pickle.loads(content)
    if not is_fine:
        raise RuntimeError(result)
    return result  # type: ignore[no-any-return]
