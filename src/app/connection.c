#include "app/connection.h"

#include "app/connection_cache.h"
#include "app/secret.h"
#include "app/traffic.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"

enum { OCI_PASSWORD_BYTES = 18 };

void secret_hash(const struct app *app, const char *secret, unsigned char out[HASH_SIZE])
{
    struct hash hash;
    hash_start(&hash, app->key.bytes);
    hash_add(&hash, bytes_of("shared secret"));
    hash_add(&hash, bytes_of(secret));
    hash_finish(&hash, out);
}

const char *oci_password(struct ctx *ctx, struct bytes secret_hash)
{
    struct hash hash;
    struct buf text;
    unsigned char out[HASH_SIZE];
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("OCI password"));
    hash_add(&hash, secret_hash);
    hash_finish(&hash, out);
    buf_init(&text, ctx->arena, 2 * HASH_SIZE);
    buf_base64url(&text, out, OCI_PASSWORD_BYTES);
    return buf_string(&text);
}

struct search {
    struct ctx *ctx;
    const struct claim *claim;
    struct caller *out;
    unsigned char secret_hash[HASH_SIZE]; /* of the claim's */
    bool contradicted;                    /* a credential of a known domain says otherwise */
    const struct connection_row *found;
    bool old_secret;                        /* it was found by the one before */
    const struct connection_row *near_miss; /* its buyer is named, and something else is wrong */
    const char *mac_reason;                 /* why a CredentialMac was refused, or NULL */
};

static bool same_hash(const struct search *search, struct bytes hash)
{
    bool sized = hash.size == HASH_SIZE;
    return hash_equal(search->secret_hash, sized ? hash.data : search->secret_hash, HASH_SIZE) &&
           sized;
}

/* Whether the claim shows the secret of that hash; a browser, what is made from it. */
static bool shows(const struct search *search, struct bytes hash)
{
    unsigned char of_call[HASH_SIZE];
    if (!search->claim->by_browser)
        return same_hash(search, hash);
    secret_hash(search->ctx->app, oci_password(search->ctx, hash), of_call);
    return same_hash(search, (struct bytes){of_call, HASH_SIZE});
}

static bool names_sender(const struct search *search, const struct connection_row *row)
{
    return credentials_name(&search->claim->sender, &row->connection.sender);
}

static bool old_is_valid(const struct search *search, const struct connection_row *row)
{
    return row->old_secret_hash.size > 0 && row->old_secret_until_us > ctx_now_us(search->ctx);
}

/* A buyer that sends directly is its own sender, whatever network it has besides. */
static bool has_mac(struct search *search, const struct connection_row *row, struct bytes sealed)
{
    struct ctx *ctx = search->ctx;
    const struct claim *claim = search->claim;
    struct bytes secret;
    if (claim->from.count == 0 || claim->sender.count == 0 ||
        (!names_sender(search, row) && !credentials_name(&claim->sender, &row->connection.buyer)) ||
        unseal(ctx->arena, &ctx->app->key, SECRET_LABEL, sealed, &secret) != OK)
        return false;
    return credential_mac_check(ctx->arena, &claim->mac, claim->from.items, claim->sender.items,
                                (const char *)secret.data, ctx_now_us(ctx), &search->mac_reason);
}

/* Whether the claim shows that it comes from the sender of the connection, and by which secret. */
static bool is_sender(struct search *search, const struct connection_row *row, bool *out_old)
{
    bool old = old_is_valid(search, row);
    *out_old = false;
    if (search->claim->mac.value != NULL && search->claim->shared_secret == NULL)
        return has_mac(search, row, row->secret_sealed) ||
               (old && (*out_old = has_mac(search, row, row->old_secret_sealed)));
    bool present = shows(search, row->secret_hash);
    *out_old = !present && old && shows(search, row->old_secret_hash);
    return (present || *out_old) && names_sender(search, row);
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

/* Of several connections of one buyer, the one whose supplier is named. */
static void consider(struct search *search, const struct connection_row *row)
{
    const struct claim *claim = search->claim;
    bool old;
    if (!is_sender(search, row, &old)) {
        search->near_miss = row;
        return;
    }
    bool contradicted = credentials_contradict(&claim->from, &row->connection.buyer) ||
                        credentials_contradict(&claim->to, &row->connection.supplier);
    if (search->found != NULL && (contradicted || !search->contradicted))
        return;
    search->found = row;
    search->old_secret = old;
    search->contradicted = contradicted;
}

/* The connections whose buyer is one of these credentials; the one whose sender and secret fit. */
static enum status look_up_buyer(struct search *search, const struct credentials *buyer)
{
    for (size_t i = 0; i < buyer->count && search->found == NULL; i++) {
        struct connection_rows rows;
        enum status st = connections_of(search, &buyer->items[i], &rows);
        if (st != OK)
            return st;
        for (size_t j = 0; j < rows.count; j++)
            consider(search, &rows.items[j]);
    }
    if (search->found == NULL)
        return NOT_FOUND;
    const struct connection *connection = &search->found->connection;
    *search->out = (struct caller){*connection, is_test(search->claim, connection)};
    return check_other_buyers(search, connection->organization_id);
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

/* What the buyer's own administrator is told of a document that was refused (CON-3), in Coupa's
 * words where it is Coupa's doing. */
static void note_near_miss(struct search *search)
{
    const struct claim *claim = search->claim;
    const char *secret = text_or_empty(claim->shared_secret);
    const char *reason = search->mac_reason;
    if (search->near_miss == NULL)
        return;
    const struct connection *connection = &search->near_miss->connection;
    bool by_mac = claim->mac.value != NULL && claim->shared_secret == NULL;
    bool other_sender =
        by_mac ? reason == NULL : !text_empty(secret) && !names_sender(search, search->near_miss);
    if (other_sender)
        reason = arena_printf(search->ctx->arena, "Sender was %s; it must be %s '%s'.",
                              describe(search->ctx->arena, &claim->sender),
                              connection->sender.domain, connection->sender.identity);
    else if (claim->by_browser)
        reason =
            "The PASSWORD sent is not the one of this connection's calls. Reveal shows it, beside "
            "the shared secret of purchase orders, which opens no catalogue.";
    else if (text_equal_nocase(secret, "none"))
        reason =
            "The shared secret sent was 'none': so Coupa does while its Secret field is empty. "
            "Enter the shared secret there.";
    else if (!by_mac)
        reason = text_empty(secret)
                     ? "No shared secret was sent."
                     : "The shared secret sent is not the one of this connection. Copy it again.";
    if (!other_sender && claim->kind != NULL)
        traffic_note(search->ctx, connection, TRAFFIC_SECRET, 401, reason);
    traffic_note(search->ctx, connection, claim->kind, 401, reason);
}

static enum status unknown(struct search *search)
{
    struct ctx *ctx = search->ctx;
    const struct claim *claim = search->claim;
    note_near_miss(search);
    return fault_set(&ctx->fault, UNAUTHENTICATED,
                     "No connection here has From %s, Sender %s and this shared secret. "
                     "Compare domain, identity and secret with what the marketplace gave "
                     "you.%s",
                     describe(ctx->arena, &claim->from), describe(ctx->arena, &claim->sender),
                     text_equal(text_or_empty(claim->shared_secret), "none")
                         ? " The secret sent is 'none': so Coupa does while its Secret field is "
                           "empty."
                         : "");
}

static enum status check_peer(struct search *search)
{
    struct ctx *ctx = search->ctx;
    const struct claim *claim = search->claim;
    const struct connection *connection = &search->out->connection;
    if (claim->address != NULL && !connection_admits(ctx->arena, connection, claim->address))
        return fault_set(&ctx->fault, DENIED,
                         "This came from %s, which is not among the addresses that the connection "
                         "'%s' takes documents from.",
                         claim->address, connection->name);
    if (claim->address == NULL || claim->by_browser || text_empty(connection->client_certificate) ||
        text_equal(text_or_empty(claim->certificate), connection->client_certificate))
        return OK;
    return fault_set(&ctx->fault, DENIED,
                     "The connection '%s' takes documents with its client certificate only; %s.",
                     connection->name,
                     claim->certificate == NULL ? "none was shown" : "another one was shown");
}

enum status connection_authenticate(struct ctx *ctx, const struct claim *claim, struct caller *out)
{
    struct search search = {.ctx = ctx, .claim = claim, .out = out};
    secret_hash(ctx->app, text_or_empty(claim->shared_secret), search.secret_hash);
    enum status st = look_up(&search);
    if (st == NOT_FOUND)
        return unknown(&search);
    if (st == OK && search.contradicted)
        st = fault_set(&ctx->fault, DENIED,
                       "The Header contradicts itself: From %s, To %s; this connection is for "
                       "buyer %s '%s' and supplier %s '%s'.",
                       describe(ctx->arena, &claim->from), describe(ctx->arena, &claim->to),
                       out->connection.buyer.domain, out->connection.buyer.identity,
                       out->connection.supplier.domain, out->connection.supplier.identity);
    if (st == OK)
        st = check_peer(&search);
    if (st == DENIED)
        traffic_note(ctx, &out->connection, claim->kind, 403, ctx->fault.message);
    if (st == OK && claim->kind != NULL)
        traffic_note(ctx, &out->connection, search.old_secret ? TRAFFIC_OLD_SECRET : TRAFFIC_SECRET,
                     200, "");
    return st;
}
