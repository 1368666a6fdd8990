"""Nothing in, proof that the layer is on the path out."""

GREETING = "from the layer"
