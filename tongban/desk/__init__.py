"""What an official sees first; it gathers, and holds no rules."""
