"""Labels; that the page reads them alike is held by front/test_labels.py."""

from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from nnlib.live.label import Run, literal, mathtext, parse_label


def test_variables_have_indices_hats_and_exponents():
    assert parse_label("y_hat1") == [Run("ŷ", 0, True), Run("1", -1, False)]
    assert parse_label("x^2") == [Run("x", 0, True), Run("2", 1, False)]
    assert parse_label("w_ij") == [Run("w", 0, True), Run("ij", -1, False)]
    assert parse_label("w₂x₂")[::2] == [Run("w", 0, True), Run("x", 0, True)]


def test_words_stay_words():
    for label in ("loss", "a point", "don't", "layer1"):
        assert parse_label(label) == [Run(label)]


@given(st.text("xyaWα_^hat012³₁ᵀ -−'.,=$\\{}%#&~", max_size=20))
def test_matplotlib_can_set_any_label(label):
    # Raises when the text is not mathtext.
    MathTextParser("agg").parse(mathtext(label))
    MathTextParser("agg").parse(literal(label))
