"""How many broken files a fuzz tries: a fixed number from seed 0, or for SELLTHROUGH_FUZZ_SECONDS from a seed of its own.

The proofs try the same files on every machine, so that a change is judged by itself; the soak looks for new ones.
"""

import os
import random
import time
from collections.abc import Iterator
from itertools import count


def trials(files: int) -> Iterator[int]:
    """The numbers of the files to try, each the seed of one."""
    seconds = os.environ.get("SELLTHROUGH_FUZZ_SECONDS")
    if seconds is None:
        yield from range(files)
        return
    ends = time.monotonic() + float(seconds)
    for number in count(random.SystemRandom().randrange(1 << 32)):
        if time.monotonic() > ends:
            return
        yield number
