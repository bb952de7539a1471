"""Sign in once (A3): departments' systems ask us who somebody is, by OpenID Connect; we may ask an upper platform."""
