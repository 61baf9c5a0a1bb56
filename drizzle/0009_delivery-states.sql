CREATE TABLE "delivery_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"content" jsonb,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "campaign_pauses" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"paused_at" timestamp with time zone,
	"reason" text NOT NULL,
	"sent" integer DEFAULT 0 NOT NULL,
	"counted" integer DEFAULT 0 NOT NULL,
	"resumed_on" date,
	"base_sent" integer DEFAULT 0 NOT NULL,
	"base_bounced" integer DEFAULT 0 NOT NULL,
	"base_complained" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delivery_counts" (
	"day" date NOT NULL,
	"campaign_id" uuid NOT NULL,
	"state" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "delivery_counts_day_campaign_id_state_pk" PRIMARY KEY("day","campaign_id","state")
);
--> statement-breakpoint
CREATE TABLE "mail_gate" (
	"name" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"closed_until" timestamp with time zone,
	"stopped" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
DROP INDEX "messages_waiting_index";--> statement-breakpoint
DROP INDEX "messages_batch_index";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "urgent" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "handed_at" timestamp with time zone;--> statement-breakpoint
-- The mails that were planned, being sent or left out get the names of now. Nobody is locked out meanwhile but whoever
-- would send one of these very mails.
UPDATE "messages" SET "state" = 'queued', "handed_at" = case when "state" = 'sending' then coalesce("sent_at", "due_at") end,
  "batch_id" = case when "state" = 'sending' then coalesce("batch_id", "id") else "batch_id" end, "urgent" = "name" in ('confirm', 'booking', 'booking-cancelled', 'shift-reminder', 'report-ask')
WHERE "state" in ('planned', 'sending');--> statement-breakpoint
UPDATE "messages" SET "state" = 'suppressed' WHERE "state" = 'skipped';--> statement-breakpoint
ALTER TABLE "campaign_pauses" ADD CONSTRAINT "campaign_pauses_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_counts" ADD CONSTRAINT "delivery_counts_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_events_waiting_index" ON "delivery_events" USING btree ("id") WHERE content is not null;--> statement-breakpoint
CREATE INDEX "delivery_events_at_index" ON "delivery_events" USING brin ("at");--> statement-breakpoint
CREATE INDEX "messages_urgent_index" ON "messages" USING btree ("due_at") WHERE state = 'queued' and batch_id is null and urgent;--> statement-breakpoint
CREATE INDEX "messages_queued_index" ON "messages" USING btree ("campaign_id","due_at") WHERE state = 'queued' and batch_id is null and not urgent;--> statement-breakpoint
CREATE INDEX "messages_provider_index" ON "messages" USING btree ("provider_id") WHERE provider_id <> '';--> statement-breakpoint
CREATE INDEX "messages_batch_index" ON "messages" USING btree ("batch_id") WHERE state = 'queued' and batch_id is not null;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_state" CHECK (state in ('queued', 'sent', 'delivered', 'deferred', 'bounced', 'complained', 'suppressed', 'failed')) NOT VALID;