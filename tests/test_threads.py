"""Threads and tasks share no state: what one of them does leaves the others alone."""

import asyncio
import contextvars
import threading

from nnlib import Tensor, named_scope, no_grad

ROUNDS = 200


def in_threads(work, count=4):
    """Run the work in several threads at once, and hand on what goes wrong in them."""
    failures, start = [], threading.Barrier(count)

    def run():
        start.wait()
        try:
            for k in range(ROUNDS):
                work(k)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_gradients_are_on_again_after_threads_have_computed_without():
    w = Tensor(2.0, requires_grad=True)

    def look(k):
        with no_grad():
            assert not (w * k).requires_grad
        assert (w * k).requires_grad

    in_threads(look)
    assert (w * 2).requires_grad


def test_no_grad_of_one_thread_is_none_of_another():
    w = Tensor(2.0, requires_grad=True)
    seen = []
    with no_grad():
        thread = threading.Thread(target=lambda: seen.append((w * 2).requires_grad))
        thread.start()
        thread.join()
    assert seen == [True]


def test_a_scope_of_one_thread_names_nothing_in_another():
    def compute(k):
        with named_scope(f"layer {k}"):
            assert Tensor(1.0).tanh().scope == f"layer {k}"
        assert Tensor(1.0).tanh().scope == ""

    in_threads(compute)


def test_tasks_that_take_turns_keep_their_own_no_grad_and_scope():
    w = Tensor(2.0, requires_grad=True)

    async def without():
        with no_grad(), named_scope("looking"):
            await asyncio.sleep(0)
            y = w * 2
            await asyncio.sleep(0)
        return y.requires_grad, y.scope

    async def with_gradients():
        await asyncio.sleep(0)
        y = w * 2
        await asyncio.sleep(0)
        return y.requires_grad, y.scope

    async def both():
        return await asyncio.gather(without(), with_gradients())

    # In a thread of their own: that of the tests may have tasks already, such as a browser's.
    seen = []
    thread = threading.Thread(target=lambda: seen.extend(asyncio.run(both())))
    thread.start()
    thread.join()
    assert seen == [(False, "looking"), (True, "")]
    assert (w * 2).requires_grad


def test_a_generator_leaves_no_grad_and_its_scope_in_another_context():
    def outputs():
        with no_grad(), named_scope("looking"):
            yield 1
            yield 2

    waiting = outputs()
    for go_on in (waiting.__next__, waiting.close):
        contextvars.copy_context().run(go_on)
    assert (Tensor(2.0, requires_grad=True) * 2).requires_grad


def test_training_in_threads_is_training_one_after_the_other():
    def train():
        w = Tensor(1.0, requires_grad=True)
        for _ in range(50):
            w.grad = None
            ((w - 3.0) ** 2).backward()
            with no_grad():
                w -= 0.1 * w.grad
        return w.item()

    alone = train()

    def same(k):
        if k % 50 == 0:
            assert train() == alone

    in_threads(same)
