"""The first tables

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("totp_box", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_accounts_sign_in_name")),
    )
    op.create_table(
        "catalogue_gaps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_gaps")),
    )
    with op.batch_alter_table("catalogue_gaps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_gaps_day"), ["day"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("dial", sa.Text(), nullable=False),
        sa.Column("price", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.CheckConstraint("price IN ('free', 'charged', 'unknown')", name=op.f("ck_contacts_price_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_table(
        "coverage",
        sa.Column("ministry", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("procedures", sa.Integer(), nullable=False),
        sa.CheckConstraint("procedures >= 0", name=op.f("ck_coverage_procedures_counted")),
        sa.PrimaryKeyConstraint("ministry", name=op.f("pk_coverage")),
    )
    op.create_table(
        "definitions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_definitions")),
    )
    with op.batch_alter_table("definitions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_definitions_procedure_origin_revision"), ["procedure", "origin", "revision"], unique=False)

    op.create_table(
        "dossier_keys",
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("dossier", name=op.f("pk_dossier_keys")),
    )
    op.create_table(
        "entries",
        sa.Column("server_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("row", sa.String(length=36), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("box_hash", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("server_seq", name=op.f("pk_entries")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_dossier_device_seq"), ["dossier", "device", "seq"], unique=True)
        batch_op.create_index(batch_op.f("ix_entries_dossier_server_seq"), ["dossier", "server_seq"], unique=False)

    op.create_table(
        "fields",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("ministry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_fields")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("sent_sha256", sa.Text(), nullable=False),
        sa.Column("kept_sha256", sa.Text(), nullable=False),
        sa.Column("sent_size", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("name_box", sa.LargeBinary(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("media_type IN ('image/jpeg', 'application/pdf')", name=op.f("ck_files_known_media_type")),
        sa.CheckConstraint("length(sent_sha256) = 64 AND length(kept_sha256) = 64", name=op.f("ck_files_digests_are_whole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("location", name=op.f("uq_files_location")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index("ix_files_brought_by_at", ["brought_by", "created_at"], unique=False)
        batch_op.create_index("uq_files_dossier_sent", ["dossier", "sent_sha256"], unique=True)

    op.create_table(
        "grants",
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("holder", "dossier", "relation", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_dossier"), ["dossier"], unique=False)

    op.create_table(
        "keyholders",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('cookie', 'worker')", name=op.f("ck_keyholders_known_kind")),
        sa.CheckConstraint("length(secret_hash) = 64", name=op.f("ck_keyholders_secret_is_hashed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyholders")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_keyholders_secret_hash")),
    )
    op.create_table(
        "life_events",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_life_events")),
    )
    op.create_table(
        "limit_counters",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limit_counters")),
    )
    with op.batch_alter_table("limit_counters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_limit_counters_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    # The log begins: writers lock this row and take their numbers from it.
    op.execute(f"INSERT INTO log_head (id, seq, chain) VALUES (1, 0, '{'0' * 64}')")
    op.create_table(
        "operation_ids",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("server_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_ids")),
    )
    op.create_table(
        "resume_codes",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_resume_codes")),
    )
    with op.batch_alter_table("resume_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resume_codes_until"), ["until"], unique=False)

    op.create_table(
        "units",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("era", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("successors", sa.JSON(), nullable=False),
        sa.Column("split", sa.Boolean(), nullable=False),
        sa.Column("island", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.CheckConstraint("era IN ('now', 'before_2025')", name=op.f("ck_units_era_known")),
        sa.CheckConstraint("level IN ('province', 'district', 'commune')", name=op.f("ck_units_level_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_code_era"), ["code", "era"], unique=True)

    op.create_table(
        "used_forms",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("form", "digest", name=op.f("pk_used_forms")),
    )
    with op.batch_alter_table("used_forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_used_forms_used_at"), ["used_at"], unique=False)

    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("definition_digest", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("official", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("handed_in_at", sa.Text(), nullable=True),
        sa.Column("competent", sa.Text(), nullable=True),
        sa.Column("desk_unit", sa.Text(), nullable=True),
        sa.Column("owner_search", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.Text(), nullable=True),
        sa.Column("official_code", sa.Text(), nullable=True),
        sa.Column("result_number", sa.Text(), nullable=True),
        sa.Column("result_on", sa.Text(), nullable=True),
        sa.Column("promise", sa.JSON(), nullable=False),
        sa.Column("later", sa.JSON(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["definition_digest"], ["definitions.digest"], name=op.f("fk_dossiers_definition_digest_definitions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
    )
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossiers_competent_official_due_on_id"), ["competent", "official", "due_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dossiers_competent_owner_search_id"), ["competent", "owner_search", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_dossiers_desk_unit_step_due_on_arrived_at_id"), ["desk_unit", "step", "due_on", "arrived_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dossiers_state_changed_at"), ["state", "changed_at"], unique=False)

    op.create_table(
        "procedures",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("called_vi", sa.Text(), nullable=False),
        sa.Column("called_en", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("facts_date", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("commonness", sa.Integer(), nullable=False),
        sa.Column("presence", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.CheckConstraint("commonness BETWEEN 0 AND 3", name=op.f("ck_procedures_commonness_in_range")),
        sa.CheckConstraint("number > 0", name=op.f("ck_procedures_number_positive")),
        sa.ForeignKeyConstraint(["field"], ["fields.code"], name=op.f("fk_procedures_field_fields")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_procedures")),
        sa.UniqueConstraint("number", name=op.f("uq_procedures_number")),
    )
    op.create_table(
        "service_points",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("old_unit", sa.Text(), nullable=False),
        sa.Column("place_vi", sa.Text(), nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("mobile_rounds", sa.Text(), nullable=False),
        sa.Column("boat_days", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_service_points_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_points")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_sessions_token_is_hashed")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sessions_account_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_account"), ["account"], unique=False)

    op.create_table(
        "sign_in_tries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sign_in_tries_account_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
    )
    with op.batch_alter_table("sign_in_tries", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_tries_account_at", ["account", "at"], unique=False)

    op.create_table(
        "answers",
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_answers_dossier_dossiers")),
        sa.PrimaryKeyConstraint("dossier", "field", "row", name=op.f("pk_answers")),
    )
    op.create_table(
        "dossier_marks",
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_dossier_marks_dossier_dossiers")),
        sa.PrimaryKeyConstraint("dossier", "purpose", "mark", name=op.f("pk_dossier_marks")),
    )
    with op.batch_alter_table("dossier_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_marks_purpose_mark"), ["purpose", "mark"], unique=False)

    op.create_table(
        "fees",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("per", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.CheckConstraint("(amount IS NULL) = (sort = 'set_by_province')", name=op.f("ck_fees_amount_or_province")),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_fees_amount_not_negative")),
        sa.ForeignKeyConstraint(["procedure"], ["procedures.code"], name=op.f("fk_fees_procedure_procedures"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("procedure", "channel", "valid_from", name=op.f("pk_fees")),
    )
    op.create_table(
        "life_event_procedures",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["life_events.code"], name=op.f("fk_life_event_procedures_event_life_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["procedure"], ["procedures.code"], name=op.f("fk_life_event_procedures_procedure_procedures"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event", "procedure", name=op.f("pk_life_event_procedures")),
    )
    op.create_table(
        "papers",
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_papers_dossier_dossiers")),
        sa.PrimaryKeyConstraint("dossier", "paper", name=op.f("pk_papers")),
    )
    op.create_table(
        "routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("legal_ground", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_to", sa.Text(), nullable=False),
        sa.CheckConstraint("route IN ('portal', 'counter', 'desk')", name=op.f("ck_routes_route_known")),
        sa.ForeignKeyConstraint(["procedure"], ["procedures.code"], name=op.f("fk_routes_procedure_procedures"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit"], ["units.id"], name=op.f("fk_routes_unit_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
    )
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_routes_procedure_unit_route_valid_from"), ["procedure", "unit", "route", "valid_from"], unique=True
        )

    op.create_table(
        "rows",
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("row", sa.String(length=36), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_rows_dossier_dossiers")),
        sa.PrimaryKeyConstraint("dossier", "field", "row", name=op.f("pk_rows")),
    )
    op.create_table(
        "slip_codes",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.id"], name=op.f("fk_slip_codes_dossier_dossiers")),
        sa.PrimaryKeyConstraint("mark", "nth", name=op.f("pk_slip_codes")),
    )
    with op.batch_alter_table("slip_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slip_codes_dossier"), ["dossier"], unique=False)

    op.create_table(
        "times",
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_times_number_not_negative")),
        sa.ForeignKeyConstraint(["procedure"], ["procedures.code"], name=op.f("fk_times_procedure_procedures"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("procedure", "channel", "place", name=op.f("pk_times")),
    )


def downgrade() -> None:
    op.drop_table("times")
    with op.batch_alter_table("slip_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slip_codes_dossier"))

    op.drop_table("slip_codes")
    op.drop_table("rows")
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_routes_procedure_unit_route_valid_from"))

    op.drop_table("routes")
    op.drop_table("papers")
    op.drop_table("life_event_procedures")
    op.drop_table("fees")
    with op.batch_alter_table("dossier_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_marks_purpose_mark"))

    op.drop_table("dossier_marks")
    op.drop_table("answers")
    with op.batch_alter_table("sign_in_tries", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_tries_account_at")

    op.drop_table("sign_in_tries")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_account"))

    op.drop_table("sessions")
    op.drop_table("service_points")
    op.drop_table("procedures")
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossiers_state_changed_at"))
        batch_op.drop_index(batch_op.f("ix_dossiers_desk_unit_step_due_on_arrived_at_id"))
        batch_op.drop_index(batch_op.f("ix_dossiers_competent_owner_search_id"))
        batch_op.drop_index(batch_op.f("ix_dossiers_competent_official_due_on_id"))

    op.drop_table("dossiers")
    with op.batch_alter_table("used_forms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_used_forms_used_at"))

    op.drop_table("used_forms")
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_units_code_era"))

    op.drop_table("units")
    with op.batch_alter_table("resume_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resume_codes_until"))

    op.drop_table("resume_codes")
    op.drop_table("operation_ids")
    op.drop_table("log_head")
    with op.batch_alter_table("limit_counters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_limit_counters_ends_at"))

    op.drop_table("limit_counters")
    op.drop_table("life_events")
    op.drop_table("keyholders")
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_dossier"))

    op.drop_table("grants")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index("uq_files_dossier_sent")
        batch_op.drop_index("ix_files_brought_by_at")

    op.drop_table("files")
    op.drop_table("fields")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entries_dossier_server_seq"))
        batch_op.drop_index(batch_op.f("ix_entries_dossier_device_seq"))

    op.drop_table("entries")
    op.drop_table("dossier_keys")
    with op.batch_alter_table("definitions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_definitions_procedure_origin_revision"))

    op.drop_table("definitions")
    op.drop_table("coverage")
    op.drop_table("contacts")
    with op.batch_alter_table("catalogue_gaps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_gaps_day"))

    op.drop_table("catalogue_gaps")
    op.drop_table("accounts")
