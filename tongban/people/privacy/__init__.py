"""What people may know of their data, and who may know it (Q2, A7; PIPL): looking, being told of it, taking it along,
mending it, having it forgotten."""
