"""Replaying in the page: only what must be computed is, in slices, and trouble is traced."""

import math

import numpy as np
import pytest
from playwright.sync_api import Error

from nnlib import Tensor, branch, grad, linspace, named_scope
from nnlib.fold import fold
from nnlib.recording import Recording
from tests.live.page import PageReplay, live


def recorded(outputs, *inputs):
    return Recording.of(outputs, {tensor.live: tensor for tensor in inputs})


# --- only what depends on what moved --------------------------------------------------------------


@pytest.fixture
def watched(load):
    """A replay of two inputs that counts how often each stage runs."""
    a, b = live("a", np.ones(5)), live("b", np.ones(5))
    grid = linspace(0, 1, 5)
    outputs = {
        "of a": a.exp().sum(),
        "of b": b.sin().sum(),
        "of both": (a.exp() * b.sin()).sum(),
        "fixed": grid * grid,
        "view of a": a.reshape(5, 1),
    }
    replay = load(recorded(outputs, a, b))
    replay.ask(
        """(replay) => {
          replay.counts = replay.functions.map(() => 0);
          replay.functions = replay.functions.map((run, k) => () => {
            replay.counts[k]++;
            run();
          });
        }"""
    )
    return replay


def runs(replay):
    """How often the stage of each output has run."""
    return replay.ask(
        """({ recording: { outputs }, stageOf, counts }) => Object.fromEntries(
          Object.entries(outputs).map(([name, id]) => [name, counts[stageOf[id]] ?? 0]))"""
    )


def versions(replay):
    return replay.ask(
        """(replay) => Object.fromEntries(Object.keys(replay.recording.outputs)
          .map((name) => [name, replay.value(name).version]))"""
    )


def test_moving_one_input_recomputes_only_what_depends_on_it(watched):
    watched.run()
    assert runs(watched) == {"of a": 1, "of b": 1, "of both": 1, "fixed": 1, "view of a": 0}
    watched.set(a=np.full(5, 2))
    watched.run()
    assert runs(watched) == {"of a": 2, "of b": 1, "of both": 2, "fixed": 1, "view of a": 0}
    watched.set(b=np.full(5, 2))
    watched.run()
    assert runs(watched) == {"of a": 2, "of b": 2, "of both": 3, "fixed": 1, "view of a": 0}


def test_running_again_without_a_change_computes_nothing(watched):
    watched.run()
    before = runs(watched)
    watched.set(a=np.full(5, 2), b=[math.nan] * 5)
    watched.run()
    once = runs(watched)
    watched.set(a=np.full(5, 2), b=[math.nan] * 5)
    watched.run()
    assert once != before
    assert runs(watched) == once


def test_versions_grow_for_what_was_recomputed_and_for_nothing_else(watched):
    watched.run()
    before = versions(watched)
    watched.set(a=np.full(5, 2))
    watched.run()
    after = versions(watched)
    grown = {name for name in after if after[name] > before[name]}
    assert grown == {"of a", "of both", "view of a"}


def test_more_inputs_than_bits_still_follow_each_other(load):
    inputs = [live(f"x{k}", 1.0) for k in range(70)]
    outputs = {f"y{k}": tensor * 2 + k for k, tensor in enumerate(inputs)}
    replay = load(recorded(outputs, *inputs))
    replay.run()
    replay.set(x69=5, x3=7)
    replay.run()
    values = replay.values()
    assert [float(values[name]) for name in ("y69", "y3", "y68", "y31")] == [79, 17, 68, 31]


def test_neighbouring_operations_share_one_loop(page):
    x = live("x", np.ones(7))
    recording = recorded({"y": ((x * 2).tanh() + x).exp()}, x)
    loops = page.evaluate(
        """async (recording) => {
          const { compile, decodeConstant } = await import("./replay/compile.js");
          const { source } = compile(recording, recording.constants.map(decodeConstant));
          return source.match(/for \\(/g).length;
        }""",
        recording.to_json(),
    )
    assert loops == 1


def test_an_input_of_the_wrong_length_and_an_unknown_output_are_refused(load):
    x = live("x", np.ones(3))
    replay = load(recorded({"y": x * 2}, x))
    with pytest.raises(Error, match="input x holds 3 numbers, but 2 were given"):
        replay.set(x=[1, 2])
    with pytest.raises(Error, match="no output z"):
        replay.ask("(replay) => replay.value('z')")


# --- folds, in slices -----------------------------------------------------------------------------


def halving(most, **options):
    """A fold of many small steps, and an output that has nothing to do with it."""
    n, rate, other = live("n", 0), live("rate", 0.5), live("other", 1.0)
    outside = (rate * np.ones(3)).cos()
    folded = fold(
        lambda s, k: {"x": s["x"] * rate + outside},
        {"x": np.zeros(3)},
        n,
        max=most,
        watch=lambda s: {"x": s["x"].sum()},
        **options,
    )
    outputs = {"x": folded["x"], "history": folded.history["x"], "other": other * 2}
    return recorded(outputs, n, rate, other)


COUNTING = """
(replay) => {
  const runner = replay.runners.find(Boolean);
  replay.count = { steps: 0, looks: 0, restarts: 0 };
  const methods = { steps: "takeStep", looks: "look", restarts: "restart" };
  for (const [name, method] of Object.entries(methods)) {
    const original = runner[method].bind(runner);
    runner[method] = (...given) => {
      replay.count[name]++;
      return original(...given);
    };
  }
}
"""


@pytest.fixture
def counted(load):
    replay = load(halving(500))
    replay.set(n=0, rate=0.5, other=1)
    replay.run()
    replay.ask(COUNTING)

    def move(**values):
        """Move inputs, and count what that took."""
        replay.ask(
            "(replay) => Object.keys(replay.count).forEach((name) => (replay.count[name] = 0))"
        )
        replay.set(**values)
        assert replay.run()
        return replay.ask("(replay) => replay.count")

    return move


def test_a_growing_n_goes_on_from_where_it_was(counted):
    assert counted(n=100) == {"steps": 100, "looks": 100, "restarts": 0}
    assert counted(n=101) == {"steps": 1, "looks": 1, "restarts": 0}


def test_scrubbing_back_starts_from_a_checkpoint_near_by_and_keeps_the_history(counted):
    counted(n=500)
    back = counted(n=251)
    assert back["steps"] <= 2
    assert back["looks"] == back["restarts"] == 0


def test_only_what_a_fold_depends_on_starts_it_anew(counted):
    counted(n=100)
    assert counted(other=3) == {"steps": 0, "looks": 0, "restarts": 0}
    assert counted(rate=0.25) == {"steps": 100, "looks": 101, "restarts": 1}
    assert counted(rate=0.25, other=4) == {"steps": 0, "looks": 0, "restarts": 0}


def test_a_run_without_time_stops_and_the_next_one_goes_on(load):
    recording = halving(5000)
    replay = load(recording)
    values = {"n": 5000, "rate": 0.999, "other": 1}
    replay.set(**values)
    assert replay.run(0) is False
    slices = 1
    while not replay.run(0):
        slices += 1
    assert slices > 5
    np.testing.assert_allclose(replay.values()["x"], recording.run(**values)["x"], rtol=1e-9)


def test_another_n_in_the_middle_of_a_run_is_followed(load):
    recording = halving(5000)
    replay = load(recording)
    replay.set(n=5000, rate=0.999, other=1)
    assert replay.run(0) is False
    replay.set(n=3)
    while not replay.run(0):
        pass
    expected = recording.run(n=3, rate=0.999, other=1)
    for name, value in replay.values().items():
        np.testing.assert_allclose(value, expected[name], rtol=1e-9)


@pytest.mark.parametrize("cost", [0.01, 1, 30])
def test_a_slice_keeps_to_its_time_whatever_a_step_costs(page, cost):
    replay = PageReplay(page, halving(5000))
    replay.set(n=5000, rate=0.999, other=1)
    longest = replay.ask(
        """(replay, cost) => {
          // A clock of the test's own, by which each step takes the same time.
          let clock = 0;
          performance.now = () => clock;
          const runner = replay.runners.find(Boolean);
          const takeStep = runner.takeStep.bind(runner);
          runner.takeStep = () => {
            clock += cost;
            takeStep();
          };
          let longest = 0;
          for (let k = 0; k < 40; k++) {
            const start = clock;
            if (replay.run(10)) break;
            longest = Math.max(longest, clock - start);
          }
          return longest;
        }""",
        cost,
    )
    # The clock is looked at about once a millisecond, and a step cannot be cut.
    assert longest <= 10 + max(3, cost)


def test_a_history_ends_at_the_present_step_also_after_scrubbing_back(load):
    replay = load(halving(40, every=4))
    values = {"rate": 0.9, "other": 1}
    full, back = replay.follow({**values, "n": 40}, {"n": 10})
    np.testing.assert_array_equal(back["history"][:3], full["history"][:3])
    np.testing.assert_array_equal(back["history"][3:], np.full(8, full["history"][2]))


# --- trouble --------------------------------------------------------------------------------------


def diagnosis(load, recording, **values):
    replay = load(recording)
    replay.set(**values)
    replay.run()
    return replay.diagnose()


def trouble(operation, result, step=None, scope="", overflow=False):
    return {
        "operation": operation,
        "overflow": overflow,
        "step": step,
        "scope": scope,
        "result": result,
    }


def test_without_trouble_there_is_no_diagnosis(load):
    x = live("x", 1.0)
    assert diagnosis(load, recorded({"y": x.log()}, x), x=2) is None


@pytest.mark.parametrize(
    ("function", "value", "operation"),
    [
        (lambda x: (x * 2).log() + 1, -1, "log"),
        (lambda x: (x - 1).sqrt().exp(), 0, "sqrt"),
        (lambda x: 1 / x, 0, "div"),
        (lambda x: (x * 1000).exp() * 0, 2, "exp"),
        (lambda x: Tensor([5.0, 6.0]).take(x), 7, "take"),
        (lambda x: (x**0.5).sum(), -2, "pow"),
    ],
)
def test_the_operation_that_went_wrong_is_named(load, function, value, operation):
    x = live("x", 1.0)
    recording = recorded({"y": function(x), "fine": x * 2}, x)
    assert diagnosis(load, recording, x=value) == trouble(operation, "y")


@pytest.mark.parametrize(
    ("function", "value", "operation", "overflow"),
    [
        (lambda x: x**2, 1e200, "pow", True),
        (lambda x: x**-1, 0, "pow", False),
        (lambda x: Tensor([1e300, 1.0]) / x, 1e-300, "div", True),
        (lambda x: Tensor([1e300, 1.0]) / x, 0, "div", False),
    ],
)
def test_a_quotient_or_a_power_that_became_too_large_is_told_from_one_that_does_not_exist(
    load, function, value, operation, overflow
):
    x = live("x", 1.0)
    found = diagnosis(load, recorded({"y": function(x).sum()}, x), x=value)
    assert found == trouble(operation, "y", overflow=overflow)


def test_the_operation_within_the_chosen_function_is_named(load):
    x, index = live("x", 1.0), live("index", 0)
    functions = [lambda x: x * 2, lambda x: branch(index - 1, [lambda x: x.log() + 1], x)]
    recording = recorded({"y": branch(index, functions, x)}, x, index)
    assert diagnosis(load, recording, x=-1, index=0) is None
    assert diagnosis(load, recording, x=-1, index=1) == trouble("log", "y")


def test_the_scope_is_told_also_within_a_chosen_function_and_for_a_gradient(load):
    x, index = live("x", 1.0), live("index", 0)

    @named_scope("the loss")
    def loss(x):
        with named_scope("its root"):
            root = x.sqrt()
        return branch(index, [lambda z: z, lambda z: z.log(), lambda z: (z - 5).sqrt()], root)

    y = loss(x)
    recording = recorded({"y": y}, x, index)
    assert diagnosis(load, recording, x=-1) == trouble("sqrt", "y", scope="the loss, its root")
    assert diagnosis(load, recording, x=0, index=1) == trouble("log", "y", scope="the loss")
    slope = recorded({"slope": grad(y, [x])[0]}, x, index)
    scope = "the gradient of the loss, its root"
    assert diagnosis(load, slope, x=0) == trouble("div", "slope", scope=scope)
    scope = "the gradient of the loss"
    assert diagnosis(load, slope, x=25, index=2) == trouble("div", "slope", scope=scope)


def test_the_place_in_a_result_is_told_where_only_a_part_is_bad(load):
    x, row = live("x", 1.0), Tensor([[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]])
    recording = recorded({"fine": 2 * x, "y": (row - x).log().T, "z": row.sum()}, x)
    assert diagnosis(load, recording, x=1) == trouble("log", "y[2, 0]")
    assert diagnosis(load, recording, x=9) == trouble("log", "y")


def test_what_a_where_hides_is_not_blamed(load):
    x = live("x", 1.0)
    hidden = x.log().where(x > 0, 0.0)
    assert diagnosis(load, recorded({"y": hidden}, x), x=-1) is None
    shown = recorded({"y": hidden, "z": x.sqrt()}, x)
    assert diagnosis(load, shown, x=-1) == trouble("sqrt", "z")


def test_a_gap_that_the_author_left_is_no_trouble(load):
    x, row = live("x", 1.0), Tensor([-1.0, 1.0, 2.0])
    gap = row.where(Tensor([0.0, 1, 1]), math.nan) * x
    # What the logarithm makes of negative numbers is not taken.
    curve = (row * x).log().where((row * x) > 0, math.nan)
    assert diagnosis(load, recorded({"gap": gap, "curve": curve}, x), x=2) is None
    taken = recorded({"y": (row * x).log().where(row, math.nan)}, x)
    assert diagnosis(load, taken, x=2) == trouble("log", "y[0]")


def descent(most=500):
    """Gradient descent on w⁴, which explodes when lr is large, and the logarithm of the loss."""
    n, lr = live("n", 0), live("lr", 0.01)
    folded = fold(
        lambda s, k: {"w": s["w"] - lr * grad((s["w"] ** 4).sum(), [s["w"]])[0]},
        {"w": [1.0, 0.5]},
        n,
        max=most,
        watch=lambda s: {"loss": (s["w"] ** 4).sum()},
    )
    return recorded({"w": folded["w"], "loss": folded.history["loss"].log()}, n, lr)


def test_an_exploding_learning_rate_is_traced_to_its_step(load):
    recording = descent()
    w, step = np.array([1.0, 0.5]), 0
    with np.errstate(all="ignore"):
        while np.isfinite(w).all():
            w, step = w - 2.0 * 4 * w**3, step + 1
    found = diagnosis(load, recording, n=500, lr=2.0)
    assert found["step"] in (step - 1, step - 2)  # the loss overflows before w does
    assert found["operation"] in ("pow", "mul", "sub")
    assert found["result"] in ("loss", "w[0]")
    assert diagnosis(load, recording, n=step - 3, lr=2.0) is None


def test_the_step_is_found_again_after_scrubbing_and_in_a_long_run(load):
    recording = descent(most=100_000)
    replay = load(recording)
    replay.set(n=50_000, lr=2.0)
    replay.run()
    first = replay.diagnose()
    replay.set(n=40_000)
    replay.run()
    assert first == replay.diagnose() == diagnosis(load, descent(), n=500, lr=2.0)


def test_what_is_watched_is_traced_too(load):
    n = live("n", 0)
    folded = fold(
        lambda s, k: {"x": s["x"] - 1},
        {"x": 3.0},
        n,
        max=10,
        watch=lambda s: {"log": s["x"].log()},
    )
    recording = recorded({"history": folded.history["log"]}, n)
    assert diagnosis(load, recording, n=2) is None
    assert diagnosis(load, recording, n=10) == trouble("log", "log", step=3)


def test_a_diagnosis_leaves_the_run_as_it_was(load):
    recording = descent()
    plain, looked_into = load(recording), load(recording)
    way = [{"n": 300, "lr": 2.0}, {"n": 2}, {"n": 20}, {"lr": 0.1}, {"n": 500}, {"n": 7}]
    expected = plain.follow(*way)
    for setting, results in zip(way, expected, strict=True):
        looked_into.set(**setting)
        looked_into.run()
        looked_into.diagnose()
        for name, value in looked_into.values().items():
            assert value.tobytes() == results[name].tobytes()


def test_looking_into_trouble_takes_few_steps_of_a_long_run(load):
    replay = load(descent(most=100_000))
    replay.set(n=100_000, lr=2.0)
    replay.run()
    replay.ask(COUNTING)
    assert replay.diagnose() is not None
    looked = replay.ask("(replay) => replay.count.steps")
    assert looked <= 100_000 / 250
    # And the run goes on from where it was.
    replay.set(n=99_999)
    replay.set(n=100_000)
    replay.run()
    assert replay.ask("(replay) => replay.count.steps") == looked


# --- what is kept ---------------------------------------------------------------------------------


def test_a_function_of_a_branch_is_loaded_once_however_often_it_is_asked_for(load):
    x, index = live("x", -1.0), live("index", 0.0)
    replay = load(recorded({"y": branch(index, [lambda x: x.log(), lambda x: x], x)}, x, index))
    same = replay.ask(
        """async (replay) => {
          await replay.diagnose();
          const { loadedBranches } = await replay.inspector();
          const [before] = loadedBranches.values();
          await replay.diagnose();
          const [after] = loadedBranches.values();
          return loadedBranches.size === 1 && (await before) === (await after);
        }"""
    )
    assert same is True


def test_a_fold_with_a_large_state_keeps_fewer_of_them(load):
    n, size = live("n", 2000.0), 30_000
    n.attrs = {"max": 2000}
    run = fold(lambda state, k: {"w": state["w"] + 1}, {"w": Tensor(np.zeros(size))}, n)
    replay = load(recorded({"w": run["w"]}, n))
    replay.set(n=2000)
    replay.run()
    numbers = replay.ask(
        """(replay) => replay.runners.filter(Boolean)
          .flatMap(({ checkpoints }) => [...checkpoints.values()].flat())
          .reduce((sum, { length }) => sum + length, 0)"""
    )
    assert size < numbers < 1.5e6
    replay.set(n=1500)
    replay.run()
    assert replay.values()["w"][0] == 1500
