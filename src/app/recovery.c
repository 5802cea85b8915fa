#include "app/recovery.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"

enum { LENGTH = 10, LIMIT = 64 };

const char *recovery_trim(struct arena *arena, const char *code)
{
    char *out = text_lower(arena, text_cut(arena, code, LIMIT));
    size_t length = 0;
    for (const char *at = out; *at != '\0'; at++) {
        if (*at != ' ' && *at != '-')
            out[length++] = *at;
    }
    out[length] = '\0';
    return out;
}

struct bytes recovery_hash(struct ctx *ctx, const char *trimmed)
{
    struct hash hash;
    unsigned char *out = arena_alloc(ctx->arena, HASH_SIZE);
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("recovery code"));
    hash_add(&hash, bytes_of(trimmed));
    hash_finish(&hash, out);
    return (struct bytes){out, HASH_SIZE};
}

const char *recovery_new(struct ctx *ctx)
{
    /* No letter or digit that looks like another. */
    static const char alphabet[] = "abcdefghjkmnpqrstuvwxyz23456789x";
    unsigned char random[LENGTH];
    char *code = arena_text(ctx->arena, "00000-00000");
    ctx->app->entropy.fill(&ctx->app->entropy, random, sizeof random);
    for (size_t i = 0; i < LENGTH; i++)
        code[i < LENGTH / 2 ? i : i + 1] = alphabet[random[i] & 31];
    return code;
}
