"""`rejects.parquet` in, its first rows as JSON out: what the answer to the sender quotes."""

import json
from pathlib import Path

import pyarrow.parquet as pq


def first_problems(rejects: Path, count: int) -> str:
    """The first `count` rejects in file order as a JSON list of objects; numbers as text, absent values as null."""
    file = pq.ParquetFile(rejects)
    batch = next(file.iter_batches(batch_size=count), None)
    return json.dumps(batch.to_pylist() if batch is not None else [], default=str, ensure_ascii=False)
