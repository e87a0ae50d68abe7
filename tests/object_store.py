"""An object store for tests: S3 on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def serving_s3() -> Iterator[str]:
    """Serve S3, empty, for a block, name it in the environment for all clients, and give its address."""
    from moto.server import ThreadedMotoServer  # takes a second, which only processes that run such tests should spend

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    try:
        with pytest.MonkeyPatch.context() as environment:
            for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
                environment.setenv(f"AWS_{name}", "testing")
            environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
            environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
            environment.setenv("AWS_ENDPOINT_URL", address)
            environment.setenv("AWS_ENDPOINT_URL_S3", address)
            yield address
    finally:
        server.stop()
