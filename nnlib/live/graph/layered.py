"""A layered drawing of a graph: layers, an order within them, places, and routes for the edges.

After Sugiyama, Tagawa and Toda (1981): nodes are put into layers so that every edge leads onward,
the order within the layers is chosen so that few edges cross, and an edge that passes a layer
keeps a lane free there. Everything is deterministic. Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

# Between layers, between the nodes of a layer, and around a lane.
LAYER_GAP = 26.0
NODE_GAP = 14.0
LANE_GAP = 8.0
# How far apart edges arrive at a node, at most.
PORT_GAP = 15.0
MARGIN = 6.0
SWEEPS = 8
SETTLING = 60
# A lane that bends is worse than a node that is not quite in the middle.
STRAIGHTNESS = 8.0


class Edge(NamedTuple):
    """From a node to one that was computed from it.

    Attributes
    ----------
    source, target : int
        The two nodes.
    position, inputs : int
        Which of the target's inputs it is, counted from 0, and how many there are.
    is_free : bool
        Whether the target's inputs may arrive in any order, as those of a sum.
    """

    source: int
    target: int
    position: int = 0
    inputs: int = 1
    is_free: bool = False


class Drawing(NamedTuple):
    """Where everything lies.

    Attributes
    ----------
    width, height : float
        The size of the whole.
    centres : list of (x, y)
        The middle of each node.
    routes : list of list of (x, y)
        For each edge the points it passes, from its source's side to its target's.
    """

    width: float
    height: float
    centres: list[tuple[float, float]]
    routes: list[list[tuple[float, float]]]


def draw_layered(
    sizes: Sequence[tuple[float, float]], edges: Sequence[Edge], downward: bool = False
) -> Drawing:
    """Lay out a graph whose nodes come after those that they are computed from.

    Parameters
    ----------
    sizes : sequence of (width, height)
        The size of each node.
    edges : sequence of Edge
        From lower to higher numbers.
    downward : bool, default False
        Whether layers follow each other downwards, and not from left to right.

    Examples
    --------
    >>> drawing = draw_layered([(60, 40), (60, 40)], [Edge(0, 1)])
    >>> drawing.centres
    [(36.0, 26.0), (122.0, 26.0)]
    >>> drawing.routes
    [[(66.0, 26.0), (92.0, 26.0)]]
    """
    depth = _layers(len(sizes), edges)
    lanes = _Lanes(depth, edges)
    layers = _ordered(lanes)
    edges = _with_free_ports(edges, lanes, layers)
    # Along the way of the layers, and across it.
    along, across = (1, 0) if downward else (0, 1)
    extents = [size[across] for size in sizes] + [0.0] * (len(lanes.depth) - len(sizes))
    offsets = [_port(edge, extents[edge.target]) for edge in edges]
    places = _places(lanes, layers, extents, offsets)

    depths = [
        max((sizes[v][along] for v in layer if v < len(sizes)), default=0) for layer in layers
    ]
    starts = np.concatenate([[0.0], np.cumsum([size + LAYER_GAP for size in depths])])[:-1] + MARGIN
    middles = [start + size / 2 for start, size in zip(starts, depths, strict=True)]

    def point(onward: float, sideways: float) -> tuple[float, float]:
        pair = (round(float(onward), 2), round(float(sideways), 2))
        return pair[::-1] if downward else pair

    routes = []
    for chain, offset in zip(lanes.chains, offsets, strict=True):
        source, target = chain[0], chain[-1]
        points = [point(middles[depth[source]] + sizes[source][along] / 2, places[source])]
        for lane in chain[1:-1]:
            start = starts[lanes.depth[lane]]
            points.append(point(start, places[lane]))
            points.append(point(start + depths[lanes.depth[lane]], places[lane]))
        end = middles[depth[target]] - sizes[target][along] / 2
        routes.append([*points, point(end, places[target] + offset)])
    length = starts[-1] + depths[-1] + MARGIN
    breadth = (
        max(place + extent / 2 for place, extent in zip(places, extents, strict=True)) + MARGIN
    )
    width, height = point(length, breadth)
    centres = [point(middles[depth[v]], places[v]) for v in range(len(sizes))]
    return Drawing(width, height, centres, routes)


def _port(edge: Edge, extent: float) -> float:
    """Return how far beside a target's middle an edge arrives."""
    gap = min(PORT_GAP, extent / (edge.inputs + 1))
    return (edge.position - (edge.inputs - 1) / 2) * gap


# --- layers -----------------------------------------------------------------------------------


def _layers(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return each node's layer: as early as possible, but inputs right before their use."""
    parents: list[list[int]] = [[] for _ in range(count)]
    users: list[list[int]] = [[] for _ in range(count)]
    for edge in edges:
        parents[edge.target].append(edge.source)
        users[edge.source].append(edge.target)
    depth = [0] * count
    for v in range(count):
        depth[v] = 1 + max((depth[p] for p in parents[v] if parents[p]), default=0)
    for v in reversed(range(count)):
        from_inputs = all(not parents[p] for p in parents[v])
        if users[v] and (not parents[v] or (from_inputs and len(set(users[v])) == 1)):
            depth[v] = min(depth[user] for user in users[v]) - 1
    first = min(depth)
    return [d - first for d in depth]


class _Lanes:
    """The graph with a node, called lane, in each layer that an edge passes.

    Attributes
    ----------
    depth : list of int
        The layer of each node and lane.
    chains : list of list of int
        For each edge its source, its lanes, and its target.
    """

    def __init__(self, depth: list[int], edges: Sequence[Edge]) -> None:
        self.depth = list(depth)
        self.nodes = len(depth)
        self.edges = edges
        self.chains = []
        for edge in edges:
            chain = [edge.source]
            for layer in range(depth[edge.source] + 1, depth[edge.target]):
                chain.append(len(self.depth))
                self.depth.append(layer)
            self.chains.append([*chain, edge.target])

    def links(self) -> Iterable[tuple[int, int, int]]:
        """Pairs of neighbours in successive layers, and the edge that they belong to."""
        for number, chain in enumerate(self.chains):
            for above, below in pairwise(chain):
                yield above, below, number


# --- the order within the layers ----------------------------------------------------------------


def _ordered(lanes: _Lanes) -> list[list[int]]:
    """Return the nodes and lanes of each layer in an order that makes few edges cross."""
    links = list(lanes.links())
    # Where an edge arrives says which of two inputs comes first.
    arrival = [
        _shift(lanes.edges[number]) if below == lanes.edges[number].target else 0.0
        for _, below, number in links
    ]
    layers = _first_order(lanes)
    best, fewest = layers, _crossings(layers, links, arrival)
    for sweep in range(SWEEPS):
        rank = {v: float(k) for layer in layers for k, v in enumerate(layer)}
        layers = [list(layer) for layer in layers]
        forward = sweep % 2 == 1
        for layer in layers if forward else reversed(layers):
            wish: dict[int, list[float]] = {v: [] for v in layer}
            for (above, below, _), port in zip(links, arrival, strict=True):
                if forward and below in wish:
                    wish[below].append(rank[above])
                elif not forward and above in wish:
                    wish[above].append(rank[below] + port)
            mean = {v: float(np.mean(places)) if places else rank[v] for v, places in wish.items()}
            layer.sort(key=lambda v: mean[v])
            rank |= {v: float(k) for k, v in enumerate(layer)}
        crossings = _crossings(layers, links, arrival)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _shift(edge: Edge) -> float:
    """Return how far beside its target an edge arrives, as a share of a node."""
    if edge.is_free:
        return 0.0
    return (edge.position - (edge.inputs - 1) / 2) / (edge.inputs + 1)


def _first_order(lanes: _Lanes) -> list[list[int]]:
    """Order the layers as a walk from the last node through the inputs, first to last, meets them.

    A tree drawn in this order has no crossings.
    """
    arriving: dict[int, list[list[int]]] = {}
    for edge, chain in zip(lanes.edges, lanes.chains, strict=True):
        arriving.setdefault(edge.target, []).append(chain)
    layers: list[list[int]] = [[] for _ in range(max(lanes.depth) + 1)]
    seen: set[int] = set()
    waiting = [[lanes.nodes - 1]]
    while waiting:
        chain = waiting.pop()
        for v in reversed(chain):
            if v not in seen:
                seen.add(v)
                layers[lanes.depth[v]].append(v)
                waiting.extend(reversed(arriving.get(v, [])))
    return layers


def _crossings(
    layers: list[list[int]], links: list[tuple[int, int, int]], arrival: list[float]
) -> int:
    rank = {v: float(k) for layer in layers for k, v in enumerate(layer)}
    layer_of = {v: number for number, layer in enumerate(layers) for v in layer}
    between: dict[int, list[tuple[float, float]]] = {}
    for (above, below, _), port in zip(links, arrival, strict=True):
        between.setdefault(layer_of[above], []).append((rank[above], rank[below] + port))
    return sum(
        (a0 - b0) * (a1 - b1) < 0
        for pairs in between.values()
        for k, (a0, a1) in enumerate(pairs)
        for b0, b1 in pairs[:k]
    )


def _with_free_ports(edges: Sequence[Edge], lanes: _Lanes, layers: list[list[int]]) -> list[Edge]:
    """Let edges that may arrive in any order do so in that in which they come."""
    rank = {v: k for layer in layers for k, v in enumerate(layer)}
    arriving: dict[int, list[int]] = {}
    for number, edge in enumerate(edges):
        if edge.is_free:
            arriving.setdefault(edge.target, []).append(number)
    placed = list(edges)
    for numbers in arriving.values():
        in_order = sorted(numbers, key=lambda number: rank[lanes.chains[number][-2]])
        for position, number in enumerate(in_order):
            placed[number] = edges[number]._replace(position=position)
    return placed


# --- places -------------------------------------------------------------------------------------


def _places(
    lanes: _Lanes, layers: list[list[int]], extents: list[float], offsets: list[float]
) -> list[float]:
    """Return the place of each node and lane across the layers, close to its neighbours'."""
    places = [0.0] * len(lanes.depth)
    for layer in layers:
        gaps = _gaps(layer, extents, lanes.nodes)
        start = -float(sum(gaps)) / 2
        for v, gap in zip(layer, np.concatenate([[0.0], np.cumsum(gaps)]), strict=True):
            places[v] = start + float(gap)

    neighbours: list[list[tuple[int, float, float, bool]]] = [[] for _ in lanes.depth]
    for above, below, number in lanes.links():
        offset = offsets[number] if below == lanes.edges[number].target else 0.0
        weight = STRAIGHTNESS ** ((above >= lanes.nodes) + (below >= lanes.nodes))
        neighbours[above].append((below, offset, weight, True))
        neighbours[below].append((above, -offset, weight, False))
    for sweep in range(SWEEPS + SETTLING):
        # To and fro, and in the end with both sides in view.
        forward, settled = sweep % 2 == 0, sweep >= SWEEPS
        for layer in layers if forward else reversed(layers):
            wishes, weights = [], []
            for v in layer:
                near = [n for n in neighbours[v] if settled or n[3] != forward] or neighbours[v]
                total = sum(weight for _, _, weight, _ in near)
                wish = sum(w * (places[u] + offset) for u, offset, w, _ in near)
                wishes.append(wish / total if near else places[v])
                weights.append(total if near else 1.0)
            moved = _spread(wishes, weights, _gaps(layer, extents, lanes.nodes))
            for v, place in zip(layer, moved, strict=True):
                places[v] = place
    _straighten(places, lanes, layers, extents)
    first = min(place - extent / 2 for place, extent in zip(places, extents, strict=True))
    return [place - first + MARGIN for place in places]


def _straighten(
    places: list[float], lanes: _Lanes, layers: list[list[int]], extents: list[float]
) -> None:
    """Put the lanes of an edge into one line where there is room for it."""
    for chain in lanes.chains:
        inner = chain[1:-1]
        low, high = -np.inf, np.inf
        for lane in inner:
            layer = layers[lanes.depth[lane]]
            k, gaps = layer.index(lane), _gaps(layer, extents, lanes.nodes)
            if k > 0:
                low = max(low, places[layer[k - 1]] + gaps[k - 1])
            if k + 1 < len(layer):
                high = min(high, places[layer[k + 1]] - gaps[k])
        if inner and low <= high:
            line = float(np.clip(np.mean([places[lane] for lane in inner]), low, high))
            for lane in inner:
                places[lane] = line


def _gaps(layer: list[int], extents: list[float], nodes: int) -> list[float]:
    """Return how far apart the middles of neighbours in a layer must be."""
    return [
        (extents[u] + extents[v]) / 2 + (NODE_GAP if u < nodes and v < nodes else LANE_GAP)
        for u, v in pairwise(layer)
    ]


def _spread(wishes: list[float], weights: list[float], gaps: list[float]) -> list[float]:
    """Return the places nearest to the wishes, by least squares, that are far enough apart.

    Examples
    --------
    >>> _spread([0.0, 0.0, 9.0], [1.0, 1.0, 1.0], [2.0, 2.0])
    [-1.0, 1.0, 9.0]
    """
    # Without the gaps the places need only rise: neighbours that do not are pooled.
    shifts = np.concatenate([[0.0], np.cumsum(gaps)])
    pools: list[list[float]] = []
    for wish, weight, shift in zip(wishes, weights, shifts, strict=True):
        pools.append([wish - float(shift), weight, 1])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            value, weight, size = pools.pop()
            before = pools[-1]
            both = before[1] + weight
            pools[-1] = [(before[0] * before[1] + value * weight) / both, both, before[2] + size]
    spread = [value for value, _, size in pools for _ in range(int(size))]
    return [value + float(shift) for value, shift in zip(spread, shifts, strict=True)]
