"""The exceptions of the library.

Each message is one line that names the cause and the remedy. Only the command line prints it.
"""


class GlossographError(Exception):
    """Base class: something that the caller has to fix."""


class ProcessKilledError(GlossographError):
    """A process that shared the work was killed."""

    def __init__(self, remedy: str = "run the same command again") -> None:
        """Take what the caller can do."""
        super().__init__(f"A process was killed, perhaps because memory ran out: {remedy}")


class ConfigError(GlossographError):
    """A setting has an unknown name or an unusable value."""


class NoArticlesError(GlossographError):
    """There are no articles to build from."""


class TooManyTermsError(GlossographError):
    """There are more terms than a drawing can show."""


class UnknownTermError(GlossographError, KeyError):
    """No term of the graph has this name."""

    def __str__(self) -> str:
        """Return the message without the quotes that `KeyError` adds."""
        return str(self.args[0])


class AmbiguousTermError(GlossographError, KeyError):
    """Several terms of the graph have this name. `choices` lists them, one a line."""

    def __init__(self, message: str, choices: tuple[str, ...] = ()) -> None:
        """Create the error.

        Args:
            message: What is wrong and what to do, on one line.
            choices: For each term what to write instead, and why it matches.
        """
        super().__init__(message)
        self.choices = choices

    def __str__(self) -> str:
        """Return the message without the quotes that `KeyError` adds."""
        return str(self.args[0])


class QueryError(GlossographError):
    """A query cannot be run, or its graph cannot be read."""


class QuerySyntaxError(QueryError):
    """A query is not valid SPARQL.

    `line` and `column` count from 1, in characters; `text` is that line of the query.
    """

    def __init__(self, reason: str, line: int, column: int, text: str) -> None:
        """Create the error.

        Args:
            reason: What is wrong, without the position.
            line: The line of the query, from 1.
            column: The column, from 1, in characters.
            text: The text of that line.
        """
        super().__init__(f"line {line}, column {column} of the query: {reason}")
        self.line = line
        self.column = column
        self.text = text
