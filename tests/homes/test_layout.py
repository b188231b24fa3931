"""Numbering of spaces: parts inside their whole, trees apart."""

from hypothesis import given
from hypothesis import strategies as st

from homes.layout import Node, fits, numbered

nodes = st.recursive(
    st.builds(lambda size: (size, ()), st.integers(1, 30)),
    lambda parts: st.tuples(st.integers(1, 30), st.lists(parts, max_size=4).map(tuple)),
    max_leaves=12,
)


def keyed(shape) -> Node:
    count = iter(range(1000))

    def build(part) -> Node:
        key = next(count)
        return Node(key, part[0], tuple(build(p) for p in part[1]))

    return build(shape)


@given(nodes, st.integers(0, 10**12))
def test_parts_lie_apart_inside_their_whole(shape, first):
    root = keyed(shape)
    ranges = numbered(root, first)
    assert ranges[root.key][0] == first

    def check(node: Node) -> None:
        lower, upper = ranges[node.key]
        assert upper - lower == max(
            node.size, sum(ranges[p.key][1] - ranges[p.key][0] for p in node.parts)
        )
        end = lower
        for part in node.parts:
            assert ranges[part.key][0] == end
            end = ranges[part.key][1]
            check(part)
        assert end <= upper

    check(root)


def test_a_hall_and_its_half_courts():
    hall = Node(1, 1, (Node(2, 1), Node(3, 1)))
    assert numbered(hall, 0) == {1: (0, 2), 2: (0, 1), 3: (1, 2)}


def test_fits_allows_a_shift_and_nothing_else():
    wanted = {1: (0, 2), 2: (0, 1), 3: (1, 2)}
    assert fits({1: (70, 72), 2: (70, 71), 3: (71, 72)}, wanted) is True
    assert fits({1: (70, 72), 2: (71, 72), 3: (70, 71)}, wanted) is False
    assert fits({1: (70, 71), 2: (70, 71), 3: (71, 72)}, wanted) is False
    assert fits({1: None, 2: (70, 71), 3: (71, 72)}, wanted) is False
