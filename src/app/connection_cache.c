#include "app/connection_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"

enum { SLOTS = 4096, STRIPES = 64, ENTRY_SIZE = 2048 };

/* Lies in its own arena, which goes with the last who holds it. */
struct entry {
    struct arena *arena;
    atomic_int holders;
    int64_t loaded_us;
    const char *key;
    const char *organization_id; /* NULL: `id` is a buyer's key */
    const char *id;
    struct connection_rows rows;
};

struct connection_cache {
    pthread_mutex_t locks[STRIPES];
    struct entry *slots[SLOTS];
};

struct connection_cache *connection_cache_new(void)
{
    struct connection_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        panic("out of memory");
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_init(&cache->locks[i], NULL);
    return cache;
}

static void release(void *object)
{
    struct entry *entry = object;
    if (entry != NULL && atomic_fetch_sub(&entry->holders, 1) == 1)
        arena_free(entry->arena);
}

void connection_cache_free(struct connection_cache *cache)
{
    if (cache == NULL)
        return;
    for (int i = 0; i < SLOTS; i++)
        release(cache->slots[i]);
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_destroy(&cache->locks[i]);
    free(cache);
}

/* The entry, held for the context's arena, or NULL. */
static struct entry *look(struct ctx *ctx, const char *key)
{
    struct connection_cache *cache = ctx->app->connections;
    size_t slot = text_hash(key) % SLOTS;
    int64_t now_us = ctx_now_us(ctx);
    pthread_mutex_lock(&cache->locks[slot % STRIPES]);
    struct entry *entry = cache->slots[slot];
    /* One from the future was loaded before the clock was set back. */
    if (entry != NULL && (!text_equal(entry->key, key) || now_us < entry->loaded_us ||
                          now_us - entry->loaded_us > CONNECTION_FRESH_US))
        entry = NULL;
    if (entry != NULL)
        atomic_fetch_add(&entry->holders, 1);
    pthread_mutex_unlock(&cache->locks[slot % STRIPES]);
    if (entry != NULL)
        arena_defer(ctx->arena, release, entry);
    return entry;
}

static enum status load(struct db_tx *tx, void *state)
{
    struct entry *entry = state;
    if (entry->organization_id == NULL)
        return connection_store_by_buyer(tx, entry->arena, entry->id, &entry->rows);
    entry->rows.items = arena_make(entry->arena, struct connection_row);
    enum status st = connection_store_find(tx, entry->arena, entry->organization_id, entry->id,
                                           entry->rows.items);
    entry->rows.count = st == OK;
    return st;
}

static void keep(struct connection_cache *cache, struct entry *entry)
{
    size_t slot = text_hash(entry->key) % SLOTS;
    atomic_fetch_add(&entry->holders, 1);
    pthread_mutex_lock(&cache->locks[slot % STRIPES]);
    struct entry *before = cache->slots[slot];
    cache->slots[slot] = entry;
    pthread_mutex_unlock(&cache->locks[slot % STRIPES]);
    release(before);
}

void connections_forget(struct ctx *ctx)
{
    struct connection_cache *cache = ctx->app->connections;
    for (size_t i = 0; cache != NULL && i < SLOTS; i++) {
        pthread_mutex_lock(&cache->locks[i % STRIPES]);
        struct entry *entry = cache->slots[i];
        cache->slots[i] = NULL;
        pthread_mutex_unlock(&cache->locks[i % STRIPES]);
        release(entry);
    }
}

/* From the cache or the database; a context without a cache has only the database. */
static enum status find(struct ctx *ctx, const char *key, const char *organization_id,
                        const char *id, struct connection_rows *out)
{
    struct connection_cache *cache = ctx->app->connections;
    struct entry *entry = cache == NULL ? NULL : look(ctx, key);
    enum status st = OK;
    if (entry == NULL) {
        if (!ctx_may_wait(ctx))
            return UNAVAILABLE;
        struct arena *arena = arena_new_small(ENTRY_SIZE);
        entry = arena_make(arena, struct entry);
        *entry = (struct entry){.arena = arena, .loaded_us = ctx_now_us(ctx), .holders = 1};
        entry->key = arena_text(arena, key);
        entry->organization_id = arena_text(arena, organization_id);
        entry->id = arena_text(arena, id);
        arena_defer(ctx->arena, release, entry);
        st = db_read(ctx->app->db, load, entry, &ctx->fault);
        if (st == OK && cache != NULL && entry->rows.count > 0)
            keep(cache, entry);
    }
    *out = entry->rows;
    return st;
}

enum status connections_by_buyer(struct ctx *ctx, const char *buyer_key,
                                 struct connection_rows *out)
{
    const char *key = arena_printf(ctx->arena, "buyer %s", buyer_key);
    return find(ctx, key, NULL, buyer_key, out);
}

enum status connection_by_id(struct ctx *ctx, const char *organization_id, const char *id,
                             struct connection_row *out)
{
    const char *key = arena_printf(ctx->arena, "id %s %s", organization_id, id);
    struct connection_rows rows;
    enum status st = find(ctx, key, organization_id, id, &rows);
    if (st == OK)
        *out = rows.items[0];
    return st;
}
