"""Attacks on the whole product, counted: `python -m tests.torture` prints how many were tried and how many failed.

The short form is part of the tests. The long form (`make torture`) takes about an hour on two processors.
"""
