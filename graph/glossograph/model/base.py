"""The base class of the values that flow through a build: frozen, ordered, made of tuples.

They are msgspec structs rather than dataclasses: as typed and as frozen, but millions of them are written to and read
from the article store in seconds.
"""

import msgspec


class Struct(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A frozen, ordered value; `gc=False` since values hold no cycles."""
