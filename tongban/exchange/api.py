"""The door of `exchange`."""

from tongban.exchange.connectors import Connector, everything
from tongban.exchange.legal_persons.connector import body_on_register
from tongban.exchange.models import Line, Outcome, Request
from tongban.exchange.population.connector import person_on_register
from tongban.exchange.queries import is_connected

__all__ = [
    "Connector",
    "Line",
    "Outcome",
    "Request",
    "body_on_register",
    "everything",
    "is_connected",
    "person_on_register",
]
