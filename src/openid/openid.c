#include "openid/openid.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "domain/connection_settings.h"
#include "net/http_client.h"
#include "openid/id_token.h"
#include "json/reader.h"

enum { URL_LIMIT = 8192, DOCUMENT_LIMIT = 256 * 1024, DEPTH = 12 };

static const int64_t timeout_us = 10 * TIME_SECOND_US;

/* Whoever waits for a provider that says nothing has a worker, which others need too. */
static enum status enter(struct ctx *ctx)
{
    const struct app *app = ctx->app;
    if (app->providers_asked == NULL ||
        atomic_fetch_add(app->providers_asked, 1) < app->providers_asked_most)
        return OK;
    atomic_fetch_sub(app->providers_asked, 1);
    return fault_set(&ctx->fault, UNAVAILABLE,
                     "Too many people sign in with identity providers at this moment.");
}

static void leave(struct ctx *ctx)
{
    if (ctx->app->providers_asked != NULL)
        atomic_fetch_sub(ctx->app->providers_asked, 1);
}

/* What the provider says of itself. */
struct provider {
    const char *authorization, *token, *keys; /* endpoints */
    bool secret_in_body;                      /* not in a header */
};

static enum status unavailable(struct ctx *ctx, const char *what, const char *why)
{
    return fault_set(&ctx->fault, UNAVAILABLE, "The identity provider can't be used now: %s: %s.",
                     what, why);
}

/* A JSON object that an endpoint answers with, whatever its HTTP status, which goes to
 * `out_status`.
 */
static enum status fetch(struct ctx *ctx, const struct connection *connection,
                         struct net_request *request, const char *what,
                         const struct json_value **out, int *out_status)
{
    static const struct json_limits limits = {DOCUMENT_LIMIT, DEPTH};
    struct net_reply reply = {0};
    request->connect_timeout_us = timeout_us;
    request->total_timeout_us = timeout_us;
    request->response_limit = DOCUMENT_LIMIT;
    request->allow_private_addresses =
        ctx->app->deliver_to_private_addresses || connection->allow_loopback;
    enum status st = net_http(ctx->arena, request, &reply, &ctx->fault);
    if (st != OK)
        return unavailable(ctx, what, arena_text(ctx->arena, ctx->fault.message));
    *out_status = reply.status;
    if (json_read(ctx->arena, reply.body, &limits, out, NULL) != OK ||
        json_read_kind(*out) != JSON_KIND_OBJECT)
        return unavailable(ctx, what,
                           arena_printf(ctx->arena, "HTTP %d, and no JSON object", reply.status));
    return OK;
}

static enum status get(struct ctx *ctx, const struct connection *connection, const char *url,
                       const char *what, const struct json_value **out)
{
    int status = 0;
    struct net_request request = {.url = url};
    enum status st = fetch(ctx, connection, &request, what, out, &status);
    return st == OK && status != 200
               ? unavailable(ctx, what, arena_printf(ctx->arena, "HTTP %d", status))
               : st;
}

static const char *endpoint(struct ctx *ctx, const struct connection *connection,
                            const struct json_value *metadata, const char *name)
{
    const char *url = json_read_text(metadata, name, "");
    return settings_address_problem(ctx->arena, url, connection->allow_loopback) == NULL ? url
                                                                                         : NULL;
}

static bool has(const struct json_value *list, const char *text)
{
    for (size_t i = 0; i < json_read_count(list); i++) {
        if (text_equal(json_read_as_text(json_read_item(list, i), ""), text))
            return true;
    }
    return false;
}

/* Discovery 1.0 section 4: the issuer that is named must be the one that was asked. */
static enum status discover(struct ctx *ctx, const struct connection *connection,
                            struct provider *out)
{
    static const char what[] = "its metadata";
    const struct json_value *metadata;
    const char *issuer = connection->openid_issuer;
    const char *url = arena_printf(ctx->arena, "%s%s.well-known/openid-configuration", issuer,
                                   text_ends(issuer, "/") ? "" : "/");
    enum status st = get(ctx, connection, url, what, &metadata);
    if (st != OK)
        return st;
    if (!text_equal(json_read_text(metadata, "issuer", ""), issuer))
        return unavailable(
            ctx, what,
            arena_printf(ctx->arena, "it calls itself '%s', not '%s'",
                         text_cut(ctx->arena, json_read_text(metadata, "issuer", ""), 100),
                         issuer));
    const struct json_value *methods =
        json_read_array(metadata, "token_endpoint_auth_methods_supported");
    *out = (struct provider){
        .authorization = endpoint(ctx, connection, metadata, "authorization_endpoint"),
        .token = endpoint(ctx, connection, metadata, "token_endpoint"),
        .keys = endpoint(ctx, connection, metadata, "jwks_uri"),
        .secret_in_body =
            has(methods, "client_secret_post") && !has(methods, "client_secret_basic"),
    };
    return out->authorization == NULL || out->token == NULL || out->keys == NULL
               ? unavailable(ctx, what,
                             "authorization_endpoint, token_endpoint and jwks_uri must begin with "
                             "https://")
               : OK;
}

static void put(struct buf *out, const char *name, const char *value)
{
    if (out->length > 0 && out->data[out->length - 1] != '?')
        buf_char(out, '&');
    buf_printf(out, "%s=", name);
    buf_url(out, value);
}

static const char *return_url(struct ctx *ctx)
{
    return arena_printf(ctx->arena, "%s%s", ctx->app->public_url, OPENID_RETURN_PATH);
}

/* RFC 7636 section 4.2: S256. */
static const char *challenge(struct arena *arena, const char *verifier)
{
    unsigned char hash[HASH_SIZE];
    struct buf out;
    hash_sha256(bytes_of(verifier), hash);
    buf_init(&out, arena, 2 * HASH_SIZE);
    buf_base64url(&out, hash, sizeof hash);
    return buf_string(&out);
}

enum status openid_begin(struct ctx *ctx, const struct session *session, const char **out_url)
{
    const struct connection *connection = &session->connection;
    struct openid_attempt attempt;
    struct provider provider;
    const char *state;
    struct buf url;
    enum status st = session_openid_begin(ctx, session, &attempt, &state);
    if (st == OK)
        st = enter(ctx);
    if (st != OK)
        return st;
    st = discover(ctx, connection, &provider);
    leave(ctx);
    if (st != OK)
        return st;
    buf_init(&url, ctx->arena, URL_LIMIT);
    buf_text(&url, provider.authorization);
    if (strchr(provider.authorization, '?') == NULL)
        buf_char(&url, '?');
    put(&url, "response_type", "code");
    put(&url, "scope", "openid email profile");
    put(&url, "client_id", connection->openid_client_id);
    put(&url, "redirect_uri", return_url(ctx));
    put(&url, "state", state);
    put(&url, "nonce", attempt.nonce);
    put(&url, "code_challenge", challenge(ctx->arena, attempt.verifier));
    put(&url, "code_challenge_method", "S256");
    put(&url, "login_hint", session->requester_email);
    *out_url = buf_string(&url);
    return url.overflow ? unavailable(ctx, "its address", "it is too long") : OK;
}

/* RFC 6749 section 2.3.1: both are encoded as in a form before they are joined. */
static const char *basic(struct arena *arena, const char *client_id, const char *secret)
{
    struct buf pair;
    struct buf out;
    buf_init(&pair, arena, URL_LIMIT);
    buf_url(&pair, client_id);
    buf_char(&pair, ':');
    buf_url(&pair, secret);
    buf_init(&out, arena, 2 * URL_LIMIT);
    buf_text(&out, "Basic ");
    buf_base64(&out, buf_string(&pair), pair.length);
    return buf_string(&out);
}

static enum status trade(struct ctx *ctx, const struct session *session,
                         const struct provider *provider, const char *code, const char *verifier,
                         const char **out_token)
{
    const struct connection *connection = &session->connection;
    const struct json_value *answer;
    const char *secret;
    struct buf body;
    int status = 0;
    enum status st = session_openid_secret(ctx, session, &secret);
    if (st != OK)
        return st;
    buf_init(&body, ctx->arena, URL_LIMIT);
    put(&body, "grant_type", "authorization_code");
    put(&body, "code", code);
    put(&body, "redirect_uri", return_url(ctx));
    put(&body, "code_verifier", verifier);
    bool in_header = secret != NULL && !provider->secret_in_body;
    if (!in_header)
        put(&body, "client_id", connection->openid_client_id);
    if (secret != NULL && !in_header)
        put(&body, "client_secret", secret);
    struct net_header header = {"Authorization", NULL};
    if (in_header)
        header.value = basic(ctx->arena, connection->openid_client_id, secret);
    struct net_request request = {.url = provider->token,
                                  .content_type = "application/x-www-form-urlencoded",
                                  .body = buf_bytes(&body),
                                  .headers = &header,
                                  .header_count = in_header};
    if (body.overflow)
        return fault_set(&ctx->fault, BAD_INPUT, "The provider's code is too long.");
    st = fetch(ctx, connection, &request, "its token endpoint", &answer, &status);
    if (st != OK)
        return st;
    *out_token = json_read_text(answer, "id_token", NULL);
    return status == 200 && *out_token != NULL
               ? OK
               : fault_set(&ctx->fault, DENIED, "The identity provider gave no ID token: %s.",
                           text_cut(ctx->arena, json_read_text(answer, "error", "no reason"), 60));
}

static enum status identify(struct ctx *ctx, const struct openid_return *in,
                            const struct openid_attempt *attempt, const struct session *session)
{
    const struct connection *connection = &session->connection;
    const struct json_value *keys;
    struct openid_identity identity;
    struct provider provider;
    const char *token = NULL;
    const struct id_token_terms terms = {.issuer = connection->openid_issuer,
                                         .client_id = connection->openid_client_id,
                                         .nonce = attempt->nonce,
                                         .now_us = ctx_now_us(ctx)};
    enum status st = discover(ctx, connection, &provider);
    if (st == OK)
        st = trade(ctx, session, &provider, in->code, attempt->verifier, &token);
    if (st == OK)
        st = get(ctx, connection, provider.keys, "its keys", &keys);
    if (st == OK)
        st = id_token_read(ctx->arena, token, keys, &terms, &identity, &ctx->fault);
    return st == OK ? session_openid_finish(ctx, session, &identity, in->address) : st;
}

enum status openid_finish(struct ctx *ctx, const struct openid_return *in, struct session *out)
{
    struct openid_attempt attempt;
    struct session session;
    *out = (struct session){.connection.id = NULL};
    enum status st = session_openid_open(ctx, text_or_empty(in->state), &attempt, &session);
    if (st != OK)
        return st;
    *out = session;
    if (!text_empty(in->issuer) && !text_equal(in->issuer, session.connection.openid_issuer))
        return fault_set(&ctx->fault, DENIED,
                         "This is the answer of another identity provider, '%s'.",
                         text_cut(ctx->arena, in->issuer, 100));
    if (!text_empty(in->error))
        return fault_set(&ctx->fault, DENIED, "The identity provider refused: %s. %s",
                         text_cut(ctx->arena, in->error, 60),
                         text_cut(ctx->arena, text_or_empty(in->error_description), 200));
    if (text_empty(in->code))
        return fault_set(&ctx->fault, BAD_INPUT, "The identity provider sent no code.");
    st = enter(ctx);
    if (st != OK)
        return st;
    st = identify(ctx, in, &attempt, &session);
    leave(ctx);
    return st;
}
