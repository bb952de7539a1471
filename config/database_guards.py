"""What each row that the public zone writes may say, as triggers of PostgreSQL (Q6).

A grant says which tables a role may write; these say which rows. They hold whatever the program does, and so whoever
took the process on the internet over writes no more than citizens' acts do.
"""

from __future__ import annotations

from collections.abc import Iterator

# Whoever may not make a post changes nothing by which an official signs in. Without names of roles: a backup goes into
# another server. Tables by their full names, and no schema before them: a temporary table would stand in for them.
GUARD = """CREATE OR REPLACE FUNCTION zones_password() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT')
        AND (NEW.id <> OLD.id OR OLD.kind <> 'citizen'
            OR EXISTS (SELECT 1 FROM public.people_post WHERE user_id IN (NEW.id, OLD.id))) THEN
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
        AND (EXISTS (SELECT 1 FROM public.people_post WHERE user_id = ANY(whose))
            OR EXISTS (SELECT 1 FROM public.people_user WHERE id = ANY(whose) AND kind <> 'citizen')) THEN
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
# Letters that citizens' acts bring about; the worker writes them from the template, so none says words of somebody's own.
LETTERS = {
    "cases": "opened accepted delivered withdrawn",
    "halls": "booked cancelled changed",
    "intake": "handed_back",
    "mandates": """agreed asked begun declined done ended given guardian_refused guardian_rests objected offered on_site
        window_asked window_refused window_waits""",
    "people": """code contact_changed factor_added factor_removed factors_dropped has_account new_device number_said_again
        number_seen_elsewhere official_recovers password_changed password_of_official_changed password_set_anew
        recovery_code_used recovery_codes_made recovery_stopped recovery_waits verified your_account""",
}
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
# Work of citizens' acts is done now, in a row of its own: none waits for years in front of an official's.
GUARD_OF_THE_QUEUE = """CREATE OR REPLACE FUNCTION zones_queue() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT') AND (
        abs(extract(epoch FROM NEW.run_after - clock_timestamp())) > TG_ARGV[0]::float
        OR NEW.leased_until IS NOT NULL OR NEW.dead OR NEW.attempts <> 0 OR NEW.key !~ '^[a-z_]+:'
    ) THEN
        RAISE EXCEPTION 'work for another time or place' USING ERRCODE = 'insufficient_privilege';
    END IF;
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
# What citizens do, and village officers in their name, by room: the public zone writes no other act into the record.
# In it no official acts on anything but an account, village officers apart.
ACTS_OF_CITIZENS = {
    "cases": "open supply add_file add_deferred_file withdraw deliver",
    "halls": "book cancel change",
    "intake": "add_file discard remove_file replace_file save split start submit take_back",
    "people": """accept_mandate act_for add_app add_certificate add_passkey agree_mandate ask_account ask_code ask_mandate
        ask_package begin_change begin_registration begin_waiting change_contact change_password choose_language
        close_account code_used_twice compare compare_enterprise compared confirm connect decline_mandate disconnect
        drop_factors end_mandate end_sessions fail_sign_in fetch_package freeze leave_mandate link_upper lock_sign_in
        make_recovery_codes name_agent name_factor object_to_mandate open_by_upper recover register remove_factor
        replace_mandate revoke_mandate send_mandate_code sign_in sign_in_at_system stop_recovery take_mandate_back
        tell_account unlink_upper use_recovery_code""",
    "portal": "report",
    "ratings": "invite rate",
}
ACTS = " ".join(f"{room}.{act}" for room, acts in ACTS_OF_CITIZENS.items() for act in acts.split())
GUARD_OF_THE_RECORD = """CREATE OR REPLACE FUNCTION zones_record() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF abs(extract(epoch FROM NEW.at - clock_timestamp())) > TG_ARGV[1]::float THEN
        RAISE EXCEPTION 'an act of another time: %', NEW.at USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.act <> ALL(string_to_array(TG_ARGV[0], ' ')) OR NEW.act NOT LIKE 'people.%' AND EXISTS (
        SELECT 1 FROM public.people_post WHERE 'user:' || user_id::text = NEW.by_key AND role <> 'village_officer'
    ) THEN
        RAISE EXCEPTION 'an act of officials: %', NEW.act USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
# What an official saw is written at the desk: who was met with the document, who guards whom, who agreed at a window.
GUARD_OF_LEVELS = """CREATE OR REPLACE FUNCTION zones_levels() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT')
        AND (NEW.way NOT IN ('register', 'upper') OR NEW.way = 'register' AND NEW.level > 2
            OR NEW.file_id IS NOT NULL OR NEW.org_code <> '') THEN
        RAISE EXCEPTION 'what an official saw: %', NEW.way USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
GUARD_OF_MANDATES = """CREATE OR REPLACE FUNCTION zones_mandates() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' AND (NEW.attested_by_id IS NOT NULL OR NEW.kind = 'guardian' OR NEW.seconded_by_key <> '')
        OR TG_OP = 'UPDATE' AND (
            (NEW.kind, NEW.attested_by_id, NEW.seconded_by_key, NEW.org_code, NEW.document, NEW.paper) IS DISTINCT FROM
                (OLD.kind, OLD.attested_by_id, OLD.seconded_by_key, OLD.org_code, OLD.document, OLD.paper)
            OR NEW.settled_at IS NOT NULL AND NEW.settled_at IS DISTINCT FROM OLD.settled_at
            OR NEW.state = 'active' AND OLD.state NOT IN ('asked', 'active')
            OR OLD.attested_by_id IS NOT NULL AND (
                NEW.state = 'active' AND OLD.state <> 'active'
                OR (NEW.deeds, NEW.items, NEW.scope, NEW.sees_earlier, NEW.until, NEW.agent_id, NEW.principal_id)
                    IS DISTINCT FROM
                (OLD.deeds, OLD.items, OLD.scope, OLD.sees_earlier, OLD.until, OLD.agent_id, OLD.principal_id)
            )
        ) THEN
        RAISE EXCEPTION 'what an official attests' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
# A case goes where citizens' acts lead, from where they begin; a new one is decided by nobody and has its first entry.
# Of its row their acts change these columns, and no other.
OF_A_CASE = """state is_open accepted_at correction correction_due tolerated ready asked ended_at due_on yellow_on paused
    suspended_for findings audit_count audit_head""".split()
GUARD_OF_CASES = """CREATE OR REPLACE FUNCTION zones_cases() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE free text[] := string_to_array(TG_ARGV[1], ' ');
BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' AND (
            abs(extract(epoch FROM NEW.received_at - clock_timestamp())) > TG_ARGV[0]::float
            OR NEW.state <> 'submitted' OR NEW.deemed OR NEW.refused
            OR NEW.accepted_at IS NOT NULL OR NEW.decided_at IS NOT NULL OR NEW.decided_by_id IS NOT NULL
        ) OR TG_OP = 'UPDATE' AND (
            (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free)
            OR NEW.state <> OLD.state AND NOT (
                OLD.state = 'correction' AND NEW.state = 'in_review'
                OR OLD.state IN ('submitted', 'correction', 'in_review', 'suspended') AND NEW.state = 'withdrawn'
                OR OLD.state IN ('granted', 'refused') AND NEW.state = 'delivered'
            )
            OR NEW.accepted_at IS DISTINCT FROM OLD.accepted_at AND NEW.state = OLD.state
            OR NEW.findings IS DISTINCT FROM OLD.findings AND (NEW.state <> 'delivered' OR OLD.state = 'delivered')
        ) THEN
        RAISE EXCEPTION 'not what a citizen does to a case' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
# Nothing begins without an entry of the record that says so; looked at when the transaction ends.
GUARD_OF_BEGINNINGS = """CREATE OR REPLACE FUNCTION zones_begun() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT') AND NOT EXISTS (
        SELECT 1 FROM public.audit_entry WHERE subject_type = TG_ARGV[0] AND subject_key = NEW.id::text
    ) THEN
        RAISE EXCEPTION 'begun without an entry' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$"""
# An account rises as far as what it was compared with allows; nobody is thawed or parted, and no official is made.
GUARD_OF_ACCOUNTS = """CREATE OR REPLACE FUNCTION zones_accounts() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' AND (NEW.kind <> 'citizen' OR NEW.merged_into_id IS NOT NULL)
        OR TG_OP = 'UPDATE' AND (
            NEW.kind <> OLD.kind OR NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id
            OR OLD.is_frozen AND NOT NEW.is_frozen OR NEW.is_active AND NOT OLD.is_active
        ) THEN
        RAISE EXCEPTION 'not what a citizen does to an account' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
GUARD_OF_RISING = """CREATE OR REPLACE FUNCTION zones_rising() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT') AND NEW.assurance > 1 AND NOT EXISTS (
        SELECT 1 FROM public.people_verification WHERE user_id = NEW.id AND level >= NEW.assurance AND withdrawn_at IS NULL
    ) AND (TG_OP = 'INSERT' OR NEW.assurance > OLD.assurance) THEN
        RAISE EXCEPTION 'a level that nothing shows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$"""
# Numbers of receipts and papers go on; work is done now; a line to a register rests for an hour at most.
GUARD_OF_COUNTERS = """CREATE OR REPLACE FUNCTION zones_counters() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT') AND (
        TG_OP = 'INSERT' AND NEW.value > 1000 OR TG_OP = 'UPDATE' AND (NEW.value < OLD.value OR NEW.value > OLD.value + 1000)
    ) THEN
        RAISE EXCEPTION 'numbers go on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
GUARD_OF_LINES = """CREATE OR REPLACE FUNCTION zones_lines() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT') AND NEW.rests_until > clock_timestamp() + interval '1 hour'
        AND TG_ARGV[0]::float < 1000000 THEN
        RAISE EXCEPTION 'a line rests for an hour at most' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
# A citizen's act opens steps and ends them; what somebody says to one is said at the desk.
GUARD_OF_STEPS = """CREATE OR REPLACE FUNCTION zones_steps() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT')
        AND (NEW.by_id IS NOT NULL OR NEW.agreed IS NOT NULL OR NEW.done_at IS NOT NULL
            OR TG_OP = 'INSERT' AND NOT NEW.is_open
            OR TG_OP = 'UPDATE'
                AND (NEW.is_open OR (to_jsonb(NEW) - 'is_open') IS DISTINCT FROM (to_jsonb(OLD) - 'is_open'))) THEN
        RAISE EXCEPTION 'what an official says' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
# A citizen begins a limit, ends one by an answer or by withdrawing, and puts none off; a decision's ends at the desk.
GUARD_OF_PROMISES = """CREATE OR REPLACE FUNCTION zones_promises() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' AND (
            abs(extract(epoch FROM NEW.made_at - clock_timestamp())) > TG_ARGV[0]::float
            OR NEW.state <> 'running' OR NEW.silence_answered
        ) OR TG_OP = 'UPDATE' AND (
            (NEW.subject_type, NEW.subject_key, NEW.kind, NEW.regime, NEW.org_code, NEW.region_code, NEW.spec, NEW.made_at)
                IS DISTINCT FROM
            (OLD.subject_type, OLD.subject_key, OLD.kind, OLD.regime, OLD.org_code, OLD.region_code, OLD.spec, OLD.made_at)
            OR NEW.due_on > OLD.due_on
            OR NEW.state <> OLD.state AND (NEW.state = 'paused' OR NEW.state = 'kept' AND NEW.kind = 'decision')
        ) THEN
        RAISE EXCEPTION 'not what a citizen does to a limit' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
# What was handed in stays as it was handed in: the form, whose it is, and every file of it.
GUARD_OF_APPLICATIONS = """CREATE OR REPLACE FUNCTION zones_applications() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF has_table_privilege('public.people_post', 'INSERT') THEN RETURN NEW; END IF;
    IF OLD.state = 'submitted' AND (
            (NEW.state, NEW.answers, NEW.situation, NEW.user_id, NEW.enterprise_id, NEW.version_id, NEW.org_code,
             NEW.agent_id, NEW.mandate_id, NEW.submitted_at, NEW.receipt_no) IS DISTINCT FROM
            (OLD.state, OLD.answers, OLD.situation, OLD.user_id, OLD.enterprise_id, OLD.version_id, OLD.org_code,
             OLD.agent_id, OLD.mandate_id, OLD.submitted_at, OLD.receipt_no)
        ) OR OLD.state <> 'submitted' AND NEW.state = 'submitted'
            AND abs(extract(epoch FROM NEW.submitted_at - clock_timestamp())) > TG_ARGV[0]::float THEN
        RAISE EXCEPTION 'what was handed in stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$"""
GUARD_OF_MATERIALS = """CREATE OR REPLACE FUNCTION zones_materials() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN
    IF NOT has_table_privilege('public.people_post', 'INSERT')
        AND EXISTS (SELECT 1 FROM public.intake_application WHERE id = OLD.application_id AND state = 'submitted') THEN
        RAISE EXCEPTION 'what was handed in stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$"""
NO_TEMPORARY = """DO $$ BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$"""
# Table → the column that says what it is, what it may be, and what only the worker fills in.
WORK = {
    "outbox_row": ("name", EFFECTS, ""),
    "documents_paper": ("kind", PAPERS, "file_id signed_digest"),
    "tongban_messages_delivery": (
        "template",
        [f"{room}.{name}" for room, names in LETTERS.items() for name in names.split()],
        "sent_at",
    ),
}
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
APART = 600  # seconds between the clocks of the program and of the database


def guards(apart: int = APART) -> Iterator[str]:
    """Every function, and the triggers that call it. `apart`: in seconds; tests turn the program's clock."""
    yield GUARD
    was, becomes = (", ".join(f"{row}.{one}" for one in OF_AN_ACCOUNT) for row in ("OLD", "NEW"))
    changed = f"BEFORE UPDATE OF {', '.join(OF_AN_ACCOUNT)}"
    yield from _trigger("password", "people_user", changed, when=f"WHEN (({was}) IS DISTINCT FROM ({becomes})) ")
    yield GUARD_OF_KEYS
    for table, what in KEYS.items():
        yield from _trigger("keys", table, f"BEFORE {what}")
    yield GUARD_OF_THE_RECORD
    yield from _trigger("record", "audit_entry", "BEFORE INSERT", ACTS, apart)
    yield GUARD_OF_CASES
    yield from _trigger("cases", "cases_case", "BEFORE INSERT OR UPDATE", apart, " ".join(OF_A_CASE))
    yield GUARD_OF_STEPS
    yield from _trigger("steps", "cases_step", "BEFORE INSERT OR UPDATE")
    yield GUARD_OF_BEGINNINGS
    yield from _at_the_end("begun", "cases_case", "AFTER INSERT", "case")
    yield GUARD_OF_ACCOUNTS
    columns = "kind, merged_into_id, is_frozen, is_active"
    yield from _trigger("accounts", "people_user", f"BEFORE INSERT OR UPDATE OF {columns}")
    yield GUARD_OF_RISING
    yield from _at_the_end("rising", "people_user", "AFTER INSERT OR UPDATE OF assurance")
    yield GUARD_OF_COUNTERS
    yield from _trigger("counters", "kit_counter", "BEFORE INSERT OR UPDATE")
    yield GUARD_OF_LINES
    yield from _trigger("lines", "exchange_line", "BEFORE INSERT OR UPDATE", apart)
    yield GUARD_OF_APPLICATIONS
    yield from _trigger("applications", "intake_application", "BEFORE UPDATE", apart)
    yield GUARD_OF_MATERIALS
    yield from _trigger("materials", "intake_materialfile", "BEFORE UPDATE OR DELETE")
    yield GUARD_OF_PROMISES
    yield from _trigger("promises", "promises_promise", "BEFORE INSERT OR UPDATE", apart)
    yield GUARD_OF_LEVELS
    yield from _trigger("levels", "people_verification", "BEFORE INSERT")
    yield GUARD_OF_MANDATES
    yield from _trigger("mandates", "people_mandate", "BEFORE INSERT OR UPDATE")
    yield GUARD_OF_FILES
    yield from _trigger("files", "documents_file", "BEFORE DELETE")
    yield GUARD_OF_THE_QUEUE
    yield from _trigger("queue", "outbox_row", "BEFORE INSERT", apart)
    yield GUARD_OF_WORK
    for table, (column, allowed, sealed) in WORK.items():
        yield from _trigger("work", table, "BEFORE INSERT", column, " ".join(allowed), sealed)


def _trigger(name: str, table: str, moment: str, *given: str | int, when: str = "") -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS zones_{name} ON {table}"
    told = ", ".join(f"'{one}'" for one in given)
    yield f"CREATE TRIGGER zones_{name} {moment} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION zones_{name}({told})"


def _at_the_end(name: str, table: str, moment: str, *given: str) -> Iterator[str]:
    """Of a transaction: what an act writes in several statements is whole then."""
    yield f"DROP TRIGGER IF EXISTS zones_{name} ON {table}"
    yield (
        f"CREATE CONSTRAINT TRIGGER zones_{name} {moment} ON {table} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW EXECUTE FUNCTION zones_{name}({', '.join(repr(one) for one in given)})"
    )
