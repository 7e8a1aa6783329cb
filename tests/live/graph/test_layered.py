"""The layered drawing of a graph: nothing overlaps, every edge leads onward, trees do not cross."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.live.graph.layered import Edge, draw_layered

SIZE = (60.0, 40.0)


@st.composite
def graphs(draw):
    """A graph as computations make them: each later node has one or two inputs, all are used."""
    count = draw(st.integers(1, 24))
    leaves = draw(st.integers(1, count))
    edges, used = [], set()
    for target in range(leaves, count):
        inputs = draw(st.lists(st.integers(0, target - 1), min_size=1, max_size=2))
        free = draw(st.booleans())
        edges += [Edge(v, target, k, len(inputs), free) for k, v in enumerate(inputs)]
        used.update(inputs)
    # What nothing uses goes into the last node, as everything leads to the root.
    rest = [v for v in range(count - 1) if v not in used]
    edges += [Edge(v, count - 1, k, len(rest)) for k, v in enumerate(rest)]
    sizes = draw(st.lists(st.tuples(*[st.floats(20, 90)] * 2), min_size=count, max_size=count))
    return sizes, edges


def overlap(a, b, sizes, centres, gap=0.0):
    return all(
        abs(centres[a][axis] - centres[b][axis])
        < (sizes[a][axis] + sizes[b][axis]) / 2 + gap - 0.02
        for axis in range(2)
    )


@given(graph=graphs(), downward=st.booleans())
def test_no_two_nodes_touch_and_all_lie_within_the_drawing(graph, downward):
    sizes, edges = graph
    drawing = draw_layered(sizes, edges, downward)
    for a, b in combinations(range(len(sizes)), 2):
        assert not overlap(a, b, sizes, drawing.centres, gap=8)
    for (width, height), (x, y) in zip(sizes, drawing.centres, strict=True):
        assert width / 2 <= x <= drawing.width - width / 2
        assert height / 2 <= y <= drawing.height - height / 2


@given(graph=graphs(), downward=st.booleans())
def test_an_edge_leaves_its_source_reaches_its_target_and_never_turns_back(graph, downward):
    sizes, edges = graph
    drawing = draw_layered(sizes, edges, downward)
    along, across = (1, 0) if downward else (0, 1)
    for edge, route in zip(edges, drawing.routes, strict=True):
        start, end = drawing.centres[edge.source], drawing.centres[edge.target]
        assert route[0][along] == pytest.approx(
            start[along] + sizes[edge.source][along] / 2, abs=0.02
        )
        assert route[0][across] == pytest.approx(start[across], abs=0.02)
        assert route[-1][along] == pytest.approx(
            end[along] - sizes[edge.target][along] / 2, abs=0.02
        )
        assert abs(route[-1][across] - end[across]) < sizes[edge.target][across] / 2
        assert all(b[along] >= a[along] - 0.02 for a, b in pairwise(route))


@given(graph=graphs(), downward=st.booleans())
def test_a_route_keeps_clear_of_the_nodes_that_it_passes(graph, downward):
    sizes, edges = graph
    drawing = draw_layered(sizes, edges, downward)
    for edge, route in zip(edges, drawing.routes, strict=True):
        for x, y in route[1:-1]:
            for node in set(range(len(sizes))) - {edge.source, edge.target}:
                (left, top), (width, height) = drawing.centres[node], sizes[node]
                assert abs(x - left) > width / 2 - 0.02 or abs(y - top) > height / 2 - 0.02


@given(graph=graphs())
def test_the_same_graph_is_always_drawn_in_the_same_way(graph):
    assert draw_layered(*graph) == draw_layered(*graph)


def crossings(drawing):
    """How many straight connections between two layers cross."""
    ends = [(route[0], route[-1]) for route in drawing.routes]
    return sum(
        a[0][0] == b[0][0] and a[1][0] == b[1][0] and (a[0][1] - b[0][1]) * (a[1][1] - b[1][1]) < 0
        for a, b in combinations(ends, 2)
    )


def test_a_tree_is_drawn_without_crossings_whatever_the_order_of_its_nodes():
    # ((0 · 3) + (1 · 2)), its leaves numbered crosswise.
    edges = [Edge(0, 4, 0, 2), Edge(3, 4, 1, 2), Edge(1, 5, 0, 2), Edge(2, 5, 1, 2)]
    edges += [Edge(4, 6, 0, 2), Edge(5, 6, 1, 2)]
    drawing = draw_layered([SIZE] * 7, edges)
    assert crossings(drawing) == 0
    heights = [y for _, y in drawing.centres]
    assert heights[0] < heights[3] < heights[1] < heights[2]


def test_free_inputs_arrive_in_the_order_in_which_they_come():
    # Both nodes read 0 and 1, in opposite orders: one of them must give way.
    edges = [Edge(0, 2, 0, 2), Edge(1, 2, 1, 2), Edge(1, 3, 0, 2), Edge(0, 3, 1, 2)]
    edges += [Edge(2, 4, 0, 2), Edge(3, 4, 1, 2)]
    free = [edge._replace(is_free=True) for edge in edges]
    for given_edges, tidy in ((edges, False), (free, True)):
        drawing = draw_layered([SIZE] * 5, given_edges)
        above, below = (
            sorted((drawing.routes[k] for k in pair), key=lambda route: route[-1][1])
            for pair in ((0, 1), (2, 3))
        )
        sources = [[route[0][1] for route in pair] for pair in (above, below)]
        assert all(first < second for first, second in sources) is tidy


def test_an_edge_that_passes_layers_runs_straight_where_there_is_room():
    chain = [Edge(k, k + 1, 0, 1) for k in range(1, 4)]
    edges = [*chain, Edge(4, 5, 0, 2), Edge(0, 5, 1, 2), Edge(0, 1, 0, 1)]
    drawing = draw_layered([SIZE] * 6, edges)
    route = drawing.routes[-2]
    assert len(route) > 4
    assert len({y for _, y in route[1:-1]}) == 1


def test_an_input_stands_right_before_its_first_use():
    # 0 → 2 → 3 → 4, and 1 joins only at 4.
    edges = [Edge(0, 2), Edge(2, 3), Edge(3, 4, 0, 2), Edge(1, 4, 1, 2)]
    drawing = draw_layered([SIZE] * 5, edges)
    assert drawing.centres[1][0] == drawing.centres[3][0]
