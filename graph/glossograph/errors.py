"""What the library raises; only the command line prints it."""


class GlossographError(Exception):
    """Something that the caller has to mend; the message is one line that says what, where and what to do."""


class ConfigError(GlossographError):
    """A setting that cannot be used."""


class NoArticlesError(GlossographError):
    """There is nothing to build from."""


class TooManyTermsError(GlossographError):
    """More terms than can be drawn."""


class UnknownTermError(GlossographError, KeyError):
    """No term of the graph goes by that slug."""

    def __str__(self) -> str:
        """Give the message as it is: `KeyError` would quote it."""
        return str(self.args[0])
