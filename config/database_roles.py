"""What each zone may do in the database, as PostgreSQL enforces it whatever the program says (Q6).

The owner of the tables migrates, restores and does nothing else. `public` is the role of the processes on the internet:
it reads, writes what a citizen's acts write, and nothing that belongs to officials. `official` is that of the desk and
the worker. Neither can change or remove an entry of the record.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from psycopg import sql

INSERT, CHANGE, ALL = "INSERT", "INSERT, UPDATE", "INSERT, UPDATE, DELETE"

# What acts of citizens write, by room; a table of its own stands for itself. What is not named is only read.
PUBLIC = {
    "django_session": ALL,
    "kit": CHANGE,  # counters of receipt numbers
    "outbox_row": INSERT,
    "documents_file": "INSERT, DELETE",  # what lies there stays as it is; what goes: `GUARD_OF_FILES`
    "documents_paper": INSERT,
    "tongban_messages": ALL,  # closing an account takes its messages and bookings along
    "exchange": CHANGE,
    "people_user": CHANGE,  # but no password of an official: `GUARDED`
    **{f"people_{name}": CHANGE for name in "closing enterprise forgetting freeze mandate merge verification".split()},
    **{
        f"people_{name}": ALL
        for name in """attempt authorization change code connection doorcode factor package passwordused recourse
        recoverycode registration signedin token upperidentity""".split()
    },
    "promises_promise": CHANGE,
    "workflow_run": ALL,
    "ratings": CHANGE,
    "catalogue_unanswered": CHANGE,
    "intake": ALL,
    "halls_booking": ALL,
    "halls_hall": "UPDATE (audit_count)",  # a lock on its row asks for as much
    "cases": CHANGE,
    "cases_materialcheck": "",
    "cases_comment": INSERT,
    "portal": CHANGE,
}
# The record: entries are added; the sequencer, which runs in the official zone, gives each its number once.
RECORD = {
    "audit_entry": {"public": "INSERT", "official": "INSERT, UPDATE (number)"},
    "audit_look": {"public": "INSERT", "official": "INSERT, UPDATE (until), DELETE"},
    "audit_logrow": {"public": "", "official": "INSERT"},
    "audit_tile": {"public": "", "official": "INSERT, UPDATE (hashes)"},
    "audit_treehead": {"public": "", "official": "INSERT"},
}
# Whoever may not make a post changes nothing by which an official signs in. Without names of roles: a backup goes into
# another server. Tables by their full names, and no schema before them: a temporary table would stand in for them.
GUARD = """CREATE OR REPLACE FUNCTION zones_password() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT')
        AND (NEW.id <> OLD.id OR EXISTS (SELECT 1 FROM public.people_post WHERE user_id IN (NEW.id, OLD.id))) THEN
        RAISE EXCEPTION 'the account of an official' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
GUARD_OF_KEYS = """CREATE OR REPLACE FUNCTION zones_keys() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE whose uuid[] := '{}';
BEGIN
    IF TG_OP <> 'DELETE' THEN whose := whose || NEW.user_id; END IF;
    IF TG_OP <> 'INSERT' THEN whose := whose || OLD.user_id; END IF;
    IF NOT has_table_privilege('public.people_post', 'INSERT')
        AND EXISTS (SELECT 1 FROM public.people_post WHERE user_id = ANY(whose)) THEN
        RAISE EXCEPTION 'what opens the account of an official' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$"""
OF_AN_ACCOUNT = (
    "id password login is_active kind name id_type id_number id_number_index number_held_elsewhere phone phone_index "
    "phone_unproved email email_index card_code card_code_index is_frozen merged_into_id"
).split()
# What citizens' acts have the worker do, and the papers they write: no row of the public zone has anything else done
# or sealed.
EFFECTS = "documents.print messages.deliver intake.forget_file cases.bundle people.send_code people.pack people.end_sessions".split()
PAPERS = "receipt acceptance withdrawal delivery".split()
GUARD_OF_WORK = """CREATE OR REPLACE FUNCTION zones_work() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE given jsonb := to_jsonb(NEW); sealed text;
BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF NOT (given ->> TG_ARGV[0] = ANY(string_to_array(TG_ARGV[1], ' '))) THEN
        RAISE EXCEPTION 'not from the public zone: %', given ->> TG_ARGV[0] USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH sealed IN ARRAY string_to_array(TG_ARGV[2], ' ') LOOP
        IF coalesce(given ->> sealed, '') <> '' THEN
            RAISE EXCEPTION 'the worker alone writes %', sealed USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$"""
GUARD_OF_FILES = """CREATE OR REPLACE FUNCTION zones_files() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT') AND (
        OLD.subject_type NOT IN ('application', 'data_package') OR EXISTS (SELECT 1 FROM public.documents_paper WHERE file_id = OLD.id)
    ) THEN
        RAISE EXCEPTION 'a file of officials' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$"""
# What citizens do to a case, and village officers in their name. In the record, too, the public zone writes no other act of a case, of the lists, or of staff.
ACTS_ON_CASES = "open accept decide_at_once supply add_file add_deferred_file withdraw deliver".split()
NO_ACTS = (
    "appoint approve_system ask_delay answer_delay answer_line attest_mandate check_record correct_identity "
    "decide_appointment dismiss_guardian end_delay end_post enter_guardian export_record give_post hire let_go "
    "let_in make_secret merge merged_away name_deputy open_review propose_system refuse_mandate refuse_system second_mandate settle_objection "
    "stop_system unmerge unmerged verify_at_window vouch withdraw_level"
).split()
GUARD_OF_THE_RECORD = """CREATE OR REPLACE FUNCTION zones_record() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE room text := split_part(NEW.act, '.', 1); what text := split_part(NEW.act, '.', 2);
BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF room NOT IN ('people', 'intake', 'cases', 'halls', 'ratings', 'portal')
        OR room = 'cases' AND what <> ALL(string_to_array('ACTS_ON_CASES', ' '))
        OR room = 'people' AND what = ANY(string_to_array('NO_ACTS', ' '))
        OR room <> 'people' AND EXISTS (
            SELECT 1 FROM public.people_post WHERE 'user:' || user_id::text = NEW.by_key AND role <> 'village_officer'
        ) THEN
        RAISE EXCEPTION 'an act of officials: %', NEW.act USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$""".replace("ACTS_ON_CASES", " ".join(ACTS_ON_CASES)).replace("NO_ACTS", " ".join(NO_ACTS))
# A case goes where citizens' acts lead, and who decided what stays.
GUARD_OF_CASES = """CREATE OR REPLACE FUNCTION zones_cases() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND (
        NEW.state <> OLD.state AND NEW.state NOT IN ('in_review', 'withdrawn', 'delivered')
        OR NEW.state = 'delivered' AND OLD.state NOT IN ('granted', 'refused', 'delivered')
        OR (NEW.number, NEW.user_id, NEW.org_code, NEW.region_code, NEW.version_id, NEW.received_at)
            IS DISTINCT FROM (OLD.number, OLD.user_id, OLD.org_code, OLD.region_code, OLD.version_id, OLD.received_at)
        OR (NEW.decided_at, NEW.decided_by_id) IS DISTINCT FROM (OLD.decided_at, OLD.decided_by_id)
    ) THEN
        RAISE EXCEPTION 'not what a citizen does to a case' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
NO_TEMPORARY = """DO $$ BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$"""
# Table → the column that says what it is, what it may be, and what only the worker fills in.
WORK = {"outbox_row": ("name", EFFECTS, ""), "documents_paper": ("kind", PAPERS, "file_id signed_digest")}
ANY_CHANGE = "INSERT OR DELETE OR UPDATE"
# What a sign-in writes itself stays free: counters of a second step, a code that is used up, a session's new key.
KEYS = {
    "people_factor": "INSERT OR DELETE OR UPDATE OF user_id, kind, name, secret, credential, certificate, "
    "certificate_index, made_at",
    "people_recoverycode": "INSERT OR DELETE OR UPDATE OF user_id, code, made_at",
    "people_recourse": "INSERT OR DELETE OR UPDATE OF user_id, how, asked_at, ripe_at, ends_at",
    "people_doorcode": "INSERT OR UPDATE OF user_id, digest",
    "people_change": "INSERT OR UPDATE OF user_id, channel, address, digest",
    "people_passwordused": ANY_CHANGE,
    "people_upperidentity": ANY_CHANGE,
    "people_signedin": "DELETE",
}
GUARDED = (
    GUARD,
    "DROP TRIGGER IF EXISTS zones_password ON people_user",
    f"CREATE TRIGGER zones_password BEFORE UPDATE OF {', '.join(OF_AN_ACCOUNT)} ON people_user FOR EACH ROW "
    f"WHEN (({', '.join(f'OLD.{one}' for one in OF_AN_ACCOUNT)}) IS DISTINCT FROM "
    f"({', '.join(f'NEW.{one}' for one in OF_AN_ACCOUNT)})) EXECUTE FUNCTION zones_password()",
    GUARD_OF_KEYS,
    *(
        statement
        for table, when in KEYS.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS zones_keys ON {table}",
            f"CREATE TRIGGER zones_keys BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION zones_keys()",
        )
    ),
    GUARD_OF_THE_RECORD,
    "DROP TRIGGER IF EXISTS zones_record ON audit_entry",
    "CREATE TRIGGER zones_record BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION zones_record()",
    GUARD_OF_CASES,
    "DROP TRIGGER IF EXISTS zones_cases ON cases_case",
    "CREATE TRIGGER zones_cases BEFORE INSERT OR UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION zones_cases()",
    GUARD_OF_FILES,
    "DROP TRIGGER IF EXISTS zones_files ON documents_file",
    "CREATE TRIGGER zones_files BEFORE DELETE ON documents_file FOR EACH ROW EXECUTE FUNCTION zones_files()",
    GUARD_OF_WORK,
    *(
        statement
        for table, (column, allowed, sealed) in WORK.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS zones_work ON {table}",
            f"CREATE TRIGGER zones_work BEFORE INSERT ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION zones_work('{column}', '{' '.join(allowed)}', '{sealed}')",
        )
    ),
)
UNREADABLE = {"public": ("outbox_replay", "people_desksession"), "official": ()}


def tables() -> dict[str, str]:
    """Table → room, for everything that has a model."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._meta.app_label for model in models if model._meta.managed}


def verbs(table: str, room: str, zone: str) -> str:
    """What the zone's role may do beside reading."""
    if table in RECORD:
        return RECORD[table][zone]
    if room == "audit":
        return INSERT
    if zone == "official":
        return ALL
    return PUBLIC.get(table, PUBLIC.get(room, ""))


def statements(roles: dict[str, str]) -> Iterator[sql.Composable]:
    """Zone → name of its role. Run again after every migration; it takes back what is no longer granted."""
    for zone, name in roles.items():
        role = sql.Identifier(name)
        yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role)
        yield sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}, PUBLIC").format(role)
        yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
        for table, room in sorted(tables().items()):
            yield from _granted(table, room, zone, role)
    yield sql.SQL(NO_TEMPORARY)
    yield from map(sql.SQL, GUARDED)


def _granted(table: str, room: str, zone: str, role: sql.Identifier) -> Iterator[sql.Composable]:
    if table not in UNREADABLE[zone]:
        yield sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), role)
    if allowed := verbs(table, room, zone):
        yield sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(allowed), sql.Identifier(table), role)
