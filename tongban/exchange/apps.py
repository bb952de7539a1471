from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tongban.exchange"
    label = "exchange"

    def ready(self) -> None:
        from tongban.exchange import holdings  # noqa: F401 - registers
        from tongban.exchange.legal_persons import connector as legal_persons  # noqa: F401
        from tongban.exchange.population import connector as population  # noqa: F401
