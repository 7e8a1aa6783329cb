import base64
import io

import nbformat
import numpy as np
import pytest
from PIL import Image

from nnlib.live import explore, slider
from tools.stills import TOLERANCE, difference, keep_stills, stills_of


def encoded(still):
    return base64.b64encode(still).decode("ascii")


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(buffer, format="png")
    return encoded(buffer.getvalue())


def drawn(color="blue", label="a line", height=1.0):
    @explore(w=slider(1, 0, 2))
    def line(picture, w):
        picture.line([0, 1], [0, height], color=color, label=label)

    return encoded(line.still())


@pytest.mark.parametrize(
    "change", [{"color": "purple"}, {"label": "another"}, {"label": "a + x"}, {"height": 1.01}]
)
def test_what_a_reader_sees_makes_a_difference(change):
    assert difference(drawn(), drawn(**change)) > 2 * TOLERANCE


def test_a_grey_level_and_a_stray_pixel_make_none():
    one = np.full((20, 30, 3), 200)
    other = one - 1
    other[5, 5] = 150
    assert 0 < difference(png(one), png(other)) <= TOLERANCE


def test_another_size_is_another_still():
    assert difference(png(np.zeros((8, 8, 3))), png(np.zeros((8, 9, 3)))) == np.inf


def test_the_last_squares_count_as_much_as_the_others():
    one = np.zeros((9, 9, 3))
    other = one.copy()
    other[8, 8] = 100
    assert difference(png(one), png(other)) == 100


def notebook(*stills):
    outputs = [
        nbformat.v4.new_output("display_data", data={"image/png": still}) for still in stills
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])


def test_a_still_is_kept_where_it_shows_the_same_wherever_it_has_moved():
    known = [png(np.full((8, 8, 3), grey)) for grey in (50, 100)]
    executed = notebook(
        png(np.full((8, 8, 3), 101)), png(np.full((8, 8, 3), 200)), png(np.full((8, 8, 3), 50))
    )
    new = stills_of(executed)[1]
    keep_stills(executed, known)
    assert stills_of(executed) == [known[1], new, known[0]]
