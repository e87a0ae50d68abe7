"""The build as steps over rows, for an engine of `engine/` to run: the same functions as `pipeline/`, on slices."""
