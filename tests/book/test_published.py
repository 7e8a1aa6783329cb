import numpy as np

from nnlib.live import (
    choice,
    explore,
    formula,
    integer,
    option,
    pad,
    play,
    points,
    slider,
    switch,
)
from tools.published import Published


@explore(
    w=slider(1, -2, 2),
    lr=slider(0.1, 0.001, 1, log=True),
    k=integer(2, 0, 5),
    power=choice({"square": 2, "cube": 3}, value=3),
    kind=option("one", "two"),
    on=switch(True),
    n=play(10, value=4),
    data=points([1, 2], [3, 4], [0, 1], capacity=3),
    f=formula("2x + 1"),
    ink=pad(2, 3),
)
def everything(picture, w, lr, k, power, kind, on, n, data, f, ink):
    total = f(w) ** power * lr + k * kind + on * n + (data.x * data.mask).sum() + ink.sum()
    picture.bars(total.reshape(1))
    picture.editable(data)
    picture.pad(ink)
    return {"total": total}


def test_an_explorer_read_back_from_its_page_computes_what_its_python_does():
    read_back = Published(everything._show().view.spec)
    assert read_back.at() == everything.at()
    assert read_back.controls.keys() == everything.controls.keys()
    rng = np.random.default_rng(0)
    for _ in range(20):
        values = {name: control.random(rng) for name, control in read_back.controls.items()}
        assert read_back.at(**values) == everything.at(**values)
