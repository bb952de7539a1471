"""Messages to people: in the app, by e-mail, by SMS. In: a template and its facts. Out: read, sent, or a dead letter."""
