"""The computational graph that `picture.graph` draws.

`computation` reads it from the tensors that remember it, `notation` writes operations and their
gradients as formulas, `layered` places nodes and edges, and `mark` makes one mark of all that.
"""

from nnlib.live.graph.mark import describe_graph

__all__ = ["describe_graph"]
