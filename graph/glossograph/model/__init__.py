"""The values that flow through a build."""
