"""States as files: named arrays in an .npz, written whole or not at all, and checked when read."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnlib.checks import brief
from nnlib.tensor import TensorLike, as_tensor


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


def read_arrays(path: str | os.PathLike, saved_by: str) -> dict[str, np.ndarray]:
    """Read the arrays of a file; pickled objects, which could run code, are refused.

    Parameters
    ----------
    path : path
        The file; ``.npz`` is added when missing.
    saved_by : str
        What wrote it, for an error: ``"model.save(path)"``.
    """
    path = _npz(path, "load")
    if not path.is_file():
        raise FileNotFoundError(f"load: there is no file {path}. Was it saved elsewhere?")
    try:
        with zipfile.ZipFile(path):  # np.load alone would take other kinds of files, too
            stored = np.load(path, allow_pickle=False)
        with stored:
            return {name: stored[name] for name in stored.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        raise ValueError(
            f"load: {path.name} is not a state that save() wrote, or it is damaged. "
            f"Save it again with {saved_by}."
        ) from None


def fitting(
    state: Mapping[str, TensorLike], shapes: Mapping[str, tuple[int, ...]], owner: str, cure: str
) -> dict[str, np.ndarray]:
    """Return a state's arrays once they have the names and shapes of their owner's.

    Raises
    ------
    TypeError
        When the state is no dictionary of numbers.
    ValueError
        When names are missing or unknown, or a shape differs.
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            f"load_state_dict: a state is a dictionary of arrays by name, met {brief(state)}. "
            "A file is read by load(path)."
        )
    values = {
        name: as_tensor(value, f"load_state_dict: {name}").data for name, value in state.items()
    }
    trouble = [f"{name} is missing from the state" for name in shapes if name not in values]
    for name, value in values.items():
        if name not in shapes:
            trouble.append(f"{name} is unknown to {owner}")
        elif value.shape != shapes[name]:
            trouble.append(
                f"{name} has shape {value.shape} in the state and {shapes[name]} in {owner}"
            )
    if trouble:
        raise ValueError(f"load_state_dict: this state does not fit: {'; '.join(trouble)}. {cure}")
    return values


def _npz(path: Any, function: str) -> Path:
    if not isinstance(path, (str, os.PathLike)) or not Path(path).name:
        raise TypeError(
            f"{function}: the path is a file's name, met {brief(path)}. Give 'model.npz'."
        )
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
