#include "app/traffic.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "store/traffic.h"

enum { SLOTS = 4096, MESSAGE_LIMIT = 500, KEPT_BESIDES = 1024 };

static const int64_t quiet_us = 10 * TIME_SECOND_US;

struct slot {
    uint64_t key;
    int64_t at_us;
};

struct traffic {
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};

struct traffic *traffic_new(void)
{
    struct traffic *traffic = calloc(1, sizeof *traffic);
    if (traffic == NULL)
        panic("out of memory");
    pthread_mutex_init(&traffic->lock, NULL);
    return traffic;
}

void traffic_free(struct traffic *traffic)
{
    if (traffic == NULL)
        return;
    pthread_mutex_destroy(&traffic->lock);
    free(traffic);
}

bool traffic_is_check(const char *payload_id)
{
    return text_ends(payload_id, "." TRAFFIC_CHECK_HOST);
}

/* Whether the same was noted a moment ago. Two that fall into one slot are written more often. */
static bool is_known(struct traffic *traffic, uint64_t key, int64_t now_us)
{
    struct slot *slot = &traffic->slots[key % SLOTS];
    pthread_mutex_lock(&traffic->lock);
    int64_t since_us = now_us - slot->at_us;
    bool known = slot->key == key && since_us >= 0 && since_us < quiet_us;
    if (!known)
        *slot = (struct slot){key, now_us};
    pthread_mutex_unlock(&traffic->lock);
    return known;
}

static enum status write_note(struct db_tx *tx, void *state)
{
    return traffic_store_note(tx, state);
}

void traffic_note(struct ctx *ctx, const struct connection *connection, const char *kind, int code,
                  const char *message)
{
    int64_t now_us = ctx_now_us(ctx);
    bool well = code >= 200 && code < 300;
    message = well ? "" : message;
    if (ctx->app->traffic == NULL || kind == NULL)
        return;
    uint64_t key = text_hash(connection->id) ^ (text_hash(kind) * 3) ^ (text_hash(message) * 5) ^
                   ((uint64_t)code << 32);
    if (is_known(ctx->app->traffic, key, now_us))
        return;
    struct arena *owned = arena_new_small(KEPT_BESIDES + strlen(connection->organization_id) +
                                          strlen(connection->id) + strlen(kind) + MESSAGE_LIMIT);
    struct traffic_row *row = arena_make(owned, struct traffic_row);
    *row = (struct traffic_row){
        .organization_id = arena_text(owned, connection->organization_id),
        .connection_id = arena_text(owned, connection->id),
        .kind = arena_text(owned, kind),
        .first_us = well ? now_us : 0,
        .last_us = well ? now_us : 0,
        .failed_us = well ? 0 : now_us,
        .failed_code = well ? 0 : code,
        .failed_message = text_cut(owned, message, MESSAGE_LIMIT),
    };
    db_write_later(ctx->app->db, row->organization_id, owned, write_note, row);
}
