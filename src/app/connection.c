#include "app/connection.h"

#include "app/connection_cache.h"
#include "app/secret.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"

void secret_hash(const struct app *app, const char *secret, unsigned char out[HASH_SIZE])
{
    struct hash hash;
    hash_start(&hash, app->key.bytes);
    hash_add(&hash, bytes_of("shared secret"));
    hash_add(&hash, bytes_of(secret));
    hash_finish(&hash, out);
}

struct search {
    struct ctx *ctx;
    const struct claim *claim;
    struct caller *out;
    unsigned char secret_hash[HASH_SIZE]; /* of the claim's */
    bool contradicted;                    /* a credential of a known domain says otherwise */
};

static bool is_sender(struct search *search, const struct connection_row *row)
{
    bool same = hash_equal(search->secret_hash, row->secret_hash.data, HASH_SIZE);
    return row->secret_hash.size == HASH_SIZE && same &&
           credentials_name(&search->claim->sender, &row->connection.sender);
}

static bool is_test(const struct claim *claim, const struct connection *connection)
{
    return connection->mode == MODE_TEST || claim->test || credentials_test(&claim->from) ||
           credentials_test(&claim->to) || credentials_test(&claim->sender);
}

static enum status connections_of(struct search *search, const struct credential *buyer,
                                  struct connection_rows *out)
{
    return connections_by_buyer(search->ctx, credential_key(search->ctx->arena, buyer), out);
}

/* Whether one of From's credentials is another organization's (cXML guide p. 30-31). */
static enum status check_other_buyers(struct search *search, const char *organization_id)
{
    const struct credentials *from = &search->claim->from;
    enum status st = OK;
    for (size_t i = 0; st == OK && from->count > 1 && i < from->count; i++) {
        struct connection_rows rows;
        st = connections_of(search, &from->items[i], &rows);
        for (size_t j = 0; st == OK && j < rows.count; j++) {
            if (!text_equal(rows.items[j].connection.organization_id, organization_id))
                search->contradicted = true;
        }
    }
    return st;
}

/* The connections whose buyer is one of these credentials; the first whose sender and secret fit.
 */
static enum status look_up_buyer(struct search *search, const struct credentials *buyer)
{
    const struct claim *claim = search->claim;
    for (size_t i = 0; i < buyer->count; i++) {
        struct connection_rows rows;
        enum status st = connections_of(search, &buyer->items[i], &rows);
        if (st != OK)
            return st;
        for (size_t j = 0; j < rows.count; j++) {
            const struct connection *connection = &rows.items[j].connection;
            if (!is_sender(search, &rows.items[j]))
                continue;
            search->contradicted = credentials_contradict(&claim->from, &connection->buyer) ||
                                   credentials_contradict(&claim->to, &connection->supplier);
            *search->out = (struct caller){*connection, is_test(claim, connection)};
            return check_other_buyers(search, connection->organization_id);
        }
    }
    return NOT_FOUND;
}

/* By From; a buyer who is its own Sender and names somebody else there is found by Sender. */
static enum status look_up(struct search *search)
{
    enum status st = look_up_buyer(search, &search->claim->from);
    if (st != NOT_FOUND)
        return st;
    st = look_up_buyer(search, &search->claim->sender);
    search->contradicted = st == OK;
    return st;
}

static const char *describe(struct arena *arena, const struct credentials *section)
{
    if (section->count == 0)
        return "nothing";
    return arena_printf(arena, "%s '%s'", text_cut(arena, section->items[0].domain, 60),
                        text_cut(arena, section->items[0].identity, 60));
}

enum status connection_authenticate(struct ctx *ctx, const struct claim *claim, struct caller *out)
{
    struct search search = {.ctx = ctx, .claim = claim, .out = out};
    secret_hash(ctx->app, text_or_empty(claim->shared_secret), search.secret_hash);
    enum status st = look_up(&search);
    if (st == NOT_FOUND)
        return fault_set(
            &ctx->fault, UNAUTHENTICATED,
            "No connection here has From %s, Sender %s and this shared secret. "
            "Compare domain, identity and secret with what the marketplace gave "
            "you.%s",
            describe(ctx->arena, &claim->from), describe(ctx->arena, &claim->sender),
            text_equal(text_or_empty(claim->shared_secret), "none")
                ? " The secret sent is 'none': so Coupa does while its Secret field is "
                  "empty."
                : "");
    if (st == OK && search.contradicted)
        return fault_set(&ctx->fault, DENIED,
                         "The Header contradicts itself: From %s, To %s; this connection is for "
                         "buyer %s '%s' and supplier %s '%s'.",
                         describe(ctx->arena, &claim->from), describe(ctx->arena, &claim->to),
                         out->connection.buyer.domain, out->connection.buyer.identity,
                         out->connection.supplier.domain, out->connection.supplier.identity);
    return st;
}
