"""Reports of findings and of changes: one format a module, listed in `registry`.

To add a format of findings, write a module with a function from the findings to the text of the report, and list it in
`registry.FORMATS`. The text must be safe to show: nothing that an article contains may act as markup, command or formula.
"""
