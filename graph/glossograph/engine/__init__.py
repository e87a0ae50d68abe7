"""Where work runs: this machine's processes."""
