"""Shifts the clock of a Python program by the seconds in the file that `FAULTS_CLOCK` names, while it runs.

Python loads this by itself where the folder is in `PYTHONPATH`. What is shifted is what the program takes for the time
of day: `time.time` and its kin, `datetime.now` and its kin, whoever has imported them. Waiting goes by another clock
and stays true, as on a machine whose clock is put right.
"""

import ctypes
import datetime
import os
import time
from collections.abc import Callable
from typing import Any

FILE = os.environ["FAULTS_CLOCK"]
METHOD = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_void_p)
"""CPython's `PyCFunctionFastWithKeywords`; a function of fewer arguments does not look at the others."""
KEPT: list[Any] = []


class Definition(ctypes.Structure):
    """CPython's `PyMethodDef`."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("text", ctypes.c_char_p),
    ]


class Descriptor(ctypes.Structure):
    """The beginning of CPython's `PyMethodDescrObject`."""

    _fields_ = [
        ("references", ctypes.c_ssize_t),
        ("kind", ctypes.c_void_p),
        ("owner", ctypes.c_void_p),
        ("name", ctypes.c_void_p),
        ("qualified_name", ctypes.c_void_p),
        ("definition", ctypes.POINTER(Definition)),
    ]


def shift() -> int:
    """Seconds by which the clock is away from the true one at this moment."""
    with open(FILE) as file:  # noqa: PTH123 (the fewest imports before a program begins)
        return int(file.read())


def shift_datetime(name: str) -> None:
    """Shift what a class method of `datetime.datetime` gives, for all that hold the class."""
    descriptor = Descriptor.from_address(id(datetime.datetime.__dict__[name]))
    definition = descriptor.definition.contents
    true = METHOD(definition.function)

    def shifted(owner: Any, arguments: Any, number: int, names: Any) -> Any:
        return true(owner, arguments, number, names) + datetime.timedelta(seconds=shift())

    KEPT.append(METHOD(shifted))
    definition.function = ctypes.cast(KEPT[-1], ctypes.c_void_p).value


def shift_time() -> None:
    """Shift the functions of the module `time`, before anything else imports them."""
    true, true_ns = time.time, time.time_ns
    time.time = lambda: true() + shift()
    time.time_ns = lambda: true_ns() + shift() * 10**9
    for name in ("gmtime", "localtime"):
        setattr(time, name, _of_now(getattr(time, name)))


def _of_now(function: Callable[[float], Any]) -> Callable[..., Any]:
    return lambda seconds=None: function(time.time() if seconds is None else seconds)


shift_time()
shift_datetime("now")
shift_datetime("utcnow")
