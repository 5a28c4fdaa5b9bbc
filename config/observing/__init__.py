"""Seeing inside the portal: log, request ids, metrics, health, Sentry where wanted. See docs/monitoring.md."""
