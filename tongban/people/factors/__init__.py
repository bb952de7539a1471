"""How strongly somebody is signed in: second factors, codes by telephone, passwords' rules, sessions, recovery.

Comes in: what a person shows at a door. Goes out: the session with `auth_time` and `amr` (RFC 8176), and `fresh`, the
rule by which a page asks once more.
"""
