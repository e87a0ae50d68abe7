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


class QueryError(GlossographError):
    """A question that cannot be asked, or a graph that it cannot be asked of."""


class QuerySyntaxError(QueryError):
    """A query that is no SPARQL.

    `line` and `column` count from 1, in characters; `text` is that line of the query.
    """

    def __init__(self, reason: str, line: int, column: int, text: str) -> None:
        """Take what is wrong, and where."""
        super().__init__(f"line {line}, column {column} of the query: {reason}")
        self.line = line
        self.column = column
        self.text = text
