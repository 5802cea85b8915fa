#ifndef STORE_WEBHOOK_H
#define STORE_WEBHOOK_H
/* Webhooks of organizations, and the deliveries to them (API-2). */
#include "domain/webhook.h"
#include "store/store.h"

struct webhook_row {
    struct webhook webhook;
    const char *lane; /* the host of its address */
    struct bytes secret_sealed;
    /* Of the newest delivery that was tried; "" where none was. */
    const char *last_state;
    const char *last_message; /* of the newest attempt, "" before it */
    int64_t last_us;
};

struct webhook_rows {
    struct webhook_row *items;
    size_t count;
};

/* Oldest first. */
enum status webhook_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               struct webhook_rows *out);
enum status webhook_store_find(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *id, struct webhook_row *out);
/* CONFLICT, now or at the end of the work: WEBHOOKS_MAX are there. */
enum status webhook_store_insert(struct db_tx *tx, const struct webhook_row *row);
/* NOT_FOUND. */
enum status webhook_store_delete(struct db_tx *tx, const char *organization_id, const char *id);

/* A delivery of the event to each of the organization's webhooks, or to one alone (`only_id` not
 * NULL); `id` is what theirs begin with. */
enum status webhook_store_tell(struct db_tx *tx, const char *organization_id, const char *id,
                               enum delivery_event event, const char *subject_id,
                               const char *only_id, int64_t now_us);

#endif
