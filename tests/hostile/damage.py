"""A file's bytes and a seed go in; the bytes of a file that went wrong on its way come out."""

from random import Random


def mutated(content: bytes, rng: Random, words: list[bytes]) -> bytes:
    """One to six changes: cut, doubled, swapped, flipped, filled with what means something to the format (`words`)."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(changed) + 1)
        to = min(len(changed), at + rng.choice((1, 1, 2, 8, 40, 400)))
        match rng.randrange(7):
            case 0:
                del changed[at:to]
            case 1:
                changed[at:at] = changed[at:to]
            case 2:
                changed[at:at] = rng.choice(words)
            case 3:
                changed[at:to] = rng.choice(words)
            case 4:
                changed[at:at] = rng.randbytes(rng.choice((1, 4, 60)))
            case 5:
                for place in range(at, min(to, len(changed))):
                    changed[place] ^= 1 << rng.randrange(8)
            case _:
                del changed[at:]
        if not changed:
            changed[:] = content[:20]
    return bytes(changed)
