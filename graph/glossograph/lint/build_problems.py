"""What the build found already: its problems, as findings."""

from collections.abc import Iterator

from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.model.problem import ProblemCode

_TOLD_BETTER = frozenset({ProblemCode.LINK_CONFLICT, ProblemCode.LINK_DANGLING})
"""Problems that a check of its own finds, with more to say."""


def reported(background: CorpusIndex) -> Iterator[Finding]:
    """Give the problems of the build."""
    for problem in background.graph.problems:
        if problem.code not in _TOLD_BETTER:
            yield Finding(problem.path, problem.line, 0, str(problem.code), RULES[problem.code].severity, problem.message)
