"""States as files: named arrays in an .npz, written whole or not at all, and checked when read."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnlib.checks import brief
from nnlib.shapes import Shape
from nnlib.tensor import TensorLike, as_tensor

# What a file that is not one of ours, or is damaged, makes the readers raise.
_BROKEN = (
    *(ValueError, OSError, EOFError, KeyError, NotImplementedError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error),
)


def write_arrays(path: str | os.PathLike, arrays: Mapping[str, np.ndarray]) -> Path:
    """Write arrays to a file and return its path; ``.npz`` is added when missing.

    A file already there is replaced, but only once the new one is complete.
    """
    path = _npz(path, "save")
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"save: there is no folder {path.parent}. Make it first, with "
            "Path(folder).mkdir(parents=True)."
        )
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        # As np.savez_compressed does, which takes no array of the name "file".
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, array, allow_pickle=False)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def read_arrays(
    path: str | os.PathLike, saved_by: str, check: Callable[[dict[str, Shape]], None]
) -> dict[str, np.ndarray]:
    """Read the arrays of a file; pickled objects, which could run code, are refused.

    Nothing is read before what all arrays claim to be is known to fit, so that no file can take
    more memory than what it is read into.

    Parameters
    ----------
    path : path
        The file; ``.npz`` is added when missing.
    saved_by : str
        What wrote it, for an error: ``"model.save(path)"``.
    check : callable
        Raises an error unless the shapes, by name, are those wanted.
    """
    path = _npz(path, "load")
    if not path.is_file():
        raise FileNotFoundError(f"load: there is no file {path}. Was it saved elsewhere?")
    damaged = ValueError(
        f"load: {path.name} is not a state that save() wrote, or it is damaged. "
        f"Save it again with {saved_by}."
    )
    try:
        with zipfile.ZipFile(path) as archive:
            shapes = _stored_shapes(archive)
    except _BROKEN:
        raise damaged from None
    check(shapes)
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _stored_array(archive, name) for name in shapes}
    except _BROKEN:
        raise damaged from None


def _stored_shapes(archive: zipfile.ZipFile) -> dict[str, Shape]:
    """Return the shape of each array, from a few bytes at its head."""
    shapes = {}
    for entry in archive.namelist():
        with archive.open(entry) as file:
            # The head of another version may claim to be as long as memory.
            if np.lib.format.read_magic(file) != (1, 0) or not entry.endswith(".npy"):
                raise ValueError(f"{entry} is not an array that save() wrote")
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        # Numbers of a bounded size: text and records may claim any length.
        if dtype.kind not in "fiub" or min(shape, default=0) < 0:
            raise ValueError(f"{entry} holds no numbers")
        shapes[entry.removesuffix(".npy")] = shape
    return shapes


def _stored_array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    with archive.open(f"{name}.npy") as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def numbers_in(state: Mapping[str, TensorLike]) -> dict[str, np.ndarray]:
    """Return a state's values as arrays.

    Raises
    ------
    TypeError
        When the state is no dictionary of numbers.
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            f"load_state_dict: a state is a dictionary of arrays by name, met {brief(state)}. "
            "A file is read by load(path)."
        )
    return {
        name: as_tensor(value, f"load_state_dict: {name}").data for name, value in state.items()
    }


def check_shapes(
    met: Mapping[str, Shape], wanted: Mapping[str, Shape], owner: str, cure: str
) -> None:
    """Raise a ValueError unless a state has the names and shapes of its owner's."""
    trouble = [f"{name} is missing from the state" for name in wanted if name not in met]
    for name, shape in met.items():
        if name not in wanted:
            trouble.append(f"{name} is unknown to {owner}")
        elif shape != wanted[name]:
            trouble.append(f"{name} has shape {shape} in the state and {wanted[name]} in {owner}")
    if trouble:
        raise ValueError(f"load_state_dict: this state does not fit: {'; '.join(trouble)}. {cure}")


def _npz(path: Any, function: str) -> Path:
    if not isinstance(path, (str, os.PathLike)) or not Path(path).name:
        raise TypeError(
            f"{function}: the path is a file's name, met {brief(path)}. Give 'model.npz'."
        )
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
