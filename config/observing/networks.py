"""Addresses of those who may watch."""

from collections.abc import Sequence
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured


def networks_of(texts: Sequence[str]) -> list[str]:
    """METRICS_ADDRESSES: addresses and networks such as 10.0.0.7 and 10.0.0.0/24. Raises `ImproperlyConfigured`."""
    networks = []
    for text in texts:
        try:
            networks.append(str(ip_network(text.strip())))
        except ValueError as error:
            raise ImproperlyConfigured(f"METRICS_ADDRESSES holds no address or network: {text}.") from error
    return networks
