CREATE TABLE "share_codes" (
	"code" text PRIMARY KEY NOT NULL,
	"contact_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL
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
ALTER TABLE "signups" ADD COLUMN "via" text DEFAULT 'direct' NOT NULL;--> statement-breakpoint
ALTER TABLE "signups" ADD COLUMN "source" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "signups" ADD COLUMN "origin" jsonb;--> statement-breakpoint
ALTER TABLE "share_codes" ADD CONSTRAINT "share_codes_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_recruiter_id_contacts_id_fk" FOREIGN KEY ("recruiter_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recruits" ADD CONSTRAINT "recruits_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "share_codes_contact_index" ON "share_codes" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "recruits_recruiter_index" ON "recruits" USING btree ("recruiter_id");--> statement-breakpoint
CREATE INDEX "recruits_contact_index" ON "recruits" USING btree ("contact_id");