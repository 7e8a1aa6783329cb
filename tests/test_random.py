"""Recorded random numbers: even, independent, and always the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import rand
from nnlib.recording import Recording
from tests.live.page import live

seeds = st.integers(0, 1_000_000)


@given(seed=seeds)
def test_numbers_fill_the_interval_evenly(seed):
    numbers = rand((100, 100), seed).data
    counts, _ = np.histogram(numbers, bins=50, range=(0, 1))
    # χ² with 49 degrees of freedom: above 110 less than once in a million.
    assert ((counts - 200) ** 2 / 200).sum() < 110


@given(seed=seeds, other=seeds)
def test_neighbours_and_seeds_do_not_resemble_each_other(seed, other):
    numbers = rand(10_000, seed).data
    others = [rand(10_000, s).data for s in {other, seed + 1} - {seed}]
    for second in (np.roll(numbers, 1), np.roll(numbers, 100), *others):
        assert abs(np.corrcoef(numbers, second)[0, 1]) < 0.055


def test_all_pairs_of_neighbours_occur():
    first, second = rand((2, 20_000), 5).data
    counts, _, _ = np.histogram2d(first, second, bins=10, range=[(0, 1), (0, 1)])
    assert ((counts - 200) ** 2 / 200).sum() < 170


def test_a_seed_may_be_a_control():
    seed = live("seed", 3)
    recording = Recording.of({"u": rand((3, 50), seed)}, {"seed": seed})
    np.testing.assert_array_equal(recording.run(seed=7)["u"], rand((3, 50), 7).data)


def test_a_shape_is_whole_numbers():
    assert rand(4, 0).shape == (4,)
    with pytest.raises(TypeError, match=r"rand: .* a whole number"):
        rand(2.5, 0)
