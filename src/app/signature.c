#include "app/signature.h"

#include <stdlib.h>
#include <string.h>

#include "app/access_key.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"

enum { SKEW_MINUTES = 15, CANONICAL_LIMIT = 256 * 1024, DATE_LENGTH = 16 };

static const char algorithm[] = "AWS4-HMAC-SHA256";

/* The parts of an Authorization header. */
struct claim {
    const char *key_id;
    const char *scope; /* date/region/service/aws4_request */
    const char *date;
    const char *service;
    const char *signed_names;
    const char *signature;
    const char *amz_date;
};

static const char *header_of(const struct signed_request *request, const char *name)
{
    for (size_t i = 0; i < request->headers.count; i++) {
        if (text_equal_nocase(request->headers.items[i].name, name))
            return request->headers.items[i].value;
    }
    return NULL;
}

static const char *hex_sha256(struct arena *arena, struct bytes data)
{
    unsigned char hash[HASH_SIZE];
    hash_sha256(data, hash);
    return hash_hex(arena, hash, HASH_SIZE);
}

static int by_name_and_value(const void *a, const void *b)
{
    const struct signature_field *left = a;
    const struct signature_field *right = b;
    int order = strcmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->value, right->value);
}

static const char *encoded(struct arena *arena, const char *text)
{
    struct buf out;
    buf_init(&out, arena, CANONICAL_LIMIT);
    buf_url(&out, text);
    return buf_string(&out);
}

static void put_query(struct arena *arena, struct buf *out, struct signature_fields query)
{
    struct signature_field *sorted = arena_array(arena, query.count, sizeof *sorted);
    for (size_t i = 0; i < query.count; i++)
        sorted[i] = (struct signature_field){encoded(arena, query.items[i].name),
                                             encoded(arena, query.items[i].value)};
    qsort(sorted, query.count, sizeof *sorted, by_name_and_value);
    for (size_t i = 0; i < query.count; i++) {
        buf_text(out, i == 0 ? "" : "&");
        buf_text(out, sorted[i].name);
        buf_char(out, '=');
        buf_text(out, sorted[i].value);
    }
}

/* Encoded once more, slashes kept: so it is for all services but S3. */
static void put_path(struct arena *arena, struct buf *out, const char *path)
{
    for (const char *at = path; *at != '\0';) {
        size_t length = strcspn(at, "/");
        buf_url(out, arena_text_n(arena, at, length));
        at += length;
        if (*at == '/') {
            buf_char(out, '/');
            at++;
        }
    }
}

/* A header's value trimmed, its runs of blanks made one; several of a name joined by commas. */
static void put_header(struct arena *arena, struct buf *out, const struct signed_request *request,
                       const char *name)
{
    bool first = true;
    buf_text(out, name);
    buf_char(out, ':');
    for (size_t i = 0; i < request->headers.count; i++) {
        if (!text_equal_nocase(request->headers.items[i].name, name))
            continue;
        buf_text(out, first ? "" : ",");
        first = false;
        bool blank = false;
        for (const char *at = text_trim(arena, request->headers.items[i].value); *at != '\0';
             at++) {
            if (*at != ' ' || !blank)
                buf_char(out, *at);
            blank = *at == ' ';
        }
    }
    buf_char(out, '\n');
}

static const char *canonical(struct arena *arena, const struct signed_request *request,
                             const char *signed_names)
{
    struct buf out;
    buf_init(&out, arena, CANONICAL_LIMIT);
    buf_text(&out, request->method);
    buf_char(&out, '\n');
    put_path(arena, &out, request->path);
    buf_char(&out, '\n');
    put_query(arena, &out, request->query);
    buf_char(&out, '\n');
    for (const char *at = signed_names; *at != '\0';) {
        size_t length = strcspn(at, ";");
        put_header(arena, &out, request, arena_text_n(arena, at, length));
        at += length + (at[length] == ';');
    }
    buf_char(&out, '\n');
    buf_text(&out, signed_names);
    buf_char(&out, '\n');
    buf_text(&out, hex_sha256(arena, request->body));
    return out.overflow ? "" : buf_string(&out);
}

const char *signature_of(struct arena *arena, const struct signed_request *request,
                         const char *secret, const char *amz_date, const char *scope,
                         const char *signed_names)
{
    unsigned char key[HASH_SIZE];
    const char *first = arena_printf(arena, "AWS4%s", secret);
    hmac_sha256(bytes_of(first), bytes_of(arena_text_n(arena, scope, strcspn(scope, "/"))), key);
    for (const char *at = strchr(scope, '/'); at != NULL; at = strchr(at + 1, '/')) {
        const char *part = arena_text_n(arena, at + 1, strcspn(at + 1, "/"));
        hmac_sha256((struct bytes){key, sizeof key}, bytes_of(part), key);
    }
    const char *text =
        arena_printf(arena, "%s\n%s\n%s\n%s", algorithm, amz_date, scope,
                     hex_sha256(arena, bytes_of(canonical(arena, request, signed_names))));
    hmac_sha256((struct bytes){key, sizeof key}, bytes_of(text), key);
    return hash_hex(arena, key, sizeof key);
}

/* `Name=value` of the header, up to a comma or a blank. */
static const char *part_of(struct arena *arena, const char *authorization, const char *name)
{
    const char *at = strstr(authorization, name);
    if (at == NULL)
        return "";
    at += strlen(name);
    return arena_text_n(arena, at, strcspn(at, ", "));
}

static bool names_host(const char *signed_names)
{
    const char *at = strstr(signed_names, "host");
    return at != NULL && (at == signed_names || at[-1] == ';') && (at[4] == '\0' || at[4] == ';') &&
           strstr(signed_names, "x-amz-date") != NULL;
}

static bool read_claim(struct arena *arena, const struct signed_request *request,
                       const char *authorization, struct claim *out)
{
    const char *credential = part_of(arena, authorization, "Credential=");
    const char *slash = strchr(credential, '/');
    *out = (struct claim){.signed_names = part_of(arena, authorization, "SignedHeaders="),
                          .signature = part_of(arena, authorization, "Signature="),
                          .amz_date = text_or_empty(header_of(request, "X-Amz-Date"))};
    if (slash == NULL)
        return false;
    out->key_id = arena_text_n(arena, credential, (size_t)(slash - credential));
    out->scope = slash + 1;
    out->date = arena_text_n(arena, out->scope, strcspn(out->scope, "/"));
    const char *region = strchr(out->scope, '/');
    const char *service = region == NULL ? NULL : strchr(region + 1, '/');
    const char *end = service == NULL ? NULL : strchr(service + 1, '/');
    if (end == NULL || !text_equal(end, "/aws4_request"))
        return false;
    out->service = arena_text_n(arena, service + 1, (size_t)(end - service - 1));
    return strlen(out->amz_date) == DATE_LENGTH && text_starts(out->amz_date, out->date) &&
           strlen(out->signature) == 2 * (size_t)HASH_SIZE && names_host(out->signed_names);
}

/* 20150830T123600Z */
static bool is_near(struct ctx *ctx, const char *d)
{
    int64_t time_us;
    const char *iso = arena_printf(ctx->arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d, d + 4, d + 6,
                                   d + 9, d + 11, d + 13);
    int64_t away_us = time_parse(iso, &time_us) ? ctx_now_us(ctx) - time_us : INT64_MAX;
    return away_us < SKEW_MINUTES * TIME_MINUTE_US && away_us > -SKEW_MINUTES * TIME_MINUTE_US;
}

enum status signature_verify(struct ctx *ctx, const struct signed_request *request, struct who *out,
                             enum signature_problem *problem)
{
    struct claim claim;
    const char *secret;
    const char *authorization = header_of(request, "Authorization");
    *problem = SIGNATURE_MISSING;
    if (authorization == NULL)
        return fault_set(&ctx->fault, UNAUTHENTICATED,
                         "The request is not signed. Sign it with an access key.");
    *problem = SIGNATURE_INCOMPLETE;
    if (!text_starts(authorization, algorithm) ||
        !read_claim(ctx->arena, request, authorization, &claim))
        return fault_set(
            &ctx->fault, BAD_INPUT,
            "The Authorization header is not a whole Signature Version 4: it needs "
            "Credential, SignedHeaders with host and x-amz-date, and Signature, and the "
            "request an X-Amz-Date of the same day.");
    *problem = SIGNATURE_TOO_OLD;
    if (!is_near(ctx, claim.amz_date))
        return fault_set(&ctx->fault, UNAUTHENTICATED,
                         "Signature expired: %s is more than %d minutes from this server's clock. "
                         "Check yours.",
                         claim.amz_date, SKEW_MINUTES);
    enum status st = access_key_use(ctx, claim.key_id, claim.service, out, &secret);
    *problem = st == DENIED ? SIGNATURE_NOT_ADMITTED : SIGNATURE_UNKNOWN_KEY;
    if (st == NOT_FOUND)
        return fault_set(
            &ctx->fault, UNAUTHENTICATED,
            "The security token included in the request is invalid: there is no active "
            "access key of this id.");
    if (st != OK)
        return st;
    const char *right =
        signature_of(ctx->arena, request, secret, claim.amz_date, claim.scope, claim.signed_names);
    *problem = SIGNATURE_WRONG;
    if (!hash_equal(right, claim.signature, 2 * (size_t)HASH_SIZE))
        return fault_set(&ctx->fault, UNAUTHENTICATED,
                         "The request signature we calculated does not match the signature you "
                         "provided. Check your secret access key and signing method.");
    *problem = SIGNATURE_FINE;
    return OK;
}
