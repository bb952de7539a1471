"""When a paper was signed, said by a time-stamping authority: inside its PDF, or kept beside it when it came later."""
