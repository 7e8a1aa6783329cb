"""The page writes the code that a reader copies as Python does."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnlib import Tensor
from nnlib.live.code import Code, code_text

NUMBERS = st.one_of(
    st.floats(), st.integers(-(10**18), 10**18).map(float), st.sampled_from([1e-7, -0.0, 1e15])
)
SHAPES = array_shapes(min_dims=0, max_dims=2, max_side=4)

WRITE = """
async ({ spec, values }) => {
  const { codeText } = await import("./code.js");
  const decode = (hex) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${hex}`));
    return view.getFloat64(0);
  };
  const read = ({ data, shape }) => ({ data: data.map(decode), shape });
  return codeText(spec, (key) => read(values[key]));
}
"""


def packed(array):
    """JSON has no way to write nan, infinity or the sign of zero."""
    data = [struct.pack(">d", number).hex() for number in np.ravel(array)]
    return {"data": data, "shape": list(np.shape(array))}


def written(build):
    """The spec of a code, and its numbers by key."""
    values = {}

    def key(tensor):
        values[f"k{len(values)}"] = tensor.numpy()
        return f"k{len(values) - 1}"

    code = Code("numpy", key)
    build(code)
    return code.spec(), values


def in_page(front, spec, values):
    return front.evaluate(
        WRITE, {"spec": spec, "values": {k: packed(v) for k, v in values.items()}}
    )


@settings(max_examples=60)
@given(value=SHAPES.flatmap(lambda shape: arrays(np.float64, shape, elements=NUMBERS)))
def test_any_numbers_are_written_as_python_writes_them_and_read_back_as_they_are(front, value):
    spec, values = written(lambda code: code.line("{}", value))
    text = code_text(spec, values)
    assert in_page(front, spec, values) == text
    read_back = eval(text, {"float": float})  # noqa: S307
    assert np.array_equal(read_back, value, equal_nan=True)


@pytest.mark.parametrize("on", [0, 1])
def test_lines_rows_and_columns_are_left_out_in_the_page_as_in_python(front, on):
    def build(code):
        code.line("w = {}", Tensor([[1.0, 2.0], [3.0, 4.0]]), rows=[on, 1], columns=[1, on])
        code.line("b = {}  # {{}}", Tensor([0.5, 1.5]), when=on, rows=[1, 0])

    spec, values = written(build)
    text = code_text(spec, values)
    assert in_page(front, spec, values) == text
    lines = ["w = [[1, 2], [3, 4]]", "b = [0.5]  # {}"] if on else ["w = [[3]]"]
    assert text.splitlines() == lines
