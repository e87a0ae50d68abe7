"""Results of steps of a build that the next build may need again, each under the digest of all that it was made from.

A result whose digest differs is made again, so that nothing that is kept can change a build. One file holds them. A file that is
damaged, or of another version of the program, is ignored. A command that builds again and again keeps them in memory.
"""

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

import msgspec

from glossograph.engine.own_files import read_own, write_own
from glossograph.errors import GlossographError

_Object = TypeVar("_Object")
_CHECKSUM_BYTES = 32
_KEY_BYTES = 16
_WHOLE = ""
"""The name of the result of a step that has only one."""

_MAX_UNSAVED_SHARE = 0.02
"""Results made again, as a share of all, up to which they are not worth writing the file."""


def digest_of(*parts: bytes) -> bytes:
    """Digest what a result is made from: its key.

    >>> digest_of(b"a", b"b") == digest_of(b"a", b"b"), len(digest_of(b"a"))
    (True, 16)
    """
    whole = hashlib.blake2b(digest_size=_KEY_BYTES)
    for part in parts:
        whole.update(len(part).to_bytes(8))
        whole.update(part)
    return whole.digest()


class KeptResult(NamedTuple):
    """A packed result, and the digest of all that it was made from."""

    key: bytes
    value: bytes


class KeptStep:
    """The results of one step, by name: those of the last build, and those of this one.

    >>> step = KeptStep({"bond": KeptResult(b"1", b"packed")})
    >>> step.find("bond", b"1"), step.find("bond", b"2")
    (b'packed', None)
    """

    def __init__(self, earlier: Mapping[str, KeptResult]) -> None:
        """Take the results of the last build."""
        self.earlier = earlier
        self.results: dict[str, KeptResult] = {}
        self.made = 0

    def find(self, name: str, key: bytes) -> bytes | None:
        """Give the result that was made from the same, and keep it for the next build."""
        result = self.earlier.get(name)
        if result is None or result.key != key:
            return None
        self.results[name] = result
        return result.value

    def put(self, name: str, key: bytes, value: bytes) -> None:
        """Keep a result that was made."""
        self.results[name] = KeptResult(key, value)
        self.made += 1


class KeptResults:
    """The results of all steps."""

    def __init__(self, path: Path | None = None, program: bytes = b"", *, again: bool = False) -> None:
        """Read what the last build kept.

        Args:
            path: The file; without it, results are kept in memory only.
            program: A digest of the program, which decides on every result.
            again: Whether this process will build again, so that it is worth keeping objects in memory.
        """
        self._path = path
        self._again = again
        self._objects: dict[str, tuple[object, object]] = {}
        self._program = program
        self._earlier = _read(path, program) if path else {}
        self._steps: dict[str, KeptStep] = {}

    def start(self) -> None:
        """Forget what a build kept that did not come to its end."""
        self._steps = {}

    def step(self, name: str) -> KeptStep:
        """Give the results of a step."""
        if name not in self._steps:
            self._steps[name] = KeptStep(self._earlier.get(name, {}))
        return self._steps[name]

    def object(self, name: str, key: object, make: Callable[[], _Object]) -> _Object:
        """Give the object that the last build of this process made from the same, else make it.

        Args:
            name: Its name.
            key: What it is made from, or a digest of that.
            make: Makes it.

        >>> kept = KeptResults(again=True)
        >>> kept.object("names", b"1", list) is kept.object("names", b"1", list)
        True
        """
        known = self._objects.get(name)
        if known and known[0] == key:
            return cast("_Object", known[1])
        value = make()
        if self._again:
            self._objects[name] = key, value
        return value

    def value(self, name: str, key: bytes, kind: type[_Object], make: Callable[[], _Object]) -> _Object:
        """Give the only result of a step, which an earlier build made from the same, else make it.

        Args:
            name: The name of the step.
            key: A digest of what it is made from.
            kind: Its type.
            make: Makes it.

        >>> kept = KeptResults()
        >>> kept.value("names", b"1", list[str], lambda: ["bond"])
        ['bond']
        """
        step = self.step(name)
        packed = step.find(_WHOLE, key)

        def unpack_or_make() -> _Object:
            if packed is not None:
                return msgspec.msgpack.decode(packed, type=kind)
            value = make()
            step.put(_WHOLE, key, msgspec.msgpack.encode(value))
            return value

        return self.object(name, key, unpack_or_make)

    def finish(self) -> None:
        """Put the results of this build in place of those of the last, in memory if this process will build again.

        The file is written unless the results are nearly the same.
        """
        made = sum(step.made for step in self._steps.values())
        results = {name: step.results for name, step in self._steps.items()}
        self._earlier = results if self._again else {}
        self._steps = {}
        if self._path and made > _MAX_UNSAVED_SHARE * sum(map(len, results.values())):
            packed = msgspec.msgpack.encode((self._program, results))
            with contextlib.suppress(OSError):  # without the file the next build makes all results again
                write_own(self._path, hashlib.sha256(packed).digest(), packed)


def _read(path: Path, program: bytes) -> dict[str, dict[str, KeptResult]]:
    """Read the file; nothing where it is damaged, of another program, or missing."""
    with contextlib.suppress(OSError, GlossographError, msgspec.MsgspecError):
        data = read_own(path)
        packed = memoryview(data)[_CHECKSUM_BYTES:]
        if hashlib.sha256(packed).digest() == data[:_CHECKSUM_BYTES]:
            earlier, steps = msgspec.msgpack.decode(packed, type=tuple[bytes, dict[str, dict[str, KeptResult]]])
            return steps if earlier == program else {}
    return {}
