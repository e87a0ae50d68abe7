"""Checks of the articles: findings, fixes and baselines. A check only reports; the command `fix` writes.

The way of a finding through this folder: `runner` reads the articles and calls the checks that `check_registry` lists. Each
check yields `Finding`s. `runner` drops those that a comment (`suppression`) or the settings (`code_selection`) silence,
`baseline` drops those that are known, `reporters` write the rest, and `fixing` applies their edits.

How to add a check:

1. Choose a code, such as `link-self`, and add its `CheckRule` to the family that it belongs to in `rules.py`.
2. Write the check in the module of that family, such as `link_checks.py`: a generator named like the code. A check of one
   article takes an `ArticleContext` and the `CorpusIndex`, a check of one term the contexts of all its articles and the index,
   a check of the graph the index alone. It yields a `Finding` for each fault. The message names the cause and the remedy.
   Give the finding edits only if they cannot change what the text means.
3. List the check in `check_registry.py`. The checks run in the order of the list.
4. Write the page `data/checks/CODE.md` with the sections of the other pages. Its bad and its good example test the check.
5. Run `python -m glossograph.lint.rule_pages`, which writes the generated lines of the page and of the index.
6. Run `pytest tests/test_checks.py`. Add a case there for each border that the examples do not show, and a line to the
   changelog.
"""
