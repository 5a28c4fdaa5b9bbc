"""Load on a whole portal: five minutes of ordinary work, and the evening of a deadline. `python -m benchmarks.load`."""
