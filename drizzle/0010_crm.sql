CREATE TABLE "crm_calls" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "crm_calls_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connector_id" uuid NOT NULL,
	"batch_id" uuid,
	"name" text NOT NULL,
	"method" text NOT NULL,
	"status" integer,
	"cause" text,
	"detail" text DEFAULT '' NOT NULL,
	"milliseconds" integer NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "crm_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"contact_id" uuid NOT NULL,
	"withdrawal" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_claims" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connector_id" uuid NOT NULL,
	"locked_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_connectors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"vendor" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"credentials" text NOT NULL,
	"tokens" text,
	"tokens_expire_at" timestamp with time zone,
	"tokens_version" integer DEFAULT 0 NOT NULL,
	"tokens_locked_until" timestamp with time zone,
	"inbound_secret" text,
	"options" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"mapping" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"scope" text DEFAULT 'everyone' NOT NULL,
	"segment_id" uuid,
	"campaign_ids" uuid[] DEFAULT '{}' NOT NULL,
	"description" jsonb,
	"described_at" timestamp with time zone,
	"test" jsonb,
	"test_asked_at" timestamp with time zone,
	"tested_at" timestamp with time zone,
	"cursor" text,
	"pulled_at" timestamp with time zone,
	"halted_cause" text,
	"halted_detail" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_farewells" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connector_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"former_id" uuid,
	"remote_id" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	"cause" text,
	"detail" text DEFAULT '' NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_findings" (
	"run_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"what" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "crm_findings_run_id_contact_id_what_pk" PRIMARY KEY("run_id","contact_id","what")
);
--> statement-breakpoint
CREATE TABLE "crm_gates" (
	"connector_id" uuid PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"hold_until" timestamp with time zone,
	"circuit" text DEFAULT 'closed' NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"openings" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp with time zone,
	"probe_at" timestamp with time zone,
	"cause" text,
	"detail" text DEFAULT '' NOT NULL,
	"answered_at" timestamp with time zone,
	"calls" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_pushes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connector_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"result" text NOT NULL,
	"cause" text,
	"detail" text DEFAULT '' NOT NULL,
	"sent" jsonb,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connector_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"position" uuid,
	"total" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"detail" text DEFAULT '' NOT NULL,
	"organizer_id" text,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "crm_sync_states" (
	"connector_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"state" text NOT NULL,
	"remote_id" text,
	"sent_hash" text,
	"sent_acts" uuid[] DEFAULT '{}' NOT NULL,
	"sent_subscription" text,
	"dirty_since" timestamp with time zone,
	"withdrawal" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"next_try_at" timestamp with time zone,
	"cause" text,
	"detail" text DEFAULT '' NOT NULL,
	"pushed_at" timestamp with time zone,
	"claim" uuid,
	"claimed_version" integer,
	CONSTRAINT "crm_sync_states_connector_id_contact_id_pk" PRIMARY KEY("connector_id","contact_id")
);
--> statement-breakpoint
ALTER TABLE "crm_calls" ADD CONSTRAINT "crm_calls_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_claims" ADD CONSTRAINT "crm_claims_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_connectors" ADD CONSTRAINT "crm_connectors_segment_id_segments_id_fk" FOREIGN KEY ("segment_id") REFERENCES "public"."segments"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_farewells" ADD CONSTRAINT "crm_farewells_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_findings" ADD CONSTRAINT "crm_findings_run_id_crm_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."crm_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_findings" ADD CONSTRAINT "crm_findings_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_gates" ADD CONSTRAINT "crm_gates_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_pushes" ADD CONSTRAINT "crm_pushes_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_pushes" ADD CONSTRAINT "crm_pushes_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_runs" ADD CONSTRAINT "crm_runs_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_runs" ADD CONSTRAINT "crm_runs_organizer_id_organizers_id_fk" FOREIGN KEY ("organizer_id") REFERENCES "public"."organizers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_sync_states" ADD CONSTRAINT "crm_sync_states_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_sync_states" ADD CONSTRAINT "crm_sync_states_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "crm_calls_connector_index" ON "crm_calls" USING btree ("connector_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "crm_calls_batch_index" ON "crm_calls" USING btree ("batch_id");--> statement-breakpoint
CREATE INDEX "crm_calls_at_index" ON "crm_calls" USING brin ("at");--> statement-breakpoint
CREATE INDEX "crm_claims_connector_index" ON "crm_claims" USING btree ("connector_id");--> statement-breakpoint
CREATE INDEX "crm_farewells_queue_index" ON "crm_farewells" USING btree ("connector_id","next_try_at");--> statement-breakpoint
CREATE INDEX "crm_findings_contact_index" ON "crm_findings" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "crm_pushes_contact_index" ON "crm_pushes" USING btree ("contact_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "crm_pushes_at_index" ON "crm_pushes" USING brin ("at");--> statement-breakpoint
CREATE INDEX "crm_runs_connector_index" ON "crm_runs" USING btree ("connector_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "crm_sync_states_contact_index" ON "crm_sync_states" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "crm_sync_states_queue_index" ON "crm_sync_states" USING btree ("connector_id","withdrawal" DESC NULLS LAST,"next_try_at") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "crm_sync_states_failed_index" ON "crm_sync_states" USING btree ("connector_id","cause") WHERE cause is not null;--> statement-breakpoint
CREATE INDEX "crm_sync_states_claim_index" ON "crm_sync_states" USING btree ("claim") WHERE claim is not null;--> statement-breakpoint
CREATE INDEX "crm_sync_states_remote_index" ON "crm_sync_states" USING btree ("connector_id","remote_id") WHERE remote_id is not null;--> statement-breakpoint
-- What concerns a CRM is noted by whoever writes it, in the same transaction: sign-ups, imports, merges, whatever comes
-- later. With no connector, a statement costs one look at a table of no rows.
CREATE FUNCTION "crm_listens"() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN EXISTS (SELECT FROM "crm_connectors" WHERE "state" <> 'disconnected');
END $$;--> statement-breakpoint
CREATE FUNCTION "crm_note"("ids" uuid[], "leaving" boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF "ids" IS NULL THEN RETURN; END IF;
	INSERT INTO "crm_changes" ("contact_id", "withdrawal") SELECT DISTINCT one.id, "leaving" FROM unnest("ids") AS one(id);
	-- Once a transaction, however much it changes.
	IF current_setting('terrain.crm_woken', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
		PERFORM set_config('terrain.crm_woken', pg_current_xact_id()::text, true);
		PERFORM graphile_worker.add_job('crm.fold', '{}', priority => CASE WHEN "leaving" THEN -1 ELSE 0 END);
	END IF;
END $$;--> statement-breakpoint
CREATE FUNCTION "crm_follows_activities"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF crm_listens() THEN
		PERFORM crm_note(array_agg("contact_id"), false) FROM "fresh"
			WHERE "kind" NOT IN ('message.sent', 'clock.closed', 'note.added', 'reply.received', 'reply.answered',
				'wait.joined', 'wait.offered', 'wait.ended', 'contact.tried', 'contact.answered', 'contact.enrolled', 'contact.taken-out');
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "crm_follows_consents"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF crm_listens() THEN
		PERFORM crm_note(array_agg("contact_id") FILTER (WHERE "action" = 'withdrawn'), true) FROM "fresh";
		PERFORM crm_note(array_agg("contact_id") FILTER (WHERE "action" = 'granted'), false) FROM "fresh";
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "crm_follows_suppressions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF crm_listens() THEN
		PERFORM crm_note(array_agg(contacts."id"), TG_OP = 'INSERT') FROM "fresh" JOIN "contacts" USING ("email");
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "crm_follows_rows"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF crm_listens() THEN
		PERFORM crm_note(array_agg("contact_id"), false) FROM "fresh";
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "crm_follows_new_contacts"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF crm_listens() THEN
		PERFORM crm_note(array_agg("id"), false) FROM "fresh" WHERE "erased_at" IS NULL;
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "crm_follows_contacts"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF crm_listens() THEN
		PERFORM crm_note(array_agg("fresh"."id"), false) FROM "fresh" JOIN "stale" USING ("id")
			WHERE ("fresh"."email", "fresh"."first_name", "fresh"."last_name", "fresh"."phone", "fresh"."postal_code", "fresh"."locale",
				"fresh"."availability", "fresh"."skills", "fresh"."confirmed_at", "fresh"."owner_id", "fresh"."team_id")
			IS DISTINCT FROM ("stale"."email", "stale"."first_name", "stale"."last_name", "stale"."phone", "stale"."postal_code", "stale"."locale",
				"stale"."availability", "stale"."skills", "stale"."confirmed_at", "stale"."owner_id", "stale"."team_id");
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "activities_crm" AFTER INSERT ON "activities" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_activities"();--> statement-breakpoint
CREATE TRIGGER "consents_crm" AFTER INSERT ON "consents" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_consents"();--> statement-breakpoint
CREATE TRIGGER "suppressions_crm" AFTER INSERT ON "suppressions" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_suppressions"();--> statement-breakpoint
CREATE TRIGGER "suppressions_crm_lifted" AFTER DELETE ON "suppressions" REFERENCING OLD TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_suppressions"();--> statement-breakpoint
CREATE TRIGGER "contacts_crm_new" AFTER INSERT ON "contacts" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_new_contacts"();--> statement-breakpoint
CREATE TRIGGER "contacts_crm" AFTER UPDATE ON "contacts" REFERENCING NEW TABLE AS "fresh" OLD TABLE AS "stale" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_contacts"();--> statement-breakpoint
CREATE TRIGGER "contact_tags_crm" AFTER INSERT ON "contact_tags" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_rows"();--> statement-breakpoint
CREATE TRIGGER "contact_tags_crm_gone" AFTER DELETE ON "contact_tags" REFERENCING OLD TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_rows"();--> statement-breakpoint
CREATE TRIGGER "pledges_crm" AFTER INSERT ON "pledges" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_rows"();--> statement-breakpoint
CREATE TRIGGER "pledges_crm_kept" AFTER UPDATE ON "pledges" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_rows"();--> statement-breakpoint
CREATE TRIGGER "bookings_crm" AFTER UPDATE ON "bookings" REFERENCING NEW TABLE AS "fresh" FOR EACH STATEMENT EXECUTE FUNCTION "crm_follows_rows"();
