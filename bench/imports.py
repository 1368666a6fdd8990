"""What a function carries in, the same imports in a measured process out."""

import sys


class _NoPandas:
    """Says that there is no pandas; of any other module, nothing."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def without_pandas() -> None:
    """Make this process one without pandas, as the functions of the path to the facts are.

    pyarrow imports pandas at the first array that it makes of Python values, wherever there is one.
    """
    sys.meta_path.insert(0, _NoPandas())
