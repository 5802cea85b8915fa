#include "app/setup.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "app/member_account.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "store/session.h"

enum {
    SLOTS = 16384,
    STRIPES = 64,
    COOKIE_LIMIT = 4096,
    URL_LIMIT = 2048,
    TEXT_LIMIT = 200,
    TOKEN_LIMIT = 16384,
    FINGERPRINT = 16,
    FIELDS = 11
};

static const char seal_label[] = "start page";

struct slot {
    unsigned char fingerprint[HASH_SIZE];
    int64_t issued_us;
};

struct recent_setups {
    pthread_mutex_t locks[STRIPES];
    struct slot slots[SLOTS];
};

struct recent_setups *recent_setups_new(void)
{
    struct recent_setups *recent = calloc(1, sizeof *recent);
    if (recent == NULL)
        panic("out of memory");
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_init(&recent->locks[i], NULL);
    return recent;
}

void recent_setups_free(struct recent_setups *recent)
{
    if (recent == NULL)
        return;
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_destroy(&recent->locks[i]);
    free(recent);
}

static void setup_key(const struct app *app, const unsigned char fingerprint[FINGERPRINT],
                      int64_t issued_us, unsigned char out[HASH_SIZE])
{
    struct hash hash;
    hash_start(&hash, app->key.bytes);
    hash_add(&hash, bytes_of("setup"));
    hash_add(&hash, (struct bytes){fingerprint, FINGERPRINT});
    hash_add(&hash, (struct bytes){(const unsigned char *)&issued_us, sizeof issued_us});
    hash_finish(&hash, out);
}

struct use_check {
    const char *organization_id;
    const unsigned char *key;
    bool used;
};

static enum status check_use(struct db_tx *tx, void *state)
{
    struct use_check *check = state;
    return session_store_by_setup(tx, check->organization_id, (struct bytes){check->key, HASH_SIZE},
                                  &check->used);
}

/*
 * When the StartPage of this setup was issued: now, or, for a repeat of one that is unused and not
 * too old, as at first, which makes the sealed token the same again (PUN-8).
 */
static enum status issue_time(struct ctx *ctx, const char *organization_id,
                              const unsigned char fingerprint[HASH_SIZE], int64_t *out_us)
{
    struct recent_setups *recent = ctx->app->recent_setups;
    uint32_t index;
    memcpy(&index, fingerprint, sizeof index);
    index %= SLOTS;
    struct slot *slot = &recent->slots[index];
    pthread_mutex_t *lock = &recent->locks[index % STRIPES];
    int64_t now_us = ctx_now_us(ctx);
    pthread_mutex_lock(lock);
    bool known = memcmp(slot->fingerprint, fingerprint, HASH_SIZE) == 0;
    int64_t before_us = known ? slot->issued_us : 0;
    bool fresh = known && now_us - before_us < SETUP_MINUTES * TIME_MINUTE_US / 2;
    if (!fresh) {
        memcpy(slot->fingerprint, fingerprint, HASH_SIZE);
        slot->issued_us = now_us;
    }
    pthread_mutex_unlock(lock);
    *out_us = fresh ? before_us : now_us;
    if (!fresh)
        return OK;
    unsigned char key[HASH_SIZE];
    setup_key(ctx->app, fingerprint, before_us, key);
    struct use_check check = {organization_id, key, false};
    if (!ctx_may_wait(ctx))
        return UNAVAILABLE;
    enum status st = db_read(ctx->app->db, check_use, &check, &ctx->fault);
    if (st != OK || !check.used)
        return st;
    pthread_mutex_lock(lock);
    if (memcmp(slot->fingerprint, fingerprint, HASH_SIZE) == 0 && slot->issued_us == before_us)
        slot->issued_us = now_us > before_us ? now_us : before_us + 1;
    *out_us = slot->issued_us;
    pthread_mutex_unlock(lock);
    return OK;
}

static enum status check(struct ctx *ctx, const struct caller *caller, const struct setup *setup)
{
    const char *reason;
    const struct connection *connection = &caller->connection;
    if (connection->account_suspended)
        return fault_set(&ctx->fault, DENIED,
                         "The account %s is suspended. The marketplace's operator can end that.",
                         connection->account_id);
    if (connection->status == CONNECTION_DISABLED)
        return fault_set(&ctx->fault, DENIED,
                         "The connection '%s' is disabled. Who set it up can enable it in the "
                         "marketplace's console.",
                         connection->name);
    if (connection->status == CONNECTION_WAITING)
        return fault_set(&ctx->fault, DENIED,
                         "The connection '%s' waits for the marketplace's operator.",
                         connection->name);
    if (!text_equal(setup->operation, "create") && !text_equal(setup->operation, SETUP_OCI))
        return fault_set(&ctx->fault, BAD_INPUT, "The operation '%.40s' is not supported.",
                         setup->operation);
    if (text_empty(setup->buyer_cookie))
        return fault_set(&ctx->fault, BAD_INPUT,
                         "BuyerCookie is missing. It must carry the value that the cart is to come "
                         "back with.");
    if (strlen(setup->buyer_cookie) > COOKIE_LIMIT)
        return fault_set(&ctx->fault, BAD_INPUT, "BuyerCookie is longer than %d bytes.",
                         COOKIE_LIMIT);
    if (text_empty(setup->return_url))
        return fault_set(&ctx->fault, BAD_INPUT,
                         "BrowserFormPost/URL is missing: without it the cart can't come back.");
    if (strlen(setup->return_url) > URL_LIMIT)
        return fault_set(&ctx->fault, BAD_INPUT, "BrowserFormPost/URL is longer than %d bytes.",
                         URL_LIMIT);
    if (!connection_allows_return(ctx->arena, connection, setup->return_url, &reason))
        return fault_set(&ctx->fault, BAD_INPUT,
                         "BrowserFormPost/URL '%.200s' is not allowed: %s. If it is yours, add its "
                         "host to the connection's settings in the marketplace's console.",
                         setup->return_url, reason);
    return OK;
}

static void put_field(struct buf *plain, struct arena *arena, const char *text, size_t limit)
{
    const char *field = text_cut(arena, text, limit);
    buf_put(plain, field, strlen(field) + 1);
}

static void seal_token(struct ctx *ctx, const struct caller *caller, const struct setup *setup,
                       const char *account_id, const unsigned char fingerprint[FINGERPRINT],
                       int64_t issued_us, struct buf *url)
{
    struct arena *arena = ctx->arena;
    struct buf plain;
    buf_init(&plain, arena, TOKEN_LIMIT);
    buf_put(&plain, fingerprint, FINGERPRINT);
    buf_put(&plain, &issued_us, sizeof issued_us);
    buf_char(&plain, caller->test ? 'T' : 'P');
    put_field(&plain, arena, caller->connection.organization_id, TEXT_LIMIT);
    put_field(&plain, arena, caller->connection.id, TEXT_LIMIT);
    put_field(&plain, arena, setup->payload_id, TEXT_LIMIT);
    put_field(&plain, arena, setup->operation, TEXT_LIMIT);
    put_field(&plain, arena, setup->buyer_cookie, COOKIE_LIMIT);
    put_field(&plain, arena, setup->return_url, URL_LIMIT);
    put_field(&plain, arena, setup->requester_name, TEXT_LIMIT);
    put_field(&plain, arena, setup->requester_email, TEXT_LIMIT);
    put_field(&plain, arena, setup->language, TEXT_LIMIT);
    put_field(&plain, arena, setup->selected_part, TEXT_LIMIT);
    put_field(&plain, arena, account_id, TEXT_LIMIT);
    struct bytes sealed = seal_same(arena, &ctx->app->key, seal_label, buf_bytes(&plain));
    buf_base64url(url, sealed.data, sealed.size);
}

enum status setup_start(struct ctx *ctx, const struct caller *caller, const struct setup *setup,
                        const char **out_url)
{
    struct hash hash;
    unsigned char fingerprint[HASH_SIZE];
    int64_t issued_us;
    const char *account_id;
    enum status st = check(ctx, caller, setup);
    if (st == OK)
        st = member_account_choose(ctx, &caller->connection, setup->account_value, &account_id);
    if (st != OK)
        return st;
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("start"));
    hash_add(&hash, bytes_of(caller->connection.id));
    hash_add(&hash, bytes_of(setup->payload_id));
    hash_add(&hash, setup->hash);
    hash_finish(&hash, fingerprint);
    if ((st = issue_time(ctx, caller->connection.organization_id, fingerprint, &issued_us)) != OK)
        return st;
    struct buf url;
    buf_init(&url, ctx->arena, 2 * TOKEN_LIMIT);
    buf_text(&url, ctx->app->public_url);
    buf_text(&url, "/punchout/start/");
    seal_token(ctx, caller, setup, account_id, fingerprint, issued_us, &url);
    *out_url = buf_string(&url);
    return OK;
}

/* Base64 leaves bits of its last character unused: only one spelling of a token is ours. */
static bool is_canonical(struct arena *arena, const char *token, struct bytes sealed)
{
    struct buf again;
    buf_init(&again, arena, 2 * TOKEN_LIMIT);
    buf_base64url(&again, sealed.data, sealed.size);
    return text_equal(buf_string(&again), token);
}

enum status start_page_open(struct ctx *ctx, const char *token, struct start_page *out)
{
    struct bytes sealed;
    struct bytes plain;
    const char *fields[FIELDS];
    if (!text_from_base64(ctx->arena, token, &sealed) || !is_canonical(ctx->arena, token, sealed) ||
        unseal(ctx->arena, &ctx->app->key, seal_label, sealed, &plain) != OK ||
        plain.size < FINGERPRINT + sizeof out->issued_us + 1)
        return fault_set(&ctx->fault, BAD_INPUT, "This is not a StartPage of this marketplace.");
    const unsigned char *at = plain.data + FINGERPRINT;
    memcpy(&out->issued_us, at, sizeof out->issued_us);
    at += sizeof out->issued_us;
    out->test = *at++ == 'T';
    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = (const char *)at;
        if (at < plain.data + plain.size)
            at += strlen((const char *)at) + 1;
    }
    setup_key(ctx->app, plain.data, out->issued_us, out->setup_key);
    out->organization_id = fields[0];
    out->connection_id = fields[1];
    out->account_id = fields[10];
    out->setup = (struct setup){
        .payload_id = fields[2],
        .operation = fields[3],
        .buyer_cookie = fields[4],
        .return_url = fields[5],
        .requester_name = fields[6],
        .requester_email = fields[7],
        .language = fields[8],
        .selected_part = fields[9],
    };
    return OK;
}
