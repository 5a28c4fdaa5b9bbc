"""The queue over files: messages are read whole, in order, once."""

import os
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue

from config.queue import Transport, write_whole


@pytest.fixture
def connection(tmp_path):
    """A connection of the portal's transport over a folder of its own."""
    messages = tmp_path / "messages"
    messages.mkdir()
    options = {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.01,
    }
    Transport.global_state.clear()  # kombu remembers bindings a process, whatever the folder
    with Connection(transport=Transport, transport_options=options) as connection:
        yield connection


def files(connection, suffix):
    folder = Path(connection.transport_options["data_folder_in"])
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(suffix))


def test_round_trip_through_a_connection(connection):
    with connection.SimpleQueue("bell") as queue:
        queue.put({"job": "ä 1"})
        message = queue.get(timeout=5)
        assert message.payload == {"job": "ä 1"}
        message.ack()
    assert files(connection, "") == []


def test_messages_come_in_the_order_of_sending(connection):
    with connection.SimpleQueue("bell") as queue:
        for number in range(20):
            queue.put(number)
        assert [queue.get(timeout=5).payload for _ in range(20)] == list(range(20))


def test_queues_do_not_mix(connection):
    with connection.SimpleQueue("bell") as bell, connection.SimpleQueue("gong") as gong:
        bell.put("b")
        gong.put("g")
        assert gong.get(timeout=5).payload == "g"
        assert bell.get(timeout=5).payload == "b"


def test_a_message_appears_only_when_it_is_whole(connection, monkeypatch):
    """Up to the rename, the file that is being written is no message to any reader."""
    seen = []
    rename = Path.replace

    def look_then_rename(self, target):
        seen.append((files(connection, ".msg"), self.read_text()))
        with pytest.raises(Empty):
            channel._get("bell")
        return rename(self, target)

    channel = connection.channel()
    monkeypatch.setattr(Path, "replace", look_then_rename)
    channel._put("bell", {"body": "whole"})
    assert seen == [([], '{"body": "whole"}')]
    assert channel._get("bell") == {"body": "whole"}


def test_an_unfinished_file_of_a_killed_process_is_never_read(connection):
    folder = Path(connection.transport_options["data_folder_in"])
    (folder / "1_a.bell.msg.0123.part").write_text('{"bod')
    channel = connection.channel()
    with pytest.raises(Empty):
        channel._get("bell")
    assert channel._size("bell") == 0


def test_each_message_is_taken_by_one_of_several_readers(connection):
    channel = connection.channel()
    for number in range(200):
        channel._put("bell", {"number": number})
    taken = []

    def take():
        while True:
            try:
                taken.append(channel._get("bell")["number"])
            except Empty:
                return

    readers = [threading.Thread(target=take) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(taken) == list(range(200))


def test_many_bindings_at_once_are_all_kept(connection):
    exchange = Exchange("news", type="fanout")

    def bind(name):
        with connection.clone() as own:
            Queue(name, exchange, channel=own.channel()).declare()

    binders = [threading.Thread(target=bind, args=(f"reader-{number}",)) for number in range(8)]
    for binder in binders:
        binder.start()
    for binder in binders:
        binder.join()
    channel = connection.channel()
    assert {entry.queue for entry in channel.get_table("news")} == {f"reader-{number}" for number in range(8)}

    connection.Producer().publish("hello", exchange="news")
    assert [channel._size(f"reader-{number}") for number in range(8)] == [1] * 8

    Queue("reader-3", exchange, channel=channel).delete()
    assert "reader-3" not in {entry.queue for entry in channel.get_table("news")}


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "table"
    write_whole(path, "old")

    def full_disk(self, text, encoding):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"
