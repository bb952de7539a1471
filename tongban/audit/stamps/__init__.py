"""Time stamps on the heads of the log: an authority that is not us says when a head was there."""
