"""Several threads that begin at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connections

WRITERS = 6


def at_once(action: Callable[[int], object]) -> list[object]:
    """What each of several threads gets from `action`, all beginning at the same moment: a value or an exception."""
    barrier = Barrier(WRITERS)
    outcomes: list[object] = [None] * WRITERS

    def run(number: int) -> None:
        barrier.wait(10)
        try:
            outcomes[number] = action(number)
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
