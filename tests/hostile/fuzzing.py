"""A trial of one broken file in; it is repeated from a fixed seed until its share of the fuzzing time is over.

The proofs fuzz ten minutes together and start from seed 0, so that a change is judged by the same files, as far as the
machine gets. With SELLTHROUGH_FUZZ_SECONDS each test takes that long and starts where nobody has been.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import count

TESTS = 5
PROOF_SECONDS = 600.0 / TESTS


def fuzz(trial: Callable[[int], Iterable[str]], cpu_seconds: float = 10.0) -> Counter[str]:
    """Try one file after another; how often which outcomes came.

    Args:
        trial: Reads the file of a seed and names the outcomes; raises what fails the test.
        cpu_seconds: That one trial may take; processor time, for a busy machine is no fault of the reader.

    Raises:
        AssertionError: A trial failed; the message names its seed, which gives the same file again.
    """
    seconds = os.environ.get("SELLTHROUGH_FUZZ_SECONDS")
    first = random.SystemRandom().randrange(1 << 32) if seconds else 0
    ends = time.monotonic() + (float(seconds) if seconds else PROOF_SECONDS)
    outcomes: Counter[str] = Counter()
    tried = 0
    for seed in count(first):
        began = time.process_time()
        try:
            outcomes.update(trial(seed))
        except BaseException as error:  # a compiled reader panics with no Exception
            raise AssertionError(f"seed {seed}") from error
        taken, tried = time.process_time() - began, tried + 1
        assert taken < cpu_seconds, f"seed {seed} took {taken:.1f} CPU seconds"
        if time.monotonic() > ends:
            break
    print(f"{tried:,} files from seed {first}: {dict(outcomes)}")
    return outcomes
