"""A real worker takes tasks over the queue that the settings choose: files, or Redis where REDIS_URL is set."""

import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress

import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from config.settings import BASE_DIR

WORKER = "worker --without-gossip --without-mingle --without-heartbeat --loglevel WARNING --concurrency 1"


@pytest.fixture
def run_task(tmp_path):
    """Send a task with these settings, run a worker until it is done, and stop the worker: `run_task(queue, **env)`."""

    def run(queue, **variables):
        portal = {"DJANGO_SETTINGS_MODULE": "config.settings", "PORTAL_VAR": str(tmp_path)}
        environment = os.environ | portal | variables
        done, log = tmp_path / "done", tmp_path / "worker.log"
        send = f"from tests.config.bell import write; write.apply_async([{str(done)!r}, 'rung'], queue={queue!r})"
        subprocess.run([sys.executable, "-c", send], cwd=BASE_DIR, env=environment, check=True)
        with log.open("w") as output:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "tests.config.bell", *WORKER.split(), "--queues", queue],
                cwd=BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            deadline = time.monotonic() + 60
            while not done.exists() and worker.poll() is None and time.monotonic() < deadline:
                with suppress(subprocess.TimeoutExpired):
                    worker.wait(timeout=0.1)
            assert done.exists(), log.read_text()
            assert done.read_text() == "rung"
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=30) == 0, log.read_text()
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()

    return run


def test_task_over_files(run_task):
    run_task("celery", REDIS_URL="")


@pytest.fixture
def redis_url():
    """The Redis server that TEST_REDIS_URL names."""
    url = os.environ.get("TEST_REDIS_URL")
    if not url:
        pytest.skip("TEST_REDIS_URL is not set")
    return url


@pytest.mark.redis
def test_task_over_redis(run_task, redis_url):
    queue = f"test-{uuid.uuid4()}"
    try:
        run_task(queue, REDIS_URL=redis_url)
    finally:
        with redis.Redis.from_url(redis_url) as server:
            for key in server.scan_iter(f"*{queue}*"):
                server.delete(key)


@pytest.mark.redis
def test_cache_over_redis(redis_url):
    cache = RedisCache(redis_url, {"KEY_PREFIX": f"test-{uuid.uuid4()}"})
    cache.set("attempts", 3, timeout=30)
    assert cache.incr("attempts") == 4
    assert cache.delete("attempts")
    cache.close()
