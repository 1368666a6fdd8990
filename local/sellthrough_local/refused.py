"""What a command or a step of it raises when it cannot do what was asked: a message for a person out."""


class RefusedError(Exception):
    """What was asked cannot be done; the message says why and what to do."""
