"""Checks of the articles: findings, fixes and baselines. A check reports; only `fix` writes."""
