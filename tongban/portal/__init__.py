"""What anybody and a citizen see first; it gathers, and holds no rules."""
