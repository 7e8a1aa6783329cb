"""Explorers in a page: from slider to screen, training, and how long the page is blocked."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

import nnlib as nn
from benchmarks.browser import launch, serve
from benchmarks.library import numpy_step
from benchmarks.measure import Row, alternate
from nnlib.live import explore, fold, play, slider
from nnlib.recording import Recording
from tools.page import write_page

HERE = Path(__file__).parent
FRONT = Path(nn.__file__).parent / "live" / "front"
NAMES = ("w1", "b1", "w2", "b2", "w3", "b3")
LR = 0.03

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 2))
Y = np.sign(X[:, 0] * X[:, 1])
START = {
    "w1": rng.normal(size=(4, 2)),
    "b1": np.zeros(4),
    "w2": rng.normal(size=(2, 4)) / 2,
    "b2": np.zeros(2),
    "w3": rng.normal(size=(1, 2)),
    "b3": np.zeros(1),
}


def network(state, x: nn.Tensor) -> nn.Tensor:
    """The output of a 2-4-2-1 network of tanh, shape (n,)."""
    hidden = (x @ state["w1"].T + state["b1"]).tanh()
    hidden = (hidden @ state["w2"].T + state["b2"]).tanh()
    return (hidden @ state["w3"].T + state["b3"]).tanh().squeeze(1)


def train(n: nn.Tensor, lr: nn.Tensor, max: int, **options):
    """The network after n steps, 10 of the 200 points in each."""
    points, targets, batches = nn.Tensor(X), nn.Tensor(Y), nn.arange(200).reshape(20, 10)

    def step(state, k):
        rows = batches.take(k % 20)
        loss = nn.mse_loss(network(state, points.take(rows)), targets.take(rows))
        slopes = nn.grad(loss, [state[name] for name in NAMES])
        return {name: state[name] - lr * g for name, g in zip(NAMES, slopes, strict=True)}

    return fold(step, START, n, max=max, **options)


@explore(w1=slider(3, -4, 4), w2=slider(-2, -4, 4), b=slider(1, -4, 4))
def surface(picture, w1, w2, b):
    """A heatmap of 100×100, a contour and 200 points."""
    x1, x2 = nn.grid((-3, 3), (-3, 3), 100)
    z = (w1 * x1 + w2 * x2 + b).tanh()
    picture.heatmap(x1, x2, z, vmax=1)
    picture.contour(x1, x2, z)
    picture.points(X[:, 0], X[:, 1], (Y + 1) / 2)
    return {"middle": z[50, 50]}


@explore(n=play(50_000, step=100), lr=slider(LR, 0, 0.3))
def training(picture, n, lr):
    """A network in training: its boundary and its loss."""
    run = train(
        n,
        lr,
        50_000,
        watch=lambda s: {"loss": nn.mse_loss(network(s, nn.Tensor(X)), Y)},
        every=100,
    )
    x1, x2 = nn.grid((-3, 3), (-3, 3), 50)
    inputs = nn.stack([x1.expand(50, 50).flatten(), x2.expand(50, 50).flatten()], 1)
    picture.heatmap(x1, x2, network(run, inputs).reshape(50, 50), vmax=1)
    picture.points(X[:, 0], X[:, 1], (Y + 1) / 2)
    picture.panel().line(run.steps, run.history["loss"])
    return {"loss": run.history["loss"][-1]}


def rows() -> Iterator[Row]:
    """What readers feel, and what the generated code is worth."""
    with tempfile.TemporaryDirectory() as name, launch() as browser:
        folder = Path(name)
        write_page(folder / "index.html", [surface, training])
        shutil.copytree(FRONT, folder / "front")
        shutil.copy(HERE / "hand.js", folder)
        with serve(folder) as address:
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector(".live.alive")
            page.evaluate(
                "Promise.all([...document.querySelectorAll('.live')].map((place) => place.wake()))"
            )
            yield _slider_to_screen(page)
            yield _longest_block(page)
            yield from _updates(page)


def _slider_to_screen(page: Page) -> Row:
    """From a key pressed on a slider to the last pixel; drawing is not left for later."""
    milliseconds = page.evaluate(
        """async () => {
          const root = document.querySelector("[data-name=surface]");
          const { explorer } = root;
          const draw = explorer.draw.bind(explorer);
          let finished;
          explorer.draw = () => {
            draw();
            for (const canvas of root.querySelectorAll("canvas")) {
              canvas.getContext("2d").getImageData(0, 0, 1, 1);
            }
            finished = performance.now();
          };
          const handle = root.querySelector("[role=slider]");
          const times = [];
          for (let k = 0; k < 220; k++) {
            await new Promise(requestAnimationFrame);
            await new Promise((done) => setTimeout(done));
            const key = Math.floor(k / 5) % 2 ? "ArrowLeft" : "ArrowRight";
            const before = explorer.values.w1;
            const start = performance.now();
            handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            await explorer.settled();
            if (explorer.values.w1 === before) throw new Error("the slider did not move");
            if (k >= 20) times.push(finished - start);
          }
          return times.sort((a, b) => a - b)[100];
        }"""
    )
    what = "slider to screen: heatmap 100×100, contour, 200 points"
    return Row(what, milliseconds / 1000, "half a frame", 8 / 1000, most=1)


def _longest_block(page: Page) -> Row:
    """The longest time in which the page can do nothing else, the median of five long scrubs.

    A maximum catches every moment in which the machine did something else; hence the median.
    """
    milliseconds = page.evaluate(
        """async () => {
          const { explorer } = document.querySelector("[data-name=training]");
          let last = performance.now();
          let longest = 0;
          let on = true;
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            if (on) channel.port2.postMessage(null);
          };
          await explorer.set("n", 1000);
          channel.port2.postMessage(null);
          const maxima = [];
          for (const lr of [0.01, 0.02, 0.04, 0.05, 0.06]) {
            last = performance.now();
            longest = 0;
            await explorer.set("lr", lr);
            for (const n of [50000, 0, 33333, 12345, 50000, 100]) await explorer.set("n", n);
            maxima.push(longest);
          }
          on = false;
          return maxima.sort((a, b) => a - b)[2];
        }"""
    )
    return Row("longest block in a scrub of 50,000 steps", milliseconds / 1000, "aim", 0.05, most=1)


def _updates(page: Page) -> Iterator[Row]:
    lr, n = nn.Tensor(LR), nn.Tensor(0.0)
    lr.live, n.live = "lr", "n"
    run = train(n, lr, 10_000_000)
    recording = Recording.of({name: run[name] for name in NAMES}, {"lr": lr, "n": n})
    start = {name: array.tolist() for name, array in START.items()}
    replayed, by_hand, difference = page.evaluate(
        """async ([recording, lr, data]) => {
          const { decodeConstants, loadReplay } = await import("./front/replay/replay.js");
          const { HandWritten } = await import("./hand.js");
          const replay = await loadReplay(recording, decodeConstants(recording.constants));
          const hand = new HandWritten(data, lr);
          const STEPS = 20000;
          let n = 0;
          replay.set("lr", lr);
          const replayed = () => {
            replay.set("n", (n += STEPS));
            replay.run();
          };
          const times = [[], []];
          for (let round = 0; round < 18; round++) {
            [replayed, () => hand.run(STEPS)].forEach((run, k) => {
              const start = performance.now();
              run();
              // The first rounds are the compiler's.
              if (round >= 3) times[k].push((performance.now() - start) / STEPS);
            });
          }
          const parameters = hand.parameters().flatMap((array) => [...array]);
          const names = Object.keys(recording.outputs);
          const results = names.flatMap((name) => [...replay.value(name).data]);
          const difference = Math.max(...results.map((x, k) => Math.abs(x - parameters[k])));
          return [...times.map((list) => list.sort((a, b) => a - b)[7] / 1000), difference];
        }""",
        [recording.to_json(), LR, {**start, "X": X.tolist(), "y": Y.tolist()}],
    )
    if difference > 1e-9:
        raise AssertionError(f"the page and the code by hand differ by {difference}")
    yield Row("training in the page, an update", replayed, "JavaScript by hand", by_hand, most=1)

    weights = [START[name].copy() for name in ("w1", "w2", "w3")]
    biases = [START[name].copy() for name in ("b1", "b2", "b3")]
    (in_numpy,) = alternate(lambda: numpy_step(weights, biases, X[:10], Y[:10, None], LR))
    yield Row("training in the page, an update", replayed, "numpy", in_numpy)
