CREATE TABLE "new_sequences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"key" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"start" jsonb NOT NULL,
	"goal" text NOT NULL,
	"priority" smallint NOT NULL,
	"state" text NOT NULL,
	"steps" jsonb NOT NULL,
	CONSTRAINT "sequences_campaign_key" UNIQUE("campaign_id","key")
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sequence_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"act_id" uuid,
	"locale" text NOT NULL,
	"step" text DEFAULT '' NOT NULL,
	"step_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ending" text
);
--> statement-breakpoint
-- Of a campaign's one list of steps a sequence for each thing that they came after. The first one has the campaign's id:
-- acts on many that named the campaign go on meaning it. Delays counted from the start, and now from the step before.
INSERT INTO "new_sequences" ("id", "campaign_id", "key", "position", "start", "goal", "priority", "state", "steps")
SELECT
	CASE WHEN row_number() OVER (PARTITION BY campaign_id ORDER BY array_position(ARRAY['confirmed', 'signup', 'pledge'], began)) = 1
		THEN campaign_id ELSE gen_random_uuid() END,
	campaign_id, began, array_position(ARRAY['signup', 'confirmed', 'pledge'], began) - 1,
	jsonb_build_object('on', began), 'none', 5, 'live', steps
FROM (
	SELECT campaign_id, began, jsonb_agg(
		(step - 'after' - 'unless' - 'delayHours')
			|| jsonb_build_object('delayHours', hours - coalesce(hours_before, 0))
			|| CASE step ->> 'unless'
				WHEN 'booked' THEN '{"condition": {"version": 1, "match": "none", "conditions": [
					{"kind": "shift", "state": "held", "campaignId": "00000000-0000-0000-0000-000000000000"},
					{"kind": "shift", "state": "attended", "campaignId": "00000000-0000-0000-0000-000000000000"}]}}'::jsonb
				WHEN 'reported' THEN '{"condition": {"version": 1, "match": "none", "conditions": [
					{"kind": "pledged", "kept": true, "campaignId": "00000000-0000-0000-0000-000000000000"}]}}'::jsonb
				ELSE '{}'::jsonb END
		ORDER BY hours, place) AS steps
	FROM (
		SELECT campaign_id, step, place, step ->> 'after' AS began, (step ->> 'delayHours')::numeric AS hours,
			lag((step ->> 'delayHours')::numeric) OVER (
				PARTITION BY campaign_id, step ->> 'after' ORDER BY (step ->> 'delayHours')::numeric, place) AS hours_before
		FROM sequences CROSS JOIN LATERAL jsonb_array_elements(steps) WITH ORDINALITY AS one(step, place)
	) AS timed GROUP BY campaign_id, began
) AS grouped;
--> statement-breakpoint
-- Who has had, or waits for, a mail of one of them is in it, as far as they have come.
INSERT INTO "enrolments" ("id", "sequence_id", "campaign_id", "contact_id", "subject_id", "act_id", "locale", "step", "step_at", "started_at", "ended_at", "ending")
SELECT gen_random_uuid(), sequence_id, campaign_id, contact_id, subject_id, act_id, locale, coalesce(step, ''),
	coalesce(step_at, started_at), started_at,
	CASE WHEN waits THEN NULL ELSE ended_at END, CASE WHEN waits THEN NULL ELSE 'finished' END
FROM (
	SELECT s.id AS sequence_id, s.campaign_id, m.contact_id,
		(array_agg(m.subject_id ORDER BY m.created_at, m.id))[1] AS subject_id,
		(array_agg(CASE WHEN m.round ~ '^[0-9a-f-]{36}$' THEN m.round::uuid END ORDER BY m.created_at, m.id))[1] AS act_id,
		(array_agg(m.locale ORDER BY m.created_at DESC))[1] AS locale,
		(array_agg(m.name ORDER BY one.place DESC) FILTER (WHERE m.state NOT IN ('planned', 'sending')))[1] AS step,
		max(m.due_at) FILTER (WHERE m.state NOT IN ('planned', 'sending')) AS step_at,
		min(m.created_at) AS started_at,
		max(coalesce(m.sent_at, m.due_at)) AS ended_at,
		bool_or(m.state IN ('planned', 'sending')) AS waits
	FROM new_sequences s CROSS JOIN LATERAL jsonb_array_elements(s.steps) WITH ORDINALITY AS one(step, place)
	JOIN messages m ON m.campaign_id = s.campaign_id AND m.name = one.step ->> 'key'
	JOIN contacts ON contacts.id = m.contact_id AND contacts.erased_at IS NULL
	GROUP BY s.id, s.campaign_id, m.contact_id
) AS standing;
--> statement-breakpoint
CREATE UNIQUE INDEX "enrolments_one" ON "enrolments" USING btree ("sequence_id","contact_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "enrolments_contact_index" ON "enrolments" USING btree ("contact_id");--> statement-breakpoint
-- Of the mails that wait, the first of each step is the person's; one that went before would have been left out.
WITH waiting AS (
	SELECT m.id, e.id AS enrolment_id,
		row_number() OVER (PARTITION BY e.id, m.name ORDER BY m.state DESC, m.due_at, m.id) > 1 OR EXISTS (
			SELECT FROM messages before
			WHERE before.contact_id = m.contact_id AND before.campaign_id = m.campaign_id AND before.name = m.name
				AND before.id <> m.id AND before.state = 'sent' AND before.sent_at > coalesce((
					SELECT max(c.at) FROM consents c WHERE c.contact_id = m.contact_id AND c.action = 'withdrawn'
				), '-infinity')
		) AS again
	FROM messages m
	JOIN enrolments e ON e.contact_id = m.contact_id AND e.campaign_id = m.campaign_id AND e.ended_at IS NULL
	JOIN new_sequences s ON s.id = e.sequence_id AND s.steps @> jsonb_build_array(jsonb_build_object('key', m.name))
	WHERE m.state IN ('planned', 'sending')
)
UPDATE messages SET
	subject_id = CASE WHEN again THEN subject_id ELSE enrolment_id END,
	round = CASE WHEN again THEN round ELSE '' END,
	state = CASE WHEN again AND state = 'planned' THEN 'skipped' ELSE state END,
	reason = CASE WHEN again AND state = 'planned' THEN 'sent-already' ELSE reason END
FROM waiting WHERE messages.id = waiting.id;
--> statement-breakpoint
UPDATE enrolments SET ended_at = started_at, ending = 'finished' WHERE ended_at IS NULL
	AND NOT EXISTS (SELECT FROM messages m WHERE m.subject_id = enrolments.id AND m.state IN ('planned', 'sending'));
--> statement-breakpoint
DROP TABLE "sequences";--> statement-breakpoint
ALTER TABLE "new_sequences" RENAME TO "sequences";--> statement-breakpoint
ALTER INDEX "new_sequences_pkey" RENAME TO "sequences_pkey";--> statement-breakpoint
ALTER TABLE "sequences" ADD CONSTRAINT "sequences_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_subject" UNIQUE("sequence_id","contact_id","subject_id");--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_sequence_id_sequences_id_fk" FOREIGN KEY ("sequence_id") REFERENCES "public"."sequences"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;
