"""The engines by name, such as `dask://host:port` or `spark://host:port`; imported when a build asks for one."""

import importlib.util
import os
import platform
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from glossograph.engine.rows import ENGINE_EXAMPLES, Engine, EngineError
from glossograph.engine.storage import Storage
from glossograph.errors import GlossographError
from glossograph.store.build_record import program_digest

_PACKAGES = ("glossograph", "numpy", "msgspec", "pyarrow", "pyromark", "pyoxigraph")
"""Packages of which workers need the version of the driver: what they pickle, read and write depends on these."""

_SPEC = re.compile(
    r"(?P<dask>dask)(?:://(?P<address>[\w.\-\[\]:]+:\d{1,5}))?"
    r"|(?P<spark>spark://[\w.\-,\[\]:]+:\d{1,5}|sc://[\w.\-\[\]:]+(?:/;[^\s/]+)?|local(?:\[(?:\d+|\*)\])?)",
    re.ASCII,
)
_PORT, _MAX_PORT = re.compile(r":(\d+)(?=,|$)", re.ASCII), 65_535


class EngineName(NamedTuple):
    """An engine that a user named: `kind` is `dask` or `spark`, `address` its cluster; empty for one of this machine."""

    kind: str
    address: str


def parse_engine(text: str) -> EngineName:
    """Read the name of an engine.

    Raises:
        EngineError: There is no such engine.

    >>> parse_engine("dask://10.0.0.7:8786"), parse_engine("local[4]")
    (EngineName(kind='dask', address='10.0.0.7:8786'), EngineName(kind='spark', address='local[4]'))
    """
    match = _SPEC.fullmatch(text)
    if match is None or any(int(port) > _MAX_PORT for port in _PORT.findall(text)):
        message = f"Unknown engine {text!r}: choose from {ENGINE_EXAMPLES}"
        raise EngineError(message)
    return EngineName("dask", match["address"] or "") if match["dask"] else EngineName("spark", match["spark"])


@contextmanager
def open_engine(name: EngineName, work: Storage, workers: int = 2) -> Iterator[Engine]:
    """Connect to a cluster, or start one of this machine's processes, and check its workers.

    Args:
        name: Which engine.
        work: The work folder, which all workers reach.
        workers: How many processes to start where a cluster of this machine is asked for.

    Raises:
        EngineError: A package is missing, the cluster cannot be reached, or its workers have other versions.
    """
    package, module = {"dask": ("distributed", "dask_engine"), "spark": ("pyspark", "spark_engine")}[name.kind]
    if importlib.util.find_spec(package) is None:
        message = f"--engine {name.kind} needs more packages: pip install 'glossograph[{name.kind}]'"
        raise EngineError(message)
    opened: Callable[[str, Storage, int], AbstractContextManager[Engine]]
    opened = importlib.import_module(f"glossograph.engine.{module}").open_cluster
    with opened(name.address, work, workers) as engine:
        check_workers(engine)
        yield engine


def check_workers(engine: Engine) -> None:
    """Check that all workers have this program and the packages that it needs, in the same versions.

    Raises:
        EngineError: One has not.
    """
    own = environment()
    try:
        others = engine.on_workers(environment)
    except GlossographError:
        raise
    except Exception as error:
        missing = re.search(r"No module named '[\w.]+'", str(error))
        reason = missing[0] if missing else " ".join(str(error).split())[-300:]
        message = f"The workers cannot run glossograph ({type(error).__name__}: {reason}): install the same version there"
        raise EngineError(message) from error
    if not others:
        message = "The cluster has no workers: start some, then run the same command again"
        raise EngineError(message)
    for other in others:
        for package, wanted in own.items():
            if other.get(package) != wanted:
                has = other.get(package) or "no such version"
                message = f"A worker has {package} {has}, this machine {wanted}: install the same version on all"
                raise EngineError(message)


def environment() -> Mapping[str, str]:
    """Give the versions of what a build depends on in this process."""
    versions = {"Python": ".".join(platform.python_version_tuple()[:2])}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = ""
    versions["glossograph"] = f"{versions['glossograph']} {program_digest().hex()[:12]}".strip()
    return versions


def default_workers() -> int:
    """Return the number of processors that this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
