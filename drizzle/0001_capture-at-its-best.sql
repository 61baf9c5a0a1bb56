CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"token_hash" text,
	"origins" text[] DEFAULT '{}' NOT NULL,
	"campaign_id" uuid,
	"per_minute" integer DEFAULT 600 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_token_hash" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "share_codes" (
	"code" text PRIMARY KEY NOT NULL,
	"contact_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "campaign_guards" (
	"campaign_id" uuid PRIMARY KEY NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"refused" integer NOT NULL,
	"kept" integer NOT NULL,
	"on_since" timestamp with time zone,
	"on_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "kiosk_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"public_key" text NOT NULL,
	"locked_private_key" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kiosk_leftovers" (
	"kiosk_id" uuid NOT NULL,
	"id" text NOT NULL,
	"sealed" text NOT NULL,
	"reason" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"device_sent_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "kiosk_leftovers_kiosk_id_id_pk" PRIMARY KEY("kiosk_id","id")
);
--> statement-breakpoint
CREATE TABLE "kiosk_signups" (
	"signup_id" uuid PRIMARY KEY NOT NULL,
	"kiosk_id" uuid NOT NULL,
	"device_at" timestamp with time zone NOT NULL,
	"clock" text NOT NULL,
	"consent_dropped" boolean DEFAULT false NOT NULL,
	"dropped" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kiosks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "held_signups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"email" text NOT NULL,
	"signup" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"mailed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "recruits" (
	"campaign_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"recruiter_id" uuid NOT NULL,
	"signup_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "recruits_campaign_id_contact_id_pk" PRIMARY KEY("campaign_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "spent_challenges" (
	"id" text PRIMARY KEY NOT NULL,
	"signup_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "subject" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "wording_version" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "needs_confirmation" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "signups" ADD COLUMN "via" text DEFAULT 'direct' NOT NULL;--> statement-breakpoint
ALTER TABLE "signups" ADD COLUMN "source" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "signups" ADD COLUMN "origin" jsonb;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share_codes" ADD CONSTRAINT "share_codes_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_guards" ADD CONSTRAINT "campaign_guards_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosk_keys" ADD CONSTRAINT "kiosk_keys_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosk_leftovers" ADD CONSTRAINT "kiosk_leftovers_kiosk_id_kiosks_id_fk" FOREIGN KEY ("kiosk_id") REFERENCES "public"."kiosks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosk_signups" ADD CONSTRAINT "kiosk_signups_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosk_signups" ADD CONSTRAINT "kiosk_signups_kiosk_id_kiosks_id_fk" FOREIGN KEY ("kiosk_id") REFERENCES "public"."kiosks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kiosks" ADD CONSTRAINT "kiosks_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_signups" ADD CONSTRAINT "held_signups_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_recruiter_id_contacts_id_fk" FOREIGN KEY ("recruiter_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "share_codes_contact_index" ON "share_codes" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "kiosk_keys_campaign_index" ON "kiosk_keys" USING btree ("campaign_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "kiosk_signups_kiosk_index" ON "kiosk_signups" USING btree ("kiosk_id");--> statement-breakpoint
CREATE INDEX "kiosks_campaign_index" ON "kiosks" USING btree ("campaign_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "held_signups_email_index" ON "held_signups" USING btree ("email");--> statement-breakpoint
CREATE INDEX "held_signups_at_index" ON "held_signups" USING btree ("at");--> statement-breakpoint
CREATE INDEX "recruits_recruiter_index" ON "recruits" USING btree ("recruiter_id");--> statement-breakpoint
CREATE INDEX "recruits_contact_index" ON "recruits" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "spent_challenges_expires_index" ON "spent_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "rate_limits_expire_index" ON "rate_limits" USING btree ("expire");--> statement-breakpoint
CREATE INDEX "signups_campaign_contact_index" ON "signups" USING btree ("campaign_id","contact_id");