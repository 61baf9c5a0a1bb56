CREATE TABLE "crm_heard" (
	"connector_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"subscription" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "crm_heard_connector_id_contact_id_pk" PRIMARY KEY("connector_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "crm_inbound_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connector_id" uuid NOT NULL,
	"content" jsonb,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "crm_heard" ADD CONSTRAINT "crm_heard_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_heard" ADD CONSTRAINT "crm_heard_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "crm_inbound_events" ADD CONSTRAINT "crm_inbound_events_connector_id_crm_connectors_id_fk" FOREIGN KEY ("connector_id") REFERENCES "public"."crm_connectors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "crm_heard_contact_index" ON "crm_heard" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "crm_inbound_events_waiting_index" ON "crm_inbound_events" USING btree ("id") WHERE content is not null;--> statement-breakpoint
CREATE INDEX "crm_inbound_events_at_index" ON "crm_inbound_events" USING brin ("at");